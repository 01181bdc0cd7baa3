"""Every span of a page with its role and its reasons, for reading at a prompt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter

from tamis.apps.terminal import wrapped
from tamis.output import PollutionReport
from tamis.page import Family, Page, Role, Span

NARROWEST = 48
"""The columns that the summary takes; lines are never narrower."""

# SGR parameters (ECMA-48, 8.3.117). The words stand beside the colours, never colour alone.
_HEADING_STYLE = {Family.CONTENT: "1;32", Family.BOILERPLATE: "33", Family.POLLUTION: "1;31"}
_TEXT_STYLE = {Family.CONTENT: "", Family.BOILERPLATE: "2", Family.POLLUTION: "31"}
_ASIDE_STYLE = "2"

_BOILERPLATE_LINES = 3
_INDENT = "  "
_BETWEEN = " · "
# Page text has a bar before it, so that it cannot pass for a role or a reason.
_BAR = "│ "

_Painter = Callable[[str, str], str]


def explain(
    page: Page, *, width: int = 80, colour: bool = False, brief: bool = False
) -> Iterator[str]:
    """The lines, without line ends, that show ``page``: what it is, every span in order, and
    how many characters each family and role has.

    The text of content and pollution is shown whole, that of boilerplate in its first lines
    with a count of what is left. ``brief``: boilerplate in a row is one entry, without reasons.
    Of a long path, the last steps that fit a line are shown. Lines hold at most ``width`` columns,
    or ``NARROWEST`` if that is more. With ``colour`` they hold ANSI colour codes; whatever comes
    from the page is escaped, so these are the only ones.
    """
    width = max(width, NARROWEST)
    paint = _painted if colour else _plain
    yield from _head_of(page, width, paint)
    for _, group in groupby(page.spans, _together if brief else attrgetter("start")):
        spans = list(group)
        yield ""
        if len(spans) == 1:
            yield from _span_lines(page.text, spans[0], width, paint)
        else:
            yield from _row_lines(page.text, spans, width, paint)
    yield ""
    yield from _summary(page, paint)
    yield from _report_lines(page.pollution_report(), width, paint)


def _head_of(page: Page, width: int, paint: _Painter) -> Iterator[str]:
    facts = {
        "url": page.url,
        "title": page.metadata.title,
        "language": page.language,
        "page type": page.page_type,
        "media type": page.media_type,
        "size": f"{_counted(len(page.text), 'character')}, {_counted(len(page.spans), 'span')}",
    }
    label_width = max(map(len, facts)) + 2
    for name, value in facts.items():
        lines = list(wrapped(value or "", width - label_width)) or ["unknown"]
        yield paint(name.ljust(label_width), "1") + lines[0]
        yield from (" " * label_width + line for line in lines[1:])


def _span_lines(text: str, span: Span, width: int, paint: _Painter) -> Iterator[str]:
    family = span.family
    heading = f"{span.role}  {family} {span.confidence:.2f}  {span.start}:{span.end}"
    if not span.visible:
        heading += "  hidden"
    yield paint(heading, _HEADING_STYLE[family])
    bar = paint(_BAR, _HEADING_STYLE[family])
    for line in _text_lines(text[span.start : span.end], family, width - len(_BAR)):
        yield bar + paint(line, _TEXT_STYLE[family])
    asides = [f"why: {'; '.join(span.reasons) or 'no reason given'}"]
    if span.path:
        asides.append(f"at: {_shortened(span.path, width - len(_INDENT) - len('at: '))}")
    for aside in asides:
        for line in wrapped(aside, width - len(_INDENT)):
            yield _INDENT + paint(line, _ASIDE_STYLE)


def _together(span: Span) -> int:
    """The same for boilerplate in a row, and a number of its own for every other span."""
    return -1 if span.family is Family.BOILERPLATE else span.start


def _row_lines(text: str, spans: Sequence[Span], width: int, paint: _Painter) -> Iterator[str]:
    """Boilerplate in a row: how much of which role, and the first lines of it."""
    roles = Counter(str(span.role) for span in spans)
    counts = ", ".join(f"{count} {role}" for role, count in roles.most_common())
    style = _HEADING_STYLE[Family.BOILERPLATE]
    yield paint(f"boilerplate  {spans[0].start}:{spans[-1].end}  {len(spans)} spans", style)
    pieces = (" ".join(text[span.start : span.end].split()) for span in spans)
    joined = _BETWEEN.join(piece for piece in pieces if piece)
    for line in _text_lines(joined, Family.BOILERPLATE, width - len(_BAR)):
        yield paint(_BAR, style) + paint(line, _TEXT_STYLE[Family.BOILERPLATE])
    for line in wrapped(counts, width - len(_INDENT)):
        yield _INDENT + paint(line, _ASIDE_STYLE)


def _text_lines(text: str, family: Family, width: int) -> Iterable[str]:
    if not text.strip():
        return [f"({_counted(len(text), 'character')} of white space)"]
    lines = wrapped(text, width)
    if family is not Family.BOILERPLATE:
        return lines
    first = list(islice(lines, _BOILERPLATE_LINES))
    rest = sum(1 for _ in lines)
    if rest:
        first.append(f"… and {_counted(rest, 'more line')}")
    return first


def _summary(page: Page, paint: _Painter) -> Iterator[str]:
    characters: Counter[Family | Role] = Counter()
    spans: Counter[Family | Role] = Counter()
    for span in page.spans:
        for group in (span.family, span.role):
            characters[group] += span.end - span.start
            spans[group] += 1
    yield paint(f"{'summary':<18}{'characters':>12}{'share':>9}{'spans':>9}", "1")
    for family in Family:
        style = _HEADING_STYLE[family]
        yield paint(_summary_line(family, characters, spans, len(page.text)), style)
        for role in Role:
            if role.family is family and spans[role]:
                yield _summary_line(role, characters, spans, len(page.text), indent=_INDENT)


def _report_lines(report: PollutionReport, width: int, paint: _Painter) -> Iterator[str]:
    """What the table does not say of the pollution: its reasons, campaigns and hidden text."""
    if not report.families[Family.POLLUTION]:
        return
    yield ""
    yield paint("pollution", _HEADING_STYLE[Family.POLLUTION])
    for name, count in report.campaigns.items():
        yield from _fact(f"campaign {name}: {_counted(count, 'span')}", width)
    for reason, count in report.reasons.items():
        yield from _fact(f"{count} × {reason}" if count > 1 else reason, width)
    if report.hidden:
        yield from _fact(f"hidden, of whatever role: {_counted(report.hidden, 'character')}", width)


def _fact(text: str, width: int) -> Iterator[str]:
    for line in wrapped(text, width - len(_INDENT)):
        yield _INDENT + line


def _summary_line(
    group: Family | Role,
    characters: Counter[Family | Role],
    spans: Counter[Family | Role],
    total: int,
    indent: str = "",
) -> str:
    share = characters[group] / total if total else 0.0
    return f"{indent + group:<18}{characters[group]:>12,}{share:>9.1%}{spans[group]:>9,}"


def _shortened(path: str, width: int) -> str:
    """``path`` if it fits, else as many of its last steps as do, and at least one."""
    if len(path) <= width:
        return path
    start = path.find("/", len(path) - width + 1)
    return "…" + path[start if start >= 0 else path.rfind("/") :]


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _plain(text: str, style: str) -> str:
    return text


def _painted(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if style and text else text

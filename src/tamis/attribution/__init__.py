"""Who said what: attributions from the clean article.

The door is :func:`attribute`. The finished partition of a page comes in; what goes out has its
places in the page's text, and never touches what is not the reporter's voice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from tamis.attribution.bearers import Speaker
from tamis.attribution.certainty import certainty_of
from tamis.attribution.finding import AnyFinder, check_model, find, finder_of
from tamis.attribution.found import Found
from tamis.attribution.marks import find_quotations
from tamis.attribution.passages import Passage, passages
from tamis.attribution.quotations import quotations
from tamis.attribution.speakers import name_speakers
from tamis.attribution.speech import is_speech
from tamis.attribution.tidying import tidied
from tamis.options import AttributionModel, Breadth
from tamis.page import Attribution, Mark, Part, Span

__all__ = ["attribute", "check_model"]

_MOST_LETTERS = 200_000
"""Of a page; the longest reports have half of it."""
_MOST_FINE = 60_000
"""Letters of a page that the fine model reads, in some seconds; the core reads on."""
_UNKNOWN = "und"
_AROUND = 120
_HEARER = re.compile(r"\s((?:the\s)?[A-Z][\w’'&-]{1,30}(?:\s[A-Z][\w’'&-]{1,30}){0,3})")
_SENTENCE_END = re.compile(r"[.!?]\s")
_TOLD = frozenset({"told", "tells", "tell", "telling"})


def attribute(
    text: str,
    spans: Iterable[Span],
    marks: Iterable[Mark],
    *,
    language: str | None,
    breadth: Breadth,
    model: AttributionModel,
) -> tuple[Attribution, ...]:
    """The attributions of a page, in the order of their cues.

    ``spans`` is the partition of ``text``, ``marks`` has its blocks, ``language`` is what the text
    is in, as a tag. ``breadth``: ``speech`` for what was said or written, ``all`` for every
    attitude that the finder knows. ``model``: what reads English. All offsets are those of
    ``text``.

    Raises :class:`~tamis.errors.MissingExtraError` where the model cannot be run, whatever the
    language.
    """
    finder = finder_of(model)
    read = _first(passages(text, spans, marks))
    code = language or _UNKNOWN
    paragraphs = [passage.text for passage in read]
    found = _find(paragraphs, code, breadth, finder)
    speakers = name_speakers(paragraphs, found, code)
    made = []
    for passage, here, named in zip(read, found, speakers, strict=True):
        quoted = quotations(passage.text) if here else []
        for one, speaker in zip(here, named, strict=True):
            attribution = _attribution(text, passage, quoted, one, speaker, code)
            if attribution is not None:
                made.append(attribution)
    return tuple(sorted(made, key=lambda attribution: attribution.cue.start))


def _find(
    paragraphs: Sequence[str], language: str, breadth: Breadth, finder: AnyFinder
) -> list[list[Found]]:
    """English is read by the network; in other languages quotations are found by their marks."""
    if language.replace("_", "-").split("-")[0].lower() != "en":
        return find_quotations(paragraphs, language)
    return [
        [
            one
            for one in (tidied(text, each) for each in here if each.content)
            if one and (breadth == "all" or is_speech(*_cue_and_content(text, one)))
        ]
        for text, here in zip(paragraphs, _read(paragraphs, finder), strict=True)
    ]


def _read(paragraphs: Sequence[str], finder: AnyFinder) -> list[list[Found]]:
    """What the finder finds; the rest of a page that is too long for it is read by the core."""
    if finder.reads_apart:
        return find(paragraphs, finder)
    ends = accumulate(map(len, paragraphs))
    count = sum(end <= _MOST_FINE for end in ends)
    return find(paragraphs[:count], finder) + find(paragraphs[count:])


def _cue_and_content(text: str, found: Found) -> tuple[str, str]:
    content = " ".join(text[slice(*part)] for part in found.content)
    return text[slice(*found.cue)], content


def _first(read: Sequence[Passage]) -> list[Passage]:
    """As many passages as a page may have read."""
    kept, letters = [], 0
    for passage in read:
        letters += len(passage.text)
        if letters > _MOST_LETTERS:
            break
        kept.append(passage)
    return kept


def _attribution(
    text: str,
    passage: Passage,
    quoted: Sequence[tuple[int, int]],
    found: Found,
    speaker: Speaker,
    language: str,
) -> Attribution | None:
    """``found`` with its place on the page. A cue or a source into which something was run is the
    longest stretch of it; content may be in parts."""
    content = [
        Part(*place, text[slice(*place)])
        for start, end in found.content
        for place in passage.on_page(start, end)
    ]
    cue = _longest(text, passage, found.cue)
    source = None if found.source is None else _longest(text, passage, found.source)
    if cue is None or not content:
        return None
    kind = _kind(passage.text, found.content, quoted)
    reasons = [f"cue “{cue.text}”", *([speaker.reason] if speaker.reason else [])]
    hearer = _hearer(passage.text, found)
    if hearer:
        reasons.append(f"told to {hearer}")
    return Attribution(
        source=source,
        cue=cue,
        content=tuple(content),
        kind=kind,
        speaker=speaker.name if source is not None else None,
        certainty=certainty_of(
            passage.text[slice(*found.cue)],
            source="" if source is None else source.text,
            content=passage.text[slice(*found.content[0])],
            around=_around(passage.text, found),
            language=language,
        ),
        confidence=found.confidence,
        reasons=tuple(reasons),
    )


def _longest(text: str, passage: Passage, where: tuple[int, int]) -> Part | None:
    places = passage.on_page(*where)
    if not places:
        return None
    start, end = max(places, key=lambda place: place[1] - place[0])
    return Part(start, end, text[start:end])


def _kind(text: str, content: Sequence[tuple[int, int]], quoted: Sequence[tuple[int, int]]) -> str:
    """Whether all, part or none of the letters of the content stand in quotation marks."""
    inside = total = 0
    for start, end in content:
        total += sum(map(str.isalnum, text[start:end]))
        # Quotations do not overlap: the first that may reach in is the one before.
        for begin, stop in quoted[max(0, bisect_right(quoted, (start, start)) - 1) :]:
            if begin >= end:
                break
            inside += sum(map(str.isalnum, text[max(start, begin) : min(end, stop)]))
    if text.lstrip()[:1] in {"–", "—", "-"} and not quoted:
        return "direct"  # Speech behind a dash has no other marks.
    return "direct" if inside and inside >= 0.98 * total else "mixed" if inside else "indirect"


def _hearer(text: str, found: Found) -> str | None:
    """Who was told, where that is a name: the source behind which the source stands."""
    if text[slice(*found.cue)].lower().split()[-1:] not in [[word] for word in _TOLD]:
        return None
    match = _HEARER.match(text, found.cue[1])
    return match[1] if match else None


def _around(text: str, found: Found) -> str:
    """What stands beside the cue in its sentence, without the content."""
    start, end = found.cue
    before = text[max(0, start - _AROUND) : start]
    after = text[end : end + _AROUND]
    for begin, stop in found.content:
        if stop <= start:
            before = before[max(0, len(before) - (start - stop)) :]
        elif begin >= end:
            after = after[: begin - end]
    return f"{_SENTENCE_END.split(before)[-1]} {_SENTENCE_END.split(after)[0]}"

"""Datelines: place, day and agency before the first sentence, ``KYIV, Ukraine (AP) —``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from tamis.page import Role, Span
from tamis.parsing.document import Document
from tamis.structure.names import is_news_agency

MAX_LENGTH = 90
_FIRST_PARAGRAPHS = 3
_RUNNING_TEXT = 40

_DASH = r"(?:\.?\s?[—–]|\s?--|\.\s?-|\s-|\)-)"
_IN_BRACKETS = re.compile(
    r"(?P<place>[^()（）\n]{0,60}?)\s?[(（](?P<agency>[^()（）\n]{2,40})[)）](?:\s?"
    + _DASH
    + r"|\s?[.:])\s*"
)
_BEFORE_DASH = re.compile(r"(?P<place>[^—–\n]{3,60}?)" + _DASH + r"\s+")
_KOREAN = re.compile(r"[(\[]\s?[^()\[\]=\n]{1,12}\s?=\s?(?P<agency>[^()\[\]=\n]{2,12})[)\]]\s*")
_CHINESE = re.compile(
    r"[（(【]?(?P<agency>新华社|新華社|中新社)[^\s，。,（(]{2,18}[电電]"
    r"(?:\s?[（(][^()（）]{2,20}[)）])?[】）)]?\s*"
)
_PARTED = re.compile(r"\s?[,/=;]\s?|\s(?:and|und|et|y|e)\s")
# Capitals before a dash that name no place.
_NO_PLACES = frozenset(
    """analysis aktualisiert breaking commentary comment développement editorial eilmeldung
    exclusive exclusif exklusiv explainer factbox interview kommentar live liveblog news note
    opinion podcast preview quiz report review spoiler ticker update updated urgent video watch
    warning última hora""".split()
)


class Dateline(NamedTuple):
    """How many characters a text's dateline takes, with the dash and the space after it, and
    the agency that it names."""

    end: int
    agency: str | None


def find_dateline(text: str) -> Dateline | None:
    """The dateline that ``text`` begins with, or ``None``.

    It is known by an agency in brackets, by an agency after the place and before a dash, or by
    a place in capitals before a dash.
    """
    opening = text[:MAX_LENGTH]
    for pattern in (_KOREAN, _CHINESE, _IN_BRACKETS):
        match = pattern.match(opening)
        if match is not None and match.end() < len(text):
            agency = _agency(match["agency"])
            if agency is not None and _may_be_place(match.groupdict().get("place") or ""):
                return Dateline(match.end(), agency)
    match = _BEFORE_DASH.match(opening)
    if match is None or match.end() >= len(text):
        return None
    place = match["place"].strip()
    parts = [part for part in _PARTED.split(place) if part]
    agencies = [part for part in parts[1:] if is_news_agency(part)]
    if agencies and _may_be_place(parts[0]):
        return Dateline(match.end(), agencies[0])
    if "--" in match[0] and len(parts) == 2 and all(map(_is_capitalised, parts)):
        return Dateline(match.end(), None)
    is_long = not match[0].rstrip().endswith("-") or "--" in match[0]
    if is_long and _is_place_in_capitals(parts[0]) and not any(map(str.isupper, parts[1:])):
        return Dateline(match.end(), None)
    return None


def _agency(text: str) -> str | None:
    for name in _PARTED.split(text):
        if is_news_agency(name):
            return name.strip(" .")
    return None


def _may_be_place(text: str) -> bool:
    """Whether what stands before an agency is a place and perhaps a day: no sentence."""
    words = text.split()
    return len(words) <= 8 and (not words or _is_capitalised(words[0]) or words[0][0].isdigit())


def _is_capitalised(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 4 and all(word[0].isupper() for word in words)


def _is_place_in_capitals(text: str) -> bool:
    words = text.split()
    if not 1 <= len(words) <= 4 or not text.isupper() or len(text) < 3:
        return False
    return all(
        word.replace("-", "").replace(".", "").replace("'", "").isalpha() for word in words
    ) and _NO_PLACES.isdisjoint(text.lower().split())


def part_datelines(document: Document, spans: Sequence[Span]) -> tuple[Span, ...]:
    """The same partition with the dateline of the first paragraphs as spans of their own."""
    parted: list[Span] = []
    paragraphs = 0
    for span in spans:
        if span.role is Role.PARAGRAPH and paragraphs < _FIRST_PARAGRAPHS:
            text = document.text[span.start : min(span.end, span.start + 2 * MAX_LENGTH)]
            bare = text.lstrip()
            found = find_dateline(bare) if len(bare) >= _RUNNING_TEXT else None
            paragraphs += len(bare) >= _RUNNING_TEXT
            if found is not None:
                cut = span.start + len(text) - len(bare) + found.end
                reason = "place and agency" if found.agency else "a place in capitals and a dash"
                parted.append(
                    replace(
                        span,
                        end=cut,
                        role=Role.DATELINE,
                        confidence=0.95 if found.agency else 0.85,
                        reasons=(f"{reason} before the first sentence",),
                    )
                )
                span = replace(span, start=cut)  # noqa: PLW2901
                paragraphs = _FIRST_PARAGRAPHS
        parted.append(span)
    return tuple(parted)

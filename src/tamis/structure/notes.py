"""Notes to the reader that are not the report: corrections, editor's notes, wire credits."""

from __future__ import annotations

import re

from tamis.structure.agencies import AGENCY_PHRASES, NEWS_AGENCIES
from tamis.structure.names import is_news_agency

MAX_NOTE = 900
MAX_WIRE_NOTE = 200
NAMES_AGENCY = "credits a news agency"

_NOTE_WORDS = (
    "correction|corrections|clarification|editor['’]?s?['’]? note|editors['’]? note|"
    "editorial note|update|note to readers|disclosure|disclaimer|"
    "korrektur|korrekturhinweis|richtigstellung|anm(?:erkung|\\.)? der red(?:aktion|\\.)?|"
    "anm\\. d\\. red\\.|hinweis der redaktion|transparenzhinweis|"
    "rectificatif|rectification|note de la rédaction|ndlr|mise à jour|"
    "corrección|fe de errores|nota de la redacción|nota del editor|nota de redacción|"
    "errata|correção|nota da redação|nota do editor|nota della redazione|ndr|correzione|"
    "rectificatie|correctie|noot van de redactie|rättelse|rettelse|oikaisu|sprostowanie|"
    "oprava|düzeltme|editörün notu|ralat|koreksi|catatan redaksi|исправление|"
    "від редакції|от редакции|примечание редакции|编者按|編集部注|訂正|更正|정정"
)
_NOTE_START = re.compile(
    rf"[*(\[_—–-]{{0,3}}\s?(?:{_NOTE_WORDS})"
    r"\s?(?:\([^()]{0,60}\)\s?)?(?:[:：—–]|\s\d|\s-\s|$)",
    re.IGNORECASE,
)
# What a note begins with, cut short: asked for before the pattern.
_NOTE_OPENINGS = frozenset(word[:2] for word in _NOTE_WORDS.split("|") if word[0].isalpha())
_WIRE_START = re.compile(
    r"[*(\[—–-]{0,3}\s?(?:with|includes?|mit|avec|con|com|met|med|z|su|"
    r"(?:quellen?|source|sources|fuente|fonte|bron|kilde|källa):|по материалам|за матеріалами)"
    r"\s(?:(?:additional\s)?(?:reporting|material|materials|files?|reports?|inputs?|information|"
    r"information from agencies|material von|materialien? (?:der|von)|agenturmaterial|agenturen|"
    r"informationen (?:der|von)|"
    r"información|informações|informazioni|informations?|informatie|bijdragen)\s?"
    r"(?:from|by|of|der|von|de|da|das|do|di|van|d['’])?\s?)?",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r"\bcontributed (?:to (?:this|the) (?:report|story|article)|reporting)\b|"
    r"^(?:additional )?reporting (?:by|from)\b|^\(?(?:reporting|writing|editing) by\b|"
    r"\bthis (?:story|article|report) (?:has been|was) (?:updated|corrected|amended|translated|"
    r"produced|originally published|first published|reported)\b|"
    r"^laporan ini disusun dengan|^an earlier version of this\b|"
    r"\b(?:die|der) ursprüngliche (?:version|fassung)\b",
    re.IGNORECASE,
)
_WIRE_WORDS = re.compile(
    r"(?:(?:[A-Z][\w’']{0,20} ){0,3}[Ww]ires?(?: [Ss]ervices?| [Rr]eports?)?|[Aa]gencies|"
    r"[Nn]ews [Aa]gencies|[Nn]ews [Ss]ervices|[Aa]genturen|Nachrichtenagenturen|[Aa]gences|"
    r"[Aa]gencias|[Aa]gências|[Aa]genzie|[Kk]antor [Bb]erita)$"
)
_JOINED = re.compile(r"\s?[,/;&+]\s?(?:and |und |et |y |e )?|\s(?:and|und|et|y|e|og|och|en)\s")
_SIGNATURE = re.compile(r"^[(\[–—-]{0,2}\s?([A-Za-zČč][\w./,& -]{1,40}?)\s?[)\]]?\.?$")
_SIGNS = ("with ", "mit ", "avec ", "con ", "com ", "met ", "med ", "includes ", "по ", "за ")
_SIGN_OPENINGS = frozenset(sign[:2] for sign in _SIGNS)
_AGENCY_OPENINGS = frozenset(name[:2] for name in NEWS_AGENCIES)


def note_reason(text: str) -> str | None:
    """Why ``text`` (one block) is a note, or ``None`` if it is not."""
    if len(text) > MAX_NOTE:
        return None
    lowered = text.lower() if len(text) <= MAX_WIRE_NOTE else text[:8].lower()
    opening = lowered[:2]
    if not opening.isalpha():
        opening = lowered[:8].lstrip("*([_—–-").lstrip()[:2]
    if opening in _NOTE_OPENINGS and _NOTE_START.match(text):
        return "begins like a correction or an editor's note"
    if len(text) > MAX_WIRE_NOTE:
        return None
    if _wires(text, lowered):
        return NAMES_AGENCY
    # One of these is in whatever the pattern finds.
    may_say = (
        "contributed" in lowered
        or "ing by" in lowered
        or "ing from" in lowered
        or "this " in lowered
        or "laporan" in lowered
        or "earlier" in lowered
        or "ursprüngliche" in lowered
    )
    if may_say and _CONTRIBUTED.search(text):
        return "says who contributed to the report or changed it"
    return None


def wires_in_note(text: str) -> tuple[str, ...]:
    """The agencies that a wire credit names ("With Post wires", "Reuters contributed to this
    report", "(dpa)"); empty if ``text`` is no such credit."""
    return _wires(text, text.lower())


def _wires(text: str, lowered: str) -> tuple[str, ...]:
    if not 2 <= len(text) <= MAX_WIRE_NOTE:
        return ()
    opening = lowered[:2]
    if (
        (opening in _SIGN_OPENINGS and lowered.startswith(_SIGNS))
        or opening[0] in "*([—–-"
        or ":" in lowered[:10]
    ):
        start = _WIRE_START.match(text)
        if start is not None:
            return _agencies(text[start.end() :])
    if "contributed" in lowered:
        return _mentioned(text[: lowered.index("contributed")])
    if len(text) <= 44 and (
        (opening if opening.isalpha() else lowered.lstrip("([–—- ")[:2]) in _AGENCY_OPENINGS
        or "wire" in lowered
        or "agen" in lowered
        or "agên" in lowered
        or "services" in lowered
        or "berita" in lowered
    ):
        # What is nothing but agencies begins like one of them, or has one of these words in it.
        signature = _SIGNATURE.match(text)
        if signature is not None:
            return _agencies(signature[1])
    return ()


def _agencies(text: str) -> tuple[str, ...]:
    """The names in a list that is made of agencies alone."""
    text = text.strip(" .)]–—*_")
    if not text or len(text) > 100:
        return ()
    if _WIRE_WORDS.match(text):
        return (text,)
    first = _JOINED.split(text, maxsplit=1)[0].strip(" .")
    if first and not is_news_agency(first) and not _WIRE_WORDS.match(first):
        return ()
    names = [name.strip(" .") for name in _JOINED.split(text)]
    names = [name for name in names if name]
    if names and all(is_news_agency(name) or _WIRE_WORDS.match(name) for name in names):
        return tuple(names)
    return ()


def _mentioned(text: str) -> tuple[str, ...]:
    """The agencies named anywhere in a short text, in its order."""
    lowered = text.lower()
    found = [name for name in AGENCY_PHRASES if name in lowered and name in NEWS_AGENCIES]
    words = [word for word in re.findall(r"\w+", text) if is_news_agency(word)]
    spans = [text[lowered.index(name) :][: len(name)] for name in found]
    whole = [name for name in spans if not any(name != other and name in other for other in spans)]
    return tuple(
        sorted(
            [*whole, *(word for word in words if not any(word in name for name in whole))],
            key=text.index,
        )
    )

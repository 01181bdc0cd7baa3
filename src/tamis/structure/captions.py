"""Where a caption ends and its picture credit begins, in one line of text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from tamis.structure.agencies import (
    AGENCY_PHRASES,
    CREDIT_LABELS,
    SOURCE_LABELS,
    STAND_INS,
    TRAILING_LABELS,
)
from tamis.structure.names import is_agency, is_name_like, is_person
from tamis.structure.searching import any_of

MAX_CREDIT = 140
MAX_CAPTION = 700
NAMES_WITH_SLASH = "names with a slash"

_SENTENCE = 20
_GLUED = 30
_CONTACT_WORDS = 8


class Credit(NamedTuple):
    """A credit inside a text: half-open offsets, who is named, how sure, and why."""

    start: int
    end: int
    name: str
    confidence: float
    reason: str


# A line without one of these in its last part has no credit; looked for before any pattern.
_SIGNS = (
    "/", "©", "(c)", "（", "photo", "foto", "image", "getty", "reuters", "via ", "bild", "credit",
    "crédit", "фото", "写真", "撮影", "ảnh", "kuva", "screen", "pictur", "illust", "ilust", "|",
    "사진", "grafik", "courtesy", "zdj", "fot.", "dok.", "图", "摄", "imag", "görsel", "nuotr",
    "mynd", "beeld", "ap)", "afp", "dpa", "epa", "efe", "supplied", "handout", "ap ", "(ap",
    "攝", "rys.",
)  # fmt: skip

_OPENING = {")": "(", "]": "[", "）": "（", "】": "【"}

_has_sign = any_of(_SIGNS)


def _alternation(labels: frozenset[str]) -> str:
    return "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))


_LABEL_START = re.compile(
    rf"(?:{_alternation(CREDIT_LABELS)})\s?(?:[:：=]|\s(?:by|von|courtesy of)\b)\s?",
    re.IGNORECASE,
)
_BY_START = re.compile(
    r"(?:photos?|photographs?|pictures?|images?|illustrations?|graphics?|artwork|art|fotos?|"
    r"fotografías?|imágenes|bilder|fotografies?)\s(?:by|courtesy of|courtesy|via|von|de|di|av|af)\s"
    r"(?=[^\W\d_])|(?:image|photo|picture)\scredits?\s(?=\w)",
    re.IGNORECASE,
)
_SOURCE_LABELLED = re.compile(rf"(?:{_alternation(SOURCE_LABELS)})\s?[:：=]\s?", re.IGNORECASE)
_RIGHTS_START = re.compile(r"(?:©|\(c\)|（[cｃ]）|copyright\b)\s?(?:\d{4}\s?)?", re.IGNORECASE)
_LABEL_INSIDE = re.compile(
    rf"(?<!\w)(?:{_alternation(CREDIT_LABELS)})\s?[:：=]\s?(?=\S)", re.IGNORECASE
)
_RIGHTS_INSIDE = re.compile(r"(?:©|\(c\)|（[cｃ]）)\s?(?=\S)", re.IGNORECASE)
_BY_INSIDE = re.compile(
    r"(?<!\w)(?:Photo|Photos|Photograph|Photographs|Image|Picture|Illustration) (?:by|courtesy) "
    r"(?=[A-Z])|(?<!\w)Courtesy of (?=[A-Z])|(?<!\w)(?:Image|Photo|Picture) [Cc]redits? (?=[A-Z])"
)
_DOTTED_LABEL = re.compile(
    r"(?<!\w)(?:Dok|Foto/Dok|Fot|Rys|Zdj|Ill|Illus)\.\s?:?\s?(?=[^\W\d_])", re.IGNORECASE
)
_CJK_TAKEN_BY = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:记者|記者|通讯员)\s?)?[\u4e00-\u9fff·]{2,6}\s?(?:摄|攝|供图|撮影)[)）]?$"
)
_SENTENCE_END = re.compile(
    r"[.!?…][”\"’'»)\]]{0,2}\.?\s{1,3}(?=\S)|[。！？][”’」）]{0,2}\s?(?=\S)|[”\"»)]\s{1,3}|\s[|–—]\s|\n"
)
_PARTS = re.compile(r"\s?[/|,;·•／]\s?|\s(?:via|for|für|pour|through|durch|und|and|–|-)\s|：|:\s")
_BRACKETED = re.compile(r"[(\[（]([^()\[\]（）]{4,120})[)\]）]")
_ALL_RIGHTS = re.compile(r"[.,]?\s?all rights reserved\.?$", re.IGNORECASE)
_YEAR = re.compile(r"(?:copyright\s)?(?:19|20)\d{2}\s?|\bthe\s(?=ap\b)", re.IGNORECASE)


def find_credit(text: str, *, in_figure: bool = False) -> Credit | None:
    """The credit that ``text`` (one line or block) ends in, or is, or ``None``.

    ``in_figure`` says that the text is known to stand at a picture, so that weaker signs are
    enough. A sentence that mentions an agency is no credit: it takes a label, a slash between
    names, a rights sign or brackets, at the end of the text.
    """
    end = len(text.rstrip())
    if end < 2:
        return None
    first = max(0, end - MAX_CREDIT)
    tail = text[first:end].lower()
    if not in_figure and not _has_sign(tail):
        return None
    if tail[-1] in ".,;" and end > 1 and text[end - 2] in _OPENING:
        end -= 1
    if text[end - 1] in _OPENING:
        bracketed = _in_brackets(text, end, in_figure)
        if bracketed is not None:
            return bracketed
    for pattern, reason, signs in _INSIDE:
        if not _has_any(tail, signs):
            continue
        labelled = _labelled(text, first, end, pattern, reason, in_figure)
        if labelled is not None:
            return labelled
    taken = None
    if text[end - 1] in "摄攝图影)）":
        taken = _CJK_TAKEN_BY.search(text, max(first, end - 24), end)
    if taken is not None:
        reason = "ends in a picture credit: a name and who took it"
        return Credit(taken.start(), end, taken[0].strip("()（）"), 0.9, reason)
    found = _after_sentence(text, first, end, in_figure)
    if found is None:
        found = _label_last(text, first, end, tail)
    if found is None and in_figure:
        found = _glued_agency(text, end)
    return found


def _label_last(text: str, first: int, end: int, tail: str) -> Credit | None:
    """Names before a label that stands last, as in ``A bridge / J. Petraitis / ELTA nuotr.``"""
    if not tail.endswith(TRAILING_LABELS):
        return None
    start = text.find(" / ", first, end)
    if start < 0:
        return None
    start += 3
    return Credit(start, end, text[start:end], 0.9, "ends in names and a label")


def _glued_agency(text: str, end: int) -> Credit | None:
    """An agency directly after a full stop, where elements stand without a space between."""
    stop = text.rfind(".", max(0, end - _GLUED), end)
    if stop < 2 or not text[stop - 1].islower() or not is_agency(text[stop + 1 : end]):
        return None
    return Credit(stop + 1, end, text[stop + 1 : end], 0.9, "ends in an agency's name")


def find_known_credit(text: str, known: Collection[str]) -> Credit | None:
    """The credit at the end of ``text`` if it is one of the names that this page credits
    elsewhere, alone after the end of a sentence."""
    end = len(text.rstrip())
    for name in known:
        start = end - len(name)
        if start > 0 and text.endswith(name, 0, end):
            before = text[:start].rstrip()
            if len(before) < start and before[-1] in '.!?…”"»)':
                reason = "ends in a name that the page credits elsewhere"
                return Credit(start, end, name, 0.8, reason)
    return None


def credited(name: str) -> list[str]:
    """The names within a credit, such as ``Ann Lee`` and ``Getty Images``."""
    return [part.strip() for part in _PARTS.split(name) if is_name_like(part, most_words=4)]


def _in_brackets(text: str, end: int, in_figure: bool) -> Credit | None:
    opening = text.rfind(_OPENING[text[end - 1]], max(0, end - MAX_CREDIT), end)
    if opening < 0:
        return None
    inner = text[opening + 1 : end - 1].strip()
    reason = credit_reason(inner, in_figure=in_figure, in_brackets=True)
    before = text[:opening].rstrip()
    if reason is None:
        # The names of an office or a company that handed the picture out.
        if not in_figure or (before and before[-1] not in _ENDS) or not _are_holders(inner):
            return None
        reason = "names in brackets"
    elif in_figure and before:
        named = _name_start(before)
        opening = opening if named is None else named
    whole = opening == 0
    return Credit(
        opening,
        end,
        credit_name(text[opening:end]),
        0.95 if in_figure or not whole else 0.8,
        f"{'is' if whole else 'ends in'} a picture credit in brackets: {reason}",
    )


_ENDS = tuple('.!?…”"’»。')
_LAST_NAME = re.compile(r"(?:^|(?<=[.!?…”\"’»]\s))[^\s.()]{2,20}(?: [^\s()]{2,20}){1,3}$")
_HOLDER_WORDS = 12
_SMALL_WORDS = frozenset({"of", "for", "and", "the", "für", "des", "pour", "para"})
_IN_PICTURE = frozenset(
    """l r c left right centre center top bottom front back links rechts mitte oben unten izq dcha
    izquierda derecha centro g d gauche droite centre haut bas sinistra destra""".split()
)


def _name_start(before: str) -> int | None:
    """Where the photographer's name begins that ``before`` ends in, as in ``… in May. Ann Lee``
    before ``(Reuters)``."""
    name = _LAST_NAME.search(before, max(0, len(before) - 90))
    return name.start() if name is not None and is_name_like(name[0], most_words=4) else None


def _are_holders(inner: str) -> bool:
    """Whether all of what stands in brackets is names, and none says who is where."""
    words = inner.lower().replace(",", " ").replace(".", " ").split()
    if not 2 <= len(words) <= _HOLDER_WORDS or not _IN_PICTURE.isdisjoint(words):
        return False
    parts = (
        " ".join(word for word in part.split() if word not in _SMALL_WORDS)
        for part in inner.split(",")
    )
    return not any(map(str.isdigit, inner)) and all(
        is_name_like(part, most_words=6) for part in parts
    )


def _labelled(
    text: str, first: int, end: int, pattern: re.Pattern[str], reason: str, in_figure: bool
) -> Credit | None:
    for match in pattern.finditer(text, first, end):
        before = text[first : match.start()].rstrip()
        if before and not in_figure and before[-1] not in ".!?…”\"’'»)]|–—。」:-\n":
            continue
        inner = text[match.end() : end].strip()
        if not _may_be_named(inner, in_figure):
            continue
        start = match.start()
        if start > 0 and text[start - 1] in "([（":
            continue
        return Credit(start, end, credit_name(text[start:end]), 0.93, reason)
    return None


# Pattern, reason, and strings of which one is in whatever the pattern finds, once in small
# letters; without the letters (i, k, s) that patterns take for more than their two forms.
_INSIDE = (
    (_LABEL_INSIDE, "ends in a picture credit: a label before the name", (":", "：", "=")),
    (
        _BY_INSIDE,
        "ends in a picture credit: a label before the name",
        (" by ", "courtesy", "credit"),
    ),
    (_RIGHTS_INSIDE, "ends in a picture credit: a rights sign before the name", ("©", "(c)", "（")),
    (
        _DOTTED_LABEL,
        "ends in a picture credit: a label before the name",
        ("do", "fot", "ry", "zdj", "ll"),
    ),
)


def _has_any(text: str, signs: tuple[str, ...]) -> bool:
    return any(map(text.__contains__, signs))


def _after_sentence(text: str, first: int, end: int, in_figure: bool) -> Credit | None:
    """The longest end that follows a sentence (or is the whole text) and reads as a credit."""
    starts = [0] if first == 0 else []
    starts += [match.end() for match in _SENTENCE_END.finditer(text, first, end)]
    for start in starts[-12:] if len(starts) > 12 else starts:
        inner = text[start:end]
        whole = start == 0
        reason = credit_reason(inner.rstrip("."), in_figure=in_figure)
        if reason is None or (inner.endswith(".") and reason == NAMES_WITH_SLASH):
            continue
        weak = reason == NAMES_WITH_SLASH and not in_figure
        # "Fiction/Fantasy" is no credit: it takes a person, after a sentence of some length.
        if weak and (start < _SENTENCE or not is_person(_PARTS.split(inner)[0])):
            continue
        verb = "is" if whole else "ends in"
        return Credit(
            start,
            end,
            credit_name(inner),
            0.7 if weak else 0.95,
            f"{verb} a picture credit: {reason}",
        )
    return None


def credit_reason(inner: str, *, in_figure: bool = False, in_brackets: bool = False) -> str | None:
    """Why ``inner``, as a whole, reads as a credit; ``None`` if it does not."""
    inner = inner.strip()
    if not 2 <= len(inner) <= MAX_CREDIT:
        return None
    known = in_figure or in_brackets
    lowered = inner.lower()
    label = _label(inner, lowered)
    if label is not None:
        named = _may_be_named(inner[label.end() :], known)
        return "a label and a name" if named else None
    if in_figure and _RIGHTS_START.match(inner) is not None:
        return "a rights sign and a name"
    source = _SOURCE_LABELLED.match(inner)
    if source is not None:
        named = known and _may_be_named(inner[source.end() :], True)
        return "a label and a name" if named else None
    if in_figure and "@" in inner and len(inner.split()) <= _CONTACT_WORDS and inner[0].isupper():
        return "names and an address"
    if in_figure and lowered.strip(". ") in STAND_INS:
        return "a word that stands for a credit"
    parts = [part for part in _PARTS.split(inner) if part]
    has_separator = len(parts) > 1
    if (has_separator or known) and any(map(_is_dated_agency, parts)) and _are_named(parts):
        return "agency and name" if has_separator else "an agency's name"
    if "/" in lowered or lowered.endswith(AGENCY_PHRASES) or lowered.startswith(AGENCY_PHRASES):
        named_phrase = _with_agency_phrase(lowered, parts, has_separator or known)
        if named_phrase is not None:
            return named_phrase
    if has_separator and "/" in inner and "://" not in inner and _are_named(parts):
        two_words = any(len(part.split()) >= 2 for part in parts)
        if len(parts) <= 4 and (two_words or in_figure):
            return NAMES_WITH_SLASH if in_figure or not in_brackets else None
    return None


def _label(inner: str, lowered: str) -> re.Match[str] | None:
    """The label that ``inner`` begins with; ``lowered`` is the same in small letters."""
    if _has_any(lowered, (":", "：", "=", "by", "von", "courte")):
        label = _LABEL_START.match(inner)
        if label is not None:
            return label
    label = _BY_START.match(inner)
    if label is not None and inner[label.end()].islower() and "the " not in lowered:
        return None  # "Foto de familia" names nobody
    return label


def _is_dated_agency(part: str) -> bool:
    lowered = part.lower()
    if "19" in lowered or "20" in lowered or "he" in lowered:
        part = _YEAR.sub("", part)
    return is_agency(part)


def _are_named(parts: Iterable[str]) -> bool:
    return all(
        is_agency(part) or is_name_like(part, most_words=6) or part.lower() in STAND_INS
        for part in parts
    )


def _with_agency_phrase(lowered: str, parts: Sequence[str], known: bool) -> str | None:
    """Why names around an agency of several words, with nothing between, read as a credit."""
    for phrase in AGENCY_PHRASES:
        if phrase in lowered and (
            lowered.endswith(phrase) or lowered.startswith(phrase) or f"/{phrase}" in lowered
        ):
            rest = [
                piece
                for part in parts
                for piece in re.split(re.escape(phrase), part, flags=re.IGNORECASE)
                if piece.strip(" '’s")
            ]
            if all(is_name_like(piece, most_words=6) for piece in rest) and (
                known or _is_picture_phrase(phrase)
            ):
                return "agency and name" if rest else "an agency's name"
    return None


def _is_picture_phrase(phrase: str) -> bool:
    return any(word in phrase for word in ("photo", "images", "getty", "wire", "scanpix", "press "))


def _may_be_named(inner: str, in_figure: bool) -> bool:
    """Whether what follows a label can be whom it credits: short and not a sentence."""
    inner = inner.strip(" .)]）")
    words = inner.split()
    if not inner or len(inner) > 110 or len(words) > (14 if in_figure else 10):
        return False
    if in_figure or "/" in inner or inner.lower() in STAND_INS:
        return True
    return is_name_like(words[0]) or is_name_like(inner, most_words=10) or is_agency(words[0])


def credit_name(text: str) -> str:
    """Whom a credit names, without label, rights sign, brackets or final stop."""
    name = " ".join(text.split()).strip("|–—-,; ")
    if _RIGHTS_START.match(name) is None:
        name = name.strip("()[]（）【】 ")
    for _ in range(2):
        for pattern in (_LABEL_START, _BY_START, _RIGHTS_START):
            match = pattern.match(name)
            if match is not None and match.end() < len(name):
                name = name[match.end() :].strip()
    source = _SOURCE_LABELLED.match(name)
    if source is not None and source.end() < len(name):
        name = name[source.end() :].strip()
    name = _ALL_RIGHTS.sub("", name).strip("()[]（）|–—,;: ")
    if name.count("(") > name.count(")"):
        name += ")"
    return name[:-1].rstrip() if name.endswith(".") and not name[-3:-1].isupper() else name


def find_inline_credit(text: str) -> Credit | None:
    """A credit in brackets inside a flattened text, as in ``Caption (Image: Ann Lee/Getty
    Images) The story goes on``; the caption is what stands before it."""
    for match in _BRACKETED.finditer(text[:2_000]):
        inner = match[1].strip()
        label = _LABEL_START.match(inner)
        if label is not None:
            if not _may_be_named(inner[label.end() :], True):
                continue
            reason = "a labelled picture credit in brackets"
        elif _SHOWN.match(inner) is not None and _agency_last(inner):
            reason = "says in brackets who is in the picture, and who took it"
        else:
            continue
        return Credit(match.start(), match.end(), credit_name(inner), 0.8, reason)
    return None


_SHOWN = re.compile(
    r"(?:en photo|notre photo|photo|auf dem foto|im bild|foto|na foto|en la foto|nella foto|"
    r"pictured|in picture|op de foto|på bildet|na zdjęciu|на фото)\b",
    re.IGNORECASE,
)


def _agency_last(inner: str) -> bool:
    return "/" in inner and is_agency(inner.rsplit("/", 1)[1])


_BROADCAST = re.compile(
    r"(?P<credit>Image (?:copyright|source|credit)[,:]? [^\n]{2,60}?)"
    r"(?: Image caption[,:]? (?P<caption>[^\n]{4,300}))?$"
)


def find_leading_credit(text: str) -> tuple[int, int] | None:
    """Where the credit ends and the caption begins in ``Image copyright X Image caption Y``,
    the two lines that a player or a picture box leaves behind in plain text."""
    match = _BROADCAST.match(text) if text.startswith("Image ") else None
    if match is None:
        return None
    return match.end("credit"), match.start("caption")

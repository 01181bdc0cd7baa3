"""Bylines: who wrote it, apart from the organisation and the agency it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tamis.structure.dates import find_date
from tamis.structure.names import (
    is_agency,
    is_name_like,
    is_news_agency,
    is_organisation,
    is_person,
    names_position,
    without_position,
)

MAX_LENGTH = 250

_PREFIX_WORDS = (
    "by|von|vom|par|por|de|di|da|door|av|af|frá|eftir|skrifað af|oleh|yazan|haber|autor|autora|"
    "autore|autoren|autorin|auteur|auteurs|author|authors|written by|words by|story by|reported by|"
    "posted by|published by|article by|analysis by|text|texte|texto|testo|tekst|teksti|"
    "text und fotos|texte et photos|reportage|"
    "ein kommentar von|eine analyse von|kommentar von|ein gastbeitrag von|"
    "interview|redakteur|redaktion|reporter|bericht|"
    "автор|автори|текст|文|记者|記者|作者|编辑|责编|責編|责任编辑|責任編集|撰文|文 图|"
    "text von|text och foto|tekst en foto's|tekst og foto|testo e foto|texto y fotos|"
    "texto e fotos|teks dan foto|words and photos by|penulis|ditulis oleh|autoři|napisał|"
    "napisała|propos recueillis par|skriven av|kirjoittanut|bởi|mwandishi|लेखक|بقلم|מאת|"
    "tác giả|szerző|skrevet af|skrevet av|escrito por|publicado por|publié par|rédigé par|"
    "a cura di|geschrieben von"
)
# The longest first: "text und fotos" begins with "text".
_PREFIX_CHOICE = "|".join(sorted(_PREFIX_WORDS.split("|"), key=len, reverse=True))
_PREFIX = re.compile(rf"^(?:{_PREFIX_CHOICE})(?:\s*[:：/／]\s*|\s+)", re.IGNORECASE)
_AFTER_DASH = re.compile(r"\s+[|–—•·]\s+|\s-\s|\n")
_WITH = re.compile(r"\s+(?:with|mit|avec|con|com|met|med)\s+(?=[A-Z])")
_AND = re.compile(
    r"\s*[,;，、&]\s*(?:(?:and|und)\s+)?|\s+(?:and|und|et|y|e|en|og|och|ja|ve|dan|и|та|oraz|và)\s+"
    r"|\s*/\s*"
)
_CONTACT = re.compile(r"\S+@\S+|@\w+|https?://\S+|\([^()]{0,60}\)")
_TITLE = re.compile(r"^(?:dr|prof|mag|dipl|ing|mr|mrs|ms|herr|frau|sir)\.?\s+", re.IGNORECASE)
_AFTER_CJK = re.compile(r"\s*(?:기자|記者|记者|特派員)$")


@dataclass(frozen=True, slots=True)
class Byline:
    """The names of a byline in its order, sorted by what they name."""

    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()

    @property
    def names(self) -> bool:
        return bool(self.people or self.organisations or self.agencies or self.handles)


def ends_in_prefix(text: str) -> bool:
    """Whether ``text`` is a byline's word alone, so that the names follow it."""
    return len(text) <= 40 and _PREFIX.fullmatch(text.strip(" :") + " ") is not None


def has_prefix(text: str) -> bool:
    """Whether ``text`` begins with a byline's word ("By", "Von", "Autor:", "文/")."""
    return _PREFIX.match(text.lstrip("(（[")) is not None


def parse_byline(text: str, *, prefixed_only: bool = False) -> Byline:
    """The names in a byline such as ``By Ann Lee and Bo Ek, Reuters | 3 May 2024``.

    What is not a name (a post, a place in small letters, an address, a date) is left out;
    where nothing looks like a name the result is empty. With ``prefixed_only`` a text without
    a byline's first word is not read at all.
    """
    text = text[:MAX_LENGTH].strip()
    if text[:1] in "(（[" and text[-1:] in ")）]":
        text = text[1:-1].strip()
    prefix = _PREFIX.match(text)
    if prefix is None and prefixed_only:
        return Byline()
    rest = text[prefix.end() :] if prefix else text
    again = _PREFIX.match(rest)
    if prefix and again:
        rest = rest[again.end() :]
    when = find_date(rest)
    if when is not None:
        before, after = rest[: when.start], rest[when.end :].strip(" |–—•·-,")
        leading = _PREFIX.match(after)
        rest = after[leading.end() :] if leading else before
    rest = _CONTACT.sub(" ", rest)
    people: list[str] = []
    organisations: list[str] = []
    agencies: list[str] = []
    for segment in _AFTER_DASH.split(rest):
        for part in _WITH.split(segment):
            _sort_names(part, people, organisations, agencies)
    handles: tuple[str, ...] = ()
    if prefix is not None and not (people or organisations or agencies):
        handles = _handle(_AFTER_DASH.split(rest.strip(" |–—•·-"))[0])
    return Byline(
        tuple(dict.fromkeys(people)),
        tuple(dict.fromkeys(organisations)),
        tuple(dict.fromkeys(agencies)),
        handles,
    )


def _sort_names(
    text: str, people: list[str], organisations: list[str], agencies: list[str]
) -> None:
    for piece in _AND.split(text):
        name = _AFTER_CJK.sub("", " ".join(piece.split()).strip(" .:·*\"'")).strip()
        name = _PREFIX.sub("", name) if name[:1].islower() else name
        name = without_position(name)
        if not name:
            continue
        if is_news_agency(name) or is_agency(name):
            agencies.append(name)
        elif is_person(name):
            people.append(name)
        elif is_organisation(name) and is_name_like(name, most_words=8):
            organisations.append(name)


def _handle(text: str) -> tuple[str, ...]:
    """The single name or the name of a user that a byline's word introduces."""
    name = text.strip(" .,:·|–—-")
    words = name.split()
    if not 1 <= len(words) <= 2 or not 2 <= len(name) <= 30 or names_position(name):
        return ()
    return (name,) if re.fullmatch(r"[\w.'’ -]+", name) and not name.isdigit() else ()


def without_title(name: str) -> str:
    """A personal name without an academic or civil title before it."""
    return _TITLE.sub("", name)

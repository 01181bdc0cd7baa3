"""Bylines: who wrote it, apart from the organisation and the agency it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tamis.structure.dates import find_date
from tamis.structure.months import MONTHS
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
_MOST_WORDS = 5

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
    "a cura di|geschrieben von|recipe by|guide by|interview by|review by|column by|authored by|"
    "contributors|rezept von|test von|interview von|recette de|entretien par|receta de|"
    "receita de|ricetta di|recept van|recept av|oppskrift av|"
    # Who began a thread.
    "thread starter|topic author|topic starter|started by|submitted by|post by|asked by|"
    "erstellt von|eröffnet von|gestartet von|themenstarter|discussion lancée par|iniciado por|"
    "creado por|criado por|avviato da|gestart door|geplaatst door|startad av|startet av|"
    "autor wątku|założył|автор темы|автор теми|konuyu başlatan|楼主|スレッド作成者|글쓴이"
)
# The longest first: "text und fotos" begins with "text".
_PREFIX_CHOICE = "|".join(sorted(_PREFIX_WORDS.split("|"), key=len, reverse=True))
# Without a colon, "words" begins headlines. "Text Size" is a button's.
_PREFIX = re.compile(
    rf"^(?!text size\b)(?:(?:{_PREFIX_CHOICE})(?:\s*[:：/／]\s*|\s+)|words\s?:\s*)", re.IGNORECASE
)
# Within a line only what cannot be a part of its sentence, or stands after a number's end.
_INSIDE = re.compile(
    r"(?:\s(?:started by|submitted by|posted by|written by|gestartet von|erstellt von|"
    r"geschrieben von|publié par|rédigé par|iniciado por|publicado por|escrito por|"
    r"scritto da|geplaatst door|geschreven door)|(?<=\d)\s(?:by|von|par|por|door|av|af|oleh))\s",
    re.IGNORECASE,
)
_AFTER_DASH = re.compile(r"\s+[|–—•·⋅●∙]\s+|\s-\s|\n")
# After a name: where, when or for whom it was written.
_PLACE = re.compile(
    r"\s(?:on|in|for|at|from|am|im|für|bei|aus|dans|pour|depuis|para|desde|em|op|bij|på|för)\s"
)
_BEFORE_DATE = re.compile(r"\s(?:on|am|vom|le|el|il|em|op|den|dne|dnia)$", re.IGNORECASE)
_BEFORE_NUMBER = re.compile(r"\s\d")
_WITH = re.compile(r"\s+(?:with|mit|avec|con|com|met|med)\s+(?=[A-Z])")
_AND = re.compile(
    r"\s*[,;，、&]\s*(?:(?:and|und)\s+)?|\s+(?:and|und|et|y|e|en|og|och|ja|ve|dan|и|та|oraz|và)\s+"
    r"|\s*/\s*"
)
_CONTACT = re.compile(r"\S+@\S+|@\w+|https?://\S+|\([^()]{0,60}\)|<[^<>]{0,60}>")
_EDGES = " .:·*|⋅●\"'"
_MARKS = ",–—-»›"
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
    prefix = _PREFIX.match(text) or _INSIDE.search(text)
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
        before = _BEFORE_DATE.sub("", before.rstrip(" ,"))
        rest = after[leading.end() :] if leading else before or after
    rest = _CONTACT.sub(" ", rest)
    people: list[str] = []
    organisations: list[str] = []
    agencies: list[str] = []
    for segment in _AFTER_DASH.split(rest):
        for part in _WITH.split(segment):
            _sort_names(part, people, organisations, agencies, is_told=prefix is not None)
    handles: tuple[str, ...] = ()
    if prefix is not None and not (people or organisations or agencies):
        handles = _handles(_AFTER_DASH.split(rest.strip(" |–—•·-⋅●"))[0])
    return Byline(
        tuple(dict.fromkeys(people)),
        tuple(dict.fromkeys(organisations)),
        tuple(dict.fromkeys(agencies)),
        handles,
    )


def _sort_names(
    text: str,
    people: list[str],
    organisations: list[str],
    agencies: list[str],
    *,
    is_told: bool,
) -> None:
    """Add the names in ``text``; ``is_told``: a byline's word says that these are names."""
    for piece in _AND.split(text):
        name = _AFTER_CJK.sub("", " ".join(piece.split()).strip(_EDGES)).strip()
        name = _PREFIX.sub("", name) if name[:1].islower() else name
        name = _before_number(name)
        place = _PLACE.search(name)
        if place is not None and " " in name[: place.start()]:
            name = name[: place.start()]
        name = without_position(name)
        # What stands before a colon is a label: "Photo: Bo Ek", "Filed under: Mills".
        if not name or ":" in name:
            continue
        if is_news_agency(name) or is_agency(name):
            agencies.append(name)
        elif is_person(name):
            people.append(name)
        elif is_organisation(name) and (
            is_name_like(name, most_words=8) or (is_told and _is_newsroom(name))
        ):
            organisations.append(name)


def _before_number(name: str) -> str:
    """A name without the number after it, or the day: "Ann Lee 3 minutes", "Ann Lee May 3"."""
    before, *number = _BEFORE_NUMBER.split(name, maxsplit=1)
    head, _, last = before.rpartition(" ")
    return head if number and last.lower().strip(".") in MONTHS else before


def _is_newsroom(name: str) -> bool:
    """Whether an organisation's name with small words in it, ``the Mira team``, may be one."""
    return len(name.split()) <= _MOST_WORDS and any(map(str.isupper, name))


def _handles(text: str) -> tuple[str, ...]:
    """The single names, or names of users, that a byline's word introduces."""
    place = _PLACE.search(text)
    text = _BEFORE_NUMBER.split(text[: place and place.start()], maxsplit=1)[0]
    names = [name.strip(_EDGES + _MARKS) for name in _AND.split(text.strip(_EDGES + _MARKS))]
    return tuple(names) if names and all(map(_is_handle, names)) else ()


def _is_handle(name: str) -> bool:
    return (
        1 <= len(name.split()) <= 2
        and 2 <= len(name) <= 30
        and not names_position(name)
        and re.fullmatch(r"[\w.'’ -]+", name) is not None
        and not name.isdigit()
    )


def without_title(name: str) -> str:
    """A personal name without an academic or civil title before it."""
    return _TITLE.sub("", name)

"""Whether words look like the name of a person, an organisation or an agency."""

from __future__ import annotations

import re

from tamis.structure.agencies import AGENCIES, NEWS_AGENCIES

# Small words inside personal names, in lower case.
_PARTICLES = frozenset(
    """af al av ben bin bint da das de dei del della den der di do dos du e el et ibn la le los
    san st ten ter van vom von y zu zum zur ’t 't""".split()
)
_ORGANISATION_WORDS = frozenset(
    """agencia agency agentur archiv associated bureau cbc club correspondent correspondents
    dienst department desk digital editor editorial editors equipo gmbh group inc institute ltd
    magazin magazine media ministry museum nachrichten network news newspaper newspapers newsroom
    office online photo police polizei press presse radio redacción redaccion redaktion redakcja
    redakce redazione redação redaksi reporter reporters rédaction service services staff studio
    team television times toimitus tv university universität union uutiset writer writers zeitung
    редакция редакція haberler 编辑部 編集部 新聞 新闻 通信 日报 日報 기자단 뉴스""".split()
)
# Words of buttons and labels that stand where names do.
_NOT_IN_NAMES = frozenset(
    """about all apply as avec back by comment comments follow featured home in last lesen mehr menu
    min minutes mit more next no now our previous published read reading related share show sign
    subscribe teilen the this uhr updated view with your""".split()
)
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$", re.IGNORECASE)
_IDEOGRAPHS = re.compile(r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・\s]{2,12}$")
# Capitals without a vowel are the initials of a broadcaster or a bureau, not a name.
_INITIALS = re.compile(r"^[BCDFGHKLMNPQRSTVWXZ]{3,5}$")
_LETTER = re.compile(r"[^\W\d_]")
_UNCASED = re.compile(
    r"^[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0fff\u10a0-\u10ff\u1200-\u137f\s.'-]+$"
)


def is_agency(text: str) -> bool:
    """Whether ``text`` is the name of a news or picture agency."""
    return text.strip(" .").lower() in AGENCIES


def is_news_agency(text: str) -> bool:
    """Whether ``text`` is the name of an agency that sends out reports."""
    return text.strip(" .").lower() in NEWS_AGENCIES


def is_organisation(text: str) -> bool:
    """Whether ``text`` names a newsroom, a desk, a company or a web site."""
    words = text.lower().replace("-", " ").split()
    if any(_INITIALS.match(word) for word in text.split()):
        return True
    return any(word.strip("().,") in _ORGANISATION_WORDS for word in words) or (
        len(words) == 1 and _DOMAIN.match(text) is not None
    )


def is_name_like(text: str, *, most_words: int = 5) -> bool:
    """Whether ``text`` is capitalised like a name: particles may be small, digits may not be."""
    words = text.split()
    if not 1 <= len(words) <= most_words or not _LETTER.search(text):
        return False
    if _IDEOGRAPHS.match(text):
        return True
    if _UNCASED.match(text):
        return len(words) <= 4
    capitalised = 0
    for word in words:
        bare = word.strip("().,'’\"«»„“”&")
        if not bare or bare.lower() in _PARTICLES:
            continue
        if not bare[0].isalpha() or any(character.isdigit() for character in bare):
            return False
        if word.endswith(")."):
            return False
        if word[-1] == "." and len(bare) > 3 and word is not words[-1]:
            return False
        if not (bare[0].isupper() or any(character.isupper() for character in bare[1:3])):
            return False
        capitalised += 1
    return capitalised > 0


def is_person(text: str) -> bool:
    """Whether ``text`` looks like the name of one person: a forename and a surname, or the two
    to four ideographs that serve for both."""
    text = text.strip()
    if not _NOT_IN_NAMES.isdisjoint(text.lower().split()):
        return False
    if not 2 <= len(text) <= 60 or is_agency(text) or is_organisation(text):
        return False
    if _IDEOGRAPHS.match(text):
        return len(text) <= 8
    return len(text.split()) >= 2 and is_name_like(text, most_words=6)

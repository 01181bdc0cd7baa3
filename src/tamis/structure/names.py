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
    """academy agencia agency agentur archiv associated association blog bureau cbc clinic club
    community company correspondent correspondents department desk dienst digital editor editorial
    editors equipo forum foundation gmbh group inc institute ltd magazin magazine media ministry
    museum nachrichten network news newspaper newspapers newsroom office online photo podcast police
    polizei press presse radio redaccion redacción redakce redakcja redaksi redaktion
    redazione redação reporter reporters rédaction service services society staff studio team
    television times toimitus tv union university universität uutiset writer writers zeitung
    редакция редакція haberler 编辑部 編集部 新聞 新闻 通信 日报 日報 기자단 뉴스""".split()
)
# Words of buttons and labels that stand where names do.
_NOT_IN_NAMES = frozenset(
    """about all answers apply article articles as asked avec back best bio by category comment
    comments contact featured follow frequently full guide home how in issue last lesen likes
    mehr menu min minutes mit more my new next no now our points post posts previous profile
    published questions read reading received references related résumé share show sign sources
    start strategy subscribe tags teilen the this topics trophy uhr us view what why with
    your この記事 ログイン 登録
    publié publiée posted created updated veröffentlicht erstellt erschienen aktualisiert pubblicato
    pubblicata aggiornato aggiornata publicado publicada actualizado actualizada atualizado
    atualizada gepubliceerd bijgewerkt publicerad publicerat uppdaterad uppdaterat publisert
    oppdatert udgivet opdateret offentliggjort julkaistu päivitetty opublikowano zaktualizowano
    publikováno aktualizováno zveřejněno publikované aktualizované közzétéve megjelent frissítve
    publicat publicată actualizat actualitzat objavljeno ažurirano опубликовано
    обновлено опубліковано оновлено публикувано yayınlanma yayınlandı güncelleme güncellendi
    diterbitkan diperbarui""".split()
)
# What a person is beside a name, as bylines say it: the name ends where one of these begins.
_POSITIONS = frozenset(
    """admin adviser advisor analista analyst associate attorney auteur author autor autora
    autorin ceo chef chefredakteur chefredakteurin chief co-founder coach cofounder columnist
    consultant consultante content contributing contributor coordinator copywriter
    correspondant correspondante corresponsal corrispondente cto deputy developer dietitian
    director editor engineer ex-editor executive expert fellow former founder freelance
    gardener gastautor gründer guest head inhaber intern journalist journaliste journalistin
    junior korrespondent korrespondentin lead manager managing marketer marketing member
    moderator nurse officer owner partner photographer physician president producer product
    professor redacteur redactor redactora redakteur redakteurin redaktör redaktør reporter
    researcher reviewer rédacteur rédactrice scientist senior specialist strategist teacher
    toimittaja trainer volontär volontärin writer éditeur""".split()
)
_DOMAIN = re.compile(r"^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}$", re.IGNORECASE)
_IDEOGRAPHS = re.compile(r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・\s]{2,12}$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HIRAGANA_END = re.compile(r"[\u3041-\u309f]{2}$")
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


def without_position(text: str) -> str:
    """A name without the position that follows it: ``Ann Lee Senior Editor`` is Ann Lee. What
    begins with a position's word is left as it is."""
    words = text.split()
    for index, word in enumerate(words):
        if word.lower().strip(",.") in _POSITIONS:
            return " ".join(words[:index]) if index >= 2 else text
    return text


def names_position(text: str) -> bool:
    """Whether ``text`` is a position and no name: ``Senior Analyst``, ``Redakteurin``."""
    return any(word.strip(",.") in _POSITIONS for word in text.lower().split())


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
    if not _NOT_IN_NAMES.isdisjoint(text.lower().split()) or names_position(text):
        return False
    if not 2 <= len(text) <= 60 or is_agency(text) or is_organisation(text):
        return False
    if _IDEOGRAPHS.match(text):
        # Verbs and particles end in hiragana; a name of ideographs does not.
        return len(text) <= 8 and not (_HIRAGANA_END.search(text) and _HAN.search(text))
    return len(text.split()) >= 2 and is_name_like(text, most_words=6)

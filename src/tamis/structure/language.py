"""The language of a page: what its HTML declares, and what the text shows.

Templates declare a language, and the text in them is not always in it. The text is asked for its
language where there is no declaration, or where the declared language's commonest words are
missing from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_SAMPLE = 2000
_FEWEST_LETTERS = 40
_NO_LANGUAGE = "zxx"
_FEWEST_WORDS = 60
_FEWEST_COMMON = 0.05
"""In running text of a language a fifth to a half of the words are among its commonest; a text
of another language has few of them by chance."""

# The commonest words by language: function words, which no text of some length is without.
_COMMONEST: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to a in is that for it was on with as be at by this from or an are not",
        "de": "der die und in den das von zu mit ist sich des auf für im nicht ein eine als dem es",
        "fr": "de la le et les des en un une du à que qui dans pour est par sur au pas ne l d se",
        "es": "de la que el en y a los del se las por un para con no una su al es lo como más",
        "it": "di e la il che in un a per è una non del con si da i le della ha sono dei al",
        "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como ao",
        "nl": "de het een van en in is dat op te zijn met voor niet die aan er om ook als bij",
        "sv": "och i att det som en på är av för med till den har de inte om ett var men sig",
        "da": "og i at det er en til af på for med den de som har ikke der et var om sig fra",
        "no": "og i å det er en til av på for med den de som har ikke et var om at fra seg",
        "nb": "og i å det er en til av på for med den de som har ikke et var om at fra seg",
        "fi": "ja on ei se että oli hän mutta ovat kun niin myös kuin tai joka ole ovat sen jo",
        "pl": "w i na z do się nie to że jest o jak po od za przez dla a są ale który oraz",
        "cs": "a v na se je že s z o do i to pro k za by ale ve po jako od které jsou si",
        "tr": "ve bir bu da de için ile olarak çok daha en olan gibi ne ya o sonra kadar",
        "id": "dan yang di itu dengan untuk ini dari dalam tidak pada akan ke juga ada oleh",
        "ru": "и в не на с что по как к из у за от а о для это но его он же бы то так",
        "uk": "і в не на з що до як у за та про від а є для це але й із його він по",
    }.items()
}
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?…។।։؟]\W")
_LONGEST_SENTENCE = 50
"""Text with fewer ends of sentences than one in so many words is a list, of whatever language."""


def declared_language(declared: str) -> str | None:
    """The ``lang`` of a page as a language tag (BCP 47), or ``None`` if it is not one."""
    return declared.replace("_", "-") if _CODE.fullmatch(declared) else None


def page_language(declared: str | None, article: str) -> str | None:
    """The language of ``article`` as a language tag: the declared one, unless there is none or
    the text contradicts it."""
    if declared is not None and not _contradicts(article, declared):
        return declared
    detected = detected_language(article)
    if detected is None or (declared or "").lower().startswith(detected):
        return declared
    return detected


def _contradicts(article: str, declared: str) -> bool:
    """Whether a text is long enough to have the commonest words of a language, and has not."""
    common = _COMMONEST.get(declared[:3].rstrip("-").lower())
    if common is None:
        return False
    words = _WORD.findall(article[:_SAMPLE].lower())
    if len(words) < _FEWEST_WORDS:
        # Scripts without spaces have few words, and many letters.
        letters = sum(character > "\u2e7f" for character in article[:_SAMPLE])
        return letters >= _FEWEST_WORDS
    if len(_SENTENCE_END.findall(article[:_SAMPLE])) * _LONGEST_SENTENCE < len(words):
        return False
    return sum(word in common for word in words) < _FEWEST_COMMON * len(words)


def detected_language(article: str) -> str | None:
    """The ISO 639-1 code of a text's language, or ``None`` if it is too short to tell.

    By py3langid, after Lui and Baldwin, "langid.py: An Off-the-shelf Language Identification
    Tool", ACL 2012.
    """
    sample = article[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return None
    # Its tables take half a second to load, and few pages need them.
    import py3langid

    code, _ = py3langid.classify(sample)
    return None if code == _NO_LANGUAGE else str(code)

"""What an element's tag, class, id, ``itemprop`` and ``rel`` say about the text within."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from tamis.parsing.document import Element

# Facts about an element; they combine as bits. Plain integers, because an enumeration's
# operators cost more than all else that is done with them.
FIGURE = 1
CAPTION = 2
CREDIT = 4
BYLINE = 8
DATE = 16
DECK = 32
SECTION = 64
EMBED = 128
ELSEWHERE = 256
"""Inside a container for other articles, for navigation, for the readers' comments."""
SOURCE = 512
"""Words such as ``source`` or ``copyright``: a credit if it stands in a figure."""

PICTURE_BOX = 1024
"""Words such as ``image`` or ``media``: a caption if a picture stands directly before it."""

_LASTING = FIGURE | EMBED | ELSEWHERE


def _words(listing: str, signal: int) -> dict[str, int]:
    return dict.fromkeys(listing.split(), signal)


_BY_WORD: Mapping[str, int] = {
    **_words(
        """caption captions captiontext figcaption cutline imagecaption photocaption
        bildunterschrift bildtext bildunterzeile didascalia bijschrift billedtekst bildetekst
        kuvateksti popisek""",
        CAPTION,
    ),
    **_words(
        """credit credits creditline credittext imagecredit photocredit fotocredit photographer
        fotograf bildquelle bildnachweis copyrightholder photoby""",
        CREDIT,
    ),
    **_words(
        """source sources copyright rights license licence lic distributor agency agencies owner
        provider""",
        SOURCE,
    ),
    **_words(
        """image images img picture pictures photo photos foto fotos bild bilder media
        imagen imagem immagine bilde billede kuva gallery galerie galeria slideshow thumb""",
        PICTURE_BOX,
    ),
    **_words(
        """byline bylines author authors authorname authorline autor autora autoren autores auteur
        auteurs auteures contributors contributor creator creators writer writers verfasser
        journalist journalists forfatter kirjoittaja autore autori autorzy signature""",
        BYLINE,
    ),
    **_words(
        """date datetime dateline dates timestamp published publishdate pubdate pubtime datum fecha
        updated modified posted datepublished datemodified""",
        DATE,
    ),
    **_words(
        """subtitle subheadline deck dek standfirst lede vorspann chapo chapeau ingress sapo perex
        bajada entradilla sottotitolo alternativeheadline subheading introtext subtitulo lead
        intro""",
        DECK,
    ),
    **_words(
        """kicker eyebrow overline dachzeile rubrik rubric category categories topline spitzmarke
        antetitulo articlesection supertitle overtitle cintillo roofline""",
        SECTION,
    ),
    **_words(
        """related recommended recommendation recommendations teaser teasers sidebar nav navigation
        menu footer newsletter promo promotion advert ads comments comment popular trending
        mostread carousel outbrain taboola sharing share social readmore bio biography subscribe
        breadcrumb breadcrumbs""",
        ELSEWHERE,
    ),
}
_BY_TAG: Mapping[str, int] = {
    "figure": FIGURE,
    "figcaption": FIGURE | CAPTION,
    "time": DATE,
    "address": BYLINE,
    "nav": ELSEWHERE,
    "aside": ELSEWHERE,
    "footer": ELSEWHERE,
    "form": ELSEWHERE,
}
_FIGURE_CLASS = re.compile(r"(?<![a-z])(?:wp-caption|image-?wrap|picture|figure)", re.IGNORECASE)
_EMBED_CLASS = re.compile(
    r"(?<![\w-])(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|"
    r"bluesky-embed|mastodon-embed|reddit-(?:embed|card)[\w-]*|text-post-media|telegram-post|"
    r"pinterest-embed|truthsocial-embed|vk-post)(?![\w])"
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MAX_NAMES = 300
_INHERITED_STEPS = 6
_WHOLE_PAGE = frozenset({"html", "body"})
_NAMING = ("itemprop", "rel", "id")


class Signals:
    """The signals of a document's elements, worked out when first asked for.

    What an element's own words say holds for what is inside it, down to the elements that
    are :data:`_INHERITED_STEPS` further in; figures, embeds and other containers hold all the
    way.
    """

    def __init__(self, elements: Sequence[Element]) -> None:
        self._elements = elements
        self._own: dict[int, int] = {}
        self._inherited: dict[int, int] = {-1: 0}
        self._lasting: dict[int, int] = {-1: 0}
        self._by_names: dict[str, int] = {}

    def of(self, index: int) -> int:
        """The signals of element ``index`` and of those around it; 0 for -1."""
        if index < 0:
            return 0
        own = self._own.get(index)
        if own is None:
            own = self._own_of(index)
        parent = self._elements[index].parent
        inherited = self._inherited.get(parent)
        if inherited is None:
            inherited = self._inherited[parent] = self._inherited_from(parent)
        return own | inherited

    def _inherited_from(self, index: int) -> int:
        """What holds for all the children of element ``index``."""
        elements, own = self._elements, self._own
        signals = 0
        for _ in range(_INHERITED_STEPS - 1):
            if index < 0:
                return signals
            known = own.get(index)
            signals |= self._own_of(index) if known is None else known
            index = elements[index].parent
        return signals | self._lasting_of(index)

    def _lasting_of(self, index: int) -> int:
        path = []
        while index not in self._lasting:
            path.append(index)
            index = self._elements[index].parent
        signals = self._lasting[index]
        for position in reversed(path):
            known = self._own.get(position)
            signals |= (self._own_of(position) if known is None else known) & _LASTING
            self._lasting[position] = signals
        return signals

    def _own_of(self, index: int) -> int:
        element = self._elements[index]
        tag = element.tag
        signals = _BY_TAG.get(tag, 0)
        attributes = element.attributes
        if attributes and tag not in _WHOLE_PAGE:
            names = attributes.get("class") or ""
            for key in _NAMING:
                value = attributes.get(key)
                if value:
                    names = f"{names} {value}"
            if names:
                known = self._by_names.get(names)
                if known is None:
                    known = self._by_names[names] = _of_names(names)
                signals |= known
        if signals & (CAPTION | CREDIT):
            signals &= ~ELSEWHERE
        self._own[index] = signals
        return signals


def _of_names(names: str) -> int:
    if len(names) > _MAX_NAMES:
        return _of_words(names[:_MAX_NAMES]) | _of_patterns(names)
    signals = 0
    for name in names.split():
        signals |= _of_name(name)
    return signals


# Pages, and the pages of a site, have most of their class names in common.
@lru_cache(maxsize=4096)
def _of_name(name: str) -> int:
    return _of_words(name) | _of_patterns(name)


def _of_words(names: str) -> int:
    signals = 0
    for word in _WORD.findall(names):
        signals |= _BY_WORD.get(word.lower(), 0)
    return signals | FIGURE if signals & CAPTION else signals


def _of_patterns(names: str) -> int:
    signals = EMBED if "-" in names and _EMBED_CLASS.search(names) else 0
    return signals | FIGURE if _FIGURE_CLASS.search(names) else signals

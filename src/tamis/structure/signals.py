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

CONTROL = 2048
"""A button, an icon, a label for screen readers: no text of its own, wherever it stands."""

COMMENT = 4096
"""Inside the readers' comments."""

_LASTING = COMMENT | FIGURE | EMBED | ELSEWHERE | CONTROL


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
        imagen imagem immagine bilde billede kuva gallery galerie galeria slideshow thumb
        absatzbild artikelbild aufmacherbild titelbild bildbox bildinfo fotobox articleimage
        heroimage imagebox imageinfo leadimage mainimage""",
        PICTURE_BOX,
    ),
    **_words(
        """byline bylines author authors authorname authorline autor autora autoren autores auteur
        auteurs auteures contributors contributor creator creators writer writers verfasser
        journalist journalists username usernames poster forfatter kirjoittaja autore autori
        autorzy signature""",
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
        menu footer newsletter promo promotion advert ads popular trending
        mostread carousel outbrain taboola sharing share social readmore bio biography subscribe
        breadcrumb breadcrumbs""",
        ELSEWHERE,
    ),
    **_words(
        """comment comments commentlist kommentar kommentare kommentarer comentario comentarios
        comentários commentaire commentaires commento commenti reacties disqus""",
        COMMENT | ELSEWHERE,
    ),
    **_words("icon icons button buttons btn toggle sr visuallyhidden screenreader", CONTROL),
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
    "button": CONTROL,
    "svg": CONTROL,
}
_FIGURE_CLASS = re.compile(r"(?<![a-z])(?:wp-caption|image-?wrap|picture|figure)", re.IGNORECASE)
_EMBED_CLASS = re.compile(
    r"(?<![\w-])(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|"
    r"bluesky-embed|mastodon-embed|reddit-(?:embed|card)[\w-]*|text-post-media|telegram-post|"
    r"pinterest-embed|truthsocial-embed|vk-post)(?![\w])"
)
_EMBED_ENDS = ("-embed", "-tweet", "-video", "-media", "-post", "-card")
# Beside words such as "image" they name a part of the picture: "image-footer", "teaser-image".
_OF_PICTURES = frozenset({"footer", "teaser", "carousel"})
_TELLING = frozenset(_BY_WORD)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MAX_NAMES = 300
_INHERITED_STEPS = 6
_WHOLE_PAGE = frozenset({"html", "body"})


class Signals:
    """The signals of a document's elements, worked out when first asked for.

    What an element's own words say holds for what is inside it, down to the elements that
    are :data:`_INHERITED_STEPS` further in; figures, embeds and other containers hold all the
    way.
    """

    def __init__(self, elements: Sequence[Element]) -> None:
        self._elements = elements
        # By element, its own signals, those of each element around it that reach it, and what
        # lasts: fields of one number, the nearest lowest.
        self._chains: dict[int, int] = {-1: 0}
        self._by_names: dict[_Names, int] = {}

    def of(self, index: int) -> int:
        """The signals of element ``index`` and of those around it; 0 for -1."""
        chain = self._chains.get(index)
        if chain is None:
            chain = self._chain(index)
        if chain:
            # Fold the fields into the lowest.
            chain |= chain >> 4 * _WIDTH
            chain |= chain >> 2 * _WIDTH
            return (chain | chain >> _WIDTH) & _FIELD
        return 0

    def _chain(self, index: int) -> int:
        elements, chains, by_names = self._elements, self._chains, self._by_names
        path = []
        while index not in chains:
            path.append(index)
            index = elements[index][0]
        chain = chains[index]
        for position in reversed(path):
            _, tag, _, _, attributes = elements[position]
            if attributes:
                get = attributes.get
                names = (tag, get("class"), get("itemprop"), get("rel"), get("id"))
                own = by_names.get(names)
                if own is None:
                    own = by_names[names] = _own(*names)
            else:
                own = _BY_TAG.get(tag, 0)
            if own & ELSEWHERE and chain >> _LASTING_AT & FIGURE:
                # A footer inside a figure is the figure's.
                own &= ~ELSEWHERE
            if own or chain:
                lasting = (chain >> _LASTING_AT) | own & _LASTING
                if own & CAPTION:
                    # A picture and its caption may be a button as a whole.
                    lasting &= ~CONTROL
                chain = (chain << _WIDTH) & _REACHING | own & ~CONTROL | lasting << _LASTING_AT
            chains[position] = chain
        return chain


_Names = tuple[str, str | None, str | None, str | None, str | None]

_WIDTH = 13
_FIELD = (1 << _WIDTH) - 1
_LASTING_AT = _WIDTH * _INHERITED_STEPS
_REACHING = (1 << _LASTING_AT) - 1


def _own(
    tag: str, names: str | None, itemprop: str | None, rel: str | None, identifier: str | None
) -> int:
    """What an element says by itself."""
    signals = _BY_TAG.get(tag, 0)
    if tag not in _WHOLE_PAGE:
        named = " ".join(filter(None, (names, itemprop, rel, identifier)))
        if named:
            if len(named) > _MAX_NAMES:
                said = _of_words(named[:_MAX_NAMES]) | _of_patterns(named)
            else:
                said = _of_names(named)
            if said & (PICTURE_BOX | ELSEWHERE) == PICTURE_BOX:
                signals &= ~ELSEWHERE  # as <aside class="image">
            signals |= said
    if signals & (CAPTION | CREDIT):
        signals &= ~(ELSEWHERE | CONTROL)
    return signals


# The pages of a site have most of their class names in common.
@lru_cache(maxsize=4096)
def _of_names(names: str) -> int:
    return _of_words(names) | _of_patterns(names)


def _of_words(names: str) -> int:
    words = _WORD.findall(names)
    if not names.islower():
        words = list(map(str.lower, words))
    signals = 0
    if not _TELLING.isdisjoint(words):
        elsewhere = False
        for word in words:
            said = _BY_WORD.get(word, 0)
            signals |= said
            elsewhere |= said & ELSEWHERE != 0 and word not in _OF_PICTURES
        if signals & PICTURE_BOX and not elsewhere:
            signals &= ~ELSEWHERE
    return signals


def _of_patterns(names: str) -> int:
    signals = 0
    # Only what may match is searched: parts of the patterns, in letters without a third form.
    if "-" in names and any(map(names.__contains__, _EMBED_ENDS)) and _EMBED_CLASS.search(names):
        signals = EMBED
    lowered = names.lower()
    if "gure" in lowered or "ture" in lowered or "wrap" in lowered or "wp-c" in lowered:
        return signals | FIGURE if _FIGURE_CLASS.search(names) else signals
    return signals

"""Words that carry evidence: function words, and what authors of pages call their elements.

They are evidence among other evidence: a model weighs them, no single one decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

TAG_GROUPS: dict[str, tuple[str, ...]] = {
    "nav": ("nav", "menu"),
    "header": ("header", "hgroup"),
    "footer": ("footer",),
    "aside": ("aside",),
    "main": ("main",),
    "article": ("article",),
    "section": ("section",),
    "form": ("form", "fieldset"),
    "control": ("button", "select", "textarea", "option", "label", "optgroup", "legend"),
    "ul": ("ul",),
    "ol": ("ol",),
    "li": ("li",),
    "dl": ("dl", "dt", "dd"),
    "table": ("table",),
    "cell": ("td", "th"),
    "figure": ("figure", "picture"),
    "figcaption": ("figcaption", "caption"),
    "blockquote": ("blockquote",),
    "pre": ("pre", "listing", "xmp"),
    "code": ("code", "samp", "kbd", "tt"),
    "p": ("p",),
    "div": ("div",),
    "link": ("a",),
    "heading": ("h1", "h2", "h3", "h4", "h5", "h6"),
    "h1": ("h1",),
    "emphasis": ("b", "strong", "em", "i"),
    "small": ("small", "sup", "sub"),
    "time": ("time",),
    "address": ("address",),
    "details": ("details", "summary"),
    "dialog": ("dialog",),
    "noscript": ("noscript",),
}

NAME_GROUPS: dict[str, str] = {
    "body": "articlebody body entrycontent postcontent articlecontent storybody articletext"
    " bodytext storycontent richtext rich prose wysiwyg markdown copy paragraph maincontent",
    "article": "article story post entry blog news single hentry artikel articulo noticia nota"
    " beitrag",
    "content": "content contents contenu inhalt contenido text texte txt main page primary center"
    " container wrapper inner wrap",
    "navigation": "nav navbar navigation menu menus submenu megamenu topnav subnav breadcrumb"
    " breadcrumbs crumbs navi dropdown hamburger drawer sitemap skip toc menubar mainmenu"
    " menuitem",
    "header": "header head masthead topbar top banner site logo branding hero kopf",
    "footer": "footer foot bottom colophon subfooter fuss sitefooter",
    "sidebar": "sidebar side aside rail right left widget widgets secondary complementary column"
    " module panel",
    "comment": "comment comments commentlist reply replies respond disqus discussion kommentare"
    " comentarios commentaires livefyre viafoura commentid",
    "sharing": "share sharing social socials facebook twitter whatsapp pinterest linkedin follow"
    " addtoany sharethis addthis sharedaddy like bookmark email print teilen compartir partager"
    " reddit telegram instagram youtube tiktok",
    "related": "related recommended recommendation recommendations recommend more popular trending"
    " mostread mostpopular most readmore similar also latest recent next previous prev outbrain"
    " taboola teaser teasers morelike suggestions suggested recirc carousel slider swiper"
    " upsell crosssell",
    "advertisement": "ad ads adv advert advertisement advertising adsense adslot adbox sponsor"
    " sponsored sponsors dfp gpt werbung publicidad anzeige affiliate",
    "promotion": "promo promotion promos cta newsletter subscribe subscription signup optin"
    " mailchimp callout offer deal membership donate donation download app",
    "consent": "cookie cookies consent gdpr ccpa cmp onetrust privacy didomi cookiebot notice",
    "overlay": "modal popup overlay lightbox dialog toast tooltip offcanvas popover flyout"
    " backdrop",
    "byline": "author authors byline writer contributor autor auteur meta postmeta entrymeta"
    " posted bio vcard profile avatar published publish",
    "date": "date time datetime timestamp pubdate updated published datum fecha modified",
    "caption": "caption captions figcaption credit credits copyright photographer source wpcaption"
    " legend imagecaption",
    "media": "image images img photo photos picture figure gallery media video thumbnail thumb"
    " player audio icon svg",
    "title": "title headline heading h1 h2 h3 subtitle subhead kicker dek deck standfirst lead"
    " lede intro summary excerpt teaser abstract description desc",
    "hidden": "hidden hide sr screenreader visuallyhidden invisible offscreen collapse collapsed"
    " none noscript only accessibility",
    "product": "product products price prices cart basket buy sku variant shop store checkout"
    " quantity wishlist stock addtocart availability spec specs specification specifications"
    " feature features",
    "form": "form search searchbox login signin register input field contact captcha filter filters"
    " sort select option button btn",
    "grid": "list listing item items card cards grid tile tiles row col results result feed archive"
    " loop collection category",
    "tags": "tag tags tagcloud topics topic categories keyword keywords label labels chips badge"
    " taxonomy",
    "paging": "pagination pager paging pages pagenav loadmore numbers",
    "legal": "legal disclaimer terms license impressum rights policy",
    "tabs": "tab tabs accordion faq faqs toggle expand panel details question answer step steps",
    "review": "review reviews rating ratings star stars testimonial testimonials score vote votes",
    "code": "code highlight pre syntax prism snippet hljs codehilite example console terminal"
    " output api docs documentation doc reference",
    "table": "table thead tbody tr td th datatable",
    "forum": "forum thread threads message messages postbody posttext signature user member"
    " username posts question answer quote bbcode poster",
    "live": "live ticker liveblog update updates breaking",
    "paywall": "paywall premium piano regwall metered locked subscriber subscribers gate",
}

WORD_GROUPS: dict[str, str] = {
    "consent": "cookie cookies cookien consent accept akzeptieren accepter aceptar accetta"
    " zustimmen"
    " datenschutz gdpr preferences einwilligung galletas evästeet kakor куки çerez",
    "sharing": "share tweet facebook twitter whatsapp linkedin pinterest instagram email telegram"
    " teilen partager compartir condividi delen dela jaa поделиться paylaş bagikan follow copy"
    " link print reddit youtube",
    "promotion": "subscribe newsletter sign signup join inbox subscription abonnieren abonner"
    " suscríbete suscribirse iscriviti inscreva nieuwsbrief nyhetsbrev uutiskirje free trial"
    " download app offer discount deals donate register подпишитесь abone langganan",
    "legal": "copyright rights reserved privacy policy terms conditions disclaimer impressum"
    " trademark trademarks licensed ltd inc gmbh llc ©️ vorbehalten réservés reservados riservati"
    " rechten права защищены hakları",
    "navigation": "home menu skip next previous prev back top search login logout account about"
    " contact faq sitemap categories archive archives startseite accueil inicio главная меню"
    " anasayfa beranda more view all see show",
    "related": "related recommended read also popular trending latest similar más mehr lesen auch"
    " aussi lire leia leggi ook lees läs les también più baca juga читайте также devamı",
    "comment": "comment comments reply replies kommentare commentaires comentarios commenti"
    " reacties"
    " kommentarer komentar комментарии yorum posted says wrote",
    "byline": "by von par por av af di door autor author editor reporter staff correspondent"
    " written published updated photo foto",
    "month": "january february march april may june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec januar februar märz mai juni juli oktober"
    " dezember janvier février mars avril juin juillet août septembre octobre novembre décembre"
    " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    " января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
    " monday tuesday wednesday thursday friday saturday sunday ago min minutes hours",
    "commerce": "price buy cart shipping stock sale checkout delivery quantity wishlist order sku"
    " usd eur gbp warenkorb preis panier prix precio carrito",
    "pronoun": "i we you he she they my our your his her their me us him them ich wir sie je nous"
    " vous il elle yo nosotros él ella",
    "said": "said says told sagte sagt dit déclaré dijo dice ha disse сказал according laut selon"
    " según dedi kata",
}

_NAMES_READ = 400
_NAME_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|h[1-6]")
# Letters and ends of lines stay, all else becomes a blank.
_LETTERS = bytes(code if chr(code).isalpha() or code == 10 else 32 for code in range(128)) * 2
# Sites use their names on page after page, and many share a framework's.
_MOST_KNOWN = 65536
_known_bits: dict[str, int] = {}

TAG_BITS: dict[str, int] = {}
for _bit, _tags in enumerate(TAG_GROUPS.values()):
    for _tag in _tags:
        TAG_BITS[_tag] = TAG_BITS.get(_tag, 0) | (1 << _bit)

_NAME_BITS: dict[str, int] = {}
for _bit, _names in enumerate(NAME_GROUPS.values()):
    for _name in _names.split():
        _NAME_BITS[_name] = _NAME_BITS.get(_name, 0) | (1 << _bit)
_NAMES = frozenset(_NAME_BITS)

WORD_COLUMNS: dict[str, tuple[int, ...]] = {}
for _column, _words in enumerate(WORD_GROUPS.values()):
    for _word in _words.split():
        WORD_COLUMNS[_word] = (*WORD_COLUMNS.get(_word, ()), _column)


def name_bits(attributes: Sequence[str]) -> list[int]:
    """For each class, id or role attribute the groups of ``NAME_GROUPS`` it belongs to, as bits."""
    unknown = [attribute for attribute in attributes if attribute not in _known_bits]
    if unknown:
        if len(_known_bits) > _MOST_KNOWN:
            _known_bits.clear()
            unknown = list(attributes)
        _learn(unknown)
    return [_known_bits[attribute] for attribute in attributes]


def _learn(attributes: Sequence[str]) -> None:
    """Note the groups of the names in each attribute, as wholes and by their parts."""
    read = [attribute[:_NAMES_READ].replace("\n", " ") for attribute in attributes]
    lines = "\n".join(read)
    wholes = lines.replace("_", "").replace("-", "").lower().split("\n")
    letters = lines.encode("ascii", "replace").translate(_LETTERS).decode().split("\n")
    for attribute, names, whole, parts in zip(attributes, read, wholes, letters, strict=True):
        # Capitals begin a part too.
        small = parts if parts.islower() else " ".join(_NAME_PART.findall(names)).lower()
        bits = 0
        for name in _NAMES.intersection(f"{whole} {small}".split()):
            bits |= _NAME_BITS[name]
        _known_bits[attribute] = bits


@cache
def stop_words() -> dict[str, tuple[str, ...]]:
    """Function words by language code, most frequent first."""
    lines = files("tamis.labelling").joinpath("data/stop_words.txt").read_text("utf-8")
    return {
        language: tuple(words.split())
        for language, _, words in (
            line.partition(":") for line in lines.splitlines() if not line.startswith("#")
        )
    }


@cache
def all_stop_words() -> frozenset[str]:
    """The function words of all languages together."""
    return frozenset(word for words in stop_words().values() for word in words)


@cache
def languages_of_stop_words() -> dict[str, list[int]]:
    """For each function word the places in :func:`stop_words` of the languages that have it."""
    languages: dict[str, list[int]] = {}
    for place, words in enumerate(stop_words().values()):
        for word in set(words):
            languages.setdefault(word, []).append(place)
    return languages

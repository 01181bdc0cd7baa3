"""Pages for ``benchmarks.refine``: real articles on made-up sites, copied in seven ways."""

from __future__ import annotations

import html
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tamis.page import Role
from training.data import fundus, wcxb

_FEWEST_PARAGRAPHS = 7
_SHORTEST_PARAGRAPH = 60

KINDS = (
    "original",
    "truncated",
    "re-headlined",
    "spam injected",
    "other boilerplate",
    "lightly edited",
    "one paragraph more",
)

# Written for this benchmark. `_LEAST_CLEAN` in judging.py was chosen with these in view, too.
SPAM = (
    "Play five hundred free pokies tonight! Sign up bonus, no wagering, instant withdrawal in "
    "crypto. Top rated betting app for Aussie players, download the APK here.",
    "Looking for a cheap IPTV subscription? Over 20,000 channels in 4K, all sports and adult "
    "included, 24 hour free trial, reseller panel available, message us on Telegram.",
    "Get rid of belly fat in two weeks with this one weird gummy that doctors hate. Limited "
    "stock, buy three bottles and get two free, order from the official website only.",
    "Need urgent cash? Payday loans with bad credit approved in minutes, no guarantor and no "
    "paperwork, apply online now and get the money in your account the same day.",
    "Luxury handbags 1:1 mirror quality at factory price, wholesale and dropshipping welcome, "
    "safe payment by PayPal, more than ten thousand happy customers, visit our shop.",
    "Rank your website on the first page of Google in 30 days! Buy high DA backlinks, guest "
    "posts and permanent dofollow links, bulk discount for agencies, contact us on Skype.",
    "Situs judi bola resmi dengan odds terbaik dan minimal deposit sepuluh ribu lewat dana atau "
    "ovo, nikmati bonus cashback mingguan dan jackpot besar setiap hari bersama kami.",
    "Bandar slot online paling gampang menang, akun pro Thailand, bocoran pola gacor hari ini, "
    "daftar gratis dan klaim free spin tanpa syarat sekarang juga.",
    "Sichere dir den besten Kredit ohne Schufa mit Sofortauszahlung, garantiert ohne Vorkosten, "
    "jetzt online beantragen und noch heute bis zu fünfzigtausend Euro erhalten.",
    "Voyance gratuite par téléphone avec un médium sérieux, retour affectif rapide en sept "
    "jours, chance au jeu et désenvoûtement, appelez maître Kossi sur WhatsApp.",
    "Descarga gratis la mejor app de apuestas deportivas, bono de bienvenida del 100 por ciento "
    "sin depósito, pronósticos seguros y retiros inmediatos a tu cuenta.",
    "Comprar ozempic sem receita com entrega em todo o Brasil, menor preço garantido, pagamento "
    "no pix com desconto e envio discreto no mesmo dia, chame no zap.",
    "Заказать проститутку в вашем городе, анкеты индивидуалок с реальными фото, недорого, "
    "круглосуточно, выезд на дом, звоните прямо сейчас.",
    "Займ онлайн на карту без отказа и проверки кредитной истории, первый заём бесплатно, "
    "деньги через пять минут, оформите заявку на сайте.",
    "Kaçak bahis siteleri güncel giriş adresi, yüzde yüz hoş geldin bonusu, çevrimsiz deneme "
    "bonusu ve anında ödeme, hemen telegram kanalımıza katılın.",
    "澳门新葡京官方网站开户送八十八元体验金，时时彩北京赛车六合彩最高赔率，存取款即时到账，"
    "欢迎加入代理日赚万元。",
)

_NOTICES = (
    "We are a newsroom of nine people who are paid by you and by nobody else. If you think that "
    "what we do is worth three coffees a month, become a member of the house today.",
    "Unsere Redaktion prüft jeden Hinweis, den Sie uns schicken, und nennt Ihren Namen nicht, "
    "wenn Sie das nicht wünschen. Schreiben Sie uns einen Brief oder kommen Sie vorbei.",
    "This piece first went to the readers of our morning letter, which tells sixty thousand "
    "people what the day will bring before they have had breakfast.",
    "Cet article a été relu par deux personnes avant sa parution. Si vous y trouvez une erreur, "
    "dites-le-nous, et nous la corrigerons au bas de cette page dans la journée.",
    "Esta casa publica sin anuncios desde hace once años gracias a quienes la leen, y abre sus "
    "puertas cada primer viernes del mes para contar cómo trabaja.",
    "The views of our writers are their own, and the paper prints letters that disagree with "
    "them every Saturday, the longest of them in full, as it has since 1911.",
)
_HOSTS = len(_NOTICES)


@dataclass(frozen=True, slots=True)
class Made:
    """A page and what is true of it. ``family``: that of its copies, or ``None``. ``spam``,
    ``more``: a text that this copy alone has, of one kind or the other; ``notice``: the
    paragraph of its site."""

    id: str
    kind: str
    family: int | None
    document: dict[str, Any]
    notice: str
    spam: str = ""
    more: str = ""


def articles(data: Path, draw: random.Random) -> list[tuple[str, ...]]:
    """The paragraphs of real articles with enough of them, in a drawn order."""
    found = [sample.texts(Role.PARAGRAPH) for sample in fundus(data / "fundus-dev")]
    found += [
        tuple(filter(None, map(str.strip, sample.truth.split("\n\n"))))
        for sample in wcxb(data / "wcxb-dev")
        if sample.page_type == "article"
    ]
    long = [
        tuple(" ".join(p.split()) for p in paragraphs if len(p) >= _SHORTEST_PARAGRAPH)
        for paragraphs in found
    ]
    long = sorted({paragraphs for paragraphs in long if len(paragraphs) >= _FEWEST_PARAGRAPHS})
    draw.shuffle(long)
    return long


def pages(
    bases: Sequence[Sequence[str]], others: Sequence[Sequence[str]], draw: random.Random
) -> Iterator[Made]:
    """Seven copies of each of ``bases``; as many of ``others`` once; and pages that borrow from
    the former: digests of four of them, and answers that quote one paragraph."""
    for family, paragraphs in enumerate(bases):
        for kind in KINDS:
            yield _copy(family, kind, paragraphs, others, draw)
    singles, lenders = others[: len(bases)], others[len(bases) :]
    for number, paragraphs in enumerate(singles):
        yield _made(f"single-{number}", "single", None, paragraphs, draw)
    for number in range(0, len(bases) - 3, 4):
        first = [paragraphs[0] for paragraphs in bases[number : number + 4]]
        second = [paragraphs[1] for paragraphs in bases[number : number + 4]]
        digest = [text for pair in zip(first, second, strict=True) for text in pair]
        yield _made(f"digest-{number}", "digest", None, digest, draw)
        answer = [*lenders[number][1:4], bases[number][2], *lenders[number + 1][2:5]]
        yield _made(f"answer-{number}", "answer", None, answer, draw)


def _copy(
    family: int,
    kind: str,
    paragraphs: Sequence[str],
    others: Sequence[Sequence[str]],
    draw: random.Random,
) -> Made:
    left_out = random.Random(family).randrange(2, len(paragraphs) - 2)
    text = [p for place, p in enumerate(paragraphs) if place != left_out]
    spam = more = ""
    if kind == "truncated":
        text = text[: max(3, round(len(text) * draw.uniform(0.4, 0.8)))]
    elif kind == "re-headlined":
        text[0] = draw.choice(others)[0]
    elif kind == "spam injected":
        spam = draw.choice(SPAM)
        place = draw.randrange(1, len(text) - 1)
        if draw.random() < 0.5:
            text.insert(place, spam)
        else:
            text[place] = f"{text[place]} {spam} {text.pop(place + 1)}"
    elif kind == "lightly edited":
        text = [_edited(paragraph, draw) for paragraph in text]
    elif kind == "one paragraph more":
        text, more = list(paragraphs), paragraphs[left_out]
    return _made(f"{family}-{kind}", kind, family, text, draw, spam=spam, more=more)


def _edited(paragraph: str, draw: random.Random) -> str:
    """About one word of 25 is another, or gone."""
    words = paragraph.split()
    edited = []
    for word in words:
        chance = draw.random()
        if chance >= 0.04:
            edited.append(word)
        elif chance >= 0.01:
            edited.append(draw.choice(words))
    return " ".join(edited)


def _made(
    name: str,
    kind: str,
    family: int | None,
    paragraphs: Sequence[str],
    draw: random.Random,
    spam: str = "",
    more: str = "",
) -> Made:
    site = draw.randrange(_HOSTS)
    day = 1 if kind == "original" else draw.randrange(2, 29)
    document = {
        "html": _page(site, name, paragraphs, f"2026-03-{day:02}T08:00:00Z", kind, draw),
        "id": name,
        "url": f"https://www.site{site}.example/{name.replace(' ', '-')}",
    }
    return Made(name, kind, family, document, _NOTICES[site], spam, more)


def _page(
    site: int,
    name: str,
    paragraphs: Sequence[str],
    published: str,
    kind: str,
    draw: random.Random,
) -> str:
    notice = f"<p>{html.escape(_NOTICES[site])}</p>"
    body = [f"<p>{html.escape(paragraph)}</p>" for paragraph in paragraphs]
    body.insert(draw.choice((1, len(body))), notice)
    headline = html.escape(f"{name.capitalize()}: " + paragraphs[-1].split(".")[0][:60])
    head = (
        f'<title>{headline}</title><meta property="article:published_time" content="{published}">'
    )
    menu = "".join(
        f'<li><a href="/{word}">{word}</a></li>' for word in _MENUS[site % len(_MENUS)].split()
    )
    related = draw.sample(_RELATED, 5 if kind == "other boilerplate" else 2)
    aside = "".join(f'<li><a href="/r/{text}">{text}</a></li>' for text in related)
    article = f"<h1>{headline}</h1>{''.join(body)}"
    if site % 2:
        return (
            f"<!doctype html><html><head>{head}</head><body><header><ul>{menu}</ul></header>"
            f"<main><article>{article}</article></main><aside><h3>More</h3><ul>{aside}</ul></aside>"
            "<footer>Imprint · Privacy · Contact</footer></body></html>"
        )
    return (
        f'<!doctype html><html><head>{head}</head><body><div class="nav"><ul>{menu}</ul></div>'
        f'<div class="content"><div class="text">{article}</div><div class="related"><ul>{aside}'
        '</ul></div></div><div class="bottom">All rights reserved</div></body></html>'
    )


_MENUS = (
    "Home News Sport Culture Weather",
    "Start Politik Wirtschaft Wetter",
    "Inicio Cultura Cine",
)
_RELATED = (
    "Ten gardens to see this spring",
    "Why the ferry is late again",
    "The quiet return of the night train",
    "What your baker will not tell you",
    "A bridge too narrow for two",
    "How to mend a wooden boat",
    "The last lamplighter of Saltholm",
    "Snow in May, and what it means",
)

from __future__ import annotations

import time
from dataclasses import replace

import pytest

import tamis
from tamis.page import Mark, Role, check_partition
from tamis.parsing.document import Declared
from tamis.structure import find_structure
from tests.structure.building import Line, html, plain, told

BODY = (
    "The ferry between Harwick and the island of Tarn is to run again from Monday, after eleven "
    "weeks in which nothing but a postal boat had made the crossing, the council said."
)
MORE = (
    "A new engine had been ordered from a yard in the north, and it came by road on two lorries "
    "because the harbour was too shallow for the ship that should have carried it."
)
ARTICLE = "html>body>main>article"
REPORT = Declared(
    title="Ferry to Tarn runs again",
    metas=(("og:title", "Ferry to Tarn runs again"), ("article:published_time", "2024-05-03")),
    json_ld=('{"@type": "NewsArticle"}',),
)


def _roles(lines: list[Line], declared: Declared = REPORT) -> dict[str, str]:
    head: list[Line] = [(f"{ARTICLE}>h1", "Ferry to Tarn runs again"), (f"{ARTICLE}>p", BODY)]
    document, spans = html([*head, *lines, (f"{ARTICLE}>p", MORE)], declared=declared)
    found = find_structure(document, spans).spans
    check_partition(document.text, found)
    return {text: role for role, text in told(document, found)}


@pytest.mark.parametrize(
    "line",
    [
        "Read more: The boats that nobody wanted",
        "Zum Artikel: Die Boote, die keiner wollte",
        "Lire l’article : Les bateaux dont personne ne voulait",
        "Read the full story: The boats that nobody wanted",
        "READ MORE | The boats that nobody wanted",
        "Lesen Sie auch: Die Boote, die niemand wollte",
        "» À lire aussi : Les bateaux dont personne ne voulait",
        "Lea también: Los barcos que nadie quería",
        "Leggi anche: Le barche che nessuno voleva",
        "Czytaj też: Łodzie, których nikt nie chciał",
        "Читайте также: Лодки, которые никому не нужны",
        "Baca juga: Kapal yang tak diinginkan siapa pun",
        "Xem thêm: Những con thuyền không ai muốn",
        "関連記事：誰も欲しがらない船",
    ],
)
def test_a_line_that_begins_like_a_link_to_another_article_is_related(line: str) -> None:
    assert _roles([(f"{ARTICLE}>p", line)])[line] == Role.RELATED
    document, spans = plain(f"{BODY}\n\n{line}\n\n{MORE}")
    assert ("related", line) in told(document, find_structure(document, spans).spans)


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the teacher told them, and watch less television in the evening.",
        "Watching the boats was what most of them had come for.",
        "Related costs were not part of the bill.",
        "Mehr zum Thema wollte der Kapitän am Freitag nicht sagen.",
    ],
)
def test_a_sentence_that_begins_with_such_words_stays(line: str) -> None:
    assert _roles([(f"{ARTICLE}>p", line)])[line] == Role.PARAGRAPH


def test_links_below_a_label_of_links_go_with_it() -> None:
    found = _roles(
        [
            (f"{ARTICLE}>h3>a", "Read more"),
            (f"{ARTICLE}>ul>li>a", "The boats that nobody wanted"),
            (f"{ARTICLE}>ul>li>a", "How the harbour silted up"),
        ]
    )
    assert found["The boats that nobody wanted"] == Role.RELATED
    assert found["How the harbour silted up"] == Role.RELATED
    assert found[MORE] == Role.PARAGRAPH


@pytest.mark.parametrize(
    "line",
    [
        "Sign up for our morning newsletter and have the news before your coffee.",
        "Melden Sie sich hier für unseren Newsletter an: jetzt abonnieren.",
        "Inscrivez-vous à notre newsletter pour ne rien manquer.",
        "Suscríbete a nuestra newsletter para no perderte nada.",
        "Follow us on all the usual channels.",
        "Hat Ihnen dieser Artikel gefallen? Dann unterstützen Sie uns.",
    ],
)
def test_a_request_to_subscribe_or_support_is_promotion(line: str) -> None:
    assert _roles([(f"{ARTICLE}>p", line)])[line] == Role.PROMOTION


@pytest.mark.parametrize(
    "line",
    [
        "The newsletter of the island's school has two hundred subscribers.",
        "The mayor will sign up for another term.",
    ],
)
def test_a_report_on_a_newsletter_is_none(line: str) -> None:
    assert _roles([(f"{ARTICLE}>p", line)])[line] == Role.PARAGRAPH


def test_a_notice_in_place_of_external_content_asks_for_consent() -> None:
    notice = "An dieser Stelle finden Sie externen Inhalt, den Sie mit einem Klick anzeigen können."
    assert _roles([(f"{ARTICLE}>p", notice)])[notice] == Role.CONSENT


def test_a_list_of_links_inside_a_report_leads_to_other_articles() -> None:
    lines: list[Line] = [
        (f"{ARTICLE}>ul>li>a[href=/boats]", "The boats that nobody wanted"),
        (f"{ARTICLE}>ul>li>a[href=/harbour]", "How the harbour silted up"),
    ]
    document, spans = html(
        [
            (f"{ARTICLE}>h1", "Ferry to Tarn runs again"),
            (f"{ARTICLE}>p", BODY),
            *lines,
            (f"{ARTICLE}>p", MORE),
        ],
        roles=[Role.TITLE, Role.PARAGRAPH, Role.LIST_ITEM, Role.LIST_ITEM, Role.PARAGRAPH],
        declared=REPORT,
    )
    starts = [document.blocks[index].start for index in (2, 3)]
    ends = [document.blocks[index].end for index in (2, 3)]

    def roles(targets: tuple[str, str]) -> list[Role]:
        links = [
            Mark(start, end, "link", target)
            for start, end, target in zip(starts, ends, targets, strict=True)
        ]
        marks = sorted((*document.marks, *links), key=lambda mark: (mark.start, -mark.end))
        found = find_structure(replace(document, marks=tuple(marks)), spans).spans
        return [span.role for span in found if span.start in starts]

    assert roles(("/boats", "/harbour")) == [Role.RELATED, Role.RELATED]
    assert roles(("#boats", "#harbour")) == [Role.LIST_ITEM, Role.LIST_ITEM]


def test_a_box_with_a_button_to_subscribe_is_promotion() -> None:
    document, spans = html(
        [
            (f"{ARTICLE}>h1", "Ferry to Tarn runs again"),
            (f"{ARTICLE}>div.text>p", BODY),
            (f"{ARTICLE}>div.text>div.box>b", "Get the harbour letter"),
            (f"{ARTICLE}>div.text>div.box>p", "Every Friday, the week on the islands."),
            (f"{ARTICLE}>div.text>div.box>form>button", "Sign up"),
            (f"{ARTICLE}>div.text>p", MORE),
        ],
        roles=[
            Role.TITLE,
            Role.PARAGRAPH,
            Role.PARAGRAPH,
            Role.PARAGRAPH,
            Role.CONTROL,
            Role.PARAGRAPH,
        ],
        declared=REPORT,
    )
    found = told(document, find_structure(document, spans).spans)
    assert ("promotion", "Get the harbour letter") in found
    assert ("promotion", "Every Friday, the week on the islands.") in found
    assert ("paragraph", MORE) in found


def test_a_line_on_the_declared_author_is_none_of_the_report() -> None:
    line = "Ida Marlow is our reporter for the islands."
    declared = Declared(
        title=REPORT.title,
        metas=(*REPORT.metas, ("author", "Ida Marlow")),
        json_ld=REPORT.json_ld,
    )
    assert _roles([(f"{ARTICLE}>p", line)], declared=declared)[line] == Role.OTHER
    assert _roles([(f"{ARTICLE}>p", line)])[line] == Role.PARAGRAPH


@pytest.mark.parametrize(
    "line",
    [
        "Dieser Artikel ist nur für Abonnenten.",
        "Cet article est réservé aux abonnés.",
        "Conteúdo exclusivo para assinantes.",
        "この記事は会員限定です。",
    ],
)
def test_a_line_that_closes_the_article_is_a_paywall(line: str) -> None:
    assert _roles([(f"{ARTICLE}>p", line)])[line] == Role.PAYWALL


@pytest.mark.parametrize("label", ["Mehr zum Thema:", "Lire aussi :", "Read more:", "Baca juga:"])
def test_in_plain_text_headlines_below_a_label_of_links_go_with_it(label: str) -> None:
    lines = [
        "The ferry to Holm sails again after the storm",
        "The ferry to Holm left the quay at six this morning for the first time in nine days.",
        "The captain said that the sea was calm, and that the queue was longer than in July.",
        label,
        "Storm takes the roof off the old school",
        "Who pays for the harbour wall?",
        "On Friday the council will talk about the harbour wall, which the storm broke in two.",
    ]
    page = tamis.read("\n".join(lines), media_type="text/plain")
    related = [page.text[span.start : span.end].strip() for span in page.select(role="related")]
    assert "\n".join(related).splitlines()[-2:] == lines[4:6]
    assert lines[-1] in page.article_text()


def test_a_link_that_closes_a_teaser_is_no_label_of_the_lines_below_it() -> None:
    teasers = [
        "The ferry to Holm sails again, and nobody knows for how long.",
        "Read more",
        "Storm takes the roof off the old school",
        "Nobody was hurt, but forty children have no classroom for the rest of the year.",
        "Read more",
        "Who pays for the harbour wall?",
    ]
    page = tamis.read("\n".join(teasers), media_type="text/plain")
    for span in page.select(role="related"):
        assert not {"Storm", "Who"} & set(page.text[span.start : span.end].split())


def test_readers_comments_are_told_from_a_report_but_not_from_a_thread() -> None:
    comment = "I took that ferry for thirty years and it never once left when it should have."
    lines: list[Line] = [(f"{ARTICLE}>p", BODY * 6), (f"{ARTICLE}>ul.comments>li>p", comment)]
    assert _roles(lines)[comment] == Role.COMMENT
    thread = Declared(
        title=REPORT.title, metas=REPORT.metas, json_ld=('{"@type": "DiscussionForumPosting"}',)
    )
    assert _roles(lines, declared=thread)[comment] == Role.PARAGRAPH


@pytest.mark.parametrize(
    "post",
    [
        "What a morning! — Ida Marlow (@idamarlow) May 5, 2020",
        "¡Qué mañana! — Ida Marlow (@idamarlow) 5 de mayo de 2020",
        "— Ida Marlow (@idamarlow) 5 mai 2020",
        "What a morning! pic.twitter.com/aBcDeFgHiJ",
        "View this post on Instagram",
        "A post shared by Ida Marlow (@idamarlow)",
        "Ein Beitrag geteilt von Ida Marlow (@idamarlow)",
        "Ver essa foto no Instagram",
    ],
)
def test_a_post_is_known_by_the_words_of_its_platform(post: str) -> None:
    document, spans = plain(f"{BODY}\n\n{post}\n\n{MORE}")
    assert ("embed", post) in told(document, find_structure(document, spans).spans)


def test_one_quotation_holds_a_post_and_its_author() -> None:
    said, author = "The ferry is back.", "— Ida Marlow (@idamarlow) May 5, 2020"
    found = _roles(
        [
            (f"{ARTICLE}>blockquote.other>p", "An older quotation of somebody else"),
            (f"{ARTICLE}>p", BODY.replace("eleven", "twelve")),
            (f"{ARTICLE}>blockquote>p", said),
            (f"{ARTICLE}>blockquote>div", author),
        ]
    )
    assert found[said] == found[author] == Role.EMBED
    assert found["An older quotation of somebody else"] == Role.PARAGRAPH


def test_an_account_s_form_after_the_article_is_no_part_of_it() -> None:
    form = "Bitte wählen Sie ein neues Passwort für Ihr Konto."
    document, spans = html(
        [
            (f"{ARTICLE}>h1", "Ferry to Tarn runs again"),
            (f"{ARTICLE}>p", BODY),
            (f"{ARTICLE}>p", MORE),
            ("html>body>section>p", form),
        ],
        declared=REPORT,
    )
    assert ("control", form) in told(document, find_structure(document, spans).spans)


@pytest.mark.parametrize(
    "unit", ["— (@a) ", "read more ", "pic.twitter.com/", "newsletter ", "—a(@", "(@a) May "]
)
def test_hostile_repetition_takes_bounded_time(unit: str) -> None:
    line = (unit * 400)[:420]
    document, spans = plain("\n\n".join([line] * 400))
    begin = time.perf_counter()
    find_structure(document, spans)
    assert time.perf_counter() - begin < 3


@pytest.mark.parametrize("name", ["Bo Ek", "Asa Lindqvist", "山田太郎"])
def test_who_wrote_another_article_is_no_byline_of_this_one(name: str) -> None:
    lines = [
        (f"{ARTICLE}>h1", "Ferry to Tarn runs again"),
        (f"{ARTICLE}>p.byline", "By Ida Marlow"),
        (f"{ARTICLE}>p", BODY),
        (f"{ARTICLE}>div>a", "Bridge at Tarn will be closed"),
        (f"{ARTICLE}>div>span.author", name),
        (f"{ARTICLE}>p", MORE),
        (f"{ARTICLE}>p.byline", "Ida Marlow"),
    ]
    roles = [Role.PARAGRAPH] * 3 + [Role.RELATED, Role.BYLINE, Role.PARAGRAPH, Role.BYLINE]
    declared = replace(REPORT, metas=(*REPORT.metas, ("author", "Ida Marlow")))
    document, spans = html(lines, roles=roles, declared=declared)
    structure = find_structure(document, spans)
    assert ("related", name) in told(document, structure.spans)
    assert told(document, structure.spans)[-1] == ("byline", "Ida Marlow")
    assert structure.metadata.authors == ("Ida Marlow",)


def test_a_long_sentence_about_subscribers_is_no_paywall() -> None:
    sentence = (
        "The museum said on Monday that the archive of the ferry, which holds about forty thousand "
        "letters and the logs of every captain since 1871, would open in the spring, at first for "
        "subscribers only and later, once the old reading room has been painted, for everyone."
    )
    document, spans = html(
        [(f"{ARTICLE}>h1", "Ferry"), (f"{ARTICLE}>p", BODY), (f"{ARTICLE}>p", sentence)]
    )
    assert ("paragraph", sentence) in told(document, find_structure(document, spans).spans)

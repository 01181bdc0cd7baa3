from __future__ import annotations

import json
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.page import Family, Image, Role, check_partition
from tamis.parsing.document import Declared
from tamis.structure import find_structure
from tests.structure.building import Line, html, plain, told

FIRST = "The goat climbed the roof of the town hall on Monday morning and refused to come down."
SECOND = "“We have tried apples, and we have tried a ladder,” said the mayor, who was not amused."
THIRD = "The fire brigade left again at noon, and two officials told Reuters it would not be back."

NEWS = f"""Local News

Goat climbs town hall, mayor turns to apples

By Ida Marlow

3 May 2024

{FIRST}

The goat looks down on the market square. AP Photo/Ben Okri

{SECOND}

Firemen with a ladder. EPA/ZOE LAC
A crowd looks up at the goat on Monday afternoon. Ben Okri/Getty Images

{THIRD}

With Courier wires"""


def test_plain_text_is_told_apart_by_shape() -> None:
    document, spans = plain(NEWS)
    structure = find_structure(document, spans)
    assert told(document, structure.spans) == [
        ("section", "Local News"),
        ("title", "Goat climbs town hall, mayor turns to apples"),
        ("byline", "By Ida Marlow"),
        ("date", "3 May 2024"),
        ("paragraph", FIRST),
        ("caption", "The goat looks down on the market square."),
        ("credit", "AP Photo/Ben Okri"),
        ("paragraph", SECOND),
        ("caption", "Firemen with a ladder."),
        ("credit", "EPA/ZOE LAC"),
        ("caption", "A crowd looks up at the goat on Monday afternoon."),
        ("credit", "Ben Okri/Getty Images"),
        ("paragraph", THIRD),
        ("note", "With Courier wires"),
    ]
    metadata = structure.metadata
    assert metadata.title == "Goat climbs town hall, mayor turns to apples"
    assert metadata.section == "Local News"
    assert metadata.authors == ("Ida Marlow",)
    assert metadata.date_published == "2024-05-03"
    assert metadata.wires == ("Courier wires",)
    assert metadata.publisher is None


def test_a_credit_starts_at_its_first_letter_and_the_space_before_is_the_captions() -> None:
    document, spans = plain(NEWS)
    credit = next(s for s in find_structure(document, spans).spans if s.role is Role.CREDIT)
    assert document.text[credit.start :].startswith("AP Photo/Ben Okri")
    assert document.text[credit.start - 1] == " "


def test_every_decision_says_why_and_how_sure() -> None:
    document, spans = plain(NEWS)
    changed = [s for s in find_structure(document, spans).spans if s.reasons != ("as built",)]
    assert len(changed) == 11
    assert all(0.5 <= span.confidence <= 1 and span.reasons[0] for span in changed)


def test_pollution_is_left_as_it_is_and_is_no_title() -> None:
    document, spans = plain("cheap pills buy pills now pills\n" + NEWS, {0: Role.SPAM})
    structure = find_structure(document, spans)
    assert structure.spans[0] == spans[0]
    assert structure.metadata.title == "Goat climbs town hall, mayor turns to apples"


def test_text_without_a_headline_gets_none() -> None:
    document, spans = plain(f"{FIRST}\n\n{SECOND}\n\n{THIRD}")
    structure = find_structure(document, spans)
    assert {span.role for span in structure.spans} == {Role.PARAGRAPH}
    assert structure.metadata.title is None


LINES: list[Line] = [
    ("html>body>nav>ul>li", "Sport"),
    ("html>body>main>article>header>p.kicker", "Animals"),
    ("html>body>main>article>header>h1", "Goat climbs town hall"),
    ("html>body>main>article>header>p.subtitle", "The mayor has turned to apples, so far in vain"),
    (
        "html>body>main>article>header>div.meta",
        [("", "By "), ("a.author", "Ida Marlow"), ("", " "), ("time", "3 May 2024, 10:15")],
    ),
    (
        "html>body>main>article>figure>figcaption",
        [("span", "The goat on the roof."), ("", " "), ("span.credit", "Photo: Ben Okri/AP")],
    ),
    ("html>body>main>article>div.text>p", FIRST),
    ("html>body>main>article>div.text>p", SECOND),
    ("html>body>main>article>div.text>blockquote.twitter-tweet>p", "Goat! pic.example/1 — Zoe"),
    ("html>body>main>article>div.text>p", THIRD),
    ("html>body>aside.related>figure>figcaption", "Cow on a bridge. Photo: Ben Okri/AP"),
    ("html>body>footer>p", "© 2024 Harwick Courier"),
]
ROLES = [
    Role.NAVIGATION,
    Role.OTHER,
    Role.OTHER,
    Role.OTHER,
    Role.OTHER,
    Role.OTHER,
    Role.PARAGRAPH,
    Role.PARAGRAPH,
    Role.PARAGRAPH,
    Role.PARAGRAPH,
    Role.RELATED,
    Role.LEGAL,
]
DECLARED = Declared(
    title="Goat climbs town hall - Harwick Courier",
    language="en",
    metas=(("og:title", "Goat climbs town hall"), ("og:site_name", "Harwick Courier")),
)


def test_a_page_s_header_and_figure_are_found_among_boilerplate() -> None:
    document, spans = html(LINES, roles=ROLES, declared=DECLARED)
    structure = find_structure(document, spans)
    check_partition(document.text, structure.spans)
    assert told(document, structure.spans) == [
        ("navigation", "Sport"),
        ("section", "Animals"),
        ("title", "Goat climbs town hall"),
        ("deck", "The mayor has turned to apples, so far in vain"),
        ("byline", "By Ida Marlow"),
        ("date", "3 May 2024, 10:15"),
        ("caption", "The goat on the roof."),
        ("credit", "Photo: Ben Okri/AP"),
        ("paragraph", FIRST),
        ("paragraph", SECOND),
        ("embed", "Goat! pic.example/1 — Zoe"),
        ("paragraph", THIRD),
        ("related", "Cow on a bridge. Photo: Ben Okri/AP"),
        ("legal", "© 2024 Harwick Courier"),
    ]
    assert structure.metadata.title == "Goat climbs town hall"
    assert structure.metadata.deck == "The mayor has turned to apples, so far in vain"
    assert structure.metadata.section == "Animals"
    assert structure.metadata.authors == ("Ida Marlow",)
    assert structure.metadata.publisher == "Harwick Courier"
    assert structure.metadata.date_published == "2024-05-03T10:15"


def test_captions_go_to_the_image_they_stand_at() -> None:
    images = [(0, Image("logo.png")), (5, Image("goat.jpg", alt="a goat")), (10, Image("cow.jpg"))]
    document, spans = html(LINES, roles=ROLES, declared=DECLARED, images=images)
    found = find_structure(document, spans).images
    assert found == (
        Image("logo.png"),
        Image("goat.jpg", "a goat", "The goat on the roof.", "Ben Okri/AP"),
        Image("cow.jpg"),
    )


def test_declared_persons_and_dates_come_before_observed_ones() -> None:
    article = {
        "@type": "NewsArticle",
        "headline": "Goat climbs town hall",
        "author": {"name": "Ida Q. Marlow"},
        "datePublished": "2024-05-03T10:15:00+02:00",
        "dateModified": "2024-05-04",
    }
    declared = replace(DECLARED, json_ld=(json.dumps(article),))
    document, spans = html(LINES, roles=ROLES, declared=declared)
    metadata = find_structure(document, spans).metadata
    assert metadata.authors == ("Ida Q. Marlow",)
    assert metadata.date_published == "2024-05-03T10:15:00+02:00"
    assert metadata.date_modified == "2024-05-04"


def test_a_paragraph_that_mentions_an_agency_stays_a_paragraph() -> None:
    document, spans = html([("body>article>p", text) for text in (FIRST, SECOND, THIRD)])
    assert {s.role for s in find_structure(document, spans).spans} == {Role.PARAGRAPH}


def test_an_empty_document_has_an_empty_structure() -> None:
    document, _ = plain("")
    structure = find_structure(document, [])
    assert structure.spans == ()
    assert structure.metadata.title is None


def test_a_name_credited_once_in_full_is_known_alone() -> None:
    text = NEWS.replace("EPA/ZOE LAC", "Zoe Lac/Northern Pictures").replace(
        "Ben Okri/Getty Images", "Northern Pictures"
    )
    document, spans = plain(text)
    found = told(document, find_structure(document, spans).spans)
    assert ("caption", "A crowd looks up at the goat on Monday afternoon.") in found
    assert ("credit", "Northern Pictures") in found


def test_byline_and_date_in_one_block_are_parted() -> None:
    lines = list(LINES)
    lines[4] = (
        lines[4][0],
        [
            ("span", "2024年5月3日 08:35"),
            ("", " "),
            ("span", "来源：晚报"),
            ("span", " 记者：张三"),
        ],
    )
    document, spans = html(lines, roles=ROLES, declared=DECLARED)
    structure = find_structure(document, spans)
    found = told(document, structure.spans)
    assert ("date", "2024年5月3日 08:35 来源：晚报") in found
    assert ("byline", "记者：张三") in found
    assert structure.metadata.authors == ("张三",)


@pytest.mark.parametrize(
    "word", ["Publié le", "Publicado el", "Veröffentlicht am", "Pubblicato il"]
)
def test_a_dates_word_in_an_element_of_its_own_is_nobodys_name(word: str) -> None:
    lines = list(LINES)
    lines[4] = (lines[4][0], [("span", word), ("", " "), ("time", "2024-05-03 08:35")])
    document, spans = html(lines, roles=ROLES, declared=DECLARED)
    found = told(document, find_structure(document, spans).spans)
    assert ("date", f"{word} 2024-05-03 08:35") in found


def test_a_headline_is_known_by_the_page_title_before_the_sites_name() -> None:
    lines = [(path.replace(">h1", ">h3"), text) for path, text in LINES]
    document, spans = html(lines, roles=ROLES, declared=Declared(title=DECLARED.title))
    assert find_structure(document, spans).metadata.title == "Goat climbs town hall"


def test_hostile_lines_take_bounded_time() -> None:
    begin = time.perf_counter()
    for text in ("a/b " * 250_000, "Foto: x. " * 100_000, "\n".join(["A. B/C"] * 5_000)):
        document, spans = plain(text)
        find_structure(document, spans)
    assert time.perf_counter() - begin < 4.0


roles = st.sampled_from([Role.PARAGRAPH, Role.HEADING, Role.RELATED, Role.SPAM, Role.OTHER])
pieces = st.sampled_from(
    ["By Ida Marlow", FIRST, "Foto: dpa", "x. AP Photo/Ben Okri", "3 May 2024", "(", "©", "With AP"]
)
paths = st.sampled_from(
    ["body>h1", "body>article>p", "body>article>figure>figcaption", "body>aside>p.byline"]
)


@given(st.lists(st.tuples(st.text(max_size=40) | pieces, roles), max_size=12))
def test_the_partition_survives_any_text(lines: list[tuple[str, Role]]) -> None:
    text = "\n".join(line for line, _ in lines)
    document, spans = plain(text, {index: role for index, (_, role) in enumerate(lines)})
    if document.blocks:
        structure = find_structure(document, spans)
        check_partition(document.text, structure.spans)
        polluted = [span for span in spans if span.family is Family.POLLUTION]
        assert [s for s in structure.spans if s.family is Family.POLLUTION] == polluted


@given(st.lists(st.tuples(paths, pieces, pieces, roles), min_size=1, max_size=12))
def test_the_partition_survives_any_page(lines: list[tuple[str, str, str, Role]]) -> None:
    document, spans = html(
        [(path, [("", one), ("span.credit", " " + two)]) for path, one, two, _ in lines],
        roles=[role for *_, role in lines],
    )
    check_partition(document.text, find_structure(document, spans).spans)


def test_there_is_one_title_where_one_is_declared() -> None:
    document, spans = html(
        [
            ("body>header>h1", "Roofs and"),
            ("body>header>h1>p", "Gutters"),
            ("body>article>h2", "Who mends roofs in Mira?"),
            ("body>article>p", "Nobody has mended a roof in Mira since the storm of the autumn."),
        ],
        roles=[Role.TITLE, Role.TITLE, Role.HEADING, Role.PARAGRAPH],
        declared=Declared(title="Who mends roofs in Mira?"),
    )
    found = told(document, find_structure(document, spans).spans)
    assert [text for role, text in found if role == "title"] == ["Who mends roofs in Mira?"]


@pytest.mark.parametrize(
    ("word", "name"),
    [("By", "Ida Marlow"), ("Von", "Ida Marlow und Bo Ek"), ("Par :", "Ida Marlow")],
)
def test_a_bylines_word_may_stand_on_the_line_before_the_name(word: str, name: str) -> None:
    text = f"Goat climbs town hall\n\n{word}\n{name}\n\n3 May 2024\n\n{FIRST}\n\n{SECOND}\n"
    document, spans = plain(text, roles={1: Role.HEADING, 2: Role.HEADING})
    structure = find_structure(document, spans)
    check_partition(document.text, structure.spans)
    assert told(document, structure.spans)[1:3] == [("byline", word), ("byline", name)]
    assert structure.metadata.authors[0] == "Ida Marlow"


def test_a_bylines_word_before_what_is_no_name_is_left_alone() -> None:
    text = f"Goat climbs town hall\n\nBy\nand by it came down\n\n{FIRST}\n\n{SECOND}\n"
    document, spans = plain(text, roles={1: Role.HEADING, 2: Role.HEADING})
    found = told(document, find_structure(document, spans).spans)
    assert ("byline", "By") not in found


@pytest.mark.parametrize(
    "time",
    [
        "21 Minutes to Read",
        "6 min read",
        "Lesezeit 5 Min.",
        "Temps de lecture : 4 min",
        "5分钟阅读",
    ],
)
def test_how_long_a_text_takes_to_read_is_no_heading(time: str) -> None:
    text = f"Goat climbs town hall\n\n{time}\n\n{FIRST}\n\n{SECOND}\n"
    document, spans = plain(text, roles={1: Role.HEADING})
    assert told(document, find_structure(document, spans).spans)[1] == ("other", time)


@pytest.mark.parametrize("label", ["Updated", "Other", "Audiobeitrag", "Vidéo", "Actualizado"])
def test_what_labels_an_article_by_its_kind_is_no_section(label: str) -> None:
    text = f"{label}\n\nGoat climbs town hall\n\nBy Ida Marlow\n\n{FIRST}\n\n{SECOND}\n"
    document, spans = plain(text, roles={1: Role.TITLE})
    structure = find_structure(document, spans)
    assert structure.metadata.section is None
    assert told(document, structure.spans)[0] == ("other", label)


@pytest.mark.parametrize(
    ("label", "role"), [("Publicité", Role.ADVERTISEMENT), ("Share this page", Role.SHARING)]
)
def test_what_the_labeller_knows_for_something_else_is_no_section(label: str, role: Role) -> None:
    text = f"{label}\n\nGoat climbs town hall\n\nBy Ida Marlow\n\n{FIRST}\n\n{SECOND}\n"
    document, spans = plain(text, roles={0: role, 1: Role.TITLE})
    structure = find_structure(document, spans)
    assert structure.metadata.section is None
    assert told(document, structure.spans)[0] == (str(role), label)


def test_a_label_before_the_section_does_not_hide_it() -> None:
    text = f"Local News\n\nUpdated\n\nGoat climbs town hall\n\n{FIRST}\n\n{SECOND}\n"
    document, spans = plain(text, roles={2: Role.TITLE})
    assert find_structure(document, spans).metadata.section == "Local News"


MENU = "Inicio\nOur five best offers\nKontakt und Impressum\nDeportes y ocio hoy\n" * 5


@pytest.mark.parametrize(
    ("named", "headline"),
    [
        ("Die Fähre fährt wieder | Marlower Bote", "Die Fähre fährt wieder"),
        ("El Faro - La barca vuelve al río de siempre", "La barca vuelve al río de siempre"),
        ("渡し船が五年ぶりに川を渡り住民が喜ぶ｜真鶴新報", "渡し船が五年ぶりに川を渡り住民が喜ぶ"),
        ("Le bac de Tarn reprend du service", "Le bac de Tarn reprend du service"),
    ],
)
def test_the_first_line_of_a_whole_page_names_its_headline(named: str, headline: str) -> None:
    document, spans = plain(f"{named}\n{MENU}{headline}\n{FIRST}\n{SECOND}\n{THIRD}")
    structure = find_structure(document, spans)
    title = next(span for span in structure.spans if span.role is Role.TITLE)
    assert title.start > 0
    assert structure.metadata.title == headline
    assert structure.metadata.section is None


def test_the_sites_name_in_the_first_line_is_no_headline() -> None:
    document, spans = plain(
        f"The ferry that came back to Tarn | Tarn Post\n{MENU}Tarn Post\n{FIRST}\n{SECOND}"
    )
    assert find_structure(document, spans).metadata.title is None


def test_a_notice_above_the_menu_is_no_headline_though_it_stands_twice() -> None:
    notice = "Wichtig: Die Praxis am Fluss zieht um"
    document, spans = plain(f"{notice}\n{notice}\n{MENU}{FIRST}\n{SECOND}\n{THIRD}")
    assert find_structure(document, spans).metadata.title is None


def test_a_title_is_not_guessed_among_menus() -> None:
    document, spans = plain(f"{MENU}{FIRST}\n{SECOND}\n{THIRD}")
    structure = find_structure(document, spans)
    assert structure.metadata.title is None
    assert structure.metadata.section is None


def test_a_name_after_the_text_signs_it_only_at_the_end() -> None:
    signed = f"{FIRST}\n\n{SECOND}\n\nIda Marlow"
    document, spans = plain(signed, roles={2: Role.OTHER})
    assert find_structure(document, spans).metadata.authors == ("Ida Marlow",)
    document, spans = plain(f"{signed}\n{MENU}", roles=dict.fromkeys(range(2, 30), Role.OTHER))
    assert find_structure(document, spans).metadata.authors == ()

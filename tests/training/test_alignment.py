from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.page import Role
from training.alignment import align, align_roles


def page(*blocks: str) -> tuple[str, list[tuple[int, int]]]:
    ranges: list[tuple[int, int]] = []
    position = 0
    for block in blocks:
        ranges.append((position, position + len(block)))
        position += len(block) + 1
    return "\n".join(blocks), ranges


def shares(truth: str, *blocks: str) -> list[float]:
    text, ranges = page(*blocks)
    return align(text, ranges, truth)


def kept(truth: str, *blocks: str) -> list[int]:
    return [index for index, share in enumerate(shares(truth, *blocks)) if share >= 0.5]


FERRY = "The last ferry to the island left the harbour at noon with forty people on board."
STORM = "Nobody expected the storm that came up from the south an hour later."
PILOT = "The pilot turned back near the lighthouse and everyone arrived safely."


def test_main_content_is_found_between_menus() -> None:
    assert kept(
        f"{FERRY}\n\n{STORM}", "Home", "Sport", FERRY, "Advertisement", STORM, "Imprint"
    ) == [
        2,
        4,
    ]


def test_line_breaks_of_the_truth_do_not_matter() -> None:
    words = f"{FERRY} {STORM} {PILOT}".split()
    ragged = "\n".join(" ".join(words[place : place + 5]) for place in range(0, len(words), 5))
    assert shares(ragged, FERRY, STORM, PILOT) == [1.0, 1.0, 1.0]
    assert shares(" ".join(words), FERRY, STORM, PILOT) == [1.0, 1.0, 1.0]


def test_case_and_punctuation_do_not_matter() -> None:
    assert shares(FERRY.upper().replace(" ", " - "), FERRY) == [1.0]


def test_soft_hyphens_of_the_page_do_not_matter() -> None:
    assert shares(
        "Der Straßenbahnfahrer sah den Hund.", "Der Straßen\u00adbahn\u00adfahrer sah den Hund."
    ) == [1.0]


def test_share_counts_words_of_the_block() -> None:
    [share] = shares(FERRY, f"{FERRY} Subscribe for only one euro a month and read on")
    assert share == pytest.approx(16 / 26)


def test_a_small_edit_costs_only_the_edited_words() -> None:
    [share] = shares(FERRY.replace("forty", "thirty"), FERRY)
    assert share == pytest.approx(15 / 16)


def test_parts_that_moved_are_found() -> None:
    assert kept(f"{PILOT}\n{FERRY}\n{STORM}", FERRY, "Share", STORM, "Share", PILOT) == [0, 2, 4]


def test_text_that_is_on_the_page_twice_counts_once() -> None:
    for_phones = [FERRY, STORM, PILOT]
    for_desktops = [FERRY, STORM, PILOT]
    found = kept("\n".join(for_phones), *for_phones, "Menu", *for_desktops)
    assert found in ([0, 1, 2], [4, 5, 6])


def test_text_that_the_truth_has_twice_counts_twice() -> None:
    assert kept(f"{FERRY}\n{STORM}\n{FERRY}", FERRY, STORM, FERRY) == [0, 1, 2]


def test_of_two_copies_the_one_beside_its_neighbours_counts() -> None:
    heading = "What the harbour office says now"
    contents = [heading, "How it began", "Weather"]
    truth = f"{FERRY}\n{heading}\n{STORM}"
    assert kept(truth, *contents, "Search", "Log in", FERRY, heading, STORM) == [5, 6, 7]


@pytest.mark.parametrize("button", ["Home", "Share", "The storm", "People on board"])
def test_common_words_far_from_the_content_stay_out(button: str) -> None:
    truth = f"{FERRY}\n{STORM}\nShare this home with people on board of the storm."
    menu = ["About us", "Sections", "Sign in", "Weather", "Archive"]
    assert kept(truth, button, *menu, FERRY, STORM) == [6, 7]


def test_a_short_block_counts_as_part_of_a_sequence() -> None:
    truth = f"{FERRY} Yes. {STORM}"
    assert kept(truth, "Yes", "Sections", "Weather", "Archive", FERRY, "Yes.", STORM) == [4, 5, 6]


def test_a_short_block_counts_where_it_is_a_line_of_the_truth() -> None:
    assert kept(f"{FERRY}\n{STORM}\nEpilogue", "Epilogue", FERRY, STORM) == [0, 1, 2]


def test_of_equal_short_blocks_the_nearest_to_its_line_counts() -> None:
    truth = f"{FERRY}\nUpdate\n{STORM}\n{PILOT}"
    blocks = ["Update", "Menu", "Weather", FERRY, "Tariffs and timetables", STORM, PILOT, "Update"]
    assert kept(truth, *blocks[:3], *blocks[3:4], "Update", *blocks[4:]) == [3, 4, 6, 7]


def test_repetitive_rows_are_aligned_row_by_row() -> None:
    rows = [f"{day} May 2024 {8 + day % 3} degrees" for day in range(1, 29)]
    menu = [f"{day} May" for day in range(1, 29)]
    assert kept("\n".join(rows), *menu, *rows, *menu) == list(range(28, 56))


@pytest.mark.parametrize(
    ("menu", "first", "second"),
    [
        pytest.param(
            "首页",
            "昨天下午，最后一班渡轮载着四十名乘客离开了港口。",
            "一小时后，从南方来了一场谁也没有料到的风暴。",
            id="Chinese",
        ),
        pytest.param(
            "ホーム",
            "最後のフェリーは四十人の乗客を乗せて正午に港を出た。",
            "一時間後、誰も予想しなかった嵐が南からやって来た。",
            id="Japanese",
        ),
        pytest.param(
            "หน้าแรก",
            "เรือข้ามฟากเที่ยวสุดท้ายออกจากท่าเรือตอนเที่ยงพร้อมผู้โดยสารสี่สิบคน",
            "หนึ่งชั่วโมงต่อมาพายุที่ไม่มีใครคาดคิดพัดมาจากทางใต้",
            id="Thai",
        ),
        pytest.param(
            "Главная",
            "Последний паром вышел из гавани в полдень с сорока пассажирами.",
            "Через час с юга пришла буря, которой никто не ждал.",
            id="Russian",
        ),
        pytest.param(
            "الرئيسية",
            "غادرت العبارة الأخيرة الميناء عند الظهر وعلى متنها أربعون شخصا.",
            "وبعد ساعة جاءت من الجنوب عاصفة لم يتوقعها أحد.",
            id="Arabic",
        ),
    ],
)
def test_any_script_is_aligned(menu: str, first: str, second: str) -> None:
    assert kept(f"{first}{second}", menu, first, menu, second, menu) == [1, 3]


def test_an_edit_in_chinese_costs_only_the_edited_characters() -> None:
    [share] = shares("昨天下午渡轮载着四十名乘客离开了港口", "昨天下午渡轮载着五十名乘客离开了港口")
    assert share == pytest.approx(17 / 18)


def test_without_truth_nothing_is_main_content() -> None:
    assert shares("", "Home", FERRY) == [0.0, 0.0]


def test_a_block_without_words_has_share_zero() -> None:
    assert shares(FERRY, "***", FERRY, "→") == [0.0, 1.0, 0.0]


def test_a_page_without_blocks_has_no_shares() -> None:
    assert align("", [], FERRY) == []


_words = st.lists(st.sampled_from("a b c d e f".split()), max_size=12).map(" ".join)


@given(st.lists(_words, max_size=8), st.lists(_words, max_size=8))
def test_no_word_of_the_truth_is_used_twice(blocks: list[str], lines: list[str]) -> None:
    found = shares("\n".join(lines), *blocks)
    assert all(0 <= share <= 1 for share in found)
    for word in "abcdef":
        used = sum(
            block.count(word) for block, share in zip(blocks, found, strict=True) if share == 1
        )
        assert used <= "".join(lines).count(word)


def test_a_long_repetitive_page_takes_seconds_at_most() -> None:
    chance = random.Random(5)
    rows = [
        f"Add to cart price {chance.randrange(40)} stars {chance.randrange(5)}" for _ in range(2000)
    ]
    started = time.process_time()
    found = shares("\n".join(rows), *rows)
    assert time.process_time() - started < 8
    assert sum(found) > 0.9 * len(rows)


def roles(*parts: tuple[Role, str]) -> list[tuple[Role, str]]:
    return list(parts)


def found_roles(parts: list[tuple[Role, str]], *blocks: str) -> list[tuple[str, Role]]:
    text, ranges = page(*blocks)
    return [(text[start:end], role) for start, end, role in align_roles(text, ranges, parts)]


def test_parts_get_their_roles() -> None:
    parts = roles(
        (Role.TITLE, "Ferry caught in storm"),
        (Role.DECK, "Forty people reach the harbour unharmed"),
        (Role.BYLINE, "Ada Quint"),
        (Role.PARAGRAPH, FERRY),
        (Role.HEADING, "Warning"),
        (Role.PARAGRAPH, STORM),
    )
    assert found_roles(
        parts,
        "News",
        "Ferry caught in storm",
        "Forty people reach the harbour unharmed",
        "By Ada Quint",
        "Share",
        FERRY,
        "Warning",
        STORM,
        "More news",
    ) == [
        ("Ferry caught in storm", Role.TITLE),
        ("Forty people reach the harbour unharmed", Role.DECK),
        ("By Ada Quint", Role.BYLINE),
        (FERRY, Role.PARAGRAPH),
        ("Warning", Role.HEADING),
        (STORM, Role.PARAGRAPH),
    ]


@pytest.mark.parametrize(
    ("block", "caption", "credit"),
    [
        (
            "The ferry in the harbour of Nordby. Photo: Mia Holt/Agency",
            "The ferry in the harbour of Nordby.",
            "Photo: Mia Holt/Agency",
        ),
        (
            "The ferry in the harbour of Nordby(Image: Mia Holt/Agency)",
            "The ferry in the harbour of Nordby",
            "(Image: Mia Holt/Agency)",
        ),
    ],
)
def test_a_caption_and_its_credit_can_share_a_block(block: str, caption: str, credit: str) -> None:
    parts = roles(
        (Role.PARAGRAPH, FERRY),
        (Role.PARAGRAPH, STORM),
        (Role.CAPTION, "The ferry in the harbour of Nordby"),
        (Role.CREDIT, "Mia Holt / Agency"),
    )
    assert found_roles(parts, FERRY, block, STORM) == [
        (FERRY, Role.PARAGRAPH),
        (caption, Role.CAPTION),
        (credit, Role.CREDIT),
        (STORM, Role.PARAGRAPH),
    ]


def test_each_image_gets_its_own_credit() -> None:
    parts = roles(
        (Role.PARAGRAPH, FERRY),
        (Role.CAPTION, "The harbour on Monday"),
        (Role.CREDIT, "Mia Holt via Agency Images"),
        (Role.CAPTION, "The lighthouse on Tuesday"),
        (Role.CREDIT, "Jo Bell via Agency Images"),
    )
    assert found_roles(
        parts,
        "The harbour on Monday",
        "Mia Holt via Agency Images",
        FERRY,
        "View 2 Images",
        "The lighthouse on Tuesday",
        "Jo Bell via Agency Images",
    ) == [
        ("The harbour on Monday", Role.CAPTION),
        ("Mia Holt via Agency Images", Role.CREDIT),
        (FERRY, Role.PARAGRAPH),
        ("The lighthouse on Tuesday", Role.CAPTION),
        ("Jo Bell via Agency Images", Role.CREDIT),
    ]


def test_a_name_in_running_text_is_no_byline() -> None:
    sentence = "Harbour master Ada Quint said that the crew had done everything right that day."
    parts = roles((Role.BYLINE, "Ada Quint"), (Role.PARAGRAPH, FERRY))
    assert found_roles(parts, FERRY, sentence) == [(FERRY, Role.PARAGRAPH)]


def test_the_title_is_the_copy_next_to_the_article() -> None:
    parts = roles((Role.TITLE, "Storm"), (Role.PARAGRAPH, FERRY))
    text, ranges = page("Storm", "Sport", "Culture", "Storm", FERRY)
    assert align_roles(text, ranges, parts) == [
        (*ranges[3], Role.TITLE),
        (*ranges[4], Role.PARAGRAPH),
    ]


def test_a_part_that_is_not_on_the_page_has_no_range() -> None:
    assert found_roles([(Role.DECK, "Nothing like it")], FERRY, STORM) == []


def test_without_parts_there_are_no_ranges() -> None:
    assert found_roles([], FERRY) == []


def test_parts_without_words_have_no_range() -> None:
    assert found_roles([(Role.HEADING, "* * *")], "* * *", FERRY) == []


_parts = st.lists(
    st.tuples(st.sampled_from([Role.TITLE, Role.CREDIT, Role.PARAGRAPH]), _words), max_size=8
)


@given(st.lists(_words, max_size=8), _parts)
def test_ranges_are_ordered_and_lie_within_one_block(
    blocks: list[str], parts: list[tuple[Role, str]]
) -> None:
    text, ranges = page(*blocks)
    floor = 0
    for start, end, _ in align_roles(text, ranges, parts):
        assert floor <= start < end
        assert any(first <= start and end <= last for first, last in ranges)
        floor = end

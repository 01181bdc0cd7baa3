from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tamis.corpus import index as indexing
from tamis.corpus.index import Filters, Index, Share, open_index
from tamis.corpus.stored import page_of, row_at
from tamis.errors import InputError, UsageError
from tests.corpus.stored_rows import row, written

ALL = Filters()


ROWS = [
    row(
        "one",
        ("paragraph", "content", "A" * 60),
        ("spam", "pollution", "B" * 40),
        url="https://a.example/1",
        day="2024-05-03T08:15:00Z",
        reasons=("campaign: gambling", "no sentence"),
        title="The bridge is closed",
        language="en",
        page_type="article",
        date_published="2024-05-01",
    ),
    row(
        "two",
        ("paragraph", "content", "C" * 50),
        ("navigation", "boilerplate", "D" * 50),
        url="https://a.example/brücke",
        day="20240504101500",
        title="Die Brücke ist zu",
        language="de",
    ),
    row(
        "three",
        ("spam", "pollution", "E" * 10),
        ("injection", "pollution", "F" * 10),
        url="https://me:secret@B.example:8080/x",
        day="2024-07-01",
        reasons=("no sentence", "no sentence"),
    ),
    row("four", ("paragraph", "content", "G" * 200), day="some day"),
]
COPIES = [
    row(
        f"copy {number}",
        ("paragraph", "content", "H" * 10),
        url=f"https://{number}.example/",
        day=f"2024-06-0{number}",
        title=f"Copy {number}",
        copies={"family": "f1", "size": 3, "agency": "AP" if number == 2 else None},
    )
    for number in (3, 1, 2)
]


@pytest.fixture(scope="module", params=["jsonl", "parquet"])
def index(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Index:
    folder = tmp_path_factory.mktemp("run") / "out"
    return open_index(written(folder, ROWS[:3], ROWS[3:], parquet=request.param == "parquet"))


def names(index: Index, **filters: Any) -> list[int]:
    return [page.number for page in index.pages(Filters(**filters), order="given", first=0, most=9)]


def test_the_whole_is_the_sum_of_all_pages(index: Index) -> None:
    assert index.whole(ALL) == Share("all", 4, 420, 310, 50, 60)


def test_hosts_are_those_of_the_urls_without_port_and_password(index: Index) -> None:
    assert index.by_host(ALL) == [
        Share("a.example", 2, 200, 110, 50, 40),
        Share("b.example", 1, 20, 0, 0, 20),
        Share("unknown", 1, 200, 200, 0, 0),
    ]


def test_languages_and_page_types_that_are_not_known_are_said_to_be(index: Index) -> None:
    assert {share.name: share.pages for share in index.by_language(ALL)} == {
        "unknown": 2,
        "de": 1,
        "en": 1,
    }
    assert {share.name: share.pages for share in index.by_page_type(ALL)} == {
        "unknown": 3,
        "article": 1,
    }


def test_roles_are_counted_by_page_span_and_character(index: Index) -> None:
    found = {
        role.name: (role.of, role.pages, role.spans, role.characters) for role in index.by_role(ALL)
    }
    assert found["paragraph"] == ("content", 3, 3, 310)
    assert found["spam"] == ("pollution", 2, 2, 50)
    assert found["injection"] == ("pollution", 1, 1, 10)


def test_reasons_are_those_of_pollution_and_campaigns_stand_apart(index: Index) -> None:
    (reason, other) = index.reasons(ALL)
    assert (reason.name, reason.of, reason.pages, reason.spans, reason.characters) == (
        *("no sentence", "spam", 2, 2, 50),
    )
    assert (other.name, other.of, other.characters) == ("no sentence", "injection", 10)
    (campaign,) = index.campaigns(ALL)
    assert (campaign.name, campaign.pages) == ("campaign: gambling", 1)


def test_time_goes_by_day_month_or_year_and_pages_without_one_are_left_out(index: Index) -> None:
    unit, shares = index.by_time(ALL, "captured")
    assert (unit, [(share.name, share.pages) for share in shares]) == (
        "day",
        [("2024-05-03", 1), ("2024-05-04", 1), ("2024-07-01", 1)],
    )
    assert index.by_time(ALL, "published")[1][0].name == "2024-05-01"
    assert index.by_time(Filters(search="nothing"), "captured") == ("day", [])
    with pytest.raises(UsageError, match="captured"):
        index.by_time(ALL, "1; DROP TABLE pages")


def test_a_long_time_is_shown_by_month_or_year(tmp_path: Path) -> None:
    part = ("paragraph", "content", "x")
    months = [row("a", part, day="2021-01-31"), row("b", part, day="2022-03-01")]
    years = [row("a", part, day="1990-01-01"), row("b", part, day="2022-03-01")]
    for rows, unit, first in ((months, "month", "2021-01"), (years, "year", "1990")):
        found = open_index(written(tmp_path / unit, rows)).by_time(ALL, "captured")
        assert (found[0], found[1][0].name) == (unit, first)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, [0, 1, 2, 3]),
        ({"search": "BRÜCKE"}, [1]),
        ({"search": "bridge closed"}, [0]),
        ({"search": "example"}, [0, 1, 2]),
        ({"host": "a.example"}, [0, 1]),
        ({"language": "de"}, [1]),
        ({"page_type": "article"}, [0]),
        ({"role": "spam"}, [0, 2]),
        ({"role": "spam", "host": "a.example"}, [0]),
        ({"reason": "campaign: gambling"}, [0]),
        ({"first": date(2024, 5, 4)}, [1, 2]),
        ({"last": date(2024, 5, 4)}, [0, 1]),
        ({"first": date(2024, 5, 4), "last": date(2024, 5, 4)}, [1]),
    ],
)
def test_filters_are_all_met(index: Index, filters: dict[str, Any], found: list[int]) -> None:
    assert names(index, **filters) == found
    assert index.count(Filters(**filters)) == len(found)
    assert index.whole(Filters(**filters)).pages == len(found)


@pytest.mark.parametrize("field", ["search", "host", "language", "role", "reason", "copies"])
@pytest.mark.parametrize(
    "value",
    [
        "' OR 1=1 --",
        "'; DROP TABLE pages; --",
        '" OR ""="',
        "') UNION SELECT 1 --",
        "%",
        "_",
        "\x00",
        "read_text('/etc/passwd')",
    ],
)
def test_what_is_asked_for_is_never_sql(index: Index, field: str, value: str) -> None:
    values: dict[str, Any] = {field: value}
    assert index.count(Filters(**values)) == 0
    assert index.count(ALL) == 4


def test_the_database_reads_no_files_once_it_is_open(index: Index) -> None:
    with pytest.raises(Exception, match="disabled"):
        index._answer("SELECT * FROM read_text('/etc/hostname')", [])


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("given", [0, 1, 2, 3]),
        ("polluted", [2, 0, 1, 3]),
        ("removed", [2, 1, 0, 3]),
        ("long", [3, 0, 1, 2]),
        ("newest", [2, 1, 0, 3]),
        ("oldest", [0, 1, 2, 3]),
    ],
)
def test_pages_are_listed_in_order(index: Index, order: str, found: list[int]) -> None:
    pages = index.pages(ALL, order=order, first=0, most=10)
    assert [page.number for page in pages] == found
    assert [page.number for page in index.pages(ALL, order=order, first=1, most=2)] == found[1:3]


def test_an_order_that_does_not_exist_is_wrong_usage(index: Index) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        index.pages(ALL, order="title; --", first=0, most=1)


def test_each_page_is_found_again_in_its_file(index: Index) -> None:
    for number, expected in enumerate(ROWS):
        place = index.place(number)
        assert place is not None
        assert place.id == expected["id"]
        found = row_at(place.file, place.line)
        assert found["id"] == expected["id"]
        page = page_of(found)
        assert page.text == expected["page_text"]
        assert [span.role for span in page.spans] == [span["role"] for span in expected["spans"]]
        assert page.metadata.title == expected["metadata"]["title"]
    assert index.place(4) is None
    assert index.place(-1) is None


@pytest.mark.parametrize("parquet", [False, True])
def test_who_said_what_comes_with_the_page(tmp_path: Path, parquet: bool) -> None:
    text = "“Not now,” Ada Lind said."
    parts = {"source": (11, 19), "cue": (20, 24)}
    said = {
        **{
            name: {"start": start, "end": end, "text": text[start:end]}
            for name, (start, end) in parts.items()
        },
        "content": [{"start": 1, "end": 9, "text": text[1:9]}],
        "kind": "direct",
        "speaker": "Ada Lind",
        "certainty": "said",
        "confidence": 0.5,
        "reasons": ["quotation marks"],
    }
    quoted = {**row("a", ("paragraph", "content", text)), "attributions": [said]}
    silent = {**row("b", ("paragraph", "content", text)), "attributions": None}
    folder = written(tmp_path / "out", [quoted, silent], parquet=parquet)
    file = next(folder.glob("00000.*"))
    (attribution,) = page_of(row_at(file, 0)).attributions
    assert attribution.source is not None
    assert (attribution.source.text, attribution.cue.text) == ("Ada Lind", "said")
    assert (attribution.speaker, attribution.content[0].text) == ("Ada Lind", "Not now,")
    assert page_of(row_at(file, 1)).attributions == ()


def test_families_of_copies_come_with_their_days(tmp_path: Path) -> None:
    index = open_index(written(tmp_path / "out", [*ROWS, *COPIES]))
    (family,) = index.copies(ALL)
    assert (family.name, family.pages, family.hosts) == ("f1", 3, 3)
    assert (family.title, family.agency) == ("Copy 1", "AP")
    assert family.days == tuple(date(2024, 6, day) for day in (1, 2, 3))
    assert names(index, copies="f1") == [4, 5, 6]


def test_an_output_without_copies_has_no_families(index: Index) -> None:
    assert index.copies(ALL) == []


def test_a_row_that_is_damaged_is_an_error(tmp_path: Path) -> None:
    good = ROWS[0]
    gap = [{**good["spans"][0], "start": 1}, good["spans"][1]]
    unknown = [{**good["spans"][0], "role": "chapter"}, good["spans"][1]]
    for damaged in ({**good, "spans": gap}, {**good, "spans": unknown}, {"id": "x"}):
        with pytest.raises(InputError, match="damaged"):
            page_of(damaged)
    file = written(tmp_path / "out", ROWS) / "00000.jsonl.gz"
    with pytest.raises(InputError, match="no row 9"):
        row_at(file, 9)
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(InputError, match="cannot be read"):
        row_at(file, 3)


def test_a_folder_that_is_no_output_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no summary of a run"):
        open_index(tmp_path)


def test_an_output_whose_rows_are_gone_is_an_error(tmp_path: Path) -> None:
    folder = written(tmp_path / "out", ROWS)
    (folder / "00000.jsonl.gz").unlink()
    with pytest.raises(InputError, match="has no rows"):
        open_index(folder)


def test_a_question_that_takes_too_long_is_ended(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "SECONDS", 0.1)
    with pytest.raises(InputError, match="more than"):
        index._answer("SELECT count(*) FROM range(10000000000) a, range(1000) b", [])


def test_an_empty_output_has_nothing(tmp_path: Path) -> None:
    index = open_index(written(tmp_path / "out"))
    assert index.whole(ALL) == Share("all", 0, 0, 0, 0, 0)
    assert index.pages(ALL, order="polluted", first=0, most=10) == []


def test_one_enormous_row_does_not_hide_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "ROW_SIZES", (1 << 15, 1 << 22))
    enormous = row("enormous", ("paragraph", "content", "x" * (1 << 17)))
    index = open_index(written(tmp_path / "out", [ROWS[0], enormous, ROWS[1]]))
    assert index.whole(ALL).characters == 200 + (1 << 17)
    assert [page.number for page in index.pages(ALL, order="long", first=0, most=1)] == [1]

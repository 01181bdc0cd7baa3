"""What only many pages together can tell: templates, copies, what one copy alone has."""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from pyarrow import parquet

from tamis.apps.cli import main
from tamis.corpus.refine import findings, refine
from tamis.corpus.stats import stats
from tamis.errors import InputError, MissingExtraError, UsageError
from tamis.page import Role
from tests.corpus.building import contents, failures_of, rows_of
from tests.corpus.refine_building import article, by_id, pieces, prose, row, written

NOTICE = (
    "The Mira Courier is made by eleven people in a house by the harbour, and since the spring "
    "of 2019 it belongs to its readers, who meet once a year to choose the editors."
)
BIO = (
    "Edda Lindqvist has written about ferries, tides and the people who wait for both since she "
    "came to the coast twelve years ago with two cats."
)
SPAM = (
    "Slot gacor hari ini daftar situs judi online terpercaya bonus new member 100% deposit pulsa "
    "tanpa potongan RTP live tertinggi link alternatif login sekarang juga maxwin."
)


def refined(folder: Path, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    refine(written(folder, rows), folder / "refined")
    return by_id(folder / "refined")


# lines of a site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Pages of one host: a notice in the article of 143 of 200, an author's note on 30, a title
    of a column on all, and one picture with its caption on 60."""
    rows = []
    for number in range(200):
        blocks = [
            (Role.SECTION, "Letters from the harbour town of Mira, every week"),
            (Role.HEADING, "What the people of the harbour say about all this"),
            (Role.PARAGRAPH, prose(number)),
            (Role.PARAGRAPH, NOTICE if number < 143 else prose(f"instead {number}")),
            (Role.PARAGRAPH, prose(f"more {number}", language="de")),
            (Role.LIST_ITEM, "Add salt and pepper"),
        ]
        if number % 20 < 3:
            blocks.append((Role.PARAGRAPH, BIO))
        if number % 10 < 6:
            blocks.append((Role.CAPTION, "The ferry Aurora leaves the harbour of Mira in the fog."))
        rows.append(row(f"n{number}", blocks, url=f"https://mira.example/{number}"))
    return refined(tmp_path_factory.mktemp("site"), rows)


def test_a_line_on_many_pages_of_a_host_is_the_sites(site: dict[str, dict[str, Any]]) -> None:
    for number in range(200):
        found = site[f"n{number}"]
        assert pieces(found, role="other") == ([NOTICE] if number < 143 else [])
        assert NOTICE not in found["text"]
        assert found["text"].startswith("What the people")
        assert f"{prose(number)}\n\n" in found["text"]
    span = next(span for span in site["n7"]["spans"] if span["role"] == "other")
    assert span["reasons"] == ["stands on 143 of 200 pages of this host"]
    assert span["family"] == "boilerplate"


def test_what_recurs_for_another_reason_stays(site: dict[str, dict[str, Any]]) -> None:
    first = site["n0"]
    assert pieces(first, role="section") == ["Letters from the harbour town of Mira, every week"]
    assert pieces(first, role="heading") == ["What the people of the harbour say about all this"]
    assert pieces(first, role="list_item") == ["Add salt and pepper"]
    assert len(pieces(first, role="caption")) == 1
    assert BIO in pieces(first, role="paragraph")
    assert BIO in first["text"]


def test_a_notice_makes_no_copies(site: dict[str, dict[str, Any]]) -> None:
    assert {found["copies"] for found in site.values()} == {None}


def test_one_line_of_a_block_and_an_item_of_a_list_can_be_the_sites(tmp_path: Path) -> None:
    line = "Support our work for as little as two crowns each week, and cancel whenever you like."
    rows = [
        row(
            f"n{number}",
            [
                (Role.QUOTE, f"{prose(number)}\n{line}\n{prose(f'end {number}')}"),
                (Role.LIST_ITEM, NOTICE),
                (Role.LIST_ITEM, prose(f"item {number}")),
            ],
            url=f"https://mira.example/{number}",
        )
        for number in range(20)
    ]
    found = refined(tmp_path, rows)["n3"]
    assert pieces(found, role="other") == [line, NOTICE]
    assert pieces(found, role="quote") == [prose(3), prose("end 3")]
    assert found["text"] == f"{prose(3)}\n{prose('end 3')}\n\n- {prose('item 3')}"


def test_a_line_that_was_cut_on_one_page_is_the_line_of_the_others(tmp_path: Path) -> None:
    rows = [article(f"n{n}", prose(n), NOTICE, prose(-n)) for n in range(20)]
    cut = rows[4]
    span = next(s for s in cut["spans"] if cut["page_text"][s["start"] :].startswith(NOTICE))
    place, middle = cut["spans"].index(span), span["start"] + 30
    spam = {**span, "end": middle, "role": "spam", "family": "pollution"}
    cut["spans"][place : place + 1] = [spam, {**span, "start": middle}]
    cut["text"] = cut["text"].replace(NOTICE, NOTICE[30:])
    found = refined(tmp_path, rows)
    assert pieces(found["n3"], role="other") == [NOTICE]
    assert pieces(found["n4"], role="spam") == [NOTICE[:30].strip()]
    assert pieces(found["n4"], role="other") == [NOTICE[30:].strip()]
    assert found["n4"]["text"] == f"{prose(4)}\n\n{prose(-4)}"


def test_pages_of_different_hosts_have_no_lines_in_common(tmp_path: Path) -> None:
    rows = [
        article(f"n{number}", prose(number), NOTICE, prose(-number), host=f"h{number // 9}.example")
        for number in range(45)
    ]
    assert {found["text"] for found in refined(tmp_path, rows).values()} == {
        found["text"] for found in rows
    }


def test_an_article_under_many_addresses_is_no_template(tmp_path: Path) -> None:
    story = [prose(f"story {n}", language=language) for n, language in enumerate(("en", "ru"))]
    rows = [
        article(f"same{number}", f"Updated {number} minutes ago by the desk in Mira", *story)
        for number in range(15)
    ]
    rows += [article(f"n{number}", prose(number), prose(-number)) for number in range(15)]
    found = refined(tmp_path, rows)
    for number in range(15):
        assert pieces(found[f"same{number}"], role="paragraph")[1:] == story
        assert found[f"same{number}"]["copies"]["size"] == 15
        assert found[f"n{number}"]["copies"] is None


def test_one_page_captured_many_times_proves_nothing(tmp_path: Path) -> None:
    rows = [
        {**article("live", NOTICE, prose(number), prose(-number)), "id": f"n{number}"}
        for number in range(20)
    ]
    assert all(NOTICE in found["text"] for found in refined(tmp_path, rows).values())


# copies


STORY = {
    language: [prose(f"{language} {n}", language=language) for n in range(4)]
    for language in ("en", "de", "ru", "zh")
}


@pytest.mark.parametrize("language", ["en", "de", "ru", "zh"])
def test_copies_of_an_article_are_told(tmp_path: Path, language: str) -> None:
    one, two, three, four = STORY[language]
    rows = [
        article("b", one, two, three, four, host="b.example", published="2026-03-14"),
        article(
            *("a", prose("new head", language=language), two, three, four),
            host="a.example",
            published="2026-03-14T20:00:00+02:00",
            wires=["Northern Wire"],
        ),
        article("c", one, two, host="c.example", date="2026-03-15T00:00:00Z"),
        *(article(f"x{n}", prose(f"x{n}", language=language)) for n in range(5)),
    ]
    found = refined(tmp_path, rows)
    told = {name: found[name]["copies"] for name in "abc"}
    assert {copy["family"] for copy in told.values()} == {"a"}
    assert [copy["earliest"] for copy in told.values()] == [True, False, False]
    assert {(copy["size"], copy["hosts"], copy["agency"]) for copy in told.values()} == {
        (3, 3, "Northern Wire")
    }
    for name in "abc":
        text = found[name]["page_text"]
        common = [text[place["start"] : place["end"]] for place in told[name]["common"]]
        assert common == [two.rstrip(".。")]
    assert {found[f"x{n}"]["copies"] for n in range(5)} == {None}


def test_a_text_that_quotes_another_or_many_is_no_copy(tmp_path: Path) -> None:
    stories = [[prose(f"{n} {m}") for m in range(5)] for n in range(4)]
    rows = [article(f"story{n}", *paragraphs) for n, paragraphs in enumerate(stories)]
    rows.append(article("digest", *(paragraphs[0] for paragraphs in stories)))
    rows.append(article("reply", stories[0][2], *(prose(f"reply {n}") for n in range(4))))
    assert {found["copies"] for found in refined(tmp_path, rows).values()} == {None}


def test_pages_with_hardly_any_text_are_no_copies(tmp_path: Path) -> None:
    rows = [article(f"n{n}", "This page does not exist, or not any more.") for n in range(5)]
    assert {found["copies"] for found in refined(tmp_path, rows).values()} == {None}


# what one copy alone has


def test_spam_in_one_copy_is_named(tmp_path: Path) -> None:
    one, two, three, four = STORY["en"]
    rows = [article(f"n{n}", one, two, three, four, host=f"h{n}.example") for n in range(3)]
    rows.append(article("bad", one, two, SPAM, three, four, host="bad.example"))
    found = refined(tmp_path, rows)
    bad = found["bad"]
    assert pieces(bad, family="pollution") == [SPAM]
    span = next(span for span in bad["spans"] if span["family"] == "pollution")
    assert span["reasons"][0] == (
        "in this one of 4 copies only, amid text that others have without it"
    )
    assert bad["text"] == found["n0"]["text"]
    (place,) = bad["copies"]["only_here"]
    assert bad["page_text"][place["start"] : place["end"]] == SPAM
    assert found["n0"]["copies"]["only_here"] == []


def test_spam_inside_a_sentence_is_cut_out(tmp_path: Path) -> None:
    one, two, three, _ = STORY["en"]
    words = two.split()
    before, after = " ".join(words[:30]), " ".join(words[30:])
    rows = [article(f"n{n}", one, two, three, host=f"h{n}.example") for n in range(2)]
    rows.append(article("bad", one, f"{before} {SPAM} {after}", three, host="bad.example"))
    bad = refined(tmp_path, rows)["bad"]
    assert pieces(bad, family="pollution") == [SPAM]
    assert pieces(bad, role="paragraph") == [one, before, after, three]
    assert bad["text"] == f"{one}\n\n{two}\n\n{three}"


NEWS = (
    "The bridge over the Kell will be closed for at least six weeks after engineers found cracks "
    "in two of its piers, the council of Oldenbrook said on Tuesday.",
    "Buses will go by way of Saltholm until then, which takes twenty minutes longer. Pupils of "
    "the school on the far bank may come to their lessons half an hour later.",
    "The cracks were seen by a diver who was looking for a lost anchor. Nobody had looked at the "
    "piers since the flood four years ago, an engineer told the council.",
    "What the repair will cost is not known yet. The mayor said she would ask the province for "
    "help, as the town has already spent what it had put aside for its roads.",
)
LEFT_OUT = (
    "Fishermen have offered to carry people across in the mornings. The council wants to see "
    "their boats first, and says that nobody should cross after dark."
)


def test_a_paragraph_that_others_left_out_is_told_and_stays(tmp_path: Path) -> None:
    one, two, three, four = NEWS
    rows = [article(f"n{n}", *NEWS, host=f"h{n}.example") for n in range(2)]
    rows.append(article("long", one, two, LEFT_OUT, three, four, host="long.example"))
    rows.append(article("bad", one, two, SPAM, three, four, host="bad.example"))
    found = refined(tmp_path, rows)
    long = found["long"]
    assert LEFT_OUT in long["text"]
    span = next(s for s in long["spans"] if long["page_text"][s["start"] :].startswith("Fisher"))
    assert (span["role"], span["reasons"][0]) == ("paragraph", "prose")
    assert "in this one of 4 copies only" in span["reasons"][1]
    assert len(long["copies"]["only_here"]) == 1
    assert pieces(found["bad"], family="pollution") == [SPAM]


def test_other_words_and_other_ends_are_no_insertions(tmp_path: Path) -> None:
    one, two, three, four = STORY["en"]
    rows = [
        article("a", one, two, three, four),
        article("b", one, prose("rewritten"), three, four),
        article("c", prose("new lead"), one, two, three, prose("new end")),
        article("d", one, two.replace(" ", " (so) ", 3), three, four),
    ]
    found = refined(tmp_path, rows)
    assert [found[name]["copies"]["only_here"] for name in "abcd"] == [[], [], [], []]
    assert all(found[r["id"]]["spans"] == r["spans"] for r in rows)


# files


@pytest.fixture(scope="module")
def mixed() -> list[dict[str, Any]]:
    """Rows with everything in them that can be found."""
    rows = [
        article(f"n{n}", prose(n), NOTICE, prose(-n), prose(f"and {n}", language="zh"))
        for n in range(30)
    ]
    one, two, three, four = STORY["ru"]
    rows += [article(f"c{n}", one, two, three, four, host=f"h{n}.example") for n in range(3)]
    rows.append(article("bad", one, two, SPAM, three, four, host="bad.example"))
    return rows


def test_what_becomes_of_a_row_does_not_depend_on_where_it_stands(
    tmp_path: Path, mixed: list[dict[str, Any]]
) -> None:
    refine(written(tmp_path / "one", mixed, shard_bytes=20_000), tmp_path / "one" / "refined")
    shuffled = random.Random(5).sample(mixed, len(mixed))
    refine(written(tmp_path / "two", shuffled), tmp_path / "two" / "refined")
    assert by_id(tmp_path / "one" / "refined") == by_id(tmp_path / "two" / "refined")


def test_files_and_rows_keep_their_order(tmp_path: Path, mixed: list[dict[str, Any]]) -> None:
    source = written(tmp_path, mixed, shard_bytes=20_000)
    summary = refine(source, tmp_path / "refined")
    assert list(contents(tmp_path / "refined")) == list(contents(source))
    assert len(list(source.glob("*.jsonl.gz"))) > 1
    assert [r["id"] for r in rows_of(tmp_path / "refined")] == [r["id"] for r in mixed]
    assert failures_of(tmp_path / "refined") == failures_of(source)
    stored = json.loads((tmp_path / "refined" / "summary.json").read_bytes())["summary"]
    assert stored == summary.to_dict()
    assert stored["written"] == 34
    assert stored["failed"] == 1
    assert stored["refined"] == {
        "pages with site templates": 30,
        "copies": 4,
        "families of copies": 1,
        "copies with insertions": 1,
    }
    assert stored["characters"]["spam"] == len(SPAM) + 1


def test_the_tables_about_a_corpus_have_its_families(
    tmp_path: Path, mixed: list[dict[str, Any]]
) -> None:
    refine(written(tmp_path, mixed), tmp_path / "refined")
    tables = {table.title: table.rows for table in stats(tmp_path / "refined")}
    assert ("pages with site templates", 30) in tables["Records"]
    ((family, size, hosts, agency),) = tables["Families of copies"]
    assert (family in {"c0", "c1", "c2", "bad"}, size, hosts, agency) == (True, 4, 4, "")


def test_the_same_rows_come_from_parquet(tmp_path: Path, mixed: list[dict[str, Any]]) -> None:
    lines = written(tmp_path / "lines", mixed)
    refine(lines, tmp_path / "lines" / "refined")
    full = [{**r, "metadata": {**_EMPTY, **r["metadata"]}} for r in mixed]
    tables = written(tmp_path / "tables", full, output_format="parquet")
    refine(tables, tmp_path / "tables" / "refined")
    path = tmp_path / "tables" / "refined" / "00000.parquet"
    assert stats(path.parent)[-2].title == "Families of copies"
    assert parquet.read_schema(path).metadata[b"tamis.output_version"] == b"1"
    found = parquet.read_table(path).to_pylist()
    for one, other in zip(found, rows_of(tmp_path / "lines" / "refined"), strict=True):
        assert [one[key] for key in ("id", "text", "copies")] == [
            other[key] for key in ("id", "text", "copies")
        ]
        assert [(s["start"], s["role"], s["reasons"]) for s in one["spans"]] == [
            (s["start"], s["role"], s["reasons"]) for s in other["spans"]
        ]


_EMPTY: dict[str, Any] = {
    **dict.fromkeys(("file", "digest", "media_type", "language", "page_type", "title")),
    "offset": 0,
    "length": 0,
    "authors": [],
    "tags": [],
}


def test_the_sediment_has_what_was_found(tmp_path: Path, mixed: list[dict[str, Any]]) -> None:
    source = written(tmp_path, mixed)
    (source / "sediment").mkdir()
    refine(source, tmp_path / "refined")
    data = gzip.decompress((tmp_path / "refined/sediment/00000.jsonl.gz").read_bytes())
    sediment = [json.loads(line) for line in data.splitlines()]
    assert [entry["id"] for entry in sediment] == [r["id"] for r in mixed]
    assert [span["text"].strip() for span in sediment[0]["spans"]] == ["Home News Sport", NOTICE]


def test_one_that_was_stopped_goes_on_and_ends_with_the_same_bytes(
    tmp_path: Path, mixed: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = written(tmp_path, mixed, shard_bytes=20_000)
    refine(source, tmp_path / "whole")
    refined_row = findings.Findings.refined

    def interrupted(self: findings.Findings, number: int, stored: dict[str, Any]) -> Any:
        if number == 25:
            raise KeyboardInterrupt
        return refined_row(self, number, stored)

    with monkeypatch.context() as patch:
        patch.setattr(findings.Findings, "refined", interrupted)
        with pytest.raises(KeyboardInterrupt):
            refine(source, tmp_path / "stopped")
    assert (tmp_path / "stopped" / "00000.jsonl.gz").exists()
    assert not (tmp_path / "stopped" / "summary.json").exists()
    other = written(tmp_path / "other", mixed[:3])
    with pytest.raises(UsageError, match="something else"):
        refine(other, tmp_path / "stopped")
    refine(source, tmp_path / "stopped")
    assert contents(tmp_path / "stopped") == contents(tmp_path / "whole")


# what goes wrong


def _no_partition(rows: list[dict[str, Any]]) -> None:
    rows[0]["spans"][1]["start"] += 1


def _no_text(rows: list[dict[str, Any]]) -> None:
    del rows[0]["page_text"]


def _one_more(rows: list[dict[str, Any]]) -> None:
    rows.append(rows[0])


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_no_partition, "00000.jsonl.gz, row 1: the spans are no partition"),
        (_no_text, "'page_text' is missing"),
        (_one_more, "has 4 rows and its summary says 3"),
    ],
)
def test_a_spoiled_row_is_one_clear_line(tmp_path: Path, spoil: Any, message: str) -> None:
    source = written(tmp_path, [article(f"n{n}", prose(n)) for n in range(3)])
    rows = rows_of(source)
    spoil(rows)
    lines = "".join(json.dumps(r) + "\n" for r in rows).encode()
    (source / "00000.jsonl.gz").write_bytes(gzip.compress(lines))
    with pytest.raises(InputError, match=message):
        refine(source, tmp_path / "refined")


def test_a_damaged_file_is_one_clear_line(tmp_path: Path) -> None:
    source = written(tmp_path, [article(f"n{n}", prose(n)) for n in range(3)])
    path = source / "00000.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(InputError, match="damaged after row"):
        refine(source, tmp_path / "refined")
    path.unlink()
    (source / "00000.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="no rows of a run"):
        refine(source, tmp_path / "again")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("mine", encoding="utf-8")
    yield written(tmp_path, [article(f"n{n}", prose(n)) for n in range(3)])


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["output", "--output", "new"], 0, "tamis: refine: written: 3"),
        (["nowhere", "--output", "new"], 1, "summary"),
        (["other", "--output", "new"], 1, "summary"),
        (["output", "--output", "output"], 2, "finished run"),
        (["output", "--output", "other"], 2, "other files"),
        (["output", "--output", "new", "--megabytes", "1"], 2, "--megabytes"),
        (["output"], 2, "--output"),
    ],
)
def test_the_command_says_what_it_did_in_one_line(
    arguments: list[str],
    status: Literal[0, 1, 2],
    message: str,
    source: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert main(["refine", *arguments]) == status
    out, errors = capfd.readouterr()
    assert out == ""
    assert message in errors
    assert errors.count("\n") == 1


@pytest.mark.parametrize("module", ["duckdb", "rensa"])
def test_a_missing_extra_is_named(
    module: str, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=r"tamis\[corpus\]"):
        refine(source, "new")

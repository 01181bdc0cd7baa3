from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tamis.page import Role
from training.data import Sample, folds, fundus, registered_domain, turku, wcxb


def write_json(path: Path, content: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(content))


def write_page(path: Path, html: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(html))


@pytest.fixture
def wcxb_dir(tmp_path: Path) -> Path:
    answers: dict[str, dict[str, Any]] = {
        "0002": {"title": "Kettle", "author": None},
        "0001": {
            "title": "Ferry",
            "author": " Ada Quint ",
            "publish_date": "2024-05-01",
            "main_content": "The ferry left.",
        },
    }
    for name, answer in answers.items():
        write_page(tmp_path / f"html/{name}.html.gz", f"<p>{answer['title']}".encode())
        write_json(
            tmp_path / f"ground-truth/{name}.json",
            {
                "url": f"https://www.shop{name}.example.co.uk/page",
                "ground_truth": answer,
                "_internal": {"page_type": {"primary": "product"}},
            },
        )
    return tmp_path


@pytest.fixture
def news(tmp_path: Path) -> list[Sample]:
    def answer(title: str, **more: Any) -> dict[str, Any]:
        sections = [
            {"headline": [], "paragraphs": ["First.", " "]},
            {"headline": ["Then"], "paragraphs": ["Second."]},
        ]
        return {
            "title": title,
            "publishing_date": "2024-05-01 10:00:00+02:00",
            "body": {"summary": ["In short."], "sections": sections},
            **more,
        }

    images = [
        {"caption": "The harbour", "authors": ["Mia Holt"]},
        {"caption": None, "authors": []},
        {"caption": "The lighthouse", "authors": ["Jo Bell", "Agency"]},
    ]
    for date in ("2024_05_01", "2025_01_01"):
        write_page(tmp_path / f"dk/Nordby_{date}.html.gz", date.encode())
    write_page(tmp_path / "dk/NordbyPost_2023_01_01.html.gz", b"post")
    write_json(
        tmp_path / "dk/Nordby.json",
        {"V1": answer("Old", authors=["Ada Quint"], images=images), "V1_1": answer("New")},
    )
    write_json(tmp_path / "dk/NordbyPost.json", {"V1": answer("Post")})
    write_json(
        tmp_path / "dk/meta.info",
        {
            "Nordby_2024_05_01.html.gz": {"url": "https://www.nordby.example.com/old"},
            "Nordby_2025_01_01.html.gz": {"url": "https://m.example.com/new"},
            "NordbyPost_2023_01_01.html.gz": {"url": ""},
        },
    )
    return list(fundus(tmp_path))


def test_wcxb_pages_come_with_their_truth(wcxb_dir: Path) -> None:
    first, _ = wcxb(wcxb_dir)
    assert first == Sample(
        id="0001",
        url="https://www.shop0001.example.co.uk/page",
        group="example.co.uk",
        html=b"<p>Ferry",
        page_type="product",
        truth="The ferry left.",
        title="Ferry",
        authors=("Ada Quint",),
        date="2024-05-01",
    )


def test_a_wcxb_page_that_nobody_transcribed_has_an_empty_truth(wcxb_dir: Path) -> None:
    _, second = wcxb(wcxb_dir)
    assert (second.truth, second.authors, second.date) == ("", (), None)


def test_fundus_answers_go_to_the_pages_in_the_order_of_their_dates(news: list[Sample]) -> None:
    assert [(sample.id, sample.title, sample.html) for sample in news] == [
        ("dk/Nordby_2024_05_01", "Old", b"2024_05_01"),
        ("dk/Nordby_2025_01_01", "New", b"2025_01_01"),
        ("dk/NordbyPost_2023_01_01", "Post", b"post"),
    ]


def test_fundus_pages_are_grouped_by_domain_and_without_one_by_publisher(
    news: list[Sample],
) -> None:
    assert [sample.group for sample in news] == ["example.com", "example.com", "NordbyPost"]


def test_fundus_parts_are_in_reading_order(news: list[Sample]) -> None:
    assert news[0].parts == (
        (Role.TITLE, "Old"),
        (Role.DECK, "In short."),
        (Role.BYLINE, "Ada Quint"),
        (Role.PARAGRAPH, "First."),
        (Role.HEADING, "Then"),
        (Role.PARAGRAPH, "Second."),
        (Role.CAPTION, "The harbour"),
        (Role.CREDIT, "Mia Holt"),
        (Role.CAPTION, "The lighthouse"),
        (Role.CREDIT, "Jo Bell"),
        (Role.CREDIT, "Agency"),
    )


def test_fundus_parts_can_be_asked_for_by_name(news: list[Sample]) -> None:
    sample = news[0]
    assert sample.summary == ("In short.",)
    assert sample.subheads == ("Then",)
    assert sample.paragraphs == ("First.", "Second.")
    assert sample.captions == ("The harbour", "The lighthouse")
    assert sample.credits == ("Mia Holt", "Jo Bell", "Agency")


def test_the_truth_of_a_news_page_is_its_summary_and_its_body(news: list[Sample]) -> None:
    assert news[0].truth == "In short.\nFirst.\nThen\nSecond."


def test_a_news_page_without_an_answer_is_refused(tmp_path: Path) -> None:
    write_page(tmp_path / "dk/Nordby_2024_05_01.html.gz", b"")
    write_json(tmp_path / "dk/Nordby.json", {})
    write_json(tmp_path / "dk/meta.info", {})
    with pytest.raises(ValueError, match="shorter"):
        list(fundus(tmp_path))


def test_turku_lines_come_with_their_labels(tmp_path: Path) -> None:
    write_json(tmp_path / "sv/dev.json", [{"text": ["Meny", "Färjan gick."], "labels": [0, "1"]}])
    [document] = turku(tmp_path)
    assert (document.language, document.split) == ("sv", "dev")
    assert list(zip(document.lines, document.labels, strict=True)) == [
        ("Meny", False),
        ("Färjan gick.", True),
    ]


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.news.example.co.uk/a?b", "example.co.uk"),
        ("http://example.com:8080/", "example.com"),
        ("http://192.0.2.7/", "192.0.2.7"),
        ("http://localhost/", "localhost"),
        ("", ""),
    ],
)
def test_pages_of_one_site_share_a_registered_domain(url: str, domain: str) -> None:
    assert registered_domain(url) == domain


_groups = st.lists(st.sampled_from("abcdefghij"), max_size=60)


@given(_groups, st.integers(1, 6), st.integers())
def test_a_group_is_in_one_fold(groups: list[str], k: int, seed: int) -> None:
    found = folds(groups, k, seed=seed)
    assert set(found) <= set(range(k))
    assert len(found) == len(groups)
    assert len(set(zip(groups, found, strict=True))) == len(set(groups))


@given(_groups, st.integers(1, 6), st.integers())
def test_folds_differ_by_no_more_pages_than_the_largest_group_has(
    groups: list[str], k: int, seed: int
) -> None:
    sizes = Counter(dict.fromkeys(range(k), 0))
    sizes.update(folds(groups, k, seed=seed))
    assert max(sizes.values()) - min(sizes.values()) <= max(Counter(groups).values(), default=0)


def test_folds_depend_on_nothing_but_groups_and_seed() -> None:
    groups = [f"site{number % 40}.example" for number in range(200)]
    assert folds(groups, seed=7) == folds(groups, seed=7)
    assert folds(groups, seed=7) != folds(groups, seed=8)
    fold_of = dict(zip(groups, folds(groups, seed=7), strict=True))
    backwards = groups[::-1]
    assert folds(backwards, seed=7) == [fold_of[group] for group in backwards]

"""Which files an input names, and in which order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tamis.corpus.storage import opened, sources
from tamis.errors import InputError, MissingExtraError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b/2.html", "b/1.html", "a.txt", "c/d/e.warc.gz", "a[1].html"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def names(folder: Path, *inputs: str) -> list[str]:
    return [str(Path(source.path).relative_to(folder)) for source in sources(inputs)]


def test_a_folder_gives_all_files_below_it_in_order(folder: Path) -> None:
    assert names(folder, str(folder)) == [
        *("a.txt", "a[1].html", "b/1.html", "b/2.html", "c/d/e.warc.gz"),
    ]


def test_patterns_and_files_in_the_order_of_the_arguments(folder: Path) -> None:
    found = names(folder, f"{folder}/c/**/*.gz", f"{folder}/b/*.html", f"{folder}/a.txt")
    assert found == ["c/d/e.warc.gz", "b/1.html", "b/2.html", "a.txt"]


def test_a_file_that_has_the_look_of_a_pattern_is_a_file(folder: Path) -> None:
    assert names(folder, f"{folder}/a[1].html") == ["a[1].html"]


def test_only_a_file_given_by_its_path_counts_as_named(folder: Path) -> None:
    assert [source.named for source in sources([f"{folder}/a.txt", f"{folder}/b"])] == [
        *(True, False, False)
    ]


@pytest.mark.parametrize("name", ["nothing", "nothing*.html", "no\0name"])
def test_an_input_that_is_nothing_is_an_error(folder: Path, name: str) -> None:
    with pytest.raises(InputError, match="no"):
        list(sources([f"{folder}/{name}"]))


def test_urls_are_opened_by_fsspec(folder: Path) -> None:
    whole, pattern = f"file://{folder}/b", f"file://{folder}/b/*.html"
    for name in (whole, pattern):
        found = list(sources([name]))
        assert [Path(source.path).name for source in found] == ["1.html", "2.html"]
        assert [source.size for source in found] == [8, 8]
    with opened(found[0].path) as file:
        assert file.read() == b"b/1.html"


@pytest.mark.parametrize("name", ["memory://no/such/file", "nosuchscheme://x/y"])
def test_a_url_that_cannot_be_read_is_one_clear_error(name: str) -> None:
    with pytest.raises(InputError, match="://"):
        list(sources([name]))


def test_without_fsspec_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(MissingExtraError, match=r"tamis\[corpus\]"):
        list(sources(["s3://bucket/key"]))

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from tamis.apps.mcp.files import load_below, roots_of
from tamis.errors import InputError, TooLargeError, UsageError

LIMIT = 10_000


@pytest.fixture
def root(tmp_path: Path) -> Path:
    inside = tmp_path / "inside"
    (inside / "deep").mkdir(parents=True)
    (inside / "page.html").write_bytes(b"<p>in</p>")
    (inside / "deep" / "page.txt").write_bytes(b"deep")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (tmp_path / "inside-out").mkdir()
    (tmp_path / "inside-out" / "page.txt").write_bytes(b"secret")
    return inside


def read(path: str, *roots: Path) -> bytes:
    return load_below(path, roots_of([str(root) for root in roots]), max_bytes=LIMIT).data


@pytest.mark.parametrize("path", ["page.html", "./page.html", "deep/../page.html"])
def test_a_file_below_the_root_is_read(root: Path, path: str) -> None:
    assert read(path, root) == b"<p>in</p>"
    assert read(str(root / path), root) == b"<p>in</p>"


def test_a_files_name_gives_its_media_type_and_gzip_is_unpacked(root: Path) -> None:
    (root / "packed.html.gz").write_bytes(gzip.compress(b"<p>packed</p>"))
    capture = load_below("packed.html.gz", roots_of([str(root)]), max_bytes=LIMIT)
    assert (capture.data, capture.media_type) == (b"<p>packed</p>", "text/html")


@pytest.mark.parametrize(
    "path",
    [
        *("../secret.txt", "deep/../../secret.txt", "../inside-out/page.txt", "..", "../missing"),
        *("/etc/passwd", "/proc/self/environ", "//etc/passwd", "~/../../etc/passwd/../../../x"),
        *("page.html\x00.txt", "\x00", "http://../../../../../etc/passwd", "\ud800"),
    ],
)
def test_a_path_that_leaves_the_root_is_refused(root: Path, path: str) -> None:
    with pytest.raises(InputError, match=r"outside|no such file"):
        read(path, root)


def test_an_absolute_path_outside_is_refused_whether_it_exists_or_not(root: Path) -> None:
    problems = []
    for name in ("secret.txt", "missing.txt"):
        with pytest.raises(InputError) as caught:
            read(str(root.parent / name), root)
        problems.append(str(caught.value))
    assert problems[0] == problems[1]


@pytest.mark.parametrize("target", ["../secret.txt", "/etc/passwd", "../inside-out/page.txt"])
def test_a_link_that_leaves_the_root_is_refused(root: Path, target: str) -> None:
    (root / "link.txt").symlink_to(target)
    with pytest.raises(InputError, match="outside"):
        read("link.txt", root)


def test_a_linked_folder_that_leaves_the_root_is_refused(root: Path) -> None:
    (root / "out").symlink_to(root.parent / "inside-out", target_is_directory=True)
    with pytest.raises(InputError, match="outside"):
        read("out/page.txt", root)


def test_a_link_that_stays_below_the_root_is_followed(root: Path) -> None:
    (root / "link.txt").symlink_to("deep/page.txt")
    assert read("link.txt", root) == b"deep"


def test_a_root_that_is_a_link_is_what_it_leads_to(root: Path) -> None:
    (root.parent / "alias").symlink_to(root, target_is_directory=True)
    assert read("page.html", root.parent / "alias") == b"<p>in</p>"


def test_links_in_a_circle_are_an_error(root: Path) -> None:
    (root / "a").symlink_to("b")
    (root / "b").symlink_to("a")
    with pytest.raises(InputError):
        read("a", root)


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "pipe")
    with pytest.raises(InputError, match="no such file"):
        read("pipe", root)


def test_the_first_root_that_has_the_file_gives_it(root: Path) -> None:
    assert read("page.txt", root, root / "deep") == b"deep"


def test_a_bomb_is_not_unpacked_beyond_the_limit(root: Path) -> None:
    (root / "bomb.gz").write_bytes(gzip.compress(bytes(100 * LIMIT)))
    with pytest.raises(TooLargeError):
        read("bomb.gz", root)


@pytest.mark.parametrize("folder", ["missing", "page.html", "\x00"])
def test_a_root_that_is_no_folder_is_wrong_usage(root: Path, folder: str) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        roots_of([str(root / folder)])


def test_the_working_folder_is_the_root_by_default(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    assert roots_of(()) == (root.resolve(),)

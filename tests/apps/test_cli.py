from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import pytest

from tamis import pipeline
from tamis.apps.cli import main
from tamis.attribution.finding.fine import model as fine_model
from tamis.errors import BinaryInputError
from tamis.page import Page, Role, Span
from tests.apps.conftest import Site

SENTENCES = (
    "The harbour of Mira was closed on Monday after a storm broke two of its three piers.",
    "The port authority said that the ferries would not sail before the end of the week.",
    "Fishermen, who had moored their boats in the bay, spoke of the worst sea in thirty years.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
ARTICLE = (
    "<!doctype html><html lang=en><head><title>Storm closes the harbour</title></head><body>"
    "<nav><a href=/>Home</a> <a href=/news>News</a> <a href=/sport>Sport</a></nav>"
    f"<article><h1>Storm closes the harbour</h1>{PARAGRAPHS}"
    "<p>More in <a href=/storms>our record of storms</a>, which goes back to the year 1890.</p>"
    "</article></body></html>"
).encode()
TAMIS = (sys.executable, "-m", "tamis")


class Result(NamedTuple):
    status: int
    output: str
    errors: str


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        status = main(arguments)
        output, errors = capsysbinary.readouterr()
        return Result(status, output.decode(), errors.decode())

    return run


@pytest.fixture
def article(tmp_path: Path) -> str:
    path = tmp_path / "storm.html"
    path.write_bytes(ARTICLE)
    return str(path)


def page_is(monkeypatch: pytest.MonkeyPatch, *parts: tuple[str, Role]) -> None:
    spans: list[Span] = []
    start = 0
    for text, role in parts:
        spans.append(Span(start, start + len(text), role))
        start += len(text)
    page = Page("".join(text for text, _ in parts), tuple(spans))
    monkeypatch.setattr(pipeline, "read", lambda *_, **__: page)


def one_line(result: Result) -> str:
    assert result.errors.startswith("tamis: ")
    assert result.errors.count("\n") == 1
    assert result.errors.endswith("\n")
    return result.errors


def test_extract_writes_the_article_of_a_file(run: Run, article: str) -> None:
    result = run("extract", article)
    assert (result.status, result.errors) == (0, "")
    for sentence in SENTENCES:
        assert sentence in result.output
    assert "Sport" not in result.output
    assert result.output.endswith("1890.\n")


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_extract_reads_standard_input(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("extract", *arguments, stdin=gzip.compress(ARTICLE))
    assert result.status == 0
    assert SENTENCES[0] in result.output


@pytest.mark.parametrize("output_format", ["text", "markdown", "json", "jsonld", "html"])
def test_each_format_holds_the_article(run: Run, article: str, output_format: str) -> None:
    result = run("extract", article, "--format", output_format)
    assert (result.status, result.errors) == (0, "")
    assert SENTENCES[0] in result.output
    assert result.output.endswith("\n")


def test_json_is_one_object_with_the_url_and_the_labels(run: Run, article: str) -> None:
    result = run("extract", article, "--format", "json", "--url", "https://example.org/storm")
    page = json.loads(result.output)
    assert page["url"] == "https://example.org/storm"
    assert page["media_type"] == "text/html"
    assert (
        "".join(page["text"][span["start"] : span["end"]] for span in page["spans"])
        == (page["text"])
    )


def test_type_says_what_the_input_is(run: Run, article: str) -> None:
    result = run("extract", article, "--type", "text", "--format", "json")
    page = json.loads(result.output)
    assert page["media_type"] == "text/plain"
    assert page["text"] == ARTICLE.decode()


def test_favor_reaches_the_options(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def read(*_: object, **given: object) -> Page:
        seen.append(given["options"].favor)  # type: ignore[attr-defined]
        return Page("x", (Span(0, 1, Role.PARAGRAPH),))

    monkeypatch.setattr(pipeline, "read", read)
    run("extract", "--favor", "recall")
    run("extract")
    assert seen == ["recall", "balance"]


def test_keep_and_drop_choose_the_roles(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    roles = (Role.TITLE, Role.PARAGRAPH, Role.COMMENT, Role.LEGAL)
    spans = tuple(Span(2 * i, 2 * i + 2, role) for i, role in enumerate(roles))
    monkeypatch.setattr(pipeline, "read", lambda *_, **__: Page("t\np\nc\nl\n", spans))
    assert run("extract", "--keep", "title", "--keep", "comment").output == "t\n\np\n\nc\n"
    assert run("extract", "--keep", "boilerplate,title", "--drop", "legal").output.split() == [
        *("t", "p", "c")
    ]
    dropped = run("extract", "--drop", "content")
    assert (dropped.status, dropped.output) == (3, "")


def test_the_roles_that_exist_are_told_with_an_unknown_one(run: Run) -> None:
    message = one_line(run("extract", "--keep", "advert"))
    assert all(role.value in message for role in Role)


def test_a_url_is_fetched_and_its_charset_believed(run: Run, site: Site) -> None:
    body = ARTICLE.replace(b"worst sea", "schlimmste Dünung".encode("windows-1252"))
    site.answer("/old", status=302, headers={"Location": "/storm"})
    site.answer("/storm", body, headers={"Content-Type": "text/html; charset=windows-1252"})
    result = run("extract", f"{site.address}/old", "--format", "json")
    page = json.loads(result.output)
    assert page["url"] == f"{site.address}/storm"
    assert "schlimmste Dünung" in page["article_text"]


def test_type_keeps_the_charset_that_the_server_said(run: Run, site: Site) -> None:
    body = ARTICLE.replace(b"worst sea", "najgorsze morze, żółć".encode("iso-8859-2"))
    site.answer("/", body, headers={"Content-Type": "text/plain; charset=iso-8859-2"})
    result = run("extract", f"{site.address}/", "--type", "html", "--format", "json")
    page = json.loads(result.output)
    assert page["media_type"] == "text/html"
    assert "żółć" in page["text"]


def test_a_wrong_charset_header_breaks_nothing(run: Run, site: Site) -> None:
    site.answer("/", ARTICLE, headers={"Content-Type": "text/html; charset=no-such-charset"})
    result = run("extract", f"{site.address}/")
    assert (result.status, result.errors) == (0, "")
    assert SENTENCES[0] in result.output


def test_explain_shows_every_span_without_colour_in_a_pipe(run: Run, article: str) -> None:
    result = run("explain", article)
    assert (result.status, result.errors) == (0, "")
    assert "paragraph  content " in result.output
    assert "summary " in result.output
    assert "\x1b" not in result.output
    assert all(len(line) <= 80 for line in result.output.splitlines())


def test_explain_reads_standard_input_and_takes_url_and_type(run: Run) -> None:
    result = run("explain", "-", "--url", "https://example.org/", "--type", "html", stdin=ARTICLE)
    assert result.status == 0
    assert "url         https://example.org/\n" in result.output
    assert "media type  text/html\n" in result.output


def test_colour_follows_what_the_environment_asks_for(
    run: Run, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;32mparagraph" in run("explain", article).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("explain", article).output


def test_a_page_without_article_ends_with_status_3(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_is(monkeypatch, ("Home News Sport", Role.NAVIGATION))
    for output_format in ("text", "markdown", "jsonld", "html"):
        result = run("extract", "--format", output_format)
        assert (result.status, result.output) == (3, "")
        assert one_line(result).startswith("tamis: standard input: no main content found; ")


def test_json_shows_the_labels_of_a_page_without_article(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_is(monkeypatch, ("Home News Sport", Role.NAVIGATION))
    result = run("extract", "--format", "json")
    assert result.status == 3
    assert json.loads(result.output)["spans"][0]["role"] == "navigation"


def test_explain_ends_with_status_3_without_content(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_is(monkeypatch, ("Home News Sport", Role.NAVIGATION))
    result = run("explain")
    assert result.status == 3
    assert "navigation  boilerplate" in result.output
    assert "no main content found" in one_line(result)


@pytest.mark.parametrize("command", ["extract", "explain"])
def test_empty_input_has_no_content(run: Run, command: str) -> None:
    result = run(command, stdin=b"")
    assert result.status == 3
    assert "no main content found" in one_line(result)


@pytest.mark.parametrize("command", ["extract", "explain"])
def test_what_cannot_be_read_is_told_in_one_line(run: Run, tmp_path: Path, command: str) -> None:
    missing = tmp_path / "missing\n\x1b[31m.html"
    result = run(command, str(missing))
    assert (result.status, result.output) == (1, "")
    line = one_line(result)
    assert "\x1b" not in line
    assert line.endswith("no such file; give a path, an http(s) URL, or - for stdin\n")
    result = run(command, str(tmp_path))
    assert result.status == 1
    assert one_line(result) == f"tamis: {tmp_path}: is a directory; give one file\n"


def test_an_error_of_the_pipeline_is_told_with_its_source(
    run: Run, article: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> Page:
        raise BinaryInputError("this is a PDF; convert it to text first")

    monkeypatch.setattr(pipeline, "read", read)
    result = run("extract", article)
    assert result.status == 1
    assert one_line(result) == f"tamis: {article}: this is a PDF; convert it to text first\n"


def test_a_bug_is_told_in_one_line_with_its_place(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object, **__: object) -> Page:
        raise KeyError("x\n\x1b[2J" * 100)

    monkeypatch.setattr(pipeline, "read", read)
    result = run("extract")
    assert result.status == 1
    line = one_line(result)
    assert "a bug in tamis, KeyError at test_cli.py:" in line
    assert "\x1b" not in line
    assert len(line) < 500


def test_an_http_error_is_told(run: Run, site: Site) -> None:
    site.answer("/gone", status=404, headers={})
    result = run("extract", f"{site.address}/gone")
    assert result.status == 1
    assert "the server answered 404 Not Found" in one_line(result)


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", "--format", "xml"),
        ("extract", "--favor", "luck"),
        ("extract", "--type", "pdf"),
        ("extract", "--keep", "title,advert"),
        ("extract", "--drop", "all"),
        ("extract", "--keep", "table", "--drop", "table"),
        ("extract", "--no-such-option"),
        ("extract", "one", "two"),
        ("extract", "ftp://example.org/"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_is_told_in_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert (result.status, result.output) == (2, "")
    one_line(result)


def test_a_terminal_without_argument_gets_a_hint(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    assert main(["extract"]) == 2
    assert "give a PATH, a URL, or -" in capsys.readouterr().err


def test_without_a_command_the_help_goes_to_standard_error(run: Run) -> None:
    result = run()
    assert (result.status, result.output) == (2, "")
    assert "extract" in result.errors


def test_help_lists_the_commands_that_exist(run: Run) -> None:
    result = run("--help")
    assert result.status == 0
    commands = result.output.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in commands if line[2:3].strip()] == [
        *("extract", "quotes", "explain", "run", "refine", "stats", "serve", "mcp")
    ]


def test_interruption_ends_with_status_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> Page:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "read", read)
    result = run("extract")
    assert result.status == 130
    assert "Traceback" not in result.errors


def test_lone_surrogates_are_replaced(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    page_is(monkeypatch, ("a\ud800b\udfffc and more", Role.PARAGRAPH))
    result = run("extract")
    assert result.status == 0
    assert result.output == "a\ufffdb\ufffdc and more\n"


def test_a_closed_pipe_ends_quietly(article: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        (*TAMIS, "explain", article), stdout=writing, stderr=subprocess.PIPE, check=False
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_is_told_in_one_line(article: str) -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            (*TAMIS, "extract", article), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert process.returncode == 1
    assert process.stderr == (b"tamis: standard output: No space left on device; write elsewhere\n")


def on_a_terminal(*arguments: str) -> bytes:
    import pty

    outer, inner = pty.openpty()
    process = subprocess.Popen((*TAMIS, *arguments), stdin=inner, stdout=inner, stderr=inner)
    os.close(inner)
    shown = b""
    # Linux answers with an error, and not with nothing, once the other end is closed.
    with suppress(OSError):
        while piece := os.read(outer, 65536):
            shown += piece
    os.close(outer)
    assert process.wait(timeout=10) == 0
    return shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("command", ["extract", "explain"])
def test_what_a_page_holds_does_not_drive_a_terminal(tmp_path: Path, command: str) -> None:
    path = tmp_path / "hostile.html"
    path.write_bytes(ARTICLE.replace(b"worst sea", "worst \u202esea \x9b31m".encode()))
    shown = on_a_terminal(command, str(path))
    # The article leaves out what nobody sees; the explanation shows it.
    assert (rb"\u202esea" in shown) is (command == "explain")
    assert (rb"\x9b31m" in shown) is (command == "explain")
    assert b"31m in" in shown
    assert "\x9b".encode() not in shown
    assert "\u202e".encode() not in shown


def test_the_version_comes_alone(run: Run) -> None:
    assert run("--version") == (0, f"tamis {version('tamis')}\n", "")


def test_the_version_needs_no_heavy_import() -> None:
    code = (
        "import sys; from tamis.apps.cli import main; main(['--version']);"
        "print(*sorted({'httpx', 'rich', 'numpy', 'selectolax', 'asyncio'} & set(sys.modules)))"
    )
    process = subprocess.run((sys.executable, "-c", code), capture_output=True, check=True)
    assert process.stdout.split()[2:] == []


def test_nothing_is_told_among_the_data_when_standard_error_is_closed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    result = run("extract", "missing.html")
    assert (result.status, result.output) == (1, "")


QUOTING = (
    "<article><p>The pool in Mornby opens again in May, after a winter of works on its roof.</p>"
    "<p>“We have waited two years for this,” Mayor Ann Cole said on Monday. “It is ready.”</p>"
    "<p>“The water is cold, and that is how we like it here,” she added.</p></article>"
)


@pytest.mark.parametrize("output_format", ["table", "csv", "json"])
def test_quotes_shows_who_said_what(run: Run, output_format: str) -> None:
    result = run("quotes", "--format", output_format, stdin=QUOTING.encode())
    assert (result.status, result.errors) == (0, "")
    assert "Ann Cole" in result.output
    assert "cold" in result.output


@pytest.mark.parametrize("command", [("quotes",), ("extract", "--format", "json")])
def test_a_model_that_is_not_installed_is_told_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    fine_model.shipped.cache_clear()
    chosen = ("--attributions", "speech", "--attribution-model", "fine")
    result = run(*command, *chosen, stdin=QUOTING.encode())
    assert (result.status, result.output) == (1, "")
    assert "pip install 'tamis[attribution]'" in one_line(result)


def test_quotes_says_so_where_nobody_is_quoted(run: Run) -> None:
    unquoted = (
        "<html lang='de'><body><article><p>Das Bad in Mornstein öffnet wieder im Mai, nach einem "
        "Winter voller Arbeiten am Dach und an den Becken.</p></article></body></html>"
    )
    result = run("quotes", stdin=unquoted.encode())
    assert (result.status, result.output) == (0, "")
    assert "nobody is quoted" in one_line(result)


def test_attributions_are_written_where_they_are_asked_for(run: Run) -> None:
    plain = json.loads(run("extract", "--format", "json", stdin=QUOTING.encode()).output)
    asked = json.loads(
        run(
            "extract", "--format", "json", "--attributions", "speech", stdin=QUOTING.encode()
        ).output
    )
    assert plain["attributions"] == []
    assert {one["speaker"] for one in asked["attributions"]} == {"Ann Cole"}
    written = run(
        "extract", "--format", "markdown", "--attributions", "all", stdin=QUOTING.encode()
    )
    assert "## Who said what" in written.output


def test_a_format_without_attributions_refuses_them(run: Run) -> None:
    result = run("extract", "--attributions", "speech", stdin=QUOTING.encode())
    assert result.status == 2
    assert "json or markdown" in one_line(result)

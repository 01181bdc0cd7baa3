"""Pages made to break a reader: each gives a correct page or one clear error, in bounded time."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

import tamis
from tamis import Page

SECONDS = 20
"""Of processor time, so that a busy machine changes nothing. Generous: what is quadratic takes
minutes at these sizes."""

SENTENCE = "The council met on Tuesday and agreed to mend the old bridge before the winter. "


@contextmanager
def time_limit(seconds: int = SECONDS) -> Iterator[None]:
    def stop(signum: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def read(data: bytes | str, media_type: str | None = None) -> Page:
    with time_limit():
        page = tamis.read(data, media_type=media_type)
    with time_limit():
        page.markdown()
    with time_limit():
        page.article_text()
    assert "".join(page.text[span.start : span.end] for span in page.spans) == page.text
    return page


def nested(tag: str, depth: int = 100_000) -> str:
    return f"<{tag}>" * depth + f"deep inside the {tag}" + f"</{tag}>" * depth


def glued() -> str:
    return "".join(f'a{i}=""' for i in range(100_000))


MARKUP: dict[str, Callable[[], str]] = {
    "100,000 nested div": lambda: nested("div"),
    "100,000 nested div, never closed": lambda: "<div>" * 100_000 + "deep inside the div",
    "nested formatting": lambda: nested("b", 20_000) + nested("font", 20_000),
    "nested formatting across paragraphs": lambda: "<b><i><p>word" * 2_000,
    "nested links": lambda: "<a href=x>word" * 10_000,
    "nested lists": lambda: "<ul><li>item" * 10_000,
    "nested tables": lambda: "<table><tr><td>cell" * 5_000,
    "nested quotations": lambda: nested("blockquote", 20_000),
    "nested forms and fieldsets": lambda: "<form><fieldset>field" * 10_000,
    "nested svg": lambda: nested("svg", 20_000),
    "100,000 siblings": lambda: "<p>word</p>" * 100_000,
    "100,000 inline siblings": lambda: "<p>" + "<span>word</span> " * 100_000 + "</p>",
    "100,000 links": lambda: "<p>" + "<a href=/x>word</a> " * 100_000,
    "100,000 line breaks": lambda: "<p>" + "word<br>" * 100_000,
    "a list of 20,000": lambda: "<ol>" + "<li>item" * 20_000,
    "a table of 20,000 cells": lambda: "<table>" + ("<tr>" + "<td>cell" * 50) * 400,
    "a million attributes": lambda: "<p " + "".join(f"a{i}=1 " for i in range(1_000_000)) + ">word",
    "a million attributes in many elements": lambda: (
        ("<p " + "".join(f"a{i}=1 " for i in range(100)) + ">word") * 10_000
    ),
    "attributes without spaces between": lambda: f"<p {glued()}>word",
    "attributes amid values that look like tags": lambda: (
        "<p " + ('a="<b" ' + "".join(f"c{i} " for i in range(300))) * 300 + ">word"
    ),
    "attributes after a comment that opens a quote": lambda: f"<!-- <a b=' --><p {glued()}'>word",
    "attributes after a script that opens a quote": lambda: (
        f"<script>if (a<b=' ')</script><p {glued()}'>word"
    ),
    "attributes named like tags": lambda: "<p" + " <a" * 300_000 + ">word",
    "a huge attribute": lambda: f"<p class='{'x ' * 2_000_000}' id='{'y' * 4_000_000}'>word</p>",
    "huge inline styles": lambda: f"<p style='{'color:red;' * 200_000}'>word</p>",
    "a huge style sheet": lambda: (
        "<style>"
        + "".join(f".c{i}{{display:none}}" for i in range(50_000))
        + "</style>"
        + "".join(f"<p class=c{i}>word" for i in range(5_000))
    ),
    "a style sheet of open braces": lambda: "<style>" + "{" * 500_000 + "</style><p>word",
    "a huge data address": lambda: f"<img src='data:image/png;base64,{'A' * 4_000_000}'><p>word",
    "a word of a megabyte": lambda: f"<p>{'x' * 1_000_000}</p>",
    "a sentence of a megabyte": lambda: f"<p>{'word ' * 200_000}</p>",
    "a megabyte of blanks": lambda: f"<p>word{' ' * 1_000_000}word</p>",
    "a megabyte of no-break spaces": lambda: f"<p>word{'&nbsp;' * 200_000}word</p>",
    "a megabyte of punctuation": lambda: f"<p>{'.,;:!?-' * 150_000}</p>",
    "a megabyte of digits and dates": lambda: f"<p>{'12/11/2023 ' * 90_000}</p>",
    "a megabyte of one name": lambda: f"<p>By {'Ann Lee and ' * 90_000}</p>",
    "a megabyte of <": lambda: "<" * 1_000_000,
    "a megabyte of </": lambda: "</" * 500_000,
    "a megabyte of <!": lambda: "<!" * 500_000,
    "a megabyte of &": lambda: "<p>" + "&" * 1_000_000,
    "an unclosed comment": lambda: "<p>word</p><!--" + SENTENCE * 10_000,
    "an unclosed tag": lambda: "<p>word</p><div class='" + SENTENCE * 10_000,
    "an unclosed script": lambda: "<p>word</p><script>" + SENTENCE * 10_000,
    "an unclosed title": lambda: "<title>" + SENTENCE * 10_000,
    "many unclosed textareas": lambda: "<textarea>word" * 20_000,
    "many iframes in noscript": lambda: "<noscript><iframe>word" * 5_000,
    "many templates": lambda: "<template>word" * 5_000,
    "broken JSON-LD": lambda: (
        f"<script type='application/ld+json'>{'[' * 100_000}</script><p>{SENTENCE}</p>"
    ),
    "deep JSON-LD": lambda: (
        "<script type='application/ld+json'>" + '{"a":' * 50_000 + "1" + "}" * 50_000 + "</script>"
        f"<p>{SENTENCE}</p>"
    ),
    "many metas": lambda: "<meta name=author content='Ann Lee'>" * 50_000 + f"<p>{SENTENCE}</p>",
    "many headings": lambda: "<h1>word</h1>" * 20_000,
    "many images": lambda: "<figure><img src=x><figcaption>word</figcaption></figure>" * 10_000,
}


@pytest.mark.parametrize("make", MARKUP.values(), ids=MARKUP.keys())
def test_hostile_markup_is_read_in_bounded_time(make: Callable[[], str]) -> None:
    read(make().encode(), "text/html")


@pytest.mark.parametrize(
    "make",
    [make for name, make in MARKUP.items() if name.startswith("100,000 nested")],
)
def test_text_at_any_depth_is_kept(make: Callable[[], str]) -> None:
    assert "deep inside the div" in read(make().encode(), "text/html").text


TEXTS: dict[str, Callable[[], str]] = {
    "a word of a megabyte": lambda: "x" * 1_000_000,
    "a line of a megabyte": lambda: SENTENCE * 12_500,
    "50,000 lines": lambda: "word\n" * 50_000,
    "100,000 blank lines": lambda: "\n" * 100_000,
    "a megabyte of blanks": lambda: "word" + " " * 1_000_000 + "word",
    "a megabyte of repetition": lambda: "cheap pills " * 85_000,
    "a megabyte of quotes": lambda: "“" * 350_000,
    "a megabyte of brackets": lambda: "(" * 1_000_000,
    "a megabyte of credits": lambda: "Photo: Ann Lee/Herald " * 48_000,
    "a megabyte of NUL": lambda: "\x00" * 1_000_000,
    "combining marks": lambda: "e" + "\u0301" * 500_000,
    "bidirectional marks": lambda: "\u202e" * 300_000 + "word",
    "tag characters": lambda: "\U000e0061" * 200_000,
    "emoji": lambda: "\U0001f469\u200d\U0001f469\u200d\U0001f467" * 50_000,
    "Chinese without a break": lambda: "市议会星期二决定修桥" * 30_000,
    "random characters": lambda: "".join(random.Random(7).choices("ab c.\n\u00a0é中", k=200_000)),
}


@pytest.mark.parametrize("make", TEXTS.values(), ids=TEXTS.keys())
def test_hostile_plain_text_is_read_in_bounded_time(make: Callable[[], str]) -> None:
    text = make()
    assert read(text, "text/plain").text == text


@pytest.mark.parametrize("data", [b"", b"\n", b"   \n\n", b"\xef\xbb\xbf", b"<", b"<html></html>"])
def test_an_input_without_text_gives_a_page_without_an_article(data: bytes) -> None:
    assert read(data).article_text().strip() in {"", "<"}


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x04\x00",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
        b"PK\x03\x04\x14\x00\x00\x00\x08\x00",
        b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00",
        b"GIF89a\x01\x00\x01\x00\x80\x00\x00",
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
        random.Random(7).randbytes(4096),
    ],
    ids=["png", "pdf", "zip", "elf", "gif", "jpeg", "noise"],
)
def test_binary_input_of_unknown_type_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(tamis.BinaryInputError) as caught, time_limit():
        tamis.read(data)
    assert str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("cut", range(0, 9_000, 450))
def test_a_truncated_page_gives_what_there_is(cut: int, pytestconfig: pytest.Config) -> None:
    whole = (pytestconfig.rootpath / "tests/fixtures/news_en.html").read_bytes()
    assert cut < len(whole)
    read(whole[:cut], "text/html")


def test_a_page_over_the_limit_is_refused_in_one_line() -> None:
    data = b"<p>" + SENTENCE.encode() * (50 * 1024 * 1024 // len(SENTENCE))
    with pytest.raises(tamis.TooLargeError) as caught, time_limit(2):
        tamis.read(data)
    assert "\n" not in str(caught.value)


def test_a_page_with_too_many_elements_is_refused_in_one_line() -> None:
    with pytest.raises(tamis.TooLargeError) as caught, time_limit():
        tamis.read(b"<p>a" * 600_000, media_type="text/html")
    assert "\n" not in str(caught.value)


WORDS = "Grüße aus Málaga: „Über den Fluß führt eine Brücke“, sagte Øystein Čapek."
LEGACY = "Grüße aus Málaga: über den Fluß führt seit Jahren eine schöne Brücke."


def page_of(words: str, charset: str) -> str:
    return (
        f"<html><head><meta charset='{charset}'><title>Post</title></head>"
        f"<body><p>{words}</p></body></html>"
    )


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-16", "utf-8", "utf-8-sig"])
def test_unicode_is_recognised_without_being_declared(codec: str) -> None:
    html = page_of(WORDS, "x").replace("<meta charset='x'>", "")
    assert WORDS in read(html.encode(codec)).text


@pytest.mark.parametrize("declared", ["utf-16", "iso-8859-1", "koi8-r", "nonsense", ""])
def test_a_wrong_declared_charset_does_not_garble_utf8(declared: str) -> None:
    assert WORDS in read(page_of(WORDS, declared).encode()).text


def test_utf8_declared_over_a_legacy_encoding_is_not_believed() -> None:
    assert LEGACY in read(page_of(LEGACY, "utf-8").encode("windows-1252")).text


def test_invalid_utf8_costs_only_the_broken_characters() -> None:
    html = page_of(WORDS + " BROKEN " + WORDS, "utf-8").encode().replace(b"BROKEN", b"\xc3\x28\xf0")
    text = read(html).text
    assert text.count(WORDS) == 2
    assert "\ufffd" in text


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_stays_within_bounds() -> None:
    code = (
        "import re, tamis;"
        "tamis.read(b'<p>some words in a paragraph, again and again.</p>' * 60_000).markdown();"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    mebibytes = int(done.stdout) // 1024
    assert mebibytes < 1024, f"{mebibytes} MiB for a page of 3 MB"

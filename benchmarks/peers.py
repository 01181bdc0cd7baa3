"""How each peer is called. Earlier outputs are used again as long as this file stays the same.

Packages are imported on first use, in the worker process only.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from benchmarks.capture import Capture

# HTML


def trafilatura_html(capture: Capture) -> str:
    import trafilatura

    return trafilatura.extract(capture.data, url=capture.url, include_comments=False) or ""


def resiliparse_html(capture: Capture) -> str:
    return _resiliparse_text(_decoded(capture.data), main_content=True)


def readability_html(capture: Capture) -> str:
    from readability import Document

    summary = Document(_decoded(capture.data), url=capture.url).summary(html_partial=True)
    return _resiliparse_text(summary, main_content=False)


def justext_html(capture: Capture) -> str:
    return "\n".join(
        paragraph.text
        for paragraph in _justext(capture.data, capture.language)
        if not paragraph.is_boilerplate
    )


def newspaper_html(capture: Capture) -> str:
    from newspaper import Article

    article = Article(capture.url or "", fetch_images=False)
    article.download(input_html=_decoded(capture.data))
    article.parse()
    return str(article.text)


def bare_parse(capture: Capture) -> str:
    from selectolax.lexbor import LexborHTMLParser

    LexborHTMLParser(capture.data)
    return ""


# plain text


def untouched(capture: Capture) -> str:
    return capture.text


def justext_plain(capture: Capture) -> str:
    keep = justext_lines(capture)
    return "\n".join(line for line, kept in zip(capture.lines, keep, strict=True) if kept)


def trafilatura_plain(capture: Capture) -> str:
    import trafilatura

    return trafilatura.extract(_wrapped(capture), url=capture.url, include_comments=False) or ""


# lines


def justext_lines(capture: Capture) -> list[float]:
    scores = [0.0] * len(capture.lines)
    for paragraph in _justext(_wrapped(capture), capture.language):
        place = re.search(r"/p\[(\d+)\]$", paragraph.xpath)
        if place and not paragraph.is_boilerplate:
            scores[int(place[1]) - 1] = 1.0
    return scores


def c4_lines(capture: Capture) -> list[float]:
    """C4's rule for lines (Raffel et al. 2020): terminal punctuation and five words or more."""
    return [
        float(line.rstrip().endswith((".", "!", "?", '"', "”")) and len(line.split()) >= 5)
        for line in capture.lines
    ]


def line_length(capture: Capture) -> list[float]:
    return [float(len(line)) for line in capture.lines]


# what several of them need


def plain_rendering(data: bytes) -> str:
    """All text of an HTML page, as a reader of WET files would meet it."""
    return _resiliparse_text(_decoded(data), main_content=False)


def declared_language(data: bytes) -> str | None:
    """The primary language subtag of ``<html lang>``, if the page has one."""
    found = re.search(
        rb"(?i)<html\b[^<>]{0,2000}?\blang\s*=\s*[\"']?([a-zA-Z]{2,3})\b", data[:20_000]
    )
    return found[1].decode().lower() if found else None


def _decoded(data: bytes) -> str:
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    return str(bytes_to_str(data, detect_encoding(data, from_html_meta=True) or "utf-8"))


def _resiliparse_text(text: str, *, main_content: bool) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(
        text,
        main_content=main_content,
        preserve_formatting=True,
        list_bullets=False,
        alt_texts=False,
    )


_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def _wrapped(capture: Capture) -> str:
    lines = (html.escape(_UNWRITABLE.sub(" ", line)) for line in capture.lines)
    paragraphs = "\n".join(f"<p>{line}</p>" for line in lines)
    return f'<html lang="{capture.language or "en"}"><body>\n{paragraphs}\n</body></html>'


def _justext(page: bytes | str, language: str | None) -> list[Any]:
    import justext

    name = _STOP_LISTS.get(language or "en")
    if name is None:  # the settings that justext names for languages without a stop list
        found = justext.justext(page, frozenset(), stopwords_low=0, stopwords_high=0)
    else:
        found = justext.justext(page, _stop_list(name))
    return list(found)


@cache
def _stop_list(name: str) -> frozenset[str]:
    import justext

    return frozenset(justext.get_stoplist(name))


_STOP_LISTS = {
    "af": "Afrikaans", "ar": "Arabic", "az": "Azerbaijani", "bg": "Bulgarian", "bn": "Bengali",
    "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "ga": "Irish", "gl": "Galician", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic", "it": "Italian",
    "ka": "Georgian", "ko": "Korean", "lb": "Luxembourgish", "lt": "Lithuanian", "lv": "Latvian",
    "ms": "Malay", "nb": "Norwegian_Bokmal", "nl": "Dutch", "nn": "Norwegian_Nynorsk",
    "no": "Norwegian_Bokmal", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish",
    "sw": "Swahili", "ta": "Tamil", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "vi": "Vietnamese",
}  # fmt: skip

"""What may be shown of a hostile page's characters and URLs."""

from __future__ import annotations

import re
from urllib.parse import quote

_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x9f]")
# Zero-width, bidirectional, deprecated and tag characters, letters that are blank (all of
# Unicode's Default_Ignorable_Code_Point); the joiners have rules of their own.
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Persian and Indic spelling and joined emoji need a joiner between two letters or two emoji.
_JOINABLE = "\u0590-\u180d\u180f-\u1cff\ua800-\uabff\u2600-\u27bf\U0001f000-\U0001faff"
_STRAY_JOINERS = re.compile(
    f"(?<![{_JOINABLE}\ufe0f])[\u200c\u200d]|[\u200c\u200d](?![{_JOINABLE}])"
)
# One variation selector chooses a glyph; a run of them carries bytes that nobody sees.
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_STRAY_SELECTORS = re.compile(f"\\A[{_SELECTORS}]|(?<=[{_SELECTORS}])[{_SELECTORS}]")

MAX_URL = 2_000
"""Longer ones are not shown: a link around a whole page would repeat its URL in each block."""

_LINK = re.compile(r"https?://[^/?#\s]|mailto:[^?\s]", re.IGNORECASE)
_IMAGE = re.compile(r"https?://[^/?#\s]", re.IGNORECASE)


def encodable(text: str) -> str:
    """``text`` with U+FFFD for each lone surrogate, which no encoding can write; as long as
    ``text``."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATES.sub("\ufffd", text)
    return text


def shown(text: str) -> str:
    """``text`` without characters that a reader cannot see but a program would obey: controls
    other than tab and line break, zero-width, bidirectional and tag characters."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
    if text.isascii():
        return text
    text = _INVISIBLE.sub("", _SURROGATES.sub("\ufffd", text))
    return _STRAY_SELECTORS.sub("", _STRAY_JOINERS.sub("", text))


def link_url(url: str) -> str:
    """``url``, ready to be written, if it is http, https or mailto, else ``""``.

    All but the ASCII characters that a URL needs are percent-encoded (RFC 3986), so that
    nothing of it can end a Markdown destination or an HTML attribute.
    """
    return _percent_encoded(url) if len(url) <= MAX_URL and _LINK.match(url) else ""


def image_url(url: str) -> str:
    """``url`` as :func:`link_url` gives it if it is http or https, else ``""``."""
    return _percent_encoded(url) if len(url) <= MAX_URL and _IMAGE.match(url) else ""


def _percent_encoded(url: str) -> str:
    return quote(url.rstrip(), safe="!#$%&'*+,/:;=?@_~-.", errors="replace")

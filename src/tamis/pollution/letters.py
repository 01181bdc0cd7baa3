"""Text as a language model reads it, whatever letters it is written in.

Instructions hide from filters in tag characters, between zero-width characters, in full-width or
mathematical letters, and in letters of other scripts that look like Latin ones. All of these are
read as the plain letters that they stand for, with the way back to the page's own offsets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

_TAGS = 0xE0000
# What lies below is looked up; above lie scripts without case or accents, and styled letters.
_TABLE_SIZE = 0x3000
_STYLED = 0xFE00
# A letter by itself where folding gives another that looks the same, or more than one.
_OWN = {"ı": "i", "ß": "s", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "œ": "o", "æ": "a", "‐": "-"}
_OWN |= {"‑": "-", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ي": "ی", "ك": "ک", "ـ": ""}
# Letters that look like Latin ones in most typefaces, small and, once folded, capital: a short
# choice from Unicode's confusables (UTS 39), those of the scripts that are used for this.
_LOOK_ALIKES = dict(
    zip(
        "авдеікмнорсстухһјѕԁԛԝӏгпѵьαβγεηικνορτυχωϲϳօոսցհ",
        "abdeikmhopcctyxhjsdqwlrnvbabyenikvoptuxwcjonugh",
        strict=True,
    )
)
_FIRST_ALIKE, _LAST_ALIKE = ord(min(_LOOK_ALIKES)), ord(max(_LOOK_ALIKES))
_MIXED = re.compile(f"[a-z{''.join(_LOOK_ALIKES)}]{{2,}}")


@dataclass(frozen=True, slots=True)
class Letters:
    """``text`` in plain small letters, without characters that nobody sees.

    ``offsets``: the place of each character in the page's text, or ``None`` where they are the
    same. ``tags``: where a run of tag characters begins or ends, in offsets of ``text``.
    """

    text: str
    offsets: NDArray[np.int64] | None
    tags: frozenset[int]

    def outer(self, position: int, end_of_page: int) -> int:
        """The offset in the page of one in ``text``."""
        if self.offsets is None:
            return position
        return int(self.offsets[position]) if position < len(self.offsets) else end_of_page

    def inner(self, positions: Sequence[int]) -> list[int]:
        """The offsets in ``text`` of the first characters at or after some of the page."""
        if self.offsets is None:
            return list(positions)
        inner: list[int] = self.offsets.searchsorted(positions).tolist()
        return inner


def read_letters(text: str) -> Letters:
    """Fold ``text``; linear in its size."""
    if text.isascii():
        return Letters(text.lower(), None, frozenset())
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded = _table()[np.minimum(codes, _TABLE_SIZE - 1)]
    high = np.flatnonzero(codes >= _TABLE_SIZE)
    folded[high] = np.where((codes[high] >> 11) == 0xD800 >> 11, 0xFFFD, codes[high])
    tags: frozenset[int] = frozenset()
    styled = high[codes[high] >= _STYLED]
    if len(styled):
        distinct, places = np.unique(codes[styled], return_inverse=True)
        plain = np.array([_folded(chr(code)) for code in distinct.tolist()], dtype=np.uint32)
        folded[styled] = plain[places]
    offsets = np.flatnonzero(folded)
    kept = folded[offsets]
    if len(styled):
        is_tag = (codes[offsets] >> 7) == _TAGS >> 7
        tags = frozenset((np.flatnonzero(np.diff(is_tag)) + 1).tolist())
    plain_text = kept.astype("<u4").tobytes().decode("utf-32-le")
    if _has_mixed_words(kept):
        plain_text = _MIXED.sub(_unmixed, plain_text)
    return Letters(plain_text, None if len(kept) == len(text) else offsets, tags)


@cache
def _table() -> NDArray[np.uint32]:
    return np.array([_folded(chr(code)) for code in range(_TABLE_SIZE)], dtype=np.uint32)


@lru_cache(maxsize=4096)
def _folded(character: str) -> int:
    """The code point that stands for a character; 0 for one that is not seen."""
    if character.isspace():
        return ord("\n" if character in "\n\r\x0b\x0c\x85\u2028\u2029" else " ")
    code = ord(character)
    if _TAGS <= code < _TAGS + 0x80:
        return ord(chr(code - _TAGS).lower()) if 0x20 <= code - _TAGS < 0x7F else 0
    if 0xD800 <= code < 0xE000:
        return 0xFFFD
    category = unicodedata.category(character)
    if is_unseen(character) or (category == "Mn" and 0x0300 <= code < 0x0370):
        return 0
    if 0x064B <= code <= 0x0652:
        return 0
    if category == "Cc":
        return ord(" ")
    for step in (str.lower, _bare, str.lower, _own):
        character = step(character)[:1]
        if not character:
            return 0
    return ord(character)


def _bare(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    return unicodedata.normalize("NFC", "".join(c for c in parts if not "\u0300" <= c < "\u0370"))


def _own(character: str) -> str:
    return _OWN.get(character, character)


def is_unseen(character: str) -> bool:
    """Whether a character takes no room: zero-width, bidirectional, tag and blank letters,
    variation selectors."""
    return unicodedata.category(character) == "Cf" or character in _BLANK_LETTERS


_BLANK_LETTERS = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE10)))
    + "".join(map(chr, range(0xE0100, 0xE01F0)))
)


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(_TABLE_SIZE, dtype=np.uint8)
    kinds[ord("a") : ord("z") + 1] = 1
    kinds[[ord(letter) for letter in _LOOK_ALIKES]] = 2
    return kinds


def _has_mixed_words(codes: NDArray[np.uint32]) -> bool:
    # Most texts have no letter of the scripts that look-alikes are from.
    if not ((codes >= _FIRST_ALIKE) & (codes <= _LAST_ALIKE)).any():
        return False
    kinds = _kinds()[np.minimum(codes, _TABLE_SIZE - 1)]
    return bool(np.any((kinds[1:] | kinds[:-1]) == 3))


def _unmixed(word: re.Match[str]) -> str:
    letters = word[0]
    if letters.isascii() or not any("a" <= letter <= "z" for letter in letters):
        return letters
    return "".join([_LOOK_ALIKES.get(letter, letter) for letter in letters])


def smuggled(text: str) -> str:
    """How a stretch of a page's own text is kept from being seen for what it is, in words for a
    person; empty if it is written as people write."""
    if text.isascii() or not (_ODD.search(text) or (_LATIN.search(text) and _LOOKS.search(text))):
        return ""
    tags = sum(1 for character in text if _TAGS + 0x20 <= ord(character) < _TAGS + 0x7F)
    if tags >= 4:
        return "written in invisible tag characters"
    if len(_SPLIT.findall(text)) >= 4:
        return "written with zero-width characters inside words"
    if sum(1 for character in text if _is_styled(character)) >= 8:
        return "written in letters of another shape"
    words = (word[0] for word in _MIXED.finditer(_lower_bare(text)))
    if sum(1 for word in words if not word.isascii() and _unmixed_differs(word)) >= 2:
        return "written in look-alike letters of another script"
    return ""


_ODD = re.compile(
    "[\u200b\u200e\u200f\u2060-\u2064\u180e\ufeff\u24b6-\u24e9\uff21-\uff5a"
    "\U0001d400-\U0001d7ff\U000e0020-\U000e007e]"
)
_LATIN = re.compile("[A-Za-z]")
_LOOKS = re.compile(f"[{''.join(_LOOK_ALIKES)}]", re.IGNORECASE)
# Joiners are left out: Persian and Hindi need them inside words.
_SPLIT = re.compile(r"(?<=[^\W\d_])[\u200b\u2060-\u2064\ufeff\u180e\u200e\u200f](?=[^\W\d_])")


def _is_styled(letter: str) -> bool:
    code = ord(letter)
    return 0x1D400 <= code < 0x1D800 or 0xFF21 <= code < 0xFF5B or 0x24B6 <= code < 0x24EA


def _lower_bare(text: str) -> str:
    return "".join([chr(_folded(letter) or 0x200B) for letter in text])


def _unmixed_differs(word: str) -> bool:
    return any("a" <= letter <= "z" for letter in word)

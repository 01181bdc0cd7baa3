"""Text that was read in a wrong encoding, found by what proves it.

Nothing here is learnt. The octets behind characters are looked at as they must have been read, in
Windows-1252 (or Latin-1) or in Windows-1251: where characters in a row are the octets of one in
UTF-8, that one was written (RFC 3629, section 4). Else it shows that letters of Latin-1 stand
where no language has so many, or that marks stand in place of letters. What became of quotes and
dashes alone says nothing: such a text can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling.characters import Codes, class_bit
from tamis.labelling.tokens import Reading

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Octets = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_TABLE = 0x2200
_REPLACEMENT, _QUESTION, _NO_BREAK = 0xFFFD, ord("?"), 0xA0
# A run of sentences is looked for in each line, in which more words are misread than so many;
# to be found it has more of them, or few words and most of them so.
_EXPECTED = 0.05
_LEAST_SHARE, _FEWEST = 0.1, 3
_LEAST_SHARE_OF_FEW, _FEWEST_OF_FEW = 0.3, 2
# What is left of them outside the runs, if a page is misread in these alone.
_FEW_LEFT, _FEW_LEFT_SHARE = 2, 0.01
# Of so many words, the others cannot be guessed.
_UNREADABLE, _FEWEST_UNREADABLE = 0.8, 5
_FEWEST_LETTERS = 3
# What closes a quotation or a sentence, or marks a name, behind a capital with an accent.
_CLOSING = "»”’“…–—™®°"
_PUNCTUATION_LEADS = (0xC2, 0xE2)
_OF_ADDRESSES = "/=@&"
# Of the characters of a line in which only marks are left of letters.
_LEAST_LOST, _FEWEST_LOST = 0.8, 6


class _Run(NamedTuple):
    """Tokens ``first`` to ``last``, the latter excluded, of which ``wrong`` are misread."""

    first: int
    last: int
    wrong: int

    @property
    def size(self) -> int:
        return self.last - self.first


def misread_stretches(reading: Reading) -> list[tuple[int, int]]:
    """The tokens, first to last, the latter excluded, of each run of sentences in a line that was
    read in a wrong encoding.

    Where a page was misread throughout, what can be made out is left alone: it is what somebody
    wrote.
    """
    misread = _misread_tokens(reading)
    if misread is None or misread.sum() < _FEWEST_OF_FEW:
        return []
    runs = list(_runs(reading, misread))
    lost = [run for run in runs if run.wrong >= max(_UNREADABLE * run.size, _FEWEST_UNREADABLE)]
    size, wrong = sum(run.size for run in runs), sum(run.wrong for run in runs)
    inside, outside = size - sum(run.size for run in lost), len(misread) - size
    is_all = inside > outside or misread.sum() - wrong > max(_FEW_LEFT, _FEW_LEFT_SHARE * outside)
    return [(run.first, run.last) for run in (lost if is_all else runs)]


def lost_lines(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where lines begin and end in the text of whose letters only question marks are left."""
    codes = reading.tokens.codes
    lost = (codes == _QUESTION) | (codes == _REPLACEMENT)
    if np.count_nonzero(lost[1:] & lost[:-1]) < _FEWEST_LOST // 2:
        return
    classes = reading.tokens.classes
    begins = np.append(0, np.flatnonzero((classes & class_bit("newline")) != 0) + 1)
    begins = begins[begins < len(codes)]
    is_letter, is_space = ((classes & class_bit(name)) != 0 for name in ("letter", "space"))
    letters, spaces, marks, runs = (
        np.add.reduceat(chosen, begins, dtype=np.int64)
        for chosen in (is_letter, is_space, lost, lost & np.append(~lost[1:], True))
    )
    sizes = np.diff(np.append(begins, len(codes))) - spaces
    found = (marks >= _FEWEST_LOST) & (marks >= _LEAST_LOST * sizes) & (letters == 0)
    found &= (runs > 1) & (runs * 2 <= marks)
    ends = np.append(begins[1:], len(codes))
    yield from zip(begins[found].tolist(), ends[found].tolist(), strict=True)


def as_written(word: str) -> str:
    """What a word was before its octets in UTF-8 were read as Windows-1252, Latin-1 or
    Windows-1251; nothing if it was not."""
    if word.isascii():
        return ""
    for encoding in ("cp1252", "latin-1", "cp1251"):
        try:
            return word.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return ""


def _runs(reading: Reading, misread: Mask) -> Iterator[_Run]:
    traits = reading.traits
    begins = np.flatnonzero(traits.column("since_sentence") == 0)
    ends = np.append(begins[1:], len(misread))
    line_of = np.cumsum(traits.column("since_line") == 0)[begins]
    found = np.add.reduceat(misread, begins, dtype=np.int64)
    for line in np.unique(line_of[found > 0]).tolist():
        low, high = np.searchsorted(line_of, (line, line + 1)).tolist()
        sizes = ends[low:high] - begins[low:high]
        first, last = _best_run(found[low:high] - _EXPECTED * sizes)
        wrong, size = int(found[low + first : low + last].sum()), int(sizes[first:last].sum())
        if (wrong >= _FEWEST and wrong >= _LEAST_SHARE * size) or (
            wrong >= _FEWEST_OF_FEW and wrong >= _LEAST_SHARE_OF_FEW * size
        ):
            yield _Run(int(begins[low + first]), int(ends[low + last - 1]), wrong)


def _best_run(gains: Floats) -> tuple[int, int]:
    """First and last, the latter excluded, of the run of the greatest sum (Kadane; Bentley,
    Communications of the ACM 27(9), 1984)."""
    best, best_run = -np.inf, (0, 1)
    total, start = 0.0, 0
    for place, gain in enumerate(gains.tolist()):
        if total < 0:
            total, start = 0.0, place
        total += gain
        if total > best:
            best, best_run = total, (start, place + 1)
    return best_run


def _misread_tokens(reading: Reading) -> Mask | None:
    """Which tokens are of a word that was read in a wrong encoding, if any may be."""
    tokens = reading.tokens
    codes = tokens.codes
    marks = _marks_between_letters(reading)
    (places,) = np.nonzero(codes >= 0x80)
    here = codes[places]
    # Two in a row at least, but for what stands for a letter that is lost.
    beside = np.append(np.diff(places) == 1, np.False_) if len(places) else np.zeros(0, np.bool_)
    if not (beside.any() or len(marks) or (here == _REPLACEMENT).any()):
        return None
    # Where a script has no spaces each character is a word.
    parts = (tokens.classes & class_bit("space", "unspaced")) != 0
    word_of = np.cumsum(parts & (codes != _NO_BREAK))
    words = word_of[places]
    size = int(word_of[-1]) + 1

    def by_word(chosen: Mask) -> Ints:
        return np.bincount(words[chosen], minlength=size)

    ascii_letters = np.bincount(word_of[tokens.inside & (codes < 0x80)], minlength=size)
    foreign = np.bincount(words, minlength=size)
    is_misread = by_word(here == _REPLACEMENT) > 0
    begins, _ = _sequences(here, beside, "cp1252")
    closes = np.append(_closing()[np.minimum(here[1:], _TABLE - 1)], np.False_)
    is_misread |= by_word(begins & ~closes[: len(here)]) > 0
    begins, covered = _sequences(here, beside, "cp1251")
    often = by_word(begins)
    is_misread |= (often > 0) & (by_word(covered) == foreign) & ((often > 1) | (ascii_letters > 0))
    accented = by_word((here >= 0xC0) & (here <= 0xFF))
    is_misread |= (accented >= _FEWEST_LETTERS) & (accented == foreign) & (ascii_letters == 0)
    is_misread[word_of[marks]] = True
    found: Mask = is_misread[word_of[tokens.starts]]
    return found


def _sequences(codes: Codes, beside: Mask, encoding: str) -> tuple[Mask, Mask]:
    """Where the octets of one letter begin, and which characters are octets of any.

    ``beside``: whether the next of ``codes`` is that of the next character.
    """
    octets = _octets(encoding)[np.minimum(codes, _TABLE - 1)]
    continues = (octets >= 0x80) & (octets < 0xC0)
    begins, covered = np.zeros((2, len(octets)), dtype=np.bool_)
    (leads,) = np.nonzero((octets[:-1] >= 0xC2) & (octets[:-1] < 0xF5) & beside[:-1])
    leads = leads[continues[leads + 1]]
    if not len(leads):
        return begins, covered
    lengths = 2 + (octets[leads] >= 0xE0) + (octets[leads] >= 0xF0)
    for step in (2, 3):
        last = np.minimum(leads + step, len(octets) - 1)
        fits = (lengths <= step) | (beside[last - 1] & continues[last] & (last == leads + step))
        leads, lengths = leads[fits], lengths[fits]
    begins[leads] = True
    for step in range(4):
        covered[leads[lengths > step] + step] = True
    for lead in _PUNCTUATION_LEADS:
        begins &= octets != lead
    return begins, covered


def _marks_between_letters(reading: Reading) -> Ints:
    """Question marks between letters, the last before a small one, as what is written with fewer
    characters has in place of others; but for addresses."""
    tokens = reading.tokens
    codes = tokens.codes
    marks = np.flatnonzero(codes[1:-1] == _QUESTION) + 1
    if not len(marks):
        return marks
    letters = (tokens.classes & class_bit("letter")) != 0
    small = letters[marks + 1] & (codes[marks + 1] == tokens.lowered[marks + 1])
    marks = marks[small & (letters[marks - 1] | (codes[marks - 1] == _QUESTION))]
    around = np.flatnonzero((tokens.classes & class_bit("space")) != 0)
    signs = np.isin(codes, [ord(sign) for sign in _OF_ADDRESSES])
    signs_before = np.append(0, np.cumsum(signs))
    place = np.searchsorted(around, marks)
    begins, ends = np.append(0, around)[place], np.append(around, len(codes))[place]
    apart: Ints = marks[signs_before[begins] == signs_before[ends]]
    return apart


@cache
def _octets(encoding: str) -> Octets:
    """The octet that each character was read from, 0 for what is none of the encoding's upper
    half. What Windows-1252 leaves free is read as in Latin-1."""
    table = np.zeros(_TABLE, dtype=np.uint8)
    for octet in range(0x80, 0x100):
        character = bytes([octet]).decode(encoding, "replace")
        if ord(character) < _TABLE:
            table[ord(character)] = octet
        if encoding == "cp1252":
            table[octet] = octet
    return table


@cache
def _closing() -> Mask:
    table = np.zeros(_TABLE, dtype=np.bool_)
    table[[ord(character) for character in _CLOSING]] = True
    return table

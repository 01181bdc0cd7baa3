"""Which blocks of a page are main content, given the main content as plain text.

The truth was written down by people or by other programs: its line breaks differ from the
page's, parts may have moved, words may have been edited. The page holds more text than the
truth, often the same text twice (once for narrow screens), and its menus share words with the
article. Every word of the truth can therefore be claimed only once, and a claim needs context:

1. Runs of three or more equal tokens, and blocks that equal a line of the truth, are chained in
   order, as genome aligners chain seeds (Li, "Minimap2", Bioinformatics 2018, section 2.1):
   the chain with the highest score wins, where gaps cost.
2. Inside the chain's narrow gaps a longest common subsequence finds what small edits left over.
3. What is left of page and truth is chained again, so that moved parts are found, until no
   chain is convincing.
4. Lines of the truth that are still free go to free blocks with the same words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

from tamis.page import Role

# Thai, Lao, Burmese, Khmer, kana and Han: scripts without spaces between words.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_IS_UNSPACED = re.compile(f"[{_UNSPACED}]")
# A soft hyphen stands on the page only.
_TOKEN = re.compile(rf"(?=\w)[{_UNSPACED}]|(?:[^\W{_UNSPACED}]|\u00ad)+")

_SEEDS = (3, 12)  # tokens; what is common in threes, in a table, is rare in twelves
_HASH_FACTOR = 6_364_136_223_846_793_005
_RAGGED = 2  # tokens
_CONVINCING = 6.0  # the score of about six words in a row
_WHOLE_LINE = 1.0  # what a block that is a line of the truth scores on top of its words
_FAR_LONGER = 4  # times
# Bounds on time for pages that repeat themselves.
_MAX_PAIRS_PER_SEED = 1024
_MAX_RUNS = 8_000
_LOOK_BACK = 512
_MAX_PASSES = 24
_MAX_GAP_PAIRS = 20_000

_ENOUGH_OF_BLOCK = 4  # one word of the part in so many
_LABELLED = frozenset({Role.CREDIT, Role.BYLINE})  # "Photo: …", "By …"
_LABEL_WORDS = 3
_OPENING = frozenset({"Ps", "Pi"})  # Unicode categories: brackets and quotation marks

_Ints = NDArray[np.int64]


def align(text: str, blocks: Sequence[tuple[int, int]], truth: str) -> list[float]:
    """The share of each block's tokens that are main content, in [0, 1].

    ``blocks`` are ordered, disjoint, half-open ranges of code points in ``text``; ``truth`` is
    the main content as plain text. Tokens are runs of word characters in lower case; in scripts
    that do not put spaces between words every character is one. A block without tokens has 0.
    """
    page = _tokenise(text, blocks)
    wanted = _tokenise(truth, _lines(truth))
    matches = _match(page, wanted)
    totals = np.bincount(page.units, minlength=len(blocks))
    found = np.bincount(page.units[matches >= 0], minlength=len(blocks))
    shares: list[float] = (found / np.maximum(totals, 1)).tolist()
    return shares


def align_roles(
    text: str, blocks: Sequence[tuple[int, int]], parts: Sequence[tuple[Role, str]]
) -> list[tuple[int, int, Role]]:
    """Where on the page the parts stand: ordered, disjoint ranges ``(start, end, role)``.

    ``parts`` are texts of the page with their roles in reading order, each caption next to its
    credits. Ranges are half-open, count code points of ``text`` and lie within one block: the
    whole block where most of it has one role, else from the first to the last word that has the
    role, so that a caption and its credit can share a block. Each part is found once at most;
    what is no part's is in no range.
    """
    page = _tokenise(text, blocks)
    wanted = _tokenise("\n".join(part for _, part in parts), _consecutive(parts))
    matches = _match(page, wanted)
    owners = matches.copy()
    owners[matches >= 0] = wanted.units[matches[matches >= 0]]
    _release_scattered(owners, page, wanted)
    _place_missing(owners, page, wanted)
    ranges: list[tuple[int, int, Role]] = []
    for block, (start, end) in zip(blocks, page.bounds, strict=True):
        ranges += _ranges_in_block(text, block, page, range(start, end), owners, parts)
    return ranges


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Tokens with the ranges they stand at and the unit, a block or line, that each is in."""

    words: list[str]
    starts: list[int]
    ends: list[int]
    units: _Ints
    bounds: list[tuple[int, int]]

    def in_unit(self, unit: int) -> tuple[str, ...]:
        start, end = self.bounds[unit]
        return tuple(self.words[start:end])


class _Run(NamedTuple):
    """``length`` tokens from ``page`` on that equal those of the truth from ``truth`` on."""

    page: int
    truth: int
    length: int


def _lines(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^\n\r]+", text)]


def _tokenise(text: str, ranges: Iterable[tuple[int, int]]) -> _Tokens:
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    units: list[int] = []
    bounds: list[tuple[int, int]] = []
    for unit, (start, end) in enumerate(ranges):
        first = len(words)
        for match in _TOKEN.finditer(text, start, end):
            word = match[0].replace("\u00ad", "").lower()
            if word:
                words.append(word)
                starts.append(match.start())
                ends.append(match.end())
                units.append(unit)
        bounds.append((first, len(words)))
    return _Tokens(words, starts, ends, np.array(units, dtype=np.int64), bounds)


def _match(page: _Tokens, truth: _Tokens) -> _Ints:
    """The truth's token that each of the page's tokens is, or -1; no token is used twice."""
    number_of: dict[str, int] = {}
    free_truth = np.array(
        [number_of.setdefault(word, len(number_of)) for word in truth.words], dtype=np.int64
    )
    free_page = np.array([number_of.get(word, -1) for word in page.words], dtype=np.int64)
    matches = np.full(len(page.words), -1, dtype=np.int64)
    weights = np.array(
        [0.5 if _IS_UNSPACED.match(word) else 1.0 for word in page.words], dtype=np.float64
    )
    weight_before = np.concatenate(([0.0], np.cumsum(weights)))

    def claim(run: _Run) -> None:
        on_page = slice(run.page, run.page + run.length)
        in_truth = slice(run.truth, run.truth + run.length)
        matches[on_page] = np.arange(run.truth, run.truth + run.length)
        free_page[on_page] = -1
        free_truth[in_truth] = -2

    for _ in range(_MAX_PASSES):
        whole = _whole_lines(page, truth, free_page, free_truth)
        runs = [run for size in _SEEDS for run in _common_runs(free_page, free_truth, size)]
        runs = list(_without_ragged_ends(_outstanding(runs), truth))
        chain, score = _best_chain(runs, whole, weight_before)
        if score < _CONVINCING:
            break
        for run in chain:
            claim(run)
        for before, after in pairwise(chain):
            for run in _gap_runs(before, after, free_page, free_truth):
                claim(run)
    for run in _left_over_lines(page, truth, free_page, free_truth, matches):
        claim(run)
    return matches


def _common_runs(page: _Ints, truth: _Ints, size: int) -> list[_Run]:
    """The longest runs of equal tokens, at least ``size`` long; negative tokens equal none.

    Seeds that occur so often that they say little about the place are left out.
    """
    page_places, page_seeds = _seeds(page, size)
    truth_places, truth_seeds = _seeds(truth, size)
    if not len(page_seeds) or not len(truth_seeds):
        return []
    order = np.argsort(truth_seeds, kind="stable")
    truth_places, truth_seeds = truth_places[order], truth_seeds[order]
    first = np.searchsorted(truth_seeds, page_seeds, side="left")
    count = np.searchsorted(truth_seeds, page_seeds, side="right") - first
    _, inverse, on_page = np.unique(page_seeds, return_inverse=True, return_counts=True)
    telling = (count > 0) & (count * on_page[inverse] <= _MAX_PAIRS_PER_SEED)
    first, count, page_places = first[telling], count[telling], page_places[telling]
    page_side = np.repeat(page_places, count)
    offsets = np.arange(len(page_side)) - np.repeat(np.cumsum(count) - count, count)
    truth_side = truth_places[np.repeat(first, count) + offsets]

    order = np.lexsort((page_side, truth_side - page_side))
    page_side, truth_side = page_side[order], truth_side[order]
    if not len(page_side):
        return []
    breaks = (np.diff(truth_side - page_side) != 0) | (np.diff(page_side) != 1)
    begins = np.concatenate(([0], np.flatnonzero(breaks) + 1))
    lengths = np.diff(np.concatenate((begins, [len(page_side)]))) + size - 1
    return [
        _Run(*values)
        for values in zip(
            page_side[begins].tolist(), truth_side[begins].tolist(), lengths.tolist(), strict=True
        )
    ]


def _outstanding(runs: list[_Run]) -> list[_Run]:
    """The runs but for those that lie within far longer ones, on the page and in the truth."""
    if not runs:
        return []
    longest_first = sorted(runs, key=lambda run: -run.length)[:_MAX_RUNS]
    over_page = np.zeros(max(run.page + run.length for run in runs), dtype=np.int64)
    over_truth = np.zeros(max(run.truth + run.length for run in runs), dtype=np.int64)
    for run in reversed(longest_first):
        over_page[run.page : run.page + run.length] = run.length
        over_truth[run.truth : run.truth + run.length] = run.length
    return [
        run
        for run in longest_first
        if min(
            over_page[run.page : run.page + run.length].min(),
            over_truth[run.truth : run.truth + run.length].min(),
        )
        < _FAR_LONGER * run.length
    ]


def _without_ragged_ends(runs: Iterable[_Run], truth: _Tokens) -> Iterator[_Run]:
    """The runs without the one or two tokens with which they reach into another line.

    Such tokens are often there by chance: "… Images" before a caption that follows a credit.
    """
    for run in runs:
        start, end = run.truth, run.truth + run.length
        line_start, line_end = truth.bounds[truth.units[start]]
        if line_start < start and line_end < end and line_end - start <= _RAGGED:
            start = line_end
        line_start, line_end = truth.bounds[truth.units[end - 1]]
        if end < line_end and start < line_start and end - line_start <= _RAGGED:
            end = line_start
        yield _Run(run.page + start - run.truth, start, end - start)


def _seeds(tokens: _Ints, size: int) -> tuple[_Ints, _Ints]:
    """The places of all runs of ``size`` tokens that are not negative, and a hash of each."""
    if len(tokens) < size:
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    windows = np.lib.stride_tricks.sliding_window_view(tokens, size)
    places = np.flatnonzero((windows >= 0).all(axis=1))
    seeds = np.zeros(len(places), dtype=np.int64)
    for column in range(size):
        seeds = seeds * _HASH_FACTOR + windows[places, column]  # modulo 2 ** 64
    return places, seeds


def _whole_lines(page: _Tokens, truth: _Tokens, free_page: _Ints, free_truth: _Ints) -> list[_Run]:
    """Every pair of a free block and a free line of the truth that have the same tokens."""
    lines: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for unit, (start, end) in enumerate(truth.bounds):
        if start < end and (free_truth[start:end] >= 0).all():
            lines[truth.in_unit(unit)].append(start)
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for unit, (start, end) in enumerate(page.bounds):
        if start < end and (free_page[start:end] >= 0).all():
            blocks[page.in_unit(unit)].append(start)
    return [
        _Run(block, line, len(words))
        for words in blocks.keys() & lines.keys()
        if len(blocks[words]) * len(lines[words]) <= _MAX_PAIRS_PER_SEED
        for block in blocks[words]
        for line in lines[words]
    ]


def _best_chain(
    runs: list[_Run], whole: list[_Run], weight_before: NDArray[np.float64]
) -> tuple[list[_Run], float]:
    """The chain of runs, in order on the page and in the truth, with the highest score."""
    bonus = dict.fromkeys(whole, _WHOLE_LINE)
    ordered = sorted({*runs, *whole})
    if not ordered:
        return [], 0.0
    table = np.array(ordered, dtype=np.int64)
    pages, truths, lengths = table.T
    page_ends, truth_ends = pages + lengths, truths + lengths
    gains = weight_before[page_ends] - weight_before[pages]
    gains += [bonus.get(run, 0.0) for run in ordered]
    scores = gains.copy()
    came_from = np.full(len(ordered), -1, dtype=np.int64)
    for here in range(1, len(ordered)):
        window = slice(max(0, here - _LOOK_BACK), here)
        page_gap = pages[here] - page_ends[window]
        truth_gap = truths[here] - truth_ends[window]
        overlap = np.maximum(0, -np.minimum(page_gap, truth_gap))
        cost = 0.5 * (np.log2(1 + np.maximum(page_gap, 0)) + np.log2(1 + np.maximum(truth_gap, 0)))
        total = scores[window] - cost - 0.5 - overlap
        follows = (
            (pages[window] < pages[here])
            & (truths[window] < truths[here])
            & (overlap < np.minimum(lengths[here], lengths[window]))
        )
        total[~follows] = -1.0
        best = int(total.argmax())
        if total[best] > 0:
            scores[here] += total[best]
            came_from[here] = window.start + best
    here = int(scores.argmax())
    score = float(scores[here])
    chain: list[_Run] = []
    while here >= 0:
        run = ordered[here]
        if chain:
            room = min(chain[-1].page - run.page, chain[-1].truth - run.truth)
            run = run._replace(length=min(run.length, room))
        chain.append(run)
        here = int(came_from[here])
    return chain[::-1], score


def _gap_runs(before: _Run, after: _Run, page: _Ints, truth: _Ints) -> list[_Run]:
    """Single tokens that are equal, in order, between two neighbours of a chain.

    There are none where the gap is much wider on the page: there they would be equal by chance.
    """
    page_start, page_end = before.page + before.length, after.page
    truth_start, truth_end = before.truth + before.length, after.truth
    if page_end - page_start > 3 * (truth_end - truth_start) + 6:
        return []
    places: dict[int, list[int]] = defaultdict(list)
    for place in range(truth_end - 1, truth_start - 1, -1):
        places[int(truth[place])].append(place)
    equal = [places.get(int(token), []) for token in page[page_start:page_end]]
    if sum(map(len, equal)) > _MAX_GAP_PAIRS:
        return []
    pairs = [(page_start + offset, place) for offset, here in enumerate(equal) for place in here]
    return [_Run(on_page, place, 1) for on_page, place in _longest_increasing(pairs)]


def _longest_increasing(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The longest subsequence that rises in both numbers (Hunt and Szymanski, CACM 1977).

    ``pairs`` rise in the first number and, where that is equal, fall in the second.
    """
    tails: list[int] = []
    last_of: list[int] = []
    previous: list[int] = []
    for index, (_, place) in enumerate(pairs):
        rank = bisect_left(tails, place)
        previous.append(last_of[rank - 1] if rank else -1)
        if rank == len(tails):
            tails.append(place)
            last_of.append(index)
        else:
            tails[rank] = place
            last_of[rank] = index
    index = last_of[-1] if last_of else -1
    while index >= 0:
        yield pairs[index]
        index = previous[index]


def _left_over_lines(
    page: _Tokens, truth: _Tokens, free_page: _Ints, free_truth: _Ints, matches: _Ints
) -> Iterator[_Run]:
    """A free block for each free line of the truth with the same tokens: the block nearest to
    where the lines around it were found."""
    place_of = np.full(len(truth.words), -1, dtype=np.int64)
    found = np.flatnonzero(matches >= 0)
    place_of[matches[found]] = found
    placed = np.flatnonzero(place_of >= 0)
    candidates: dict[int, list[_Run]] = defaultdict(list)
    for run in _whole_lines(page, truth, free_page, free_truth):
        candidates[run.truth].append(run)
    taken: set[int] = set()
    for line, runs in sorted(candidates.items()):
        free = [run for run in runs if run.page not in taken]
        if free:
            home = 0
            if len(placed):
                nearest = placed[max(0, int(np.searchsorted(placed, line)) - 1)]
                home = int(place_of[nearest])
            best = min(free, key=lambda run: abs(run.page - home))
            taken.add(best.page)
            yield best


def _consecutive(parts: Iterable[tuple[Role, str]]) -> Iterator[tuple[int, int]]:
    start = 0
    for _, part in parts:
        yield start, start + len(part)
        start += len(part) + 1


def _release_scattered(owners: _Ints, page: _Tokens, parts: _Tokens) -> None:
    """Free the tokens that are neither half of their block nor half of their part."""
    for start, end in page.bounds:
        inside = owners[start:end]
        for part in np.unique(inside[inside >= 0]).tolist():
            mine = inside == part
            first, last = parts.bounds[part]
            if 2 * mine.sum() < min(end - start, last - first):
                inside[mine] = -1


def _place_missing(owners: _Ints, page: _Tokens, parts: _Tokens) -> None:
    """Give a part that was not found the equal words that are nearest to its neighbours' place.

    The words must be much of what is free in their block: a name in running text is no byline.
    """
    place_of: dict[int, int] = {}
    for place, part in enumerate(owners.tolist()):
        if part >= 0:
            place_of.setdefault(part, place)
    places_of_word: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(page.words):
        places_of_word[word].append(place)
    for part, (first, last) in enumerate(parts.bounds):
        words = parts.words[first:last]
        if part in place_of or not words:
            continue
        candidates = []
        for place in places_of_word[words[0]]:
            end = place + len(words)
            start_of_block, end_of_block = page.bounds[page.units[place]]
            free = int((owners[start_of_block:end_of_block] < 0).sum())
            if (
                end <= end_of_block
                and _ENOUGH_OF_BLOCK * len(words) >= free
                and page.words[place:end] == words
                and (owners[place:end] < 0).all()
            ):
                candidates.append(place)
        if candidates:
            nearest = min(place_of, key=lambda other: abs(other - part), default=None)
            home = 0 if nearest is None else place_of[nearest]
            best = min(candidates, key=lambda place: abs(place - home))
            owners[best : best + len(words)] = part
            place_of[part] = best


def _ranges_in_block(
    text: str,
    block: tuple[int, int],
    page: _Tokens,
    tokens: range,
    owners: _Ints,
    parts: Sequence[tuple[Role, str]],
) -> list[tuple[int, int, Role]]:
    stretches: list[tuple[int, int, Role]] = []
    last_part = -1
    for token in tokens:
        part = int(owners[token])
        if part < 0:
            continue
        role = parts[part][0]
        begin = token
        if stretches:
            start, end, role_before = stretches[-1]
            if role is role_before and (part == last_part or token - end <= _LABEL_WORDS):
                stretches.pop()
                begin = start
        stretches.append((begin, token + 1, role))
        last_part = part
    if not stretches:
        return []
    if len(stretches) == 1 and 2 * (stretches[0][1] - stretches[0][0]) >= len(tokens):
        return [(*block, stretches[0][2])]
    ranges: list[tuple[int, int, Role]] = []
    floor_token, floor = tokens.start, block[0]
    for begin, end, role in stretches:
        has_label = role in _LABELLED and begin - floor_token <= _LABEL_WORDS
        start = page.starts[floor_token if has_label else begin]
        while start > floor and not text[start - 1].isspace():
            start -= 1
        stop = page.ends[end - 1]
        limit = page.starts[end] if end < tokens.stop else block[1]
        while stop < limit and not text[stop].isspace() and category(text[stop]) not in _OPENING:
            stop += 1
        ranges.append((start, stop, role))
        floor_token, floor = end, stop
    return ranges

"""Make the weights that tell instructions to models: ``python -m training.injections``.

The sentences of ``training/pollution/injections/*.toml``, all written by hand, are put into pages
in every form that instructions take (hidden, in a paragraph, as a bullet, behind blanks, in
invisible or look-alike letters), beside ordinary sentences that look like them. With ``--data``
the pages of WCXB, which are taken to be clean, are added as ordinary text. A logistic regression
weighs the signs of ``tamis.pollution.evidence``. Prints how well sentences are told in languages,
and in kinds of phrasing, that were not learnt, and writes ``pollution/data/injection.json``.
"""

from __future__ import annotations

import argparse
import json
import tomllib
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tamis.labelling import label
from tamis.options import Options
from tamis.page import Role, Span
from tamis.parsing import parse
from tamis.pollution.evidence import NAMES
from tamis.pollution.injection import judged_sentences
from tamis.pollution.letters import read_letters
from training.reliability import reliability

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "training/pollution/injections"
WEIGHTS = ROOT / "src/tamis/pollution/data/injection.json"
RIDGE = 1.0
# There are many of them, and each speaks for itself alone.
PAGE_WEIGHT = 0.1
THIRDS = 3
Floats = NDArray[np.float64]

_LATIN = "aeocpyxi"
_CYRILLIC = "аеосрухі"
_LOOK_ALIKE = str.maketrans(_LATIN, _CYRILLIC)


class Piece(NamedTuple):
    """One span of a made page. ``inside``: the ranges of ``text`` that instruct a model."""

    text: str
    visible: bool = True
    role: Role = Role.PARAGRAPH
    inside: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence: its signs as ones and zeros, whether it instructs, and where it is from.
    ``reached``: whether tamis looks at it at all; if not, it has no signs."""

    signs: tuple[str, ...]
    truth: bool
    language: str
    group: str
    form: str
    weight: float
    reached: bool = True
    text: str = ""


def main() -> None:
    """Print the validation and write the weights."""
    parser = argparse.ArgumentParser(prog="training.injections", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--report-only", action="store_true", help="write nothing")
    parser.add_argument("--show", type=int, default=0, help="print that many errors of each sort")
    arguments = parser.parse_args()
    made = list(made_rows())
    pages = list(page_rows(arguments.data))
    print(
        f"{sum(row.truth for row in made):,} sentences that instruct, "
        f"{sum(not row.truth for row in made):,} ordinary ones beside them, "
        f"{len(pages):,} of web pages"
    )
    scores = np.zeros(len(made) + len(pages))
    rows = [*made, *pages]
    for name, key in (("language", "language"), ("phrasing", "group")):
        scores = held_out_scores(rows, key)
        print(f"\nheld out by {name} (web pages: by a fifth of them)")
        report(rows, scores, key)
        report(rows, scores, "form")
    slope, shift = platt(scores, np.array([row.truth for row in rows]), _weights(rows))
    weights, bias = fit(rows)
    reached = np.array([row.reached for row in rows])
    calibrated = 1 / (1 + np.exp(-(scores * slope + shift)))
    measured = reliability(
        calibrated[reached],
        np.array([float(row.truth) for row in rows])[reached],
        _weights(rows)[reached],
    )
    print(f"\nslope {slope:.2f}, expected calibration error {measured.error:.3f}")
    if arguments.show:
        show_errors(rows, scores, arguments.show)
    if not arguments.report_only:
        write(weights * slope, bias * slope + shift)


def write(weights: Floats, bias: float) -> None:
    """Write the weights, one a line, rounded: the same file on every machine."""
    table = {name: round(float(weight), 3) for name, weight in zip(NAMES, weights, strict=True)}
    WEIGHTS.write_text(
        json.dumps({"bias": round(bias, 3), "weights": table}, indent=1) + "\n", encoding="utf-8"
    )


# Pages ---------------------------------------------------------------------------------------


def made_rows() -> Iterator[Row]:
    """The sentences of all made pages."""
    for path in sorted(TEXTS.glob("*.toml")):
        texts: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        hosts = texts["hosts"]
        for group, sentences in texts["injections"].items():
            for number, sentence in enumerate(sentences):
                other = sentences[(number + 1) % len(sentences)]
                pages = dict(_injected(sentence, other, hosts, number))
                for form, pieces in pages.items():
                    yield from rows_of(
                        pieces, path.stem, _third(group, number), form, 1 / len(pages)
                    )
        ordinary = texts["ordinary"]
        for group, sentences in ordinary.items():
            for number, sentence in enumerate(sentences):
                pages = dict(_ordinary(sentence, hosts, number, group))
                for form, pieces in pages.items():
                    yield from rows_of(
                        pieces, path.stem, _third(group, number), form, 1 / len(pages)
                    )
            for third in range(THIRDS):
                together = [Piece(sentence) for sentence in sentences[third::THIRDS]]
                yield from rows_of(
                    *(together, path.stem, _third(group, third), "ordinary, in one page", 1.0)
                )


def _third(group: str, number: int) -> str:
    """The group of phrasings that is learnt or held out together, in all languages: the same
    place in their lists is, more or less, the same sentence."""
    return f"{group} {number % THIRDS}"


def _injected(
    sentence: str, other: str, hosts: Sequence[str], number: int
) -> Iterator[tuple[str, list[Piece]]]:
    before, after = hosts[number % len(hosts)], hosts[(number + 1) % len(hosts)]
    host = Piece(f"{before} {after}")
    whole = ((0, len(sentence)),)
    inside = f"{before} {sentence} {after}"
    where = ((len(before) + 1, len(before) + 1 + len(sentence)),)
    yield "hidden", [host, Piece(sentence, visible=False, inside=whole)]
    yield "hidden, in a paragraph", [Piece(inside, visible=False, inside=where)]
    yield "visible", [host, Piece(sentence, inside=whole), Piece(after)]
    yield "in a paragraph", [host, Piece(inside, inside=where)]
    bullets = [Piece(before, role=Role.LIST_ITEM), Piece(sentence, True, Role.LIST_ITEM, whole)]
    yield "bullet", [*bullets, Piece(after, role=Role.LIST_ITEM)]
    yield "comment", [host, Piece(inside, role=Role.COMMENT, inside=where)]
    gap = " " * 300
    shift = len(before) + len(gap)
    yield (
        "behind blanks",
        [Piece(before + gap + sentence, inside=((shift, shift + len(sentence)),))],
    )
    if sentence != other:
        two = f"{sentence} {other}"
        yield "two in a row", [host, Piece(two, inside=((0, len(two)),))]
        yield "hidden, two in a row", [host, Piece(two, visible=False, inside=((0, len(two)),))]
    for form, written in _disguised(sentence):
        start = len(before) + 1
        place = ((start, start + len(written)),)
        yield form, [Piece(f"{before} {written}", inside=place), Piece(after)]


def _disguised(sentence: str) -> Iterator[tuple[str, str]]:
    if sentence.isascii():
        yield "tag characters", "".join(chr(0xE0000 + ord(letter)) for letter in sentence)
        yield "look-alike letters", sentence.translate(_LOOK_ALIKE)
        yield (
            "full-width letters",
            "".join(
                chr(ord(letter) + 0xFEE0) if letter.isalpha() else letter for letter in sentence
            ),
        )
    yield "zero-width characters", "\u200b".join(sentence)


def _ordinary(
    sentence: str, hosts: Sequence[str], number: int, group: str
) -> Iterator[tuple[str, list[Piece]]]:
    before, after = hosts[number % len(hosts)], hosts[(number + 1) % len(hosts)]
    if group == "hidden":
        yield "ordinary, hidden", [Piece(f"{before} {after}"), Piece(sentence, visible=False)]
        yield "ordinary", [Piece(sentence), Piece(before)]
        return
    yield "ordinary", [Piece(before), Piece(sentence), Piece(after)]
    yield "ordinary, in a paragraph", [Piece(f"{before} {sentence} {after}")]
    yield (
        "ordinary, bullet",
        [Piece(before, role=Role.LIST_ITEM), Piece(sentence, True, Role.LIST_ITEM)],
    )
    yield "ordinary, hidden", [Piece(before), Piece(f"{sentence} {after}", visible=False)]
    if group in {"about", "manuals"}:
        yield "ordinary, code", [Piece(sentence, role=Role.CODE)]


def rows_of(
    pieces: Sequence[Piece], language: str, group: str, form: str, weight: float
) -> Iterator[Row]:
    """The sentences of a made page that are judged, and its injections that are not."""
    text, spans, ranges = "", [], []
    for piece in pieces:
        ranges += [(len(text) + start, len(text) + end) for start, end in piece.inside]
        start = len(text)
        text += piece.text + "\n"
        spans.append(Span(start, len(text), piece.role, visible=piece.visible))
    letters = read_letters(text)
    covered: set[int] = set()
    for judged in judged_sentences(text, spans, letters):
        sentence = judged.sentence
        start, end = (
            letters.outer(sentence.start, len(text)),
            letters.outer(sentence.end, len(text)),
        )
        truth = any(
            2 * (min(end, last) - max(start, first)) > len(text[start:end].strip())
            for first, last in ranges
        )
        if truth:
            covered.update(range(start, end))
        signs = tuple(judged.evidence.signs)
        yield Row(signs, truth, language, group, form, weight, text=text[start:end])
    for first, last in ranges:
        if not any(place in covered for place in range(first, last)):
            yield Row((), True, language, group, form, weight, reached=False, text=text[first:last])


def page_rows(data: Path) -> Iterator[Row]:
    """The sentences of real pages that are judged, in five groups of pages."""
    import gzip

    options = Options()
    for path in sorted((data / "wcxb-dev/html").glob("*.html.gz")):
        document = parse(
            gzip.decompress(path.read_bytes()),
            url=None,
            media_type="text/html",
            max_bytes=options.max_bytes,
        )
        letters = read_letters(document.text)
        fold = f"pages {zlib.crc32(path.name.encode()) % 5}"
        spans = label(document, options).spans
        for judged in judged_sentences(document.text, spans, letters):
            start = letters.outer(judged.sentence.start, len(document.text))
            end = letters.outer(judged.sentence.end, len(document.text))
            form = "web page" if spans[judged.span].visible else "web page, hidden"
            yield Row(
                *(tuple(judged.evidence.signs), False, fold, fold, form, PAGE_WEIGHT),
                text=f"{path.name}: {document.text[start:end]}",
            )


# Fitting -------------------------------------------------------------------------------------


def _matrix(rows: Sequence[Row]) -> Floats:
    place = {name: number for number, name in enumerate(NAMES)}
    matrix = np.zeros((len(rows), len(NAMES)))
    for number, row in enumerate(rows):
        matrix[number, [place[name] for name in row.signs]] = 1
    return matrix


def _weights(rows: Iterable[Row]) -> Floats:
    return np.array([row.weight for row in rows])


def fit(rows: Sequence[Row]) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression with a ridge, by Newton's method."""
    used = [row for row in rows if row.reached]
    matrix = np.hstack([_matrix(used), np.ones((len(used), 1))])
    truth = np.array([float(row.truth) for row in used])
    sample = _weights(used)
    ridge = np.full(matrix.shape[1], RIDGE)
    ridge[-1] = 1e-6
    beta = np.zeros(matrix.shape[1])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(matrix @ beta, -30, 30)))
        slope = matrix.T @ (sample * (probability - truth)) + ridge * beta
        curve = (matrix * (sample * probability * (1 - probability))[:, None]).T @ matrix
        step = np.linalg.solve(curve + np.diag(ridge), slope)
        beta -= step
        if np.abs(step).max() < 1e-8:
            break
    return beta[:-1], float(beta[-1])


def held_out_scores(rows: Sequence[Row], key: str) -> Floats:
    """Each row's score by weights that were fitted without its language or group."""
    scores = np.full(len(rows), -30.0)
    groups = [getattr(row, key) for row in rows]
    for group in sorted(set(groups)):
        weights, bias = fit([row for row, own in zip(rows, groups, strict=True) if own != group])
        chosen = [
            number for number, own in enumerate(groups) if own == group and rows[number].reached
        ]
        scores[chosen] = _matrix([rows[number] for number in chosen]) @ weights + bias
    return scores


def platt(scores: Floats, truth: NDArray[np.bool_], sample: Floats) -> tuple[float, float]:
    """Slope and shift that turn scores into calibrated ones (Platt, 1999), by Newton's method."""
    reached = scores > -30
    matrix = np.stack([scores[reached], np.ones(int(reached.sum()))], axis=1)
    beta = np.array([1.0, 0.0])
    for _ in range(50):
        probability = 1 / (1 + np.exp(-np.clip(matrix @ beta, -30, 30)))
        slope = matrix.T @ (sample[reached] * (probability - truth[reached]))
        spread = (sample[reached] * probability * (1 - probability))[:, None]
        beta -= np.linalg.solve((matrix * spread).T @ matrix + 1e-9 * np.eye(2), slope)
    return float(beta[0]), float(beta[1])


# Reports -------------------------------------------------------------------------------------


def report(rows: Sequence[Row], scores: Floats, key: str) -> None:
    """Print precision, recall and F1 of sentences by ``key``."""
    print(f"{key:<28}{'precision':>10}{'recall':>8}{'F1':>7}{'right':>7}{'wrong':>7}{'missed':>7}")
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row, score in zip(rows, scores.tolist(), strict=True):
        called = score >= 0
        for name in (getattr(row, key), "all"):
            counts[name][0] += row.truth and called
            counts[name][1] += called and not row.truth
            counts[name][2] += row.truth and not called
    for name in [*sorted(set(counts) - {"all"}), "all"]:
        right, wrong, missed = counts[name]
        precision = right / (right + wrong) if right + wrong else 1.0
        recall = right / (right + missed) if right + missed else 1.0
        f1 = 2 * right / (2 * right + wrong + missed) if right + wrong + missed else 1.0
        print(
            f"{name:<28}{precision:>10.3f}{recall:>8.3f}{f1:>7.3f}{right:>7}{wrong:>7}{missed:>7}"
        )


def show_errors(rows: Sequence[Row], scores: Floats, most: int) -> None:
    """Print the worst errors: ordinary sentences by falling score, missed ones by rising."""
    order = np.argsort(scores, kind="stable")
    wanted: list[tuple[str, Iterable[int], Callable[[int], bool]]] = [
        ("called wrongly", order[::-1], lambda number: not rows[number].truth),
        ("missed", order, lambda number: rows[number].truth),
    ]
    for name, numbers, is_wanted in wanted:
        print(f"\n{name}")
        seen: set[str] = set()
        for number in numbers:
            row = rows[number]
            if is_wanted(number) and row.text not in seen and len(seen) < most:
                seen.add(row.text)
                print(
                    f"{scores[number]:7.2f} {row.language} {row.form}: {row.text.strip()[:150]!r}"
                )
                print(f"        {', '.join(row.signs)}")


if __name__ == "__main__":
    main()

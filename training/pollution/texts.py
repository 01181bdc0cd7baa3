"""The texts that pollution is put into, and real ones whose lines people have labelled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from py3langid import classify

from tamis.labelling.characters import codes_of
from tamis.labelling.tokens.model import BOILERPLATE
from tamis.labelling.tokens.traits import garbled
from tamis.parsing import parse
from training import data
from training.alignment import align
from training.blocks import wet_text
from training.data import LabelledLines, Sample
from training.pollution.body import PAGE, REAL, CleanText, Made, PollutedText, Stretch

_HERE = Path(__file__).parent
PLAIN, HARD = "plain", "negatives"
_FEWEST_CHARACTERS = 200
# Less of a line than this in the truth: it is no content; more than one less this: it is.
_LEAST_SHARE = 0.15
_AROUND = 12
# Characters of a wrong encoding by word.
_MOST_GARBLED = 0.06


def clean_texts(data_dir: Path) -> list[CleanText]:
    """The main content of wcxb and fundus pages, clean lines of turku."""
    return [
        text
        for text in (
            *_of_samples(data.wcxb(data_dir / "wcxb-dev")),
            *_of_samples(data.fundus(data_dir / "fundus-dev")),
            *_of_lines(data.turku(data_dir / "turku-lines")),
        )
        if sum(map(len, text.lines)) >= _FEWEST_CHARACTERS
    ]


def own_texts(folder: str) -> Iterator[CleanText]:
    """Texts that were written for this: those of ``plain`` are in languages of which the data
    sets have few; those of ``negatives`` look odd and are clean: recipes, verse, fixtures,
    articles about spam, …"""
    for path in sorted((_HERE / folder).glob("*.txt")):
        name, language = path.stem.rsplit(".", 1)
        lines = path.read_text("utf-8").splitlines()
        yield CleanText(f"{folder}-{path.stem}", f"own-{name}", language, _full(lines))


def labelled_texts(data_dir: Path) -> list[PollutedText]:
    """Real documents in which the lines that are no content are known."""
    return [
        *(_labelled(document) for document in data.turku(data_dir / "turku-lines")),
        *filter(None, map(around_content, data.wcxb(data_dir / "wcxb-dev"))),
        *filter(None, map(around_content, data.fundus(data_dir / "fundus-dev"))),
    ]


def around_content(sample: Sample) -> PollutedText | None:
    """A page's text from a few lines before its content to a few lines behind it."""
    if not sample.truth:
        return None
    text = wet_text(sample)
    document = parse(text, media_type="text/plain")
    blocks = [(block.start, block.end) for block in document.blocks]
    share = align(document.text, blocks, sample.truth)
    content = [number for number, part in enumerate(share) if part >= 1 - _LEAST_SHARE]
    if not content:
        return None
    first = max(0, content[0] - _AROUND)
    last = min(len(blocks), content[-1] + 1 + _AROUND)
    start, end = blocks[first][0], blocks[last - 1][1]
    stretches, unknown = [], []
    for (low, high), part in list(zip(blocks, share, strict=True))[first:last]:
        if part < _LEAST_SHARE:
            stretches.append(_boilerplate(low - start, high - start))
        elif part < 1 - _LEAST_SHARE:
            unknown.append((low - start, high - start))
    return PollutedText(
        f"{PAGE}{sample.id}",
        sample.group,
        _language(sample.truth),
        text[start:end],
        tuple(stretches),
        tuple(unknown),
    )


def _labelled(document: LabelledLines) -> PollutedText:
    stretches, unknown, position = [], [], 0
    for line, is_clean in zip(document.lines, document.labels, strict=True):
        if _is_garbled(line):
            unknown.append((position, position + len(line)))
        elif not is_clean:
            stretches.append(_boilerplate(position, position + len(line)))
        position += len(line) + 1
    text = "\n".join(document.lines)
    return PollutedText(
        document.id, document.id, document.language, text, tuple(stretches), tuple(unknown)
    )


def _boilerplate(start: int, end: int) -> Stretch:
    return Stretch(start, end, Made(BOILERPLATE, REAL))


def _of_samples(samples: Iterable[Sample]) -> Iterator[CleanText]:
    for sample in samples:
        if sample.truth:
            lines = _full(sample.truth.splitlines())
            yield CleanText(f"truth-{sample.id}", sample.group, _language(sample.truth), lines)


def _of_lines(documents: Iterable[LabelledLines]) -> Iterator[CleanText]:
    for document in documents:
        clean = zip(document.lines, document.labels, strict=True)
        lines = _full(line for line, is_clean in clean if is_clean)
        yield CleanText(f"clean-{document.id}", document.id, document.language, lines)


def _full(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines that are not empty, nor in a wrong encoding, which the data sets call clean."""
    return tuple(line.strip() for line in lines if line.strip() and not _is_garbled(line))


def _is_garbled(line: str) -> bool:
    wrong = int(garbled(codes_of(line)).sum())
    return wrong > _MOST_GARBLED * len(line.split())


def _language(text: str) -> str:
    language: str = classify(text[:2000])[0]
    return language

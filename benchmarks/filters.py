"""How the filters of datatrove are called: what they keep of a plain text, by character.

They are asked at their best for the texts at hand. Words and sentences are split by what the
package assigns to the language, spaCy's rules or jieba, which need no download. What only fits
English, or scripts with its punctuation, is switched off elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

from benchmarks import peers
from benchmarks.capture import Capture
from benchmarks.characters import kept_in, within

# datatrove knows no "no", and takes "zh" for Literary Chinese.
_CODES = {"no": "nb", "zh": "zh_Hani"}
# What datatrove assigns to these needs Sphinx, or tensorflow; the package has a fallback.
_FALLBACK = frozenset({"hi", "ur"})
# Scripts whose sentences do not end in the marks that C4 knows, and whose words have fewer letters
# than Latin ones; in Chinese no spaces part them.
_OTHER_SCRIPTS = frozenset({"hi", "ur", "zh"})
_UNSPACED = frozenset({"zh"})


# by line or sentence


def c4_kept_lines(capture: Capture) -> list[float]:
    """C4's rules for lines. Its rules for documents, five sentences and so on, are off."""
    keeps = _c4(_language(capture))
    return [float(_passes(keeps, line) and bool(line.strip())) for line in capture.lines]


def c4_lines(capture: Capture) -> list[float]:
    return _by_line(capture.lines, c4_kept_lines(capture))


def c4_sentences(capture: Capture) -> list[float]:
    """The same rules for sentences, the package's other mode: for texts without line breaks."""
    from datatrove.utils.text import split_into_sentences

    text, language = capture.text, _language(capture)
    kept, position = [], 0
    for sentence in split_into_sentences(text, _tokeniser(language)):
        start = text.index(sentence, position)
        position = start + len(sentence)
        if _passes(_c4(language), " ".join(sentence.split())):
            kept.append((start, position))
    return _floats(within(text, kept))


# by document


def gopher_quality(capture: Capture) -> list[float]:
    return _whole_or_nothing(capture, _gopher_quality)


def gopher_repetition(capture: Capture) -> list[float]:
    return _whole_or_nothing(capture, _gopher_repetition)


def fineweb_quality(capture: Capture) -> list[float]:
    return _whole_or_nothing(capture, _fineweb_quality)


def _whole_or_nothing(capture: Capture, make: Callable[[str], Any]) -> list[float]:
    passes = _passes(make(_language(capture)), capture.text)
    return [float(passes)] * len(capture.text)


@cache
def _c4(language: str) -> Any:
    return _filters().C4QualityFilter(
        language=_tokeniser(language),
        min_num_sentences=-1,
        remove_citations=False,  # they would be cut out of lines that are kept
        filter_no_terminal_punct=language not in _OTHER_SCRIPTS,
        min_words_per_line=-1 if language in _UNSPACED else 3,
    )


@cache
def _gopher_quality(language: str) -> Any:
    return _filters().GopherQualityFilter(
        language=_tokeniser(language),
        min_stop_words=2 if language == "en" else None,  # its list is English
        min_avg_word_length=None if language in _OTHER_SCRIPTS else 3,
    )


@cache
def _gopher_repetition(language: str) -> Any:
    return _filters().GopherRepetitionFilter(language=_tokeniser(language))


@cache
def _fineweb_quality(language: str) -> Any:
    return _filters().FineWebQualityFilter(language=_tokeniser(language))


def _filters() -> Any:
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the package is imported
    from datatrove.pipeline import filters

    return filters


def _passes(document_filter: Any, text: str) -> bool:
    """Whether the filter keeps the document and leaves it any text."""
    from datatrove.data import Document

    document = Document(text=text, id="")
    result = document_filter.filter(document)
    return result is True and bool(document.text)


# the extractors, on the same texts


def justext_characters(capture: Capture) -> list[float]:
    return _by_line(capture.lines, peers.justext_lines(capture))


def trafilatura_characters(capture: Capture) -> list[float]:
    return _floats(kept_in(capture.text, peers.trafilatura_plain(capture)))


def _by_line(lines: list[str], scores: list[float]) -> list[float]:
    """Each line's score for each of its characters, and 0 for the breaks between lines."""
    spread: list[float] = []
    for line, score in zip(lines, scores, strict=True):
        spread += [*([score] * len(line)), 0.0]
    return spread[:-1]


def _floats(mask: list[bool]) -> list[float]:
    return [float(kept) for kept in mask]


def _language(capture: Capture) -> str:
    return capture.language or "en"


@cache
def _tokeniser(language: str) -> Any:
    """A code or a tokeniser: datatrove takes either."""
    if language in _FALLBACK:
        from datatrove.utils.word_tokenizers import WhitespaceTokenizer

        return WhitespaceTokenizer()
    return _CODES.get(language, language)

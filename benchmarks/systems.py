"""The systems that are compared: each reads one capture and gives back text or line scores."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from benchmarks import peers
from benchmarks.capture import Capture, Output

if TYPE_CHECKING:
    from tamis.labelling import Model
    from tamis.labelling.tokens import TokenModel
    from tamis.page import Page
    from tamis.pollution.order import OrderTable
    from tamis.pollution.whole import Judge


@dataclass(frozen=True, slots=True)
class System:
    """A system: ``package`` is the distribution it comes from, ``takes`` how it is called."""

    name: str
    package: str | None
    takes: str
    read: Callable[[Capture], Output]

    @property
    def version(self) -> str | None:
        """The installed version; ``""`` for rules written here, ``None`` if not installed."""
        if self.package is None:
            return ""
        try:
            return version(self.package)
        except PackageNotFoundError:
            return None


def installed(systems: Iterable[System]) -> list[System]:
    """Those whose package is here; the others are named on standard error."""
    systems = list(systems)
    for package in sorted({str(s.package) for s in systems if s.version is None}):
        print(f"{package} is not installed and is left out", file=sys.stderr)
    return [system for system in systems if system.version is not None]


def tamis_for(weights: Path | None, token_weights: Path | None = None) -> Callable[..., Page]:
    """``tamis.read`` as it ships, or the same pipeline with other weights."""
    import tamis

    def read(data: bytes | str, *, url: str | None = None, media_type: str | None = None) -> Page:
        # read() takes no weights, by contract; all else must be what ships.
        with ExitStack() as stack:
            if weights is not None:
                model = _model(weights)
                stack.enter_context(mock.patch("tamis.labelling.shipped", lambda _kind: model))
            if token_weights is not None:
                stack.enter_context(_reading_with(token_weights))
                judge = _judge(_of_same_fold(token_weights, "whole"))
                stack.enter_context(mock.patch("tamis.pollution.whole.shipped", lambda: judge))
                order = _order_table(_of_same_fold(token_weights, "order"))
                stack.enter_context(mock.patch("tamis.pollution.order.shipped", lambda: order))
            return tamis.read(data, url=url, media_type=media_type)

    return read


def _reading_with(token_weights: Path) -> AbstractContextManager[object]:
    tokens = _token_model(token_weights)
    return mock.patch("tamis.labelling.tokens.shipped", lambda: tokens)


def _of_same_fold(token_weights: Path, name: str) -> Path:
    return token_weights.with_name(token_weights.name.replace("tokens", name))


@cache
def _token_model(weights: Path) -> TokenModel:
    from tamis.labelling.tokens.model import load

    return load(weights)


@cache
def _judge(weights: Path) -> Judge:
    from tamis.pollution.whole import load

    return load(weights)


@cache
def _order_table(weights: Path) -> OrderTable:
    from tamis.pollution.order import load

    return load(weights)


@cache
def _model(weights: Path) -> Model:
    from tamis.labelling import load

    return load(weights, weights.with_name(f"{weights.stem}-roles.npz"))


@cache
def _without_roles(weights: Path) -> Model:
    from tamis.labelling import load

    return load(weights)


def tamis_html(capture: Capture) -> str:
    return tamis_for(capture.weights, capture.token_weights)(
        capture.data, url=capture.url
    ).article_text()


def tamis_plain(capture: Capture) -> str:
    read = tamis_for(capture.weights, capture.token_weights)
    return read(capture.text, url=capture.url, media_type="text/plain").article_text()


def tamis_lines(capture: Capture) -> list[float]:
    """A line's score is the mean over its characters of the probability of main content.

    It is asked of the labeller: a span's confidence is that of its role.
    """
    from tamis.labelling import opinion
    from tamis.labelling.lines import features_of
    from tamis.labelling.model import shipped
    from tamis.labelling.tokens import read_tokens
    from tamis.parsing import parse

    document = parse(capture.text, media_type="text/plain")
    # Folds of lines have weights for content, and none for roles.
    model = shipped("text") if capture.weights is None else _without_roles(capture.weights)
    features = features_of(document)
    with nullcontext() if capture.token_weights is None else _reading_with(capture.token_weights):
        said = opinion(document, read_tokens(document.text))
    likely = model.judge(features.matrix, features.words, said).probabilities.tolist()
    clean = [0.0] * len(document.text)
    for block, probability in zip(document.blocks, likely, strict=True):
        clean[block.start : block.end] = [probability] * (block.end - block.start)
    scores, start = [], 0
    for line in capture.lines:
        of_line = clean[start : start + len(line)]
        scores.append(sum(of_line) / len(of_line) if of_line else 0.0)
        start += len(line) + 1
    return scores


TAMIS = System("tamis", "tamis", "bytes", tamis_html)
TRAFILATURA = System(
    "trafilatura", "trafilatura", "bytes, without comments", peers.trafilatura_html
)
BARE_PARSE = System("bare parse", "selectolax", "bytes", peers.bare_parse)

HTML_SYSTEMS = (
    TAMIS,
    TRAFILATURA,
    System("resiliparse", "resiliparse", "str", peers.resiliparse_html),
    System("readability-lxml", "readability-lxml", "str", peers.readability_html),
    System("justext", "justext", "bytes, stop list by html lang", peers.justext_html),
    System("newspaper4k", "newspaper4k", "str", peers.newspaper_html),
)
TEXT_SYSTEMS = (
    System("tamis", "tamis", "str, text/plain", tamis_plain),
    System("untouched", None, "str", peers.untouched),
    System("justext", "justext", "each line as <p>", peers.justext_plain),
    System("trafilatura", "trafilatura", "each line as <p>", peers.trafilatura_plain),
)
LINE_SYSTEMS = (
    System("tamis", "tamis", "str, text/plain", tamis_lines),
    System("justext", "justext", "each line as <p>, keep or drop", peers.justext_lines),
    System("C4 rule", None, "line, keep or drop", peers.c4_lines),
    System("line length", None, "line, characters", peers.line_length),
)

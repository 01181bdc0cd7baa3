"""The fine finder's weights: how they lie on disk, and what they say of tokens.

``weights/encoder.onnx`` is a graph for ONNX Runtime: from the sums of the vectors of a window's
pieces, ``vectors`` (1, pieces, width), to ``scores`` (1, pieces, labels).

``weights/fine.npz`` is a NumPy archive with ``names`` (the pieces of words, one a line), ``table``
(pieces, width) and ``scales`` (pieces,): their vectors as whole numbers; ``positions`` (places in
a window, width); ``cases``, ``sentence`` and ``quoted`` (traits of words, width); and ``moves``,
``knots_x``, ``knots_y`` as in the core's :mod:`~tamis.attribution.finding.model`. Made by
``training/attribution``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tamis.attribution.finding.fine.pieces import BEGIN, END, pieces_of
from tamis.attribution.finding.fine.windows import Window, windows
from tamis.attribution.finding.model import LABELS, Finder
from tamis.attribution.finding.model import shipped as shipped_core
from tamis.attribution.finding.tokens import Words
from tamis.errors import MissingExtraError

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Vectors:
    """What the encoder is given for a piece, see the arrays above."""

    table: NDArray[np.int8]
    scales: Floats
    positions: Floats
    cases: Floats
    sentence: Floats
    quoted: Floats

    def of(self, window: Window) -> Floats:
        """Sums, (pieces, width)."""
        numbers = window.pieces
        sums = self.table[numbers].astype(np.float32) * self.scales[numbers][:, None]
        sums += self.positions[: len(numbers)]
        sums += self.cases[window.cases]
        sums += self.sentence[window.sentence]
        sums += self.quoted[window.quoted]
        result: Floats = sums
        return result


@dataclass(frozen=True, slots=True)
class FineFinder:
    """The core and an encoder beside it, each with half a say: a logarithmic opinion pool (Smith,
    Cohn and Osborne, ACL 2005). They err on different words.

    ``pieces``: the number of each; ``encoder``: a session of ONNX Runtime; ``encoder_moves``: the
    ``moves`` that were learned with it.
    """

    core: Finder
    pieces: Mapping[str, int]
    vectors: Vectors
    encoder: Any
    encoder_moves: Floats
    knots_x: Floats
    knots_y: Floats

    @property
    def reads_apart(self) -> bool:
        """Paragraphs in one window are read in the light of each other."""
        return False

    @property
    def moves(self) -> Floats:
        """What it costs to go from one label to the next."""
        moves: Floats = (self.encoder_moves + self.core.moves) / np.float32(2)
        return moves

    @property
    def to_source(self) -> NDArray[np.float64]:
        """How sources are linked: as the core does."""
        return self.core.to_source

    @property
    def to_cue(self) -> NDArray[np.float64]:
        """How contents are linked: as the core does."""
        return self.core.to_cue

    def confidence(self, sure: float) -> float:
        """How often an attribution is right that is this sure."""
        return float(np.interp(sure, self.knots_x, self.knots_y))

    def scores(self, paragraphs: Sequence[Words]) -> Floats:
        """How likely each token has each of ``LABELS``, as logits, (tokens, labels)."""
        scores = [
            self.encoder.run(None, {"vectors": self.vectors.of(window)[None]})[0][0, window.heads]
            for window in windows(
                paragraphs,
                lambda text: pieces_of(text, self.pieces),
                begin=self.pieces[BEGIN],
                end=self.pieces[END],
            )
        ]
        own = np.concatenate([np.zeros((0, len(LABELS)), dtype=np.float32), *scores])
        mean: Floats = (own + self.core.scores(paragraphs)) / np.float32(2)
        return mean


@cache
def shipped() -> FineFinder:
    """The weights in the package.

    Raises :class:`~tamis.errors.MissingExtraError` without ONNX Runtime.
    """
    check_installed()
    return load(files("tamis.attribution.finding.fine").joinpath("weights"), shipped_core())


_VECTORS = ("table", "scales", "positions", "cases", "sentence", "quoted")
_ARRAYS = {"moves": "encoder_moves", "knots_x": "knots_x", "knots_y": "knots_y"}


def load(folder: Traversable | Path, core: Finder) -> FineFinder:
    """Read ``encoder.onnx`` and ``fine.npz``."""
    encoder = _session(folder.joinpath("encoder.onnx").read_bytes())
    with folder.joinpath("fine.npz").open("rb") as file, np.load(file, allow_pickle=False) as own:
        names = str(own["names"]).split("\n")
        return FineFinder(
            core,
            {name: number for number, name in enumerate(names)},
            Vectors(*(own[name] for name in _VECTORS)),
            encoder,
            *(own[name] for name in _ARRAYS),
        )


def save(folder: Path, finder: FineFinder) -> None:
    """Write the ``fine.npz`` that :func:`load` reads; the core and the encoder are not written."""
    arrays: dict[str, Any] = {
        "names": np.array("\n".join(finder.pieces)),
        **{name: getattr(finder.vectors, name) for name in _VECTORS},
        **{name: getattr(finder, own) for name, own in _ARRAYS.items()},
    }
    np.savez_compressed(folder / "fine.npz", **arrays)


def check_installed() -> None:
    """Raise :class:`~tamis.errors.MissingExtraError` if ONNX Runtime is missing."""
    try:
        import onnxruntime  # noqa: F401
    except ImportError:
        raise MissingExtraError("the fine model of attributions", "attribution") from None


def _session(graph: bytes) -> Any:
    """One thread, and sums in one order, so that the same machine gives the same result."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.use_deterministic_compute = True
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

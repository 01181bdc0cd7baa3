"""Make the fine weights: ``python -m training.attribution.fine --data ../shared/data``.

Writes ``encoder.onnx`` and ``fine.npz`` to the package's ``attribution/finding/fine/weights``. The
core's weights, beside which the encoder stands, must be there. The articles of PolNeAR's dev tell
how often an attribution is right that is as sure as it is.
"""

from __future__ import annotations

import argparse
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from tamis.attribution.finding.fine.model import FineFinder, Vectors, load, save
from tamis.attribution.finding.fine.pieces import BEGIN, END, pieces_of
from tamis.attribution.finding.fine.windows import windows
from tamis.attribution.finding.model import Finder, shipped
from tamis.attribution.finding.tokens import words_of
from training.attribution.calibrating import knots_of
from training.attribution.encoder import EPOCHS, WIDTH, Labelled, Start, Tagger, fit, start
from training.attribution.network import forbidden
from training.attribution.polnear import Article, read
from training.attribution.rounding import rounds_well
from training.attribution.rows import targets_of
from training.network import array_of

ROOT = Path(__file__).parent.parent.parent
WEIGHTS = ROOT / "src/tamis/attribution/finding/fine/weights"
SEED = 20
SAMPLED = 30
"""Each of so many articles tells how great activations are."""
_OPSET = 20


def main() -> None:
    """Train on PolNeAR's train split, calibrate on dev, and write the weights."""
    parser = argparse.ArgumentParser(prog="training.attribution.fine", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, required=True, help="the folder shared/data")
    parser.add_argument("--output", type=Path, default=WEIGHTS)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    began = time.monotonic()
    split = arguments.data / "polnear/data"
    begun = start()
    articles = read(split / "train")
    tagger = trained(articles, begun, arguments.epochs, arguments.threads)
    print(f"{time.monotonic() - began:6.0f} s  trained")
    finder = exported(tagger, begun, shipped(), arguments.output, articles[::SAMPLED])
    x, y = knots_of(finder, read(split / "dev"), of="dev")
    save(arguments.output, replace(finder, knots_x=x, knots_y=y))
    print(f"{time.monotonic() - began:6.0f} s  {arguments.output}")


def trained(articles: Sequence[Article], begun: Start, epochs: int, threads: int) -> Tagger:
    """A tagger that knows these articles."""
    labelled = []
    for article in articles:
        paragraphs = targets_of(article)
        labelled.append(
            Labelled([words for words, _ in paragraphs], [target for _, target in paragraphs])
        )
    return fit(labelled, begun, seed=SEED, epochs=epochs, threads=threads)


def exported(
    tagger: Tagger, begun: Start, core: Finder, folder: Path, samples: Sequence[Article]
) -> FineFinder:
    """The encoder beside ``core``, as read from ``folder``, where it is written; it is not
    calibrated. ``samples``: articles that tell how great what it computes is."""
    folder.mkdir(parents=True, exist_ok=True)
    vectors = Vectors(
        begun.vectors,
        begun.scales,
        array_of(tagger.positions),
        *(array_of(table.weight) for table in (tagger.cases, tagger.sentence, tagger.quoted)),
    )
    encoder = rounds_well(tagger.encoder, _given(samples, begun.known, vectors))
    with tempfile.TemporaryDirectory() as work:
        whole = Path(work) / "encoder.onnx"
        with warnings.catch_warnings():
            # What PyTorch says of its own exporters.
            warnings.simplefilter("ignore")
            torch.onnx.export(
                encoder,
                (torch.zeros(1, 8, WIDTH),),
                str(whole),
                input_names=["vectors"],
                output_names=["scores"],
                dynamic_axes={"vectors": {1: "pieces"}, "scores": {1: "pieces"}},
                opset_version=_OPSET,
                dynamo=False,
            )
        # Products with activations on both sides stay as they are, and so do the scores.
        quantize_dynamic(
            whole,
            folder / "encoder.onnx",
            op_types_to_quantize=["MatMul"],
            nodes_to_exclude=["/scores/MatMul"],
            per_channel=True,
            # Processors without VNNI add up pairs in 16 bits, which wider weights overflow.
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
    moves = array_of(tagger.moves) + forbidden()
    nothing = np.array([0.0, 1.0], dtype=np.float32)
    save(folder, FineFinder(core, begun.known, vectors, None, moves, nothing, nothing))
    return load(folder, core)


def _given(
    articles: Sequence[Article], known: Mapping[str, int], vectors: Vectors
) -> Iterator[torch.Tensor]:
    """What the encoder is given of articles, window by window."""
    for article in articles:
        read_together = windows(
            [words_of(article.text[start:end]) for start, end in article.paragraphs],
            lambda text: pieces_of(text, known),
            begin=known[BEGIN],
            end=known[END],
        )
        for window in read_together:
            yield torch.from_numpy(vectors.of(window)[None])


if __name__ == "__main__":
    main()

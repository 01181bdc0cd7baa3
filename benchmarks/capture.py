"""What goes into a system and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Capture:
    """What a system gets. ``data`` is the HTML as captured, or plain text in UTF-8.

    ``language`` is what the page declares, as an ISO 639 code; ``weights`` and
    ``token_weights`` are those that tamis is to use in place of the shipped ones.
    """

    data: bytes
    url: str | None = None
    language: str | None = None
    weights: Path | None = None
    token_weights: Path | None = None

    @property
    def text(self) -> str:
        return self.data.decode("utf-8", "surrogatepass")

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


Output = str | list[float]

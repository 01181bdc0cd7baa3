"""What whoever starts the server may choose."""

from __future__ import annotations

from dataclasses import dataclass, field

from tamis.corpus import processors
from tamis.options import MAX_BYTES

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The limits of one server.

    ``host``, ``port``: where it listens. ``allowed_hosts``: names, beside ``host`` and those of
    the loopback, that a request may address it by. ``workers``: processes that read pages.
    ``seconds``: the most that one page may take; ``memory``: bytes of data of a whole worker.
    ``head_seconds``, ``body_seconds``: the most that these parts of a request may take to
    arrive. ``max_bytes``: of a capture, packed or not. ``at_once``: requests with work for the
    workers, those under way and those that wait; one more is refused. ``kept_bytes``: memory for
    the pages that the workbench has read, of which the least recently used go first.
    ``corpus``: the output of a run that the corpus view shows.
    """

    host: str = "127.0.0.1"
    port: int = 8642
    allowed_hosts: tuple[str, ...] = ()
    workers: int = field(default_factory=processors)
    seconds: float = 60.0
    memory: int = 2 * 1024**3
    head_seconds: float = 10.0
    body_seconds: float = 15.0
    max_bytes: int = MAX_BYTES
    at_once: int = 16
    kept_bytes: int = 256 * 1024**2
    corpus: str | None = None

    @property
    def names(self) -> frozenset[str]:
        """The values of a ``Host`` header, without port and in lower case, that are ours."""
        own = f"[{self.host}]" if ":" in self.host else self.host
        return frozenset(name.lower() for name in (own, *LOOPBACK, *self.allowed_hosts))

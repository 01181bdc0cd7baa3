"""Jobs for workers, in a module of their own so that another process can find them."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass

from tamis.errors import InputError


@dataclass(frozen=True)
class Echo:
    value: str

    def __call__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Sleep:
    seconds: float

    def __call__(self) -> int:
        time.sleep(self.seconds)
        return os.getpid()


class Die:
    def __call__(self) -> None:
        os._exit(3)


class Eat:
    def __call__(self) -> int:
        return len(bytearray(4 * 1024**3))


class Fail:
    def __call__(self) -> None:
        raise InputError("cannot be read; \ud800 give another")

"""What the workbench has read, in memory, within a bound."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any


class Store:
    """Values by key, ``most`` bytes of them together; the least recently used go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._used = 0
        self._entries: OrderedDict[tuple[str, ...], tuple[Any, int]] = OrderedDict()

    def put(self, key: tuple[str, ...], value: Any, size: int) -> None:
        """Keep ``value``, which takes about ``size`` bytes."""
        _, freed = self._entries.pop(key, (None, 0))
        self._entries[key] = (value, size)
        self._used += size - freed
        while self._used > self._most and len(self._entries) > 1:
            _, (_, freed) = self._entries.popitem(last=False)
            self._used -= freed

    def get(self, key: tuple[str, ...]) -> Any:
        """The value, or ``None`` if it is not kept, or not any more."""
        if key not in self._entries:
            return None
        self._entries.move_to_end(key)
        return self._entries[key][0]

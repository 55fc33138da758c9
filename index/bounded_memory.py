"""What was read for a key, so that the next search does not read it again: bounded, and forgotten all at once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class BoundedMemory(Generic[_Key, _Value]):
    """Remembers what is read for so many keys; may be shared by threads.

    It is told how to read at each time and holds no method of its owner: an index is let go, its mapped files with it,
    as soon as nobody has it.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[_Key, _Value] = {}

    def of(self, key: _Key, read: Callable[[_Key], _Value]) -> _Value:
        """What is known for the key, or is read now."""
        known = self._known.get(key)
        if known is None:
            known = read(key)
            if len(self._known) >= self._most:
                self._known.clear()
            self._known[key] = known
        return known

"""What was told of the other contents of an identifier, by the lists of one harvest.

What is kept or said of an identifier replaces the issues it had, whatever list gives it: all are said again. So it is
remembered with each page until every list has come to its end: a harvest that is killed is gone on with by another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from schemas.types.state_keys import ListKey, State, StateKey, ToldKey


class Clashes:
    """French words on the contents set aside, by list and by identifier, each once."""

    def __init__(self) -> None:
        self._said: dict[ListKey, dict[str, dict[str, None]]] = {}
        self._parts: dict[ListKey, int] = {}
        """How many parts of each list's are remembered."""
        self._to_keep: dict[ListKey, list[tuple[str, str]]] = {}

    def take_up(self, state: State) -> None:
        """Take what is remembered of the harvest under way, before it was cut."""
        for key in sorted(told_keys(state), key=lambda key: key.number):
            self._parts[key.of] = key.number
            for identifier, said in json.loads(state[key]):
                self._in(key.of, identifier)[said] = None

    def _in(self, of: ListKey, identifier: str) -> dict[str, None]:
        return self._said.setdefault(of, {}).setdefault(identifier, {})

    def add(self, of: ListKey, identifier: str, said: str) -> None:
        """Remember what a list tells of an identifier; what it told already stays told once."""
        told = self._in(of, identifier)
        if said not in told:
            told[said] = None
            self._to_keep.setdefault(of, []).append((identifier, said))

    def on(self, identifier: str) -> tuple[str, ...]:
        """All that was told of an identifier."""
        return tuple(dict.fromkeys(said for told in self._said.values() for said in told.get(identifier, ())))

    def count(self, of: ListKey) -> int:
        """Count what a list has told."""
        return sum(map(len, self._said.get(of, {}).values()))

    def begin(self, of: ListKey) -> dict[StateKey, str | None]:
        """Forget what a list told: it begins again."""
        self._said.pop(of, None)
        self._to_keep.pop(of, None)
        return dict.fromkeys(ToldKey(of, number) for number in range(1, self._parts.pop(of, 0) + 1))

    def to_remember(self, of: ListKey) -> dict[StateKey, str | None]:
        """What is to be remembered of what a list told since this was last asked."""
        told = self._to_keep.pop(of, None)
        if not told:
            return {}
        number = self._parts[of] = self._parts.get(of, 0) + 1
        return {ToldKey(of, number): json.dumps(told, ensure_ascii=False)}

    def forgotten(self) -> dict[StateKey, str | None]:
        """Forget all that is remembered: every list has come to its end."""
        return dict.fromkeys(ToldKey(of, number) for of, parts in self._parts.items() for number in range(1, parts + 1))


def told_keys(keys: Iterable[StateKey]) -> list[ToldKey]:
    """Those of some keys that are of what lists told."""
    return [key for key in keys if isinstance(key, ToldKey)]

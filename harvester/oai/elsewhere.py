"""What the other lists of one harvest gave: under one identifier stands one resource, whatever the set that gives it.

It is remembered with each page until every list has come to its end: a harvest that is killed between two sets, or
whose host closes, is gone on with by another process.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable

from harvester.oai.comparing import changed_meanwhile
from harvester.oai.met import Mark, name_of, packed, unpacked
from harvester.oai.telling import title_and_address
from schemas.types.record import RawRecord
from schemas.types.state_keys import GivenKey, State, StateKey


class Elsewhere:
    """The records the lists of one format gave, by title and address: the rest may vary at each answer."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._first: dict[int, tuple[int, str]] = {}
        """By name, the content that came first, and the set of the list that gave it."""
        self._begun = ""
        """The server's clock when the first of the lists began."""
        self._parts = 0
        """How many parts of this are remembered."""
        self._to_keep: list[Mark] = []

    @classmethod
    def read(cls, state: State, prefix: str) -> Elsewhere:
        """Read what is remembered of the lists of a format; nothing is, of those of a harvest that came to its end."""
        elsewhere = cls(prefix)
        for key in sorted(given_keys(state), key=lambda key: key.number):
            if key.prefix == prefix:
                part = json.loads(state[key])
                elsewhere._begun = elsewhere._begun or part["begun"]
                elsewhere._first |= {name: (content, part["set"]) for name, content in unpacked(part["marks"])}
                elsewhere._parts = key.number
        return elsewhere

    def add(self, records: Iterable[RawRecord], begun: str, set_spec: str = "") -> None:
        """Remember the records of a page that are kept, of which list, and when that began."""
        self._begun = self._begun or begun
        for name, content in map(_mark_of, records):
            before, its_set = self._first.get(name, (0, set_spec))
            # A list may say anew what it said first; a deletion leaves the place to a content.
            if (its_set == set_spec or not before) and self._first.get(name) != (content, set_spec):
                self._first[name] = (content, set_spec)
                self._to_keep.append((name, content))

    def gave_another(self, raw: RawRecord, set_spec: str = "") -> bool:
        """Say whether another list gave another resource under a record's identifier, and not because it changed."""
        name, content = _mark_of(raw)
        before, its_set = self._first.get(name, (0, set_spec))
        is_other = its_set != set_spec and bool(before and content) and before != content
        return is_other and not changed_meanwhile(raw, self._begun)

    def to_remember(self, set_spec: str) -> dict[StateKey, str | None]:
        """What is to be remembered of what a list gave since this was last asked; few words where nothing new came."""
        if not self._to_keep:
            return {}
        self._parts += 1
        part = {"begun": self._begun, "set": set_spec, "marks": packed(self._to_keep)}
        self._to_keep.clear()
        return {GivenKey(self._prefix, self._parts): json.dumps(part, ensure_ascii=False)}

    def forgotten(self) -> dict[StateKey, str | None]:
        """Forget all that is remembered: every list has come to its end."""
        return dict.fromkeys(GivenKey(self._prefix, number) for number in range(1, self._parts + 1))


def given_keys(keys: Iterable[StateKey]) -> list[GivenKey]:
    """Those of some keys that are of what lists gave."""
    return [key for key in keys if isinstance(key, GivenKey)]


def _mark_of(raw: RawRecord) -> Mark:
    shown = "\n".join(title_and_address(raw))
    return name_of(raw.identifier), 0 if raw.deleted else zlib.crc32(shown.encode()) or 1

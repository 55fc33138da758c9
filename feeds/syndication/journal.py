"""What the subscription feed and its archives have told so far (RFC 5005, 4): each change of each production, once.

An archive is written once and never again; what changes comes again at the head of the feed, and what leaves comes as a
tombstone. The state is kept beside the feed: without it, the feed begins again from all that is published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FEED = "nouveautes.atom"
STATE = "nouveautes-etat.json"
PAGE = 100
"""Changes an archive holds; the head holds from one page to nearly two."""


def archive_name(number: int) -> str:
    """The file name of an archive, counted from 1."""
    return f"nouveautes-{number:05}.atom"


@dataclass(frozen=True, slots=True, order=True)
class JournalEntry:
    """One change: an entry as it now is, or its tombstone."""

    moment: str
    """ISO 8601 in UTC, to the microsecond: it sorts as it reads."""
    id: str
    place: int = -1
    """Where the entry is among those published; -1 for a tombstone."""

    @property
    def is_gone(self) -> bool:
        """Say whether it is a tombstone."""
        return self.place < 0


@dataclass(frozen=True, slots=True)
class JournalState:
    """What was told until the last publication."""

    base_url: str = ""
    """What the addresses in the archives begin with: another one is another feed."""
    archives: int = 0
    archived: Mapping[str, str] = field(default_factory=dict)
    """By id, the moment of the change whose entry is in an archive, until its tombstone is in one too."""
    head: tuple[str, ...] = ()
    """Ids of the entries at the head."""
    gone: Mapping[str, str] = field(default_factory=dict)
    """By id, when an entry left whose tombstone is at the head."""

    @property
    def entries(self) -> frozenset[str]:
        """The ids of the entries that live."""
        return frozenset({*self.archived, *self.head} - self.gone.keys())


@dataclass(frozen=True, slots=True)
class JournalTelling:
    """What there is to write."""

    archives: tuple[tuple[JournalEntry, ...], ...]
    """The new archives, the oldest changes first; their numbers go on from the state's before."""
    head: tuple[JournalEntry, ...]
    state: JournalState


def what_to_tell(
    before: JournalState | None, base_url: str, living: Iterable[JournalEntry], withdrawn: Mapping[str, str], now: str
) -> JournalTelling:
    """Decide what new archives and the head hold.

    withdrawn gives, by id, when a source withdrew it; now is the moment of what left otherwise.
    """
    entries = {told.id: told for told in living}
    if before is None or before.base_url != base_url:
        begun, gone = JournalState(base_url), dict(withdrawn)
    else:
        begun, gone = before, dict(before.gone)
        for identifier in {*before.archived, *before.head} - gone.keys():
            gone[identifier] = withdrawn.get(identifier, now)
    graves = [JournalEntry(moment, identifier) for identifier, moment in gone.items() if identifier not in entries]
    changed = [told for told in entries.values() if begun.archived.get(told.id) != told.moment or told.id in begun.gone]
    pending = sorted([*changed, *graves])
    full = max(len(pending) // PAGE - 1, 0)
    archives = tuple(tuple(pending[at * PAGE : (at + 1) * PAGE]) for at in range(full))
    archived = dict(begun.archived)
    for told in (told for archive in archives for told in archive):
        if told.is_gone:
            archived.pop(told.id, None)
        else:
            archived[told.id] = told.moment
    head = tuple(pending[full * PAGE :])
    state = JournalState(
        base_url=base_url,
        archives=begun.archives + full,
        archived=archived,
        head=tuple(told.id for told in head if not told.is_gone),
        gone={told.id: told.moment for told in head if told.is_gone},
    )
    return JournalTelling(archives, head, state)


def read_state(folder: Path, published: Sequence[str]) -> JournalState | None:
    """Read the state of a published folder; None when it or one of its archives is not there."""
    try:
        content: dict[str, Any] = json.loads((folder / STATE).read_bytes())
        state = JournalState(
            base_url=str(content["base_url"]),
            archives=int(content["archives"]),
            archived={str(key): str(value) for key, value in content["archived"].items()},
            head=tuple(map(str, content["head"])),
            gone={str(key): str(value) for key, value in content["gone"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    names = {archive_name(number) for number in range(1, state.archives + 1)}
    return state if names <= set(published) and all((folder / name).is_file() for name in names) else None


def state_bytes(state: JournalState) -> bytes:
    """Write a state."""
    return f"{json.dumps(asdict(state), ensure_ascii=False, indent=0, sort_keys=True)}\n".encode()

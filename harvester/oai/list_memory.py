"""What one list of a repository remembers: where the next harvest begins, and where this one stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from harvester.oai.proof import Proof, SetWay
from harvester.oai.walk import Walk
from schemas.types.state_keys import ListKey, PageKey, State, StateKey


@dataclass(frozen=True, slots=True)
class ListName:
    """One list: a format, and a set or everything. Each has dates and a place of its own."""

    prefix: str
    set_spec: str = ""

    @property
    def key(self) -> ListKey:
        """The key it is remembered under."""
        return ListKey(self.prefix, self.set_spec)

    def page_key(self, page: int) -> PageKey:
        """The key what one page gave is remembered under, while its list goes on."""
        return PageKey(self.key, page)

    def page_keys(self, keys: Iterable[StateKey]) -> tuple[PageKey, ...]:
        """Those of some keys that are of its pages."""
        return tuple(key for key in keys if isinstance(key, PageKey) and key.of == self.key)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a list gave, which the list of its identifiers is held against: one that names fewer proves nothing."""

    pages: int = 0
    received: int = 0
    """Of the walks that came to their end."""
    living: str = ""
    """A record it gave living; empty when it gave none yet."""

    def after(self, pages: int, received: int) -> Counts:
        """Add a walk that came to its end."""
        return replace(self, pages=self.pages + pages, received=self.received + received)


@dataclass(frozen=True, slots=True)
class ListMemory:
    """What is known of a list from one run to the next."""

    since: str = ""
    """The server's clock where the last proven list began: the next one begins there, less the overlap."""
    sweep_run: int = 0
    """Number of the run that began to list everything; 0 when no such sweep is under way."""
    swept: bool = False
    """True when the sweep under way has reached the list's end: what vanished is still to be looked for."""
    whole_at: str = ""
    """Our clock when everything was last listed to its end."""
    doubts: tuple[str, ...] = ()
    """French: what forbids the sweep under way to withdraw what it does not name."""
    displaced: int = 0
    """Signs that forbid to call the list complete unless the second list agrees: records that came again in the place
    of others, perhaps, a size that counts what came twice, a last token that leads nowhere."""
    walk: Walk | None = None
    counts: Counts = Counts()
    """What the sweep under way gave, in the runs before this one too."""

    @classmethod
    def read(cls, state: State, name: ListName) -> ListMemory:
        """Read what is remembered of a list."""
        fields = json.loads(state.get(name.key, "{}"))
        walk = fields.pop("walk", None)
        doubts = tuple(fields.pop("doubts", ()))
        counts = Counts(**fields.pop("counts", {}))
        return cls(**fields, doubts=doubts, counts=counts, walk=_walk(walk) if walk else None)

    def over(self) -> ListMemory:
        """What stays once the run is over, and nothing of the list is left to be asked or checked."""
        return replace(self, sweep_run=0, swept=False, doubts=(), displaced=0, counts=Counts())

    def written(self) -> str:
        """The text to remember."""
        return json.dumps(asdict(self), ensure_ascii=False)


def _walk(fields: dict[str, Any]) -> Walk | None:
    """Read where a list stands; None for what an earlier version of ours wrote: such a list begins again."""
    try:
        proof = dict(fields["proof"])
        proof["sizes"] = tuple(proof["sizes"])
        return Walk(**{**fields, "proof": Proof(**proof), "set_way": SetWay(fields["set_way"])})
    except (KeyError, TypeError, ValueError):
        return None

"""What one list of a repository remembers: where the next harvest begins, and where this one stands."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class ListName:
    """One list: a format, and a set or everything. Each has dates and a place of its own."""

    prefix: str
    set_spec: str = ""

    @property
    def key(self) -> str:
        """Give the key it is remembered under."""
        return f"list:{self.prefix}:{self.set_spec}"


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a list stands; kept together with each page, so that another run goes on from there."""

    folder: str
    """Folder of its payloads, one for each list begun."""
    since: str = ""
    """As it was asked (« from »); empty for everything."""
    until: str = ""
    """As it was asked; empty, as most often, for no end."""
    begun: str = ""
    """The server's clock at the first page."""
    token: str = ""
    pages: int = 0
    records: int = 0
    size: int | None = None
    """The completeListSize last announced."""
    keeps_to_set: bool = True
    """True while every record said to be in the set asked for."""
    keeps_to_dates: bool = True
    """True while no record was older than the date asked for."""


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
    walk: Walk | None = None

    @classmethod
    def read(cls, state: Mapping[str, str], name: ListName) -> ListMemory:
        """Read what is remembered of a list."""
        fields = json.loads(state.get(name.key, "{}"))
        walk = fields.pop("walk", None)
        return cls(**fields, walk=Walk(**walk) if walk else None)

    def written(self) -> str:
        """Give the text to remember."""
        return json.dumps(asdict(self), ensure_ascii=False)

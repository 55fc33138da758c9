"""Checking a list that contradicts itself a second way: what the repository lists of its identifiers (ListIdentifiers).

Only what was not had is asked for, one record after the other, a few at most. A repository that does not answer such
questions, or whose second list does not come whole, proves nothing either way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from harvester.batch import Batch
from harvester.oai.client import OaiClient, text_of
from harvester.oai.list_memory import ListName
from harvester.oai.repeated_rows import Row, has_rows_of_its_own, rows_of
from harvester.oai.second_proof import Answer, ask_for
from schemas.files.source import Source
from schemas.types.errors import SourceError

Lacking = Callable[[str, Mapping[str, str], int], Collection[str]]
"""Gives those of some records, in a format and each with its datestamp, that are not held so, nor seen since a run."""
MORE_PAGES = 50
"""Pages the second list may have beyond those of the first."""


class Outcome(Enum):
    """What the second list says of the first."""

    AGREES = "agrees"
    """All that it names was had, or is had now, and it names as many."""
    CONTRADICTS = "contradicts"
    """It names records that could not be had."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Doubted:
    """One list to be checked."""

    name: ListName
    since: str
    """As it was asked; empty for everything."""
    since_run: int
    """The run that began it."""
    pages: int
    received: int
    """Records it gave, each once."""
    control: str
    """One of them, living; empty when it gave none in this run."""
    doubts: tuple[str, ...]
    """French."""
    displaced: int = 0
    """Signs that records may be missing, unless the second list agrees."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking one list."""

    doubted: Doubted
    outcome: Outcome = Outcome.UNKNOWN
    came: int = 0
    """Records the list did not give, and that came when they were asked for."""
    left: tuple[str, ...] = ()
    """Those that could not be had."""
    named: frozenset[str] = frozenset()
    """The living records a second list that came whole names."""


def check_names(
    doubted: Doubted, client: OaiClient, source: Source, lacking: Lacking, folder: str
) -> Generator[Batch, None, Checked]:
    """Ask for the identifiers, then for the records that were not had; yields these."""
    name, control = doubted.name, doubted.control
    named = _Named(trusts_sizes="ignore_complete_list_size" not in source.quirks)
    if not named.ask(client, doubted):
        return Checked(doubted)
    missing = sorted(lacking(name.prefix, named.living, doubted.since_run))
    if len(missing) == len(named.living) and not named.names(control):
        return Checked(doubted)
    left, came, outcome = dict.fromkeys(missing), 0, Outcome.UNKNOWN
    for found in ask_for(client, source, missing, folder, control, name.prefix):
        if found.answer is Answer.NONE:
            break
        del left[found.identifier]
        if found.batch is not None and found.batch.payload is not None:
            came += found.answer is Answer.LIVES
            yield replace(found.batch, payload=replace(found.batch.payload, set_spec=name.set_spec))
    if left:
        outcome = Outcome.CONTRADICTS
    elif named.count >= doubted.received and not named.contradicts_itself(client, doubted):
        outcome = Outcome.AGREES
    return Checked(doubted, outcome, came, tuple(left), frozenset(named.living))


class _Named:
    """What a repository lists of its identifiers."""

    def __init__(self, *, trusts_sizes: bool) -> None:
        self._trusts_sizes = trusts_sizes
        self.living: dict[str, str] = {}
        """Each with its datestamp; those also said deleted left out."""
        self._deleted: set[str] = set()
        self._rows: Counter[Row] = Counter()
        self._sizes: set[int] = set()

    def contradicts_itself(self, client: OaiClient, doubted: Doubted) -> bool:
        """Say whether it has the faults of the list it should verify: names given twice, or another size announced.

        What pages a list wrongly pages its identifiers as wrongly: two lists of one fault agree, and prove nothing.
        Names that come twice wherever they are asked for are no such fault: they are rows of the repository's own.
        """
        if self._trusts_sizes and any(size != self._rows.total() for size in self._sizes):
            return True
        return not has_rows_of_its_own(client, doubted.name, self._rows)

    def names(self, control: str) -> bool:
        """Say whether it speaks of what the list gave, by one of its records: it may write identifiers otherwise."""
        return not control or control in self.living or control in self._deleted

    @property
    def count(self) -> int:
        return len(self.living) + len(self._deleted)

    def ask(self, client: OaiClient, doubted: Doubted) -> bool:
        """Ask for all of them; gives False when the list does not come whole."""
        name = doubted.name
        asked = {"verb": "ListIdentifiers", "metadataPrefix": name.prefix, "from": doubted.since, "set": name.set_spec}
        asked = {key: value for key, value in asked.items() if value}
        for _ in range(doubted.pages + MORE_PAGES):
            try:
                root = client.harvest(**asked).xml
            except SourceError:
                return False
            lists = list(root.iterchildren("{*}ListIdentifiers"))
            if not lists:
                return False
            for row in rows_of(root):
                self._add(row)
            tokens = [token for listed in lists for token in listed.iterchildren("{*}resumptionToken")]
            self._sizes |= {int(size) for one in tokens if (size := one.get("completeListSize", "")).isdecimal()}
            token = next(filter(None, map(text_of, tokens)), "")
            if not token:
                return True
            if asked.get("resumptionToken") == token:
                return False
            asked = {"verb": "ListIdentifiers", "resumptionToken": token}
        return False

    def _add(self, row: Row) -> None:
        self._rows[row] += 1
        if row.is_deleted:
            self._deleted.add(row.identifier)
            self.living.pop(row.identifier, None)
        elif row.identifier not in self._deleted:
            self.living[row.identifier] = row.datestamp

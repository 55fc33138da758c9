"""Checking a list that contradicts itself a second way: what the repository lists of its identifiers (ListIdentifiers).

Only what was not had is asked for, one record after the other, a few at most. A repository that does not answer such
questions, or whose second list does not come whole, proves nothing either way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from lxml import etree

from harvester.batch import Batch
from harvester.oai.client import OaiClient, text_of
from harvester.oai.list_memory import ListName
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
    """Records that came again where others may have been due."""


@dataclass
class Checking:
    """One list being checked."""

    doubted: Doubted
    outcome: Outcome = Outcome.UNKNOWN
    came: int = 0
    """Records the list did not give, and that came when they were asked for."""
    left: tuple[str, ...] = ()
    """Those that could not be had."""

    def go(self, client: OaiClient, source: Source, lacking: Lacking, folder: str) -> Iterator[Batch]:
        """Ask for the identifiers, then for the records that were not had; yields these."""
        name = self.doubted.name
        named = _Named(trusts_sizes="ignore_complete_list_size" not in source.quirks)
        if not named.ask(client, self.doubted):
            return
        missing = sorted(lacking(name.prefix, named.living, self.doubted.since_run))
        left = dict.fromkeys(missing)
        for found in ask_for(client, source, missing, folder, self.doubted.control, name.prefix):
            if found.answer is Answer.NONE:
                break
            del left[found.identifier]
            if found.batch is not None and found.batch.payload is not None:
                self.came += found.answer is Answer.LIVES
                yield replace(found.batch, payload=replace(found.batch.payload, set_spec=name.set_spec))
        self.left = tuple(left)
        if left:
            self.outcome = Outcome.CONTRADICTS
        elif named.count >= self.doubted.received and not named.contradicts_itself:
            self.outcome = Outcome.AGREES


class _Named:
    """What a repository lists of its identifiers."""

    def __init__(self, *, trusts_sizes: bool) -> None:
        self._trusts_sizes = trusts_sizes
        self.living: dict[str, str] = {}
        """Each with its datestamp; those also said deleted left out."""
        self._deleted: set[str] = set()
        self._rows = 0
        self._repeated = 0
        self._sizes: set[int] = set()

    @property
    def contradicts_itself(self) -> bool:
        """Say whether it has the faults of the list it should verify: names given twice, or another size announced.

        What pages a list wrongly pages its identifiers as wrongly: two lists of one fault agree, and prove nothing.
        """
        return self._repeated > 0 or (self._trusts_sizes and any(size != self._rows for size in self._sizes))

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
                lists = list(client.harvest(**asked).xml.iterchildren("{*}ListIdentifiers"))
            except SourceError:
                return False
            if not lists:
                return False
            for header in (header for listed in lists for header in listed.iterchildren("{*}header")):
                self._add(header)
            tokens = [token for listed in lists for token in listed.iterchildren("{*}resumptionToken")]
            self._sizes |= {int(size) for one in tokens if (size := one.get("completeListSize", "")).isdecimal()}
            token = next(filter(None, map(text_of, tokens)), "")
            if not token:
                return True
            if asked.get("resumptionToken") == token:
                return False
            asked = {"verb": "ListIdentifiers", "resumptionToken": token}
        return False

    def _add(self, header: etree._Element) -> None:
        identifier = text_of(header.find("{*}identifier"))
        if not identifier:
            return
        is_deleted = header.get("status", "").strip().lower() == "deleted"
        self._rows += 1
        self._repeated += identifier in (self._deleted if is_deleted else self.living)
        if is_deleted:
            self._deleted.add(identifier)
            self.living.pop(identifier, None)
        elif identifier not in self._deleted:
            self.living[identifier] = text_of(header.find("{*}datestamp"))

"""What pages are made of: productions found in the index, proofs in the store, what is to be seen to."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from feeds.reports.bilan import Bilan
from feeds.vitrine.group_year import BESIDE_WORKS
from feeds.vitrine.links import Chosen, Links, bilan_name
from feeds.vitrine.pages import ProductionCard, Site, card_of, link_warning, tile
from feeds.wording.identity import SCHEMES, entry_id
from feeds.wording.production import GroupLabels, Production, production_of
from feeds.wording.slug import slug
from feeds.wording.templating import Html
from index.fields import FINDABLE
from pipeline.ground.settings import Settings
from pipeline.reports.bilan import every_bilan
from pipeline.reports.check import GroupCheck, check_groups
from pipeline.vitrine.finding import Finder, SearchedPage
from schemas.files.group import Group
from schemas.notions.canonical import canonical_values
from schemas.types.issue import Issue
from schemas.types.link_check import LinkCheck
from schemas.types.record import Record, StoredRecord
from store.database import Database
from store.record_reading import latest_by_identifier

_EVERYTHING = 10_000
_OF_GROUP = 50
_LINKS_KEPT = 10.0
"""Seconds for which it is not asked again which links died."""
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HeldProduction:
    """One production as the store holds it."""

    stored: StoredRecord
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Checked:
    """What was worked out for one state of the store."""

    version: str
    checks: tuple[GroupCheck, ...]
    bilans: Mapping[str, Bilan]


class Library:
    """Gives pages what they show; any thread may ask."""

    undated = _UNDATED
    """What stands for a date of change where none is known."""

    def __init__(self, settings: Settings, database: Database, base_url: str | None = None) -> None:
        """`base_url` is where the pages will be, of those that are laid in files."""
        pages_address = settings.serving.base_url if base_url is None else base_url
        folder = "flux/" if settings.serving.out is not None else ""
        address = f"{settings.base_url.rstrip('/')}/" if settings.base_url else ""
        serving = settings.serving
        self.site = Site(serving.name, serving.email, folder, address, pages_address, serving.lettre)
        self.authority = settings.autorite or SCHEMES
        self.finder = Finder(settings)
        self._database = database
        self._checking = threading.Lock()
        self.take(settings)
        self._unsound: Mapping[str, LinkCheck] = {}
        self._beside: tuple[str, dict[str, list[Record]]] = ("", {})
        self._tiles: dict[tuple[str, str], Html] = {}
        self._links_read = -math.inf
        self.is_laid = base_url is not None
        self._of_group: dict[str, tuple[Record, ...]] = {}

    def take(self, settings: Settings) -> None:
        """Take the groups and bilans of settings, in place of those of before."""
        with self._checking:
            self._settings = settings
            self._labels = GroupLabels(settings.groups)
            self._checked: _Checked | None = None
            self.groups: Mapping[str, Group] = {group.id: group for group in settings.groups}

    @property
    def group_titres(self) -> dict[str, str]:
        """« SVT 2024-2025 » for the id of each group."""
        return {identifier: self._labels.group_titre(identifier) for identifier in self.groups}

    def tile(self, record: Record, links: Links) -> Html:
        """A record's HTML in a list; in files, where it is in several lists, it is made once."""
        if links.searches:
            return tile(self.card(record), links)
        key = (record.source, record.identifier)
        if key not in self._tiles:
            self._tiles[key] = tile(self.card(record), links)
        return self._tiles[key]

    def group_of(self, record: Record) -> Group | None:
        """The group of a record, where a file describes it."""
        return self.groups.get(record.groupe or "")

    def card(self, record: Record) -> ProductionCard:
        """A record as lists show it."""
        return card_of(self.production(record), self.group_of(record), self._warning(record))

    def card_as_stored(self, stored: StoredRecord) -> ProductionCard:
        """A record of the store, with its dates and its files."""
        production = production_of(stored, self._labels, has_files=True)
        return card_of(production, self.group_of(stored.record), self._warning(stored.record))

    def _warning(self, record: Record) -> str:
        """Say what is wrong with a production's address; what is known is read again every few seconds."""
        now = time.monotonic()
        if now - self._links_read > _LINKS_KEPT:
            with self._database.transaction() as transaction:
                self._unsound, self._links_read = transaction.link_checks.unsound(), now
        return link_warning(self._unsound.get(record.identifier))

    def production(self, record: Record) -> Production:
        """Make a record ready to be shown."""
        # The index knows no dates of change, and no page shows them.
        return production_of(StoredRecord(record, _UNDATED, _UNDATED, _UNDATED), self._labels)

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Count all productions by the values they hold, by parameter."""
        return self.finder.find("", {}, size=0).counts

    def found(self, chosen: Chosen, size: int = _EVERYTHING, *, start: int = 0) -> SearchedPage:
        """The productions that hold values, from a rank on."""
        return self.finder.find("", chosen, start=start, size=size)

    def of_group(self, identifier: str) -> tuple[Record, ...]:
        """The latest productions of a group; kept while files are laid, which ask it of each production."""
        if identifier not in self._of_group:
            found = self.found({"groupe": (identifier,)}, _OF_GROUP).records
            if not self.is_laid:
                return found
            self._of_group[identifier] = found
        return self._of_group[identifier]

    def named(self, parameter: str, name: str) -> str | None:
        """The value an address names: one of a production, or of a group file."""
        return next((value for value in self._values(parameter) if slug(value) == name), None)

    def names(self, parameter: str) -> tuple[str, ...]:
        """The names, in addresses, of all that has a page of this kind."""
        return tuple(dict.fromkeys(slug(value) for value in self._values(parameter)))

    def values(self, parameter: str) -> tuple[str, ...]:
        """What has a page of this kind: of those that share an address, the first."""
        return tuple({slug(value): value for value in reversed([*self._values(parameter)])}.values())

    def _values(self, parameter: str) -> Iterable[str]:
        yield from self.counts().get(parameter, ())
        for group in self.groups.values():
            if parameter == "groupe":
                yield group.id
            if parameter == "academie":
                yield from group.academies
            if parameter == "annee":
                yield from group.annees
            if parameter == "discipline":
                yield discipline_of(group)

    def known(self, uuid: str) -> HeldProduction | None:
        """The published production of a permanent id; None when there is none."""
        entry = f"urn:uuid:{uuid}"
        with self._database.transaction() as transaction:
            identifier = transaction.published.record_of(entry)
            if identifier is None or entry_id(identifier) != entry:
                return None
            living = [one for one in transaction.records.one(identifier) if one.record.is_published]
            if not living:
                return None
            stored = max(living, key=lambda one: one.updated)
            return HeldProduction(stored, transaction.records.issues(stored.record.source, identifier))

    def all_known(self) -> Iterator[HeldProduction]:
        """Every published production, each identifier once."""
        with self._database.transaction() as transaction:
            issues: dict[tuple[str, str], list[Issue]] = {}
            for issue in transaction.records.issues():
                issues.setdefault((issue.source, issue.identifier), []).append(issue)
            living = (one for one in transaction.records.all(deleted=False) if one.record.is_published)
            for stored in latest_by_identifier(living):
                own = issues.get((stored.record.source, stored.record.identifier), ())
                yield HeldProduction(stored, tuple(own))

    def stored(self, records: Iterable[Record]) -> tuple[StoredRecord, ...]:
        """Records as the store holds them now, those that may still be found."""
        with self._database.transaction() as transaction:
            found = [
                one
                for record in records
                for one in transaction.records.one(record.identifier)
                if one.record.source == record.source and one.record.traam.traam_class in FINDABLE
            ]
        return tuple(found)

    def beside_works(self, groupe: str) -> tuple[Record, ...]:
        """The pages that tell of a group's year: its presentations, minutes and calls; read once for each state."""
        with self._database.transaction() as transaction:
            version, found = self._beside
            if version != transaction.version:
                found = {}
                for one in transaction.records.of_classes(BESIDE_WORKS):
                    found.setdefault(one.record.groupe or "", []).append(one.record)
                self._beside = (transaction.version, found)
        return tuple(found.get(groupe, ()))

    def text_of(self, record: Record) -> str:
        """What a page says, as it was read: its whole text where that was kept, else its description."""
        with self._database.transaction() as transaction:
            found = list(transaction.records.searched_of([(record.source, record.identifier)]))
        return (found[0].texte if found else None) or record.description or ""

    def checks(self) -> tuple[GroupCheck, ...]:
        """What each group and académie must see to."""
        return self._present().checks

    def bilans(self) -> Mapping[str, Bilan]:
        """The bilan of each académie in each group, by its name in addresses."""
        return self._present().bilans

    def _present(self) -> _Checked:
        """What is worked out once for each state of the store: it takes seconds."""
        with self._checking:
            with self._database.transaction() as transaction:
                version = f"{transaction.version} {transaction.link_checks.stamp}"
            if self._checked is None or self._checked.version != version:
                checks = check_groups(self._settings)
                bilans = every_bilan(self._settings, checks, self._database)
                self._checked = _Checked(version, checks, {bilan_name(one.groupe, one.academie): one for one in bilans})
            return self._checked

    def close(self) -> None:
        """Let the index go."""
        self.finder.close()


def discipline_of(group: Group) -> str:
    """A group's discipline as records have it, so that it leads to a page."""
    return next(iter(canonical_values("disciplines", group.discipline)), group.discipline)

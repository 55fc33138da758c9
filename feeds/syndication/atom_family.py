"""Every Atom feed of a publication: entries are written once, in the complete feed, and copied into the others."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from disk.swap import NewFolder
from feeds.folder.manifest import Manifest, ManifestEntry
from feeds.syndication import journal
from feeds.syndication.atom import MEDIA_TYPE, AtomFeed, Tombstone
from feeds.syndication.facets import FeedFacet, facets_of
from feeds.wording.identity import entry_id, group_feed_name
from feeds.wording.instants import as_utc
from feeds.wording.production import Production, group_titre
from feeds.wording.safe_text import safe_text
from schemas.files.group import Group
from schemas.types.record import Record

ALL_FEED = "productions.atom"
TITRE = "Productions des TraAM"
SUBTITLE = "Travaux académiques mutualisés : ce que les sites des académies en publient"


class AtomFamily:
    """The complete feed, one complete feed a facet, the subscription feed and its archives."""

    def __init__(self, new: NewFolder, groups: Sequence[Group], base_url: str | None, fallback: datetime) -> None:
        self._new = new
        self._base_url = base_url
        self._fallback = fallback
        self._groups = {group.id: group for group in groups}
        self._stream: BinaryIO
        self._places: list[tuple[int, int]] = []
        self._updated: list[datetime] = []
        self._told: list[journal.JournalEntry] = []
        self._facets: dict[str, tuple[FeedFacet, array[int]]] = {}
        for group in groups:  # a group has its feed before its first production
            titre = f"TraAM {safe_text(group_titre(group))}"
            facet = FeedFacet(group_feed_name(group.id), titre, safe_text(group.theme), group.id)
            self._facets[facet.name] = (facet, array("I"))

    @contextmanager
    def writing_all(self, updated: datetime) -> Iterator[Callable[[Production, Record], None]]:
        """Write the complete feed; takes each production with its record as the store holds it."""
        feed = AtomFeed(ALL_FEED, TITRE, updated, SUBTITLE, base_url=self._base_url, history="complete")
        self._stream = self._new.open(ALL_FEED)
        with feed.recording(self._stream, self._places) as add:

            def add_entry(production: Production, stored: Record) -> None:
                place = len(self._places)
                add(production)
                self._updated.append(production.updated)
                self._told.append(journal.JournalEntry(_moment(production.changed_at), production.id, place))
                for facet in facets_of(production, stored):
                    self._facets.setdefault(facet.name, (facet, array("I")))[1].append(place)

            yield add_entry

    def facets(self) -> Iterator[tuple[str, Sequence[int]]]:
        """What the names of each facet's files begin with, and the ranks of its productions."""
        for facet, places in self._facets.values():
            yield facet.name.removesuffix(".atom"), places

    def write_others(
        self, out: Path, before: Manifest | None, withdrawn: Iterable[tuple[str, datetime]]
    ) -> Iterator[ManifestEntry]:
        """Write the feeds of facets, then what is new since the publication before; gives all the family's files."""
        for facet, places in self._facets.values():
            yield self._write(self._facet_feed(facet, places), places)
        yield from self._write_subscription(out, before, withdrawn)
        yield ManifestEntry(ALL_FEED, MEDIA_TYPE, len(self._places), self._new.close(ALL_FEED))

    def _facet_feed(self, facet: FeedFacet, places: Sequence[int]) -> AtomFeed:
        group = self._groups.get(facet.group or "")
        return AtomFeed(
            name=facet.name,
            titre=facet.titre,
            updated=self._updated[places[0]] if places else self._fallback,
            subtitle=facet.subtitle,
            alternate=group.vitrine if group is not None else None,
            base_url=self._base_url,
            history="complete",
        )

    def _write_subscription(
        self, out: Path, before: Manifest | None, withdrawn: Iterable[tuple[str, datetime]]
    ) -> Iterator[ManifestEntry]:
        held = {entry.name: entry for entry in before.files} if before is not None else {}
        state = journal.read_state(out, tuple(held))
        telling = journal.what_to_tell(
            state,
            self._base_url or "",
            self._told,
            {entry_id(identifier): _moment(when) for identifier, when in withdrawn},
            _moment(self._fallback),
        )
        first = telling.state.archives - len(telling.archives)
        for number in range(1, first + 1):
            name = journal.archive_name(number)
            self._new.keep(name)
            yield held[name]
        for number, page in enumerate(telling.archives, first + 1):
            yield self._write_page(journal.archive_name(number), page, number - 1)
        yield self._write_page(journal.FEED, telling.head, telling.state.archives)
        self._new.open(journal.STATE).write(journal.state_bytes(telling.state))
        count = len(telling.state.archived)
        yield ManifestEntry(journal.STATE, "application/json", count, self._new.close(journal.STATE))

    def _write_page(self, name: str, page: Sequence[journal.JournalEntry], previous: int) -> ManifestEntry:
        """Write one archive, or the head, its latest change first."""
        page = sorted(page, reverse=True)
        links = [("prev-archive", journal.archive_name(previous))] if previous else []
        is_head = name == journal.FEED
        feed = AtomFeed(
            name=name,
            titre=f"{TITRE} : nouveautés",
            updated=datetime.fromisoformat(page[0].moment) if page else self._fallback,
            subtitle="Ce qui est nouveau, modifié ou retiré",
            base_url=self._base_url,
            history="" if is_head else "archive",
            links=tuple(links if is_head else [*links, ("current", journal.FEED)]),
            tombstones=tuple(Tombstone(told.id, datetime.fromisoformat(told.moment)) for told in page if told.is_gone),
            feed=journal.FEED,
        )
        return self._write(feed, [told.place for told in page if not told.is_gone])

    def _write(self, feed: AtomFeed, places: Iterable[int]) -> ManifestEntry:
        places = list(places)
        feed.copy(self._new.open(feed.name), map(self._entry, places))
        return ManifestEntry(feed.name, feed.media_type, len(places), self._new.close(feed.name))

    def _entry(self, place: int) -> bytes:
        start, end = self._places[place]
        self._stream.seek(start)
        return self._stream.read(end - start)


def _moment(moment: datetime) -> str:
    return as_utc(moment).astimezone(UTC).isoformat(timespec="microseconds")

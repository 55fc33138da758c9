"""Publishing everything: one traversal of the productions fills the files of a folder, which is then swapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from disk.swap import NewFolder, put_back
from feeds.folder.folder_files import FolderFiles
from feeds.folder.manifest import (
    MANIFEST,
    Differences,
    Manifest,
    ManifestEntry,
    differences,
    read_manifest,
    refuse_foreign_files,
    write_manifest,
)
from feeds.folder.output import Output
from feeds.folder.page_files import LaidPages
from feeds.notices.amb import Amb
from feeds.notices.json_ld import JsonLd
from feeds.notices.record_files import RecordFiles
from feeds.publishing.described import write_described
from feeds.publishing.not_worse import SourceHolding, fewer_outputs, other_authority, reasons_to_refuse
from feeds.reports.run_page import ReportPage
from feeds.syndication.atom_family import SUBTITLE, TITRE, AtomFamily
from feeds.syndication.journal import read_state
from feeds.syndication.json_feed import JsonFeed
from feeds.syndication.rss import RssFeed
from feeds.syndication.sitemap import ROBOTS, PublishedSitemap, robots_text
from feeds.tables import changes
from feeds.tables.changes import Lineage
from feeds.tables.json_lines import JSON_LINES
from feeds.tables.rows import RowsFile
from feeds.tables.spreadsheet import OdsTable
from feeds.tables.tabular import CSV
from feeds.wording.identity import SCHEMES, entry_id
from feeds.wording.instants import as_utc, written_rfc3339
from feeds.wording.production import GroupLabels, production_of
from feeds.wording.safe_text import safe_link
from schemas.files.group import Group
from schemas.runs.run_report import RunReport
from schemas.types.errors import NothingToDoError, SettingsError, reason_of
from schemas.types.issue import Issue
from schemas.types.record import Record, StoredRecord
from schemas.words.vocabulary import vocabulary_versions

StartPages = Callable[[Path, Path], AbstractContextManager[Callable[[], LaidPages]]]
"""Begins to lay pages in a new folder, beside the one it will replace; gives what waits until they are there."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published; the same publication after the same one gives the same bytes."""

    records: Iterable[StoredRecord]
    """Living TraAM works only, each identifier once, the latest updated first; gone through once."""
    groups: Sequence[Group]
    runs: Sequence[RunReport]
    issues: Sequence[Issue]
    base_url: str | None
    """Where the folder will be served; feeds then give their own address."""
    fallback: datetime
    """The date of a feed without any entry, and of what left without its source saying when."""
    held: Mapping[str, SourceHolding] = field(default_factory=lambda: MappingProxyType({}))
    """By source, what is compared with the last publication."""
    withdrawn: Iterable[tuple[str, datetime]] = ()
    """The identifiers of works their sources have withdrawn, and when we saw it."""
    given: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    """By entry id, when what is said of a work last changed for those who follow; else when its record did."""
    authority: str = SCHEMES
    """What the schemes of categories begin with."""
    changes: Iterable[tuple[str, bytes]] = ()
    """The files of the journal for mirrors."""
    now: datetime | None = None
    lineage: Lineage | None = None
    """The numbers that journal gives."""
    renamed: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=lambda: MappingProxyType({}))
    """By source and identifier, the identifiers a work had before."""
    force: bool = False
    """Publish even what is worse than the last publication."""
    start_pages: StartPages | None = None
    """The pages for people; None for a publication without any."""


def publish(out: Path, publication: Publication) -> tuple[Path, ...]:
    """Write a publication in the place of the last one; gives the files written, the manifest last.

    Raises SettingsError for a base address that is none, NothingToDoError when the folder cannot be written or holds
    files of others, or better ones of ours; it is then as it was before.
    """
    with _written(out, publication) as (new, _, manifest):
        new.swap()
    return (*(out / entry.name for entry in manifest.files), out / MANIFEST)


def try_publishing(out: Path, publication: Publication) -> Differences:
    """Write a publication aside, and say what it would change of the last one, which stays; raises as publish does."""
    with _written(out, publication) as (_, before, manifest):
        return differences(before, manifest)


@contextmanager
def _written(out: Path, publication: Publication) -> Iterator[tuple[NewFolder, Manifest | None, Manifest]]:
    """The folder of a publication, whole, beside the last one, and what both hold."""
    base_url = checked_base_url(publication.base_url)
    try:
        put_back(out)
        before = read_manifest(out)
        refuse_foreign_files(out, before)
        with NewFolder(out) as new:
            yield new, before, _Writing(new, publication, base_url).write(out, before)
    except OSError as error:
        raise NothingToDoError(f"{error.filename or out} : écriture impossible ({reason_of(error)})") from error


def planned_outputs(
    publication: Publication, base_url: str | None, updated: datetime, pages: Sequence[str] = ()
) -> tuple[Output, ...]:
    """The outputs that one traversal fills, Atom apart; a new one is named here."""
    outputs: tuple[Output, ...] = (
        RowsFile(CSV),
        OdsTable(),
        RowsFile(JSON_LINES),
        JsonFeed(TITRE, SUBTITLE, base_url),
        JsonLd(),
        Amb(),
        ReportPage(publication.runs, publication.groups, publication.issues),
    )
    if base_url is None:  # RSS and sitemaps have no relative addresses
        return outputs
    sitemap = PublishedSitemap(base_url, pages, has_production_pages=publication.start_pages is not None)
    return (*outputs, RssFeed(base_url, updated, TITRE, SUBTITLE), sitemap)


class _Writing:
    """The making of one folder."""

    def __init__(self, new: NewFolder, publication: Publication, base_url: str | None) -> None:
        self._new = new
        self._publication = publication
        self._atom = AtomFamily(new, publication.groups, base_url, publication.fallback)
        self._files = RecordFiles(new, publication.groups, publication.issues)
        self._base_url = base_url
        self._outputs: tuple[Output, ...] = ()
        self._pages = LaidPages()
        self._sources: Counter[str] = Counter()
        self._twice: Counter[str] = Counter()
        """By source, the works the last publication gave under two identifiers, each time too many."""
        self._count = 0

    def write(self, out: Path, before: Manifest | None) -> Manifest:
        """Write every file; raises NothingToDoError when the last publication is better."""
        files = [entry.name for entry in before.files] if before is not None else []
        state = read_state(out, files) if self._publication.renamed else None
        self._fill(state.entries if state is not None else frozenset())
        if not self._publication.force:
            _refuse_worse(out, other_authority(before, self._publication.authority))
            _refuse_worse(out, reasons_to_refuse(before, self._sources, self._publication.held, self._twice))
        written = [*self._pages.entries, *self._facet_rows()]
        written += [self._closed(output) for output in self._outputs]
        written += self._files.entries()
        written += self._changes()
        written += write_described(self._new)
        written += self._robots()
        written += self._atom.write_others(out, before, self._publication.withdrawn)
        if not self._publication.force:
            _refuse_worse(out, fewer_outputs(before, written))
        run = next(iter(self._publication.runs), None)
        manifest = Manifest(
            run.number if run else None,
            self._sources,
            tuple(sorted(written, key=lambda entry: entry.name)),
            written_rfc3339(run.ended_at or run.started_at) if run else None,
            written_rfc3339(self._publication.now) if self._publication.now else None,
            self._publication.authority,
            self._publication.lineage.as_dict() if self._publication.lineage is not None else {},
            vocabulary_versions(),
        )
        write_manifest(self._new.open(MANIFEST), manifest)
        self._new.close(MANIFEST)
        return manifest

    def _fill(self, told: Collection[str]) -> None:
        """Write in one traversal what holds every production, newest first; `told` are the entries told before."""
        labels = GroupLabels(self._publication.groups, self._publication.authority)
        records = iter(self._publication.records)
        first = next(records, None)
        updated = first.updated if first is not None else self._publication.fallback
        names = ["report.html"]
        self._outputs = planned_outputs(self._publication, self._base_url, updated, names)
        start_pages = self._publication.start_pages
        with ExitStack() as opened:
            pages = (
                opened.enter_context(start_pages(self._new.path, self._new.former))
                if start_pages is not None
                else LaidPages
            )
            add_entry = opened.enter_context(self._atom.writing_all(updated))
            filled = [
                (output.limit, opened.enter_context(output.writing(self._new.open(output.name))))
                for output in self._outputs
            ]
            for stored in chain([first] if first is not None else [], records):
                production = production_of(self._dated(stored), labels, has_files=True)
                add_entry(production, stored.record)
                self._files.add(production, stored.record)
                for limit, add in filled:
                    if limit is None or self._count < limit:
                        add(production)
                self._add(production.record.source, stored.record, told)
            self._pages = pages()
            names[:0] = self._pages.listed

    def _dated(self, stored: StoredRecord) -> StoredRecord:
        given = self._publication.given.get(entry_id(stored.record.identifier))
        return stored if given is None else replace(stored, changed_at=given)

    def _robots(self) -> Iterator[ManifestEntry]:
        if self._base_url is not None:
            self._new.open(ROBOTS).write(robots_text(self._base_url))
            yield ManifestEntry(ROBOTS, "text/plain; charset=utf-8", 0, self._new.close(ROBOTS))

    def _changes(self) -> Iterator[ManifestEntry]:
        if self._publication.lineage is not None:
            files = FolderFiles(self._new.path, self._new.former, changes.FOLDER, changes.MEDIA_TYPE)
            for name, content in self._publication.changes:
                files.add(name, content)
            yield files.entry()

    def _add(self, source: str, record: Record, told: Collection[str]) -> None:
        """Count one production, and how many times too many it was told before, under the identifiers it had then."""
        self._count += 1
        self._sources[source] += 1
        if former := self._publication.renamed.get((record.source, record.identifier)):
            times = sum(entry_id(name) in told for name in (record.identifier, *former))
            self._twice[source] += max(times - 1, 0)

    def _facet_rows(self) -> Iterator[ManifestEntry]:
        """Copy the rows of each facet in files of their own, beside its feed."""
        whole = [output for output in self._outputs if isinstance(output, RowsFile)]
        for stem, places in self._atom.facets():
            for output in whole:
                name = output.form.named(stem)
                output.copy(self._new.open(name), places)
                yield ManifestEntry(name, output.media_type, len(places), self._new.close(name))

    def _closed(self, output: Output) -> ManifestEntry:
        count = self._count if output.limit is None else min(self._count, output.limit)
        return ManifestEntry(output.name, output.media_type, count, self._new.close(output.name))


def _refuse_worse(out: Path, reasons: Iterable[str]) -> None:
    if said := " ; ".join(reasons):
        raise NothingToDoError(f"{out} reste comme il est : {said} ; si c'est voulu, « traam publish … --force »")


def newest_first(records: Iterable[StoredRecord]) -> list[StoredRecord]:
    """Put records in the order a publication takes them in."""
    return sorted(records, key=lambda one: (-as_utc(one.updated).timestamp(), one.record.identifier, one.record.source))


def checked_base_url(base_url: str | None) -> str | None:
    """The address of a folder, « / » at its end; raises SettingsError for what is none."""
    if base_url is None:
        return None
    link = safe_link(base_url)
    if link is None:
        raise SettingsError([f"base-url : « {base_url} » n'est pas une adresse http ou https"])
    return link if link.endswith("/") else f"{link}/"

"""Publishing everything: one traversal of the productions fills the files of a folder, which is then swapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from feeds.atom import AtomFeed
from feeds.identity import group_feed_name
from feeds.instants import as_utc
from feeds.manifest import MANIFEST, Manifest, ManifestEntry, read_manifest, refuse_foreign_files, write_manifest
from feeds.not_worse import Holding, reasons_to_refuse
from feeds.output import Output
from feeds.production import GroupLabels, group_titre, production_of
from feeds.run_page import ReportPage
from feeds.safe_text import safe_link, safe_text
from feeds.swap import NewFolder, put_back
from feeds.tabular import CsvTable
from schemas.errors import NothingToDoError, SettingsError, reason_of
from schemas.group import Group
from schemas.issue import Issue
from schemas.record import StoredRecord
from schemas.run_report import RunReport

ALL_FEED = "productions.atom"


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published; the same publication gives the same bytes."""

    records: Sequence[StoredRecord]
    """Living TraAM works only, each identifier once."""
    groups: Sequence[Group]
    runs: Sequence[RunReport]
    issues: Sequence[Issue]
    base_url: str | None
    """Where the folder will be served; feeds then give their own address."""
    fallback: datetime
    """The date of a feed without any entry."""
    held: Mapping[str, Holding] = field(default_factory=lambda: MappingProxyType({}))
    """By source, what is compared with the last publication."""
    force: bool = False
    """Publish even what is worse than the last publication."""


def publish(out: Path, publication: Publication) -> tuple[Path, ...]:
    """Write a publication in the place of the last one; gives the files written, the manifest last.

    Raises SettingsError for a base address that is none, NothingToDoError when the folder cannot be written or holds
    files of others, or better ones of ours; it is then as it was before.
    """
    outputs = planned_outputs(publication, _checked_base_url(publication.base_url))
    try:
        put_back(out)
        before = read_manifest(out)
        refuse_foreign_files(out, before)
        sources = _count_by_source(publication.records)
        if not publication.force:
            _refuse_worse(out, reasons_to_refuse(before, sources, publication.held))
        with NewFolder(out) as new:
            manifest = _write_all(new, outputs, publication, sources)
            new.swap()
    except OSError as error:
        raise NothingToDoError(f"{error.filename or out} : écriture impossible ({reason_of(error)})") from error
    return (*(out / entry.name for entry in manifest.files), out / MANIFEST)


def planned_outputs(publication: Publication, base_url: str | None) -> tuple[Output, ...]:
    """Give the outputs of a publication; a new one is named here."""
    return (
        AtomFeed(
            name=ALL_FEED,
            titre="Productions des TraAM",
            subtitle="Travaux académiques mutualisés : ce que les sites des académies en publient",
            updated=_latest(publication.records, publication.fallback),
            base_url=base_url,
        ),
        *_group_feeds(publication, base_url),
        CsvTable(),
        ReportPage(publication.runs, publication.groups, publication.issues),
    )


def _group_feeds(publication: Publication, base_url: str | None) -> Iterable[AtomFeed]:
    known = {group.id: group for group in publication.groups}
    by_group: dict[str, list[StoredRecord]] = {identifier: [] for identifier in known}
    for stored in publication.records:
        if stored.record.groupe:
            by_group.setdefault(stored.record.groupe, []).append(stored)
    for identifier in sorted(by_group):
        group = known.get(identifier)
        yield AtomFeed(
            name=group_feed_name(identifier),
            titre=f"TraAM {group_titre(group) if group is not None else identifier}",
            subtitle=group.theme if group is not None else "",
            updated=_latest(by_group[identifier], publication.fallback),
            alternate=group.vitrine if group is not None else None,
            base_url=base_url,
            group=identifier,
        )


def _count_by_source(records: Iterable[StoredRecord]) -> Mapping[str, int]:
    return Counter(safe_text(stored.record.source) for stored in records)


def _refuse_worse(out: Path, reasons: Iterable[str]) -> None:
    if said := " ; ".join(reasons):
        raise NothingToDoError(f"{out} reste comme il est : {said} ; si c'est voulu, « traam publish … --force »")


def _write_all(
    new: NewFolder, outputs: Sequence[Output], publication: Publication, sources: Mapping[str, int]
) -> Manifest:
    counts = _fill(outputs, publication, new)
    digests = new.finish()
    manifest = Manifest(
        run=publication.runs[0].number if publication.runs else None,
        sources=sources,
        files=tuple(
            ManifestEntry(output.name, output.media_type, counts[output.name], digests[output.name])
            for output in outputs
        ),
    )
    write_manifest(new.open(MANIFEST), manifest)
    new.finish()
    return manifest


def _fill(outputs: Sequence[Output], publication: Publication, new: NewFolder) -> Mapping[str, int]:
    """Write every output in one traversal, newest production first; gives how many each took."""
    labels = GroupLabels(publication.groups)
    counts: Counter[str] = Counter()
    with ExitStack() as opened:
        filled = [(output, opened.enter_context(output.writing(new.open(output.name)))) for output in outputs]
        for stored in sorted(publication.records, key=_newest_first):
            production = production_of(stored, labels)
            for output, add in filled:
                if output.takes(stored.record):
                    add(production)
                    counts[output.name] += 1
    return counts


def _latest(records: Iterable[StoredRecord], fallback: datetime) -> datetime:
    return max((as_utc(stored.updated) for stored in records), default=as_utc(fallback))


def _newest_first(stored: StoredRecord) -> tuple[float, str, str]:
    return -as_utc(stored.updated).timestamp(), stored.record.identifier, stored.record.source


def _checked_base_url(base_url: str | None) -> str | None:
    if base_url is None:
        return None
    link = safe_link(base_url)
    if link is None:
        raise SettingsError([f"base-url : « {base_url} » n'est pas une adresse http ou https"])
    return link if link.endswith("/") else f"{link}/"

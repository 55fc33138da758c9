"""The two files of each production, which the feeds lead to: its Édubase fiche, to read, and its ScoLOMFR notice."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from feeds.fiches import fiche_html, fiche_of
from feeds.manifest import ManifestEntry
from feeds.production import FICHES, NOTICES, Production
from feeds.scolomfr import scolomfr_bytes
from feeds.swap import NewFolder
from schemas.group import Group
from schemas.issue import Issue
from schemas.record import Record

_MEDIA_TYPES = {FICHES: "text/html; charset=utf-8", NOTICES: "application/xml; charset=utf-8"}


class RecordFiles:
    """The folders « fiches » and « notices »."""

    def __init__(self, new: NewFolder, groups: Sequence[Group], issues: Sequence[Issue]) -> None:
        self._new = new
        self._groups: Mapping[str, Group] = {group.id: group for group in groups}
        self._issues: dict[tuple[str, str], list[Issue]] = {}
        for issue in issues:
            self._issues.setdefault((issue.source, issue.identifier), []).append(issue)
        self._digests: dict[str, list[tuple[str, bytes]]] = {FICHES: [], NOTICES: []}
        for folder in self._digests:
            new.make(folder)

    def add(self, production: Production, stored: Record) -> None:
        """Write the two files of a production; its record as the store holds it finds its group and its issues."""
        group = self._groups.get(stored.groupe or "")
        issues = self._issues.get((stored.source, stored.identifier), ())
        self._write(FICHES, production.fiche_name, fiche_html(fiche_of(production, group, issues)).encode())
        self._write(NOTICES, production.notice_name, scolomfr_bytes(production, group))

    def close(self) -> tuple[ManifestEntry, ...]:
        """Give the folders as the manifest names them."""
        return tuple(
            ManifestEntry(name, _MEDIA_TYPES[name], len(files), _digest_of(files))
            for name, files in self._digests.items()
        )

    def _write(self, folder: str, name: str, content: bytes) -> None:
        (self._new.path / name).write_bytes(content)
        self._digests[folder].append((name.removeprefix(folder), hashlib.sha256(content).digest()))


def _digest_of(files: list[tuple[str, bytes]]) -> str:
    """Give the digest of what « sha256sum * » prints in a folder, its names in the order of their bytes."""
    printed = hashlib.sha256()
    for name, digest in sorted(files):
        printed.update(f"{digest.hex()}  {name}\n".encode())
    return printed.hexdigest()

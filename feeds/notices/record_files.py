"""The two files of each production, which the feeds lead to: its Édubase fiche, to read, and its ScoLOMFR notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from feeds.folder.folder_files import FolderFiles
from feeds.folder.manifest import ManifestEntry
from feeds.folder.page_files import HTML
from feeds.notices.fiches import fiche_html, fiche_of
from feeds.notices.scolomfr import scolomfr_bytes
from feeds.wording.production import FICHES, NOTICES, Production
from schemas.files.group import Group
from schemas.types.issue import Issue
from schemas.types.record import Record


class RecordFiles:
    """The folders « fiches » and « notices »."""

    def __init__(self, publication: Path, former: Path, groups: Sequence[Group], issues: Sequence[Issue]) -> None:
        self._groups: Mapping[str, Group] = {group.id: group for group in groups}
        self._issues: dict[tuple[str, str], list[Issue]] = {}
        for issue in issues:
            self._issues.setdefault((issue.source, issue.identifier), []).append(issue)
        self._fiches = FolderFiles(publication, former, FICHES, HTML)
        self._notices = FolderFiles(publication, former, NOTICES, "application/xml; charset=utf-8")

    def add(self, production: Production, stored: Record) -> None:
        """Write the two files of a production; its record as the store holds it finds its group and its issues."""
        group = self._groups.get(stored.groupe or "")
        issues = self._issues.get((stored.source, stored.identifier), ())
        fiche = fiche_html(fiche_of(production, group, issues)).encode()
        self._fiches.add(production.fiche_name.removeprefix(FICHES), fiche)
        self._notices.add(production.notice_name.removeprefix(NOTICES), scolomfr_bytes(production, group))

    def entries(self) -> tuple[ManifestEntry, ...]:
        """The folders as the manifest names them."""
        return self._fiches.entry(), self._notices.entry()

"""The two files of each production: its Édubase fiche, to read, and its ScoLOMFR notice; and the table of fiches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from disk.swap import NewFolder
from feeds.folder.folder_files import FolderFiles
from feeds.folder.manifest import ManifestEntry
from feeds.folder.page_files import HTML
from feeds.notices.fiches import FICHES_CSV, HEAD, fiche_html, fiche_line, fiche_of
from feeds.notices.scolomfr import scolomfr_bytes
from feeds.tables.tabular import MEDIA_TYPE
from feeds.wording.production import FICHES, NOTICES, Production
from schemas.files.group import Group
from schemas.types.issue import Issue
from schemas.types.record import Record


class RecordFiles:
    """The folders « fiches » and « notices », and « fiches.csv »."""

    def __init__(self, new: NewFolder, groups: Sequence[Group], issues: Sequence[Issue]) -> None:
        self._groups: Mapping[str, Group] = {group.id: group for group in groups}
        self._issues: dict[tuple[str, str], list[Issue]] = {}
        for issue in issues:
            self._issues.setdefault((issue.source, issue.identifier), []).append(issue)
        self._fiches = FolderFiles(new.path, new.former, FICHES, HTML)
        self._notices = FolderFiles(new.path, new.former, NOTICES, "application/xml; charset=utf-8")
        self._new = new
        self._table = new.open(FICHES_CSV)
        self._table.write(HEAD)
        self._count = 0

    def add(self, production: Production, stored: Record) -> None:
        """Write the two files of a production; its record as the store holds it finds its group and its issues."""
        group = self._groups.get(stored.groupe or "")
        issues = self._issues.get((stored.source, stored.identifier), ())
        fiche = fiche_of(production, group, issues)
        self._fiches.add(production.fiche_name.removeprefix(FICHES), fiche_html(fiche).encode())
        self._table.write(fiche_line(fiche))
        self._count += 1
        self._notices.add(production.notice_name.removeprefix(NOTICES), scolomfr_bytes(production, group))

    def entries(self) -> tuple[ManifestEntry, ...]:
        """The folders and the table as the manifest names them."""
        table = ManifestEntry(FICHES_CSV, MEDIA_TYPE, self._count, self._new.close(FICHES_CSV))
        return self._fiches.entry(), self._notices.entry(), table

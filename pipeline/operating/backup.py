"""Everything that cannot be built again, saved in one file while the service runs.

The base first, as it is at one instant; then the journal, which may tell more than it, and the payloads, which may be
newer: a harvest that follows the way back does again what the base does not know yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pipeline.ground.clock import Clock, utc_now
from pipeline.ground.configuration import DEFAULT_CONFIG, JOURNAL, Configuration
from pipeline.ground.lock import backup_lock
from pipeline.ground.opening import open_database
from pipeline.ground.people_files import READ_FOLDERS
from pipeline.operating.archive import ArchiveWriter, Contents, read_archive, written_archive
from schemas.files.decisions import DECISIONS
from schemas.types.errors import NothingToDoError
from store.database import Database
from store.journal.journal_folder import JournalFolder
from store.journal.told import told_by
from store.payloads import Payloads, is_sound

DATA = "data"
BASE = f"{DATA}/traam.sqlite"
RAW = f"{DATA}/raw"
_COPY = "sauvegarde-en-cours.sqlite"
_DISTRIBUTION = "traam"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """A backup that was made, and read again whole."""

    path: Path
    contents: Contents
    without: int
    """Records, and what is kept beside them, whose payload lacks or is damaged: it was so already, or a harvest took
    it away, and will do so again."""
    lost: tuple[str, ...] = ()
    """These payloads, by their names in the backup."""

    def as_dict(self) -> dict[str, object]:
        """The JSON values."""
        size = self.path.stat().st_size
        return {"path": str(self.path), "bytes": size, **self.contents.as_dict(), "without": self.without}


def back_up(settings: Configuration, target: str | Path, clock: Clock = utc_now) -> BackedUp:
    """Write a backup, to a file or in a folder where its name says when it was made, and read it again whole.

    A folder is one that is there, or whose name ends with « / »: it is made where it is not there yet.
    """
    now, path = clock(), Path(target)
    if path.is_dir() or str(target).endswith("/"):
        path /= f"traam-{now:%Y%m%dT%H%M%SZ}.tar"
    if path.exists():
        raise NothingToDoError(f"{path} existe déjà : une sauvegarde n'en remplace jamais une autre")
    path.parent.mkdir(parents=True, exist_ok=True)
    with backup_lock(settings.data), _copied(settings) as copy, written_archive(path) as archive:
        _add_files(archive, settings)
        missing, lost, records = _add_payloads(archive, settings, copy)
        archive.add_file(BASE, copy)
        archive.end(now.isoformat(timespec="seconds"), version(_DISTRIBUTION), records)
    return BackedUp(path, read_archive(path), missing, lost)


@contextmanager
def _copied(settings: Configuration) -> Iterator[Path]:
    """A copy of the base as it is now, beside it for as long as the block lasts."""
    copy = settings.data / _COPY
    _remove(copy)  # of a backup that was killed
    try:
        with open_database(settings.store) as database:
            database.copy_to(copy)
        yield copy
    finally:
        _remove(copy)


def _remove(copy: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        copy.with_name(copy.name + ending).unlink(missing_ok=True)


def _add_files(archive: ArchiveWriter, settings: Configuration) -> None:
    """Add what people wrote, the journal, and what the data folder remembers beside the base."""
    if settings.config is not None:
        archive.add_file(DEFAULT_CONFIG, settings.config)
    kept = [path for name in READ_FOLDERS for path in sorted((settings.base / name).rglob("*"))]
    for path in (*kept, settings.base / DECISIONS) if settings.config is not None else ():
        if path.is_file() and not path.name.startswith("."):
            archive.add_file(path.relative_to(settings.base).as_posix(), path)
    for path in JournalFolder(settings.store.journal).files():
        archive.add_file(f"{DATA}/{JOURNAL}/{path.name}", path)
    for path in sorted(settings.data.glob("*.json")):
        archive.add_file(f"{DATA}/{path.name}", path)


def _add_payloads(archive: ArchiveWriter, settings: Configuration, copy: Path) -> tuple[int, tuple[str, ...], int]:
    """Add every payload; gives how many things kept have theirs no more, the names of these, and how many records."""
    payloads = Payloads(settings.raw)
    lost: dict[str, int] = {}
    for source in payloads.sources():
        for key, content in payloads.as_they_lie(source):
            archive.add_bytes(_kept_name(key), content)
            if not is_sound(content):
                lost[_kept_name(key)] = 1
    database = Database(f"sqlite:///{copy}")
    try:
        database.refuse_damaged("rien n'est sauvegardé")
        with database.snapshot() as transaction:
            joined = told_by(JournalFolder(settings.store.journal).read()[0]).joined
            named = {
                source: {**dict.fromkeys(joined.get(source, ()), 1), **transaction.records.payload_names(source)}
                for source in transaction.records.sources()
            }
            records = transaction.records.count()
    finally:
        database.close()
    for source, names in named.items():
        for name, count in names.items():
            key, found = payloads.as_it_lies(source, name)
            if found is None or not is_sound(found):
                lost[_kept_name(key)] = count
            elif _kept_name(key) not in archive.digests:  # it waited for its name while the others were copied
                archive.add_bytes(_kept_name(key), found)
    return sum(lost.values()), tuple(sorted(lost)), records


def _kept_name(key: str) -> str:
    return f"{RAW}/{key}"

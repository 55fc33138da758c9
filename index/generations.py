"""The folder an index lives in: generations built aside, one pointer renamed into place, nothing others can write to.

The engine's files hold pickles, which run code when they are loaded: they are read only from folders and files that
belong to the current user and that nobody else may write to, and only when their checksums are those we wrote.
"""

from __future__ import annotations

# What only writing needs (shutil, tempfile) is imported where it is: a search waits for none of it.
import json
import os
import re
import stat
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from disk.aside import OWN, replaced_file, sync_folder
from index.faults import UnusableIndexError
from index.layout import FORMAT
from schemas.types.errors import reason_of

POINTER = "index.json"
_MARK = "traam"
_GENERATION = "gen-"
_PART = "part-"
_NAME = re.compile(r"gen-[A-Za-z0-9_]+\Z")
_PART_NAME = re.compile(r"part-[A-Za-z0-9_]+\Z")
_LARGEST_POINTER = 1_000_000
_CHUNK = 1 << 20
_REBUILD = "lancez « traam reindex »"


@dataclass(frozen=True, slots=True)
class Generation:
    """What the pointer file says of the index to be read."""

    name: str
    """Its own folder, inside the index's: what changes from a generation to the next."""
    format: str
    version: str
    """The caller's word for what was indexed."""
    settings: str
    """The caller's digest of what every record was indexed with: parts of two settings do not go together."""
    count: int
    parts: tuple[str, ...]
    """The folders of its parts, inside the index's; several generations may share one."""
    files: Mapping[str, tuple[int, int, int]]
    """Path inside the index's folder → its length in bytes, its CRC-32, and when it was written (nanoseconds)."""


def create_folder(folder: Path) -> None:
    """Make the index's folder for the current user alone, or check the one that is there."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    check_private(folder)


def start_part(folder: Path) -> Path:
    """Make an empty folder for a part, under a name nobody uses."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix=_PART, dir=folder))


def start_generation(folder: Path) -> Path:
    """Make an empty folder for a generation's own files, under a name nobody uses."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix=_GENERATION, dir=folder))


def publish(folder: Path, built: Path, parts: Sequence[str], *, version: str, settings: str, count: int) -> None:
    """Put a finished generation in the place of the present one, in a single rename; the last one is kept beside it.

    Everything is on the disk before the pointer names it, so that a power cut leaves the old index or the new one.
    """
    import shutil

    previous = _previous(folder)
    known = previous.files if previous is not None else {}
    files: dict[str, tuple[int, int, int]] = {}
    for name in (built.name, *parts):
        for path in sorted(path for path in (folder / name).rglob("*") if not path.is_dir()):
            relative = path.relative_to(folder).as_posix()
            files[relative] = known[relative] if relative in known else _seal(path)
        if not any(relative.startswith(f"{name}/") for relative in known):
            _sync_folders(folder / name)
    generation = Generation(built.name, FORMAT, version, settings, count, tuple(parts), files)
    _write_pointer(folder, generation)
    kept = {built.name, *parts, *((previous.name, *previous.parts) if previous is not None else ())}
    for path in (*folder.glob(f"{_GENERATION}*"), *folder.glob(f"{_PART}*")):
        if path.name not in kept and path.is_dir() and not path.is_symlink():
            # What cannot be removed now is tried again after the next build: no reason to fail a good index.
            shutil.rmtree(path, ignore_errors=True)


def read_pointer(folder: Path) -> Generation:
    """Read which generation is the present one; UnusableIndexError says what is wrong."""
    try:
        check_private(folder)
        check_private(folder / POINTER)
        with (folder / POINTER).open("rb") as file:
            text = file.read(_LARGEST_POINTER)
    except FileNotFoundError:
        raise _missing(folder) from None
    except OSError as error:
        raise damaged(folder, error) from error
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _foreign(folder) from None
    if not isinstance(found, dict) or found.get("application") != _MARK:
        raise _foreign(folder)
    if found.get("format") != FORMAT:
        message = f"{folder} : l'index a été construit par une autre version du programme ; {_REBUILD}."
        raise UnusableIndexError(message, "outdated")
    return _generation(folder, found)


def check_generation(folder: Path, generation: Generation, *, thorough: bool = False) -> None:
    """Check that a generation's files are ours, private and whole.

    A file written when we wrote it, and as long, is taken for whole; a thorough check reads every one.
    """
    for name in (generation.name, *generation.parts):
        for path in (folder / name, *(path for path in (folder / name).rglob("*") if path.is_dir())):
            check_private(path, follow=False)
    for relative, (length, checksum, written) in generation.files.items():
        path = folder / relative
        check_private(path, follow=False)
        found = path.stat()
        is_as_left = found.st_mtime_ns == written and not thorough
        if found.st_size != length or not (is_as_left or _checksum(path) == checksum):
            raise damaged(folder, f"{relative} n'est pas le fichier qui a été écrit")


def check_private(path: Path, *, follow: bool = True) -> None:
    """Refuse a file or folder that someone else owns or may write to."""
    found = path.stat() if follow else path.lstat()
    if not (stat.S_ISDIR(found.st_mode) or stat.S_ISREG(found.st_mode)):
        message = f"{path} : ni un dossier ni un fichier ordinaire ; par sûreté, l'index n'est pas ouvert."
    elif found.st_uid != os.geteuid():
        message = (
            f"{path} : appartient à un autre utilisateur ; par sûreté, l'index n'est pas ouvert. "
            "Donnez un autre dossier ([index] path)."
        )
    elif found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        message = (
            f"{path} : d'autres utilisateurs peuvent y écrire ; par sûreté, l'index n'est pas ouvert. "
            f"Retirez-leur ce droit : chmod -R go-w '{path}'"
        )
    else:
        return
    raise UnusableIndexError(message, "unsafe")


def damaged(folder: Path, cause: object) -> UnusableIndexError:
    """Say that the index's files cannot be read as they are."""
    return UnusableIndexError(f"{folder} : l'index est abîmé ({cause}) ; {_REBUILD}.", "damaged")


def unwritable(folder: Path, error: OSError) -> UnusableIndexError:
    """Say that the index cannot be written."""
    return UnusableIndexError(f"{folder} : l'index ne peut pas être écrit ({reason_of(error)}).", "unwritable")


def _missing(folder: Path) -> UnusableIndexError:
    if folder.is_dir() and any(not path.name.startswith((_GENERATION, _PART, ".")) for path in folder.iterdir()):
        return _foreign(folder)
    return UnusableIndexError(f"{folder} : il n'y a pas encore d'index ; {_REBUILD}.", "missing")


def _foreign(folder: Path) -> UnusableIndexError:
    message = f"{folder} : ce dossier contient autre chose que notre index ; donnez-en un autre ([index] path)"
    return UnusableIndexError(f"{message} ou videz-le, puis {_REBUILD}.", "foreign")


def _generation(folder: Path, found: Mapping[str, object]) -> Generation:
    names = ("name", "version", "settings", "count", "parts", "files")
    name, version, settings, count, parts, files = (found.get(key) for key in names)
    if not (isinstance(name, str) and _NAME.match(name) and isinstance(version, str) and isinstance(count, int)):
        raise damaged(folder, f"{POINTER} est incomplet")
    if not (isinstance(parts, list) and all(isinstance(one, str) and _PART_NAME.match(one) for one in parts)):
        raise damaged(folder, f"{POINTER} est incomplet")
    held = {name, *parts}
    if not isinstance(files, dict) or not all(_is_file_entry(*entry, held) for entry in files.items()):
        raise damaged(folder, f"{POINTER} est incomplet")
    sealed = {file: (one[0], one[1], one[2]) for file, one in files.items()}
    return Generation(name, FORMAT, version, str(settings), count, tuple(parts), sealed)


def _is_file_entry(relative: str, entry: object, folders: Collection[str]) -> bool:
    steps = relative.split("/")
    is_inside = steps[0] in folders and len(steps) > 1 and not {"", ".", ".."} & set(steps)
    return is_inside and isinstance(entry, list) and [type(number) for number in entry] == [int, int, int]


def _previous(folder: Path) -> Generation | None:
    try:
        return read_pointer(folder)
    except UnusableIndexError:
        return None


def _seal(path: Path) -> tuple[int, int, int]:
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    found = path.stat()
    return found.st_size, _checksum(path), found.st_mtime_ns


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _write_pointer(folder: Path, generation: Generation) -> None:
    text = json.dumps({"application": _MARK} | asdict(generation), ensure_ascii=True, indent=1)
    with replaced_file(folder / POINTER, mode=OWN) as stream:
        stream.write(text.encode("ascii"))


def _sync_folders(folder: Path) -> None:
    for path in (*(path for path in folder.rglob("*") if path.is_dir()), folder):
        sync_folder(path)

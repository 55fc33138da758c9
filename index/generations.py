"""The folder an index lives in: generations built aside, one pointer renamed into place, nothing others can write to.

The engine's files hold pickles, which run code when they are loaded: they are read only from folders and files that
belong to the current user and that nobody else may write to, and only when their checksums are those we wrote.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import tempfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from index.faults import UnusableIndexError
from index.schema import FORMAT
from schemas.errors import reason_of

POINTER = "index.json"
_MARK = "traam"
_PREFIX = "gen-"
_NAME = re.compile(r"gen-[A-Za-z0-9_]+\Z")
_LARGEST_POINTER = 1_000_000
_CHUNK = 1 << 20
_REBUILD = "lancez « traam reindex »"


@dataclass(frozen=True, slots=True)
class Generation:
    """What the pointer file says of the index to be read."""

    name: str
    """Its folder, inside the index's."""
    format: str
    version: str
    """The caller's word for what was indexed."""
    count: int
    files: Mapping[str, tuple[int, int]]
    """File name → its length in bytes and its CRC-32."""


def create_folder(folder: Path) -> None:
    """Make the index's folder for the current user alone, or check the one that is there."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    check_private(folder)


def start_generation(folder: Path) -> Path:
    """Make an empty folder to build in, under a name nobody uses."""
    return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))


def publish(folder: Path, built: Path, *, version: str, count: int) -> None:
    """Put a finished generation in the place of the present one, in a single rename; the last one is kept beside it.

    Everything is on the disk before the pointer names it, so that a power cut leaves the old index or the new one.
    """
    previous = _previous_name(folder)
    files = {path.name: _seal(path) for path in sorted(built.iterdir())}
    _flush_folder(built)
    generation = Generation(built.name, FORMAT, version, count, files)
    _write_pointer(folder, generation)
    for path in folder.glob(f"{_PREFIX}*"):
        if path.name not in {built.name, previous} and path.is_dir() and not path.is_symlink():
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


def check_generation(folder: Path, generation: Generation) -> Path:
    """Give the folder of a generation after checking that its files are ours, private and whole."""
    path = folder / generation.name
    check_private(path, follow=False)
    for name, (length, checksum) in generation.files.items():
        check_private(path / name, follow=False)
        if (path / name).stat().st_size != length or _checksum(path / name) != checksum:
            raise damaged(folder, f"{name} n'est pas le fichier qui a été écrit")
    return path


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
    if folder.is_dir() and any(not path.name.startswith((_PREFIX, ".")) for path in folder.iterdir()):
        return _foreign(folder)
    return UnusableIndexError(f"{folder} : il n'y a pas encore d'index ; {_REBUILD}.", "missing")


def _foreign(folder: Path) -> UnusableIndexError:
    message = f"{folder} : ce dossier contient autre chose que notre index ; donnez-en un autre ([index] path)"
    return UnusableIndexError(f"{message} ou videz-le, puis {_REBUILD}.", "foreign")


def _generation(folder: Path, found: Mapping[str, object]) -> Generation:
    name, version, count, files = (found.get(key) for key in ("name", "version", "count", "files"))
    if not (isinstance(name, str) and _NAME.match(name) and isinstance(version, str) and isinstance(count, int)):
        raise damaged(folder, f"{POINTER} est incomplet")
    if not isinstance(files, dict) or not all(_is_file_entry(*entry) for entry in files.items()):
        raise damaged(folder, f"{POINTER} est incomplet")
    return Generation(name, FORMAT, version, count, {file: (pair[0], pair[1]) for file, pair in files.items()})


def _is_file_entry(name: str, entry: object) -> bool:
    return "/" not in name and isinstance(entry, list) and [type(number) for number in entry] == [int, int]


def _previous_name(folder: Path) -> str:
    try:
        return read_pointer(folder).name
    except UnusableIndexError:
        return ""


def _seal(path: Path) -> tuple[int, int]:
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return path.stat().st_size, _checksum(path)


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def _write_pointer(folder: Path, generation: Generation) -> None:
    text = json.dumps({"application": _MARK} | asdict(generation), ensure_ascii=True, indent=1)
    descriptor, aside = tempfile.mkstemp(prefix=".pointer-", dir=folder)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(folder / POINTER)
    finally:
        Path(aside).unlink(missing_ok=True)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

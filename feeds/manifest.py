"""manifest.json: what a published folder holds of ours, so that a consumer can check it and we can clean it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from feeds.folder import replaced_file
from schemas.errors import NothingToDoError

MANIFEST = "manifest.json"
_GENERATOR = "traam"
_OWN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,200}")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One published file."""

    name: str
    media_type: str
    count: int
    """How many productions it holds, or counts."""
    sha256: str


def read_manifest(folder: Path) -> tuple[ManifestEntry, ...]:
    """Give what an earlier publication wrote in the folder; raises NothingToDoError when the manifest is not ours."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_bytes())
        if content["generator"] != _GENERATOR:
            raise _foreign(path)
        entries = tuple(_entry(item) for item in content["files"])
    except FileNotFoundError:
        return ()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _foreign(path) from error
    # A name that could lead out of the folder was not written by us.
    return tuple(entry for entry in entries if _OWN_NAME.fullmatch(entry.name) and entry.name != MANIFEST)


def write_manifest(folder: Path, entries: Iterable[ManifestEntry]) -> None:
    """Write the manifest, in the order of names."""
    files = [asdict(entry) for entry in sorted(entries, key=lambda entry: entry.name)]
    text = json.dumps({"generator": _GENERATOR, "files": files}, ensure_ascii=False, indent=2)
    with replaced_file(folder / MANIFEST) as stream:
        stream.write(f"{text}\n".encode())


def refuse_foreign_files(folder: Path, names: Iterable[str], before: Sequence[ManifestEntry]) -> None:
    """Raise NothingToDoError when a file to write is there already without being ours."""
    own = {entry.name for entry in before}
    for name in names:
        if name not in own and os.path.lexists(folder / name):
            raise _foreign(folder / name)


def _entry(item: dict[str, Any]) -> ManifestEntry:
    return ManifestEntry(str(item["name"]), str(item["media_type"]), int(item["count"]), str(item["sha256"]))


def _foreign(path: Path) -> NothingToDoError:
    return NothingToDoError(
        f"{path} n'a pas été écrit par « traam publish » : le déplacer, ou choisir un autre dossier par --out"
    )

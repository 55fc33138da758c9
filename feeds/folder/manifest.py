"""manifest.json: what a published folder holds, for a consumer to check and the next publication to compare."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO

from schemas.types.errors import NothingToDoError

MANIFEST = "manifest.json"
_GENERATOR = "traam"
CONTRACT = "1"
"""Of what is promised of all outputs (docs/contrat.md)."""
_OWN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,200}/?")


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One published file, or one folder of them."""

    name: str
    """A folder's ends with « / »: all that it holds is ours."""
    media_type: str
    count: int
    """How many productions it holds, or counts."""
    sha256: str
    """Of a folder: what « sha256sum * | sha256sum » prints in it, in the order of bytes."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one publication wrote."""

    run: int | None = None
    """Number of the last run when it was published; None before any."""
    sources: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """How many productions each source gave."""
    files: tuple[ManifestEntry, ...] = ()
    harvested_at: str | None = None
    """ISO 8601: the end of that run, or its beginning where it did not end; None before any."""
    generated_at: str | None = None
    """ISO 8601: when it was published; None where nobody says."""
    authority: str | None = None
    """What the schemes of categories begin with; None for one written before this was told."""
    changes: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    """Of the journal for mirrors: its lineage, its last number, and the numbers a file holds."""
    vocabularies: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The version of each vocabulary the terms of this publication are of."""

    @property
    def productions(self) -> int:
        """How many productions were published."""
        return sum(self.sources.values())


def read_manifest(folder: Path) -> Manifest | None:
    """What the last publication wrote, None for none; raises NothingToDoError when the manifest is not ours."""
    path = folder / MANIFEST
    try:
        content = json.loads(path.read_bytes())
        if content["generator"] != _GENERATOR:
            raise _foreign(path)
        entries = tuple(_entry(item) for item in content["files"])
        sources = {str(source): int(count) for source, count in content.get("sources", {}).items()}
        run, authority = content.get("run"), content.get("authority")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _foreign(path) from error
    # A name that could lead out of the folder was not written by us.
    own = tuple(entry for entry in entries if _OWN_NAME.fullmatch(entry.name) and entry.name != MANIFEST)
    return Manifest(
        run if isinstance(run, int) else None,
        MappingProxyType(sources),
        own,
        authority=authority if isinstance(authority, str) else None,
    )


def write_manifest(stream: BinaryIO, manifest: Manifest) -> None:
    """Write the manifest, in the order of names."""
    files = [asdict(entry) for entry in sorted(manifest.files, key=lambda entry: entry.name)]
    sources = dict(sorted(manifest.sources.items()))
    content = {
        "generator": _GENERATOR, "version": CONTRACT, "run": manifest.run, "harvested_at": manifest.harvested_at,
        "generated_at": manifest.generated_at, "authority": manifest.authority,
        "changes": dict(manifest.changes), "vocabularies": dict(manifest.vocabularies),
        "sources": sources, "files": files,
    }  # fmt: skip
    stream.write(f"{json.dumps(content, ensure_ascii=False, indent=2)}\n".encode())


@dataclass(frozen=True, slots=True)
class Differences:
    """What one publication changes of the one before, by the names of files and of folders of files."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    same: int

    def as_dict(self) -> dict[str, object]:
        """The JSON values."""
        return {"new": list(self.new), "changed": list(self.changed), "gone": list(self.gone), "same": self.same}


def differences(before: Manifest | None, after: Manifest) -> Differences:
    """Compare two publications, None for none before."""
    old = {entry.name: entry.sha256 for entry in before.files} if before is not None else {}
    now = {entry.name: entry.sha256 for entry in after.files}
    changed = tuple(name for name, digest in now.items() if old.get(name, digest) != digest)
    return Differences(
        tuple(name for name in now if name not in old),
        changed,
        tuple(name for name in old if name not in now),
        sum(old.get(name) == digest for name, digest in now.items()),
    )


def unlike_manifest(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """The files and folders that are absent, or no longer what was published, by name."""
    return tuple(entry.name for entry in manifest.files if _digest_of(folder / entry.name) != entry.sha256)


def _digest_of(path: Path) -> str:
    """The digest the manifest gives of a file, or of a folder; empty when it cannot be read."""
    try:
        if not path.is_dir():
            return hashlib.sha256(path.read_bytes()).hexdigest()
        files = (one for one in path.rglob("*") if one.is_file())
        return digest_of_all((one.relative_to(path).as_posix(), _digest_of(one)) for one in files)
    except OSError:
        return ""


def digest_of_all(files: Iterable[tuple[str, str]]) -> str:
    """The digest of a folder by the names and the digests of its files: of what « sha256sum * » prints in it."""
    printed = hashlib.sha256()
    for name, digest in sorted(files):
        printed.update(f"{digest}  {name}\n".encode())
    return printed.hexdigest()


def refuse_foreign_files(folder: Path, before: Manifest | None) -> None:
    """Raise NothingToDoError when the folder, which will be replaced as a whole, holds what we did not write."""
    own = {MANIFEST, *(entry.name.rstrip("/") for entry in before.files)} if before is not None else set()
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if path.name not in own:
            raise _foreign(path)


def _entry(item: dict[str, Any]) -> ManifestEntry:
    return ManifestEntry(str(item["name"]), str(item["media_type"]), int(item["count"]), str(item["sha256"]))


def _foreign(path: Path) -> NothingToDoError:
    return NothingToDoError(
        f"{path} n'a pas été écrit par « traam publish », qui remplace le dossier entier : "
        "le déplacer, ou choisir un autre dossier par --out"
    )

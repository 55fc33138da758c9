"""The faults that are tried: of calls to the system, and of files found damaged."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.faults.shim import Fault

_CHANGES = ("open-write", "write", "fsync", "rename", "remove", "mkdir", "rmdir", "link", "sql", "commit")
CALLS = {
    "kill": _CHANGES,
    "kill-half": ("write",),
    "term": _CHANGES,
    "ENOSPC": ("open-write", "write", "fsync", "mkdir", "rename", "link", "sql", "commit"),
    "EIO": ("read", "write", "fsync", "list", "select", "sql", "commit"),
    "ask": ("connect", "select", "sql", "commit"),
    "EACCES": ("open-read", "open-write", "list", "stat", "mkdir", "rename", "remove", "connect"),
}
"""Which calls each effect is tried on."""
SHOWN = {
    "kill": "tuée", "kill-half": "tuée au milieu d'une écriture", "term": "SIGTERM", "ENOSPC": "disque plein",
    "EIO": "erreur du disque", "EACCES": "droits insuffisants",
}  # fmt: skip
_EACH = frozenset({"kill", "kill-half", "term", "ask"})


def faults_of(log: str, effect: str, most: int) -> Iterator[tuple[Fault, str]]:
    """The faults of one effect among the calls a command made, so many of each call at most, evenly taken.

    A killed process is tried at every call; an error on each file once.
    """
    seen: dict[str, int] = {}
    places: dict[str, list[tuple[int, str]]] = {call: [] for call in CALLS[effect]}
    met: set[tuple[str, str]] = set()
    for line in log.splitlines():
        call, _, path = line.partition("\t")
        seen[call] = seen.get(call, 0) + 1
        if call in places and (effect in _EACH or call in {"sql", "commit"} or (call, path) not in met):
            met.add((call, path))
            places[call].append((seen[call], path))
    for call, found in places.items():
        for number, path in _evenly(found, most):
            yield Fault(effect, call, number), f"{call} {number} {path}"


def _evenly(found: list[tuple[int, str]], most: int) -> list[tuple[int, str]]:
    if len(found) <= most:
        return found
    return [found[index * len(found) // most] for index in range(most)]


TARGETS = (
    "traam.toml", "sources/*.toml", "sources", "groups/svt*.toml", "groups", "bilans/*.csv", "decisions.toml",
    "lettres/*.toml", "data/traam.sqlite", "data/raw/entrepot/*/*/*.gz", "data/raw/site/page/*.gz",
    "data/journal/*.jsonl", "data/raw/site/*/*.gz", "data/raw/site", "data/index/*", "data/index/*/*", "data/index",
    "data/raw/site/feed/*.gz", "data/raw/site/site/*.gz", "data/alertes.json", "flux/manifest.json", "flux/*.csv",
    "flux/index.html", "flux/*-etat.json", "flux",
)  # fmt: skip
"""What is damaged; of each pattern, some files."""


def absent(path: Path) -> bool:
    """Take a file or a folder away."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
    return True


def empty(path: Path) -> bool:
    """Leave a name and nothing in it."""
    if path.is_dir():
        shutil.rmtree(path)
        path.mkdir()
        return True
    _write(path, b"")
    return True


def cut(path: Path) -> bool:
    """Leave the first half."""
    if path.is_dir():
        return False
    content = path.read_bytes()
    _write(path, content[: len(content) // 2])
    return bool(content)


def flipped(share: float) -> Callable[[Path], bool]:
    """Change one bit, at a share of the file: in what people write, the one that makes it no text."""

    def flip(path: Path) -> bool:
        if path.is_dir() or not path.stat().st_size:
            return False
        content = bytearray(path.read_bytes())
        content[int(share * (len(content) - 1))] ^= 0x80
        _write(path, bytes(content))
        return True

    return flip


def foreign(path: Path) -> bool:
    """Put another file in its place, whole and of the same form as far as its name says."""
    if path.is_dir():
        return False
    forms = {".gz": gzip.compress(b"un autre fichier\n"), ".json": b"[]\n"}
    _write(path, forms.get(path.suffix, b"un autre fichier\n"))
    return True


def _write(path: Path, content: bytes) -> None:
    path.unlink()  # it may be the same file as that of another trial
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], bool]] = {
    "absent": absent, "vide": empty, "coupé": cut, "autre": foreign, "un bit (début)": flipped(0.02),
    "un bit (milieu)": flipped(0.5), "un bit (fin)": flipped(0.98),
}  # fmt: skip


def targets(folder: Path, patterns: Sequence[str], most: int) -> list[str]:
    """The files and folders to damage, so many of a pattern at most."""
    found: dict[str, None] = {}
    for pattern in patterns:
        names = sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))
        found |= dict.fromkeys(names[:: max(1, -(-len(names) // most))])
    return list(found)

"""What people's files were at the last run of each kind, so that one that vanished, or changed, is told once.

Nothing tells a file that was lost from one that was taken away, nor a letter that was changed by a disk from one that a
person changed: it is said, and nothing is refused for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

from disk.aside import replaced_file
from pipeline.ground.settings import Settings, files_of_people
from schemas.words.text import some_of

Occasion = Literal["moisson", "publication", "relecture"]
MEMORY = "fichiers-lus.json"
"""In the data folder; without it, or where it cannot be read or written, nothing is compared."""
READ_FOLDERS = ("sources", "groups", "bilans", "lettres")
"""Those that are read beside the configuration file."""
_ENDINGS = {"sources": (".toml",), "groups": (".toml",), "bilans": (".csv", ".toml")}
_NOTES = frozenset({".md", ".txt"})
_NEARLY = 0.75
_NAMED = 5
_EMPTY = hashlib.sha256().hexdigest()[:16]


def told_changes(settings: Settings, occasion: Occasion | None) -> tuple[str, ...]:
    """Say in French what became of people's files since the last run of this kind, and remember what they are now.

    Without a kind, since the last harvest, and nothing is remembered.
    """
    if settings.config is None:
        return ()
    path = settings.data / MEMORY
    memory = _memory(path)
    now = _digests(settings.config.parent, settings)
    last: Occasion = occasion if occasion is not None and occasion in memory else "moisson"
    before = memory.get(last, {})
    if occasion is not None and memory.get(occasion) != now:
        with suppress(OSError), replaced_file(path) as stream:  # a read-only folder may still be published
            stream.write(json.dumps({**memory, occasion: now}, ensure_ascii=False, indent=1).encode())
    return tuple(f"depuis la dernière {last}, {said}" for said in _said(before, now))


def unread_files(settings: Settings) -> tuple[str, ...]:
    """Say in French which folders are nearly named as those that are read, and which files are not read in those."""
    if settings.config is None:
        return ()
    from difflib import get_close_matches  # imported when needed only: most runs are asked nothing of it

    base, said = settings.config.parent, []
    with suppress(OSError):
        for path in sorted(base.iterdir()):
            near = get_close_matches(path.name.casefold(), READ_FOLDERS, n=1, cutoff=_NEARLY)
            if near and path.name not in READ_FOLDERS and path.is_dir():
                said.append(f"dossier « {path.name} » : rien n'y est lu ; vouliez-vous dire « {near[0]} » ?")
        said += [line for name, endings in _ENDINGS.items() for line in _unread(base / name, endings)]
    return tuple(said)


def _unread(folder: Path, endings: tuple[str, ...]) -> Iterator[str]:
    """The files people put beside those that are read, under another ending; notes to themselves are left alone."""
    paths = sorted(folder.iterdir()) if folder.is_dir() else ()
    names = [path.name for path in paths if path.is_file() and not _is_known(path, endings)]
    if shown := [name for name in names if not name.startswith(".")]:
        wanted = " et ".join(f"« {ending} »" for ending in endings)
        verb = "n'est pas lu" if len(shown) == 1 else "ne sont pas lus"
        yield f"{folder.name}/ : {some_of(shown, _NAMED)} {verb} ; seuls le sont les fichiers {wanted}"


def _is_known(path: Path, endings: tuple[str, ...]) -> bool:
    """Say whether a file is read, a note to oneself, or what we give editors."""
    return path.suffix in {*endings, *_NOTES} or path.name.endswith(".schema.json")


def _said(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    gone = sorted(before.keys() - now.keys())
    other = sorted(name for name in before.keys() & now.keys() if before[name] != now[name])
    emptied = [name for name in other if now[name] == _EMPTY]
    for names, one, many in (
        (gone, "n'est plus là", "ne sont plus là"),
        (emptied, "est vide", "sont vides"),
        ([name for name in other if name not in emptied], "a changé", "ont changé"),
    ):
        if names:
            yield f"{some_of(names, _NAMED)} {one if len(names) == 1 else many}"


def _digests(base: Path, settings: Settings) -> dict[str, str]:
    found = {}
    for path in filter(None, (settings.config, *files_of_people(settings))):
        with suppress(OSError):
            found[path.relative_to(base).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return found


def _memory(path: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    memory = found if isinstance(found, dict) else {}
    return {key: value for key, value in memory.items() if isinstance(value, dict)}

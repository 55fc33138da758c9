"""A group file laid over the one it extends: what it does not say is what the other said."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from schemas.files.toml_file import load_toml

_MAX_BASES = 5
_OF_ITS_YEAR = frozenset({"extends", "retire", "projet", "reunion", "calendrier"})
"""Keys that no other group takes from the one it extends."""


def with_base(path: Path, content: Mapping[str, Any], faults: list[str], seen: tuple[str, ...]) -> dict[str, Any]:
    """Lay a file over the one it extends: keys replace keys, elements of one name are merged, « retire » drops."""
    base_id = content.get("extends")
    if base_id is None:
        return dict(content)
    if not isinstance(base_id, str) or base_id in seen or len(seen) >= _MAX_BASES:
        faults.append(f"{path} : extends : « {base_id} » revient sur lui-même, ou va trop loin")
        return dict(content)
    base = _file_of(base_id, path)
    if base is None:
        faults.append(f"{path} : extends : {_no_base(base_id, path)}")
        return dict(content)
    own_id = str(content.get("id", ""))
    under = with_base(path, base, faults, (*seen, own_id, base_id))
    dropped = set(_retired(content))
    merged = {**{key: value for key, value in under.items() if key not in _OF_ITS_YEAR}, **content}
    merged["element"] = _merged(_tables(under), _tables(content), dropped)
    return merged


def never_there(path: Path, content: Mapping[str, Any]) -> list[str]:
    """The names a file drops that the group it extends has not; its base is known."""
    retired = _retired(content)
    if not retired:
        return []  # few files drop any: the base was read once already
    kept = {key: value for key, value in content.items() if key not in {"element", "retire"}}
    names = [item.get("name") for item in _tables(with_base(path, kept, [], ()))]
    return [name for name in retired if name not in names]


def _retired(content: Mapping[str, Any]) -> list[str]:
    found = content.get("retire")
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _tables(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = content.get("element", [])
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _merged(under: list[dict[str, Any]], own: list[dict[str, Any]], dropped: set[str]) -> list[dict[str, Any]]:
    changes = {item.get("name"): item for item in own}
    kept = [{**item, **changes.pop(item.get("name"), {})} for item in under if item.get("name") not in dropped]
    return [*kept, *(item for item in own if item.get("name") in changes)]


def _no_base(base_id: str, path: Path) -> str:
    """Say that the group a file extends is missing, and what to do."""
    known = sorted({str(load_toml(other, []).get("id", "")) for other in path.parent.glob("*.toml") if other != path})
    near = get_close_matches(base_id, known, n=1)
    if near:
        return f"aucun groupe « {base_id} » ; vouliez-vous dire « {near[0]} » ?"
    return (
        f"aucun groupe « {base_id} » dans {path.parent} : y déposer son fichier, ou ôter « extends » et "
        "écrire ici tout ce qu'il disait"
    )


def _file_of(group_id: str, path: Path) -> dict[str, Any] | None:
    for other in sorted(path.parent.glob("*.toml")):
        content = load_toml(other, [])
        if content.get("id") == group_id and other != path:
            return content
    return None

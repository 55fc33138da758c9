"""What changed from one group to another: from one year to the next, most often."""

from __future__ import annotations

from dataclasses import dataclass, fields

from schemas.files.group import Element, Group
from schemas.files.group_year import Projet

_Table = Element | Projet
_LEFT = frozenset({"id", "extends", "elements", "retire", "projets"})


@dataclass(frozen=True, slots=True)
class GroupChange:
    """One difference between two groups."""

    where: str
    """« theme », « element niveau », « element niveau.label »."""
    before: str
    """Empty for what was added."""
    after: str
    """Empty for what was taken away."""


def changes_between(before: Group, after: Group) -> tuple[GroupChange, ...]:
    """What one group says otherwise than another, in the order of the file."""
    found = [
        GroupChange(field.name, _shown(old), _shown(new))
        for field in fields(Group)
        if field.name not in _LEFT
        and (old := getattr(before, field.name)) != (new := getattr(after, field.name))
    ]  # fmt: skip
    names = dict.fromkeys(one.academie for one in (*before.projets, *after.projets))
    for name in names:
        found += _table_changes(f"projet {name}", before.projet_of(name), after.projet_of(name))
    mine = {element.name: element for element in before.elements}
    theirs = {element.name: element for element in after.elements}
    for name in dict.fromkeys((*mine, *theirs)):
        found += _table_changes(f"element {name}", mine.get(name), theirs.get(name))
    order = [[element.name for element in group.elements if element.name in set(mine) & set(theirs)]
             for group in (before, after)]  # fmt: skip
    if order[0] != order[1]:
        found.append(GroupChange("ordre des éléments", ", ".join(order[0]), ", ".join(order[1])))
    return tuple(found)


def _table_changes(where: str, before: _Table | None, after: _Table | None) -> list[GroupChange]:
    if before is None or after is None:
        return [GroupChange(where, before.label if before else "", after.label if after else "")]
    return [
        GroupChange(f"{where}.{field.name}", _shown(old), _shown(new))
        for field in fields(before)
        if (old := getattr(before, field.name)) != (new := getattr(after, field.name))
    ]


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(" = ".join(item) if isinstance(item, tuple) else str(item) for item in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)

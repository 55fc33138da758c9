"""What changed from one group to another: from one year to the next, most often."""

from __future__ import annotations

from dataclasses import dataclass, fields

from schemas.files.group import Element, Group

_LEFT = frozenset({"id", "extends", "elements", "retire"})


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
    mine = {element.name: element for element in before.elements}
    theirs = {element.name: element for element in after.elements}
    for name in dict.fromkeys((*mine, *theirs)):
        found += _element_changes(name, mine.get(name), theirs.get(name))
    order = [[element.name for element in group.elements if element.name in set(mine) & set(theirs)]
             for group in (before, after)]  # fmt: skip
    if order[0] != order[1]:
        found.append(GroupChange("ordre des éléments", ", ".join(order[0]), ", ".join(order[1])))
    return tuple(found)


def _element_changes(name: str, before: Element | None, after: Element | None) -> list[GroupChange]:
    if before is None or after is None:
        return [GroupChange(f"element {name}", before.label if before else "", after.label if after else "")]
    return [
        GroupChange(f"element {name}.{field.name}", _shown(old), _shown(new))
        for field in fields(Element)
        if (old := getattr(before, field.name)) != (new := getattr(after, field.name))
    ]


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(" = ".join(item) if isinstance(item, tuple) else str(item) for item in value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)

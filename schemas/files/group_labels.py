"""The labels a group agrees on, checked: what no page could ever be read with is told before it is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from schemas.words.phrases import key_of


class _Labelled(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def variants(self) -> tuple[str, ...]: ...


def label_faults(elements: Sequence[_Labelled]) -> Iterator[tuple[str, str]]:
    """The name of each element at fault, and in French what is wrong with its labels.

    Two elements of one label: the second would never be read. A colon ends a label on the page, and is none of it.
    """
    owners: dict[tuple[str, ...], tuple[str, str]] = {}
    for element in elements:
        for label in dict.fromkeys((element.label, *element.variants)):
            key = key_of(label)
            if label.rstrip().endswith((":", "：")):
                yield element.name, f"« {label} » s'écrit sans deux-points : « {label.rstrip(' :：')} »"
            elif not key:
                yield element.name, f"« {label} » n'a aucun mot : aucune page ne pourrait le dire"
            owner, spelling = owners.setdefault(key, (element.name, label))
            if key and owner != element.name:
                said = f"« {label} » est aussi le libellé de « {owner} » (« {spelling} »)"
                yield element.name, f"{said} : ôter l'un des deux, la page ne dirait pas duquel elle parle"

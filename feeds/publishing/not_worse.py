"""Whether a publication may take the place of the last one: nothing it holds may have melted away unnoticed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from feeds.folder.manifest import Manifest, ManifestEntry
from feeds.wording.french import counted
from feeds.wording.identity import SCHEMES
from schemas.files.source import Expect
from schemas.runs.disappearance import is_mass

_OF_GROUPS = ("groupe-…", "groupe/", "bilan/", "bilan-odt/")
"""The kinds of outputs that there are for each group."""
_OF_ADDRESS = "fragment/"
"""What is written only where the address the folder is served at is said."""
_FEW = 5
"""One production may be all that a kind has so many outputs of."""


@dataclass(frozen=True, slots=True)
class SourceHolding:
    """What the store holds of one source, and what its card expects."""

    living: int
    expect: Expect


def reasons_to_refuse(
    before: Manifest | None,
    now: Mapping[str, int],
    held: Mapping[str, SourceHolding],
    twice: Mapping[str, int] = MappingProxyType({}),
) -> Iterator[str]:
    """Say in French why productions counted by source are worse than those of the last publication.

    `twice` counts, by source, those the last publication gave under two identifiers: none disappears when one is left.
    A source outside what its card expects is a reason only when it went further out: the others are not held back
    for ever by one that was published so already.
    """
    if before is None:
        return
    for source in sorted({*before.sources, *now, *held}):
        earlier, later = before.sources.get(source, 0) - twice.get(source, 0), now.get(source, 0)
        if is_mass(earlier - later, earlier):
            yield f"source {source} : {_productions(later)}, {earlier} à la dernière publication"
        if source in held:
            yield from _unexpected(source, held[source], later - earlier)
    total, earlier = sum(now.values()), before.productions - sum(twice.values())
    if is_mass(earlier - total, earlier):
        yield f"en tout : {_productions(total)}, {earlier} à la dernière publication"


def other_authority(before: Manifest | None, authority: str) -> Iterator[str]:
    """Say in French that what was published under one naming authority would be so under another."""
    if before is not None and authority != (held := before.authority or SCHEMES):
        yield f"[feeds] autorite : les catégories seraient de « {authority} », et non plus « {held} »"


def fewer_outputs(before: Manifest | None, now: Iterable[ManifestEntry]) -> Iterator[str]:
    """Say in French of which outputs most are not written any more, though the productions, counted already, are there.

    A folder of groups that was taken away leaves every production in its place, and no feed of any group. Of the other
    kinds, which follow the productions and may each lose some with them, none is to be gone altogether.
    """
    if before is None:
        return
    earlier, later = _by_kind(before.files), _by_kind(now)
    for kind, held in sorted(earlier.items()):
        is_gone = held > _FEW and later[kind] == 0 and kind != _OF_ADDRESS
        if is_gone or (kind in _OF_GROUPS and is_mass(held - later[kind], held)):
            yield f"sorties « {kind} » : {later[kind]}, {held} à la dernière publication"


def _by_kind(entries: Iterable[ManifestEntry]) -> Counter[str]:
    """How many files there are of each kind, which their names or folders begin by."""
    kinds: Counter[str] = Counter()
    for entry in entries:
        kind, _, one = entry.name.partition("-")
        kinds[f"{kind}-…" if one else entry.name] += entry.count if entry.name.endswith("/") else 1
    return kinds


def _unexpected(source: str, held: SourceHolding, gained: int) -> Iterator[str]:
    if (unmet := held.expect.unmet(held.living)) is None:
        return
    key, bound = unmet
    if gained < 0 if key == "min" else gained > 0:
        yield f"source {source} : {counted(held.living, 'notice', 'notices')}, {bound} (expect.{key})"


def _productions(number: int) -> str:
    return counted(number, "production", "productions")

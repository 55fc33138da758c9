"""Pairs of expressions a person confirmed: each is searched for the other, weaker than the word itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from index.synonyms import EVERYWHERE, Key, Synonyms, expression_key

Pair = tuple[str, str]


def with_pairs(synonyms: Synonyms, pairs: Iterable[Pair]) -> Synonyms:
    """The synonyms with some pairs more, which hold in every discipline."""
    added: dict[Key, tuple[str, ...]] = {}
    for one, other in pairs:
        for typed, also in ((one, other), (other, one)):
            key = expression_key(typed)
            added[key] = (*added.get(key, ()), also)
    if not added:
        return synonyms
    common: Mapping[Key, tuple[str, ...]] = synonyms.get(EVERYWHERE, {})
    merged = {key: tuple(dict.fromkeys((*common.get(key, ()), *others))) for key, others in added.items()}
    return {**synonyms, EVERYWHERE: {**common, **merged}}


def is_known(synonyms: Synonyms, one: str, other: str) -> bool:
    """Say whether two expressions stand for each other already, or are the same but for their endings."""
    keys = expression_key(one), expression_key(other)
    known = (expression_key(also) for table in synonyms.values() for also in table.get(keys[0], ()))
    return keys[0] == keys[1] or keys[1] in known

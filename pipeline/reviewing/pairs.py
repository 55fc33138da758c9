"""Pairs of expressions the records propose: learnt when asked, kept beside the store, waiting for a person."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from disk.aside import write_files
from index.company import Read, SynonymProposal, propose
from index.pairs import is_known
from index.synonyms import load_synonyms
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from schemas.files.pairs import PAIRS, pair_value
from schemas.types.record import Record
from schemas.words.text import clean_text

KEPT = "rapprochements.json"
"""The file of the proposals, in the data folder."""


@dataclass(frozen=True, slots=True)
class WaitingPair:
    """Two expressions that may stand for each other, and what shows it."""

    value: str
    """As a decision names it: « concours = olympiades »."""
    count: int
    """Texts that show it."""
    likeness: float
    evidence: str
    """French: what was found in the texts."""
    identifiers: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON values, in the form of any value that waits (pipeline.reviewing.review)."""
        return {
            "field": PAIRS, "value": self.value, "count": self.count, "groupes": (), "identifiers": self.identifiers,
            "proposition": self.evidence, "mots": self.value,
        }  # fmt: skip


def learn_pairs(settings: Settings) -> tuple[WaitingPair, ...]:
    """Learn what the records propose, keep it in the place of what was kept, and give what waits."""
    synonyms = load_synonyms()
    with open_database(settings.store) as database, database.transaction() as transaction:
        read = (_read(record) for record in transaction.records.searched() if not record.deleted)
        found = propose(read, lambda one, other: is_known(synonyms, one, other))
    kept = [asdict(one) for one in _told(found)]
    write_files(settings.data, {KEPT: json.dumps(kept, ensure_ascii=False, indent=1).encode()})
    return waiting_pairs(settings)


def waiting_pairs(settings: Settings) -> tuple[WaitingPair, ...]:
    """What was learnt and is not decided of; nothing where nothing was, or the file cannot be read."""
    return tuple(one for one in _kept(settings.data / KEPT) if settings.decisions.of(PAIRS, one.value) is None)


def is_proposed(settings: Settings, value: str) -> bool:
    """Say whether the records propose a pair, decided of or not."""
    return any(one.value == value for one in _kept(settings.data / KEPT))


def _read(record: Record) -> Read:
    texts = filter(None, (record.titre, record.description, record.texte))
    return Read(record.identifier, record.mots_cles, "\n".join(texts), record.auteurs)


def _told(found: Iterable[SynonymProposal]) -> Iterator[WaitingPair]:
    for one in found:
        value = pair_value(clean_text(one.one), clean_text(one.other))
        if value:
            yield WaitingPair(value, one.count, one.likeness, _evidence(one), one.identifiers)


def _evidence(found: SynonymProposal) -> str:
    if found.shown_by == "mot-clé":
        return (
            f"« {clean_text(found.one)} » est mot-clé de {found.of} textes : {found.count} ne l'écrivent pas et disent "
            f"« {found.other} »"
        )
    beside = ", ".join(f"« {word} »" for word in found.beside)
    return f"les deux vont avec les mêmes mots ({beside}), l'un dans {found.of} textes, l'autre dans {found.count}"


def _kept(path: Path) -> tuple[WaitingPair, ...]:
    try:
        found = json.loads(path.read_bytes())
        return tuple(WaitingPair(**{**one, "identifiers": tuple(one["identifiers"])}) for one in found)
    except (OSError, ValueError, TypeError, KeyError):
        return ()

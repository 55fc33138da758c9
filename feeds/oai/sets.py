"""The sets productions are given out in: one a groupe, discipline, académie and année, under four parents."""

from __future__ import annotations

from collections.abc import Iterator

from feeds.oai.repository import OaiSet
from feeds.wording.production import Production
from feeds.wording.slug import slug

PARENTS = (
    OaiSet("academie", "Par académie"),
    OaiSet("annee", "Par année scolaire"),
    OaiSet("discipline", "Par discipline"),
    OaiSet("groupe", "Par groupe national"),
)


def sets_of(production: Production) -> tuple[OaiSet, ...]:
    """The sets of a production, in the order of their specs, without their parents."""
    return tuple(sorted(dict.fromkeys(_sets(production)), key=lambda one: one.spec))


def _sets(production: Production) -> Iterator[OaiSet]:
    record = production.record
    for academie in record.academies:
        yield OaiSet(set_spec("academie", academie), f"Académie : {academie}")
    if record.annee_scolaire:
        yield OaiSet(set_spec("annee", record.annee_scolaire), f"Année scolaire : {record.annee_scolaire}")
    for discipline in record.disciplines:
        yield OaiSet(set_spec("discipline", discipline), f"Discipline : {discipline}")
    if record.groupe:
        yield OaiSet(set_spec("groupe", record.groupe), f"Groupe : {production.groupe_titre or record.groupe}")


def set_spec(parent: str, value: str) -> str:
    """Name the set of a value with the few characters a setSpec may have; two values never share a name."""
    return f"{parent}:{slug(value)}"

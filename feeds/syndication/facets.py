"""The parts of the productions that have a feed: a groupe, a discipline, an académie, an année, a theme."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from feeds.wording.identity import facet_feed_name, group_feed_name
from feeds.wording.production import Production
from schemas.types.record import Record
from schemas.words.text import fold


@dataclass(frozen=True, slots=True)
class FeedFacet:
    """One such part."""

    name: str
    """File name of its feed: values that differ only by case, accents or punctuation share one."""
    titre: str
    subtitle: str = ""
    group: str | None = None
    """The group it is, where it is one."""


def facets_of(production: Production, stored: Record) -> Iterator[FeedFacet]:
    """The parts a production belongs to, each once; the group's id is taken as the store holds it."""
    record = production.record
    if stored.groupe:
        yield FeedFacet(
            group_feed_name(stored.groupe), f"TraAM {production.groupe_titre}", production.theme, stored.groupe
        )
    values = [
        *(("discipline", value) for value in record.disciplines),
        *(("academie", value) for value in record.academies),
        ("annee", record.annee_scolaire),
        ("theme", production.theme),
    ]
    found = {facet.name: facet for kind, value in values if value and value.strip() for facet in [_facet(kind, value)]}
    yield from found.values()


@lru_cache(maxsize=4_096)
def _facet(kind: str, value: str) -> FeedFacet:
    said = " ".join(value.split())
    of = "d'" if fold(said)[:1] in {*"aeiouy"} else "de "
    titres = {"academie": f"TraAM, académie {of}{said}", "theme": f"TraAM, thème « {said} »"}
    return FeedFacet(facet_feed_name(kind, said), titres.get(kind, f"TraAM {said}"))

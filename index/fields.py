"""What of a record is searched, filtered and counted; no engine in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from index.analysis import folded_words
from schemas.types.record import Record

FACETS: tuple[str, ...] = (
    "disciplines", "niveaux", "academies", "annee_scolaire", "groupe", "type", "outils", "competences",
    "langues", "nature",
)  # fmt: skip
"""The Record fields that are filters and facets, in the order they are shown; « nature » is the verdict's class."""
FINDABLE: tuple[str, ...] = ("production", "synthese", "bilan", "compte_rendu")
"""The classes a search may choose; unless one is, only those that are published answer (index.searching)."""
LONGEST_VALUE = 200
"""Characters of a facet value: longer ones are cut, they are no labels."""

Ancestors = Callable[[str], tuple[str, ...]]
"""A level's label → the labels of the levels that contain it: « 3e » → « cycle 4 », « collège »."""


def levels_above(label: str) -> tuple[str, ...]:
    """The levels of the national vocabulary that contain this one, nearest first."""
    from schemas.notions.niveaux_kinship import ancestors  # imported when needed only: a search needs none

    return ancestors(label)


@dataclass(frozen=True, slots=True)
class Zone:
    """One group of texts searched together, and how much a word found in it weighs."""

    name: str
    weight: float
    """What one occurrence in it counts for (BM25F's boost): 1 in the text of a page."""
    length_weight: float
    """BM25F's B: from 0 (a long text is worth a short one) to 1."""
    is_long: bool = False
    """True for a whole text: its stems are kept in our arrays, and it neither spells nor likens anything."""


# As measured on whole sites (benchmarks/search_relevance.py): a title says most, a joined document least.
TITRE = Zone("titre", 5.0, 0.3)
TEXTE = Zone("texte", 1.8, 0.3)
MOTS = Zone("mots", 2.0, 0.3)
# A word said again and again in a whole text is worth little more than once: what a page says of itself goes before.
PAGE = Zone("page", 1.0, 0.6, is_long=True)
JOINTS = Zone("joints", 0.6, 0.6, is_long=True)
SHORT: tuple[Zone, ...] = (TITRE, TEXTE, MOTS)
ZONES: tuple[Zone, ...] = (*SHORT, PAGE, JOINTS)


def zone_texts(record: Record, themes: Mapping[str, str] | None = None) -> dict[Zone, list[str]]:
    """The texts of each zone; a phrase never runs from one text into the next."""
    elements = [value for values in record.elements.values() for value in values]
    theme = (themes or {}).get(record.groupe or "", "")
    kind = (record.type,) if record.type else ()
    # The levels above one's own are values to choose, and no words: « cycle terminal » is not « terminale ».
    named = [record.mots_cles, record.disciplines, record.niveaux, record.academies, record.outils, kind]
    return {
        TITRE: _present([record.titre]),
        # What a whole group or framework shares (theme, competences) tells its productions apart least.
        TEXTE: _present([record.description, *elements, *record.competences, theme]),
        MOTS: _present([*(value for values in named for value in values), *record.auteurs]),
        PAGE: _present((record.texte or "").split("\n")),
        JOINTS: _present(line for one in record.textes_joints for line in one.texte.split("\n")),
    }


def facet_values(record: Record, field: str, above: Ancestors = levels_above) -> tuple[str, ...]:
    """What the record is counted under in one facet, and found by: its own values, and the levels above."""
    if field == "nature":
        return tuple(one for one in FINDABLE if one == record.traam.traam_class)
    found = getattr(record, field)
    values = found if isinstance(found, tuple) else (found,)
    own = [_label(value) for value in values if value and folded_words(value[:LONGEST_VALUE])]
    return tuple(dict.fromkeys((*own, *(_above(own, above) if field == "niveaux" else ()))))


def _above(labels: Iterable[str], above: Ancestors) -> tuple[str, ...]:
    return tuple(dict.fromkeys(wider for label in labels for wider in above(label)))


def _present(texts: Iterable[str | None]) -> list[str]:
    return [text for text in texts if text]


def _label(value: str) -> str:
    # Half of a surrogate pair can come out of a careless JSON answer, and no file can hold it.
    return " ".join(value[:LONGEST_VALUE].encode("utf-8", "replace").decode("utf-8").split())

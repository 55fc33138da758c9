"""What the tests of the outputs share: invented productions, ordinary and hostile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from feeds.publishing.publication import Publication, newest_first
from schemas.files.group import Element, Group
from schemas.runs.run_report import RunReport, SourceReport
from schemas.types.issue import Issue
from schemas.types.record import Record, StoredRecord, Traam

MOMENT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
MakeStored = Callable[..., StoredRecord]

GROUP = Group(
    id="maths-2024-2025",
    discipline="Mathématiques",
    annees=("2024-2025",),
    theme="Jouer pour raisonner",
    academies=("Lille", "Nice"),
    vitrine="https://vitrine.example.org/maths",
    elements=(Element("niveau", "Niveau"), Element("outil", "Outil utilisé")),
)
EMPTY_GROUP = Group(id="svt-2024-2025", discipline="SVT", annees=("2024-2025",), theme="Le vivant mesuré")

HOSTILE = "<script>alert(1)</script> ]]> \x00\x08\x1b\x85\ud800 \ufffe <b>gras</b> &amp; anne.dubosc@exemple.fr"
"""What no output may let through as markup, as a character, or as an address."""


@pytest.fixture
def group() -> Group:
    return GROUP


@pytest.fixture
def make_stored() -> MakeStored:
    """Make a production; its number sets it apart and makes it older."""

    def make(number: int = 1, *, updated: datetime | None = None, **fields: Any) -> StoredRecord:
        values: dict[str, Any] = {
            "identifier": f"oai:exemple:{number}",
            "source": "entrepot",
            "titre": f"Production n° {number} & ses « suites » <ouvertes>",
            "url": f"https://maths.exemple.fr/spip.php?article{number}&lang=fr",
            "description": "Un jeu de dés.\nPuis une preuve : 2 < 3.",
            "elements": MappingProxyType({"niveau": ("6e", "5e"), "outil": ("Tableur",), "autre_chose": ("1 h",)}),
            "academies": ("Lille", "Nice"),
            "disciplines": ("Mathématiques",),
            "niveaux": ("6e", "5e"),
            "annee_scolaire": "2024-2025",
            "groupe": GROUP.id,
            "type": "scénario pédagogique",
            "auteurs": ("Odile Vanneau", "Paul Irigaray"),
            "mots_cles": ("jeu", "preuve"),
            "outils": ("Tableur",),
            "competences": ("Chercher",),
            "date_publication": "2025-01-15",
            "traam": Traam(0.9, ("« TraAM » dans le titre",), "production"),
        }
        moment = updated or MOMENT - timedelta(days=number)
        return StoredRecord(Record(**values | fields), moment, moment, moment)

    return make


@pytest.fixture
def hostile(make_stored: MakeStored) -> StoredRecord:
    """A production whose every field is hostile."""
    plural = ("academies", "disciplines", "niveaux", "auteurs", "mots_cles", "outils", "competences")
    single = ("titre", "description", "annee_scolaire", "groupe", "type", "date_publication", "date_modification")
    fields: dict[str, Any] = dict.fromkeys(plural, (HOSTILE, "=1+1")) | dict.fromkeys(single, HOSTILE)
    return make_stored(
        identifier=f"oai:{HOSTILE}",
        source=HOSTILE,
        url="javascript:alert(1)",
        elements=MappingProxyType({HOSTILE: (HOSTILE, "=1+1")}),
        traam=Traam(1.0, (HOSTILE,), "production"),
        **fields,
    )


@pytest.fixture
def make_publication(make_stored: MakeStored) -> Callable[..., Publication]:
    """Make a publication of three productions, one of them of a group no file describes."""

    def make(**changes: Any) -> Publication:
        source = SourceReport("entrepot", "complete", seen=3, new=3, seconds=12.4)
        failed = SourceReport("site", "failed", message="https://site.exemple.fr/ : délai dépassé")
        issue = Issue("warning", "entrepot", "oai:exemple:1", "niveaux", "sixiéme", "niveau inconnu : le corriger")
        values: dict[str, Any] = {
            "records": (make_stored(1), make_stored(2), make_stored(3, groupe="Élan & Cie/../x")),
            "groups": (GROUP, EMPTY_GROUP),
            "runs": (RunReport(1, MOMENT, MOMENT + timedelta(seconds=75), (source, failed)),),
            "issues": (issue, issue),
            "base_url": "https://flux.exemple.fr/traam",
            "fallback": MOMENT,
        }
        values |= changes
        return Publication(**values | {"records": newest_first(values["records"])})

    return make


@pytest.fixture
def hostile_text() -> str:
    return HOSTILE

"""ScoLOMFR XML: valid for the official schemas, its labels those of its concepts, and read back without loss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from feeds.notices.scolomfr import CONCEPT, scolomfr_bytes
from feeds.wording.production import GroupLabels, production_of
from pipeline.describing.read import describe
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.types.record import RawRecord
from schemas.words.vocabulary import load_vocabulary

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
SCHEMA = SHARED / "schemas" / "scolomfr-3.2.1" / "scolomfr-schemas-3.2.1" / "scolomfr.xsd"
GROUP = Group("maths-2024-2025", "Mathématiques", ("2024-2025",), "IA", vitrine="https://v.example/maths",
              edubase_mot_cle="Maths - TraAM 2024", jetons=("TraAM-maths-2425",))  # fmt: skip
NAMES = {"l": "http://ltsc.ieee.org/xsd/LOM"}
RICH = {
    "titre": "Trier & <classer> : l'algorithme", "description": "Première ligne.\nSeconde ; ligne.",
    "niveaux": ("6e", "terminale STHR", "cycle 4"), "disciplines": ("Mathématiques", "Anglais", "Documentation"),
    "type": "scénario pédagogique", "auteurs": ("Odile Vanneau", "Groupe TraAM, Lille"),
    "academies": ("Lille", "Nice"), "mots_cles": ("jeu", "preuve"), "outils": ("Tableur",),
    "competences": ("1.1 Mener une recherche et une veille d'information", "Socle D4.1 Démarches scientifiques"),
    "annee_scolaire": "2024-2025",
}  # fmt: skip


def xml_of(make_stored, **fields) -> bytes:
    return scolomfr_bytes(production_of(make_stored(**fields), GroupLabels((GROUP,))), GROUP)


@pytest.fixture(scope="module")
def schema():
    if not SCHEMA.is_file():
        pytest.skip("the official schemas are in the reference folder, which is not beside the project")
    return etree.XMLSchema(etree.parse(SCHEMA))


@pytest.mark.parametrize("fields", [RICH, {}, {"auteurs": (), "academies": (), "niveaux": (), "disciplines": ()},
                                    {"titre": None, "description": None, "url": None, "type": None}])  # fmt: skip
def test_what_is_written_is_valid(make_stored, schema, fields):
    document = etree.fromstring(xml_of(make_stored, **fields))
    assert schema.validate(document), schema.error_log.last_error


def test_labels_are_those_of_their_concepts(make_stored):
    vocabularies = SHARED / "vocab" / "scolomfr-3.2.0"
    if not vocabularies.is_dir():
        pytest.skip("the vocabularies are in the reference folder, which is not beside the project")
    labels: dict[str, set[str]] = {}
    about = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
    skos = "{http://www.w3.org/2004/02/skos/core#}"
    for name in ("22", "15", "10", "16"):
        for concept in etree.parse(vocabularies / f"{name}.rdf").iter(etree.Element):
            for label in (*concept.findall(f"{skos}prefLabel"), *concept.findall(f"{skos}altLabel")):
                labels.setdefault(str(concept.get(about)), set()).add(label.text)
    written = 0
    for vocabulary in ("niveaux", "disciplines", "types", "socle"):
        for term in load_vocabulary(vocabulary).terms:
            if term.id and not term.since:
                written += 1
                assert (term.scolomfr_label or term.label) in labels[CONCEPT + term.id], term
    assert written > 110


def test_reading_our_own_xml_back_loses_nothing(make_stored):
    stored = make_stored(**RICH)
    raw = RawRecord("s", stored.record.identifier, "scolomfr", xml_of(make_stored, **RICH))
    described = describe(raw, Source("s", "S", "oai", "https://o.example/oai"), (GROUP,))
    assert described.record is not None
    for name in ("titre", "description", "niveaux", "disciplines", "type", "auteurs", "academies", "competences",
                 "url", "annee_scolaire", "date_publication"):  # fmt: skip
        assert getattr(described.record, name) == getattr(stored.record, name), name
    assert set(stored.record.mots_cles) <= set(described.record.mots_cles)
    assert set(stored.record.outils) <= {*described.record.outils, *described.record.mots_cles}
    assert described.record.groupe == GROUP.id
    assert not [issue for issue in described.issues if issue.code.startswith("jeton")]
    assert described.record.traam.traam_class == "production"


def test_the_mark_is_carried_three_ways(make_stored):
    root = etree.fromstring(xml_of(make_stored, **RICH))
    texts = root.xpath("//l:general/l:description/l:string/text()", namespaces=NAMES)
    assert texts == [RICH["description"], *GROUP.jetons]
    words: Any = root.xpath("//l:keyword/l:string/text()", namespaces=NAMES)
    assert {"TraAM", "TraAM 2024-2025", "Maths - TraAM 2024"} <= set(words)
    assert root.xpath("//l:relation/l:resource/l:identifier/l:entry/text()", namespaces=NAMES) == [GROUP.vitrine]


def test_no_address_of_a_person_is_written(make_stored):
    text = xml_of(make_stored, auteurs=("Odile Vanneau odile@ac-lille.example",)).decode()
    assert "odile@" not in text

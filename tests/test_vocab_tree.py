"""« traam vocab tree » writes the concepts of releases as the project keeps them, and every one is read or named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.words.concepts import known_concepts, read_concepts, term_of_concept
from schemas.words.vocabulary import load_vocabulary

C = "http://data.education.fr/voc/scolomfr/concept/"
OLD = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
  xmlns:dcterms="http://purl.org/dc/terms/">
<rdf:Description rdf:about="{C}scolomfr-voc-015-num-107"><skos:prefLabel>sciences  et
  technologie</skos:prefLabel><dcterms:isReplacedBy rdf:resource="{C}scolomfr-voc-015-num-1474"/></rdf:Description>
<rdf:Description rdf:about="{C}scolomfr-voc-015-num-1474"><skos:prefLabel>sciences (cycle 3)</skos:prefLabel>
  <skos:broader rdf:resource="{C}scolomfr-voc-015-num-1833"/></rdf:Description></rdf:RDF>"""
NEW = '{"voc-015": {"scolomfr-voc-015-num-13676": "alsacien", "scolomfr-voc-015-num-1474": "sciences (C3)"}}'


def test_the_tree_of_releases_is_written_as_it_is_read(traam: Any, tmp_path: Path) -> None:
    (tmp_path / "15.rdf").write_text(OLD, encoding="utf-8")
    (tmp_path / "8.json").write_text(NEW, encoding="utf-8")
    out = traam("vocab", "tree", "3.2.0=15.rdf", "8.0=8.json").expect(0).out
    found = read_concepts(out.splitlines())
    old, kept, new = (found[f"scolomfr-voc-015-num-{number}"] for number in ("107", "1474", "13676"))
    assert (old.label, old.replaced_by, old.since) == ("sciences et technologie", kept.id, "")
    assert (kept.label, kept.broader) == ("sciences (C3)", ("scolomfr-voc-015-num-1833",))
    assert (new.label, new.since) == ("alsacien", "8.0")
    assert "VERSION=CHEMIN" in traam("vocab", "tree", "rien.rdf").expect(2).err


def test_the_levels_of_the_last_release_are_read_or_are_headings() -> None:
    unread = [
        one.label for one in known_concepts().values()
        if one.id.startswith("scolomfr-voc-022-") and term_of_concept("niveaux", one.id) is None
    ]  # fmt: skip
    assert "cycles de la scolarité obligatoire" in unread
    assert not any(label in unread for label in ("voie BEP", "toute petite section", "section DUT", "voie MC"))


def test_every_level_and_discipline_of_version_8_is_known(shared: Path) -> None:
    extract = json.loads((shared / "data" / "vocab" / "scolomfr-8-extract.json").read_text(encoding="utf-8"))
    levels = [label for one, label in extract["voc-022-niveaux"].items() if term_of_concept("niveaux", one) is None]
    assert levels == ["cycles de l'enseignement scolaire (2016)", "cycles de la scolarité obligatoire"]
    disciplines = extract["voc-015-disciplines"]
    assert [one for one in disciplines if term_of_concept("disciplines", one) is None] == []


def test_each_vocabulary_of_the_school_year_says_its_sources() -> None:
    for name in ("niveaux", "disciplines"):
        vocabulary = load_vocabulary(name)
        assert vocabulary.version == "2026-1"
        assert any("ScoLOMFR" in source for source in vocabulary.sources)

"""Fiches and ScoLOMFR through the command line: pre-filled, checked by our own checker, hostile content kept text."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from schemas.parsing.scolomfr_check import CHECKS

CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def demo(examples_here: Path) -> Path:
    return examples_here


def test_fiches_are_filled_and_say_what_is_missing(traam: Any, demo: Path, tmp_path: Path) -> None:
    traam("export", "fiches", "--out", tmp_path / "fiches").expect(0)
    text = (tmp_path / "fiches" / "fiches.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert (tmp_path / "fiches" / "fiches.ods").read_bytes()[30:38] == b"mimetype"
    assert len(rows) == len(list((tmp_path / "fiches").glob("*.html"))) == 48

    by_url = {row["url"].rpartition("/")[2]: row for row in rows}
    missing = by_url["spip.php?article109"]
    assert "« Compétences et/ou capacités travaillées » manque" in missing["a_completer"]
    whole = next(row for row in rows if not row["a_completer"])
    assert "Niveau" in whole["description"] or "Public" in whole["description"]
    assert all("<script" not in path.read_text(encoding="utf-8") for path in (tmp_path / "fiches").glob("*.html"))
    assert not any("@" in row["auteurs"] for row in rows)


@pytest.mark.parametrize(("form", "begins"), [("ods", b"PK"), ("json", b'{\n"version"'), ("jsonld", b'{\n"@context"')])
def test_every_production_leaves_in_each_form(traam: Any, demo: Path, tmp_path: Path, form: str, begins: bytes) -> None:
    traam("export", form, "--out", tmp_path / "sorti").expect(0)

    assert (tmp_path / "sorti").read_bytes().startswith(begins)


def test_exports_of_files_need_a_folder(traam: Any, demo: Path) -> None:
    assert "--out DOSSIER" in traam("export", "fiches").expect(2).err


def test_our_scolomfr_passes_our_checker(traam: Any, demo: Path, tmp_path: Path) -> None:
    traam("export", "scolomfr", "--out", tmp_path / "lom").expect(0)
    files = sorted((tmp_path / "lom").glob("*.xml"))
    assert len(files) == 48
    official = [part for check in CHECKS if check != "lecture" for part in ("--only", check)]
    assert traam("scolomfr", "check", *files, *official).expect(0).out.count("rien à redire") == 48
    assert traam("scolomfr", "check", *files).expect(0).out.count("rien à redire") > 30
    bad = tmp_path / "bad.xml"
    text = next(text for path in files if "voc-022-num" in (text := path.read_text(encoding="utf-8")))
    bad.write_text(text.replace("scolomfr-voc-022-num", "scolomfr-voc-015-num"), encoding="utf-8")
    found = traam("scolomfr", "check", bad, *official, "--json").expect(1).json()[str(bad)]
    assert {remark["check"] for remark in found} <= {"objectifs", "vocabulaires"}
    assert all(remark["line"] > 1 and remark["element"] for remark in found)


def test_what_is_no_record_is_told(traam: Any, tmp_path: Path) -> None:
    broken = tmp_path / "x.xml"
    broken.write_text("<lom><general></lom>", encoding="utf-8")
    assert "mal formé" in traam("scolomfr", "check", broken).expect(1).out
    assert "lecture impossible" in traam("scolomfr", "check", tmp_path / "rien.xml").expect(3).err


@pytest.mark.skipif(not (SHARED / "vocab").is_dir(), reason="the reference folder is not beside the project")
def test_the_verdicts_are_those_of_the_official_tools(traam: Any) -> None:
    """Each file of the reference was made for one check; two need vocabularies the reference does not hold."""
    base = SHARED / "lom" / "scolomfr3utils" / "3.0"
    cases = [
        ("1/invalid/double-general.xml", "sections", 1),
        ("9/invalid/classification-with-wrong-purpose.xml", "objectifs", 1),
        ("9/invalid/classification-with-invalid-resource-as-vocabulary.xml", "vocabulaires", 1),
        ("9/invalid/non-consecutive-taxons.xml", "chemins", 1),
        ("9/invalid/taxon-non-member-of-vocabulary.xml", "vocabulaires", 1),
        ("9/valid/classification-with-right-purpose.xml", "objectifs", 0),
        ("9/valid/consecutive-taxons.xml", "chemins", 0),
        ("9/valid/taxon-member-of-vocabulary-by-label.xml", "vocabulaires", 0),
        ("9/valid/taxon-member-of-vocabulary.xml", "vocabulaires", 0),
        ("9/valid/taxonpath-without-source.xml", "vocabulaires", 0), ("9/valid/unknown-taxons.xml", "vocabulaires", 0),
        ("labels/valid/exemple.xml", "libelles", 0), ("vcards/valid/exemple.xml", "vcards", 0),
    ]  # fmt: skip
    vocab = SHARED / "vocab" / "scolomfr-3.2.0"
    for check in dict.fromkeys(check for _, check, _ in cases):
        codes = {str(base / name): code for name, about, code in cases if about == check}
        told = traam("scolomfr", "check", *codes, "--vocab", vocab, "--only", check, "--json").json()
        assert {name: int(any(one["level"] == "error" for one in found)) for name, found in told.items()} == codes
    traam("scolomfr", "check", *sorted((base / "any" / "valid").glob("*.xml")), "--vocab", vocab).expect(0)
    warned = traam("scolomfr", "check", base / "9/warning/classification-without-purpose.xml", "--vocab", vocab)
    assert "à voir" in warned.expect(0).out


JSON_RELEASES = (
    {"uri_prefix": "http://x", "voc-022": {"scolomfr-voc-022-num-023": "troisième", "scolomfr-voc-022-num-020": "5e"},
     "voc-010": {"exercise": "exercice", "scolomfr-voc-010-num-020": "scénario pédagogique"}},
    {"@context": {}, "@graph": [
        {"@id": f"{CONCEPT}scolomfr-voc-022-num-023", "skos:prefLabel": {"@value": "troisième", "@language": "fr"}},
        {"@id": f"{CONCEPT}scolomfr-voc-022-num-020", "skos:prefLabel": [{"@value": "5e", "@language": "fr"}],
         "dcterms:isReplacedBy": {"@id": f"{CONCEPT}scolomfr-voc-022-num-021"}},
        {"@id": f"{CONCEPT}scolomfr-voc-022-num-021", "skos:prefLabel": {"fr": "4e", "en": "year 9"}}]},
)  # fmt: skip
SKOS = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:skos="http://www.w3.org/2004/02/skos/core#"
  xmlns:dcterms="http://purl.org/dc/terms/">
<rdf:Description rdf:about="{c}scolomfr-voc-022-num-023"><skos:prefLabel>troisième</skos:prefLabel></rdf:Description>
<rdf:Description rdf:about="{c}scolomfr-voc-022-num-020"><skos:prefLabel>5e</skos:prefLabel>
  <dcterms:isReplacedBy rdf:resource="{c}scolomfr-voc-022-num-900"/></rdf:Description>
<rdf:Description rdf:about="{c}scolomfr-voc-022-num-900"><skos:prefLabel>5e (2030)</skos:prefLabel>
  <dcterms:isReplacedBy rdf:resource="{c}scolomfr-voc-022-num-901"/></rdf:Description>
<rdf:Description rdf:about="{c}scolomfr-voc-022-num-901"><skos:prefLabel>cinquième rénovée</skos:prefLabel>
</rdf:Description></rdf:RDF>"""


def test_a_new_release_says_what_changes_and_whom_it_touches(traam: Any, demo: Path, tmp_path: Path) -> None:
    release = tmp_path / "22.rdf"
    release.write_text(SKOS.format(c="http://data.education.fr/voc/scolomfr/concept/"), encoding="utf-8")
    changes = {one["label"]: one for one in traam("vocab", "check", release, "--json").expect(1).json()}
    assert (changes["3e"]["change"], changes["3e"]["now"]) == ("libelle", "troisième")
    assert (changes["5e"]["change"], changes["5e"]["now"]) == ("remplace", "cinquième rénovée")
    assert changes["CP"]["change"] == "absent"
    assert "svt-2024-2025" in changes["3e"]["groupes"]
    assert {one["vocabulary"] for one in changes.values()} == {"niveaux"}
    assert "groupes touchés : " in traam("vocab", "check", release).expect(1).out
    release.write_text("<a/>", encoding="utf-8")
    assert "illisible" in traam("vocab", "check", release).expect(3).err


@pytest.mark.parametrize("release", JSON_RELEASES)
def test_a_release_in_json_is_read(traam: Any, demo: Path, tmp_path: Path, release: dict[str, Any]) -> None:
    path = tmp_path / "neuf.json"
    path.write_text(json.dumps(release), encoding="utf-8")
    changes = {one["label"]: one for one in traam("vocab", "check", path, "--json").expect(1).json()}
    assert changes["3e"]["now"] == "troisième"
    assert ("5e" in changes) == ("@graph" in release)
    assert changes.get("5e", {"now": "4e"})["now"] == "4e"
    assert "exercice" not in changes
    path.write_text('{"a": ' + "[" * 5_000, encoding="utf-8")
    assert "illisible" in traam("vocab", "check", path).expect(3).err


def test_a_worse_publication_is_refused_in_one_line_and_can_be_forced(traam: Any, demo: Path, tmp_path: Path) -> None:
    traam("publish", "--out", "flux").expect(0)
    manifest = tmp_path / "flux" / "manifest.json"
    content = json.loads(manifest.read_bytes())
    source = max(content["sources"], key=content["sources"].get)
    content["sources"][source] *= 2
    manifest.write_text(json.dumps(content))

    outcome = traam("publish", "--out", "flux").expect(3)

    assert f"source {source} : " in outcome.err
    assert "--force" in outcome.err
    assert outcome.err.count("\n") == 1
    assert json.loads(manifest.read_bytes()) == content
    traam("publish", "--out", "flux", "--force").expect(0)
    assert json.loads(manifest.read_bytes())["run"] == 1


def test_the_base_address_of_the_configuration_is_that_of_the_feeds(traam: Any, demo: Path, tmp_path: Path) -> None:
    with (tmp_path / "traam.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[feeds]\nbase_url = "https://flux.example.org/traam"\n')

    traam("publish", "--out", "flux").expect(0)

    for name in ("productions.atom", "nouveautes.rss"):
        text = (tmp_path / "flux" / name).read_text(encoding="utf-8")
        assert f'href="https://flux.example.org/traam/{name}"' in text
    written = (tmp_path / "traam.toml").read_text(encoding="utf-8").replace("https://flux", "javascript://flux")
    (tmp_path / "traam.toml").write_text(written, encoding="utf-8")
    assert "base_url" in traam("publish", "--out", "flux").expect(2).err

"""What harvesters are given of a production: valid, safe, and read back by our own readers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from feeds.oai.formats import FORM, FORMATS, digest_of, write_production
from feeds.oai.sets import set_spec, sets_of
from feeds.wording.production import GroupLabels, production_of
from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.types.record import RawRecord

SCHEMAS = Path(__file__).resolve().parents[4] / "shared" / "data" / "schemas"
SCHEMA_OF = {
    "oai_dc": SCHEMAS / "oai-pmh" / "oai_dc.xsd",
    "lom": SCHEMAS / "scolomfr-3.2.1" / "scolomfr-schemas-3.2.1" / "scolomfr.xsd",
}
WRITTEN_AS = {"3": "f5658aafbc6b"}
"""The first characters of the digest of what each form writes of the same production."""


def written(stored, group):
    return write_production(production_of(stored, GroupLabels((group,))), group)


@pytest.fixture(scope="module", params=FORMATS)
def schema(request):
    if not SCHEMA_OF[request.param].is_file():
        pytest.skip("the official schemas are in the reference folder, which is not beside the project")
    return request.param, etree.XMLSchema(etree.parse(SCHEMA_OF[request.param]))


@pytest.mark.parametrize("kind", ["ordinary", "bare", "hostile"])
def test_what_is_written_is_valid(make_stored, hostile, group, schema, kind):
    prefix, official = schema
    bare = {"titre": None, "url": None, "description": None, "elements": {}, "auteurs": (), "academies": ()}
    # Dates are checked when a record is read: nothing else ever stands in these fields.
    dated = replace(hostile, record=replace(hostile.record, date_publication="2025-01-15"))
    stored = {"ordinary": make_stored(), "bare": make_stored(**bare), "hostile": dated}[kind]
    root = etree.fromstring(written(stored, group).metadata[prefix])

    assert official.validate(root), official.error_log.last_error


@pytest.mark.parametrize("prefix", FORMATS)
def test_a_hostile_production_stays_text(hostile, group, prefix):
    content = written(hostile, group).metadata[prefix]
    root = etree.fromstring(content)

    assert not [element for element in root.iter() if etree.QName(element).localname in {"script", "b"}]
    assert b"anne.dubosc" not in content
    assert b"javascript:" not in content


@pytest.mark.parametrize("prefix", FORMATS)
def test_our_own_harvester_reads_the_same_record(make_stored, group, prefix):
    record = make_stored(competences=(), outils=()).record
    content = written(make_stored(competences=(), outils=()), group).metadata[prefix]
    source = Source("retour", "Retour", "oai", "https://retour.example/oai")
    described = describe(RawRecord("retour", "oai:x:1", prefix, content), source, (group,))

    for field in ("titre", "url", "description", "academies", "disciplines", "niveaux", "annee_scolaire", "type"):
        assert getattr(described.record, field) == getattr(record, field), field
    assert described.record.is_published


def test_sets_name_what_the_production_is_of(make_stored, group):
    production = production_of(make_stored(), GroupLabels((group,)))

    assert [one.spec for one in sets_of(production)] == [
        "academie:lille", "academie:nice", "annee:2024-2025", "discipline:mathematiques", "groupe:maths-2024-2025",
    ]  # fmt: skip


def test_two_values_never_share_a_set():
    values = ["Élan & Cie/../x", "élan cie x", "日本", "中国", "x" * 200, "x" * 201, "", "_"]
    specs = {set_spec("groupe", value) for value in values}

    assert len(specs) >= len(values) - 1  # case and accents alone make no other set
    assert all(len(spec) < 80 for spec in specs)


def test_the_form_changes_with_what_is_written(make_stored, group):
    metadata = written(make_stored(), group).metadata
    digest = hashlib.sha256(b"\n".join(metadata[prefix] for prefix in sorted(metadata))).hexdigest()

    assert digest.startswith(WRITTEN_AS[FORM]), (
        "what is written of a production has changed: raise FORM in feeds/oai/formats.py, so that stores write their "
        f"items again, and note {digest[:12]} here"
    )


def test_the_digest_follows_the_record_and_its_group(make_stored, group):
    one, other = make_stored(1), make_stored(2)
    asked = [(one, group, one), (other, group, one), (one, None, one), (one, group, other)]

    digests = [digest_of(stored.record.canonical, of, dated.updated) for stored, of, dated in asked * 2]

    assert digests[:4] == digests[4:]
    assert len(set(digests)) == 4

"""What is published is what its own schemas say, by their validators."""

import json
from itertools import chain
from pathlib import Path

import jsonschema
import pytest

from feeds.publishing.publication import publish
from feeds.tables.changes import Lineage, change_line
from feeds.tables.json_lines import json_line
from feeds.wording.production import GroupLabels, production_of
from schemas.types.record import Document

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder(tmp_path, make_publication, make_stored, hostile):
    documents = (Document("https://a.exemple.fr/b.pdf", "La séance", "application/pdf", 10),)
    records = (make_stored(1, documents=documents), make_stored(2, titre=None, url=None), hostile)
    lineage = Lineage.of("base", 2)
    one, when = production_of(records[0], GroupLabels(())), "2026-03-01T00:00:00Z"
    told = [
        change_line(lineage.cursor(1), "ajout", when, one.id, json_line(one).encode()),
        change_line(lineage.cursor(2), "retrait", when, f"urn:uuid:{'0' * 36}", b""),
    ]
    publish(tmp_path, make_publication(records=records, lineage=lineage, changes=[("000000.jsonl", b"".join(told))]))
    return tmp_path


def test_each_output_is_valid_by_its_own_schema(folder):
    lines = [json.loads(line) for line in (folder / "productions.jsonl").read_text("utf-8").splitlines()]
    feed = json.loads((folder / "productions.json").read_bytes())
    said = {
        "production": lines,
        "json-feed": [item["_traam"] for item in feed["items"]],
        "changement": [json.loads(line) for line in (folder / "changements" / "000000.jsonl").read_text().splitlines()],
        "manifest": [json.loads((folder / "manifest.json").read_bytes())],
    }
    schemas = {path.name.partition(".")[0]: json.loads(path.read_bytes()) for path in (folder / "schemas").iterdir()}

    assert schemas.keys() == said.keys()
    for name, values in said.items():
        jsonschema.Draft202012Validator.check_schema(schemas[name])
        for value in values:
            jsonschema.Draft202012Validator(schemas[name]).validate(value)
    for name in ("production", "json-feed", "manifest"):  # no field that the schema does not name
        assert set(schemas[name]["properties"]) == set(chain(*said[name]))


def test_a_line_with_a_field_of_another_type_is_refused(folder):
    schema = json.loads((folder / "schemas" / "production.schema.json").read_bytes())
    line = json.loads((folder / "productions.jsonl").read_text("utf-8").splitlines()[0])

    for name in schema["required"]:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(line | {name: 1}, schema)


def test_the_contract_is_published_as_it_is_written(folder):
    for name in ("contrat.md", "contrat-annexe.md"):
        assert (folder / name).read_bytes() == (REPOSITORY / "docs" / name).read_bytes()


def test_the_manifest_says_the_version_of_every_vocabulary(folder):
    held = {path.stem for path in (REPOSITORY / "schemas" / "vocabularies").glob("*.toml")} - {"langues"}  # BCP 47
    assert json.loads((folder / "manifest.json").read_bytes())["vocabularies"].keys() == held

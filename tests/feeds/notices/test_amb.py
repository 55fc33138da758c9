"""What AMB's schema asks (dini-ag-kim/amb, 20231019): said in short, since nothing of it is kept here."""

import io
import json
import re

import pytest

from feeds.notices.amb import Amb
from feeds.wording.production import GroupLabels, production_of
from schemas.types.record import Document, Record, StoredRecord

FORBIDDEN = {"about", "learningResourceType", "educationalLevel", "audience"}
"""Their values must be of vocabularies ours are not mapped to."""
DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:]{8}Z)?")


def written(*records):
    stream = io.BytesIO()
    with Amb().writing(stream) as add:
        for stored in records:
            add(production_of(stored, GroupLabels(())))
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def check(resource):
    context, language = resource["@context"]
    assert (context, language) == ("https://w3id.org/kim/amb/context.jsonld", {"@language": "fr"})
    assert resource["id"].startswith("urn:uuid:")
    assert resource["type"] == ["LearningResource"]
    assert resource["name"]
    assert FORBIDDEN.isdisjoint(resource)
    for name in ("creator", "publisher", "keywords", "inLanguage", "mainEntityOfPage", "encoding"):
        assert resource.get(name) != []
    assert {one["type"] for one in resource.get("creator", [])} <= {"Person"}
    assert {one["type"] for one in resource.get("encoding", [])} <= {"MediaObject"}
    assert all(re.fullmatch(r"[a-z]{2}", code) for code in resource.get("inLanguage", []))
    for name in resource.keys() & {"datePublished", "dateModified"}:
        assert DATE.fullmatch(resource[name])


@pytest.mark.parametrize("date", ["2024", "2024-05", "2024-05-13", None])
def test_a_resource_is_what_the_schema_asks(make_stored, date):
    document = Document("https://a.exemple.fr/b.pdf", "La séance", "application/pdf", 10)
    (resource,) = written(make_stored(1, documents=(document,), langues=("fr", "gcf"), date_publication=date))

    check(resource)
    assert ("datePublished" in resource) == (date == "2024-05-13")
    assert {"Mathématiques", "6e", "Chercher"} <= set(resource["keywords"])
    assert resource["encoding"][0]["encodingFormat"] == "application/pdf"
    assert resource["inLanguage"] == ["fr"]


def test_what_is_not_known_is_left_out_and_hostile_content_stays_text(make_stored, hostile):
    for resource in written(StoredRecord(Record("x", "s"), *(make_stored().updated,) * 3), hostile):
        check(resource)
        assert "dubosc" not in json.dumps(resource)
        assert "javascript:" not in json.dumps(resource)

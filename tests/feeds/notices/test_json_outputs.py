"""JSON Feed and JSON-LD."""

import io
import json

import pytest

from feeds.notices.json_ld import JsonLd
from feeds.syndication.json_feed import JsonFeed
from feeds.wording.production import GroupLabels, production_of
from schemas.types.record import Document, Record, StoredRecord

OUTPUTS = (JsonFeed("Productions", "Ce qui paraît", "https://flux.exemple.fr/"), JsonLd())


def written(output, *records, groups=()):
    stream = io.BytesIO()
    labels = GroupLabels(groups)
    with output.writing(stream) as add:
        for stored in records:
            add(production_of(stored, labels))
    return json.loads(stream.getvalue())


def test_json_feed_says_the_agreed_elements_under_its_own_member(make_stored, group):
    feed = written(OUTPUTS[0], make_stored(1), groups=(group,))

    assert feed["feed_url"] == "https://flux.exemple.fr/productions.json"
    item = feed["items"][0]
    assert item["url"] == "https://maths.exemple.fr/spip.php?article1&lang=fr"
    assert (item["date_published"], item["date_modified"]) == ("2025-01-15T00:00:00Z", "2026-02-28T08:30:00Z")
    assert item["_traam"]["description"][0] == {"name": "niveau", "label": "Niveau", "values": ["6e", "5e"]}
    assert item["tags"] == ["Mathématiques", "6e", "5e", "jeu", "preuve"]


def test_json_ld_is_a_graph_of_learning_resources(make_stored, group):
    document = Document("https://a.exemple.fr/b.pdf", "La séance", "application/pdf", 10)

    graph = written(OUTPUTS[1], make_stored(1, documents=(document,)), groups=(group,))

    assert graph["@context"] == "https://schema.org"
    node = graph["@graph"][0]
    assert (node["@type"], node["educationalLevel"], node["teaches"]) == (
        "LearningResource",
        ["6e", "5e"],
        ["Chercher"],
    )
    assert node["encoding"][0]["contentUrl"] == "https://a.exemple.fr/b.pdf"
    assert {"@type": "PropertyValue", "propertyID": "niveau", "name": "Niveau", "value": "6e"} in (
        node["additionalProperty"]
    )


@pytest.mark.parametrize("output", OUTPUTS, ids=["json-feed", "json-ld"])
def test_what_is_not_known_is_left_out(output, make_stored):
    content = written(output, StoredRecord(Record("x", "s"), *(make_stored().updated,) * 3))

    (one,) = content.get("items") or content["@graph"]
    assert "url" not in one
    assert None not in one.values()
    assert [] not in one.values()


@pytest.mark.parametrize("output", OUTPUTS, ids=["json-feed", "json-ld"])
def test_no_production_is_an_empty_list(output):
    content = written(output)

    assert [] in (content.get("items"), content.get("@graph"))


@pytest.mark.parametrize("output", OUTPUTS, ids=["json-feed", "json-ld"])
def test_hostile_content_stays_text(output, hostile):
    text = json.dumps(written(output, hostile), ensure_ascii=False)

    assert "dubosc" not in text
    assert "javascript:" not in text
    assert "\\u0000" not in text
    assert "<script>alert(1)</script> ]]>" in text
    if "content_html" in text:
        assert "<script" not in written(output, hostile)["items"][0]["content_html"]

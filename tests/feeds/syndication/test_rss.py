"""RSS, read back by a reader nobody here wrote."""

import io
from datetime import UTC, datetime
from typing import Any

import feedparser

from feeds.syndication.rss import RssFeed
from feeds.wording.identity import entry_id
from feeds.wording.production import GroupLabels, production_of
from schemas.parsing.xml import parse_xml
from schemas.types.record import Document

FEED = RssFeed("https://flux.exemple.fr/", datetime(2026, 3, 1, tzinfo=UTC), "Productions", "Ce qui paraît")


def rss(*records):
    stream = io.BytesIO()
    with FEED.writing(stream) as add:
        for stored in records:
            add(production_of(stored, GroupLabels(())))
    return stream.getvalue()


def test_a_reader_finds_what_was_written(make_stored):
    document = Document("https://a.exemple.fr/b.pdf", "La séance", "application/pdf", 10)

    parsed = feedparser.parse(rss(make_stored(1, documents=(document,)), make_stored(2)))

    assert not parsed.bozo
    assert parsed.version == "rss20"
    assert (parsed.feed.title, parsed.feed.link, parsed.feed.language) == (
        "Productions",
        "https://flux.exemple.fr/",
        "fr",
    )
    assert [entry.id for entry in parsed.entries] == [entry_id("oai:exemple:1"), entry_id("oai:exemple:2")]
    first = parsed.entries[0]
    assert first.link == "https://maths.exemple.fr/spip.php?article1&lang=fr"
    assert first.published == "Wed, 15 Jan 2025 00:00:00 GMT"
    assert [(one.href, one.length, one.type) for one in first.enclosures] == [
        ("https://a.exemple.fr/b.pdf", "10", "application/pdf")
    ]
    assert feedparser.parse(rss(make_stored(1, date_publication="2025"))).entries[0].published == (
        "Sat, 28 Feb 2026 08:30:00 GMT"
    )
    assert ("Mathématiques", "urn:x-traam:discipline") in {(tag.term, tag.scheme) for tag in first.tags}


def test_hostile_content_stays_text(hostile):
    content = rss(hostile)

    root: Any = parse_xml(content)
    assert root.xpath("count(//script | //b)") == 0.0
    assert root.xpath("count(//item/link)") == 0.0
    assert root.xpath("string(//item/title)").startswith("<script>alert(1)</script> ]]>")
    assert "<script" not in root.xpath("string(//item/description)")
    assert b"dubosc" not in content
    assert "<script" not in feedparser.parse(content).entries[0].summary

"""A feed is a source of its own; what is no feed is said."""

import json
from datetime import UTC, datetime

import pytest

from harvester.batch import Batch, Ending
from harvester.feed import cut_feed, feed_entries, harvest_feed
from harvester.fetch import Fetcher, Limits
from schemas import formats
from schemas.files.source import Source
from schemas.types.errors import ProtocolError

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Fil</title>
<item><title>TraAM 2024-2025 : l'élan &amp; le cœur</title><link>https://a.example.org/spip.php?article12</link>
<description>Un &lt;b&gt;résumé&lt;/b&gt;</description><dc:creator>Anne Lise</dc:creator><dc:subject>SVT</dc:subject>
<dc:date>2025-03-04T10:00:00Z</dc:date></item>
<item><title>Piège</title><link>javascript:alert(1)</link></item>
</channel></rss>"""


@pytest.fixture
def harvest(serve):
    def run(body):
        content = body.encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(content)}\r\nConnection: close\r\n\r\n".encode()
        server = serve(lambda connection, path, number: connection.sendall(head + content))
        source = Source("fil", "Fil", "feed", server.url + "/rss")
        fetcher = Fetcher((source.url,), "TraamBot", limits=Limits(attempts=1))
        try:
            return source, list(harvest_feed(source, fetcher, NOW))
        finally:
            fetcher.close()

    return run


def test_each_entry_is_a_record_that_can_be_read(harvest):
    source, (batch, ending) = harvest(RSS)

    assert isinstance(batch, Batch)
    assert ending == Ending(complete=True)
    (raw,) = batch.records
    reading = formats.read(raw)
    assert raw.identifier == "https://a.example.org/spip.php?article12"
    assert reading.titre[0].value == "TraAM 2024-2025 : l'élan & le cœur"
    assert [found.value for found in reading.mots_cles] == ["SVT"]
    assert reading.auteurs[0].value == "Anne Lise"
    assert batch.payload is not None
    assert cut_feed(source, batch.payload) == batch.records


def test_an_entry_without_a_web_address_is_an_issue(harvest):
    _, (batch, _) = harvest(RSS)

    (issue,) = batch.issues
    assert issue.value == "javascript:alert(1)"


@pytest.mark.parametrize("body", ["", "<html><body>Accueil</body></html>", "rien", "{}"])
def test_what_is_no_feed_is_said(harvest, body):
    with pytest.raises(ProtocolError, match="ni RSS ni Atom"):
        harvest(body)


def test_a_feed_without_entries_is_a_feed(harvest):
    _, (batch, ending) = harvest("<rss version='2.0'><channel><title>Vide</title></channel></rss>")

    assert batch.records == ()
    assert ending.complete


def test_a_bomb_in_a_feed_expands_nothing():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(9))
    bomb = f"<!DOCTYPE r [{entities}]><rss><channel><item><title>&e8;</title></item></channel></rss>"

    assert feed_entries(bomb.encode()) == ()


def entry(number: int, author: str, day: int) -> str:
    return (
        f"<item><title>Texte {number}</title><link>http://a.fr/{number}</link><author>{author}</author>"
        f"<pubDate>Mon, 0{day} Jan 2024 00:00:00 +0100</pubDate></item>"
    )


def said_of_first(*items: str) -> dict[str, object]:
    body = f'<rss version="2.0"><channel><title>A</title>{"".join(items)}</channel></rss>'
    return json.loads(feed_entries(body.encode())[0][1])


@pytest.mark.parametrize(
    ("dates", "published", "updated"),
    [
        ("<pubDate>Tue, 11 Feb 2025 10:00:00 +0100</pubDate>", "2025-02-11T10:00:00+01:00", ""),
        ("<dc:date>2025-02-11T10:00:00Z</dc:date>", "2025-02-11T10:00:00+00:00", ""),
        (
            "<pubDate>Tue, 11 Feb 2025 10:00:00 +0100</pubDate><atom:updated>2025-03-01T10:00:00Z</atom:updated>",
            "2025-02-11T10:00:00+01:00",
            "2025-03-01T10:00:00+00:00",
        ),
    ],
)
def test_a_day_of_publication_is_no_day_of_change(dates, published, updated):
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
    item = f"<item><title>T</title><link>http://a.fr/1</link>{dates}</item>"
    body = f'<rss version="2.0" {spaces}><channel><title>A</title>{item}</channel></rss>'
    said = json.loads(feed_entries(body.encode())[0][1])
    assert (said["published"], said["updated"]) == (published, updated)


def test_what_a_feed_says_the_same_of_all_its_works_is_said_of_none():
    said = said_of_first(*(entry(number, "Le site", 1) for number in range(5)))
    assert (said["authors"], said["published"], said["updated"]) == ([], "", "")
    assert said["author_of_all"] == ["Le site"]


def test_a_feed_of_several_authors_and_days_is_heard_with_the_day_it_writes():
    said = said_of_first(*(entry(number, f"Nom {number}", number + 1) for number in range(5)))
    assert said["authors"] == ["Nom 0"]
    assert str(said["published"]).startswith("2024-01-01T00:00:00+01:00")


def test_an_old_feed_whose_entries_have_one_date_gives_that_of_publication():
    item = "<item><title>A</title><link>http://a.fr/1</link /><dc:date>2025-03-04T10:00:00Z</dc:date></item>"
    body = f'<rss version="0.91" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{item}</channel></rss>'
    said = json.loads(feed_entries(body.encode())[0][1])
    assert str(said["published"]).startswith("2025-03-04T10:00:00")


def test_the_changes_of_a_wiki_whose_titles_are_addresses_name_no_works():
    items = "".join(
        f"<item><title>cours:une_page_{n} - créée</title><link>http://a.fr/doku.php/cours/une_page_{n}</link></item>"
        for n in range(4)
    )
    entries = feed_entries(f'<rss version="2.0"><channel>{items}</channel></rss>'.encode())
    assert [said for _, said in entries] == [b""] * 4

"""The Atom feed, read back by a reader nobody here wrote."""

import io
from datetime import UTC, datetime
from html import unescape
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.syndication.atom import AtomFeed
from feeds.syndication.atom_entry import published_instant
from feeds.wording.identity import entry_id
from feeds.wording.production import GroupLabels, production_of
from feeds.wording.safe_text import safe_text
from schemas.files.group import Group
from schemas.parsing.xml import parse_xml
from schemas.types.record import Record, StoredRecord

NAMES = {"a": "http://www.w3.org/2005/Atom", "t": "urn:x-traam:description:1"}
FEED = AtomFeed("productions.atom", "Productions", datetime(2026, 3, 1, tzinfo=UTC))


def atom(*stored: StoredRecord, feed: AtomFeed = FEED, groups: tuple[Group, ...] = ()) -> bytes:
    stream = io.BytesIO()
    labels = GroupLabels(groups)
    with feed.writing(stream) as add:
        for item in stored:
            add(production_of(item, labels))
    return stream.getvalue()


def read(content: bytes):
    parsed = feedparser.parse(content)
    assert parsed.bozo is False or parsed.bozo == 0, parsed.get("bozo_exception")
    return parsed


def test_a_reader_finds_what_was_written(make_stored, group):
    records = [make_stored(number) for number in (1, 2, 3)]

    parsed = read(atom(*records, groups=(group,)))

    assert parsed.version == "atom10"
    assert [entry.id for entry in parsed.entries] == [entry_id(item.record.identifier) for item in records]
    assert [unescape(entry.title) for entry in parsed.entries] == [item.record.titre for item in records]
    assert [entry.link for entry in parsed.entries] == [item.record.url for item in records]
    assert [entry.updated for entry in parsed.entries] == [f"2026-02-{28 - day}T08:30:00Z" for day in (0, 1, 2)]
    assert {entry.published for entry in parsed.entries} == {"2025-01-15T00:00:00Z"}
    assert [author.name for author in parsed.entries[0].authors] == ["Odile Vanneau", "Paul Irigaray"]


def test_categories_carry_their_field_and_their_label(make_stored, group):
    parsed = read(atom(make_stored(), groups=(group,)))

    assert [(tag.scheme.removeprefix("urn:x-traam:"), tag.term, tag.label) for tag in parsed.entries[0].tags] == [
        ("discipline", "Mathématiques", "Mathématiques"),
        ("niveau", "6e", "6e"),
        ("niveau", "5e", "5e"),
        ("academie", "Lille", "Lille"),
        ("academie", "Nice", "Nice"),
        ("annee_scolaire", "2024-2025", "2024-2025"),
        ("groupe", "maths-2024-2025", "Mathématiques 2024-2025"),
        ("type", "scénario pédagogique", "scénario pédagogique"),
        ("mot_cle", "jeu", "jeu"),
        ("mot_cle", "preuve", "preuve"),
    ]


def test_content_shows_the_description_alone_elements_being_told_beside(make_stored, group):
    root = parse_xml(atom(make_stored(), groups=(group,)))

    assert root.xpath("string(//a:content[@type='html'])", namespaces=NAMES) == (
        "<p>Un jeu de dés.</p>\n<p>Puis une preuve : 2 &lt; 3.</p>"
    )


def test_elements_are_also_there_for_machines(make_stored, group):
    root = parse_xml(atom(make_stored(), groups=(group,)))

    found = root.xpath("a:entry/t:description/t:element", namespaces=NAMES)
    assert [(element.get("name"), element.get("label"), element.text) for element in found] == [
        ("niveau", "Niveau", "6e"),
        ("niveau", "Niveau", "5e"),
        ("outil", "Outil utilisé", "Tableur"),
        ("autre_chose", "Autre chose", "1 h"),
    ]


def test_a_record_that_says_nothing_is_still_an_entry(make_stored):
    stored = StoredRecord(Record("x", "s"), *(make_stored().updated,) * 3)

    entry = read(atom(stored)).entries[0]

    assert (entry.id, entry.title, entry.author) == (entry_id("x"), "Production sans titre", "TraAM")
    assert entry.get("links", []) == []
    assert entry.content[0].value == "<p>Production sans titre</p>"


@pytest.mark.parametrize(
    ("auteurs", "academies", "expected"),
    [(("Odile Vanneau",), ("Lille",), "Odile Vanneau"), ((" ",), ("Lille",), "Lille"), ((), (), "TraAM")],
)
def test_the_author_is_the_authors_else_the_academies(make_stored, auteurs, academies, expected):
    assert read(atom(make_stored(auteurs=auteurs, academies=academies))).entries[0].author == expected


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2025-01-15", "2025-01-15T00:00:00Z"),
        ("2025-01-15T10:00:00+02:00", "2025-01-15T08:00:00Z"),
        ("2025-01", None),
        ("2025", None),
        ("2025-02-30", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("hier", None),
        (None, None),
    ],
)
def test_only_a_full_date_is_a_date_of_publication(date, expected):
    assert published_instant(date) == expected


def test_a_long_description_is_cut_in_the_summary_and_whole_in_the_content(make_stored):
    entry = read(atom(make_stored(description="mot " * 500, elements={}))).entries[0]

    assert len(entry.summary) <= 400
    assert entry.summary.endswith("mot…")
    assert entry.content[0].value.count("mot") == 500


def test_a_feed_says_its_own_address_only_when_it_has_one(make_stored):
    served = AtomFeed(FEED.name, FEED.titre, FEED.updated, base_url="https://flux.exemple.fr/traam/")

    links = {link.rel: link.href for link in read(atom(make_stored(), feed=served)).feed.links}

    assert links == {"self": "https://flux.exemple.fr/traam/productions.atom"}
    assert "links" not in read(atom(make_stored())).feed


def test_a_feed_without_entries_is_still_a_feed():
    parsed = read(atom())

    assert parsed.entries == []
    assert (parsed.feed.title, parsed.feed.updated) == ("Productions", "2026-03-01T00:00:00Z")
    assert parsed.feed.language == "fr"


def test_hostile_content_stays_text(hostile, hostile_text):
    content = atom(hostile, hostile)

    root: Any = parse_xml(content)
    assert root.xpath("count(//*[local-name()='script' or local-name()='b'])") == 0.0
    assert b"javascript:" not in content
    assert b"dubosc" not in content
    title = root.xpath("string(//a:entry[1]/a:title)", namespaces=NAMES)
    assert title == " ".join(safe_text(hostile_text).split())
    assert title.startswith("<script>alert(1)</script> ]]>")
    shown = root.xpath("string(//a:entry[1]/a:content)", namespaces=NAMES)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    entry = read(content).entries[0]
    assert entry.get("links", []) == []
    assert "<script" not in entry.content[0].value


@given(st.text(), st.text(), st.text())
def test_any_text_is_read_back(titre, name, value):
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    record = Record(f"x{titre}", "s", titre=titre, elements={name: (value,)}, mots_cles=(value,))

    root = parse_xml(atom(StoredRecord(record, moment, moment, moment)))

    title = root.xpath("string(//a:entry/a:title)", namespaces=NAMES)
    assert title == (" ".join(safe_text(titre).split()) or "Production sans titre")
    element = root.xpath("//t:element", namespaces=NAMES)[0]
    assert (element.get("name"), element.text or "") == (safe_text(name), safe_text(value))

"""What the subscription feed tells from one publication to the next, followed as a machine would follow it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.publishing.publication import publish
from feeds.syndication import journal
from feeds.syndication.journal import PAGE, JournalEntry, JournalState, what_to_tell
from feeds.wording.identity import entry_id
from schemas.parsing.xml import parse_xml

NAMES = {
    "a": "http://www.w3.org/2005/Atom",
    "at": "http://purl.org/atompub/tombstones/1.0",
    "fh": "http://purl.org/syndication/history/1.0",
}
DAY = datetime(2026, 1, 1, tzinfo=UTC)
NOW = "2026-12-31T00:00:00.000000+00:00"


def told(number: int, moment: int = 0, place: int = 0) -> JournalEntry:
    return JournalEntry((DAY + timedelta(minutes=moment)).isoformat(timespec="microseconds"), f"urn:{number}", place)


class Follower:
    """A consumer that polls the head and reads the archives it does not know, as RFC 5005 (4) says."""

    def __init__(self) -> None:
        self.state: JournalState | None = None
        self.archives: list[tuple[JournalEntry, ...]] = []
        self.read = 0
        self.entries: dict[str, str] = {}

    def publish(self, living: dict[str, str], withdrawn: dict[str, str] | None = None) -> journal.JournalTelling:
        entries = [JournalEntry(moment, identifier, 0) for identifier, moment in living.items()]
        telling = what_to_tell(self.state, "", entries, withdrawn or {}, NOW)
        self.archives += telling.archives
        self.state = telling.state
        return telling

    def poll(self, telling: journal.JournalTelling) -> dict[str, str]:
        for page in (*self.archives[self.read :], telling.head):
            for one in page:
                if one.is_gone:
                    self.entries.pop(one.id, None)
                else:
                    self.entries[one.id] = one.moment
        self.read = len(self.archives)
        return self.entries


LIVING = st.dictionaries(st.sampled_from([f"urn:{n}" for n in range(12)]), st.sampled_from(["2026-01", "2026-02"]))


@given(st.lists(st.tuples(LIVING, st.booleans()), max_size=12))
def test_a_consumer_that_misses_publications_still_has_exactly_what_lives(publications):
    page, journal.PAGE = journal.PAGE, 3
    try:
        follower, versions = Follower(), {}
        for number, (living, polls) in enumerate(publications):
            now = {key: f"{number:04}" if versions.get(key, ("", ""))[0] != text else versions[key][1]
                   for key, text in living.items()}  # fmt: skip
            versions = {key: (living[key], now[key]) for key in living}
            telling = follower.publish(now)
            assert follower.state.archives == len(follower.archives)
            if polls:
                assert follower.poll(telling) == now
    finally:
        journal.PAGE = page


def test_a_first_feed_is_cut_into_full_archives_and_a_head():
    telling = what_to_tell(None, "", [told(n, n) for n in range(PAGE * 3 + 5)], {}, NOW)

    assert [len(page) for page in telling.archives] == [PAGE, PAGE]
    assert len(telling.head) == PAGE + 5
    assert telling.archives[0][0] == told(0, 0)


def test_what_was_withdrawn_before_the_first_publication_is_told_too():
    telling = what_to_tell(None, "", [told(1)], {"urn:2": told(2).moment, "urn:1": told(1).moment}, NOW)

    assert [(one.id, one.is_gone) for one in telling.head] == [("urn:1", False), ("urn:2", True)]


def test_what_leaves_without_its_source_saying_when_leaves_now():
    before = what_to_tell(None, "", [told(1), told(2)], {}, NOW).state

    telling = what_to_tell(before, "", [told(1)], {}, NOW)

    assert telling.head == (told(1), JournalEntry(NOW, "urn:2"))


def test_another_base_address_is_another_feed():
    before = what_to_tell(None, "https://a.fr/", [told(n, n) for n in range(PAGE * 2)], {}, NOW).state

    telling = what_to_tell(before, "https://b.fr/", [told(n, n) for n in range(PAGE * 2)], {}, NOW)

    assert len(telling.archives) == 1
    assert telling.state.archives == 1


def atom_files(folder):
    return {path.name: path.read_bytes() for path in folder.glob("nouveautes*.atom")}


def links(content: bytes) -> dict[str, str]:
    root: Any = parse_xml(content)
    return {link.get("rel"): link.get("href") for link in root.xpath("a:link", namespaces=NAMES)}


@pytest.fixture
def many(make_stored):
    return [make_stored(number, updated=DAY + timedelta(minutes=number)) for number in range(PAGE * 3)]


def test_full_archives_stay_the_same_bytes_and_are_chained(tmp_path, make_publication, make_stored, many):
    publish(tmp_path / "flux", make_publication(records=many))
    before = atom_files(tmp_path / "flux")
    more = [make_stored(1_000 + number, updated=DAY + timedelta(days=1, minutes=number)) for number in range(PAGE)]

    publish(tmp_path / "flux", make_publication(records=[*many[:-1], *more]))

    after = atom_files(tmp_path / "flux")
    assert set(before) == {"nouveautes.atom", "nouveautes-00001.atom", "nouveautes-00002.atom"}
    assert {name: after[name] for name in before if name != "nouveautes.atom"} == {
        name: content for name, content in before.items() if name != "nouveautes.atom"
    }
    base = "https://flux.exemple.fr/traam/"
    assert links(after["nouveautes.atom"])["prev-archive"] == f"{base}nouveautes-00003.atom"
    assert links(after["nouveautes-00003.atom"]) == {
        "self": f"{base}nouveautes-00003.atom",
        "prev-archive": f"{base}nouveautes-00002.atom",
        "current": f"{base}nouveautes.atom",
    }
    assert "prev-archive" not in links(after["nouveautes-00001.atom"])
    ids = {parse_xml(content).xpath("string(a:id)", namespaces=NAMES) for content in after.values()}
    assert len(ids) == 1
    for name, content in after.items():
        root: Any = parse_xml(content)
        assert len(root.xpath("fh:archive", namespaces=NAMES)) == (name != "nouveautes.atom")


def test_what_left_is_a_tombstone_before_the_entries(tmp_path, make_publication, many):
    publish(tmp_path / "flux", make_publication(records=many))

    publish(tmp_path / "flux", make_publication(records=many[:-1], withdrawn=[(many[-1].record.identifier, DAY)]))

    root = parse_xml((tmp_path / "flux" / "nouveautes.atom").read_bytes())
    gone = root.xpath("at:deleted-entry", namespaces=NAMES)
    assert [(one.get("ref"), one.get("when")) for one in gone] == [
        (entry_id(many[-1].record.identifier), "2026-01-01T00:00:00Z")
    ]
    assert root.xpath("count(at:deleted-entry/preceding-sibling::a:entry)", namespaces=NAMES) == 0.0
    assert root.xpath("count(a:entry)", namespaces=NAMES) == PAGE - 1


def test_a_lost_archive_begins_the_feed_again(tmp_path, make_publication, many):
    publish(tmp_path / "flux", make_publication(records=many))
    before = atom_files(tmp_path / "flux")
    (tmp_path / "flux" / "nouveautes-00001.atom").unlink()

    publish(tmp_path / "flux", make_publication(records=many))

    assert atom_files(tmp_path / "flux") == before


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"base_url": "", "archives": "x"}', b"[" * 100_000])
def test_a_state_that_cannot_be_read_begins_the_feed_again(tmp_path, make_publication, content):
    publish(tmp_path / "flux", make_publication())
    before = (tmp_path / "flux" / "nouveautes.atom").read_bytes()
    (tmp_path / "flux" / "nouveautes-etat.json").write_bytes(content)

    publish(tmp_path / "flux", make_publication())

    assert (tmp_path / "flux" / "nouveautes.atom").read_bytes() == before

"""Each batch is kept whole; what vanished is withdrawn with care."""

from datetime import UTC, datetime

import pytest

from harvester.batch import Batch
from pipeline.keep import Keeper
from pipeline.raw_keeping import Rooms
from pipeline.read import describe
from schemas.frontier import Fate, Waypoint
from schemas.record import Change, Payload, RawRecord
from schemas.source import Source
from store.database import Database
from store.payloads import Payloads

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOURCE = Source("x", "X", "oai", "https://x.example.org/oai")


@pytest.fixture
def rooms(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'base.sqlite'}")
    yield Rooms(database, Payloads(tmp_path / "raw"))
    database.close()


def keeper(rooms, run=1):
    return Keeper(SOURCE, (), rooms, run, lambda: NOW)


def raw(number, titre="Titre", *, deleted=False, metadata=None):
    content = f'<dc xmlns="x"><title>{titre} {number}</title></dc>'.encode() if metadata is None else metadata
    return RawRecord("x", f"oai:x:{number}", "oai_dc", b"" if deleted else content, deleted=deleted)


def batch(*records, name="oai/1/000001", **fields):
    return Batch(Payload("x", SOURCE.url, NOW, 200, "text/xml", b"<x/>", "oai"), name, records, **fields)


def living(rooms):
    with rooms.database.transaction() as transaction:
        return sorted(item.record.identifier for item in transaction.records.all(deleted=False))


def test_new_then_unchanged_then_modified(rooms):
    outcomes = []
    for run, titre in enumerate(("Titre", "Titre", "Autre"), start=1):
        one = keeper(rooms, run)
        one.keep(batch(raw(1, titre)))
        outcomes.append(dict(one.counts))

    assert outcomes == [{Change.NEW: 1}, {Change.UNCHANGED: 1}, {Change.MODIFIED: 1}]


def test_a_payload_that_changed_nothing_is_not_kept_again(rooms):
    keeper(rooms).keep(batch(raw(1), name="oai/1/000001"))
    keeper(rooms, 2).keep(batch(raw(1), name="oai/2/000001"))

    assert list(rooms.payloads.names("x")) == ["oai/1/000001"]


def test_a_record_withdrawn_then_back_is_living(rooms):
    keeper(rooms).keep(batch(raw(1)))
    gone = keeper(rooms, 2)
    gone.keep(batch(raw(1, deleted=True)))
    back = keeper(rooms, 3)
    back.keep(batch(raw(1)))

    assert gone.counts[Change.DELETED] == 1
    assert back.counts[Change.MODIFIED] == 1
    assert living(rooms) == ["oai:x:1"]


def test_a_record_withdrawn_before_we_held_it_is_kept_and_not_counted(rooms):
    one = keeper(rooms)
    one.keep(batch(raw(1, deleted=True), raw(2)))

    assert (one.seen, dict(one.counts)) == (1, {Change.NEW: 1})
    with rooms.database.transaction() as transaction:
        assert transaction.records.one("oai:x:1")[0].record.deleted


def test_a_record_that_cannot_be_read_is_an_issue_and_what_was_held_stays(rooms):
    keeper(rooms).keep(batch(raw(1), raw(2)))
    one = keeper(rooms)
    one.keep(batch(raw(1, metadata=b"<dc><title>"), raw(2)))

    assert one.issues >= 1
    assert living(rooms) == ["oai:x:1", "oai:x:2"]
    with rooms.database.transaction() as transaction:
        (issue,) = transaction.records.issues("x", "oai:x:1")
    assert issue.level == "error"


def test_of_two_records_of_one_identifier_in_a_page_the_last_counts(rooms):
    one = keeper(rooms)
    one.keep(batch(raw(1, "Ancien"), raw(1, "Récent")))

    assert one.seen == 1
    with rooms.database.transaction() as transaction:
        assert transaction.records.one("oai:x:1")[0].record.titre == "Récent 1"


def test_a_page_missed_twice_is_withdrawn(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    first = keeper(rooms, 2)
    first.keep(batch(missing=("oai:x:1",)))
    assert first.withdraw_missed(confirmed=False) == ""
    second = keeper(rooms, 3)
    second.keep(batch(missing=("oai:x:1",)))
    assert second.withdraw_missed(confirmed=False) == ""

    assert (first.to_confirm, first.counts[Change.DELETED]) == (1, 0)
    assert second.counts[Change.DELETED] == 1
    assert living(rooms) == ["oai:x:2", "oai:x:3"]


def test_a_page_seen_in_between_is_missed_anew(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    for run, given in [(2, batch(missing=("oai:x:1",))), (3, batch(raw(1))), (4, batch(missing=("oai:x:1",)))]:
        one = keeper(rooms, run)
        one.keep(given)
        one.withdraw_missed(confirmed=False)

    assert one.to_confirm == 1
    assert "oai:x:1" in living(rooms)


def test_a_page_that_says_it_is_gone_is_withdrawn_at_once(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    run = keeper(rooms, 2)
    run.keep(batch(gone=("oai:x:1",)))
    run.withdraw_missed(confirmed=False)

    assert living(rooms) == ["oai:x:2", "oai:x:3"]


@pytest.mark.parametrize(("held", "seen", "withdrawn"), [(40, 38, 2), (40, 36, 4), (9, 8, 1), (3, 2, 1)])
def test_the_few_records_two_whole_lists_no_longer_name_are_withdrawn(rooms, held, seen, withdrawn):
    keeper(rooms).keep(batch(*(raw(number) for number in range(held))))
    outcomes = []
    for run in (2, 3):
        again = keeper(rooms, run)
        again.keep(batch(*(raw(number) for number in range(seen))))
        assert again.withdraw_vanished(run, confirmed=False) == ""
        outcomes.append((again.to_confirm, again.counts[Change.DELETED]))

    assert outcomes == [(withdrawn, 0), (0, withdrawn)]


def test_a_record_a_whole_list_names_again_is_missed_anew(rooms):
    everything = [raw(number) for number in range(10)]
    keeper(rooms).keep(batch(*everything))
    for run, given in [(2, everything[1:]), (3, everything), (4, everything[1:])]:
        one = keeper(rooms, run)
        one.keep(batch(*given))
        one.withdraw_vanished(run, confirmed=False)

    assert (one.to_confirm, one.counts[Change.DELETED]) == (1, 0)


def test_a_whole_list_begun_before_the_first_miss_was_known_confirms_nothing(rooms):
    keeper(rooms).keep(batch(*(raw(number) for number in range(10))))
    for run in (3, 4):  # both lists were begun by the run 2
        one = keeper(rooms, run)
        one.keep(batch(*(raw(number) for number in range(9))))
        one.withdraw_vanished(2, confirmed=False)

    assert one.counts[Change.DELETED] == 0


@pytest.mark.parametrize(("held", "seen"), [(40, 30), (9, 1), (9, 0), (100, 89)])
def test_a_mass_disappearance_is_held_back_until_it_is_confirmed(rooms, held, seen):
    keeper(rooms).keep(batch(*(raw(number) for number in range(held))))
    again = keeper(rooms, 2)
    again.keep(batch(*(raw(number) for number in range(seen))))

    said = again.withdraw_vanished(2, confirmed=False)

    assert f"{held - seen} notices sur {held}" in said
    assert "--accept-vanished" in said
    assert len(living(rooms)) == held
    assert again.withdraw_vanished(2, confirmed=True) == ""
    assert len(living(rooms)) == seen


def test_the_version_of_the_store_moves_only_when_a_record_does(rooms):
    def version():
        with rooms.database.transaction() as transaction:
            return transaction.version

    keeper(rooms).keep(batch(raw(1)))
    before = version()
    keeper(rooms).keep(batch(raw(1)))
    same = version()
    keeper(rooms).keep(batch(raw(1, "Autre")))

    assert same == before != version()


@pytest.mark.parametrize("together", [True, False])
def test_the_address_of_a_page_that_cannot_be_described_is_not_said_to_be_held(rooms, together):
    source = Source("x", "X", "site", "https://x.example.org/", scope=("https://x.example.org/",))
    url = "https://x.example.org/a"
    one = Keeper(source, (), rooms, 1, lambda: NOW)
    # A format no reader knows: what a page a reader gives up on becomes.
    page = RawRecord("x", url, "inconnu", b"<p>", url=url)
    met = Waypoint(url, url, "flux").settled(Fate.HELD, leads_to=url)
    payload = Payload("x", url, NOW, 200, "text/html", b"<p>", "flux")
    given = Batch(payload, "page/1", (page,), waypoints=(met,))
    if together:
        one.keep_together([(given, [describe(page, source, ())])])
    else:
        one.keep(given)

    with rooms.database.transaction() as transaction:
        (found,) = transaction.waypoints.of("x", 1)
    assert found.fate is Fate.UNREADABLE
    assert found.reason

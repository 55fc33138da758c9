"""A payload and its records are kept together or not at all, wherever the process is killed."""

from datetime import UTC, datetime

import pytest

from pipeline.keeping.raw_keeping import RawKeeping, Rooms, recover
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.state_keys import FormerKey
from store.database import Database
from store.payloads import Payloads

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class KilledError(BaseException):
    """What happens to a process that is killed, as far as one can see from inside."""


DONE = FormerKey("done")


def payload(body=b"un"):
    return Payload("x", "https://x.example/", NOW, 200, "text/xml", body, OtherOrigin.REPOSITORY)


def keep(rooms, *names, body=b"un", forget=()):
    keeping = RawKeeping("x", rooms)
    with keeping.transaction() as transaction:
        for name in names:
            keeping.save(transaction, name, payload(body))
        for name in forget:
            keeping.remove(name)
        transaction.states.update("x", {DONE: body.decode()})


def fail_after(keeping, *names, forget=()):
    with keeping.transaction() as transaction:
        for name in names:
            keeping.save(transaction, name, payload(b"jamais"))
        for name in forget:
            keeping.remove(name)
        raise KilledError


def bodies(rooms):
    return {name: rooms.payloads.read("x", name).body for name in rooms.payloads.names("x")}


def said(rooms):
    with rooms.database.transaction() as transaction:
        return transaction.states.of("x").get(DONE)


def test_payloads_are_there_once_the_transaction_is_over(rooms):
    keeping = RawKeeping("x", rooms)
    with keeping.transaction() as transaction:
        keeping.save(transaction, PayloadName("page/1"), payload())
        assert bodies(rooms) == {}
        assert keeping.has(PayloadName("page/1"))

    assert bodies(rooms) == {"page/1": b"un"}


def test_nothing_is_kept_of_a_transaction_that_fails(rooms):
    keep(rooms, "page/1")
    keeping = RawKeeping("x", rooms)
    with pytest.raises(KilledError):
        fail_after(keeping, "page/1", "page/2", forget=["page/1"])
    recover(rooms, "x")

    assert bodies(rooms) == {"page/1": b"un"}
    with keeping.transaction():
        assert not keeping.has(PayloadName("page/2"))


@pytest.mark.parametrize("step", range(3))
def test_what_a_killed_run_had_to_do_is_done_by_the_next(rooms, monkeypatch, step):
    """Killed once the transaction is over, before or between the files it names and takes away."""
    keep(rooms, "page/1", "page/3", body=b"zero")
    done = []

    def kill_at(kept):
        def act(self, *arguments):
            if len(done) == step:
                raise KilledError
            done.append(arguments)
            kept(self, *arguments)

        return act

    with monkeypatch.context() as patch:
        for name in ("settle", "remove"):
            patch.setattr(Payloads, name, kill_at(getattr(Payloads, name)))
        with pytest.raises(KilledError):
            keep(rooms, "page/1", "page/2", forget=["page/3"])
    assert said(rooms) == "un", "the records are kept"
    recover(rooms, "x")
    recover(rooms, "x")

    assert bodies(rooms) == {"page/1": b"un", "page/2": b"un"}


def test_what_was_prepared_and_never_kept_does_not_come_back_with_what_is_done_after(rooms):
    keep(rooms, "page/1")
    keeping = RawKeeping("x", rooms)
    with pytest.raises(KilledError):
        fail_after(keeping, "page/1")
    keep(rooms, "page/2", body=b"deux")
    recover(rooms, "x")

    assert bodies(rooms) == {"page/1": b"un", "page/2": b"deux"}


def test_of_two_words_on_one_file_in_a_transaction_the_last_counts(rooms):
    keep(rooms, "page/1", "page/1.gone", forget=["page/1.gone"])
    recover(rooms, "x")

    assert list(bodies(rooms)) == ["page/1"]


def test_each_payload_bears_its_place_and_they_are_read_in_that_order(rooms):
    keep(rooms, "oai/2/1", "oai/1/1")
    keep(rooms, "oai/0/1")
    keep(rooms, "oai/2/1")

    assert list(rooms.payloads.names("x")) == ["oai/1/1", "oai/0/1", "oai/2/1"]
    assert rooms.payloads.read("x", "oai/2/1").sequence == 4


def test_places_go_on_where_the_payloads_are_when_the_store_is_lost(rooms, tmp_path):
    keep(rooms, "b", "a")
    other = Database(f"sqlite:///{tmp_path / 'autre.sqlite'}")
    keep(Rooms(other, rooms.payloads), "0")
    other.close()

    assert list(rooms.payloads.names("x")) == ["b", "a", "0"]


def test_places_go_on_when_the_payloads_are_lost(rooms):
    keep(rooms, "b", "a")
    for name in ("a", "b"):
        rooms.payloads.remove("x", name)
    keep(rooms, "c")

    assert rooms.payloads.read("x", "c").sequence == 3


def test_what_is_lost_is_told(rooms):
    keep(rooms, "page/1", "page/2")
    rooms.payloads.remove("x", "page/1")
    keeping = RawKeeping("x", rooms)

    assert keeping.lost(iter([PayloadName("page/1"), PayloadName("page/2"), PayloadName("page/1")])) == frozenset(
        {PayloadName("page/1")}
    )


def test_what_is_kept_then_taken_away_in_one_transaction_is_not_there(rooms):
    keeping = RawKeeping("x", rooms)
    with keeping.transaction() as transaction:
        keeping.save(transaction, PayloadName("page/1"), payload())
        keeping.remove(PayloadName("page/1"))
        assert not keeping.has(PayloadName("page/1"))
    assert bodies(rooms) == {}


def test_what_is_left_of_a_damaged_payload_is_taken_away(rooms, tmp_path):
    keep(rooms, "page/1", "page/2")
    path = next((tmp_path / "raw").rglob("1.gz"))
    path.write_bytes(path.read_bytes()[:-9])
    assert not rooms.payloads.has("x", "page/1")
    keep(rooms, forget=["page/1"])
    assert (path.exists(), list(bodies(rooms))) == (False, ["page/2"])

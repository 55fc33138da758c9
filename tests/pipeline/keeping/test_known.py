"""What a harvester may ask of what is held of its source."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.keeping.known import HeldOfSource
from pipeline.keeping.raw_keeping import Rooms
from schemas.types.issue import Issue
from schemas.types.payload_name import PayloadName
from schemas.types.record import Record
from schemas.types.state_keys import Remembered
from store.database import Database
from store.payloads import Payloads
from store.rows import Saving

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def known(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'base.sqlite'}")
    yield HeldOfSource("x", Rooms(database, Payloads(tmp_path / "raw")))
    database.close()


def keep(known, name, *, source="x", deleted=False, run=1, **more):
    record = Record(name, source, titre="Un titre", deleted=deleted)
    told = {"datestamp": "2024-01-01", "format": "oai_dc"} | more
    saving = Saving(record, NOW, NOW, NOW, PayloadName("oai/1"), seen_run=run, **told)
    with known.rooms.database.transaction() as transaction:
        transaction.records.save([replace(saving, is_withdrawal=False)])


def test_what_lives_is_missed_or_was_seen(known):
    keep(known, "a", run=1)
    keep(known, "b", run=3)
    keep(known, "c", deleted=True, run=3)
    keep(known, "d", source="y", run=3)
    with known.rooms.database.transaction() as transaction:
        transaction.records.mark_missing(transaction.records.held("x", ["a"])["a"], 4)
    assert known.living() == {"a", "b"}
    assert known.missed() == {"a"}
    assert (known.seen_since(1), known.seen_since(2), known.seen_since(4)) == ({"a", "b"}, {"b"}, frozenset())


def test_what_a_second_list_names_is_lacking_unless_it_is_held_so_was_seen_or_could_not_be_read(known):
    keep(known, "same", run=1)
    keep(known, "seen", run=5, datestamp="2023-01-01")
    keep(known, "older", run=4, datestamp="2023-01-01")
    keep(known, "gone", deleted=True, run=4)
    keep(known, "other format", format="lom", run=5)
    with known.rooms.database.transaction() as transaction:
        transaction.records.replace_issues("x", [Issue("error", "x", "unread", "", "", "mal formée")])
        transaction.records.replace_issues("x", [Issue("warning", "x", "odd", "", "", "réparée")])
    names = ("same", "seen", "older", "gone", "other format", "new", "unread", "odd")
    assert known.lacking("oai_dc", dict.fromkeys(names, "2024-01-01"), 5) == {
        "older", "gone", "other format", "new", "odd"
    }  # fmt: skip


def test_what_was_renamed_is_asked_of_a_whole_list_or_of_what_came(known):
    def come(name, run, day):
        record = Record(name, "x", titre="Un titre", url="http://ex.test/1")
        moment = NOW + timedelta(days=day)
        with known.rooms.database.transaction() as transaction:
            assert transaction.runs.start(moment) == run
            transaction.records.save([Saving(record, moment, moment, moment, PayloadName("oai/1"), seen_run=run)])
            transaction.states.update("x", {Remembered.COME: "{}"})

    come("a", 1, 0)
    come("b", 2, 1)
    assert known.renamed(None) == known.renamed(2) == {"a": "b"}
    assert known.renamed(1) == {}
    with known.rooms.database.transaction() as transaction:
        transaction.states.update("x", {Remembered.COME: None})
    assert (known.renamed(None), known.renamed(2)) == ({}, {"a": "b"})

"""What is read again is neither seen nor missed; every case of what becomes of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.describing.read import Described
from pipeline.keeping.decide import Verdict
from pipeline.rereading.reread import Rereader, Rereading, decide_again, standing_of
from pipeline.rereading.standing import Standing
from schemas.files.source import Source
from schemas.types.issue import Issue
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, RawRecord, Record
from store.database import Database
from store.rows import FORMER_RANK, Held

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)
RECORD = Record(identifier="i", source="x", titre="Un titre", texte="Un texte")
OTHER = replace(RECORD, titre="Un autre titre")
GONE = RECORD.as_deleted()
ISSUE = Issue("warning", "x", "i", "niveau", "", "manque")


def described(record=RECORD, *, deleted=False):
    raw = RawRecord("x", "i", "oai_dc", b"", datestamp="2024-01-01", deleted=deleted)
    return Described(raw, Record("i", "x", deleted=True) if deleted else record, (ISSUE,))


def held(record=RECORD, **known):
    values = {
        "source": "x", "identifier": "i", "format": "oai_dc", "rank": 0, "datestamp": None, "seen_run": 5,
        "fingerprint": record.fingerprint, "deleted": record.deleted, "first_seen": BEFORE, "changed_at": BEFORE,
        "updated": BEFORE, "payload": "oai/1", "missing_since": 4,
    }  # fmt: skip
    return Held(**(values | known))


LIVING = Standing(
    PayloadName("oai/2"), BEFORE - timedelta(days=1), "2024-01-01", lists=("a",), living=PayloadName("oai/2")
)
DELETED = replace(LIVING, deleted=True)
LATER = replace(LIVING, said_at=BEFORE + timedelta(seconds=1))

TABLE = [
    (described(), None, LIVING, Verdict.NEW, True),
    (described(), held(), LIVING, Verdict.UNCHANGED, True),
    (described(OTHER), held(), LIVING, Verdict.MODIFIED, True),
    (described(), None, DELETED, Verdict.NEVER_HELD, True),
    (described(), held(), DELETED, Verdict.WITHDRAWN, True),
    (described(deleted=True), None, DELETED, Verdict.NEVER_HELD, True),
    (described(), held(GONE), DELETED, Verdict.STILL_WITHDRAWN, False),
    (described(), held(GONE), LIVING, Verdict.STILL_WITHDRAWN, False),
    (described(), held(GONE), replace(LIVING, said_at=BEFORE), Verdict.STILL_WITHDRAWN, False),
    (described(), held(GONE), LATER, Verdict.MODIFIED, True),
    (described(None), held(), LIVING, Verdict.UNREADABLE, False),
    (described(None), None, LIVING, Verdict.UNREADABLE, False),
]


@pytest.mark.parametrize(("given", "known", "standing", "verdict", "written"), TABLE)
def test_each_record_read_again_has_one_outcome(given, known, standing, verdict, written):
    intent = decide_again(given, known, Rereading(0, standing, 0), NOW)

    assert (intent.identifier, intent.verdict, intent.saving is not None) == ("i", verdict, written)
    if written:
        assert intent.saving.record.deleted is standing.deleted
        assert (intent.saving.lists, intent.saving.payload, intent.saving.datestamp) == (("a",), "oai/2", "2024-01-01")


@pytest.mark.parametrize("given", [described(), described(OTHER)])
def test_a_record_read_again_is_neither_seen_nor_found_again(given):
    saving = decide_again(given, held(), Rereading(0, LIVING, 1), NOW).saving

    assert (saving.seen_run, saving.missing_since, saving.first_seen) == (5, 4, BEFORE)
    assert (saving.rank, saving.issues) == (1, (ISSUE,))


def test_what_is_said_otherwise_changes_now_and_what_is_not_keeps_its_dates():
    same = decide_again(described(), held(), Rereading(0, LIVING, 0), NOW).saving
    other = decide_again(described(OTHER), held(), Rereading(0, LIVING, 0), NOW).saving

    assert (same.changed_at, same.updated, same.is_unchanged) == (BEFORE, BEFORE, True)
    assert (other.changed_at, other.updated, other.is_unchanged) == (NOW, NOW, False)


def test_what_the_run_under_way_found_was_never_otherwise():
    moment = NOW - timedelta(minutes=5)
    known = held(seen_run=7, first_seen=moment, changed_at=moment, updated=moment)
    saving = decide_again(described(OTHER), known, Rereading(7, LIVING, 0), NOW).saving

    assert (saving.changed_at, saving.updated) == (moment, datetime(2024, 1, 1, tzinfo=UTC))
    assert decide_again(described(OTHER), known, Rereading(8, LIVING, 0), NOW).saving.changed_at == NOW


def test_what_is_withdrawn_is_written_with_what_its_last_living_payload_says():
    saving = decide_again(described(), None, Rereading(0, DELETED, 0), NOW).saving

    assert (saving.record, saving.issues, saving.is_withdrawal) == (GONE, (), False)
    assert decide_again(described(deleted=True), held(), Rereading(0, DELETED, 0), NOW).saving.is_withdrawal


def test_a_new_store_sees_records_again_before_it_misses_any():
    saving = decide_again(described(), None, Rereading(0, LIVING, 0), NOW).saving

    assert (saving.seen_run, saving.missing_since, saving.first_seen, saving.changed_at) == (0, None, NOW, NOW)


def test_a_record_that_is_held_stands_where_it_was_read():
    standing = standing_of(held(lists=("b",), datestamp="2024-02-02"), BEFORE)

    assert standing == Standing(PayloadName("oai/1"), BEFORE, "2024-02-02", lists=("b",), living=PayloadName("oai/1"))


CARD = Source("x", "X", "oai", "https://x.example/oai", metadata_prefix=("lom", "oai_dc"))


def given(name, record=RECORD, form="oai_dc", **more):
    """A record of a name and a format, as it is read again."""
    record = None if record is None else replace(record, identifier=name)
    return Described(RawRecord("x", name, form, b""), record, (replace(ISSUE, identifier=name),), **more)


@pytest.fixture
def rereading(tmp_path):
    """Read records again in one store, as one source's: gives the counts, and whether the store changed."""
    database = Database(f"sqlite:///{tmp_path / 'base.sqlite'}")

    def reread(*records, source=CARD, run=0, standing=LIVING, now=NOW):
        rereader = Rereader(source, run)
        with database.transaction() as transaction:
            before = transaction.version
            standings = {(one.raw.format, one.raw.identifier): standing for one in records}
            rereader.keep(transaction, records, standings, now)
            changed = transaction.version != before
        return {change: len(names) for change, names in rereader.named.items()}, changed

    reread.database = database  # type: ignore[attr-defined]
    yield reread
    database.close()


def held_in(database, name, form="oai_dc"):
    with database.transaction() as transaction:
        return transaction.records.held("x", [name], form)[name]


def test_what_is_read_again_is_written_and_counted_and_the_store_changes_when_a_record_does(rereading):
    assert rereading(given("i"), given("j"), given("k")) == ({Change.NEW: 3}, True)
    assert rereading(given("i"), given("j")) == ({Change.UNCHANGED: 2}, False)
    assert rereading(given("i"), given("j", OTHER), given("l")) == (
        {Change.UNCHANGED: 1, Change.MODIFIED: 1, Change.NEW: 1}, True,
    )  # fmt: skip
    assert held_in(rereading.database, "j").fingerprint == replace(OTHER, identifier="j").fingerprint
    assert rereading(given("i"), standing=DELETED) == ({Change.DELETED: 1}, True)
    assert held_in(rereading.database, "i").deleted
    assert rereading(given("i"), standing=DELETED) == ({}, False)


def test_what_cannot_be_read_again_is_told_in_the_place_of_what_was_told(rereading):
    rereading(given("i"), given("j"))
    assert rereading(given("i", None), given("j")) == ({Change.UNCHANGED: 1}, False)
    with rereading.database.transaction() as transaction:
        told = [issue.identifier for issue in transaction.records.issues("x")]
    assert sorted(told) == ["i", "j"]
    assert held_in(rereading.database, "i").deleted is False


def test_each_format_is_held_by_itself_with_the_rank_the_card_gives_it(rereading):
    forms = ("lom", "oai_dc", "marc")
    assert rereading(*(given("i", form=form) for form in forms)) == ({Change.NEW: 3}, True)
    assert [held_in(rereading.database, "i", form).rank for form in forms] == [0, 1, FORMER_RANK]
    assert rereading(*(given("i", form=form) for form in forms)) == ({Change.UNCHANGED: 3}, False)
    site = replace(CARD, kind="site", metadata_prefix=())
    rereading(given("page", form="html"), source=site)
    assert held_in(rereading.database, "page", "html").rank == 0


def test_the_run_under_way_found_what_it_reads_again(rereading):
    with rereading.database.transaction() as transaction:
        saving = decide_again(given("i"), None, Rereading(7, LIVING, 1), BEFORE).saving
        assert saving is not None
        transaction.records.save([replace(saving, seen_run=7)])
    rereading(given("i", OTHER), run=7)
    assert held_in(rereading.database, "i").changed_at == BEFORE
    rereading(given("i", RECORD), run=8)
    assert held_in(rereading.database, "i").changed_at == NOW


def test_pages_of_a_site_that_change_keep_what_they_are_compared_by(rereading):
    site = replace(CARD, kind="site", metadata_prefix=())
    pages = (
        given("a", form="html", beginnings=("un paragraphe",)),
        given("b", form="html", sketch=(1, 2, 3)),
        given("c", form="html"),
    )
    rereading(*pages, source=site)
    rereading(given("d", sketch=(4, 5)))  # a repository's are compared by nothing
    with rereading.database.transaction() as transaction:
        assert list(transaction.traits.sketches()) == [("x", "b", (1, 2, 3))]
        assert transaction.traits.with_beginnings("x", frozenset({"un paragraphe"})) == ("a",)
    rereading(replace(pages[1], sketch=(9,)), source=site)  # the record has not changed: nothing is written
    with rereading.database.transaction() as transaction:
        assert list(transaction.traits.sketches()) == [("x", "b", (1, 2, 3))]

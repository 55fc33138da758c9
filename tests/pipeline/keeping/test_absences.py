"""One absence withdraws nothing: every case of what becomes of records a source no longer gives."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.keeping.absences import Holding, Missed, decide_missed, decide_vanished, withdrawal_of
from store.rows import FORMER_RANK, Held

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BEFORE = NOW - timedelta(days=30)
RUN = 7


def known(number=1, **values):
    fields: dict[str, Any] = {
        "source": "x",
        "identifier": f"oai:x:{number}",
        "format": "oai_dc",
        "rank": 0,
        "datestamp": "2024-01-01",
        "seen_run": RUN - 1,
        "fingerprint": "f",
        "deleted": False,
        "first_seen": BEFORE,
        "changed_at": BEFORE,
        "updated": BEFORE,
        "payload": "oai/1/000001",
        "missing_since": None,
        "lists": ("a",),
    }
    return Held(**(fields | values))


def missed(one, *, certain=False, confirmed=False, living=20):
    note = {one.identifier: Missed("https://x.example/1", certain)}
    return decide_missed(note, [one], Holding("x", living, confirmed), run=RUN)


@pytest.mark.parametrize(
    ("one", "certain", "confirmed", "outcome"),
    [
        (known(), False, False, "to confirm"),
        (known(missing_since=RUN), False, False, "to confirm"),
        (known(missing_since=RUN - 1), False, False, "withdrawn"),
        (known(), True, False, "withdrawn"),
        (known(), False, True, "withdrawn"),
        (known(deleted=True, missing_since=RUN - 1), True, True, "nothing"),
        (known(seen_run=RUN, missing_since=RUN - 1), True, True, "nothing"),
    ],
)
def test_what_becomes_of_a_page_that_is_missed(one, certain, confirmed, outcome):
    absences = missed(one, certain=certain, confirmed=confirmed)

    assert absences.withdrawn == ((one,) if outcome == "withdrawn" else ())
    assert absences.to_confirm == ((one,) if outcome == "to confirm" else ())
    assert absences.held_back == ""


@pytest.mark.parametrize("certain", [True, False])
def test_nothing_is_done_of_a_mass_of_pages_until_it_is_confirmed(certain):
    many = [known(number, missing_since=RUN - 1) for number in range(6)]
    notes = {one.identifier: Missed("", certain) for one in many}

    held_back = decide_missed(notes, many, Holding("x", 20, False), run=RUN)
    confirmed = decide_missed(notes, many, Holding("x", 20, True), run=RUN)

    assert (held_back.withdrawn, held_back.to_confirm) == ((), ())
    assert held_back.held_back == (
        "6 pages sur 20 introuvables d'un coup : rien n'est retiré ; "
        "si c'est voulu, « traam harvest x --accept-vanished »"
    )
    assert (confirmed.withdrawn, confirmed.held_back) == (tuple(many), "")
    others = decide_missed(notes, many, Holding("x", 20, False, what="notices"), run=RUN)
    assert others.held_back.startswith("6 notices sur 20 introuvables")


@pytest.mark.parametrize(("renamed", "is_mass"), [(6, False), (2, False), (0, True)])
def test_pages_found_at_another_address_are_superseded_by_it_and_make_no_mass(renamed, is_mass):
    many = [known(number) for number in range(6)]
    notes = {one.identifier: Missed("", is_certain=False) for one in many}
    pairs = {one.identifier: f"new {one.identifier}" for one in many[:renamed]}
    absences = decide_missed(notes, many, Holding("x", 20, False, {**pairs, "another": "new"}), run=RUN)

    assert (absences.superseded, bool(absences.held_back)) == (pairs, is_mass)
    assert absences.to_confirm == (() if is_mass else tuple(many))
    held_back = decide_missed(notes, many, Holding("x", 4, False, pairs), run=RUN)
    assert (held_back.superseded, bool(held_back.held_back)) == (pairs, renamed < 6)


def test_pages_that_are_no_longer_held_make_no_mass():
    many = [known(number, deleted=True) for number in range(6)]
    notes = {one.identifier: Missed("", is_certain=False) for one in many}

    assert decide_missed(notes, many, Holding("x", 6, False), run=RUN).held_back == ""


@pytest.mark.parametrize(
    ("missing_since", "confirmed", "outcome"),
    [
        (None, False, "to confirm"),
        (None, True, "withdrawn"),
        (RUN - 1, False, "withdrawn"),
        (RUN, False, "to confirm"),  # this list was begun by the run that missed it first
        (RUN + 1, False, "to confirm"),
    ],
)
def test_what_becomes_of_a_record_a_whole_list_does_not_name(missing_since, confirmed, outcome):
    one = known(missing_since=missing_since)
    absences = vanished([one], confirmed=confirmed)

    assert absences.withdrawn == ((one,) if outcome == "withdrawn" else ())
    assert absences.to_confirm == ((one,) if outcome == "to confirm" else ())


def vanished(some, *, living=20, unidentified=0, confirmed=False, **more):
    return decide_vanished(some, Holding("x", living, confirmed, **more), whole_since=RUN, unidentified=unidentified)


def test_a_mass_of_records_is_held_back_until_it_is_confirmed():
    many = [known(number, missing_since=1) for number in range(6)]

    assert vanished(many).withdrawn == vanished(many).to_confirm == ()
    assert vanished(many).held_back == (
        "6 notices sur 20 ont disparu de la source : rien n'est retiré ; "
        "si c'est voulu, « traam harvest x --full --accept-vanished »"
    )
    assert vanished(many, confirmed=True).withdrawn == tuple(many)


def test_works_that_only_changed_identifier_are_no_mass():
    many = [known(number, missing_since=1) for number in range(6)]
    successors = {one.identifier: f"new {one.identifier}" for one in many}

    assert vanished(many, successors=successors).withdrawn == tuple(many)
    assert vanished(many, successors={many[0].identifier: "new"}).withdrawn == tuple(many)
    assert vanished(many, successors={}).withdrawn == ()


def test_a_missed_work_is_shown_under_the_identifier_that_came_in_its_place_whatever_becomes_of_the_former():
    first, second, again, left = known(0), known(1, missing_since=1), known(2, missing_since=RUN), known(3)
    successors = {one.identifier: f"new {one.identifier}" for one in (first, second, again)}

    assert vanished([first, second, again, left], successors=successors).superseded == {
        one.identifier: f"new {one.identifier}" for one in (first, second, again)
    }
    assert vanished([first], successors=successors, confirmed=True).superseded == {
        first.identifier: f"new {first.identifier}"
    }
    assert vanished([left], successors=successors).superseded == {}
    assert vanished([first], successors=successors, unidentified=1).superseded == {}


def test_a_resource_in_two_formats_is_one_and_a_former_format_is_none():
    twice = [known(number, format=name) for number in range(5) for name in ("oai_dc", "lom")]
    former = [known(number, rank=FORMER_RANK) for number in range(9)]

    assert vanished(twice).held_back == ""
    assert vanished(former).held_back == ""
    assert vanished([known(number, rank=FORMER_RANK - 1) for number in range(9)]).held_back


@pytest.mark.parametrize("confirmed", [True, False])
def test_records_that_could_not_be_identified_may_be_those_that_vanished(confirmed):
    one = known(missing_since=1)

    absences = vanished([one], unidentified=2, confirmed=confirmed)

    assert (absences.withdrawn, absences.to_confirm) == ((), ())
    assert absences.held_back == (
        "2 notices illisibles et sans identifiant : impossible de dire si 1 notices ont disparu, rien n'est retiré"
    )
    assert vanished([], unidentified=2).held_back == ""


def test_what_is_withdrawn_keeps_all_that_is_known_of_it():
    one = known(missing_since=3, rank=1)
    saving = withdrawal_of(one, NOW)

    assert saving.is_withdrawal
    assert (saving.record.identifier, saving.record.source, saving.record.deleted) == ("oai:x:1", "x", True)
    assert (saving.first_seen, saving.changed_at, saving.updated) == (BEFORE, NOW, NOW)
    assert (saving.payload, saving.format, saving.rank) == ("oai/1/000001", "oai_dc", 1)
    assert (saving.datestamp, saving.seen_run, saving.lists) == ("2024-01-01", RUN - 1, ("a",))
    assert saving.missing_since is None


def test_the_date_shown_of_a_withdrawal_never_goes_back():
    later = NOW + timedelta(days=1)

    assert withdrawal_of(known(updated=later), NOW).updated == later

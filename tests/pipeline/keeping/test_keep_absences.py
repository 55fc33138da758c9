"""What is no longer given, in the batches of one source: missed, named elsewhere, gone, or back."""

import pytest

from harvester.batch import Batch
from pipeline.keeping.keep import Keeper
from schemas.files.source import Source
from schemas.types.issue import Issue
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import Change, RawRecord
from tests.pipeline.keeping.kept import (
    NOW,
    PAGE,
    SITE,
    SOURCE,
    batch,
    keeper,
    living,
    names_kept,
    of_site,
    page,
    page_batch,
    raw,
)


def withdraw_vanished(keeping, since_run, *, confirmed):
    return keeping.leaving.withdraw_vanished(since_run, unidentified=keeping.unidentified, confirmed=confirmed)


def test_a_page_missed_twice_is_withdrawn(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    first = keeper(rooms, 2)
    first.keep(batch(missing=("oai:x:1",)))
    assert first.leaving.withdraw_missed(confirmed=False) == ""
    second = keeper(rooms, 3)
    second.keep(batch(missing=("oai:x:1",)))
    assert second.leaving.withdraw_missed(confirmed=False) == ""

    assert (first.leaving.to_confirm, first.counts[Change.DELETED]) == (1, 0)
    assert second.counts[Change.DELETED] == 1
    assert living(rooms) == ["oai:x:2", "oai:x:3"]


def test_a_page_seen_in_between_is_missed_anew(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    for run, given in [(2, batch(missing=("oai:x:1",))), (3, batch(raw(1))), (4, batch(missing=("oai:x:1",)))]:
        one = keeper(rooms, run)
        one.keep(given)
        one.leaving.withdraw_missed(confirmed=False)

    assert one.leaving.to_confirm == 1
    assert "oai:x:1" in living(rooms)


def test_a_page_that_says_it_is_gone_is_withdrawn_at_once(rooms):
    keeper(rooms, 1).keep(batch(raw(1), raw(2), raw(3)))
    run = keeper(rooms, 2)
    run.keep(batch(gone=("oai:x:1",)))
    run.leaving.withdraw_missed(confirmed=False)

    assert living(rooms) == ["oai:x:2", "oai:x:3"]


@pytest.mark.parametrize(("held", "seen", "withdrawn"), [(40, 38, 2), (40, 36, 4), (9, 8, 1), (3, 2, 1)])
def test_the_few_records_two_whole_lists_no_longer_name_are_withdrawn(rooms, held, seen, withdrawn):
    keeper(rooms).keep(batch(*(raw(number) for number in range(held))))
    outcomes = []
    for run in (2, 3):
        again = keeper(rooms, run)
        again.keep(batch(*(raw(number) for number in range(seen))))
        assert withdraw_vanished(again, run, confirmed=False) == ""
        outcomes.append((again.leaving.to_confirm, again.counts[Change.DELETED]))

    assert outcomes == [(withdrawn, 0), (0, withdrawn)]


def test_a_record_a_whole_list_names_again_is_missed_anew(rooms):
    everything = [raw(number) for number in range(10)]
    keeper(rooms).keep(batch(*everything))
    for run, given in [(2, everything[1:]), (3, everything), (4, everything[1:])]:
        one = keeper(rooms, run)
        one.keep(batch(*given))
        withdraw_vanished(one, run, confirmed=False)

    assert (one.leaving.to_confirm, one.counts[Change.DELETED]) == (1, 0)


def test_a_whole_list_begun_before_the_first_miss_was_known_confirms_nothing(rooms):
    keeper(rooms).keep(batch(*(raw(number) for number in range(10))))
    for run in (3, 4):  # both lists were begun by the run 2
        one = keeper(rooms, run)
        one.keep(batch(*(raw(number) for number in range(9))))
        withdraw_vanished(one, 2, confirmed=False)

    assert one.counts[Change.DELETED] == 0


@pytest.mark.parametrize(("held", "seen"), [(40, 30), (9, 1), (9, 0), (100, 89)])
def test_a_mass_disappearance_is_held_back_until_it_is_confirmed(rooms, held, seen):
    keeper(rooms).keep(batch(*(raw(number) for number in range(held))))
    again = keeper(rooms, 2)
    again.keep(batch(*(raw(number) for number in range(seen))))

    said = withdraw_vanished(again, 2, confirmed=False)

    assert f"{held - seen} notices sur {held}" in said
    assert "--accept-vanished" in said
    assert len(living(rooms)) == held
    assert withdraw_vanished(again, 2, confirmed=True) == ""
    assert len(living(rooms)) == seen


def test_records_the_repository_gives_in_a_wrong_list_or_only_names_have_not_vanished(rooms):
    keeper(rooms).keep(batch(*(raw(number) for number in range(9))))
    again = keeper(rooms, 2)
    left = Payload("x", SOURCE.url, NOW, 200, "text/xml", b"<x/>", OtherOrigin.REPOSITORY, left_out=("oai:x:0",))
    again.keep(Batch(left, PayloadName("oai/2/000001"), tuple(raw(number) for number in range(1, 7))))
    again.keep(Batch(None, seen=(("oai_dc", "oai:x:7"), ("oai_dc", "oai:x:10"), ("lom", "oai:x:8"))))
    withdraw_vanished(again, 2, confirmed=True)

    assert living(rooms) == [f"oai:x:{number}" for number in range(8)]


@pytest.mark.parametrize(("identifier", "held_back"), [("", True), ("oai:x:8", False)])
def test_records_that_could_not_be_cut_out_hold_withdrawals_back_unless_they_are_named(rooms, identifier, held_back):
    keeper(rooms).keep(batch(*(raw(number) for number in range(9))))
    again = keeper(rooms, 2)
    fault = Issue("error", "x", identifier, "", "", "mal formée")
    again.keep(batch(*(raw(number) for number in range(1, 8)), issues=(fault,)))

    assert bool(withdraw_vanished(again, 2, confirmed=True)) is held_back
    assert again.issues > 0
    assert ("oai:x:8" in living(rooms), "oai:x:0" in living(rooms)) == (True, held_back)


def test_a_warning_that_names_no_record_holds_nothing_back(rooms):
    keeper(rooms).keep(batch(*(raw(number) for number in range(9))))
    again = keeper(rooms, 2)
    again.keep(batch(*(raw(number) for number in range(1, 9)), issues=(Issue("warning", "x", "", "", "", "réparée"),)))

    assert withdraw_vanished(again, 2, confirmed=True) == ""


def test_the_notice_of_what_vanished_is_kept_by_format(rooms):
    source = Source("x", "X", "oai", SOURCE.url, metadata_prefix=("lom", "oai_dc"))
    for run in (1, 2, 3):
        one = Keeper(source, (), rooms, run, lambda: NOW)
        for name in ("oai_dc", "lom") if run == 1 else ("oai_dc",):
            some = [RawRecord("x", f"oai:x:{n}", name, raw(n).metadata) for n in range(9 if run == 1 else 8)]
            one.keep(batch(*some, name=f"oai/{run}/{name}"))
        withdraw_vanished(one, run, confirmed=run == 3)
    notices = [
        payload for name in rooms.payloads.names("x") if "gone" in name for payload in [rooms.payloads.read("x", name)]
    ]

    assert {notice.format: len(notice.gone) for notice in notices} == {"lom": 9, "oai_dc": 1}
    assert {(notice.status, notice.found_by, notice.url, notice.body) for notice in notices} == {
        (410, "absence", SOURCE.url, b"")
    }
    assert one.counts[Change.DELETED] == 10


def keep_three_pages(rooms):
    one = of_site(rooms)
    for number, url in enumerate((PAGE, f"{PAGE}2", f"{PAGE}3"), start=1):
        one.keep(page_batch(page(url=url), name=f"page/{number}"))


def test_the_notice_of_a_page_stands_beside_it_and_goes_when_it_is_back(rooms):
    keep_three_pages(rooms)
    gone = of_site(rooms, 2)
    gone.keep(page_batch(name="page/autre", gone=(PAGE,)))
    gone.leaving.withdraw_missed(confirmed=False)
    names = list(rooms.payloads.names("x"))
    notice = rooms.payloads.read("x", "page/1.gone")
    of_site(rooms, 3).keep(page_batch(page(), fresh=False))

    assert names == ["page/1", "page/2", "page/3", "page/1.gone"]
    assert (notice.gone, notice.format, notice.url) == ((PAGE,), "html", PAGE)
    assert list(rooms.payloads.names("x")) == ["page/1", "page/2", "page/3"]
    assert PAGE in living(rooms)


def test_a_page_missed_is_told_dead_at_once_and_no_more_when_it_is_back(rooms):
    def link():
        with rooms.database.transaction() as transaction:
            return transaction.link_checks.of([PAGE])

    keep_three_pages(rooms)
    missing = of_site(rooms, 2)
    missing.keep(page_batch(name="page/1", missing=(PAGE,)))
    missing.leaving.withdraw_missed(confirmed=False)
    dead = link()
    of_site(rooms, 3).keep(page_batch(page()))

    assert missing.leaving.to_confirm == 1
    assert "absente à la moisson" in str(dead)
    assert PAGE in str(dead)
    assert not link()


def in_set(spec, *records, name):
    payload = Payload("x", SOURCE.url, NOW, 200, "text/xml", b"<x/>", OtherOrigin.REPOSITORY, set_spec=spec)
    return Batch(payload, PayloadName(name), records)


def test_what_leaves_one_set_and_lives_in_another_is_named_with_the_set_it_left(rooms):
    source = Source("x", "X", "oai", SOURCE.url, sets=("a", "b"))
    first = Keeper(source, (), rooms, 1, lambda: NOW)
    first.keep(in_set("a", raw(1), raw(2), name="oai/1/a"))
    first.keep(in_set("b", raw(1), name="oai/1/b"))
    assert (first.seen, first.left, names_kept(rooms)) == (2, {}, ["oai/1/a", "oai/1/b"])
    second = Keeper(source, (), rooms, 2, lambda: NOW)
    second.keep(in_set("a", raw(1, deleted=True), raw(2, deleted=True), name="oai/2/a"))
    assert (second.left, living(rooms)) == ({"oai:x:1": "a"}, ["oai:x:1"])
    with rooms.database.transaction() as transaction:
        assert transaction.records.held("x", ["oai:x:1"])["oai:x:1"].lists == ("b",)
    third = Keeper(source, (), rooms, 3, lambda: NOW)
    third.keep(in_set("b", raw(1, deleted=True), name="oai/3/b"))
    assert (third.left, living(rooms)) == ({}, [])


def test_absences_are_noted_with_the_address_they_were_met_at(rooms):
    keep_three_pages(rooms)
    one = of_site(rooms, 2)
    one.keep(page_batch(name="page/autre", gone=(PAGE,)))
    one.keep(Batch(None, records=(), gone=(f"{PAGE}2",)))
    one.leaving.withdraw_missed(confirmed=True)
    assert [rooms.payloads.read("x", f"page/{number}.gone").url for number in (1, 2)] == [PAGE, SITE.url]

"""Which records go by other identifiers, from what is held of the addresses they lead to; nothing is stored here."""

import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from pipeline.keeping.renaming import renamed, renamings, replaced, returned_of, said_of_renamings, successors
from schemas.files.source import Source
from schemas.types.state_keys import Remembered
from store.records import Led

LAST_RUN = 9
SOURCE = Source("x", "X", "oai", "https://x.example/oai")


def day(number):
    return datetime(2024, 1, number, 12, tzinfo=UTC)


def led(name, at="1", *, seen, first=1, changed=None, titre=""):
    """Hold a record: run number n began on day n."""
    return Led(name, f"http://ex.test/{at}", seen, day(first), day(changed or first), titre)


def holding(*leds, of=None, in_force=None, come=None, source="x"):
    """Stand in for a transaction, whose store holds these records of the source."""
    state = {} if come is None else {Remembered.COME: json.dumps(come)}
    replaced_of = of or {}
    return SimpleNamespace(
        records=SimpleNamespace(addresses=lambda asked: leds if asked == source else ()),
        runs=SimpleNamespace(begun_after=lambda run: day(run + 1) if run < LAST_RUN else None),
        successions=SimpleNamespace(
            of=lambda asked: replaced_of if asked == source else {}, in_force=lambda: in_force or {}
        ),
        states=SimpleNamespace(of=lambda asked: state if asked == source else {}),
    )


def many(prefix, count, **held):
    return [led(f"{prefix}{number:02}", **held) for number in range(count)]


FORMER, LATER = led("a", seen=2), led("b", seen=3, first=3)


@pytest.mark.parametrize(
    ("leds", "pairs"),
    [
        ([FORMER, LATER], {"a": "b"}),
        ([FORMER, led("b", at="2", seen=3, first=3)], {}),
        ([led("a", seen=3), LATER], {}),
        ([FORMER, led("b", seen=3, first=1)], {}),
        ([FORMER, led("b", seen=3, first=1, changed=3)], {"a": "b"}),
        ([FORMER, LATER, led("c", seen=3, first=1)], {}),
        ([FORMER, led("a2", seen=2), LATER, led("c", seen=3, first=3)], {"a": "b", "a2": "c"}),
        ([FORMER, led("a2", seen=2), led("a3", seen=1), LATER, led("c", seen=3, first=3)],
         {"a": "b", "a2": "c", "a3": "c"}),
        ([FORMER, led("a2", seen=2), LATER], {"a": "b", "a2": "b"}),
        ([FORMER, led("a", seen=3), LATER], {}),
        ([led("a", seen=1), led("a2", seen=2), led("b", seen=3, first=2, changed=2)], {}),
        ([*many("a", 9, seen=2), LATER], {f"a{number:02}": "b" for number in range(9)}),
        ([*many("a", 10, seen=2), LATER], {}),
    ],
)  # fmt: skip
def test_a_record_no_list_gives_is_followed_by_the_one_that_came_at_its_address(leds, pairs):
    assert successors(holding(*leds), "x", 3) == pairs


@pytest.mark.parametrize(
    ("titres", "came", "pairs"),
    [
        ("AAB", 2, {"a": "b"}), ("ABA", 2, {"a": "c"}), ("AAA", 2, {"a": "b"}), ("ABB", 2, {}), (["", "", ""], 2, {}),
        ("AAA", 1, {}),
    ],
)  # fmt: skip
def test_a_record_that_came_beside_another_of_its_title_and_address_is_that_one(titres, came, pairs):
    leds = [led("a", seen=2, titre=titres[0]), led("b", seen=3, first=came, titre=titres[1])]
    assert successors(holding(*leds, led("c", seen=3, first=2, titre=titres[2])), "x", 3) == pairs


def test_nothing_follows_a_record_before_another_run_began():
    held = holding(led("a", seen=LAST_RUN), led("b", seen=LAST_RUN + 1, first=20))
    assert successors(held, "x", LAST_RUN + 1) == {}


def test_what_was_replaced_itself_follows_nothing_and_each_address_stands_for_itself():
    other = [led("c", at="2", seen=2), led("d", at="2/", seen=3, first=3)]
    assert successors(holding(FORMER, LATER, *other, of={"b": "z"}), "x", 3) == {"c": "d"}
    assert successors(holding(FORMER, LATER, of={"a": "z"}), "x", 3) == {"a": "b"}


def test_a_whole_list_need_not_name_what_others_stand_for_in_this_source():
    in_force = {("x", "c"): "d", ("x", "a"): "z", ("y", "e"): "f"}
    assert replaced(holding(FORMER, LATER, in_force=in_force), "x", 3) == {"a": "z", "c": "d"}
    assert replaced(holding(FORMER, LATER), "x", 3) == {"a": "b"}


@pytest.mark.parametrize(
    ("leds", "pairs"),
    [
        ([FORMER, LATER], {"a": "b"}),
        ([FORMER, led("b", seen=3, first=2)], {}),
        ([led("a", seen=3), LATER], {}),
        ([FORMER], {}),
        ([FORMER, led("a2", seen=2), LATER], {}),
        ([FORMER, LATER, led("c", seen=3, first=3)], {}),
        ([FORMER, led("a2", seen=2), LATER, led("c", seen=3, first=3)], {"a": "b", "a2": "c"}),
        ([led("z", seen=2), led("a", seen=2, first=2), led("y", seen=3, first=3), led("b", seen=3, first=4)],
         {"z": "y", "a": "b"}),
        ([led("z", seen=1), led("a", seen=2), led("y", seen=3, first=3), led("b", seen=4, first=3)],
         {"z": "y", "a": "b"}),
        ([led("a", seen=1), led("z", seen=2), led("b", seen=3, first=2), led("c", seen=3, first=3)], {}),
        ([*many("a", 5, seen=2), *many("b", 5, seen=3, first=3)], {f"a{n:02}": f"b{n:02}" for n in range(5)}),
        ([*many("a", 6, seen=2), *many("b", 6, seen=3, first=3)], {}),
        ([*many("a", 6, seen=2), *many("b", 5, seen=3, first=3)], {}),
    ],
)  # fmt: skip
def test_as_many_that_came_at_an_address_as_were_there_have_taken_their_names(leds, pairs):
    assert renamed(holding(*leds, come={}), "x") == pairs


def test_nobody_is_renamed_where_nobody_came_or_no_run_began_since():
    assert renamed(holding(FORMER, LATER), "x") == {}
    assert renamed(holding(FORMER, LATER, come={}), "y") == {}
    assert renamed(holding(led("a", seen=LAST_RUN), led("b", seen=LAST_RUN, first=20), come={}), "x") == {}


def test_those_replaced_already_are_not_counted_at_their_address():
    there = [led("old", seen=1), FORMER, LATER]
    assert renamed(holding(*there, come={}), "x") == {}
    assert renamed(holding(*there, come={}, of={"old": "a"}), "x") == {"a": "b"}


BACK, STAND_IN = led("back", seen=5), led("new", seen=4, first=2)


@pytest.mark.parametrize(
    ("leds", "pairs"),
    [
        ([BACK, STAND_IN], {"new": "back"}),
        ([BACK, led("new", seen=5, first=2)], {}),
        ([BACK], {}),
        ([STAND_IN], {}),
        ([led("back", seen=5), led("new", at="2", seen=4)], {"new": "back"}),
    ],
)
def test_one_that_came_back_takes_its_place_from_the_one_that_had_it(leds, pairs):
    assert renamed(holding(*leds, come={"back": "new"}), "x") == pairs


def test_one_that_came_back_is_renamed_by_nobody_and_those_that_follow_are_looked_at_too():
    pair = [led("one", at="2", seen=5), led("two", at="2", seen=4)]
    there = [led("back", seen=3), led("new", seen=2, first=4), *pair]
    assert renamed(holding(*there, come={}), "x") == {"back": "new"}
    assert renamed(holding(*there, come={"lost": "new", "back": "new", "one": "two"}), "x") == {
        "new": "back", "two": "one",
    }  # fmt: skip


def test_what_came_back_is_read_from_the_state():
    assert returned_of({}) == {}
    assert returned_of({Remembered.COME: '{"é": "b"}'}) == {"é": "b"}


@pytest.mark.parametrize(
    ("leds", "found", "pairs"),
    [
        ([FORMER, LATER], {"b"}, [("a", "b")]),
        ([FORMER, LATER], {"a", "b"}, []),
        ([led("a", seen=3), LATER], {"b"}, []),
        ([FORMER, led("b", at="2", seen=3)], {"b"}, []),
        ([FORMER, LATER, led("c", seen=3)], {"b", "c"}, [("a", "b")]),
        ([led("z", at="0", seen=2), led("y", at="0", seen=3), FORMER, led("a2", seen=1), LATER, led("c", seen=3)],
         {"y", "b", "c"}, [("a", "b"), ("a2", "c"), ("z", "y")]),
    ],
)  # fmt: skip
def test_what_a_run_found_is_paired_with_what_did_not_come(leds, found, pairs):
    assert renamings(holding(*leds), "x", found, 3) == pairs


def told(count, superseded=(), source=SOURCE):
    leds = [one for n in range(count) for one in (led(f"a{n}", at=str(n), seen=2), led(f"b{n}", at=str(n), seen=3))]
    found = {f"b{n}" for n in range(count)}
    return said_of_renamings(holding(*leds), source, found, 3, dict(superseded))


CONFIRM = (
    "renommage(s) à confirmer par une liste entière, deux retirent les anciens ; « traam duplicates » montre les paires"
)
DONE = "notice(s) renommée(s), aucune retirée : montrée(s) et publiée(s) sous le nouvel identifiant seulement"


def test_what_is_said_of_renamings():
    again = "adresses connues reviennent sous d'autres identifiants"
    assert told(1) == f"1 {again} (a0 → b0) : 1 {CONFIRM}"
    assert told(3) == f"3 {again} (a0 → b0, a1 → b1, a2 → b2) : 3 {CONFIRM}"
    assert told(4) == f"4 {again} (a0 → b0, a1 → b1, a2 → b2 …) : 4 {CONFIRM}"
    assert told(2, {"a0": "b0"}) == f"2 {again} (a0 → b0, a1 → b1) : 1 {DONE} ; 1 {CONFIRM}"
    assert told(0, {"a0": "z"}) == f"1 {again} (a0 → z) : 1 {DONE}"
    assert told(1, {"a0": "z"}) == f"1 {again} (a0 → z) : 1 {DONE}"


def test_nothing_is_said_without_renamings_nor_of_a_site():
    assert told(0) == ""
    assert told(1, source=Source("x", "X", "site", "https://x.example/")) == ""
    assert said_of_renamings(holding(LATER), SOURCE, {"b"}, 3, {}) == ""


def test_the_formats_of_a_record_are_taken_together():
    twice = [led("b", seen=3, first=5), Led("b", "http://ex.test/1", 2, day(3), day(3) + timedelta(hours=1))]
    assert renamed(holding(FORMER, *twice, come={}), "x") == {"a": "b"}

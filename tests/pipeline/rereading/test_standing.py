"""Where a record stands after all the payloads of its source: every word they may say of it."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.rereading.standing import Standing, Standings
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import RawRecord

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
KEY = "oai_dc", "i"
EARLY, LATE = "2024-01-01", "2024-01-02"


def stand(*words, sets=("a", "b")):
    """Follow words: (set, « + » living, « - » withdrawn, « . » gone, date, then « o » outdated or « u » unread)."""
    standings = Standings(sets)
    for number, (spec, sign, stamp, *mark) in enumerate(words):
        outdated = None if "former" in mark else ("i",) if "o" in mark else ()
        payload = Payload(
            "x", "", START + timedelta(days=number), 200, "", b"", OtherOrigin.REPOSITORY, format="oai_dc",
            set_spec=spec, gone=("i",) if sign == "." else (), outdated=outdated, unread=("i",) if "u" in mark else (),
        )  # fmt: skip
        raw = RawRecord("x", "i", "oai_dc", b"", datestamp=stamp, deleted=sign == "-")
        folder = "same" if "same" in mark else number
        standings.follow(PayloadName(f"{folder}/{number}"), payload, [] if sign == "." else [raw])
    return standings.of[KEY]


CASES = [
    # words → withdrawn, its sets, the payload it is read in, its date
    ([("a", "+", "1")], False, ("a",), "0/0", "1"),
    ([("a", "+", "1"), ("a", "+", "2")], False, ("a",), "1/1", "2"),
    ([("a", "+", "2"), ("a", "+", "1")], False, ("a",), "1/1", "1"),
    ([("a", "+", "1"), ("b", "+", "2")], False, ("a", "b"), "1/1", "2"),
    ([("a", "+", "2"), ("b", "+", "1", "o")], False, ("a", "b"), "0/0", "2"),
    ([("a", "+", "1"), ("a", "-", "2")], True, ("a",), "0/0", "2"),
    ([("a", "+", "2"), ("a", "-", "1", "o")], False, ("a",), "0/0", "2"),
    ([("a", "+", "2"), ("b", "-", "1", "o")], False, ("a",), "0/0", "2"),
    ([("a", "+", "1"), ("b", "-", "2")], False, ("a",), "0/0", "1"),
    ([("a", "+", "1"), ("b", "+", "1"), ("a", "-", "2")], False, ("b",), "1/1", "1"),
    ([("a", "+", "1"), ("b", "+", "1"), ("a", "-", "2"), ("b", "-", "2")], True, ("b",), "1/1", "2"),
    ([("z", "+", "1"), ("a", "-", "2")], True, ("a",), "0/0", "2"),
    ([("a", "-", "1")], True, ("a",), "0/0", "1"),
    ([("a", "-", "2"), ("b", "+", "1")], False, ("b",), "1/1", "1"),
    ([("a", "-", "2"), ("a", "+", "1", "o")], True, ("a",), "0/0", "2"),
    ([("a", "-", "1"), ("b", "-", "2")], True, ("a", "b"), "0/0", "2"),
    ([("a", "+", "1"), ("a", ".", "")], True, ("a",), "0/0", "1"),
    ([("a", "+", "1"), ("a", ".", ""), ("a", "+", "2")], False, ("a",), "2/2", "2"),
    ([("a", "+", "1"), ("a", "+", "2", "u")], False, ("a",), "0/0", "1"),
    ([("a", "+", "1"), ("a", "-", "2"), ("a", "-", "3")], True, ("a",), "0/0", "3"),
    # payloads of former versions say nothing of what was outdated: within one list, the dates do
    ([("", "+", LATE, "same", "former"), ("", "+", EARLY, "same", "former")], False, ("",), "same/0", LATE),
    ([("", "+", LATE, "former"), ("", "+", EARLY, "former")], False, ("",), "1/1", EARLY),
]  # fmt: skip


@pytest.mark.parametrize(("words", "deleted", "lists", "read_in", "stamp"), CASES)
def test_each_word_counts_as_it_did_when_it_came(words, deleted, lists, read_in, stamp):
    standing = stand(*words)

    assert (standing.deleted, standing.lists, standing.datestamp) == (deleted, lists, stamp)
    assert standing.is_read_in(read_in)
    others = {f"{number}/{number}" for number in range(len(words))} - {read_in, standing.unread}
    assert not any(standing.is_read_in(name) for name in others if standing.living)


def test_what_could_not_be_read_is_tried_again_and_the_last_readable_is_not_forgotten():
    standing = stand(("a", "+", "1"), ("a", "+", "2", "u"))
    assert [standing.is_read_in(name) for name in ("0/0", "1/1")] == [True, True]
    standing = stand(("a", "+", "1", "u"))
    assert standing.is_read_in("0/0")
    standing = stand(("a", "+", "1"), ("a", "+", "2", "u"), ("a", "+", "3"))
    assert [standing.is_read_in(name) for name in ("0/0", "1/1", "2/2")] == [False, False, True]


def test_what_is_gone_is_not_read_where_it_could_not_be_read():
    standing = stand(("a", "+", "1"), ("a", "+", "2", "u"), ("a", ".", ""))

    assert [standing.is_read_in(name) for name in ("0/0", "1/1")] == [True, False]
    assert (standing.said_at, standing.unread) == (START + timedelta(days=2), "")


def test_a_word_on_a_record_no_payload_gave_is_kept_apart():
    assert stand(("a", ".", "")) == Standing(PayloadName("0/0"), START, deleted=True)


def test_which_record_is_shown_in_the_place_of_another_is_known_until_that_one_is_given_again():
    standings = Standings([""])
    standings.follow(
        PayloadName("n"),
        Payload("x", "", START, 410, "", b"", OtherOrigin.ABSENCE, superseded=(("i", "j"), ("k", "l"))),
        [],
    )
    assert standings.superseded == {"i": "j", "k": "l"}

    def follow(number, **more):
        deleted = more.pop("deleted", False)
        payload = Payload("x", "", START, 200, "", b"", OtherOrigin.REPOSITORY, format="oai_dc", outdated=(), **more)
        standings.follow(PayloadName(f"o/{number}"), payload, [RawRecord("x", "i", "oai_dc", b"", deleted=deleted)])
        return standings.superseded

    assert follow(1, unread=("i",)) == {"i": "j", "k": "l"}
    assert follow(2, deleted=True) == {"i": "j", "k": "l"}
    assert follow(3) == {"k": "l"}


def test_the_last_of_those_that_took_one_anothers_place_stands_for_all():
    standings = Standings([""])
    for pairs in ((("i", "j"), ("k", "l")), (("j", "m"), ("l", "k"))):
        standings.follow(
            PayloadName("n"), Payload("x", "", START, 410, "", b"", OtherOrigin.ABSENCE, superseded=pairs), []
        )
    assert standings.superseded == {"i": "m", "j": "m", "k": "l", "l": "k"}

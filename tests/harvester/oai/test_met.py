"""What a list gave is remembered small, and told the same by every process."""

import zlib

import pytest

from harvester.oai.met import UNREAD, Meeting, Met, mark_of, name_of, packed
from schemas.types.record import RawRecord


def met(*marks):
    one = Met()
    one.add(marks)
    return one


@pytest.mark.parametrize(
    ("before", "mark", "meeting"),
    [
        ([], (1, 5), Meeting.NEW),
        ([(2, 5)], (1, 5), Meeting.NEW),
        ([(1, 5)], (1, 5), Meeting.AGAIN),
        ([(1, 5)], (1, 6), Meeting.OTHER),
        ([(1, 5), (1, 6)], (1, 6), Meeting.OTHER_AGAIN),
        ([(1, 5), (1, 6)], (1, 5), Meeting.AGAIN),
        ([(1, 5), (1, 6)], (1, 7), Meeting.OTHER),
        ([(2, 6), (1, 5)], (1, 6), Meeting.OTHER),
        ([(1, 5)], (1, 0), Meeting.TURNED),
        ([(1, 0)], (1, 5), Meeting.TURNED),
        ([(2, 0), (2, 5), (1, 5)], (1, 0), Meeting.TURNED),
        ([(1, 0), (1, 5)], (1, 6), Meeting.AGAIN),
        ([(1, 5), (1, 0)], (1, 5), Meeting.AGAIN),
        ([(1, UNREAD)], (1, UNREAD), Meeting.AGAIN),
        ([(1, UNREAD)], (1, 5), Meeting.READ),
        ([(1, UNREAD)], (1, 0), Meeting.READ),
        ([(1, UNREAD), (1, 5)], (1, 5), Meeting.AGAIN),
        ([(1, UNREAD), (1, 5)], (1, 6), Meeting.OTHER),
        ([(1, UNREAD), (1, 5)], (1, 0), Meeting.TURNED),
    ],
)
def test_how_a_record_stands_to_what_was_given(before, mark, meeting):
    assert met(*before).meet(mark) is meeting


@pytest.mark.parametrize(
    ("mark", "gave"), [((1, 5), True), ((1, 6), False), ((1, 0), False), ((5, 5), False), ((2, 0), True)]
)
def test_the_very_same_was_given_or_not(mark, gave):
    assert met((1, 5), (2, 0)).gave(mark) is gave


def test_a_deletion_is_no_other_content():
    assert met((1, 5), (1, 0)).meet((1, 0)) is Meeting.AGAIN
    assert met((1, 0), (1, 5))._others == met((1, 5), (1, 0))._others == met((1, 5), (1, 5))._others == set()


def test_a_mark_is_the_same_in_every_process():
    raw = RawRecord("x", "oai:x:1", "oai_dc", b"<a/>")
    assert name_of("oai:x:1") == 0x4D5D_12B2_311B_5671
    assert mark_of(raw) == (name_of("oai:x:1"), zlib.crc32(b"<a/>"))
    assert mark_of(RawRecord("x", "oai:x:1", "oai_dc", b"<a/>", deleted=True)) == (name_of("oai:x:1"), 0)
    assert mark_of(RawRecord("x", "oai:x:1", "oai_dc", b"")) == (name_of("oai:x:1"), 1)
    assert packed([(1, 2), (3, 4)]) == "AAAAAAAAAAEAAAACAAAAAAAAAAMAAAAE"


def test_a_lone_surrogate_has_a_name_too():
    assert name_of("oai:x:\ud800") != name_of("oai:x:?")


def test_pages_are_read_in_their_order():
    pages = {12: packed([(1, 6)]), 2: packed([(1, 5), (2, 7)])}
    read = Met.read(pages)
    assert read.meet((1, 5)) is Meeting.AGAIN
    assert read.meet((1, 6)) is Meeting.OTHER_AGAIN
    assert read.meet((2, 8)) is Meeting.OTHER
    assert Met.read({}).meet((1, 5)) is Meeting.NEW

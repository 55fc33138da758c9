"""What a list gave before is known again, in this run and in the one that goes on with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.oai.comparing import Asked, changed_meanwhile, compare, first_of_each, is_in_set
from harvester.oai.met import UNREAD, Meeting, Met, mark_of, packed
from harvester.oai.proof import SetWay
from schemas.types.record import RawRecord

BEGUN = "2024-06-01T12:00:00+00:00"


def raw(name, content=b"<a/>", stamp="2024-01-01T00:00:00Z", sets=(), deleted=False):
    return RawRecord("x", name, "oai_dc", b"" if deleted else content, datestamp=stamp, sets=sets, deleted=deleted)


def compared(records, before=(), **asked):
    met = Met()
    met.add(map(mark_of, before))
    return compare(records, met, Asked(**{"begun": BEGUN, **asked}))


def test_the_same_again_is_kept_and_counted():
    found = compared([raw("a"), raw("b")], [raw("a")])
    assert (found.new, found.repeated, len(found.kept), found.clashing) == (1, 1, 2, ())
    assert found.has_news
    assert not compared([raw("a")], [raw("a")]).has_news


@pytest.mark.parametrize("spread", [True, False])
def test_another_content_under_the_same_identifier_is_set_aside_and_the_first_stays(spread):
    first, other = raw("a", b"<a>1</a>"), raw("a", b"<a>2</a>")
    found = compared([other], [first]) if spread else compared([first, other])
    assert found.clashing == (other,)
    assert first_of_each([first, other], BEGUN) == (first,)


@pytest.mark.parametrize("stamp", ["2024-06-01T12:00:00Z", "2024-06-01", "2024-06-02T00:00:00Z"])
def test_a_record_that_changed_while_it_was_listed_is_kept(stamp):
    found = compared([raw("a", b"<b/>", stamp)], [raw("a")])
    assert (len(found.kept), found.clashing, found.new) == (1, (), 0)
    # It moved to another page, and others may have moved with it.
    assert (found.repeated, found.from_before) == (1, 1)
    gone = compared([raw("a", stamp=stamp, deleted=True)], [raw("a")])
    assert (gone.repeated, gone.from_before, gone.turned) == (1, 1, 0)
    same_page = compared([raw("a"), raw("a", b"<b/>", stamp)])
    assert (same_page.repeated, same_page.from_before, len(same_page.kept)) == (1, 0, 2)


@pytest.mark.parametrize(
    "pair", [(raw("a"), raw("a", deleted=True)), (raw("a", deleted=True), raw("a")), (raw("a", deleted=True),) * 2]
)
def test_living_and_deleted_are_the_same_resource(pair):
    assert compared([pair[1]], [pair[0]]).clashing == ()


def test_living_and_deleted_are_two_rows_once_unless_it_was_deleted_meanwhile():
    first, gone = raw("a"), raw("a", deleted=True)
    found = compared([gone, gone], [first])
    assert (found.new, found.turned, found.repeated, found.from_before, len(found.kept)) == (0, 1, 2, 0, 2)
    assert found.marks == (mark_of(gone),)
    assert compared([first, gone]).turned == compared([gone, first]).turned == 1
    assert compared([gone], [first, gone]).turned == 0
    meanwhile = compared([raw("a", stamp="2024-06-01T12:00:00Z", deleted=True)], [first])
    assert (meanwhile.turned, meanwhile.repeated) == (0, 1)


def test_contents_that_come_for_ever_bring_no_news_the_second_time():
    others = [raw("a", b"<a>1</a>"), raw("a", b"<a>2</a>")]
    assert compared([others[1]], others[:1]).has_news
    assert not compared([others[1]], others).has_news


@pytest.mark.parametrize(
    ("way", "left"), [(SetWay.KEPT, 1), (SetWay.SAME, 1), (SetWay.IGNORED, 1), (SetWay.UNNAMED, 0), (SetWay.UNKNOWN, 3)]
)
def test_a_record_of_another_set_is_left_out_where_headers_name_the_set(way, left):
    records = [raw("a", sets=("svt:lycee",)), raw("b", sets=("maths",)), raw("c")]
    assert compared(records, set_spec="svt", set_way=way).outside == tuple(records if left > 1 else records[1:2] * left)


def test_what_another_list_gave_another_resource_under_is_set_aside():
    found = compared([raw("a"), raw("b")], is_another=lambda one: one.identifier == "b")
    assert ([one.identifier for one in found.kept], found.clashing) == (["a"], (raw("b"),))


def test_a_record_stamped_before_the_date_asked_for_is_kept_and_counted():
    found = compared([raw("a"), raw("b", stamp="2024-05-31T13:00:00Z")], since="2024-05-31T12:00:00Z")
    assert (found.older, len(found.kept)) == (1, 2)


def test_records_that_could_not_be_cut_out_count_once():
    met = Met()
    found = compare([raw("a")], met, Asked(), lost=("b", "b", "a"))
    assert found.new == 2
    met.add(found.marks)
    assert compare([raw("b")], met, Asked()).repeated == 1


@pytest.mark.parametrize("stamp", ["", "hier", "9999-99-99"])
def test_a_stamp_that_cannot_be_read_is_of_no_moment(stamp):
    assert not changed_meanwhile(raw("a", stamp=stamp), BEGUN)


names = st.text(max_size=4)
records = st.lists(st.builds(raw, names, st.sampled_from([b"<a/>", b"<b/>", b"<c/>"]), deleted=st.booleans()))


@given(st.lists(records, max_size=5), records)
def test_what_is_remembered_of_the_pages_says_the_same_as_the_pages(pages, last):
    met, state = Met(), {}
    for number, page in enumerate(pages):
        found = compare(page, met, Asked())
        met.add(found.marks)
        state[number] = packed(found.marks)
    assert compare(last, Met.read(state), Asked()) == compare(last, met, Asked())


@given(records, records)
def test_each_record_is_kept_or_set_aside(before, page):
    found = compared(page, before)
    assert sorted(one.identifier for one in (*found.kept, *found.clashing)) == sorted(one.identifier for one in page)


def test_a_meeting_changes_nothing():
    met = Met()
    mark = mark_of(raw("a"))
    assert [met.meet(mark), met.meet(mark)] == [Meeting.NEW] * 2


def test_a_page_that_gives_a_content_twice_remembers_each_content_once():
    first, other = raw("a", b"<a>1</a>"), raw("a", b"<a>2</a>")
    found = compared([first, other, first, other])
    assert found.marks == (mark_of(first), mark_of(other))
    assert (found.new, found.repeated) == (1, 1)
    assert found.kept == (first, first)
    assert found.clashing == (other, other)


def test_a_record_left_out_counts_as_new_all_the_same():
    found = compared([raw("a", sets=("maths",))], set_spec="svt", set_way=SetWay.KEPT)
    assert (found.new, len(found.outside), found.kept) == (1, 1, ())
    assert len(compared([raw("a", sets=("maths",))], set_spec="", set_way=SetWay.IGNORED).kept) == 1
    assert len(compared([raw("a", sets=("maths",))], set_spec="svt").kept) == 1


@pytest.mark.parametrize(
    ("stamp", "older"),
    [
        ("2024-05-30T23:59:59Z", 1),
        ("2024-05-31T00:00:00Z", 0),  # the same day, whatever the hour: some repositories know days only
        ("2024-05-31", 0),
        ("2024-05-30", 1),
        (None, 0),
    ],
)
def test_days_are_compared_to_say_which_records_are_older(stamp, older):
    assert compared([raw("a", stamp=stamp)], since="2024-05-31T12:00:00Z").older == older
    assert compared([raw("a", stamp=stamp)]).older == 0


@pytest.mark.parametrize(
    ("stamp", "later"), [("2024-06-01", 1), ("2024-05-31T23:59:59Z", 0), ("2024-05-30", 0), (None, 0)]
)
def test_days_are_compared_to_say_which_records_are_later_than_the_end_asked(stamp, later):
    assert compared([raw("a", stamp=stamp)], until="2024-05-31T12:00:00Z").later == later
    assert compared([raw("a", stamp=stamp)]).later == 0


@pytest.mark.parametrize(
    ("stamp", "begun", "changed"),
    [
        ("2024-06-01T12:00:00Z", BEGUN, True),
        ("2024-06-01T11:59:59Z", BEGUN, False),
        ("2024-06-01", BEGUN, True),
        (" 2024-06-01 ", BEGUN, True),
        ("2024-05-31", BEGUN, False),
        ("2024-06-01T12:00:00Z", "", False),
        (None, BEGUN, False),
    ],
)
def test_a_record_stamped_once_its_list_began_changed_meanwhile(stamp, begun, changed):
    assert changed_meanwhile(raw("a", stamp=stamp), begun) is changed


def test_a_name_that_could_not_be_cut_out_is_new_once_and_remembered():
    met = Met()
    met.add([mark_of(raw("a"))])
    found = compare([raw("b")], met, Asked(), lost=("a", "b", "c", "c"))
    assert found.new == 2
    assert [name for name, _ in found.marks] == [mark_of(raw(name))[0] for name in ("b", "c")]
    assert found.marks[1][1] == UNREAD


@pytest.mark.parametrize(
    ("sets", "asked", "inside"),
    [((), "a", True), (("a",), "a", True), (("a:b",), "a", True), (("ab",), "a", False), (("b", "a"), "a", True)],
)
def test_a_set_holds_its_own_and_those_under_it(sets, asked, inside):
    assert is_in_set(raw("x", sets=sets), asked) is inside

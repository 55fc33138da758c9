"""Where what is kept comes from is written and read in one place, as stores and raw payloads have it."""

from schemas.runs.frontier import AddressKey, HeldKey, Waypoint, read_waypoint_key
from schemas.types.origin import FoundBy, OtherOrigin, origin_of


def test_every_origin_is_read_as_it_is_kept_and_no_two_are_kept_alike():
    every = [*FoundBy, *OtherOrigin]
    assert [origin_of(one.value) for one in every] == every
    assert len({one.value for one in every}) == len(every)


def test_a_word_of_another_version_is_read_as_not_told():
    assert origin_of("plan du site") is OtherOrigin.UNKNOWN
    assert not OtherOrigin.UNKNOWN


def test_only_what_is_kept_with_pages_is_beside_them():
    beside = {OtherOrigin.DOCUMENT, OtherOrigin.SAID, OtherOrigin.PROFILE}
    assert {one for one in OtherOrigin if one.is_beside_pages} == beside


def test_the_key_of_a_page_held_gives_it_back_and_no_address_is_taken_for_one():
    page = "https://a.fr/connu un"
    key = HeldKey(page)
    assert str(key) == f"connu {page}"
    assert read_waypoint_key(str(key)) == key
    assert read_waypoint_key(page) == AddressKey(page)
    assert Waypoint(key, "https://b.fr/", FoundBy.KNOWN).asks_for == page
    assert Waypoint(AddressKey(page), page, FoundBy.LINK).asks_for == ""

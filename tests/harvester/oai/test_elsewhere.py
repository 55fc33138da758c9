"""Under one identifier stands one resource, whatever the set that gives it."""

import json

import pytest

from harvester.oai.elsewhere import Elsewhere
from schemas.types.record import RawRecord
from schemas.types.state_keys import GivenKey, ListKey

BEGUN = "2024-06-01T12:00:00+00:00"


def raw(name="a", titre="Un", address="http://ex.test/1", more="", stamp="2024-01-01T00:00:00Z", deleted=False):
    content = f"<dc><title>{titre}</title><identifier>{address}</identifier>{more}</dc>".encode()
    return RawRecord("x", name, "oai_dc", b"" if deleted else content, datestamp=stamp, deleted=deleted)


def given(*records, begun=BEGUN):
    elsewhere = Elsewhere("oai_dc")
    elsewhere.add(records, begun, "a")
    return elsewhere


@pytest.mark.parametrize(
    ("other", "is_another"),
    [
        (raw(), False),
        (raw(more="<subject>mots</subject>"), False),
        (raw(titre="Deux"), True),
        (raw(address="http://ex.test/2"), True),
        (raw("b", titre="Deux"), False),
        (raw(titre="Deux", stamp="2024-06-01T11:59:59Z"), True),
        (raw(titre="Deux", stamp="2024-06-01T12:00:00Z"), False),
        (raw(deleted=True), False),
    ],
)
def test_another_title_or_address_is_another_resource_unless_the_record_changed_meanwhile(other, is_another):
    assert given(raw()).gave_another(other, "b") is is_another


def test_a_record_deleted_in_one_list_is_no_other_resource_in_the_next():
    elsewhere = given(raw(deleted=True))
    assert not elsewhere.gave_another(raw(), "b")
    elsewhere.add([raw()], BEGUN, "b")
    assert elsewhere.gave_another(raw(titre="Deux"), "c"), "the content took the place of the deletion"


def test_what_may_have_changed_is_counted_from_the_first_list_on():
    elsewhere = given(raw())
    elsewhere.add([raw("b")], "2024-06-01T13:00:00+00:00", "b")
    assert not elsewhere.gave_another(raw(titre="Deux", stamp="2024-06-01T12:30:00Z"), "c")


def test_what_is_a_title_to_one_is_no_address_to_another():
    assert given(raw(titre="Un", address="")).gave_another(raw(titre="", address="Un"), "b") is True
    swapped = RawRecord("x", "a", "oai_dc", b"<dc><title>http://ex.test/1</title></dc>")
    assert given(swapped).gave_another(
        RawRecord("x", "a", "oai_dc", b"<dc><identifier>http://ex.test/1</identifier></dc>"), "b"
    )


def test_the_first_to_give_a_record_may_say_it_anew_and_no_other_list_may():
    elsewhere = given(raw())
    assert not elsewhere.gave_another(raw(titre="Deux"), "a")
    assert [elsewhere.gave_another(raw(titre="Deux"), one) for one in ("b", "b", "c")] == [True] * 3
    elsewhere.add([raw(titre="Deux")], BEGUN, "b")
    assert not elsewhere.gave_another(raw(), "c"), "the word of the first stays"
    elsewhere.add([raw(titre="Deux")], BEGUN, "a")
    assert (elsewhere.gave_another(raw(), "b"), elsewhere.gave_another(raw(titre="Deux"), "b")) == (True, False)
    assert not Elsewhere().gave_another(raw(), "b")


def test_what_was_given_is_remembered_once_and_read_by_the_next_process():
    elsewhere = given(raw(), raw("b"))
    state = elsewhere.to_remember("a")
    elsewhere.add([raw(), raw("b", titre="Deux")], "2024-06-01T13:00:00+00:00", "a")
    state |= elsewhere.to_remember("a")
    assert (list(state), elsewhere.to_remember("a")) == ([GivenKey("oai_dc", 1), GivenKey("oai_dc", 2)], {})
    assert [json.loads(part)["begun"] for part in state.values()] == [BEGUN] * 2
    more = {**dict(reversed(state.items())), GivenKey("lom", 3): "{}", ListKey("oai_dc"): "{}"}
    again = Elsewhere.read(more, "oai_dc")
    for one in (elsewhere, again):
        assert [one.gave_another(raw(name, titre="Deux"), "b") for name in "abc"] == [True, False, False]
        assert not one.gave_another(raw(titre="Deux", stamp="2024-06-01T12:30:00Z"), "b")
        assert not one.gave_another(raw(titre="Deux"), "a")
    assert again.forgotten() == dict.fromkeys(state)
    again.add([raw("c")], BEGUN, "c")
    assert list(again.to_remember("c")) == [GivenKey("oai_dc", 3)]
    assert Elsewhere.read({}, "oai_dc").forgotten() == {}


def test_a_record_with_neither_title_nor_address_is_no_deleted_one():
    elsewhere = given(RawRecord("x", "a", "oai_dc", b"<dc/>"))
    assert elsewhere.gave_another(raw(), "b")

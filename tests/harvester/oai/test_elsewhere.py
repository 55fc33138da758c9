"""Under one identifier stands one resource, whatever the set that gives it."""

import pytest

from harvester.oai.elsewhere import Elsewhere
from schemas.types.record import RawRecord

BEGUN = "2024-06-01T12:00:00+00:00"


def raw(name="a", titre="Un", address="http://ex.test/1", more="", stamp="2024-01-01T00:00:00Z", deleted=False):
    content = f"<dc><title>{titre}</title><identifier>{address}</identifier>{more}</dc>".encode()
    return RawRecord("x", name, "oai_dc", b"" if deleted else content, datestamp=stamp, deleted=deleted)


def given(*records, begun=BEGUN):
    elsewhere = Elsewhere()
    elsewhere.add(records, begun)
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
    assert given(raw()).gave_another(other) is is_another


def test_a_record_deleted_in_one_list_is_no_other_resource_in_the_next():
    assert not given(raw(deleted=True)).gave_another(raw())


def test_what_may_have_changed_is_counted_from_the_first_list_on():
    elsewhere = given(raw())
    elsewhere.add([raw("b")], "2024-06-01T13:00:00+00:00")
    assert not elsewhere.gave_another(raw(titre="Deux", stamp="2024-06-01T12:30:00Z"))


def test_what_is_a_title_to_one_is_no_address_to_another():
    assert given(raw(titre="Un", address="")).gave_another(raw(titre="", address="Un")) is True
    swapped = RawRecord("x", "a", "oai_dc", b"<dc><title>http://ex.test/1</title></dc>")
    assert given(swapped).gave_another(
        RawRecord("x", "a", "oai_dc", b"<dc><identifier>http://ex.test/1</identifier></dc>")
    )


def test_each_resource_given_is_remembered_and_looking_remembers_nothing():
    elsewhere = given(raw(), raw(titre="Deux"))
    assert [elsewhere.gave_another(raw(titre=titre)) for titre in ("Un", "Deux", "Trois", "Trois")] == [
        False, True, True, True,
    ]  # fmt: skip
    assert not Elsewhere().gave_another(raw())


def test_a_record_with_neither_title_nor_address_is_no_deleted_one():
    elsewhere = given(RawRecord("x", "a", "oai_dc", b"<dc/>"))
    assert elsewhere.gave_another(raw())

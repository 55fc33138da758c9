"""The texts of records have a table of their own: written when they change, forgotten with what is withdrawn."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from schemas.types.record import JoinedText, Record
from store.database import Database
from tests.store.test_records import LATER, a_record, a_saving

JOINED = (JoinedText("https://a.example/1.pdf", "Fiche", "Du fulcorin"),)


@pytest.fixture
def database(store_url: str):
    opened = Database(store_url)
    yield opened
    opened.close()


def searched(database) -> dict[str, Record]:
    with database.transaction() as transaction:
        return {record.identifier: record for record in transaction.records.searched()}


def test_what_is_searched_comes_with_its_texts_and_lists_without(database):
    long = a_record(texte="Une ligne\nUne autre", textes_joints=JOINED)
    plain = a_record("oai:exemple:2")
    with database.transaction() as transaction:
        transaction.records.save([a_saving(long), a_saving(plain)])
        assert [item.record.texte for item in transaction.records.all()] == [None, None]
        assert transaction.records.one("oai:exemple:1")[0].record.textes_joints == ()
        some = list(transaction.records.searched_of([("exemple", "oai:exemple:1"), ("autre", "oai:exemple:2")]))
        assert transaction.records.fingerprints()["exemple", "oai:exemple:1"] == long.fingerprint
    assert some == [long]
    assert searched(database) == {"oai:exemple:1": long, "oai:exemple:2": plain}


def test_texts_are_written_again_only_when_something_changed(database):
    with database.transaction() as transaction:
        transaction.records.save([a_saving(a_record(texte="Un texte"))])
        transaction.records.save([replace(a_saving(a_record(texte="jamais écrit")), is_unchanged=True)])
    assert searched(database)["oai:exemple:1"].texte == "Un texte"
    with database.transaction() as transaction:
        transaction.records.save([a_saving(a_record(texte="Un autre"))])
    assert searched(database)["oai:exemple:1"].texte == "Un autre"
    with database.transaction() as transaction:
        transaction.records.save([a_saving(a_record())])
    assert searched(database)["oai:exemple:1"].texte is None


def test_what_is_withdrawn_loses_its_texts_in_its_own_format_alone(database):
    record = a_record(texte="Un texte", textes_joints=JOINED)
    with database.transaction() as transaction:
        for rank, name in enumerate(("lom", "oai_dc")):
            transaction.records.save([replace(a_saving(replace(record, texte=name)), format=name, rank=rank)])
    assert searched(database)["oai:exemple:1"].texte == "lom", "the format that goes first"
    with database.transaction() as transaction:
        gone = replace(a_saving(record.as_deleted()), changed_at=LATER, format="lom", is_withdrawal=True)
        transaction.records.save([gone])
        left = transaction._connection.execute(sa.text("SELECT texts FROM texts")).scalars().all()
    assert left == ['["oai_dc",[["https://a.example/1.pdf","Fiche","Du fulcorin"]]]']
    assert searched(database)["oai:exemple:1"].texte == "oai_dc"


def test_two_hundred_long_records_are_read_a_few_at_a_time(database):
    records = [a_record(f"oai:exemple:{number:03}", texte=f"texte {number}") for number in range(200)]
    with database.transaction() as transaction:
        transaction.records.save([a_saving(record) for record in records])
        assert list(transaction.records.searched()) == records
        names = [("exemple", record.identifier) for record in records]
        assert sorted(one.identifier for one in transaction.records.searched_of(names)) == [one for _, one in names]

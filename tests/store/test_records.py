"""The store keeps what it is given, whole or not at all."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.types.errors import StoreError
from schemas.types.issue import Issue
from schemas.types.payload_name import PayloadName
from schemas.types.record import Evidence, Record, Traam
from store.database import Database
from store.record_reading import once_each
from store.rows import Saving

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def a_record(identifier: str = "oai:exemple:1", **fields: Any) -> Record:
    return Record(identifier=identifier, source="exemple", **{"titre": "Un titre é", **fields})


def a_saving(record: Record, *issues: Issue, updated: datetime = NOW) -> Saving:
    return Saving(record, first_seen=NOW, changed_at=NOW, updated=updated, payload=PayloadName("oai/1"), issues=issues)


@pytest.fixture
def database(store_url: str):
    opened = Database(store_url)
    yield opened
    opened.close()


def test_a_record_comes_back_as_it_was_saved(database):
    proof = Evidence("titre", "Un titre é", "Un titre é", "dc:title", "titre", 1.0)
    record = a_record(
        niveaux=("3e", "2de"),
        elements={"niveau": ("3e",)},
        traam=Traam(0.9, ("dit dans le titre",), "production"),
        evidence=(proof,),
    )
    with database.transaction() as transaction:
        transaction.records.save([a_saving(record)])

    with database.transaction() as transaction:
        (stored,) = transaction.records.one("oai:exemple:1")

    assert stored.record.as_dict() == record.as_dict()
    assert stored.record.evidence == (proof,)
    assert (stored.first_seen, stored.updated) == (NOW, NOW)


def test_what_is_written_in_a_transaction_that_fails_is_not_kept(database):
    def fail_midway():
        with database.transaction() as transaction:
            transaction.records.save([a_saving(a_record())])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_midway()

    with database.transaction() as transaction:
        assert transaction.records.count() == 0


def test_saving_again_replaces_the_record_and_its_issues(database):
    old = Issue("warning", "exemple", "oai:exemple:1", "niveaux", "x", "inconnu")
    new = Issue("notice", "exemple", "oai:exemple:1", "titre", "y", "à revoir")
    with database.transaction() as transaction:
        transaction.records.save([a_saving(a_record(), old)])
        transaction.records.save([a_saving(a_record(titre="Autre"), new)])

        assert transaction.records.count() == 1
        assert transaction.records.issues() == (new,)
        assert transaction.records.one("oai:exemple:1")[0].record.titre == "Autre"


def test_the_groups_of_living_records_are_known(database):
    gone = replace(a_saving(a_record("oai:exemple:3", groupe="svt-2020").as_deleted()), is_withdrawal=True)
    with database.transaction() as transaction:
        transaction.records.save([a_saving(a_record("oai:exemple:1", groupe="maths « 2024 »"))])
        transaction.records.save([a_saving(a_record("oai:exemple:2")), gone])

        assert transaction.records.groups() == {"maths « 2024 »"}


def test_more_identifiers_than_one_statement_takes_are_found(database):
    records = [a_record(f"oai:exemple:{number}") for number in range(1_000)]
    with database.transaction() as transaction:
        transaction.records.save([a_saving(record) for record in records])
        held = transaction.records.held("exemple", [record.identifier for record in records])

    assert len(held) == 1_000


def test_a_withdrawn_record_keeps_what_was_known_of_it(database):
    with database.transaction() as transaction:
        transaction.records.save([a_saving(a_record())])
        gone = replace(a_saving(a_record(titre=None).as_deleted()), changed_at=LATER, is_withdrawal=True)
        transaction.records.save([gone])

        (stored,) = transaction.records.one("oai:exemple:1")
        assert (stored.record.deleted, stored.record.titre) == (True, "Un titre é")
        assert stored.changed_at == LATER
        assert transaction.records.count() == 0
        assert list(transaction.records.all(deleted=False)) == []


def test_a_record_missed_once_is_remembered_until_it_is_seen_again(database):
    with database.transaction() as transaction:
        transaction.records.save([a_saving(a_record())])
        transaction.records.mark_missing(transaction.records.held("exemple", ["oai:exemple:1"])["oai:exemple:1"], 7)
        assert transaction.records.held("exemple", ["oai:exemple:1"])["oai:exemple:1"].missing_since == 7

        transaction.records.save([a_saving(a_record())])
        assert transaction.records.held("exemple", ["oai:exemple:1"])["oai:exemple:1"].missing_since is None


def test_the_version_moves_with_each_change_only(database):
    with database.transaction() as transaction:
        before = transaction.version
        assert transaction.version == before
        transaction.count_change()
        assert transaction.version != before


def test_two_stores_never_have_the_same_version(tmp_path):
    versions = set()
    for name in ("a", "b"):
        database = Database(f"sqlite:///{tmp_path / name}")
        with database.transaction() as transaction:
            versions.add(transaction.version)
        database.close()

    assert len(versions) == 2


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path):
    path = tmp_path / "essai.sqlite"
    path.write_text("ceci n'est pas une base" * 100)

    with pytest.raises(StoreError) as caught:
        Database(f"sqlite:///{path}")

    assert "essai.sqlite" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_kind_of_database_is_refused_in_one_line():
    with pytest.raises(StoreError, match="ouverture impossible"):
        Database("nimportequoi://hote/base")


def test_of_one_identifier_in_two_sources_the_latest_is_kept(database):
    first = Record(identifier="oai:x:1", source="a", titre="Ancien")
    second = Record(identifier="oai:x:1", source="b", titre="Récent")
    with database.transaction() as transaction:
        transaction.records.save([a_saving(first, updated=NOW), a_saving(second, updated=LATER)])
        kept = tuple(once_each(transaction.records.newest_first()))

    assert [item.record.titre for item in kept] == ["Récent"]


def in_format(name: str, rank: int, titre: str, *, deleted: bool = False, seen_run: int = 1) -> Saving:
    record = a_record(titre=titre, deleted=deleted)
    return Saving(record, NOW, NOW, NOW, PayloadName("oai/1"), format=name, rank=rank, seen_run=seen_run)


def shown(database) -> list[tuple[str | None, bool]]:
    with database.transaction() as transaction:
        assert len(transaction.records.one("oai:exemple:1")) == 1
        return [(item.record.titre, item.record.deleted) for item in transaction.records.all()]


def test_of_one_resource_in_two_formats_the_first_living_is_shown(database):
    with database.transaction() as transaction:
        transaction.records.save([in_format("oai_dc", 1, "DC"), in_format("lom", 0, "LOM")])
        assert transaction.records.count("exemple") == 1
    assert shown(database) == [("LOM", False)]
    with database.transaction() as transaction:
        transaction.records.save([in_format("lom", 0, "LOM", deleted=True)])
    assert shown(database) == [("DC", False)]
    with database.transaction() as transaction:
        transaction.records.save([in_format("oai_dc", 1, "DC", deleted=True)])
        assert transaction.records.count("exemple") == 0
    assert shown(database) == [("LOM", True)]


def test_the_order_of_the_card_may_change(database):
    with database.transaction() as transaction:
        transaction.records.save([in_format("oai_dc", 1, "DC"), in_format("lom", 0, "LOM")])
        assert transaction.records.rank_formats("exemple", ["oai_dc", "lom"])
        assert not transaction.records.rank_formats("exemple", ["oai_dc", "lom"])
    assert shown(database) == [("DC", False)]
    with database.transaction() as transaction:
        assert transaction.records.rank_formats("exemple", ["lom"])
    assert shown(database) == [("LOM", False)]


def test_what_no_run_saw_is_found_format_by_format(database):
    with database.transaction() as transaction:
        transaction.records.save([in_format("oai_dc", 1, "DC", seen_run=4), in_format("lom", 0, "LOM", seen_run=3)])
        assert [known.format for known in transaction.records.unseen_since("exemple", 4)] == ["lom"]
        transaction.records.mark_seen("exemple", ["oai:exemple:1"], 4)
        assert transaction.records.unseen_since("exemple", 4) == ()


def test_records_may_be_read_without_their_evidence(database):
    proof = Evidence("titre", "Un titre é", "Un titre é", "dc:title", "titre", 1.0)
    with database.transaction() as transaction:
        transaction.records.save([a_saving(a_record(evidence=(proof,)))])
        with_it, without = (next(transaction.records.all(evidence=wanted)) for wanted in (True, False))
    assert (with_it.record.evidence, without.record.evidence) == ((proof,), ())
    assert with_it.record.as_dict() == without.record.as_dict()

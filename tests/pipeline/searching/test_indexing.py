"""The index follows the store: by parts where little changed, whole where much did, and says the same either way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from index.engine import open_index
from index.query import Query
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.searching.indexing import refresh_index
from schemas.files.group import Group
from schemas.types.payload_name import PayloadName
from schemas.types.record import Record, Traam
from store.rows import Saving

NOW = datetime(2025, 3, 1, tzinfo=UTC)


@pytest.fixture
def filled(tmp_path):
    """Forty records in a store, and how to change one."""
    store = f"sqlite:///{tmp_path / 'data' / 'traam.db'}"
    group = Group("g", "SVT", ("2024-2025",), "Des machines et des doutes")
    settings = Settings(
        config=None, contact="", data=tmp_path / "data", store_url=store, index=tmp_path / "index", groups=(group,)
    )
    with open_database(settings.store, to_read=False) as database:

        def save(number, **fields):
            values: dict[str, Any] = {
                "titre": f"Fiche numéro {number}",
                "groupe": "g",
                "traam": Traam(1.0, (), "production"),
            } | fields
            record = Record(f"oai:x:{number}", "x", **values)
            with database.transaction() as transaction:
                transaction.records.save([Saving(record, NOW, NOW, NOW, PayloadName("p"))])
                transaction.count_change()

        for number in range(40):
            save(number)
        yield settings, database, save


def words_of(settings, words):
    with open_index(settings.index) as index:
        return [hit.record.identifier for hit in index.search(Query(words, everything=True)).hits]


def parts(settings):
    return len(list(settings.index.glob("part-*")))


def test_what_changed_is_indexed_in_a_part_of_its_own(filled):
    settings, database, save = filled
    assert refresh_index(settings, database) == 40
    with database.transaction() as transaction, open_index(settings.index) as index:
        assert dict(index.fingerprints()) == transaction.records.fingerprints()
    assert refresh_index(settings, database) is None
    assert parts(settings) == 1

    save(3, titre="Un volcan tout neuf")
    assert refresh_index(settings, database) == 40
    assert parts(settings) == 2
    assert words_of(settings, "volcan neuf") == ["oai:x:3"]
    assert words_of(settings, '"numéro 3"') == []

    save(4, deleted=True)
    assert refresh_index(settings, database) == 39
    assert words_of(settings, '"numéro 4"') == []


def test_much_that_changed_and_other_themes_make_it_whole_again(filled):
    settings, database, save = filled
    refresh_index(settings, database)
    for number in range(10):
        save(number, titre=f"Titre refait {number}")
    refresh_index(settings, database)
    assert len(words_of(settings, "refait")) == 10
    with open_index(settings.index) as index:
        assert index.count == 40

    save(11, titre="Seul changé")
    other = replace(settings, groups=())
    assert refresh_index(other, database) == 40
    assert words_of(other, "seul changé") == ["oai:x:11"]

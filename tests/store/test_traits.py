"""A paragraph is common to the works of a site that share it, however many addresses they had."""

from __future__ import annotations

import pytest

from store.database import Database
from store.traits import Traits

PARAGRAPH = "cette sequence est destinee a une classe de premiere generale"


@pytest.fixture
def database(store_url: str):
    database = Database(store_url)
    yield database
    database.close()


def test_a_page_and_the_one_it_was_renamed_to_share_nothing_as_two_works(database: Database) -> None:
    with database.transaction() as transaction:
        transaction.traits.save("x", [Traits(name, (PARAGRAPH,), ()) for name in ("vieux", "neuf", "autre")])
        assert transaction.traits.common("x", 3) == {PARAGRAPH}
        transaction.successions.add("x", {"vieux": "neuf"})
        assert transaction.traits.common("x", 3) == frozenset()
        assert transaction.traits.common("x", 2) == {PARAGRAPH}

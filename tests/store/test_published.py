"""The items given to harvesters: paged by date, in their sets, withdrawn for ever."""

from __future__ import annotations

from typing import Any

import pytest

from store.database import Database
from store.published import PublishedItem

DAYS = [f"2026-01-0{day}T00:00:00Z" for day in range(1, 6)]


def item(number: int, *, deleted: bool = False, sets: tuple[str, ...] = ("discipline:svt",)) -> PublishedItem:
    return PublishedItem(
        f"urn:uuid:{number}", f"oai:a:{number}", f"digest {number}", deleted, tuple((one, one.upper()) for one in sets),
        {} if deleted else {"lom": b"<lom/>" * number, "oai_dc": b"<dc/>"},
    )  # fmt: skip


@pytest.fixture
def database(store_url: str):
    opened = Database(store_url)
    with opened.transaction() as transaction:
        transaction.published.save([item(3), item(1)], DAYS[0])
        transaction.published.save([item(2, sets=("discipline:maths", "annee:2024-2025"))], DAYS[1])
        transaction.published.save([item(4, deleted=True)], DAYS[2])
    yield opened
    opened.close()


def page(database: Database, **asked):
    values: dict[str, Any] = {
        "since": "",
        "until": "",
        "spec": "",
        "after": ("", ""),
        "prefix": "lom",
        "size": 2,
    } | asked
    with database.transaction() as transaction:
        headers, remaining = transaction.published.page(**values)
    return [header.identifier[-1] for header in headers], remaining


def test_a_page_follows_the_last_item_given(database):
    assert page(database) == (["1", "3"], 2)
    assert page(database, after=(DAYS[0], "urn:uuid:3")) == (["2", "4"], 0)
    assert page(database, after=(DAYS[0], "urn:uuid:1")) == (["3", "2"], 1)


def test_dates_are_both_included(database):
    assert page(database, since=DAYS[1], until=DAYS[1]) == (["2"], 0)
    assert page(database, since=DAYS[4]) == ([], 0)


def test_a_set_holds_what_is_in_it_and_below(database):
    assert page(database, spec="discipline:svt") == (["1", "3"], 1)
    assert page(database, spec="discipline", size=9) == (["1", "3", "2", "4"], 0)
    assert page(database, spec="annee:2024-2025") == (["2"], 0)
    assert page(database, spec="nothing") == ([], 0)


def test_headers_name_their_own_sets_and_bring_the_format_asked(database):
    with database.transaction() as transaction:
        (header,), _ = transaction.published.page(
            since=DAYS[1], until=DAYS[1], spec="", after=("", ""), prefix="lom", size=1
        )
        bare = transaction.published.one("urn:uuid:2", "")
        sets = transaction.published.sets()

    assert header.sets == ("annee:2024-2025", "discipline:maths")
    assert header.content == b"<lom/><lom/>"
    assert bare is not None
    assert bare.content == b""
    assert [spec for spec, _ in sets] == ["annee:2024-2025", "discipline:maths", "discipline:svt"]


def test_what_is_withdrawn_keeps_its_sets_and_loses_its_content(database):
    with database.transaction() as transaction:
        transaction.published.withdraw(["urn:uuid:1"], DAYS[3])
        header = transaction.published.one("urn:uuid:1", "lom")
        known = transaction.published.known()

    assert header is not None
    assert (header.deleted, header.datestamp, header.content) == (True, DAYS[3], b"")
    assert page(database, spec="discipline:svt", size=9) == (["3", "4", "1"], 0)
    assert sorted(identifier[-1] for identifier, one in known.items() if one.deleted) == ["1", "4"]


def test_what_is_saved_again_leaves_its_former_sets(database):
    with database.transaction() as transaction:
        transaction.published.save([item(1, sets=("groupe:a",))], DAYS[4])

    assert page(database, spec="discipline:svt", size=9) == (["3", "4"], 0)
    assert page(database, spec="groupe", size=9) == (["1"], 0)
    assert page(database, size=9) == (["3", "2", "4", "1"], 0)


def test_a_store_without_items_has_no_dates(store_url):
    opened = Database(store_url)
    with opened.transaction() as transaction:
        assert transaction.published.bounds() == ("", "")
        assert transaction.published.written(["urn:uuid:1"]) == {}
    opened.close()

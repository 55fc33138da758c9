"""The journal: lines told before what they tell is kept, read back to the last bit or not at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.types.link_check import LinkCheck
from store.database import Database
from store.journal.journal_folder import JournalFolder
from store.journal.lines import Kind
from store.journal.told import told_by

NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> JournalFolder:
    return JournalFolder(tmp_path / "journal")


def numbers(journal: JournalFolder) -> tuple[list[int], list[int]]:
    """The values of the sound lines, and the numbers of the damaged ones."""
    lines, damaged = journal.read()
    return [line.values[0] for line in lines if line.kind == Kind.RUN], [one.number for one in damaged]


def add(journal: JournalFolder, *values: int) -> None:
    for value in values:
        journal.add(value, [(Kind.RUN, value, None, None)])


@pytest.mark.parametrize("left", [1, 20])
def test_a_line_cut_short_is_what_was_not_done(journal: JournalFolder, left: int) -> None:
    add(journal, 1, 2, 3)
    (file,) = journal.files()
    *whole, last = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(whole) + last[:left])

    assert numbers(journal) == ([1, 2], [])
    assert journal.last_place() == 2
    add(journal, 3, 4)
    assert numbers(journal) == ([1, 2, 3, 4], [])


def test_each_flipped_bit_is_told_with_its_line_and_the_line_not_used(journal: JournalFolder) -> None:
    add(journal, 1, 2, 3)
    (file,) = journal.files()
    content = file.read_bytes()
    second = range(len(content) // 3, 2 * len(content) // 3)
    for place in second:
        for bit in range(8):
            spoilt = bytearray(content)
            spoilt[place] ^= 1 << bit
            file.write_bytes(spoilt)
            values, damaged = numbers(journal)
            assert set(values) <= {1, 3}
            assert damaged[0] == 2
    database = Database(f"sqlite:///{file.with_name('base.sqlite')}", journal)
    database.tell_whole()
    database.close()
    assert journal.read()[1] == []


def test_writers_at_once_never_mix_their_lines(journal: JournalFolder) -> None:
    def write(first: int) -> None:
        for value in range(first, first + 25):
            JournalFolder(journal.folder).add(value, [(Kind.RUN, value, "x" * 5_000, None)] * 3)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(0, 100, 25)))
    values, damaged = numbers(journal)
    assert values == [value for value in range(100) for _ in range(3)]
    assert damaged == []


def test_a_base_that_had_no_journal_tells_all_it_holds_then_each_change(store_url: str, journal: JournalFolder) -> None:
    before = Database(store_url)
    with before.transaction() as transaction:
        number = transaction.runs.start(NOW)
        transaction.link_checks.save([LinkCheck("a", "https://a.example/", "mort", NOW, NOW, "404")])
    before.close()
    database = Database(store_url, journal)
    with database.transaction() as transaction:
        transaction.runs.end(number, NOW)
        transaction.link_checks.save([LinkCheck("b", "https://b.example/", "muet", NOW, NOW)])
    with database.transaction() as transaction:
        transaction.link_checks.forget(["b"])
    with database.transaction() as transaction:
        place = transaction.journal_place()
    told = told_by(journal.read()[0])
    assert (set(told.links), told.runs, place) == ({"a"}, {number: (NOW, NOW)}, told.last)
    with database.transaction() as transaction:
        short = [transaction.is_journal_short(last) for last in (0, told.last - 1, told.last)]
        assert short == [True, store_url.startswith("sqlite"), False]  # other machines' lines may be elsewhere
        assert transaction.take_told(told) == 0
    database.close()


def test_numbers_go_on_after_those_given_back(store_url: str, journal: JournalFolder) -> None:
    journal.add(7, [(Kind.RUN, 41, NOW.isoformat(), None)])
    database = Database(store_url, journal)
    with database.transaction() as transaction:
        transaction.take_told(told_by(journal.read()[0]))
        assert transaction.runs.start(NOW) == 42
    assert journal.last_place() == 8
    database.close()

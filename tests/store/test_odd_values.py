"""What no database takes is kept in another form, or refused where it is read: it never stops a run."""

from datetime import UTC, datetime

import pytest

from pipeline.describing.read import MOST_BYTES_OF_IDENTIFIER, describe
from schemas.files.source import Source
from schemas.runs.run_report import SourceReport
from schemas.types.issue import Issue
from schemas.types.record import RawRecord
from schemas.types.state_keys import FormerKey
from store.database import Database

SOURCE = Source(id="s" * 64, titre="Essai", kind="oai", url="https://labo.example.org/oai")
ODD = "nul \0, moitié \ud800, paire \ud83d\ude00"
WHOLE = "nul \ufffd, moitié \ufffd, paire 😀"


@pytest.fixture
def database(store_url: str):
    opened = Database(store_url)
    yield opened
    opened.close()


def test_what_is_no_character_is_kept_as_a_sign_of_it(database):
    with database.transaction() as transaction:
        transaction.records.replace_issues("a", [Issue("error", "a", "x", "f" * 900, ODD, ODD)])
        transaction.states.update("a", {FormerKey("clé"): ODD})

        (issue,) = transaction.records.issues("a")
        assert (issue.value, issue.message, len(issue.field)) == (WHOLE, WHOLE, 900)
        assert transaction.states.of("a") == {FormerKey("clé"): WHOLE}


def test_counts_go_beyond_four_gigabytes(database):
    with database.transaction() as transaction:
        number = transaction.runs.start(datetime(2026, 11, 23, tzinfo=UTC))
        transaction.runs.save_report(number, SourceReport("a", "complete", bytes=5_000_000_000))

        assert transaction.runs.last(1)[0].sources[0].bytes == 5_000_000_000


@pytest.mark.parametrize("letter", ["a", "é", "\N{GRINNING FACE}"])
def test_the_longest_identifier_that_is_read_fits_and_a_longer_one_is_an_issue(database, letter):
    size = len(letter.encode())
    longest = letter * (MOST_BYTES_OF_IDENTIFIER // size)
    raw = RawRecord(SOURCE.id, longest, "oai_dc", b"", deleted=True)
    assert describe(raw, SOURCE, ()).record is not None
    with database.transaction() as transaction:
        transaction.records.mark_seen(SOURCE.id, [longest], 1)
        transaction.successions.add("s" * 64, {longest: longest})

    too_long = describe(RawRecord(SOURCE.id, longest + letter, "oai_dc", b"", deleted=True), SOURCE, ())

    assert too_long.record is None
    assert "identifiant de plus de 2000 octets" in too_long.issues[0].message
    assert len(too_long.raw.identifier) <= 200

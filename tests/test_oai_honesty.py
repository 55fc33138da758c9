"""A repository's oddities never make a harvest lose, invent or overstate: each of these once did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.oai_cases.answers import Reply, envelope, error, listed, xml
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer


@pytest.fixture
def repository() -> LiveRepository:
    living = LiveRepository()
    living.put_many(9)
    return living


@pytest.fixture
def harvest(traam: Any, tmp_path: Path, repository: LiveRepository) -> Iterator[Callable[..., dict[str, Any]]]:
    with FaultyServer({"cas": repository}) as server:
        (tmp_path / "sources").mkdir()
        (tmp_path / "traam.toml").write_text("[traam]\n", encoding="utf-8")

        def run(*options: str, card: str = "") -> dict[str, Any]:
            head = f'id = "s"\ntitre = "S"\nkind = "oai"\nurl = "{server.url}/cas/oai"\n'
            (tmp_path / "sources" / "s.toml").write_text(head + card, encoding="utf-8")
            return dict(traam("harvest", *options, "--json", timeout=60).json()["sources"][0])

        yield run


def test_no_records_match_to_a_token_proves_no_end(
    harvest: Callable[..., dict[str, Any]], repository: LiveRepository
) -> None:
    harvest()
    repository.before = lambda asked: (
        xml(error("noRecordsMatch")) if asked.get("resumptionToken", "").endswith("6") else None
    )
    report = harvest("--full")
    assert (report["status"], report["deleted"]) == ("incomplete", 0)
    assert "ends_with_no_records" in report["message"]
    repository.announces_size = True
    assert harvest("--full")["status"] == "incomplete"
    repository.announces_size = False
    admitted = harvest("--full", card='quirks = ["ends_with_no_records"]\n')
    # The card says that such lists end so; what this one forgets is named by the second list, and was asked for.
    assert (admitted["status"], admitted["deleted"], admitted["seen"]) == ("complete", 0, len(repository.entries))
    assert "3 notices qui existent" in admitted["message"]
    assert "rien ne manque" in admitted["message"]

    repository.before = lambda asked: (
        xml(error("noRecordsMatch")) if asked.get("resumptionToken", "").endswith("6") else
        Reply(b"panne", 422) if asked["verb"] == "ListIdentifiers" else None
    )  # fmt: skip
    unproven = harvest("--full", card='quirks = ["ends_with_no_records"]\n')
    assert (unproven["status"], unproven["deleted"]) == ("incomplete", 0)


def test_repeated_records_do_not_make_up_for_lost_ones(
    harvest: Callable[..., dict[str, Any]], repository: LiveRepository
) -> None:
    def shifted(asked: dict[str, str]) -> Reply | None:
        if asked["verb"] != "ListRecords":
            return None
        start = int(asked.get("resumptionToken", "0"))
        held = list(repository.entries.items())[start : start + 3]
        records = [entry.written(identifier, "oai_dc") for identifier, entry in held]
        return xml(listed(records, str(start + 2) if start < 4 else "", ' completeListSize="9"'))

    repository.before = lambda asked: Reply(b"panne", 422) if asked["verb"] == "ListIdentifiers" else shifted(asked)
    report = harvest()
    assert (report["status"], report["new"]) == ("incomplete", 7), report
    assert "sur 9 annoncées" in report["message"]

    repository.before = shifted  # the second list names the two that were passed over, and they are asked for
    report = harvest("--full")
    assert (report["status"], report["new"]) == ("complete", 2), report


def test_a_window_shorter_than_a_day_ends_on_a_repository_that_knows_days_only(
    harvest: Callable[..., dict[str, Any]], repository: LiveRepository
) -> None:
    repository.identity = {"granularity": "YYYY-MM-DD", "earliest": "2024-04-28"}
    repository.clock = "2024-06-01T12:00:00Z"
    report = harvest(card='window = "12h"\n')
    assert (report["status"], report["new"]) == ("complete", 9)
    assert report["requests"] < 100


@pytest.mark.parametrize("stamp", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+02:00"])
def test_a_stamp_beyond_all_time_stops_nothing(
    harvest: Callable[..., dict[str, Any]], repository: LiveRepository, stamp: str
) -> None:
    repository.put(5, stamp=stamp)
    assert [harvest()["status"], harvest("--full")["status"]] == ["complete", "complete"]


@pytest.mark.parametrize("clock", ["0001-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_an_absurd_clock_is_not_believed_and_is_said(
    harvest: Callable[..., dict[str, Any]], repository: LiveRepository, clock: str
) -> None:
    repository.clock = clock
    first = harvest()
    assert first["status"] == "complete"
    assert "son horloge n'est pas crue" in first["message"]
    repository.put(10, stamp="2099-01-01T00:00:00Z" if clock.startswith("2099") else "2026-12-31T00:00:00Z")
    assert harvest()["new"] == 1


def test_a_record_left_out_of_its_list_has_not_vanished(
    harvest: Callable[..., dict[str, Any]], repository: LiveRepository
) -> None:
    for number in range(1, 9):
        repository.put(number, sets=("a",))
    repository.put(9, sets=("c",))
    repository.forgets_question = True
    repository.entries = {"oai:cas:9": repository.entries.pop("oai:cas:9"), **repository.entries}
    first = harvest(card='sets = ["a"]\n')
    repository.entries["oai:cas:9"] = repository.entries.pop("oai:cas:9")
    second = harvest("--full", card='sets = ["a"]\n')
    assert (first["deleted"], second["deleted"]) == (0, 0)


def test_an_error_is_understood_whatever_its_prefix(
    harvest: Callable[..., dict[str, Any]], repository: LiveRepository
) -> None:
    body = error("noRecordsMatch").replace("<error", "<o:error").replace("</error", "</o:error")
    body = body.replace("<OAI-PMH ", '<OAI-PMH xmlns:o="http://www.openarchives.org/OAI/2.0/" ')
    repository.before = lambda asked: Reply(body.encode(), 422) if asked["verb"] == "ListRecords" else None
    assert harvest()["status"] == "complete"


def test_a_commented_record_stays_a_comment(
    traam: Any, harvest: Callable[..., dict[str, Any]], repository: LiveRepository
) -> None:
    def spoiled(asked: dict[str, str]) -> Reply | None:
        if asked["verb"] != "ListRecords" or "resumptionToken" in asked:
            return None
        reply = repository._reply(asked)
        ghost = b"<!-- <record><header><identifier>oai:cas:99</identifier></header></record> -->"
        return Reply(reply.body.replace(b"<ListRecords>", b"<ListRecords>" + ghost).replace(b"Titre 2", b"Titre & 2"))

    repository.before = spoiled
    assert harvest()["new"] == 9
    assert traam("show", "oai:cas:99").code == 3


def test_two_lists_in_one_answer_are_both_followed(
    harvest: Callable[..., dict[str, Any]], repository: LiveRepository
) -> None:
    def joined(asked: dict[str, str]) -> Reply | None:
        if asked["verb"] != "ListRecords" or "resumptionToken" in asked:
            return None
        text = repository._reply(asked).body.decode()
        cut = text.index("<resumptionToken")
        return Reply((text[:cut] + "</ListRecords><ListRecords>" + text[cut:]).encode())

    repository.before = joined
    assert harvest()["new"] == 9


def test_a_record_seen_and_not_readable_says_so(
    traam: Any, harvest: Callable[..., dict[str, Any]], repository: LiveRepository
) -> None:
    empty = "<ListRecords><record><header><identifier>oai:cas:1</identifier><datestamp>2024-05-01</datestamp></header>"
    repository.before = lambda asked: (
        xml(envelope(f"{empty}<metadata/></record></ListRecords>")) if asked["verb"] == "ListRecords" else None
    )
    harvest()
    said = traam("show", "oai:cas:1").expect(3).err
    assert "a été vue, et n'a pas pu être lue" in said


def test_options_that_contradict_each_other_are_refused(traam: Any, harvest: Callable[..., dict[str, Any]]) -> None:
    harvest()
    assert "--since" in traam("harvest", "--full", "--since", "2024-01-01").expect(2).err
    assert harvest("--since", "0001-01-01")["status"] == "complete"


def test_a_card_is_written_only_where_it_can_serve(traam: Any, tmp_path: Path, repository: LiveRepository) -> None:
    with FaultyServer({"cas": repository}) as server:
        url = f"{server.url}/cas/oai"
        written = tmp_path / "Entrepôt Un.toml"
        traam("source", "check", url, "--write", written).expect(0)
        assert 'id = "entrepot-un"' in written.read_text(encoding="utf-8")
        assert "lettres minuscules" in traam("source", "check", url, "--id", "Mauvais Nom").expect(2).err
        repository.before = lambda asked: xml(error("badArgument")) if asked["verb"] == "ListRecords" else None
        traam("source", "check", url, "--write", tmp_path / "rien.toml").expect(1)
    assert not (tmp_path / "rien.toml").exists()

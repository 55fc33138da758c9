"""From a real OAI-PMH server (the « oaipmh » package's) to search, exports and feeds, through the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.conftest import Run, clean_environment, traam_in
from tests.real.configuration import write_configuration
from tests.real.dancer_server import DancerServer, skip_without_dancer
from tests.real.pyoai_server import PyoaiServer
from tests.real.repository import ANNEES, DISCIPLINES, GONE, OTHERS, TRAAM, filled, identifier

SERVERS = ("pyoai", "dancer")


@pytest.fixture(params=SERVERS)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The repository, answering on loopback, through one server and then through the other."""
    with serve(request.param, tmp_path_factory) as running:
        yield running


@dataclass(frozen=True)
class Held:
    """The repository harvested once, for the tests that change nothing of it."""

    served: Any
    traam: Run
    report: dict[str, Any]
    asked: tuple[dict[str, str], ...] | None
    """What the server was asked by that harvest, where it tells."""


@pytest.fixture(scope="module", params=SERVERS)
def held(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    folder = tmp_path_factory.mktemp("moisson")
    traam = traam_in(folder, clean_environment(folder))
    with serve(request.param, tmp_path_factory) as running:
        write_configuration(folder, card(running.url))
        report = traam("harvest", "--json").expect(0).json()["sources"][0]
        yield Held(running, traam, report, None if running.requests is None else tuple(running.requests))


def serve(server: str, folders: pytest.TempPathFactory) -> Any:
    """A server, to be started by « with »."""
    if server == "pyoai":
        return PyoaiServer(filled())
    skip_without_dancer()
    return DancerServer(filled(), folders.mktemp("dancer"))


def card(url: str, more: str = "") -> str:
    """A card of kind « oai »."""
    return f'id = "valmont"\ntitre = "Entrepôt de Valmont"\nkind = "oai"\nurl = "{url}"\nacademie = "Poitiers"\n{more}'


@pytest.fixture
def harvest(traam: Any, configure: Callable[..., Path], served: Any) -> Callable[..., dict[str, Any]]:
    """Run « traam harvest … --json » on the repository's card and give the report of its one source."""
    configure(card(served.url))

    def run(*options: str, code: int = 0) -> dict[str, Any]:
        report = traam("harvest", *options, "--json").expect(code).json()
        assert [source["id"] for source in report["sources"]] == ["valmont"]
        return dict(report["sources"][0])

    return run


def exported(traam: Any) -> dict[str, dict[str, Any]]:
    """Everything that is held, by identifier."""
    return {record["identifier"]: record for record in traam("export", "jsonl", "--all").expect(0).json_lines()}


def found(traam: Any, *words: str) -> list[str]:
    """The identifiers a search gives."""
    return [hit["identifier"] for hit in traam("search", *words, "--json", "--limit", "50").expect(0).json()["hits"]]


def test_first_harvest_follows_the_tokens_to_the_end(held: Held) -> None:
    report = held.report
    assert report["status"] == "complete", report
    assert report["new"] == TRAAM + OTHERS
    assert (report["modified"], report["deleted"]) == (0, 0)
    pages = -(-(TRAAM + OTHERS + GONE) // held.served.batch)
    assert report["requests"] == 1 + pages  # Identify, then ListRecords to the end
    if held.asked is not None:
        lists = [request for request in held.asked if request.get("verb") == "ListRecords"]
        assert ["resumptionToken" in request for request in lists] == [False, True, True]
        assert report["requests"] == len(held.asked)


def test_exported_records_say_what_the_repository_says(held: Held) -> None:
    living = {one.identifier: one for one in held.served.repository.living}
    records = {name: record for name, record in exported(held.traam).items() if not record["deleted"]}
    assert set(records) == set(living)
    for name, one in living.items():
        record = records[name]
        assert record["titre"] == one.fields["title"][0]
        assert record["url"] == one.fields["identifier"][0]
        assert record["auteurs"] == one.fields.get("creator", [])
        assert record["date_publication"] == one.fields.get("date", [None])[0]
        assert record["source"] == "valmont"


def test_productions_are_told_from_the_rest(held: Held) -> None:
    published = {record["identifier"]: record for record in held.traam("export", "jsonl").expect(0).json_lines()}
    assert set(published) == {identifier(number) for number in range(TRAAM)}
    for number in range(TRAAM):
        record = published[identifier(number)]
        assert record["disciplines"] == [DISCIPLINES[number % len(DISCIPLINES)]]
        assert record["annee_scolaire"] == ANNEES[number % 2]
        assert len(record["niveaux"]) == 1
        assert f"motif-{number}" in record["mots_cles"]


def test_search_finds_a_production_by_its_words_and_filters(held: Held) -> None:
    traam = held.traam
    assert set(found(traam, "robot", "arpenteur")) == {identifier(9), identifier(19)}
    assert found(traam, "robot", "arpenteur", "--annee", "2023-2024") == found(traam, "robot", "arpenteur")
    assert found(traam, "robot", "arpenteur", "--annee", "2022-2023") == []
    assert found(traam, "gymnase") == []
    assert set(found(traam, "gymnase", "--all")) == {identifier(number) for number in range(TRAAM, TRAAM + OTHERS)}


def test_second_harvest_changes_nothing(held: Held) -> None:
    before = exported(held.traam)
    report = held.traam("harvest", "--json").expect(0).json()["sources"][0]
    assert report["status"] == "complete"
    assert (report["new"], report["modified"], report["deleted"]) == (0, 0, 0)
    assert exported(held.traam) == before
    again = held.traam("harvest", "--full", "--json").expect(0).json()["sources"][0]
    assert (again["new"], again["modified"], again["deleted"]) == (0, 0, 0)
    assert again["unchanged"] == TRAAM + OTHERS


def test_changed_record_is_found_under_its_new_words_only(harvest: Any, traam: Any, served: Any) -> None:
    harvest()
    served.repository.change(identifier(3), title=["TraAM 2023-2024 – Sonder une éclipse"])
    report = harvest()
    assert (report["new"], report["modified"], report["deleted"]) == (0, 1, 0)
    assert found(traam, "éclipse") == [identifier(3)]
    assert identifier(3) not in found(traam, "bille")


def test_deleted_record_leaves_search_exports_and_feeds(harvest: Any, traam: Any, served: Any, tmp_path: Path) -> None:
    harvest()
    assert identifier(5) in atom_identifiers(traam, tmp_path, exported(traam))
    served.repository.delete(identifier(5))
    report = harvest()
    assert (report["status"], report["new"], report["modified"], report["deleted"]) == ("complete", 0, 0, 1)
    assert identifier(5) not in found(traam, "image", "satellite")
    assert identifier(15) in found(traam, "image", "satellite")
    assert identifier(5) not in [record["identifier"] for record in traam("export", "jsonl").expect(0).json_lines()]
    everything = exported(traam)
    assert everything[identifier(5)]["deleted"] is True
    listed = atom_identifiers(traam, tmp_path, everything)
    assert listed == {identifier(number) for number in range(TRAAM)} - {identifier(5)}
    assert harvest()["deleted"] == 0


def atom_identifiers(traam: Any, folder: Path, records: dict[str, dict[str, Any]]) -> set[str]:
    """Publish, and give the identifiers of the records the main feed links to."""
    traam("publish", "--out", "flux").expect(0)
    names = {"a": "http://www.w3.org/2005/Atom"}
    root = etree.fromstring((folder / "flux" / "productions.atom").read_bytes())
    links = {str(link) for link in root.xpath("a:entry/a:link[not(@rel) or @rel='alternate']/@href", namespaces=names)}
    return {name for name, record in records.items() if record["url"] in links}


def test_vanished_record_is_seen_by_a_full_harvest(harvest: Any, traam: Any, served: Any) -> None:
    harvest()
    served.repository.forget(identifier(7))
    for _ in range(2):
        report = harvest("--full")
        assert report["status"] == "complete"
    assert exported(traam)[identifier(7)]["deleted"] is True
    assert identifier(7) not in found(traam, "météo")
    assert identifier(17) in found(traam, "météo")


def test_record_that_comes_back_is_found_again(harvest: Any, traam: Any, served: Any) -> None:
    harvest()
    served.repository.delete(identifier(8))
    harvest()
    served.repository.change(identifier(8))
    harvest()
    assert exported(traam)[identifier(8)]["deleted"] is False
    assert identifier(8) in found(traam, "archives")


def test_only_the_sets_of_the_card_are_asked(traam: Any, configure: Any, held: Held) -> None:
    configure(card(held.served.url, 'sets = ["divers"]\n'))
    report = traam("harvest", "--json").expect(0).json()["sources"][0]
    assert (report["status"], report["new"]) == ("complete", OTHERS)
    assert set(exported(traam)) == {identifier(number) for number in range(TRAAM, TRAAM + OTHERS)}


def test_format_the_repository_does_not_have_is_said(traam: Any, configure: Any, held: Held) -> None:
    configure(card(held.served.url, 'metadata_prefix = "lom"\n'))
    outcome = traam("harvest", "--json").expect(1)
    report = outcome.json()["sources"][0]
    assert report["status"] == "failed"
    assert "cannotDisseminateFormat" in report["message"]
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("server", SERVERS)
def test_repository_that_stopped_answering_loses_nothing(
    traam: Any, configure: Any, tmp_path_factory: pytest.TempPathFactory, server: str
) -> None:
    with serve(server, tmp_path_factory) as running:
        configure(card(running.url))
        traam("harvest", "--json").expect(0)
        before = exported(traam)
    outcome = traam("harvest", "--json").expect(1)
    report = outcome.json()["sources"][0]
    assert report["status"] == "failed"
    assert report["message"]
    assert "Traceback" not in outcome.err
    assert exported(traam) == before
    assert identifier(9) in found(traam, "arpenteur")


def test_repository_is_looked_at_before_its_first_harvest(traam: Any, tmp_path: Path, held: Held) -> None:
    served = held.served
    path = tmp_path / "carte" / "valmont.toml"
    said = traam("source", "check", served.url, "--json", "--write", path).expect(0)
    seen = said.json()
    assert seen["harvestable"]
    assert "oai_dc" in seen["formats"]
    assert seen["sample"]["records"] == served.batch
    assert seen["sample"]["read"] + seen["sample"]["deleted"] == served.batch
    assert seen["unreadable"] == []
    assert not [fault for fault in seen["faults"] if "refus" in fault or "XML" in fault], seen["faults"]
    assert f'url = "{served.url}"' in path.read_text(encoding="utf-8")

"""The main job, whole, through the command line, on the example sources."""

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest

from examples.configuration import write_configuration
from examples.servers import ExampleServers
from tests.conftest import clean_environment, copy_examples, traam_in

CHANGES = ("new", "modified", "deleted")
DOCUMENTED = [
    "identifier", "titre", "url", "description", "elements", "academies", "disciplines", "niveaux", "annee_scolaire",
    "groupe", "type", "auteurs", "mots_cles", "outils", "competences", "langues", "date_publication",
    "date_modification", "documents", "source", "traam", "deleted",
]  # fmt: skip


@pytest.fixture
def configured(tmp_path, example_servers):
    """A configuration of the example sources in tmp_path, for a test that changes them or harvests them first."""
    write_configuration(tmp_path, example_servers.oai_url, example_servers.site_url)
    return example_servers


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory):
    """The example sources, which no test of these changes, and a folder where they were harvested."""
    folder = tmp_path_factory.mktemp("moisson")
    with ExampleServers() as servers:
        write_configuration(folder, servers.oai_url, servers.site_url)
        traam_in(folder, clean_environment(folder))("harvest").expect(0)
        yield folder


@pytest.fixture
def harvested(unchanged, tmp_path):
    """The example sources harvested in tmp_path, and still there to be asked again."""
    return copy_examples(unchanged, tmp_path)


def by_source(report):
    return {source["id"]: source for source in report["sources"]}


def digests(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def source_ids(traam):
    return {item["kind"]: item["id"] for item in traam("sources", "--json").expect(0).json()}


def test_a_first_harvest_fills_store_index_and_feeds(traam, configured, tmp_path):
    report = traam("harvest", "--json").expect(0).json()

    for source in report["sources"]:
        assert source["status"] == "complete"
        assert source["seen"] == source["new"] > 0
        assert source["modified"] == source["unchanged"] == source["deleted"] == 0
        assert source["requests"] > 0
        assert source["bytes"] > 0
    records = traam("export", "jsonl").expect(0).json_lines()
    assert len(records) >= 35
    assert {record["groupe"] for record in records if record["groupe"]} == {
        group["id"] for group in traam("groups", "--json").json()
    }
    found = traam("search", "intelligence", "artificielle", "--json").expect(0).json()
    assert found["total"] >= 3
    assert set(found["facets"]) >= {"disciplines", "academies", "niveaux", "annee_scolaire", "groupe", "type"}
    traam("publish", "--out", "flux").expect(0)
    feed = (tmp_path / "flux" / "productions.atom").read_text(encoding="utf-8")
    assert feed.count("<entry") == len(records)


def test_a_second_harvest_finds_nothing_changed_and_says_so(traam, harvested):
    outcome = traam("harvest", "--json").expect(0)
    said = traam("harvest").expect(0)

    assert all(source[name] == 0 for source in outcome.json()["sources"] for name in CHANGES)
    assert "rien de changé" in said.out


def test_the_fields_of_a_record_are_the_documented_ones_in_their_order(traam, harvested):
    record = traam("export", "jsonl").json_lines()[0]
    hit = traam("search", "--all", "--json").json()["hits"][0]

    assert list(record) == [*DOCUMENTED, "id", "updated"]
    assert list(hit) == [*DOCUMENTED, "score", "matched", "missing", "told", "extrait"]
    assert set(record["traam"]) == {"score", "reasons", "class"}


def test_what_is_not_a_work_of_a_group_is_kept_apart(traam, harvested):
    published = traam("export", "jsonl").json_lines()
    everything = traam("export", "jsonl", "--all").json_lines()

    assert {record["traam"]["class"] for record in published} <= {"production", "synthese"}
    assert not any(record["deleted"] for record in published)
    left_out = {record["traam"]["class"] for record in everything} - {"production", "synthese"}
    assert {"appel", "compte_rendu", "mention", None} <= left_out
    assert any(record["deleted"] for record in everything)


def test_a_change_at_the_repository_goes_through_to_index_and_feeds(traam, configured, tmp_path):
    traam("harvest").expect(0)
    oai = source_ids(traam)["oai"]
    records = [record for record in traam("export", "jsonl").json_lines() if record["source"] == oai]
    edited, deleted = records[0]["identifier"], records[1]["identifier"]
    configured.edit(edited, titre="TraAM : un titre quelconque sur les xylophones")
    configured.delete(deleted)

    report = by_source(traam("harvest", "--json").expect(0).json())[oai]

    assert (report["modified"], report["deleted"], report["new"]) == (1, 1, 0)
    assert [hit["identifier"] for hit in traam("search", "xylophones", "--json").json()["hits"]] == [edited]
    traam("publish", "--out", "flux").expect(0)
    feed = (tmp_path / "flux" / "productions.atom").read_text(encoding="utf-8")
    assert "xylophones" in feed
    assert records[1]["titre"] not in feed
    assert traam("show", deleted, "--json").expect(0).json()["deleted"] is True


def test_a_page_that_vanishes_is_withdrawn_when_a_second_run_confirms_it(traam, configured):
    traam("harvest").expect(0)
    site = source_ids(traam)["site"]
    page = next(
        record
        for record in traam("export", "jsonl").json_lines()
        if record["source"] == site and record["identifier"].startswith(configured.site_url)
    )
    configured.delete(int(re.search(r"article(\d+)", page["identifier"])[1]))

    first = by_source(traam("harvest", "--json").json())[site]
    still_there = traam("show", page["identifier"], "--json").json()
    second = by_source(traam("harvest", "--json").json())[site]

    assert (first["deleted"], still_there["deleted"]) == (0, False)
    assert "à confirmer" in first["message"]
    assert second["deleted"] == 1
    assert page["identifier"] not in {record["identifier"] for record in traam("export", "jsonl").json_lines()}


def test_a_failing_source_stops_only_itself(traam, configured):
    configured.fail(oai=True)

    outcome = traam("harvest", "--json").expect(1)

    reports = by_source(outcome.json())
    ids = {item["kind"]: item["id"] for item in traam("sources", "--json").json()}
    assert reports[ids["oai"]]["status"] == "failed"
    assert "503" in reports[ids["oai"]]["message"]
    assert reports[ids["site"]]["status"] == "complete"


def test_the_store_is_rebuilt_from_the_raw_payloads(traam, harvested, tmp_path):
    before = traam("export", "jsonl", "--all").json_lines()
    for path in (tmp_path / "data").glob("traam.sqlite*"):
        path.unlink()

    rebuilt = traam("reindex", "--from", "raw", "--json").expect(0).json()

    assert rebuilt["new"] + sum(record["deleted"] for record in before) == len(before)
    assert traam("export", "jsonl", "--all").json_lines() == before


def test_rebuilding_over_a_store_changes_nothing(traam, harvested):
    before = traam("export", "jsonl", "--all").out

    rebuilt = traam("reindex", "--from", "raw", "--json").expect(0).json()

    assert (rebuilt["new"], rebuilt["modified"]) == (0, 0)
    assert traam("export", "jsonl", "--all").out == before


def test_a_group_file_changed_is_applied_by_reading_the_payloads_again(traam, harvested, tmp_path):
    group = next(iter((tmp_path / "groups").glob("svt*.toml")))
    text = group.read_text(encoding="utf-8")
    group.write_text(re.sub(r'^id = ".*"$', 'id = "autre-nom"', text, count=1, flags=re.MULTILINE), encoding="utf-8")

    told = traam("reindex", "--from", "raw").expect(0).err

    assert "plus de fichier dans groups/ ; ses notices ne sont plus d'aucun groupe" in told
    assert traam("search", "--groupe", "autre-nom", "--json").expect(0).json()["total"] > 0


def test_the_index_is_rebuilt_from_the_store_when_it_is_damaged(traam, harvested, tmp_path):
    before = traam("search", "intelligence", "--json").json()
    for path in (tmp_path / "data" / "index").glob("part-*/*.bin"):
        path.write_bytes(b"abime")

    outcome = traam("search", "intelligence", "--json").expect(0)

    assert outcome.json() == before
    assert "refait" in outcome.err


@pytest.mark.parametrize(
    ("asked", "code"), [(["--niveau", "licorne"], 2), (["niveau:licorne"], 2), (["--niveau", "CP"], 0)]
)
def test_an_unknown_value_of_a_filter_is_said_and_ends_with_2(traam, harvested, asked, code):
    outcome = traam("search", "intelligence", *asked).expect(code)

    assert ("« licorne »" in outcome.err) == (code == 2)


def test_two_publications_of_one_store_are_the_same_bytes(traam, harvested, tmp_path):
    traam("publish", "--out", "a").expect(0)
    traam("publish", "--out", "b").expect(0)

    manifests = [json.loads((tmp_path / name / "manifest.json").read_bytes()) for name in "ab"]
    assert manifests[0] | {"generated_at": ""} == manifests[1] | {"generated_at": ""}
    for name in "ab":
        (tmp_path / name / "manifest.json").unlink()
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_only_sources_whose_time_has_come_are_due(traam, configured):
    first = traam("harvest", "--due", "--json").expect(0).json()
    second = traam("harvest", "--due", "--json").expect(0).json()

    assert len(first["sources"]) == 2
    assert second["sources"] == []


def test_one_source_is_harvested_by_its_name(traam, harvested):
    ids = source_ids(traam)

    report = traam("harvest", ids["site"], "--json").expect(0).json()

    assert [source["id"] for source in report["sources"]] == [ids["site"]]


def test_show_tells_where_each_value_comes_from(traam, harvested):
    identifier = traam("search", "--niveau", "3e", "--json").json()["hits"][0]["identifier"]

    told = traam("show", identifier, "--evidence").expect(0).out
    evidence = traam("show", identifier, "--evidence", "--json").expect(0).json()["evidence"]

    assert "D'où viennent ces valeurs" in told
    assert {"titre", "niveaux"} <= {proof["field"] for proof in evidence}
    assert all(proof["place"] and proof["rule"] for proof in evidence)


def test_no_address_of_a_person_leaves_the_service(traam, harvested, tmp_path):
    traam("publish", "--out", "flux").expect(0)
    exported = traam("export", "jsonl", "--all").out + traam("export", "csv", "--all").out

    files = [path for path in (tmp_path / "flux").rglob("*") if path.is_file()]
    spreadsheet = zipfile.ZipFile(tmp_path / "flux" / "productions.ods").read("content.xml").decode()
    bilans = [zipfile.ZipFile(path).read("content.xml").decode() for path in files if path.suffix == ".odt"]
    texts = [path.read_text(encoding="utf-8-sig") for path in files if path.suffix not in {".ods", ".odt"}]
    # Pages give the address of the service itself, to report a mistake.
    texts = [text.replace('"mailto:moisson@example.org?', "") for text in [*texts, *bilans, exported, spreadsheet]]
    assert bilans

    assert not re.search(r"[\w.+-]+@(?!example\.org)[\w-]+\.[a-z]{2,}", "\n".join(texts))
    assert "@example.org" not in "\n".join(texts)


def test_export_to_a_file_leaves_the_standard_output_alone(traam, harvested, tmp_path):
    outcome = traam("export", "csv", "--out", "productions.csv").expect(0)

    content = (tmp_path / "productions.csv").read_bytes()
    assert outcome.out == ""
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") >= 36


def test_json_is_the_only_thing_on_the_standard_output(traam, harvested):
    for command in (["harvest", "--json"], ["sources", "--json"], ["groups", "--json"],
                    ["doctor", "--deep", "--json"]):  # fmt: skip
        json.loads(traam(*command).out)


def test_a_full_harvest_asks_for_everything_and_changes_nothing(traam, configured):
    first = by_source(traam("harvest", "--json").expect(0).json())
    oai = source_ids(traam)["oai"]

    again = by_source(traam("harvest", oai, "--full", "--json").expect(0).json())

    assert again[oai]["seen"] == again[oai]["unchanged"] == first[oai]["seen"]


def test_a_harvest_since_a_date_asks_from_it(traam, harvested):
    oai = source_ids(traam)["oai"]

    since = traam("harvest", oai, "--since", "2025-06-01", "--json").expect(0).json()["sources"][0]

    assert 0 < since["seen"] < 29
    assert since["new"] == since["modified"] == 0

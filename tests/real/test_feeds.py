"""Each published file, taken in by a program nobody here wrote; each test is skipped where its program is missing."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import feedparser
import jsonschema
import pytest
import rdflib

from feeds.publishing.publication import Publication, newest_first, publish
from feeds.syndication.journal import PAGE
from feeds.wording.identity import entry_id
from schemas.files.group import Element, Group
from schemas.types.record import Document, Record, StoredRecord, Traam
from tests.real.npm_packages import FEED_SCHEMAS, npm_packages
from tests.real.static_site import engine_folder

DATA = Path(__file__).resolve().parents[1] / "data" / "grammars"
GROUP = Group("maths-2025", "Mathématiques", ("2025-2026",), "Jouer & prouver", elements=(Element("niveau", "Niveau"),))
HOSTILE = "<script>alert(1)</script> ]]> \x00\x1b\ud800 anne.dubosc@exemple.fr"
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
COUNT = 2 * PAGE + 20
LEFT = COUNT - 3
SCHEMA_ORG = "https://schema.org/"


def stored(number: int) -> StoredRecord:
    """Make a production; the first is hostile in every field, the second says almost nothing."""
    document = Document(f"https://a.exemple.fr/{number}.pdf", "La séance", "application/pdf", 12_345)
    record = Record(
        identifier=f"oai:exemple:{number}",
        source="essai",
        titre=f"Production n° {number} & « suites »",
        url=f"https://a.exemple.fr/spip.php?article{number}&lang=fr",
        description="Un jeu de dés.\nPuis une preuve : 2 < 3.",
        elements=MappingProxyType({"niveau": ("6e", "5e")}),
        academies=("Lille",),
        disciplines=("Mathématiques",),
        niveaux=("6e", "5e"),
        annee_scolaire="2025-2026",
        groupe=GROUP.id,
        auteurs=("Odile Vanneau",),
        mots_cles=("jeu",),
        documents=(document,),
        date_publication="2026-01-15",
        traam=Traam(0.9, ("« TraAM »",), "production"),
    )
    if number == 1:
        many = (HOSTILE, "=1+1")
        documents = (replace(document, url="javascript:alert(1)"), replace(document, media_type="<b>", titre=HOSTILE))
        record = replace(
            record, titre=HOSTILE, description=HOSTILE, auteurs=many, mots_cles=many, disciplines=many,
            academies=many, annee_scolaire=HOSTILE, url="javascript:alert(1)",
            documents=documents,
        )  # fmt: skip
        record = replace(record, niveaux=("=1+1",))
    if number == 2:
        record = Record("vide", "essai")
    moment = MOMENT - timedelta(hours=number)
    return StoredRecord(record, moment, moment, moment)


def publication(count: int) -> Publication:
    records = newest_first(stored(number) for number in range(count))
    gone = [(f"parti-{number}", MOMENT - timedelta(hours=number)) for number in range(5)]
    return Publication(records, (GROUP,), (), (), "https://flux.exemple.fr/", MOMENT, withdrawn=gone)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish twice, so that there are archives, changes and tombstones."""
    out = tmp_path_factory.mktemp("publie") / "flux"
    publish(out, publication(COUNT))
    publish(out, publication(LEFT))
    return out


@pytest.fixture(scope="module")
def run() -> Callable[..., str]:
    """Run a program of a Debian package and give what it says; the test is skipped where it is not installed."""

    def run_program(package: str, program: str, *arguments: str | Path, cwd: Path | None = None) -> str:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian package {package})")
        done = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, check=False, timeout=120, text=True, cwd=cwd
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run_program


@pytest.fixture(scope="module")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The npm packages that bring the schemas."""
    return npm_packages(tmp_path_factory, *FEED_SCHEMAS)


def test_jing_finds_every_feed_and_archive_in_the_grammar_of_atom(published, run, tmp_path):
    feeds = sorted(published.glob("*.atom"))
    assert len(feeds) > 10

    assert run("jing", "jing", "-c", DATA / "atom.rnc", *feeds) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<updated>", b"<updated>le "),
        (b"<feed ", b"<feed version='0.3' "),
        (b"</entry>", b"<id>deux</id></entry>"),
        (b"</feed>", b"<at:deleted-entry ref='x' when='2026-01-01T00:00:00Z'/></feed>"),
    ],
)
def test_the_grammar_refuses_what_is_not_atom(published, run, tmp_path, before, after):
    (tmp_path / "faux.atom").write_bytes((published / "nouveautes.atom").read_bytes().replace(before, after, 1))

    with pytest.raises(AssertionError, match="error:"):
        run("jing", "jing", "-c", DATA / "atom.rnc", tmp_path / "faux.atom")


def test_feedparser_reads_the_feed_to_follow_and_its_archives_to_the_end(published):
    """Follow prev-archive from the head, as a machine does: what lives is there, what left is not."""
    name, entries, pages = "nouveautes.atom", {}, []
    while name:
        feed = feedparser.parse((published / name).read_bytes())
        assert not feed.bozo, feed.bozo_exception
        pages.append(feed)
        links = {link.rel: link.href for link in feed.feed.links}
        name = links.get("prev-archive", "").removeprefix("https://flux.exemple.fr/")
    for feed in reversed(pages):
        entries |= {entry.id: entry for entry in feed.entries}
    gone = {entry_id(stored(number).record.identifier) for number in range(LEFT, COUNT)}

    assert len(pages) == 2
    assert set(entries) - gone == {entry_id(stored(number).record.identifier) for number in range(LEFT)}
    assert entries[entry_id("oai:exemple:3")].enclosures[0].href == "https://a.exemple.fr/3.pdf"


def test_sfeed_reads_rss_as_it_reads_atom(published):
    if shutil.which("sfeed") is None:
        pytest.skip("sfeed is not installed (Debian package sfeed)")

    read = {}
    for name in ("nouveautes.rss", "productions.atom"):
        done = subprocess.run(["sfeed"], input=(published / name).read_bytes(), capture_output=True, check=True)
        lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
        read[name] = {fields[5]: (fields[0], fields[1], fields[2]) for fields in lines}

    assert len(read["nouveautes.rss"]) == 100
    assert len(read["productions.atom"]) == LEFT
    assert {key: read["productions.atom"][key] for key in read["nouveautes.rss"]} == read["nouveautes.rss"]


@pytest.mark.parametrize("name", ["nouveautes.atom", "nouveautes.rss", "academie-lille.atom"])
def test_newsboat_takes_each_kind_of_feed_in(published, run, tmp_path, monkeypatch, name):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "urls").write_text(f"file://{published / name}\n")
    (tmp_path / "config").write_text("")
    files = ["-u", tmp_path / "urls", "-c", tmp_path / "cache.db", "-C", tmp_path / "config"]

    run("newsboat", "newsboat", *files, "-x", "reload")

    connection = sqlite3.connect(tmp_path / "cache.db")
    items = dict(connection.execute("select guid, url from rss_item").fetchall())
    connection.close()
    assert len(items) >= 100
    assert items[entry_id("oai:exemple:4")] == "https://a.exemple.fr/spip.php?article4&lang=fr"


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def check_rows(rows: list[list[str]]) -> None:
    """Compare what a spreadsheet read with what was published."""
    by_id = {row[0]: row for row in rows[1:]}
    assert len(rows) == LEFT + 1
    assert by_id["oai:exemple:3"][1] == "Production n° 3 & « suites »"
    assert by_id["oai:exemple:3"][3].split("\n") == ["Un jeu de dés.", "Puis une preuve : 2 < 3."]
    assert by_id["oai:exemple:1"][1].startswith("<script>alert(1)</script> ]]>")
    assert by_id["oai:exemple:1"][11].endswith(" | =1+1")


def test_gnumeric_opens_the_spreadsheet(published, run, tmp_path):
    run("gnumeric", "ssconvert", published / "productions.ods", tmp_path / "lu.csv")

    check_rows(rows_of(tmp_path / "lu.csv"))


def test_libreoffice_opens_the_spreadsheet(published, run, tmp_path):
    profile = f"-env:UserInstallation=file://{tmp_path / 'profil'}"
    options = ["--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76", "--outdir", tmp_path]

    program = shutil.which("soffice")
    if program is None or not (Path(program).resolve().parent / "libsclo.so").exists():
        pytest.skip("LibreOffice Calc is not installed (Debian package libreoffice-calc-nogui)")
    run("libreoffice-calc-nogui", program, profile, *options, published / "productions.ods")

    check_rows(rows_of(tmp_path / "productions.csv"))


def test_the_csv_computes_nothing_in_a_spreadsheet(published, run, tmp_path):
    """Each cell of the hostile production, alone in a table: what stands there is still there, none is computed."""
    with (published / "productions.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.reader(stream, delimiter=";")
        hostile = next(row for row in rows if row[0] == "oai:exemple:1")
    assert "'=1+1" in hostile
    # Gnumeric writes a date and a number its own way.
    cells = [cell.replace("\n", " ") for cell in hostile if cell and not cell[0].isdigit()]
    (tmp_path / "a.csv").write_text("".join(f'"{cell.replace(chr(34), chr(34) * 2)}"\n' for cell in [*cells, "=1+1"]))

    run("gnumeric", "ssconvert", tmp_path / "a.csv", tmp_path / "lu.csv")

    read = [row[0] for row in rows_of(tmp_path / "lu.csv")]
    assert read[-1] == "2"
    assert [text.lstrip("'") for text in read[:-1]] == [cell.lstrip("'") for cell in cells]


def test_the_json_feed_is_what_its_schema_says(published, node_modules):
    schema = json.loads((node_modules / "jsonfeed-schema" / "schema-v1.1.json").read_bytes())
    feed = json.loads((published / "productions.json").read_bytes())
    validator = jsonschema.Draft7Validator(schema)

    assert [error.message for error in validator.iter_errors(feed)] == []
    assert len(feed["items"]) == LEFT
    del feed["items"][0]["id"]
    assert [error.message for error in validator.iter_errors(feed)]


def test_frictionless_finds_the_tables_of_the_data_package_valid(published):
    python = engine_folder("frictionless-5.21.0") / "bin" / "python"
    words = [str(python), "-m", "frictionless", "validate", "--json", "datapackage.json"]
    done = subprocess.run(words, cwd=published, capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)
    assert said["valid"], done.stdout
    count = len((published / "productions.jsonl").read_bytes().splitlines())
    assert {task["name"]: task["stats"]["rows"] for task in said["tasks"]} == {"productions": count, "fiches": count}


def test_xmllint_finds_the_sitemap_in_its_schema(published, run, node_modules, tmp_path):
    schema = node_modules / "sitemap" / "schema" / "sitemap.xsd"

    run("libxml2-utils", "xmllint", "--noout", "--nonet", "--schema", schema, published / "sitemap.xml")

    wrong = (published / "sitemap.xml").read_bytes().replace(b"<loc>", b"<lieu>").replace(b"</loc>", b"</lieu>")
    (tmp_path / "faux.xml").write_bytes(wrong)
    with pytest.raises(AssertionError):
        run("libxml2-utils", "xmllint", "--noout", "--nonet", "--schema", schema, tmp_path / "faux.xml")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # of its own reader of JSON-LD
def test_rdflib_reads_every_learning_resource(published):
    """The context is asked on the network, which tests have not: the same vocabulary is given in its place."""
    document = json.loads((published / "productions.jsonld").read_bytes())
    assert document.pop("@context") == SCHEMA_ORG.rstrip("/")
    graph = rdflib.Graph()

    graph.parse(data=json.dumps({"@context": {"@vocab": SCHEMA_ORG}, **document}), format="json-ld")

    schema = rdflib.Namespace(SCHEMA_ORG)
    resources = set(graph.subjects(rdflib.RDF.type, schema.LearningResource))
    assert resources == {rdflib.URIRef(entry_id(stored(number).record.identifier)) for number in range(LEFT)}
    (name,) = graph.objects(rdflib.URIRef(entry_id("oai:exemple:3")), schema.name)
    assert str(name) == "Production n° 3 & « suites »"


def test_xmllint_finds_every_notice_and_feed_well_formed(published, run):
    files = [*published.glob("notices/*.xml"), *published.glob("*.atom"), published / "nouveautes.rss"]
    assert len(files) > LEFT

    run("libxml2-utils", "xmllint", "--noout", "--nonet", *files)

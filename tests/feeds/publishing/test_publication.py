"""The published folder, whole or not touched."""

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest

from feeds.publishing.publication import publish
from feeds.wording.identity import entry_id, group_feed_name
from schemas.parsing.xml import parse_xml
from schemas.types.errors import NothingToDoError, SettingsError
from tests.feeds.publishing.published import contents

UNKNOWN_GROUP = "Élan & Cie/../x"


def is_of_part(name: str) -> bool:
    """Whether a file is of a group, a discipline…"""
    return name.startswith(("groupe-", "discipline-", "academie-", "annee-", "theme-"))


def manifest(folder: Path) -> dict[str, dict]:
    return {item["name"]: item for item in json.loads((folder / "manifest.json").read_bytes())["files"]}


def test_every_file_is_there_and_said(tmp_path, make_publication):
    written = publish(tmp_path / "a" / "flux", make_publication())

    names = [
        "productions.atom",
        "nouveautes.atom",
        "nouveautes-etat.json",
        "groupe-maths-2024-2025.atom",
        "groupe-svt-2024-2025.atom",
        group_feed_name(UNKNOWN_GROUP),
        "discipline-mathematiques.atom",
        "academie-lille.atom",
        "academie-nice.atom",
        "annee-2024-2025.atom",
        "theme-jouer-pour-raisonner.atom",
        "productions.csv",
        "productions.ods",
        "productions.jsonl",
        "productions.json",
        "productions.jsonld",
        "productions-amb.jsonl",
        "nouveautes.rss",
        "sitemap.xml",
        "fiches",
        "fiches.csv",
        "robots.txt",
        "schemas",
        "datapackage.json",
        "contrat.md",
        "contrat-annexe.md",
        "notices",
        "report.html",
        "manifest.json",
    ]
    names += [name.replace(".atom", ending) for name in names if is_of_part(name) for ending in (".csv", ".jsonl")]
    assert sorted(path.name for path in written) == sorted(names)
    assert written[-1].name == "manifest.json"
    assert sorted(contents(tmp_path / "a" / "flux")) == sorted(names)


def test_the_manifest_tells_each_file(tmp_path, make_publication):
    publish(tmp_path, make_publication())

    found = contents(tmp_path)
    listed = manifest(tmp_path)
    assert {name.rstrip("/") for name in listed} == set(found) - {"manifest.json"}
    for name, item in listed.items():
        assert item["sha256"] == hashlib.sha256(found[name.rstrip("/")]).hexdigest()
    counts = {name: item["count"] for name, item in listed.items()}
    for name in filter(is_of_part, counts):
        stem = name.rpartition(".")[0]
        assert counts[f"{stem}.csv"] == counts[f"{stem}.jsonl"] == counts[f"{stem}.atom"]
    assert {name: n for name, n in counts.items() if not is_of_part(name) or name.endswith(".atom")} == {
        "productions.atom": 3,
        "nouveautes.atom": 3,
        "nouveautes-etat.json": 0,
        "groupe-maths-2024-2025.atom": 2,
        "groupe-svt-2024-2025.atom": 0,
        group_feed_name(UNKNOWN_GROUP): 1,
        "discipline-mathematiques.atom": 3,
        "academie-lille.atom": 3,
        "academie-nice.atom": 3,
        "annee-2024-2025.atom": 3,
        "theme-jouer-pour-raisonner.atom": 2,
        "productions.csv": 3,
        "productions.ods": 3,
        "productions.jsonl": 3,
        "productions.json": 3,
        "productions.jsonld": 3,
        "productions-amb.jsonl": 3,
        "nouveautes.rss": 3,
        "sitemap.xml": 3,
        "fiches/": 3,
        "fiches.csv": 3,
        "robots.txt": 0,
        "schemas/": 4,
        "datapackage.json": 0,
        "contrat.md": 0,
        "contrat-annexe.md": 0,
        "notices/": 3,
        "report.html": 3,
    }
    assert listed["productions.atom"]["media_type"] == "application/atom+xml; charset=utf-8"


def test_each_part_has_the_rows_of_its_productions(tmp_path, make_publication):
    publish(tmp_path, make_publication())

    whole = (tmp_path / "productions.jsonl").read_text().splitlines()
    of_group = [line for line in whole if json.loads(line)["groupe"] == "maths-2024-2025"]
    assert (tmp_path / "groupe-maths-2024-2025.jsonl").read_text().splitlines() == of_group
    table = list(
        csv.DictReader(io.StringIO((tmp_path / "groupe-maths-2024-2025.csv").read_text("utf-8-sig")), delimiter=";")
    )
    assert [row["identifier"] for row in table] == [json.loads(line)["identifier"] for line in of_group]
    assert (tmp_path / "academie-nice.csv").read_bytes() == (tmp_path / "productions.csv").read_bytes()
    assert (tmp_path / "groupe-svt-2024-2025.csv").read_bytes().count(b"\r\n") == 1


def test_each_group_has_its_own_feed(tmp_path, make_publication):
    publish(tmp_path, make_publication())

    feed = feedparser.parse((tmp_path / "groupe-maths-2024-2025.atom").read_bytes())
    assert feed.feed.title == "TraAM Mathématiques 2024-2025"
    assert feed.feed.subtitle == "Jouer pour raisonner"
    assert {link.rel: link.href for link in feed.feed.links} == {
        "self": "https://flux.exemple.fr/traam/groupe-maths-2024-2025.atom",
        "alternate": "https://vitrine.example.org/maths",
    }
    assert [entry.id for entry in feed.entries] == [entry_id("oai:exemple:1"), entry_id("oai:exemple:2")]


def test_entries_come_newest_first_and_date_the_feed(tmp_path, make_publication, make_stored):
    day = datetime(2026, 5, 1, tzinfo=UTC)
    records = [make_stored(number, updated=day + timedelta(days=number)) for number in (2, 3, 1)]

    publish(tmp_path, make_publication(records=records))

    feed = feedparser.parse((tmp_path / "productions.atom").read_bytes())
    assert [entry.id for entry in feed.entries] == [entry_id(f"oai:exemple:{number}") for number in (3, 2, 1)]
    assert feed.feed.updated == feed.entries[0].updated == "2026-05-04T00:00:00Z"


def test_an_empty_feed_has_the_date_the_caller_gives(tmp_path, make_publication):
    publish(tmp_path, make_publication(records=()))

    feed = feedparser.parse((tmp_path / "productions.atom").read_bytes())
    assert (feed.feed.updated, feed.entries) == ("2026-03-01T08:30:00Z", [])


def test_two_publications_of_the_same_are_the_same_bytes(tmp_path, make_publication):
    publication = make_publication()
    publish(tmp_path / "a", publication)
    publish(tmp_path / "b", publication)
    publish(tmp_path / "a", publication)

    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_feed_that_is_no_more_is_removed(tmp_path, make_publication):
    publish(tmp_path, make_publication())

    publish(tmp_path, make_publication(groups=()))

    assert "groupe-svt-2024-2025.atom" not in contents(tmp_path)
    assert "groupe-maths-2024-2025.atom" in contents(tmp_path)


@pytest.mark.parametrize("name", ["report.html", "productions.atom", "index.html", ".htaccess"])
@pytest.mark.parametrize("already", [False, True])
def test_a_folder_that_holds_what_others_wrote_is_not_replaced(tmp_path, make_publication, name, already):
    out = tmp_path / "flux"
    out.mkdir()
    if already:
        publish(out, make_publication())
        (out / "report.html").rename(tmp_path / "ailleurs")
        forget(out, "productions.atom", "report.html")
        (out / "productions.atom").unlink()
    before = contents(out) | {name: "à quelqu'un d'autre".encode()}
    (out / name).write_text("à quelqu'un d'autre")

    with pytest.raises(NothingToDoError, match="n'a pas été écrit par") as caught:
        publish(out, make_publication())

    assert str(out / name) in str(caught.value)
    assert contents(out) == before


def forget(folder: Path, *names: str) -> None:
    """Take files out of a manifest."""
    content = json.loads((folder / "manifest.json").read_bytes())
    content["files"] = [item for item in content["files"] if item["name"] not in names]
    (folder / "manifest.json").write_text(json.dumps(content))


FOREIGN = {
    "empty": b"",
    "a list": b"[]",
    "an empty table": b"{}",
    "another program's": b'{"generator": "autre", "files": []}',
    "without files": b'{"generator": "traam"}',
    "files of no kind": b'{"generator": "traam", "files": 3}',
    "an unfinished file": b'{"generator": "traam", "files": [{"name": "a"}]}',
    "too deep": b"[" * 100_000,
    "no UTF-8": b"\xff",
}


@pytest.mark.parametrize("before", FOREIGN.values(), ids=FOREIGN)
def test_a_manifest_that_is_not_ours_is_refused(tmp_path, make_publication, before):
    (tmp_path / "manifest.json").write_bytes(before)

    with pytest.raises(NothingToDoError, match=r"manifest\.json n'a pas été écrit par"):
        publish(tmp_path, make_publication())

    assert contents(tmp_path) == {"manifest.json": before}


def test_a_forged_manifest_removes_nothing_outside_the_folder(tmp_path, make_publication):
    out = tmp_path / "flux"
    publish(out, make_publication())
    (tmp_path / "precieux.atom").write_text("à garder")
    forged = json.loads((out / "manifest.json").read_bytes())
    for name in ("../precieux.atom", str(tmp_path / "precieux.atom"), "manifest.json", "", ".", ".."):
        forged["files"].append({"name": name, "media_type": "", "count": 0, "sha256": ""})
    (out / "manifest.json").write_text(json.dumps(forged))

    publish(out, make_publication(groups=()))

    assert (tmp_path / "precieux.atom").read_text() == "à garder"
    assert "manifest.json" in contents(out)


def test_a_link_is_replaced_and_not_followed(tmp_path, make_publication):
    out = tmp_path / "flux"
    publish(out, make_publication())
    (tmp_path / "precieux").write_text("à garder")
    (out / "productions.csv").unlink()
    (out / "productions.csv").symlink_to(tmp_path / "precieux")

    publish(out, make_publication())

    assert (tmp_path / "precieux").read_text() == "à garder"
    assert not (out / "productions.csv").is_symlink()


@pytest.mark.parametrize("base_url", ["javascript:alert(1)", "flux.exemple.fr", "", "https://", "file:///etc"])
def test_a_base_address_that_is_none_is_refused_before_anything_is_written(tmp_path, make_publication, base_url):
    with pytest.raises(SettingsError, match="n'est pas une adresse http"):
        publish(tmp_path / "flux", make_publication(base_url=base_url))

    assert not (tmp_path / "flux").exists()


def test_without_a_base_address_feeds_give_none(tmp_path, make_publication):
    publish(tmp_path, make_publication(base_url=None))

    assert b'rel="self"' not in (tmp_path / "productions.atom").read_bytes()


def test_a_link_to_the_folder_stays_a_link(tmp_path, make_publication):
    publish(tmp_path / "flux", make_publication())
    (tmp_path / "www").symlink_to(tmp_path / "flux")

    publish(tmp_path / "www", make_publication(groups=()))

    assert (tmp_path / "www").is_symlink()
    assert contents(tmp_path / "www") == contents(tmp_path / "flux")
    assert "groupe-svt-2024-2025.atom" not in contents(tmp_path / "flux")


def test_the_rights_of_the_folder_stay(tmp_path, make_publication):
    publish(tmp_path / "flux", make_publication())
    (tmp_path / "flux").chmod(0o750)

    publish(tmp_path / "flux", make_publication(groups=()))

    assert (tmp_path / "flux").stat().st_mode & 0o777 == 0o750


def test_what_is_worse_than_the_last_publication_is_refused_and_can_be_forced(tmp_path, make_publication, make_stored):
    many = make_publication(records=[make_stored(number) for number in range(20)])
    few = make_publication(records=[make_stored(number) for number in range(10)])
    publish(tmp_path / "flux", many)
    before = contents(tmp_path / "flux")

    with pytest.raises(NothingToDoError, match=r"entrepot : 10 productions, 20 à la dernière publication.*--force"):
        publish(tmp_path / "flux", few)

    assert contents(tmp_path / "flux") == before
    publish(tmp_path / "flux", replace(few, force=True))
    assert manifest(tmp_path / "flux")["productions.atom"]["count"] == 10


@pytest.mark.parametrize(("records", "is_refused"), [(range(10, 20), False), (range(16, 20), True)])
def test_works_published_twice_before_they_were_known_to_be_renamed_have_not_disappeared(
    tmp_path, make_publication, make_stored, records, is_refused
):
    publish(tmp_path / "flux", make_publication(records=[make_stored(number) for number in range(20)]))
    renamed = {("entrepot", f"oai:exemple:{number}"): [f"oai:exemple:{number - 10}"] for number in range(10, 20)}
    renamed |= {("autre", "oai:exemple:3"): ["oai:exemple:4", "oai:exemple:5"]}
    once = make_publication(records=[make_stored(number) for number in records], renamed=renamed)

    if is_refused:
        with pytest.raises(NothingToDoError, match="entrepot : 4 productions, 16 à la dernière publication"):
            publish(tmp_path / "flux", once)
    else:
        publish(tmp_path / "flux", once)
    assert manifest(tmp_path / "flux")["productions.atom"]["count"] == (20 if is_refused else 10)


def test_works_renamed_since_the_last_publication_count_once_before_and_once_now(
    tmp_path, make_publication, make_stored
):
    publish(tmp_path / "flux", make_publication(records=[make_stored(number) for number in range(20)]))
    renamed = {("entrepot", f"oai:exemple:{number}"): [f"oai:exemple:{number - 20}"] for number in range(20, 30)}
    half = make_publication(records=[make_stored(number) for number in range(20, 30)], renamed=renamed)

    with pytest.raises(NothingToDoError, match="entrepot : 10 productions, 20 à la dernière publication"):
        publish(tmp_path / "flux", half)


def test_the_manifest_tells_the_run_and_what_each_source_gave(tmp_path, make_publication):
    publish(tmp_path, make_publication())

    content = json.loads((tmp_path / "manifest.json").read_bytes())
    assert (content["run"], content["sources"]) == (1, {"entrepot": 3})


def content_of(path: Path) -> bytes:
    """What a file says: of a spreadsheet, the part that holds its cells."""
    return zipfile.ZipFile(path).read("content.xml") if path.suffix == ".ods" else path.read_bytes()


def test_hostile_productions_are_published_as_text(tmp_path, make_publication, hostile, make_stored):
    twin = replace(hostile, record=replace(hostile.record, identifier="autre", url="https://a.exemple.fr/?m=a.b@c.fr"))

    publish(tmp_path, make_publication(records=(hostile, twin, make_stored(1))))

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        content = content_of(path)
        assert b"dubosc" not in content
        assert b"javascript:" not in content
        assert b"a.b@c.fr" not in content
        assert not re.search("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\ufffe]", content.decode())
        if path.suffix in {".html", ".xml", ".atom", ".rss", ".ods"}:
            assert b"<script" not in content
            assert b"<b>gras" not in content
        if path.suffix in {".atom", ".rss", ".xml", ".ods"}:
            parse_xml(content)
    assert sum(name.endswith(".atom") for name in manifest(tmp_path)) > 10

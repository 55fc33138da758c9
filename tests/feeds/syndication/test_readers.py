"""The feeds, taken in by programs nobody here wrote; each test is skipped where its program is not installed."""

import shutil
import sqlite3
import subprocess

import pytest

from feeds.publishing.publication import publish
from feeds.wording.identity import entry_id


def installed(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        pytest.skip(f"{program} is not installed (Debian package of the same name, or libxml2-utils for xmllint)")
    return path


@pytest.fixture
def published(tmp_path, make_publication, make_stored, hostile):
    publish(tmp_path / "flux", make_publication(records=(make_stored(1), make_stored(2), hostile)))
    return tmp_path / "flux"


def test_xmllint_finds_every_feed_well_formed(published):
    feeds = sorted(map(str, published.glob("*.atom")))

    checked = subprocess.run([installed("xmllint"), "--noout", "--nonet", *feeds], capture_output=True, check=False)

    assert (checked.returncode, checked.stdout, checked.stderr) == (0, b"", b"")
    assert len(feeds) > 10


def test_sfeed_reads_titles_links_ids_and_categories(published):
    content = (published / "productions.atom").read_bytes()

    read = subprocess.run([installed("sfeed")], input=content, capture_output=True, check=True).stdout.decode()

    lines = [line.split("\t") for line in read.splitlines()]
    assert len(lines) == 3
    ordinary = {fields[5]: fields for fields in lines}[entry_id("oai:exemple:1")]
    assert ordinary[1] == "Production n° 1 & ses « suites » <ouvertes>"
    assert ordinary[2] == "https://maths.exemple.fr/spip.php?article1&lang=fr"
    assert ordinary[6] == "Odile Vanneau"
    assert {"Mathématiques", "6e", "Lille", "maths-2024-2025"} <= set(ordinary[8].split("|"))


def test_newsboat_takes_the_feed_in(published, tmp_path):
    (tmp_path / "urls").write_text(f"file://{published / 'productions.atom'}\n")
    (tmp_path / "config").write_text("")
    files = ["-u", str(tmp_path / "urls"), "-c", str(tmp_path / "cache.db"), "-C", str(tmp_path / "config")]
    environment = {"HOME": str(tmp_path), "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}

    subprocess.run(
        [installed("newsboat"), *files, "-x", "reload"], env=environment, check=True, capture_output=True, timeout=60
    )

    connection = sqlite3.connect(tmp_path / "cache.db")
    items = dict(connection.execute("select guid, url from rss_item").fetchall())
    titles = [title for (title,) in connection.execute("select title from rss_feed")]
    connection.close()
    assert titles == ["Productions des TraAM"]
    assert len(items) == 3
    assert items[entry_id("oai:exemple:2")] == "https://maths.exemple.fr/spip.php?article2&lang=fr"

"""What a harvest of a real site gave, laid beside what the site's own database or sources hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.conftest import clean_environment, traam_in
from tests.real.articles import Article, plain
from tests.real.configuration import site_card, write_configuration

ALL_SHOWN = frozenset({"date", "auteurs", "chapo"})
"""What a template can show on an article's page or in its feed, beside its title and its text."""
_SEARCHES = """
import json, sys, cli
for words in json.load(sys.stdin):
    sys.argv = ["traam", "search", *words, "--all", "--json"]
    try:
        cli.main()
    except SystemExit as end:
        if end.code:
            raise
"""
"""The command line, search after search in one process: starting it costs more than searching a small site."""


class RealSite(Protocol):
    """A running engine, filled with the articles of this folder."""

    @property
    def url(self) -> str:
        """Address of the home page, without a final slash."""

    @property
    def articles(self) -> tuple[Article, ...]:
        """What it publishes, as this engine can hold it."""

    @property
    def shown(self) -> frozenset[str]:
        """What pages or feed show beside titles and texts: « date » or « last_change », « auteurs », « chapo »."""

    def addresses(self, key: str) -> tuple[str, ...]:
        """The addresses an article may be held under."""

    def edit(self, article: Article) -> None:
        """Write an article anew, by the engine's own way."""

    def delete(self, key: str) -> None:
        """Delete an article."""


@dataclass(frozen=True)
class Reading:
    """What differs from what the site holds, in words; empty everywhere when all is read as it should be."""

    status: str = "complete"
    missing: tuple[str, ...] = ()
    invented: tuple[str, ...] = ()
    """Addresses held that are no article of the site, and those held twice."""
    titres: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    auteurs: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    presentations: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()
    """Articles that five words of their body do not find."""

    def must_be_right(self) -> None:
        """Fail, saying all that differs."""
        if self != Reading():
            faults = [f"{name}: {found}" for name, found in asdict(self).items() if found != getattr(Reading(), name)]
            pytest.fail("what is held differs from what the site holds:\n  " + "\n  ".join(faults), pytrace=False)


class Harvested:
    """A site harvested by the command line, in a folder."""

    def __init__(self, folder: Path, site: RealSite) -> None:
        self.traam = traam_in(folder, clean_environment(folder))
        self._folder = folder
        self._site = site
        write_configuration(folder, site_card(site.url))

    def harvest(self) -> dict[str, Any]:
        """Harvest once and give the report of the site, whatever the command's exit code."""
        outcome = self.traam("harvest", "--json")
        assert outcome.out.startswith("{"), outcome.err
        return dict(outcome.json()["sources"][0])

    def records(self) -> list[dict[str, Any]]:
        """The records that are held, withdrawn ones left out."""
        lines = self.traam("export", "jsonl", "--all").expect(0).json_lines()
        return [record for record in lines if not record["deleted"]]

    def by_key(self, wanted: Iterable[Article]) -> dict[str, dict[str, Any]]:
        """The records of articles, by the articles' keys."""
        held = {record["url"]: record for record in self.records()}
        found = {one.key: [held[url] for url in self._site.addresses(one.key) if url in held] for one in wanted}
        return {key: records[0] for key, records in found.items() if records}

    def reading(self, report: dict[str, Any], wanted: Sequence[Article]) -> Reading:
        """Compare what is held with the articles that should be; a field no page shows may be empty, never wrong."""
        records, shown = self.records(), self._site.shown
        keys = {url: one.key for one in wanted for url in self._site.addresses(one.key)}
        found: dict[str, dict[str, Any]] = {}
        invented = []
        for record in records:
            key = keys.get(record["url"])
            if key is None or key in found:
                invented.append(record["url"] + ("" if key is None else " (twice)"))
            else:
                found[key] = record
        pairs = [(one, found[one.key]) for one in wanted if one.key in found]
        hits = self.found_each([one.own_words for one, _ in pairs])
        return Reading(
            report["status"],
            tuple(one.key for one in wanted if one.key not in found),
            tuple(sorted(invented)),
            tuple(_titre(*pair) for pair in pairs if _titre(*pair)),
            tuple(_date(*pair, shown) for pair in pairs if _date(*pair, shown)),
            tuple(_auteurs(*pair, shown) for pair in pairs if _auteurs(*pair, shown)),
            tuple(_classe(*pair) for pair in pairs if _classe(*pair)),
            tuple(one.key for one, record in pairs if "chapo" in shown and not _presented(one, record)),
            tuple(one.key for (one, record), urls in zip(pairs, hits, strict=True) if record["url"] not in urls),
        )

    def found_each(self, searches: Sequence[Sequence[str]]) -> list[list[str]]:
        """The addresses each search gives."""
        done = subprocess.run(
            [sys.executable, "-c", _SEARCHES], cwd=self._folder, env=clean_environment(self._folder),
            input=json.dumps(searches), capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        decoder, rest, found = json.JSONDecoder(), done.stdout.strip(), []
        while rest:
            answer, end = decoder.raw_decode(rest)
            found.append([hit["url"] for hit in answer["hits"]])
            rest = rest[end:].lstrip()
        assert len(found) == len(searches), done.stdout
        return found


def _titre(article: Article, record: dict[str, Any]) -> str:
    found, wanted = plain(record["titre"] or ""), plain(article.titre)
    return "" if found.replace(" :", ":") == wanted.replace(" :", ":") else f"{article.key}: {found}"


def _date(article: Article, record: dict[str, Any], shown: frozenset[str]) -> str:
    found = record["date_publication"]
    if "last_change" in shown:  # said to be a change, shown alone: a careful reader may say no more
        found = found or record["date_modification"]
    right = found == article.date if shown & {"date", "last_change"} else found in (article.date, None)
    return "" if right else f"{article.key}: {found}"


def _auteurs(article: Article, record: dict[str, Any], shown: frozenset[str]) -> str:
    found = {plain(name) for name in record["auteurs"]}
    right = found == set(article.auteurs) or ("auteurs" not in shown and not found)
    return "" if right else f"{article.key}: {', '.join(sorted(found))}"


def _classe(article: Article, record: dict[str, Any]) -> str:
    found = record["traam"]["class"]
    return "" if found == article.classe else f"{article.key}: {found}"


def _presented(article: Article, record: dict[str, Any]) -> bool:
    return not article.chapo or plain(article.chapo) in plain(record["description"] or "")


def note(reading: Reading, wanted: int) -> None:
    """Add the reading to the file TRAAM_READINGS names, as a row of docs/quality.md's table."""
    path = os.environ.get("TRAAM_READINGS")
    if not path:
        return
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("/")[2].partition(" ")[0]
    held = wanted - len(reading.missing)
    wrong = (reading.titres, reading.dates, reading.auteurs, reading.classes, reading.presentations, reading.not_found)
    right = [f"{held - len(faults)}/{wanted}" for faults in wrong]
    cells = [test, f"{held}/{wanted}", str(len(reading.invented)), reading.status, *right]
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"| {' | '.join(cells)} |\n")

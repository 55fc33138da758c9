"""A site renames its pages: each is shown and published once, at its new address, from the harvest that meets it on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_site_harvest import configure, harvest

TEXT = f"Niveau : 3e. Travaux académiques mutualisés 2024-2025. {WORDS}"
NINE = tuple(range(1, 10))


def work(number: int, head: str = "") -> str:
    return article(f"TraAM SVT 2024-2025 : séance {number} du volcan", f"{TEXT} Séance n° {number}.", head=head)


def moved(status: int) -> Callable[[str, int], Reply | str]:
    return lambda new, _number: Reply("", status, headers={"Location": new})


HOWS: dict[str, Callable[[str, int], Reply | str]] = {
    "301": moved(301),
    "308": moved(308),
    "meta refresh": lambda new, _number: (
        f'<html><head><meta http-equiv="refresh" content="0; url={new}"></head></html>'
    ),
    "canonical": lambda new, number: work(number, f'<link rel="canonical" href="{new}">'),
}


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with SmallSite() as site:
        site.pages["/"] = listing(*(f"/vieux{number}/" for number in NINE))
        site.pages |= {f"/vieux{number}/": work(number) for number in NINE}
        yield site


def rename(site: SmallSite, how: Callable[[str, int], Reply | str]) -> None:
    site.pages["/"] = listing(*(f"/neuf{number}/" for number in NINE))
    for number in NINE:
        site.pages[f"/neuf{number}/"] = work(number)
        site.pages[f"/vieux{number}/"] = how(f"{site.url}neuf{number}/", number)


def published(traam: Run, folder: Path) -> list[str]:
    traam("publish", "--out", "flux").expect(0)
    lines = (folder / "flux" / "productions.jsonl").read_text(encoding="utf-8").splitlines()
    return sorted(json.loads(line)["identifier"] for line in lines)


@pytest.mark.parametrize("how", HOWS)
def test_a_renamed_page_is_published_once_at_its_new_address(
    traam: Run, site: SmallSite, tmp_path: Path, how: str
) -> None:
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    rename(site, HOWS[how])
    report: dict[str, Any] = harvest(traam)["essai"]

    assert (report["status"], report["new"], report["deleted"]) == ("complete", 9, 0)
    assert "9 page(s) renommée(s), aucune retirée" in report["message"]
    assert published(traam, tmp_path) == sorted(f"{site.url}neuf{number}/" for number in NINE)
    old = f"{site.url}vieux1/".encode()
    assert [path.name for path in (tmp_path / "flux").rglob("*") if path.is_file() and old in path.read_bytes()] == [
        "report.html"
    ]
    assert f"REMPLACÉE par {site.url}neuf1/" in traam("show", f"{site.url}vieux1/").expect(0).out
    assert f"Anciens identifiants : {site.url}vieux1/" in traam("show", f"{site.url}neuf1/").expect(0).out

    last = harvest(traam)["essai"]
    assert (last["status"], last["new"], last["deleted"]) == ("complete", 0, 9)
    assert f"renommée en {site.url}neuf1/" in traam("show", f"{site.url}vieux1/").expect(0).out
    assert published(traam, tmp_path) == sorted(f"{site.url}neuf{number}/" for number in NINE)


def test_a_page_that_leads_to_another_work_is_not_renamed(traam: Run, site: SmallSite, tmp_path: Path) -> None:
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    site.pages["/"] = listing(*(f"/vieux{number}/" for number in NINE[1:]), "/actualite/")
    site.pages["/actualite/"] = article("Le concours de photographie des lycéens", "Les photographies primées. " * 20)
    site.pages["/vieux1/"] = Reply("", 301, headers={"Location": "/actualite/"})
    report = harvest(traam)["essai"]

    assert "renommée" not in report["message"]
    assert "1 page(s) introuvable(s)" in report["message"]


def test_a_page_renamed_that_answers_again_is_shown_again(traam: Run, site: SmallSite, tmp_path: Path) -> None:
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    rename(site, HOWS["301"])
    harvest(traam)
    del site.pages["/neuf1/"]
    site.pages["/"] = listing("/vieux1/", *(f"/neuf{number}/" for number in NINE[1:]))
    site.pages["/vieux1/"] = work(1)
    harvest(traam)

    assert f"{site.url}vieux1/" in published(traam, tmp_path)


def test_a_rebuilding_from_the_raw_payloads_says_the_same(traam: Run, site: SmallSite, tmp_path: Path) -> None:
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    rename(site, HOWS["301"])
    harvest(traam)
    before = published(traam, tmp_path)
    (tmp_path / "data" / "traam.sqlite").unlink()
    traam("reindex", "--from", "raw").expect(0)

    assert published(traam, tmp_path) == before

"""Publishing what sources really write: odd groups, values that differ by an accent, nothing at all."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest

from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.publishing.publish import publish_feeds
from schemas.files.group import Element, Group
from schemas.parsing.xml import parse_html
from schemas.types.payload_name import PayloadName
from schemas.types.record import Record, Traam
from store.rows import Saving

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
BASE = "https://traam.exemple.fr/pages/"
GROUPS = (
    Group("svt-2024-2025", "SVT", ("2024-2025",), "Un thème", ("Orléans-Tours", "Nice"),
          elements=(Element("duree", "Durée"),)),
    Group("vide", "Arts <plastiques>", ("2019-2020",), "Rien encore", ("Corse",)),
)  # fmt: skip
ODD: list[dict[str, Any]] = [
    {"groupe": "Élan & Cie/../x", "academies": ("Orléans-Tours", "Orleans Tours")},
    {"groupe": "../../etc", "disciplines": ("..", "<script>alert(1)</script>", "D" * 300)},
    {"groupe": "svt-2024-2025", "academies": ("  ",), "disciplines": ("",), "annee_scolaire": "2024/2025"},
    {"groupe": None, "academies": (), "disciplines": (), "annee_scolaire": None, "titre": None, "url": None},
    {
        "groupe": "a" * 300,
        "academies": ("Aix-Marseille", "aix marseille"),
        "elements": MappingProxyType({"x": ("\x00",)}),
    },
    {"groupe": "中文", "academies": ("日本", "中文"), "disciplines": ("Écrire à prof@ac-nice.fr",)},
]


def settings_of(folder: Path, records: Sequence[Record], groups: tuple[Group, ...] = GROUPS) -> Settings:
    settings = Settings(
        config=None, contact="", data=folder, store_url=f"sqlite:///{folder / 'traam.sqlite'}", index=folder / "index",
        groups=groups,
    )  # fmt: skip
    with open_database(settings.store, to_read=False) as database, database.transaction() as transaction:
        transaction.records.save(
            [Saving(one, MOMENT, MOMENT, MOMENT, PayloadName("oai/1"), format="html") for one in records]
        )
        if records:
            transaction.count_change()
    return settings


def record(number: int, **fields: Any) -> Record:
    url = f"https://site.example.org/article{number}"
    known = {
        "identifier": url, "source": "site", "titre": f"Production {number}", "url": url, "description": "Un texte.",
        "academies": ("Nice",), "disciplines": ("Sciences de la vie et de la Terre",), "annee_scolaire": "2024-2025",
        "groupe": "svt-2024-2025", "traam": Traam(0.9, ("TraAM",), "production"),
    }  # fmt: skip
    return Record(**{**known, **fields})


def links_of(page: Path) -> list[str]:
    root = parse_html(page.read_text(encoding="utf-8"))
    return [str(link.get("href")) for link in (*root.iter("a"), *root.iter("link"))]


def test_every_link_of_odd_productions_leads_to_a_file(tmp_path: Path) -> None:
    records = [record(number, **fields) for number, fields in enumerate(ODD)]
    settings = settings_of(tmp_path, records)

    publish_feeds(settings, tmp_path / "pages", BASE)

    pages = sorted((tmp_path / "pages").rglob("*.html"))
    assert len(list((tmp_path / "pages" / "production").iterdir())) == len(ODD)
    missing = []
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "prof@ac-nice.fr" not in text
        assert "<script>alert" not in text
        for link in links_of(page):
            target = unquote(urldefrag(link).url)
            if target.startswith(BASE):
                missing += [] if (tmp_path / "pages" / target.removeprefix(BASE)).is_file() else [(page.name, link)]
            elif target and ":" not in target and not (page.parent / target).resolve().is_file():
                missing.append((page.name, link))
    assert missing == [], "\n".join(map(str, missing))


def test_lists_hold_every_production_page_after_page(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, [record(number) for number in range(230)])

    publish_feeds(settings, tmp_path / "pages", None)

    for name in ("discipline/sciences-de-la-vie-et-de-la-terre", "academie/nice", "annee/2024-2025"):
        pages = [tmp_path / "pages" / f"{name}{end}.html" for end in ("", "_2", "_3")]
        shown = [link for page in pages for link in links_of(page) if "/production/" in link]
        assert len(shown) == len(set(shown)) == 230
        assert not (tmp_path / "pages" / f"{name}_4.html").exists()
    assert not (tmp_path / "pages" / "fragment").exists()


def test_large_stores_have_their_pages_written_by_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_of(tmp_path, [record(number) for number in range(12)])
    publish_feeds(settings, tmp_path / "ici", BASE)
    monkeypatch.setattr("pipeline.publishing.page_laying._WORTH_IT", 10)
    publish_feeds(settings, tmp_path / "autre", BASE)

    here, beside = (json.loads((tmp_path / name / "manifest.json").read_bytes()) for name in ("ici", "autre"))
    assert here | {"generated_at": ""} == beside | {"generated_at": ""}


def test_an_empty_store_is_published_as_such(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, [])

    publish_feeds(settings, tmp_path / "pages", BASE)

    home = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert "0 production" in home
    assert (tmp_path / "pages" / "groupe" / "vide.html").is_file()


def test_the_contract_names_every_output_and_no_other(tmp_path: Path) -> None:
    publish_feeds(settings_of(tmp_path, [record(1, niveaux=("3e",))]), tmp_path / "pages", BASE)

    contract = (Path(__file__).parents[3] / "docs" / "contrat-annexe.md").read_text(encoding="utf-8")
    table = contract.partition("## Sorties")[2].partition("\n## ")[0]
    firsts = " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))
    written = {f"{path.name}/" if path.is_dir() else path.name for path in (tmp_path / "pages").iterdir()}
    of_parts = {name for name in written if re.match(r"(?:groupe|academie|discipline|annee|theme)-", name)}
    assert set(re.findall(r"`([a-z][a-z.-]+/?)`", firsts)) == written - of_parts

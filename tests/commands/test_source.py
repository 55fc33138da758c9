"""« traam source check »: from an address to a card that can be harvested."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.servers import ExampleServers
from tests.conftest import Run
from tests.oai_cases.answers import Reply
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer
from tests.small_site import WORDS, SmallSite


@pytest.fixture
def repository() -> LiveRepository:
    living = LiveRepository()
    living.put_many(7)
    living.announces_size = True
    return living


@pytest.fixture
def url(repository: LiveRepository) -> Iterator[str]:
    with FaultyServer({"cas": repository}) as server:
        yield f"{server.url}/cas/oai"


def test_written_card_is_harvested(traam: Run, tmp_path: Path, url: str) -> None:
    card = tmp_path / "sources" / "entrepot-essai.toml"
    said = traam("source", "check", f"{url}?verb=Identify", "--write", card).expect(0)
    assert "Entrepôt d'essai" in said.out
    assert "« Titre 1 »" in said.out
    assert "3 notices en" in said.out
    assert 'id = "entrepot-essai"' in card.read_text(encoding="utf-8")
    (tmp_path / "traam.toml").write_text('[traam]\ncontact = "essai@example.org"\n', encoding="utf-8")
    report = traam("harvest", "--json").expect(0).json()
    assert report["sources"][0]["new"] == 7


def test_json_says_all_and_nothing_is_kept(traam: Run, tmp_path: Path, url: str) -> None:
    said = traam("source", "check", url, "--json").expect(0)
    seen = said.json()
    assert seen["sample"] | {"seconds": 0} == {
        "metadata_prefix": "oai_dc", "records": 3, "deleted": 0, "read": 3, "complete_list_size": 7, "seconds": 0,
    }  # fmt: skip
    assert 'metadata_prefix = ["oai_dc"]' in seen["card"]
    assert said.err == ""
    assert list(tmp_path.iterdir()) == []


def test_repository_without_a_list_is_exit_1(traam: Run, repository: LiveRepository, url: str) -> None:
    repository.before = lambda asked: Reply(b"<html/>", 200) if asked["verb"] == "ListRecords" else None
    said = traam("source", "check", url).expect(1)
    assert "ListRecords (oai_dc)" in said.out


def test_hostile_names_stay_text(traam: Run, repository: LiveRepository, url: str) -> None:
    repository.sets = {"a\x1b]0;x\x07": "b\x9b31m&lt;script&gt;"}
    said = traam("source", "check", url).expect(0)
    assert not any(mark in said.out for mark in ("\x1b", "\x07", "\x9b"))


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("ftp://x.example/oai",), 2, "n'est pas une adresse http ou https"),
        (("http://127.0.0.1:9/oai",), 3, "connexion impossible"),
        ((), 2, "ADRESSE"),
    ],
)
def test_wrong_use_is_one_line(traam: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    refused = traam("source", "check", *arguments).expect(code)
    assert refused.out == ""
    assert said in refused.err
    assert len(refused.err.splitlines()) == 1


def test_card_is_never_written_over(traam: Run, tmp_path: Path, url: str) -> None:
    card = tmp_path / "carte.toml"
    card.write_text("# à moi\n", encoding="utf-8")
    assert "existe déjà" in traam("source", "check", url, "--write", card).expect(3).err
    assert card.read_text(encoding="utf-8") == "# à moi\n"


def test_repository_itself_answers_the_configured_contact(
    traam: Run, tmp_path: Path, url: str, repository: LiveRepository
) -> None:
    """And a configuration nobody named is no reason not to look, whatever else is wrong in it."""
    (tmp_path / "traam.toml").write_text("[traam]\nfaute = 1\n", encoding="utf-8")
    assert "faute" in traam("source", "check", url, "--config", tmp_path / "traam.toml").expect(2).err
    assert repository.asked == []
    assert "faute" in traam("source", "check", url).expect(0).err


def test_site_is_recognized_read_and_given_a_card(traam: Run, tmp_path: Path) -> None:
    with ExampleServers() as servers:
        card = tmp_path / "sources" / "essai.toml"
        said = traam("source", "check", servers.site_url, "--write", card).expect(0)
        (tmp_path / "traam.toml").write_text("[traam]\n", encoding="utf-8")
        report = traam("harvest", "--json").expect(0).json()
        seen = traam("source", "check", servers.site_url, "--json").expect(0).json()

    assert "CMS : SPIP" in said.out
    assert "la page se dit faite par « SPIP" in said.out
    assert report["sources"][0]["new"] == 31
    assert 'kind = "site"' in card.read_text(encoding="utf-8")
    assert seen["site"]["cms"] == "SPIP"
    assert set(seen["site"]["ways"]) >= {"flux", "sitemap", "plan"}
    assert any(record["traam"]["class"] == "production" for record in seen["sample"])


def test_site_of_no_known_cms_says_so(traam: Run) -> None:
    with SmallSite() as site:
        site.pages["/"] = "<html><title>Chez nous</title><body><h1>Accueil</h1><a href='/a'>TraAM</a></body></html>"
        site.pages["/a"] = "<html><body><h1>TraAM 2024 : un labyrinthe</h1><p>" + WORDS
        said = traam("source", "check", site.url).expect(0)
    assert "CMS non reconnu" in said.out
    assert "« TraAM 2024 : un labyrinthe »" in said.out


def test_feed_is_given_a_card_of_its_kind(traam: Run) -> None:
    with ExampleServers() as servers:
        said = traam("source", "check", f"{servers.site_url}spip.php?page=backend").expect(0)
    assert said.out.startswith("Flux : ")
    assert 'kind = "feed"' in said.out


def test_page_that_is_not_there_is_said(traam: Run) -> None:
    with ExampleServers() as servers:
        said = traam("source", "check", f"{servers.site_url}spip.php?article9999")
    assert said.code != 0
    assert "réponse HTTP 404" in said.err

"""The cards of the real académies' sites are whole, each in its académie's file; nothing here asks a site anything."""

from pathlib import Path

import pytest

from schemas.files.source import load_sources
from schemas.notions.academies import academie_of_host, read_academies
from schemas.notions.disciplines import read_disciplines

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "academies"
FILES = sorted(FOLDER.glob("*.toml"))


def test_each_academie_of_the_thirty_has_its_file():
    assert len(FILES) == 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_card_is_without_fault(path):
    faults = []
    sources = load_sources(path, faults)
    assert faults == []
    assert sources or "aucune page TraAM vue" in path.read_text(encoding="utf-8")
    assert "rien n'a été essayé en ligne" in path.read_text(encoding="utf-8")
    for source in sources:
        assert source.id.startswith(f"{path.stem}-")
        assert source.academie is not None
        assert read_academies(source.academie) == (source.academie,)
        assert academie_of_host(source.url) in {source.academie, None}
        assert source.discipline is None or read_disciplines(source.discipline).values


def test_no_two_cards_share_an_id():
    ids = [source.id for path in FILES for source in load_sources(path, [])]
    assert len(ids) == len(set(ids)) > 50

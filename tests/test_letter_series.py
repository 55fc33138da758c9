"""Several series of letters through the command line: one a discipline, none mixed with another."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import feedparser

from tests.test_letter import ENVOI, Sink, breves, held, replaced, sink

SVT = "Sciences de la vie et de la Terre"
__all__ = ["held", "sink"]


def start(traam: Any) -> None:
    """Begin two series over the example productions."""
    traam("letter", "propose", "--serie", "svt", "--discipline", "SVT", "--limit", "3").expect(0)
    begun = traam("letter", "propose", "--serie", "maths", "--discipline", "maths", "--limit", "3").expect(0)
    assert "Série « maths » commencée : Mathématiques." in begun.err
    assert "« traam letter edit 1 --serie maths »" in begun.err


def test_each_series_has_its_numbers_its_disciplines_and_its_memory(traam: Any, held: Path) -> None:
    start(traam)
    traam("letter", "propose", "--serie", "svt", "--limit", "3").expect(0)
    first, second = (held / "svt" / f"lettre-{number}.toml" for number in (1, 2))
    assert sorted(path.name for path in (held / "maths").glob("*.toml")) == ["lettre-1.toml"]
    read = tomllib.loads(second.read_text(encoding="utf-8"))
    assert (read["serie"], read["disciplines"], read["titre"]) == ("svt", [SVT], f"Lettre TIC'Édu {SVT}")
    assert {rubrique["titre"] for rubrique in read["rubrique"]} == {SVT}
    seen = [{breve["identifier"] for breve in breves(path)} for path in (first, second)]
    assert not seen[0] & seen[1]
    left = traam("letter", "propose", "--serie", "svt", "--json").expect(0).json()
    assert {one["rubrique"] for one in left} == {SVT}
    assert not {one["identifier"] for one in left} & (seen[0] | seen[1])
    # The letter that has no series has a memory of its own, and is about everything.
    whole = traam("letter", "propose", "--json", "--limit", "200").expect(0).json()
    assert {one["identifier"] for one in whole} >= seen[0] | seen[1]
    traam("letter", "propose").expect(0)
    assert "serie" not in tomllib.loads((held / "lettre-1.toml").read_text(encoding="utf-8"))


def test_an_unknown_series_is_told_with_those_there_are(traam: Any, held: Path, tmp_path: Path) -> None:
    assert "il n'y en a pas encore" in traam("letter", "edit", "1", "--serie", "svt").expect(2).err
    start(traam)
    for arguments in (("edit", "1"), ("render", "1", "--out", "un"), ("propose",), ("propose", "--json")):
        refused = traam("letter", *arguments, "--serie", "svtt").expect(2)
        assert "série inconnue : « svtt » ; séries connues : maths, svt" in refused.err
        assert len(refused.err.strip().splitlines()) == 1
    for wrong in ("../x", "12", "SVT"):
        refused = traam("letter", "propose", "--serie", wrong, "--discipline", "SVT").expect(2)
        assert "lettres minuscules sans accent" in refused.err
    assert sorted(path.name for path in held.iterdir()) == ["maths", "svt"]
    assert "--serie en nomme une autre : maths, svt" in traam("letter", "edit", "1").expect(3).err
    replaced(held / "svt" / "lettre-1.toml", ('serie = "svt"', 'serie = "maths"'))
    assert "serie : « maths » lu, « svt » attendu" in traam(
        "letter", "render", "1", "--out", "un", "--serie", "svt"
    ).expect(2).err  # fmt: skip
    assert not (tmp_path / "un").exists()


def test_series_rendered_in_one_folder_do_not_meet(traam: Any, held: Path, tmp_path: Path) -> None:
    start(traam)
    traam("letter", "propose", "--limit", "3").expect(0)
    paths = {"": held / "lettre-1.toml"} | {name: held / name / "lettre-1.toml" for name in ("svt", "maths")}
    for serie, path in paths.items():
        replaced(path, ("brouillon = true", "brouillon = false"))
        traam("letter", "render", "1", "--out", "html", *(["--serie", serie] if serie else [])).expect(0)
    feeds = [feedparser.parse((tmp_path / "html" / name / "lettres.atom").read_bytes()) for name in paths]
    assert len({feed.feed.id for feed in feeds}) == len({feed.entries[0].id for feed in feeds}) == 3
    assert [feed.feed.title for feed in feeds] == [
        "Lettre TIC'Édu", f"Lettre TIC'Édu {SVT}", "Lettre TIC'Édu Mathématiques",
    ]  # fmt: skip
    for name in paths:
        assert (tmp_path / "html" / name / "1" / "lettre.eml").is_file()


def test_each_series_is_tried_before_it_is_sent(traam: Any, held: Path, tmp_path: Path, sink: tuple[Sink, str]) -> None:
    """Even where the two issues say the very same."""
    server, address = sink
    start(traam)
    (svt, maths) = (held / name / "lettre-1.toml" for name in ("svt", "maths"))
    replaced(svt, ("brouillon = true", "brouillon = false"))
    same = svt.read_text(encoding="utf-8") + ENVOI
    svt.write_text(same, encoding="utf-8")
    maths.write_text(same.replace('serie = "svt"', 'serie = "maths"'), encoding="utf-8")
    of_svt, of_maths = (
        ("letter", "render", "1", "--out", "html", "--serie", name, "--smtp", address) for name in ("svt", "maths")
    )
    traam(*of_svt, "--test-to", "moi@example.org").expect(0)
    assert "n'a pas été essayé" in traam(*of_maths, "--send-list").expect(3).err
    traam(*of_maths, "--test-to", "moi@example.org").expect(0)
    traam(*of_svt, "--send-list").expect(0)
    traam(*of_maths, "--send-list").expect(0)
    assert len(server.taken) == 4
    memory = json.loads((tmp_path / "data" / "lettres-envoyees.json").read_text(encoding="utf-8"))
    assert sorted((one["serie"], one["numero"]) for one in memory.values()) == [("maths", 1), ("svt", 1)]

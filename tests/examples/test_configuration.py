from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

from examples.configuration import write_configuration
from examples.oai_repository import SETS
from examples.production import load_productions
from schemas.files.group import load_group
from schemas.files.source import Expect, load_sources

OAI_URL, SITE_URL = "http://127.0.0.1:8001/oai", "http://127.0.0.1:8002/"


def test_every_card_and_group_is_without_fault(tmp_path: Path) -> None:
    faults: list[str] = []
    write_configuration(tmp_path, OAI_URL, SITE_URL)
    sources = {one.id: one for path in sorted(tmp_path.glob("sources/*")) for one in load_sources(path, faults)}
    groups = {one.id: one for one in (load_group(path, faults) for path in sorted(tmp_path.glob("groups/*")))}
    assert faults == []
    assert set(groups) == set(SETS)
    assert set(sources) == {"entrepot-national", "orleans-tours"}
    oai, site = sources["entrepot-national"], sources["orleans-tours"]
    assert (oai.kind, oai.url, oai.metadata_prefix) == ("oai", OAI_URL, ("oai_dc",))
    assert (site.kind, site.url, site.scope, site.every) == ("site", SITE_URL, (SITE_URL,), timedelta(hours=12))
    assert oai.expect == Expect(20, 60)


def test_main_file_names_a_contact_and_a_folder(tmp_path: Path) -> None:
    main = write_configuration(tmp_path / "neuf" / "dossier", OAI_URL, SITE_URL)
    assert main == tmp_path / "neuf" / "dossier" / "traam.toml"
    assert tomllib.loads(main.read_text(encoding="utf-8")) == {
        "traam": {"contact": "moisson@example.org", "data": "data"}
    }


def test_expectations_hold_for_what_is_served(tmp_path: Path) -> None:
    write_configuration(tmp_path, OAI_URL, SITE_URL)
    faults: list[str] = []
    living = [one for one in load_productions() if one.statut == "publie" and not one.deleted]
    for name, count in (
        ("entrepot-national", len([one for one in living if one.identifier])),
        ("orleans-tours", len([one for one in living if one.number])),
    ):
        expect = load_sources(tmp_path / "sources" / f"{name}.toml", faults)[0].expect
        assert expect.min is not None
        assert expect.max is not None
        assert expect.min < count < expect.max


def test_required_labels_are_found_in_most_productions_of_their_group(tmp_path: Path) -> None:
    write_configuration(tmp_path, OAI_URL, SITE_URL)
    faults: list[str] = []
    for path in sorted(tmp_path.glob("groups/*")):
        group = load_group(path, faults)
        works = [one for one in load_productions() if one.groupe == group.id and one.blocks]
        for element in group.elements:
            known = {label.replace("’", "'") for label in (element.label, *element.variants)}
            holding = [one for one in works if known & {label.replace("’", "'") for label, _ in one.blocks}]
            assert holding, (group.id, element.name)
            if element.is_required:
                assert len(holding) >= 0.75 * len(works), (group.id, element.name)


def test_academies_of_productions_are_those_of_their_group(tmp_path: Path) -> None:
    write_configuration(tmp_path, OAI_URL, SITE_URL)
    faults: list[str] = []
    academies = {group.id: group.academies for group in (load_group(p, faults) for p in tmp_path.glob("groups/*"))}
    for one in load_productions():
        if one.groupe and one.academie:
            assert one.academie in academies[one.groupe], one.key


def test_labels_of_blocks_are_known_to_their_group(tmp_path: Path) -> None:
    write_configuration(tmp_path, OAI_URL, SITE_URL)
    faults: list[str] = []
    for path in tmp_path.glob("groups/*"):
        group = load_group(path, faults)
        known = {label for element in group.elements for label in (element.label, *element.variants)}
        for one in load_productions():
            if one.groupe == group.id:
                assert {label.replace("’", "'") for label, _ in one.blocks} <= known, one.key

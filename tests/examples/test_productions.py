from __future__ import annotations

import re
from collections import Counter

import pytest

from examples.oai_repository import SETS
from examples.production import Production, changed, load_productions

PRODUCTIONS = load_productions()


def test_there_are_some_forty_productions_besides_the_traps() -> None:
    works = [one for one in PRODUCTIONS if one.traam_class == "production" and one.statut == "publie"]
    assert len([one for one in works if not one.deleted]) == 47
    assert Counter(one.groupe for one in works) == {
        "svt-2024-2025": 19,
        "maths-2023-2024": 17,
        "doc-2023-2024": 13,
    }


def test_every_production_is_called_by_a_key_of_its_own() -> None:
    keys = [one.key for one in PRODUCTIONS]
    assert all(keys)
    assert len(keys) == len(set(keys))


def test_half_of_the_world_is_on_the_site_and_half_in_the_repository() -> None:
    assert len([one for one in PRODUCTIONS if one.number]) == 32
    assert len([one for one in PRODUCTIONS if one.identifier]) == 31


def test_groups_are_those_the_repository_has_sets_for() -> None:
    assert {one.groupe for one in PRODUCTIONS} == {"", *SETS}


def test_dates_and_datestamps_are_those_of_the_protocol() -> None:
    stamp = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z")
    assert [one.key for one in PRODUCTIONS if one.identifier and not stamp.match(one.datestamp)] == []
    assert [one.key for one in PRODUCTIONS if one.number and not stamp.match(one.date)] == []


def test_addresses_and_hosts_are_nobodys() -> None:
    for one in PRODUCTIONS:
        text = " ".join((one.url, one.relation, one.courriel, one.ps, *one.texte))
        hosts = re.findall(r"(?:https?://|@)([a-z0-9.-]+[a-z])", text)
        assert all(host.endswith("example.org") for host in hosts), one.key


def test_texts_are_french_with_their_accents() -> None:
    living = [one for one in PRODUCTIONS if not one.deleted]
    assert all(any(sign in " ".join((one.titre, *one.texte)) for sign in "éèêàçùôîÉÀœ") for one in living)


def test_unknown_field_is_refused_with_its_name() -> None:
    with pytest.raises(TypeError, match="titer"):
        changed(Production("Un titre"), {"titer": "x"})


def test_lists_become_tuples() -> None:
    made = changed(Production("Un titre"), {"auteurs": ["A"], "blocks": [["Niveau", "6e"], ["Outils", ["a", "b"]]]})
    assert made.auteurs == ("A",)
    assert made.blocks == (("Niveau", ("6e",)), ("Outils", ("a", "b")))

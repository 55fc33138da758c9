"""One word per notion, and each of them in the glossary."""

import ast
import dataclasses
import re
from pathlib import Path
from typing import get_args

import pytest

from schemas.files.group import Element, Group
from schemas.files.source import Source
from schemas.types.record import Record, TraamClass

REPOSITORY = Path(__file__).resolve().parents[1]
GLOSSARY = (REPOSITORY / "docs" / "glossaire.md").read_text(encoding="utf-8")
DEFINED = set(re.findall(r"`([a-z_]+)`", GLOSSARY))
FIELDS = sorted({field.name for kind in (Record, Source, Group, Element) for field in dataclasses.fields(kind)})

# What a notion must not be called in code, and its word.
OTHER_WORDS = {
    "school_year": "annee_scolaire",
    "academy": "academie",
    "academies_names": "academies",
    "grade": "niveau",
    "subject_label": "discipline",
    "keyword": "mot_cle",
    "keywords": "mots_cles",
    "author": "auteur",
    "skill": "competence",
    "skills": "competences",
}
MAY_SAY_OTHERWISE = {"schemas/formats", "harvester/feed.py", "examples", "feeds/syndication/atom_entry.py"}
"""Where a standard's own words are read or written."""


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_is_defined(name):
    assert name in DEFINED


@pytest.mark.parametrize("word", ["CRCN", "CRCN-Édu", "voie", "famille de métiers", "prépa-seconde", "concept"])
def test_words_of_vocabularies_are_defined(word):
    assert f"\n| {word} |" in GLOSSARY


@pytest.mark.parametrize("name", get_args(TraamClass))
def test_each_class_of_the_verdict_is_defined(name):
    assert name in DEFINED


def names_in(path: Path) -> set[str]:
    """The names a module gives to its own things."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def test_no_notion_has_a_second_word_in_the_code():
    wrong = []
    for package in ("commands", "disk", "feeds", "harvester", "index", "pipeline", "schemas", "store"):
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            place = path.relative_to(REPOSITORY).as_posix()
            if any(place.startswith(allowed) for allowed in MAY_SAY_OTHERWISE):
                continue
            wrong += [f"{place}: {name} ({OTHER_WORDS[name]})" for name in names_in(path) & set(OTHER_WORDS)]

    assert wrong == []

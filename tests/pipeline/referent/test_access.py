"""What a key opens, and where it is kept."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.referent.access import ACCESS, Access, AccessFile, form_token, is_form_token
from schemas.files.group import Group
from schemas.files.source import Source
from schemas.types.errors import NothingToDoError, StoreError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
GROUPS = (Group("g", "SVT", ("2025-2026",), "T", ("Lille", "Nice")), Group("libre", "SVT", ("2025-2026",), "T"))
SETTINGS: Any = SimpleNamespace(groups=GROUPS)
CARD = Source("s", "S", "site", "https://site.exemple.org/")


def access(groupe: str = "", academie: str = "") -> Access:
    return Access("a", groupe, academie, "", "")


@pytest.mark.parametrize(
    ("held", "academie", "url", "expected"),
    [
        (access(academie="Lille"), "Lille", "", True),
        (access(academie="Lille"), "lille", "", True),
        (access(academie="Lille"), "Nice", "", False),
        (access(academie="Lille"), None, "", False),
        (access(academie="Lille"), None, "https://svt.ac-lille.fr/", True),
        (access(academie="Lille"), None, "https://svt.ac-lille.fr.exemple.org/", False),
        (access(groupe="g"), "Nice", "", True),
        (access(groupe="g"), "Dijon", "", False),
        (access(groupe="g"), None, "", True),
        (access(groupe="g"), None, "https://svt.ac-dijon.fr/", False),
        (access(groupe="libre"), "Dijon", "", True),
        (access(groupe="retire"), "Lille", "", False),
        (access(groupe="retire"), None, "", False),
    ],
)
def test_the_sites_a_key_opens(held: Access, academie: str | None, url: str, expected: bool) -> None:
    card = replace(CARD, academie=academie, url=url or CARD.url)
    assert held.allows(card, SETTINGS) is expected


def test_a_key_opens_what_it_was_made_for_until_it_is_taken_back(tmp_path: Path) -> None:
    file = AccessFile(tmp_path / "data")
    made, key = file.issue(groupe="g", academie="", now=NOW)
    other, second = file.issue(groupe="", academie="Lille", now=NOW)

    assert (file.of_key(key), file.of_key(f" {second}\n")) == (made, other)
    assert key != second
    assert file.of_key(key[:-1]) is file.of_key("") is file.of_key(made.digest) is None
    assert file.revoke(made.id) == made
    assert file.of_key(key) is None
    assert file.all() == (other,)
    with pytest.raises(NothingToDoError):
        file.revoke(made.id)


@pytest.mark.parametrize("content", ["{", "[3]", '[{"id": "a"}]', "null"])
def test_a_damaged_file_opens_nothing_and_says_so(tmp_path: Path, content: str) -> None:
    (tmp_path / ACCESS).write_text(content, encoding="utf-8")
    with pytest.raises(StoreError):
        AccessFile(tmp_path).of_key("traam-x")


def test_a_form_is_of_one_key() -> None:
    assert is_form_token(form_token("a"), "a")
    assert not is_form_token(form_token("a"), "b")
    assert not is_form_token("é", "a")

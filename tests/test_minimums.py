"""The lowest versions pyproject.toml admits are above the advisories published of them (scripts/advisories.csv)."""

import csv
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parents[1]


def test_no_version_with_a_published_advisory_is_admitted() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {one.name: one.specifier for one in map(Requirement, project["dependencies"])}
    lowest = {name: next(Version(one.version) for one in said if one.operator == ">=") for name, said in asked.items()}
    with (REPOSITORY / "scripts" / "advisories.csv").open(encoding="utf-8", newline="") as file:
        known = list(csv.DictReader(file))

    assert len(known) > 20
    admitted = [one for one in known if lowest[one["package"]] < Version(one["fixed_in"])]
    assert admitted == []

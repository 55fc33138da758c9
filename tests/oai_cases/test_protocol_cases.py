"""Each faulty repository gives what must come of it: cases A to D."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.oai_cases import flow_cases, http_cases, xml_cases  # noqa: F401 - they register their cases
from tests.oai_cases.cases import CASES, faults_of, harvest_once
from tests.oai_cases.server import FaultyServer


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    with FaultyServer({name: case.handler for name, case in CASES.items()}) as running:
        yield running


@pytest.mark.parametrize("name", sorted(CASES))
def test_the_repository_is_harvested_as_it_must(server: FaultyServer, name: str) -> None:
    case = CASES[name]

    found = harvest_once(f"{server.url}/{name}/oai{case.query}")

    assert faults_of(case, found) == []

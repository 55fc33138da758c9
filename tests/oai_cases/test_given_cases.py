"""The reference's own faulty server, and its list of cases, where they are there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.oai_cases import flow_cases, http_cases, xml_cases  # noqa: F401 - they register their cases
from tests.oai_cases.cases import CASES
from tests.oai_cases.given_cases import faults_of_given, given_cases, given_server, harvest_given
from tests.oai_cases.scenarios import SCENARIOS
from tests.oai_cases.test_scenarios import SCENARIO_MODULES

GIVEN = given_cases()
EXECUTABLE = sorted(name for name, case in GIVEN.items() if case["executable"])
pytestmark = pytest.mark.skipif(not GIVEN, reason="../shared/tools/oai-faults n'est pas là")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with given_server() as url:
        yield url


@pytest.mark.parametrize("name", EXECUTABLE)
def test_the_reference_is_harvested_as_it_must(address: str, name: str) -> None:
    assert faults_of_given(GIVEN[name], harvest_given(address, name)) == []


def test_no_case_of_the_reference_is_left_out() -> None:
    assert SCENARIO_MODULES
    assert GIVEN.keys() - CASES.keys() - SCENARIOS.keys() == set()

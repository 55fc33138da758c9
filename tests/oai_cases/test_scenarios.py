"""Several harvests of a repository that changes, fails and comes back: cases E to H."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oai_cases import (
    combined_scenarios,
    date_scenarios,
    deletion_scenarios,
    ending_scenarios,
    field_scenarios,
    identity_scenarios,
    real_record_scenarios,
    real_scenarios,
    state_scenarios,
    unverified_scenarios,
)
from tests.oai_cases.scenarios import SCENARIOS
from tests.oai_cases.world import World

SCENARIO_MODULES = (
    date_scenarios,
    deletion_scenarios,
    identity_scenarios,
    state_scenarios,
    ending_scenarios,
    unverified_scenarios,
    real_scenarios,
    real_record_scenarios,
    field_scenarios,
    combined_scenarios,
)
"""They register their scenarios when they are imported."""


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_what_must_happen_happens(tmp_path: Path, name: str) -> None:
    with World(tmp_path) as world:
        SCENARIOS[name].play(world)

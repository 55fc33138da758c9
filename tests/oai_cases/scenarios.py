"""What a scenario is: a repository that lives, harvested several times, and what must be so at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.oai_cases.world import World

Play = Callable[[World], None]
"""Plays the scenario; raises AssertionError when what must happen does not."""


@dataclass(frozen=True)
class Scenario:
    """One scenario of several harvests."""

    id: str
    sends: str
    must: str
    play: Play


SCENARIOS: dict[str, Scenario] = {}


def scenario(name: str, sends: str, must: str) -> Callable[[Play], Play]:
    def register(play: Play) -> Play:
        assert name not in SCENARIOS
        SCENARIOS[name] = Scenario(name, sends, must, play)
        return play

    return register

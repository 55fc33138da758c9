"""What a crawl found on its way that bears on its being whole; remembered with each page, so that no stop loses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from harvester.site.forms import Why
from harvester.site.more import Rest

_MOST_RESTS = 50
"""Lists that keep more behind a button, of those remembered by a crawl that is stopped."""
_TALLIES = ("refused", "closed", "closed_held", "noindex", "script_only")


@dataclass(slots=True)
class Tally:
    """How many there were, and the first."""

    count: int = 0
    first: str = ""

    def add(self, said: str) -> None:
        """Count one more."""
        self.count += 1
        self.first = self.first or said

    def __bool__(self) -> bool:
        """Say whether there was any."""
        return self.count > 0


@dataclass(slots=True)
class Findings:
    """What a crawl found, in this run and in those it goes on from.

    Pages without an answer are not here: they are asked again when the crawl goes on.
    """

    asked: int = 0
    refused: Tally = field(default_factory=Tally)
    """Answers we will not read."""
    closed: Tally = field(default_factory=Tally)
    """Pages we are not shown."""
    closed_held: Tally = field(default_factory=Tally)
    """Those of them that are held."""
    noindex: Tally = field(default_factory=Tally)
    script_only: Tally = field(default_factory=Tally)
    is_home_script_only: bool = False
    rests: list[tuple[str, Rest]] = field(default_factory=list)
    """The lists that keep more behind a button or a form, each with its address."""

    def as_dict(self) -> dict[str, object]:
        """Write it for a crawl that is stopped."""
        tallies = {name: (tally.count, tally.first) for name in _TALLIES if (tally := getattr(self, name))}
        rests = [(url, rest.total, rest.form) for url, rest in self._told_rests()]
        return {**tallies, "asked": self.asked, "is_home_script_only": self.is_home_script_only, "rests": rests}

    def _told_rests(self) -> list[tuple[str, Rest]]:
        """The lists there is something to say of: the first of each kind, then those that announce the most."""
        first = {rest.form: (url, rest) for url, rest in reversed(self.rests)}.values()
        largest = sorted(self.rests, key=lambda one: -one[1].total)  # stable: the first of equals
        return list(dict.fromkeys((*first, *largest)))[:_MOST_RESTS]

    @classmethod
    def of_dict(cls, remembered: object) -> Findings:
        """Read what as_dict wrote; nothing found when it is anything else."""
        if not isinstance(remembered, Mapping):
            return cls()
        found = cls(int(remembered.get("asked") or 0))
        found.is_home_script_only = bool(remembered.get("is_home_script_only"))
        for name in _TALLIES:
            count, first = remembered.get(name) or (0, "")
            setattr(found, name, Tally(int(count), str(first)))
        for url, total, form in remembered.get("rests") or ():
            found.rests.append((str(url), Rest(int(total), cast(Why | None, form))))
        return found

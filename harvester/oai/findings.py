"""What is found wrong with a repository that is looked at: in French for us, in English too for who keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.types.errors import FetchError, ProtocolError, SourceError


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the protocol has it."""

    french: str
    """One sentence."""
    english: str = ""
    """The same, for the repository's administrator; empty for what only concerns the harvest."""
    quirk: str = ""
    """What the card needs for it."""


@dataclass(slots=True)
class Findings:
    """What was found so far."""

    found: list[Finding] = field(default_factory=list)

    def fault(self, condition: object, french: str, quirk: str = "", english: str = "") -> None:
        """Note a fault where the condition holds."""
        if condition:
            self.found.append(Finding(french, english, quirk))

    @property
    def quirks(self) -> tuple[str, ...]:
        """What the card needs."""
        return tuple(dict.fromkeys(one.quirk for one in self.found if one.quirk))


def in_english(error: SourceError) -> str:
    """Say what a fault is to the repository's administrator; its own words are French, and for us."""
    if isinstance(error, ProtocolError) and error.code:
        return f"the OAI-PMH error {error.code}"
    if isinstance(error, FetchError) and error.status is not None:
        return f"HTTP {error.status}"
    if isinstance(error, FetchError) and error.waited is not None:
        return f"no answer within {error.waited:.0f} s"
    return "no usable answer"

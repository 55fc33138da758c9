"""One thing checked of an installation."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing checked."""

    subject: str
    good: bool
    """False where a person is needed."""
    detail: str
    """French: what was found, and the way out when it is not good."""

    def as_dict(self) -> dict[str, object]:
        """The JSON values."""
        return asdict(self)

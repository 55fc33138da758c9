"""Whether a redirect or another address may be followed: what is to be known is asked first, then it is decided."""

from __future__ import annotations

from typing import Protocol


class Following(Protocol):
    """What may be followed from a page of a source."""

    def learn(self, url: str) -> None:
        """Ask for what is to be known before an address is judged (the rules of its host)."""

    def allows(self, url: str) -> bool:
        """Say whether an address may be followed, from what is known; asks nothing."""


def is_followed(url: str, following: Following) -> bool:
    """Learn what is to be known of an address, and say whether it may be followed."""
    following.learn(url)
    return following.allows(url)

"""What each page of the référents' space shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from feeds.vitrine.links import SPACES, bilan_name
from feeds.vitrine.pages import GroupLine
from schemas.types.page_check import Forms, Mending, PageCheck

FOLDER = SPACES
"""The folder of these pages, beside the home page."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever looks, by her key."""

    label: str
    """« académie : Lille »; empty for who gave none."""
    token: str = ""
    """What each of her forms carries."""
    groups: tuple[tuple[str, str], ...] = ()
    """The id and the title of each group she may check a page for."""

    @property
    def is_known(self) -> bool:
        """Say whether she gave a key."""
        return bool(self.label)


NOBODY = Bearer("")


@dataclass(frozen=True, slots=True)
class SpaceLine:
    """One académie in one group, in the list of spaces."""

    groupe: str
    academie: str
    expected: int | None
    found: int
    pages: int
    """Pages there is something to mend on."""

    @property
    def name(self) -> str:
        """The address of its space, in the folder of these pages."""
        return bilan_name(self.groupe, self.academie)


@dataclass(frozen=True, slots=True)
class SpaceSection:
    """The académies of one group."""

    titre: str
    theme: str
    lines: tuple[SpaceLine, ...]


@dataclass(frozen=True, slots=True)
class MendedPage:
    """One page, all that is to be mended on it, and the block it should have."""

    url: str
    titre: str
    mendings: tuple[Mending, ...]
    forms: Forms | None = None

    @property
    def effort(self) -> tuple[int, int]:
        """What it takes in all: the hardest of what is to be done, then how much there is."""
        return max((one.effort for one in self.mendings), default=0), len(self.mendings)


@dataclass(frozen=True, slots=True)
class SpacePage:
    """The space of one académie in one group."""

    line: SpaceLine
    group: GroupLine
    pages: tuple[MendedPage, ...]
    """The easiest first."""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What is known of one check."""

    name: str
    check: PageCheck | None
    fault: str = ""
    reread: bool = False
    """True once it was asked to be read again."""


def easiest_first(pages: Sequence[MendedPage]) -> tuple[MendedPage, ...]:
    """The pages that take least first."""
    return tuple(sorted(pages, key=lambda one: one.effort))

"""What asking one address of a site gave."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.batch import Batch
from harvester.site.discovery import Link
from harvester.site.more import Rest
from schemas.formats.page import Page
from schemas.runs.frontier import Fate
from schemas.types.errors import FetchError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one address gave."""

    batch: Batch | None = None
    links: tuple[Link, ...] = ()
    page: Page | None = None
    cms: str = ""
    is_list: bool = False
    """True for a list of pages: its feed may tell more of them than they do."""
    is_traam_list: bool = False
    """True for a list whose own title or address names the TraAM: its feed is worth asking."""
    fault: FetchError | None = None
    """A fault that says nothing of the page itself: no answer, or a server's."""
    script_only: bool = False
    """True for a page that is empty until a script fills it."""
    noindex: bool = False
    """True for a page of content that asks robots not to hold it."""
    closed: FetchError | None = None
    """What a site that is well answers for a page it will not show us: it may well be there."""
    rest: Rest | None = None
    """What a list keeps behind a button whose address is not written."""
    fate: Fate = Fate.FAILED
    reason: str = ""
    """French: why this fate."""
    judged: str = ""
    """French: what made a page taken for what it is."""
    leads_to: str = ""
    """Identifier of the page it is held as, or doubles; or where it redirects."""
    answered: str = ""
    """The address that answered, when a page was read."""

"""The content management systems of the académies' sites: recognized by what their pages show, one module each."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from schemas.formats.cms import drupal, jalios, joomla, kportal, plone, spip, typo3, wordpress
from schemas.formats.cms.signs import ENOUGH, Sign
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.types.record import Reading


@dataclass(frozen=True, slots=True)
class Cms:
    """What is known of one system."""

    name: str
    """As people write it: « SPIP », « WordPress »."""
    signs: Callable[[Page], tuple[Sign, ...]]
    """Gives what shows that it made a page."""
    read: Callable[[Page], Reading]
    """Reads the parts it names."""
    kind: Callable[[Page], PageKind | None]
    """Says what one of its pages is for; None when the page does not tell."""


KNOWN: tuple[Cms, ...] = (
    Cms("SPIP", spip.signs, spip.read, spip.kind),
    Cms("WordPress", wordpress.signs, wordpress.read, wordpress.kind),
    Cms("Drupal", drupal.signs, drupal.read, drupal.kind),
    Cms("Joomla", joomla.signs, joomla.read, joomla.kind),
    Cms("TYPO3", typo3.signs, typo3.read, typo3.kind),
    Cms("Jalios", jalios.signs, jalios.read, jalios.kind),
    Cms("K-Portal", kportal.signs, kportal.read, kportal.kind),
    Cms("Plone", plone.signs, plone.read, plone.kind),
)


@dataclass(frozen=True, slots=True)
class Recognized:
    """The system that made a page, and how that is known."""

    cms: Cms
    evidence: tuple[str, ...]
    """French, one a sign."""


_LAST: ContextVar[tuple[Page, Recognized | None] | None] = ContextVar("last_recognized", default=None)


def recognize(page: Page) -> Recognized | None:
    """Say which system made a page, by the weight of its signs; None when none shows itself enough.

    What was said of the last page of each thread is kept.
    """
    kept = _LAST.get()
    if kept is None or kept[0] is not page:
        kept = page, _recognize(page)
        _LAST.set(kept)
    return kept[1]


def _recognize(page: Page) -> Recognized | None:
    best: tuple[int, Cms, tuple[Sign, ...]] | None = None
    for cms in KNOWN:
        signs = cms.signs(page)
        weight = sum(sign.weight for sign in signs)
        if weight >= ENOUGH and (best is None or weight > best[0]):
            best = weight, cms, signs
    return None if best is None else Recognized(best[1], tuple(sign.said for sign in best[2]))

"""What pages lead to: the bilan of an académie, the fiche and the notice of a production; None when there is none."""

from __future__ import annotations

from feeds.notices.fiches import fiche_html, fiche_of
from feeds.notices.scolomfr import scolomfr_bytes
from feeds.reports.bilan import bilan_html, bilan_odt
from pipeline.vitrine.library import Library


def bilan_page(library: Library, name: str) -> str | None:
    """The pre-filled bilan of an académie in a group, as a page."""
    bilan = library.bilans().get(name)
    return None if bilan is None else bilan_html(bilan)


def bilan_document(library: Library, name: str) -> bytes | None:
    """The same bilan as a text document, to be completed."""
    bilan = library.bilans().get(name)
    return None if bilan is None else bilan_odt(bilan)


def fiche(library: Library, uuid: str) -> str | None:
    """The Édubase fiche of a production, by its permanent id."""
    known = library.known(uuid)
    if known is None:
        return None
    production = library.card_as_stored(known.stored).production
    return fiche_html(fiche_of(production, library.group_of(known.stored.record), known.issues))


def notice(library: Library, uuid: str) -> bytes | None:
    """The ScoLOMFR notice of a production, by its permanent id."""
    known = library.known(uuid)
    if known is None:
        return None
    production = library.card_as_stored(known.stored).production
    return scolomfr_bytes(production, library.group_of(known.stored.record))

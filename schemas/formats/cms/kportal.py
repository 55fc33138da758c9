"""What K-Portal (K-Sup) marks in a page; taken from its public class names, no live site tried."""

from __future__ import annotations

import re

from schemas.formats.cms.signs import Sign, addresses_used, names_used, signature
from schemas.formats.marks import Marks, read_marks
from schemas.formats.page import Page
from schemas.formats.page_kind import PageKind
from schemas.types.record import Reading

_FOLDERS = re.compile(r"/servlet/com\.(?:jsbsoft|kosmos|univ)\.|/adminsite/|/medias/(?:fichier|photo)/|/uas/\w")
_MARKS = Marks(
    chapo=("resume", "surtitre"),
    texte=("contenu_sans_nav_sans_encadres", "contenu-encadres", "paragraphes"),
    publication=("date-creation", "date_creation"),
    modification=("date-modification", "date_modification"),
    mots_cles=("thematiques", "mots-cles"),
    rubriques=("fil_ariane", "fil-ariane", "breadcrumbs"),
)


def signs(page: Page) -> tuple[Sign, ...]:
    """What shows that K-Portal made a page."""
    names = names_used(page, ("contenu_sans_nav_sans_encadres", "contenu-encadres", "page_deco", "encadres"))
    return (*signature(page, "K-Portal"), *signature(page, "K-Sup"), *addresses_used(page, _FOLDERS), *names)


def read(page: Page) -> Reading:
    """Read the parts K-Portal names."""
    return read_marks(page, _MARKS)


def kind(page: Page) -> PageKind | None:
    """Tell a page of content by its class « fiche »; the others do not say."""
    names = {name for body in page.tagged("body") for name in str(body.get("class") or "").lower().split()}
    if names & {"accueil", "rubrique", "sommaire", "recherche"}:
        return PageKind.LIST
    return PageKind.CONTENT if names & {"fiche", "article", "pagelibre", "actualite"} else None

"""Reading a page by the names a CMS, or a source card, gives to its parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from schemas.formats.assembly import found
from schemas.formats.declared import is_home
from schemas.formats.page import Elements, Page, has_rel, is_inside, shown
from schemas.formats.page_text import text_lines
from schemas.formats.person import person_name
from schemas.types.record import Reading, Values

_LISTS = frozenset({"aside", "nav"})
_ARTICLES = frozenset({"article", "main"})


@dataclass(frozen=True, slots=True)
class Marks:
    """The classes and ids by which the parts of an article are known, the most precise first."""

    titre: tuple[str, ...] = ()
    chapo: tuple[str, ...] = ()
    texte: tuple[str, ...] = ()
    auteurs: tuple[str, ...] = ()
    publication: tuple[str, ...] = ()
    modification: tuple[str, ...] = ()
    mots_cles: tuple[str, ...] = ()
    rubriques: tuple[str, ...] = ()


def read_marks(page: Page, marks: Marks) -> Reading:
    """Read the parts of the page that have these names; a part that is not there is left to the generic reader."""
    texte = _alone(page, marks.texte)
    text = text_lines(texte, page.base) if texte is not None else None
    return Reading(
        titre=found(shown(_own(page, marks.titre)[:1]), "titre de l'article"),
        description=found(shown(_own(page, marks.chapo)[:1]), "chapô"),
        lines=text.lines if text else (),
        links=text.links if text else (),
        auteurs=found((person_name(name) for name in shown(_own(page, marks.auteurs))), "auteur affiché"),
        dates_publication=_dates(_own(page, marks.publication), "date affichée"),
        dates_modification=_dates(_own(page, marks.modification), "date de modification affichée"),
        mots_cles=found(_linked(_own(page, marks.mots_cles)), "mot-clé"),
        rubriques=path_of(_linked(_own(page, marks.rubriques)), "fil d'Ariane"),
    )


def path_of(names: Iterable[str], place: str) -> Values:
    """A path of rubriques without the home page."""
    return found((name for name in names if not is_home(name)), place)


def categories(page: Page) -> list[str]:
    """The categories linked as such (rel="category tag"), which are rubriques and no keywords."""
    return shown(tuple(link for link in page.tagged("a") if has_rel(link, "category") and not _is_listed(link)))


def _is_listed(element: etree._Element) -> bool:
    """Say whether an element stands in a menu, a box beside the text or the foot of the page, not of the article."""
    if is_inside(element, _LISTS):
        return True
    return any(above.tag == "footer" and not is_inside(above, _ARTICLES) for above in element.iterancestors())


def _own(page: Page, names: tuple[str, ...]) -> Elements:
    """The elements of the first name that is there, menus and feet left out."""
    for name in names:
        elements = tuple(one for one in page.named(name) if not _is_listed(one))
        if elements:
            return elements
    return ()


def _alone(page: Page, names: tuple[str, ...]) -> etree._Element | None:
    """The one element of the first name that is there once; two of them are a list."""
    for name in names:
        elements = [one for one in page.named(name) if not _is_listed(one)]
        if len(elements) == 1:
            return elements[0]
    return None


def _linked(elements: Elements) -> list[str]:
    """The text of each link in some elements, or of the elements themselves when they hold none."""
    links = tuple(link for one in elements for link in ([one] if one.tag == "a" else one.iter("a")))
    return shown(links or elements)


def _dates(elements: Elements, place: str) -> Values:
    """The dates written for machines; those only shown are read with the rest of what is printed."""
    moments = [time for one in elements for time in ([one] if one.tag == "time" else one.iter("time"))]
    written = [str(time.get("datetime") or "") for time in moments]
    return found([text for text in written if text], place)

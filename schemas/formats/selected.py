"""Reading a page by the selectors of its source card: what a person pointed at goes before what is guessed."""

from __future__ import annotations

from lxml import etree

from schemas.formats.assembly import found
from schemas.formats.marks import path_of
from schemas.formats.page import Elements, Page, shown
from schemas.formats.page_text import text_lines
from schemas.formats.person import person_name
from schemas.parsing.selectors import Selectors, xpath_of
from schemas.types.record import Line, Reading, Values

_MAX_ELEMENTS = 100


def read_selected(page: Page, selectors: Selectors) -> Reading:
    """Read the parts selected; a selector that finds nothing leaves its part to the other readers."""
    parts = {name: _elements(page, selector) for name, selector in selectors}
    lines, links = _text(page, parts.get("texte", ()))
    return Reading(
        titre=_found(parts, "titre"),
        surtitre=_found(parts, "surtitre"),
        description=_found(parts, "chapo"),
        lines=lines,
        links=links,
        auteurs=found(map(person_name, shown(parts.get("auteurs", ()))), _place("auteurs")),
        dates_publication=found(_dates(parts.get("date", ())), _place("date")),
        mots_cles=_found(parts, "mots_cles"),
        rubriques=path_of(shown(parts.get("rubriques", ())), _place("rubriques")),
    )


def _elements(page: Page, selector: str) -> Elements:
    selected = page.root.xpath(xpath_of(selector))
    found = selected if isinstance(selected, list) else []
    return tuple(one for one in found if isinstance(one, etree._Element))[:_MAX_ELEMENTS]


def _found(parts: dict[str, Elements], name: str) -> Values:
    return found(shown(parts.get(name, ())), _place(name))


def _place(name: str) -> str:
    return f"sélecteur « {name} » de la carte"


def _text(page: Page, elements: Elements) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    texts = [text_lines(element, page.base) for element in elements]
    return tuple(line for text in texts for line in text.lines), tuple(link for text in texts for link in text.links)


def _dates(elements: Elements) -> list[str]:
    """The dates written for machines, else as they are shown."""
    written = [str(one.get("datetime") or one.get("content") or one.get("title") or "") for one in elements]
    return [text for text in written if any(map(str.isdigit, text))] or shown(elements)

"""The CSS selectors a source card may give for the parts of a site's pages, checked when the card is read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from cssselect import ExpressionError, HTMLTranslator, SelectorError

_PLACE = re.compile(r"\bat (\d{1,4})")
SELECTED = ("titre", "surtitre", "chapo", "texte", "auteurs", "date", "mots_cles", "rubriques")
"""The parts a card may point at."""
Selectors: TypeAlias = tuple[tuple[str, str], ...]
"""Each part with its CSS selector."""


@lru_cache(maxsize=1_024)
def xpath_of(selector: str) -> str:
    """Translate a CSS selector; raises ValueError when it is none (Selectors Level 3)."""
    try:
        return str(HTMLTranslator().css_to_xpath(selector))
    except (SelectorError, RecursionError) as error:
        raise ValueError(f"sélecteur CSS illisible ({_reason(error)})") from error


def _reason(error: Exception) -> str:
    """Say in French what is wrong in a selector, and at which letter when that is known."""
    said = str(error)
    if "seudo-element" in said:
        return "« ::… » ne désigne aucun élément"
    if isinstance(error, ExpressionError):
        return "une forme que rien ne traduit ici"
    place = _PLACE.search(said)
    return f"écriture fautive au signe {int(place[1]) + 1}" if place else "écriture fautive"

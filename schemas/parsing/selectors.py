"""The CSS selectors a source card may give for the parts of a site's pages, checked when the card is read."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

from cssselect import HTMLTranslator, SelectorError

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
        raise ValueError(f"sélecteur CSS illisible ({error})") from error

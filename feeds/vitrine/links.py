"""Addresses of the vitrine's pages, relative to the page they stand on: the same served or laid in files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from feeds.slug import slug

PARAMETERS: Mapping[str, str] = MappingProxyType(
    {
        "discipline": "disciplines", "academie": "academies", "niveau": "niveaux", "annee": "annee_scolaire",
        "groupe": "groupe", "type": "type",
    }
)  # fmt: skip
"""The parameters of a search, as « traam search » calls them, in the order of an address → the field of Record."""
WORDS = "mots"
SHORT_WORDS = "q"
"""Another name of the words, which many a page uses; addresses are written with the first."""
Chosen = Mapping[str, tuple[str, ...]]
"""Values chosen, by parameter."""


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses, seen from one page."""

    up: str = ""
    """What leads back to the home page's folder: empty, or « ../ »."""
    ending: str = ""
    """« .html » when pages are files."""
    searches: bool = True
    """False where nothing can answer a search."""

    @property
    def home(self) -> str:
        """The home page."""
        return f"{self.up}index.html" if self.ending else self.up or "./"

    @property
    def style(self) -> str:
        """The style sheet."""
        return f"{self.up}style.css"

    def page(self, name: str) -> str:
        """Give a page beside the home page: « accessibilite »."""
        return f"{self.up}{name}{self.ending}"

    def groupe(self, identifier: str) -> str:
        """Give the page of a group."""
        return f"{self.up}groupe/{slug(identifier)}{self.ending}"

    def academie(self, label: str) -> str:
        """Give the page of an académie."""
        return f"{self.up}academie/{slug(label)}{self.ending}"

    def discipline(self, label: str) -> str:
        """Give the page of a discipline."""
        return f"{self.up}discipline/{slug(label)}{self.ending}"

    def annee(self, label: str) -> str:
        """Give the page of a school year."""
        return f"{self.up}annee/{slug(label)}{self.ending}"

    def production(self, entry: str) -> str:
        """Give the page of a production by its permanent id (« urn:uuid:… »)."""
        return f"{self.up}production/{entry.rpartition(':')[2]}{self.ending}"

    def search(self, chosen: Chosen, words: str = "", *, form: str = "recherche", page: int = 1) -> str:
        """Give the address of a search; the same search always has the same one."""
        query = search_query(chosen, words, page=page)
        return f"{self.up}{form}{'?' if query else ''}{query}"


def search_query(chosen: Chosen, words: str = "", *, page: int = 1) -> str:
    """Write a search as the query of an address: words first, then the parameters in their order."""
    pairs = [(WORDS, words)] if words else []
    pairs += [(name, value) for name in PARAMETERS for value in _once(chosen.get(name, ()))]
    if page > 1:
        pairs.append(("page", str(page)))
    return urlencode(pairs, encoding="utf-8", errors="replace")


def _once(values: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(values)

"""Addresses of the vitrine's pages, relative to the page they stand on: the same served or laid in files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

from feeds.wording.identity import facet_stem, group_stem
from feeds.wording.safe_text import safe_text
from feeds.wording.slug import slug

PARAMETERS: Mapping[str, str] = MappingProxyType(
    {
        "discipline": "disciplines", "academie": "academies", "niveau": "niveaux", "annee": "annee_scolaire",
        "groupe": "groupe", "type": "type", "outil": "outils", "competence": "competences",
        "langue": "langues", "nature": "nature",
    }
)  # fmt: skip
"""The parameters of a search, as « traam search » calls them, in the order of an address → the field of Record."""
WORDS = "mots"
SHORT_WORDS = "q"
"""Another name of the words, which many a page uses; addresses are written with the first."""
Chosen = Mapping[str, tuple[str, ...]]
"""Values chosen, by parameter."""
PAGE_SIZE = 10
PAGE_SIZES = (PAGE_SIZE, 20, 50, 100)
"""Results on a page, as people may choose."""
FED = ("groupe", "academie", "discipline", "annee")
"""The parameters each value of which has a feed, tables and a frame where pages are files."""
LISTED = (*FED, "niveau", "nature")
"""The parameters each value of which has a page."""
ICON = "favicon.svg"
NATURES: Mapping[str, str] = {
    "production": "Productions", "synthese": "Synthèses", "bilan": "Bilans", "compte_rendu": "Comptes rendus",
}  # fmt: skip
"""What people call what may be searched."""


@dataclass(frozen=True, slots=True)
class View:
    """Which of the results are looked at, in what order."""

    page: int = 1
    size: int = PAGE_SIZE
    by_date: bool = False


FIRST = View()
MOST = 1_000
"""Productions a file of a search holds at most; a page that leads to it says so."""
_SEARCHES = (
    ("recherche", "Adresse permanente de la recherche", ""),
    ("recherche.atom", "Fil Atom", ", pour un lecteur de fils"),
    ("recherche.csv", "Tableau CSV", ", pour un tableur"),
    ("recherche.ods", "Classeur ODS", ", pour LibreOffice ou Excel"),
    ("recherche.json", "JSON", ", pour un programme"),
    ("integrer", "Cadre à intégrer", " dans une page, sans script"),
    ("fragment", "Fragment HTML", " à inclure"),
)
_FILES = (
    ("{}.atom", "Fil Atom", ", pour un lecteur de fils"),
    ("{}.csv", "Tableau CSV", ", pour un tableur"),
    ("{}.jsonl", "JSON Lines", ", pour un programme"),
    ("integrer/{}.html", "Cadre à intégrer", " dans une page, sans script"),
    ("fragment/{}.html", "Fragment HTML", " à inclure"),
)
_DISCOVERED = (
    ("alternate", "application/atom+xml", "Fil Atom", "productions.atom"),
    ("alternate", "application/feed+json", "JSON Feed", "productions.json"),
    ("alternate", "application/rss+xml", "Fil RSS", "nouveautes.rss"),
    ("sitemap", "application/xml", "Plan du site", "sitemap.xml"),
)
"""What programs find by themselves from any page; the last two, where the folder knows its address."""
_REPOSITORY = ("alternate", "text/xml", "Entrepôt OAI-PMH", "oai?verb=Identify")


@dataclass(frozen=True, slots=True)
class ListForm:
    """Another form of a list of productions."""

    address: str
    label: str
    purpose: str
    """What follows the label: « , pour un tableur »."""


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses, seen from one page."""

    up: str = ""
    """What leads back to the home page's folder: empty, or « ../ »."""
    ending: str = ""
    """« .html » when pages are files."""
    searches: bool = True
    """False where nothing can answer a search."""
    fragments: bool = True
    """False where pages do not know the address they will have: a fragment cannot be without."""
    lists: frozenset[str] | None = None
    """The lists that have a page (« academie/nice »); None where that is not known, and asking tells."""

    @property
    def home(self) -> str:
        """The home page."""
        return f"{self.up}index.html" if self.ending else self.up or "./"

    def discovered(self, folder: str, *, has_address: bool) -> Iterator[tuple[str, str, str, str]]:
        """The relation, type, title and address of what a page leads programs to.

        `folder` is where the published one is served, empty where it is not; pages that are files stand in it.
        """
        if not self.ending:
            yield (*_REPOSITORY[:3], self.up + _REPOSITORY[3])
            if not folder:
                yield (*_DISCOVERED[0][:3], f"{self.up}recherche.atom")
        if self.ending or folder:
            told = _DISCOVERED if (self.fragments if self.ending else has_address) else _DISCOVERED[:2]
            place = self.up if self.ending else f"{self.up}{folder}"
            yield from ((rel, media_type, title, place + name) for rel, media_type, title, name in told)

    @property
    def icon(self) -> str:
        """The sign of the site, in the tabs of browsers."""
        return f"{self.up}{ICON}"

    @property
    def style(self) -> str:
        """The style sheet."""
        return f"{self.up}style.css"

    def page(self, name: str) -> str:
        """A page beside the home page: « accessibilite »."""
        return f"{self.up}{name}{self.ending}"

    def groupe(self, identifier: str) -> str:
        """The page of a group."""
        return self.listing("groupe", identifier)

    def academie(self, label: str, page: int = 1) -> str:
        """The page of an académie."""
        return self.listing("academie", label, page)

    def discipline(self, label: str, page: int = 1) -> str:
        """The page of a discipline."""
        return self.listing("discipline", label, page)

    def annee(self, label: str, page: int = 1) -> str:
        """The page of a school year."""
        return self.listing("annee", label, page)

    def listing(self, parameter: str, label: str, page: int = 1) -> str:
        """A page of what holds a value."""
        return f"{self.up}{listing_name(parameter, slug(label), page)}{self.ending}"

    def has(self, parameter: str, label: str) -> bool:
        """Say whether what holds a value has a page."""
        return bool(label.strip()) and (self.lists is None or listing_name(parameter, slug(label)) in self.lists)

    def bilan(self, groupe: str, academie: str, *, document: bool = False) -> str:
        """The pre-filled bilan of an académie, as a page or as a text document."""
        folder, ending = (BILANS_ODT, ".odt") if document else (BILANS, self.ending)
        return f"{self.up}{folder}{bilan_name(groupe, academie)}{ending}"

    def space(self, groupe: str, academie: str) -> str:
        """The référents' space of an académie in a group; no file has it."""
        return f"{self.up}{SPACES}{bilan_name(groupe, academie)}"

    def production(self, entry: str) -> str:
        """The page of a production by its permanent id (« urn:uuid:… »)."""
        return f"{self.up}production/{entry.rpartition(':')[2]}{self.ending}"

    def search(self, chosen: Chosen, words: str = "", *, form: str = "recherche", view: View = FIRST) -> str:
        """The address of a search; the same search always has the same one."""
        query = search_query(chosen, words, view)
        return f"{self.up}{form}{'?' if query else ''}{query}"

    def ways(self, chosen: Chosen, words: str = "") -> tuple[ListForm, ...]:
        """The other forms of a list; of files, only those of one value of one parameter are there."""
        if self.searches:
            return tuple(
                ListForm(self.search(chosen, words, form=form), label, purpose) for form, label, purpose in _SEARCHES
            )
        ((parameter, (value,)),) = chosen.items()
        if (
            parameter not in FED or len(value) > _LONGEST_VALUE or safe_text(value) != value
        ):  # files are named by what may leave, whole
            return ()
        stem = list_stem(parameter, value)
        return tuple(
            ListForm(self.up + name.format(stem), label, purpose)
            for name, label, purpose in _FILES
            if self.fragments or not name.startswith("fragment/")
        )


_LONGEST_VALUE = 150
"""Characters: longer ones are no label, and the index holds their beginning only."""
BILANS = "bilan/"
BILANS_ODT = "bilan-odt/"
"""The folders of the bilans: pages, and text documents."""
SPACES = "referent/"
"""The folder of the référents' space, which is served alone."""


def list_stem(parameter: str, value: str) -> str:
    """What the names of the files of a list begin with, as its feed's does."""
    return group_stem(value) if parameter == "groupe" else facet_stem(parameter, value)


def listing_name(parameter: str, name: str, page: int = 1) -> str:
    """The address of a page of a list, from the home page's folder, without its ending."""
    # A name has no « _ », or one before twelve signs (feeds.wording.slug): the two never meet.
    return f"{parameter}/{name}{f'_{page}' if page > 1 else ''}"


def bilan_name(groupe: str, academie: str) -> str:
    """The name of a bilan's files, without their ending."""
    return f"{slug(groupe)}.{slug(academie)}"


def search_query(chosen: Chosen, words: str = "", view: View = FIRST) -> str:
    """Write a search as the query of an address: words first, then the parameters in their order."""
    pairs = [(WORDS, words)] if words else []
    pairs += [(name, value) for name in PARAMETERS for value in _once(chosen.get(name, ()))]
    if view.by_date:
        pairs.append(("tri", "date"))
    if view.size != PAGE_SIZE:
        pairs.append(("par", str(view.size)))
    if view.page > 1:
        pairs.append(("page", str(view.page)))
    return urlencode(pairs, encoding="utf-8", errors="replace")


def _once(values: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(values)

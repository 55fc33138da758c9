"""Cutting what a crawl could follow without end: calendars, lists of lists, addresses that only grow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from urllib.parse import urlsplit

from harvester.site.forms import MAX_OF_ONE_FORM

MAX_DEPTH = 100
MAX_SEGMENTS = 12
MAX_ADDRESS = 1_000
MAX_SAME_SEGMENT = 2
MAX_CALENDAR = 30
MAX_PAGES_OF_ONE_LIST = 300
MAX_QUERIES_OF_ONE_PATH = 100
MAX_NUMBERS_OF_ONE_PATH = 2_000
"""« fiche.php?num=12 »: pages of a database, most likely, yet a script may give any number."""
MAX_CHOICES_OF_ONE_PATH = 500
"""What the choices of all the forms of one address ask for; of one form, as many as one page may ask for: a form that
renews its hidden values on each page has no end.
"""
_MOST_REMEMBERED = 50
_FEWEST_REMEMBERED = 20
"""Budgets, and how much of each is spent, that a crawl that is stopped remembers."""

_CALENDAR = re.compile(
    r"/(?:agenda|calendrier|calendar|evenements?|events?)/(?:[\w-]{1,40}/)?\d{4}(?:[-/]\d{1,4}){0,2}/?(?:\?|\Z)",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"(?:date|jour|mois|annee|year|month|day|semaine|week|tribe-bar-date|ical|calendrier\w{0,20})=\d", re.IGNORECASE
)
_NUMBERED = re.compile(r"[a-z_-]{1,30}=\d", re.IGNORECASE)
_PAGE_OF_LIST = re.compile(
    r"(?:^|&)(?:debut_\w{0,40}|start|limitstart|page|paged)=\d{1,9}|/page/\d{1,9}/?", re.IGNORECASE
)
_OWN_NUMBER = re.compile(
    r"(?:^|&)(?:article|rubrique|breve)\d+|(?:^|&)(?:id_article|id_rubrique|id_breve|id|q|p|page_id|cid|uid|nid)=[^&]*",
    re.IGNORECASE,
)
_ONE_NUMBER = re.compile(r"[a-z_]{1,30}=\d{1,9}\Z", re.IGNORECASE)
_PAGES_LEFT = frozenset({"profondeur", "nombres", "paramètres", "choix"})
"""What these budgets cut may be pages as well as traps: a crawl that met them is not sure to be whole."""
_LEFT = {
    "profondeur": "trop loin de l'accueil", "longueur": "trop longues", "répétition": "qui se répètent",
    "double pagination": "à double pagination", "calendrier": "de calendrier",
    "pagination": "de listes sans fin", "paramètres": "aux paramètres sans fin",
    "nombres": "numérotées sans fin", "choix": "de formulaires aux choix sans fin",
}  # fmt: skip
_WHY = {
    "profondeur": "trop loin de l'accueil", "longueur": "trop longue", "répétition": "qui se répète",
    "double pagination": "double pagination", "calendrier": "calendrier", "pagination": "pages d'une liste sans fin",
    "paramètres": "paramètres sans fin", "nombres": "numéros sans fin", "choix": "choix d'un formulaire sans fin",
}  # fmt: skip


class Traps:
    """The budgets of one crawl, and what they cut."""

    def __init__(self) -> None:
        self._spent: Counter[str] = Counter()
        self.cut: Counter[str] = Counter()

    def why_not(self, url: str, depth: int, *, is_chosen: bool = False) -> str | None:
        """Say in French why an address is left; None of one that may be asked, which is counted in its budget.

        What is chosen in a form (`is_chosen`) has a budget of its own.
        """
        trap = self._trap(url, depth, is_chosen=is_chosen)
        if trap is None:
            return None
        self.cut[trap] += 1
        return _WHY[trap]

    def as_dict(self) -> dict[str, object]:
        """Write it for a crawl that is stopped: what was cut, and the budgets nearest to their end."""
        spent = {
            shape: count for shape, count in self._spent.most_common(_MOST_REMEMBERED) if count >= _FEWEST_REMEMBERED
        }
        return {"cut": dict(self.cut), "spent": spent}

    def go_on_from(self, memo: Mapping[str, object]) -> None:
        """Take what as_dict wrote; nothing from anything else."""
        for name, counts in (("cut", self.cut), ("spent", self._spent)):
            remembered = memo.get(name)
            if isinstance(remembered, Mapping):
                counts.update(
                    {str(one): int(count) for one, count in remembered.items() if name == "spent" or one in _WHY}
                )

    @property
    def may_hide_pages(self) -> bool:
        """Say whether addresses were left that may well be pages of content."""
        return any(self.cut[trap] for trap in _PAGES_LEFT)

    @property
    def message(self) -> str:
        """Say what was cut, in French; empty when nothing was."""
        if not self.cut:
            return ""
        told = ", ".join(f"{count} {_LEFT[trap]}" for trap, count in sorted(self.cut.items()))
        return f"adresses laissées de côté : {told}"

    def _trap(self, url: str, depth: int, *, is_chosen: bool) -> str | None:
        parts = urlsplit(url)
        segments = [segment for segment in parts.path.split("/") if segment]
        if depth > MAX_DEPTH:
            return "profondeur"
        if len(url) > MAX_ADDRESS or len(segments) > MAX_SEGMENTS:
            return "longueur"
        if any(segments.count(segment) > MAX_SAME_SEGMENT for segment in segments):
            return "répétition"  # /a/b/a/b/a: a relative link taken for another
        if parts.query.count("debut_") > 1:
            return "double pagination"  # SPIP's own security screen answers 403 to these
        if is_chosen:
            return self._of_form(parts.netloc + parts.path, parts.query)
        if _CALENDAR.search(url) or _is_of_days(parts.query):
            return self._spend("calendrier", parts.netloc, MAX_CALENDAR)
        of_list = f"{parts.path}?{parts.query}"
        if _PAGE_OF_LIST.search(parts.query) or _PAGE_OF_LIST.search(parts.path):
            return self._spend("pagination", parts.netloc + _PAGE_OF_LIST.sub("", of_list), MAX_PAGES_OF_ONE_LIST)
        if _ONE_NUMBER.match(parts.query) and not _OWN_NUMBER.search(parts.query):
            return self._spend(
                "nombres", parts.netloc + parts.path + parts.query.partition("=")[0], MAX_NUMBERS_OF_ONE_PATH
            )
        if "=" in parts.query and not _OWN_NUMBER.search(parts.query):
            return self._spend("paramètres", parts.netloc + parts.path, MAX_QUERIES_OF_ONE_PATH)
        return None

    def _of_form(self, action: str, query: str) -> str | None:
        """Spend of the budget of a form, known by its address and the names of its fields, and of that address's."""
        names = " ".join(sorted({argument.partition("=")[0] for argument in query.split("&")}))
        of_form = self._spend("choix", f"{action} {names}", MAX_OF_ONE_FORM)
        return of_form or self._spend("choix", action, MAX_CHOICES_OF_ONE_PATH)

    def _spend(self, trap: str, shape: str, budget: int) -> str | None:
        self._spent[f"{trap} {shape}"] += 1
        return trap if self._spent[f"{trap} {shape}"] > budget else None


def _is_of_days(query: str) -> bool:
    """Say whether arguments name days and nothing else by its number, as « annee=2024&num=3 » does."""
    numbered = [argument for argument in query.split("&") if _NUMBERED.match(argument)]
    return bool(numbered) and all(_DAY.match(argument) for argument in numbered)

"""The rest of a list, behind « voir plus »: where it is plainly written, and what is said of it where it is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast

from lxml import etree

from harvester.site.forms import Why, forms_of
from schemas.formats.assembly import whole_text

_WRITTEN = ("hx-get", "data-next", "data-next-url", "data-url", "data-href")
"""Where buttons write the address they ask for with GET."""
_BUTTONS = etree.XPath(
    "//button | //*[@hx-get] | //*[@data-next] | //*[@data-next-url] | //a[@data-url] | //input[@type='submit']"
    " | //*[@role='button'] | //a[not(@href) or starts-with(@href, '#') or starts-with(@href, 'javascript:')]"
)
_MORE = re.compile(
    r"\A\W*(?:(?:voir|afficher|charger|montrer)\b.{0,20}\b(?:plus|suite|suivants?)\b|plus d[e'’].{1,40}|load more"
    r"|show more)",
    re.IGNORECASE,
)
_OF = re.compile(r"\b(?:1\s?[-–àa]\s?)?(\d{1,5})\s(?:\w{1,20}\s){0,2}(?:sur|of|parmi)\s(\d{1,5})\b", re.IGNORECASE)
_LONGEST = 60
_MOST_READ = 200_000
REST_LEFT: MappingProxyType[Why | None, str] = MappingProxyType(
    {
        None: "la suite de cette liste n'est pas accessible par un lien",
        "post": "ce formulaire n'est pas suivi (envoyé par POST), il peut mener à des articles qu'aucun lien ne donne",
        "texte": "ce formulaire de recherche n'est pas suivi (champ libre), il peut mener à des articles sans lien",
        "script": "ce formulaire n'est pas suivi (il passe par un script), il peut mener à des articles sans lien",
        "choix": "ce formulaire a trop de combinaisons pour être suivi en entier",
    }
)
"""What is said of a list whose rest is not asked for, by why it is not."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What a list keeps behind a button or a form that no address stands for."""

    total: int = 0
    """How many it says there are; 0 when it does not."""
    form: Why | None = None
    """Why the form that leads to it is not followed; None when it is no form."""


def written_addresses(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The addresses buttons ask for with GET, and the page that is said to come next."""
    for element in cast(list[etree._Element], _BUTTONS(root)):
        address = _written(element)
        if address:
            yield element, address
    for link in root.iter("link"):
        if "next" in str(link.get("rel") or "").lower().split():
            yield link, str(link.get("href") or "")


def rest_of(root: etree._Element) -> Rest | None:
    """Say what a list keeps behind buttons and forms; None when nothing, or when their address is written."""
    forms = list(forms_of(root))
    left = next((form.left_for for form in forms if form.left_for is not None), None)
    if left is None and not _has_buttons_alone(root, {form.element for form in forms if form.is_followed}):
        return None
    text = " ".join(map(str, root.itertext()))[:_MOST_READ]
    found = [(int(shown), int(total)) for shown, total in _OF.findall(text)]
    return Rest(max((total for shown, total in found if shown < total), default=0), left)


def _has_buttons_alone(root: etree._Element, followed: set[etree._Element]) -> bool:
    """Say whether « voir plus » is a button, no address of what it asks for is written, and no form sends it."""
    if next(written_addresses(root), None) is not None:
        return False
    buttons = (one for one in cast(list[etree._Element], _BUTTONS(root)) if _is_more(one))
    return any(followed.isdisjoint(one.iterancestors("form")) for one in buttons)


def _is_more(element: etree._Element) -> bool:
    text = whole_text(element)[: _LONGEST + 1] or str(element.get("value") or "")
    return len(text) <= _LONGEST and _MORE.search(" ".join(text.split())) is not None


def _written(element: etree._Element) -> str:
    for name in _WRITTEN:
        address = str(element.get(name) or "").strip()
        if address and (address[:1] in "/?." or address.startswith(("http://", "https://"))):
            return address
    action = str(element.get("formaction") or "").strip()
    form = next(element.iterancestors("form"), None)
    method = element.get("formmethod") or (form.get("method") if form is not None else "")
    return action if str(method or "get").lower() == "get" else ""

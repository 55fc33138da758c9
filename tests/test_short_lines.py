"""A short line by the title that many pages share is each one's own: it may be all that says their year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Run
from tests.small_site import WORDS, SmallSite, listing
from tests.test_site_harvest import configure, exported, harvest

NAMES = tuple(f"seance-{number}" for number in range(12))
TITLES = (
    "Le volcan de papier", "Un herbier numérique", "La frise en ligne", "Mesurer son pouls", "Le moulin à eau",
    "Coder un poème", "La carte des vents", "Un jardin partagé", "Le cadran solaire", "La radio du collège",
    "Lire une affiche", "Le pont de bois",
)  # fmt: skip


def page(titre: str, kicker: str, *, around: str = "", below: str = "") -> str:
    """A page whose title has a line above it, as many templates put there the name of a rubrique."""
    above = f'<p class="surtitre">{kicker}</p>' if kicker else ""
    text = "".join(f"<p>{titre}, étape {step}. {WORDS}</p>" for step in range(3))
    return (
        f"<html><head><title>{titre} - Lettres</title></head><body><nav><ul><li><a href='/'>Accueil</a></li></ul>"
        f"{around}</nav><article><header>{above}<h1>{titre}</h1></header>"
        f'<div class="texte">{text}<p>Groupe TraAM de lettres. Niveau : 4e</p></div>{below}</article>'
        "<footer><p>Académie d'Arvelle, 2019-2020</p></footer></body></html>"
    )


def years(traam: Run, site: SmallSite, tmp_path: Any, make: Callable[[int, str], str]) -> list[str | None]:
    """Harvest a site twice, and give the year of each of its pages."""
    site.pages["/"] = listing(*(f"/{name}/" for name in NAMES))
    for number, name in enumerate(NAMES):
        site.pages[f"/{name}/"] = make(number, TITLES[number])
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    harvest(traam)
    records = exported(traam, site)
    return [records[f"/{name}/"]["annee_scolaire"] for name in NAMES]


@pytest.mark.parametrize("others", [0, 3])
def test_the_year_above_the_titles_is_read_where_most_pages_show_it(traam: Run, tmp_path: Any, others: int) -> None:
    def make(number: int, titre: str) -> str:
        return page(titre, "TraAM 2024-2025" if number < others else "TraAM 2023-2024")

    with SmallSite() as site:
        assert years(traam, site, tmp_path, make) == ["2024-2025"] * others + ["2023-2024"] * (12 - others)


def test_what_the_site_says_around_all_its_pages_is_no_page_s_own(traam: Run, tmp_path: Any) -> None:
    def make(_number: int, titre: str) -> str:
        around, below = "<p>TraAM 2022-2023</p>", "<p class='suite'>Voir aussi les TraAM 2021-2022</p>"
        return page(titre, "", around=around, below=below)

    with SmallSite() as site:
        assert years(traam, site, tmp_path, make) == [None] * 12

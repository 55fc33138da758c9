"""A page that says what a work says is an article, in however few words."""

from __future__ import annotations

from typing import Any

from tests.conftest import Run
from tests.small_site import SmallSite, listing
from tests.test_site_harvest import configure, exported, harvest


def test_a_page_of_one_line_that_says_what_works_say_is_an_article(traam: Run, tmp_path: Any) -> None:
    """And one of no more that says nothing of a work is none: it is told as it was."""
    short = (
        "<html><head><title>{0}</title></head><body><nav><a href='/'>Accueil</a></nav><article><p>{1}</p>"
        "<h1>{0}</h1><p>{2}</p></article></body></html>"
    )
    with SmallSite() as site:
        site.pages["/"] = listing("/court.html", "/vide.html")
        site.pages["/court.html"] = short.format(
            "Dire un poème", "TraAM Lettres 2023-2024", "Niveau : 3e. Outil : Audacity."
        )
        site.pages["/vide.html"] = short.format("Étiquette", "Poésie", "Aucun résultat pour le moment.")
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        harvest(traam)
        harvest(traam)
        records = exported(traam, site)

    assert list(records) == ["/court.html"]
    found = records["/court.html"]
    assert (found["titre"], found["annee_scolaire"], found["niveaux"]) == ("Dire un poème", "2023-2024", ["3e"])

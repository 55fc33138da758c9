"""Which part of a page is its own text."""

from __future__ import annotations

import pytest

from schemas.formats.page import page_of
from schemas.formats.region import own_text
from schemas.formats.structure import structure_of
from schemas.types.site_profile import SiteProfile

_SENTENCE = "Les élèves mesurent la croissance des plantules, puis comparent leurs relevés au tableur."
_PAGE = f"""<body><div class="contenu"><h1>Mesurer une croissance</h1><p>{_SENTENCE}</p><p>{_SENTENCE[::-1]}</p>
<h2>Niveau</h2><p>4e</p><p>{_SENTENCE}</p></div>
<ul class="cles"><li><a href="/mot4">4e</a></li><li><a href="/mot5">Sciences</a></li></ul></body>"""


def test_words_that_are_also_a_link_beside_the_text_stay_in_the_text() -> None:
    page = page_of(_PAGE, "https://site.example/mesurer")
    keywords = next(run.part.place for run in structure_of(page).runs if run.text == "Sciences")
    text = own_text(page, SiteProfile(linked_lines=frozenset({keywords}))).text
    lines = [line.text for line in text.lines]
    assert lines[lines.index("Niveau") + 1] == "4e"
    assert "Sciences" not in lines


def lines_of(body: str, url: str = "https://site.example/doku.php?id=lecons:mesurer") -> list[str]:
    return [line.text for line in own_text(page_of(f"<body><div>{body}</div></body>", url)).text.lines]


_TITLED = "<h1>Mesurer</h1>"
_PROSE = f"<p>{_SENTENCE}</p><h2 id='a'>Niveau</h2><p>4e</p><p>{_SENTENCE[::-1]}</p>"


@pytest.mark.parametrize(
    "around",
    [
        "<div class='toc'><h3>Table des matières</h3><ul><li><a href='#a'>Niveau</a></li></ul></div>",
        "<ol><li><a href='?id=lecons:mesurer#a'>Niveau, et tout ce qui est dit de la classe qui mesure</a></li></ol>",
        "<p><a href='#'>Haut de page</a></p>",
        "<div class='pageId'><span>lecons:mesurer</span></div>",
        "<p>lecons/mesurer.txt · Dernière modification : 2024/03/05 10:00 de Ève Sorlin</p>",
    ],
)
def test_what_leads_inside_the_page_or_only_names_it_is_no_part_of_its_text(around: str) -> None:
    alone = lines_of(_TITLED + _PROSE)
    assert lines_of(around + _TITLED + _PROSE) == alone
    assert lines_of(_TITLED + _PROSE + around) == alone
    assert alone.count("Niveau") == 1


@pytest.mark.parametrize(
    "own",
    [
        "<h2><a href='#b'>Déroulement</a></h2>",
        "<p>Voir <a href='#a'>le niveau</a>, puis recommencer.</p>",
        "<p>mesurer.ods</p>",
        "<p>lecons/mesurer.txt est le fichier à compléter.</p>",
    ],
)
def test_headings_that_lead_to_themselves_and_sentences_with_a_link_inside_stay(own: str) -> None:
    said = page_of(f"<p>{own}</p>", "").root.xpath("string()").strip()
    assert said in lines_of(_TITLED + _PROSE + own + f"<p>{_SENTENCE}</p>")

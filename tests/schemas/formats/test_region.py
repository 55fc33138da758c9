"""Which part of a page is its own text."""

from __future__ import annotations

from schemas.formats.page import page_of
from schemas.formats.region import own_text
from schemas.formats.structure import structure_of
from schemas.site_profile import SiteProfile

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

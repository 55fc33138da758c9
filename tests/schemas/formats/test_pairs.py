"""Names and values that only their places tell: each name is a heading, and no value goes on past the next name."""

import pytest

from schemas.formats.page_text import text_lines
from schemas.normalize.blocks import read_blocks
from schemas.normalize.common_labels import COMMON_ELEMENTS
from schemas.parsing.xml import parse_html

_PROSE = "<p>Chaque groupe relève les mesures et les compare à celles du voisin</p>"
SHAPES = {
    "spans": "<div><span class=e>Niveau</span><span>4e</span><br><span class=e>Durée</span><span>2 h</span></div>",
    "span_alone": "<div><span class=x>Niveau</span><span>4e</span></div>",
    "column": "<div><div>Niveau</div><div>4e</div><div>Ce qu'il faut</div><div>du temps</div><div>Outils</div>"
    "<div>Wooclap</div></div>",
    "rows": "<div class=row><div class=c4>Niveau</div><div class=c8>4e</div></div>"
    "<div class=row><div class=c4>Modalités</div><div class=c8>binômes</div></div>",
    "acf": "<div class=acf><p class=acf-label>Niveau</p><p class=acf-value>4e</p></div>"
    "<div class=acf><p class=acf-label>APSA</p><p class=acf-value>relais</p></div>",
    "drupal": "<div class='field n1'><div class=field__label>Niveau</div><div class=field__items>"
    "<div class=field__item>4e</div></div></div>"
    "<div class='field n2'><div class=field__label>CECRL</div><div class=field__item>A2</div></div>",
    "break": "<p><strong>Niveau</strong><br>4e</p><p><strong>Démarche</strong><br>enquête</p>",
    "lead": "<p><b>Niveau</b> 4e</p><p><b>Objectif</b> écrire une fiche</p>",
    "headings": "<h3>Niveau</h3><p>4e</p><h3>Démarche</h3><p>enquête</p>",
    "list": "<ul><li><span>Niveau</span> <span>4e</span></li><li><span>Lieu</span> <span>salle 3</span></li></ul>",
    "nested": "<div class=b><div class=t><strong>Niveau</strong></div><div class=v><p>4e</p></div></div>"
    "<div class=b><div class=t><strong>Lieu</strong></div><div class=v><p>salle 3</p></div></div>",
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_name_beside_its_value_is_a_label_and_the_next_name_ends_it(name: str) -> None:
    root = parse_html(f"<html><body><main>{SHAPES[name]}{_PROSE}</main></body></html>")
    lines = text_lines(root, "http://ici.example/").lines
    (level,) = [block for block in read_blocks(lines, COMMON_ELEMENTS) if block.element.name == "niveau"]
    assert level.values == ("4e",)
    assert [line.text for line in lines if "Niveau" in line.text] == ["Niveau"]


@pytest.mark.parametrize(
    "shown",
    [
        "<p><strong>Classe</strong> inversée, mode d'emploi</p>",
        "<p><span>Niveau</span> de difficulté <span>trois</span></p>",
        "<div><span>Public</span> <em>averti</em> seulement</div>",
        "<p><a href='/n'>Niveaux</a> <a href='/o'>Outils</a></p>",
        "<p>Un <b>public</b> nombreux</p><p>Un <b>cycle</b> de trois films</p>",
    ],
)
def test_what_only_begins_like_a_name_stays_in_its_sentence(shown: str) -> None:
    lines = text_lines(parse_html(f"<html><body><main>{shown}</main></body></html>"), "http://ici.example/").lines
    assert not [line for line in lines if line.heading]
    assert len(lines) == shown.count("<p>") or len(lines) == 1

"""What a card points at goes before what is guessed; what it does not find is left to the other readers."""

from schemas.formats import read
from schemas.types.record import RawRecord

PAGE = b"""<html><body><div id="head"><h1>Le site</h1></div><p class="gros">Le vrai titre</p>
<i class="qui">Mme Martin</i><u title="2024-03-02">hier</u><div class="a"><p>Premier.</p></div><ul><li>TraAM</li></ul>
<div class="menu">Autre</div></body></html>"""


def test_selected_parts_are_read_with_their_place():
    selectors = (("titre", "p.gros"), ("texte", "div.a"), ("date", "u[title]"), ("rubriques", "ul > li"))
    reading = read(RawRecord("s", "i", "html", PAGE, url="https://a.example/1"), selectors=selectors)
    assert (reading.titre[0].value, reading.titre[0].place) == ("Le vrai titre", "sélecteur « titre » de la carte")
    assert [line.text for line in reading.lines] == ["Premier."]
    assert reading.dates_publication[0].value == "2024-03-02"
    assert reading.rubriques[0].value == "TraAM"


def test_a_selector_that_finds_nothing_changes_nothing():
    raw = RawRecord("s", "i", "html", PAGE, url="https://a.example/1")
    assert read(raw, selectors=(("titre", "h9"), ("texte", ".rien"))) == read(raw)

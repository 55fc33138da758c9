"""The files joined to a page are known, and what is read in them says where it was read."""

from schemas.formats import read
from schemas.types.record import Attached, Document, RawRecord

PAGE = """<html><head><meta name="generator" content="SPIP 4.4"></head><body class="page_article">
<nav><a href="/menu.pdf">Menu</a></nav><h1 class="entry-title">Labyrinthe</h1>
<div class="texte"><p>Voir <a href="IMG/odt/fiche.odt">la fiche</a> et <a href="autre.html">une page</a>.</p></div>
<div id="documents_joints"><div><a class="spip_doc" type="application/pdf" href="IMG/pdf/scenario.pdf">
<span class="titre">Le scénario</span></a> <span>PDF - 1,2 Mo</span></div>
<a type="image/png" href="IMG/png/vue.png">vue</a></div></body></html>"""


def reading_of(*attached: Attached):
    raw = RawRecord("s", "i", "html", PAGE.encode(), url="https://a.example/spip.php?article1", attached=attached)
    return read(raw)


def test_documents_of_the_text_and_of_the_box_are_known_once_each():
    assert reading_of().documents == (
        Document("https://a.example/IMG/odt/fiche.odt", "la fiche", "application/vnd.oasis.opendocument.text"),
        Document("https://a.example/IMG/pdf/scenario.pdf", "Le scénario", "application/pdf", int(1.2 * 1024**2)),
    )


def test_what_a_document_says_bears_its_name():
    lines = reading_of(Attached("https://a.example/IMG/pdf/scenario.pdf", "Niveau : 3e\nDurée : 2 h")).attached_lines
    assert [(line.text, line.document) for line in lines] == [
        ("Niveau : 3e", "Le scénario"), ("Durée : 2 h", "Le scénario"),
    ]  # fmt: skip

"""SPIP pages: those of two real SPIP sites, and the traps of customised templates."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.formats import read
from schemas.types.record import RawRecord, Reading, Values

HOME = "https://essai.example/spip.php?article1"


def texts(values: Values) -> tuple[str, ...]:
    return tuple(value.value for value in values)


def spip(body: str, head: str = "") -> Reading:
    page = f'<html><head><meta name="generator" content="SPIP 4.2">{head}</head><body>{body}</body></html>'
    return read(RawRecord("essai", "page", "html", page.encode(), url=HOME))


REAL = {
    "article1-complet": {
        "titre": "Programmer un labyrinthe avec Scratch",
        "surtitre": "Scénario n°1",
        "jour": "2024-05-14",
        "auteurs": ("Claire Martin", "Jean-François Dupont"),
        "rubriques": ("TraAM", "TraAM 2023-2024 : pensée algorithmique"),
        "mots_cles": ("5e", "Cycle 4", "Mathématiques", "Scratch", "TraAM"),
        "description": "Scénario TraAM : de l'activité débranchée au labyrinthe Scratch, en trois séances.",
        "premiere_ligne": "Ce scénario propose de construire la notion de boucle",
    },
    "article2-code-math": {
        "titre": "Dé\u00a0équilibré\u00a0? Simuler avec Python",
        "surtitre": "Scénario n°2",
        "jour": "2024-05-28",
        "auteurs": ("Jean-François Dupont",),
        "rubriques": ("TraAM", "TraAM 2023-2024 : pensée algorithmique"),
        "mots_cles": ("Mathématiques", "Python", "Seconde", "TraAM"),
        "description": "Simuler 1000 lancers et observer la fluctuation d’échantillonnage.",
        "premiere_ligne": "Simuler 1000 lancers",
    },
    "article3-bilan": {
        "titre": "TraAM 2023-2024\u00a0: bilan académique",
        "surtitre": None,
        "jour": "2024-06-20",
        "auteurs": ("Groupe TraAM Mathématiques",),
        "rubriques": ("TraAM", "TraAM 2023-2024 : pensée algorithmique"),
        "mots_cles": ("Mathématiques", "TraAM"),
        "description": "Le groupe a produit six scénarios, testés dans 14 classes.\nScénario 1\nScénario 2",
        "premiere_ligne": "Le groupe a produit six scénarios",
    },
    "article4-multi-iframe-script": {
        "titre": "Évaluer l’oral avec l’IA\u00a0: «\u00a0possible\u00a0» ou non\u00a0?",
        "surtitre": None,
        "jour": "2025-04-03",
        "auteurs": ("Claire Martin", None),
        "rubriques": ("TraAM", "TraAM 2024-2025 : IA & évaluation"),
        "mots_cles": ("Mathématiques", "Première générale", "TraAM"),
        "description": "Expérimentation d’un retour automatisé sur le Grand oral.",
        "premiere_ligne": "Expérimentation d’un retour",
    },
}


@pytest.mark.parametrize("site", ["spip-4.4-live", "spip-3.2-live"])
@pytest.mark.parametrize("name", REAL)
def test_real_article_is_read_whole(shared: Path, site: str, name: str) -> None:
    path = shared / "data" / "sites" / "html" / site / f"{name}.html"
    if not path.is_file():
        pytest.skip(f"{name} of {site} is not in the reference folder")
    expected = REAL[name]
    reading = read(RawRecord("essai", name, "html", path.read_bytes(), url=HOME))
    assert reading.titre[0].value == expected["titre"]
    assert (texts(reading.surtitre)[:1] or (None,))[0] == expected["surtitre"]
    assert reading.dates_publication[0].value.startswith(str(expected["jour"]))
    assert len(reading.auteurs) == len(expected["auteurs"])
    assert reading.auteurs[0].value == expected["auteurs"][0]
    assert texts(reading.rubriques) == expected["rubriques"]
    assert texts(reading.mots_cles) == expected["mots_cles"]
    assert reading.description[0].value == expected["description"]
    assert reading.lines[0].text.startswith(str(expected["premiere_ligne"]))
    assert not [value for value in reading.description if value.value.endswith(("(...)", "…"))]


@pytest.mark.parametrize("site", ["spip-4.4-live", "spip-3.2-live"])
def test_real_article_keeps_its_text_and_nothing_of_the_site(shared: Path, site: str) -> None:
    path = shared / "data" / "sites" / "html" / site / "article1-complet.html"
    reading = read(RawRecord("essai", "article1", "html", path.read_bytes(), url=HOME))
    lines = [line.text for line in reading.lines]
    assert [
        line.text
        for line in reading.lines
        if line.heading and line.text in {"Objectifs", "Déroulement", "Compétences travaillées"}
    ] == ["Objectifs", "Déroulement", "Compétences travaillées"]
    assert lines[-1] == "Production réalisée dans le cadre des TraAM 2023-2024. Licence CC BY-NC-SA."
    assert not {"Rechercher :", "Mots-clés", "Plan du site", "Dans la même rubrique"} & set(lines)
    assert "https://edubase.eduscol.education.fr/" in reading.links
    assert "https://essai.example/IMG/pdf/fiche-eleve.pdf" in reading.links


def test_every_real_page_is_read_or_refused(shared: Path) -> None:
    pages = sorted((shared / "data" / "sites" / "html").rglob("*.html"))
    assert len(pages) > 30
    for path in pages:
        reading = read(RawRecord("essai", path.name, "html", path.read_bytes(), url=HOME))
        assert reading.titre, path.name


def test_real_forum_form_is_not_text(shared: Path) -> None:
    path = shared / "data" / "sites" / "html" / "spip-4.4-live" / "article3-bilan.html"
    reading = read(RawRecord("essai", "article3", "html", path.read_bytes(), url=HOME))
    assert [line.text for line in reading.lines][-1] == "La pensée algorithmique, du cycle 3 au lycée."
    assert not [line for line in reading.lines if "commentaire" in line.text]


def test_cut_description_gives_way_to_the_beginning_of_the_text() -> None:
    head = '<meta name="description" content="Un premier paragraphe qui est long. Un deux (...)">'
    paragraphs = "<p>Un premier paragraphe qui est long.</p><p>Un deuxième.</p><p>Un troisième.</p>"
    body = f'<h1 class="entry-title">T</h1><div class="texte"><h2>Titre</h2>{paragraphs}</div>'
    assert texts(spip(body, head).description) == ("Un premier paragraphe qui est long.\nUn deuxième.",)


def test_descriptif_comes_before_the_chapo() -> None:
    head = '<meta name="description" content="Ce que le rédacteur en dit.">'
    body = '<h1>T</h1><div class="chapo"><p>Le chapô.</p></div><div class="texte"><p>Le texte.</p></div>'
    assert texts(spip(body, head).description) == ("Ce que le rédacteur en dit.", "Le chapô.")


def test_home_is_no_rubrique_whatever_its_name() -> None:
    body = '<p class="arbo"><a href="/">ACCUEIL</a> &gt; <a href="r1">TraAM</a> &gt; <strong>T</strong></p><h1>T</h1>'
    assert texts(spip(body).rubriques) == ("TraAM",)


def test_crayon_classes_are_enough_on_a_customised_template() -> None:
    page = """<div class="bandeau"><h1>Le site</h1></div><main><h2 class="crayon article-titre-8">Le vrai titre</h2>
      <p class="crayon article-surtitre-8">TraAM 2021-2022</p>
      <div class="crayon article-texte-8"><p>Texte.</p></div></main>"""
    reading = read(RawRecord("essai", "page", "html", page.encode(), url=HOME))
    assert reading.titre[0].value == "Le vrai titre"
    assert texts(reading.surtitre) == ("TraAM 2021-2022",)
    assert [line.text for line in reading.lines] == ["Texte."]


def test_visitors_comments_give_no_author_date_or_text() -> None:
    body = """<h1>T</h1><div class="texte"><p>Le texte.</p></div>
      <div class="comment"><span class="vcard author"><span class="fn">Visiteur</span></span>
      <abbr class="published" title="2020-01-01">hier</abbr><p>Niveau : CP</p></div>"""
    reading = spip(body)
    assert (reading.auteurs, reading.dates_publication) == ((), ())
    assert [line.text for line in reading.lines] == ["Le texte."]

"""A page's own text is without the lists of other pages and without who signed it."""

from __future__ import annotations

import pytest

from schemas.normalize.own_text import own_lines, sentences
from schemas.types.record import Line


def kept(*lines: Line) -> list[str]:
    return [line.text for line in own_lines(lines)]


@pytest.mark.parametrize(
    "heading",
    ["Voir aussi", "À lire également", "Sur le même thème", "Dans la même rubrique", "Autres articles", "Articles liés",
     "Pour aller plus loin", "Sitographie", "Les plus lus", "Archives", "Du même auteur"],
)  # fmt: skip
def test_a_list_of_other_pages_is_left_out_up_to_the_next_heading(heading: str) -> None:
    lines = (
        Line("Une séance de troc."), Line(heading, True), Line("TraAM 2019-2020 : le marché"), Line("Niveau : 5e"),
        Line("Bilan", True), Line("Les échanges ont plu."),
    )  # fmt: skip
    assert kept(*lines) == ["Une séance de troc.", "Bilan", "Les échanges ont plu."]


@pytest.mark.parametrize("heading", ["Archives et mémoire d'un quartier", "Navigation en mer", "Les autres élèves"])
def test_a_heading_of_the_work_itself_stays(heading: str) -> None:
    assert kept(Line(heading, True), Line("On lit un registre.")) == [heading, "On lit un registre."]


def test_a_label_without_heading_leaves_out_what_follows_it_up_to_a_sentence() -> None:
    lines = (Line("Voir aussi :"), Line("- Le troc en 6e"), Line("La suite du cours reprend ici."))
    assert kept(*lines) == ["La suite du cours reprend ici."]


@pytest.mark.parametrize(
    "byline",
    ["par Collectif TraAM lettres", "Par l'équipe TraAM", "mardi 4 mars 2025 par Ana Morin", "Auteur : groupe TraAM",
     "Article proposé par Ana Morin, le 4 mars 2025.", "Publié le 4 mars 2025"],
)  # fmt: skip
def test_who_signed_is_left_out(byline: str) -> None:
    assert kept(Line(byline), Line("Un récit.")) == ["Un récit."]


@pytest.mark.parametrize("text", ["Par groupes de trois, les élèves trient.", "Par le groupe TraAM SVT 2024-2025"])
def test_what_only_begins_like_a_signature_stays(text: str) -> None:
    assert kept(Line(text)) == [text]


def test_sentences_are_cut_at_their_ends_only() -> None:
    said = [one.text for one in sentences([Line("On trie 2.5 kg. Puis on pèse ! Et après ?"), Line("Fin")])]
    assert said == ["On trie 2.5 kg.", "Puis on pèse !", "Et après ?", "Fin"]


def test_a_code_to_copy_says_nothing() -> None:
    lines = (Line('<iframe height="200" src="https://a.example/snip?id=9"></iframe>'), Line("Compte rendu du 3 mai."))
    assert [line.text for line in own_lines(lines)] == ["Compte rendu du 3 mai."]

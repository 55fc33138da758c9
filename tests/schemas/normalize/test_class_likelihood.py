"""What all the words of a page make of it where its wording leaves it open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.class_weights import WRITTEN, digest_of_pages
from schemas.normalize.class_likelihood import CLASSES, class_likelihoods, likely_class

WORK = """Les élèves de quatrième reçoivent par groupes une carte muette et une tablette. La première séance
sert à poser la question ; à la deuxième, chaque binôme relève les données et construit un graphique avec le
tableur. On compare ensuite les courbes au tableau : deux groupes se sont trompés d'échelle, et c'est l'erreur
qui a lancé le débat. Une trace écrite est rédigée en classe, puis relue par un autre groupe. La séance
suivante, les élèves présentent leur production à l'oral."""
NEWS = """La lettre du mois est parue. Au sommaire : les dates des prochaines formations, les inscriptions
ouvertes jusqu'au 15 mars, un entretien avec l'inspecteur, les nouvelles ressources mises en ligne par les
groupes, et les résultats du concours national. Retrouvez tous les numéros sur le site de l'académie. Pour vous
abonner, écrivez au secrétariat. Le prochain numéro paraîtra en juin ; vos contributions sont les bienvenues
avant la fin du mois de mai."""


def test_the_weights_are_those_of_the_labelled_pages_of_today():
    stale = "write schemas/vocabularies/classes.tsv again: python -m benchmarks.class_weights --write"
    assert f"# pages {digest_of_pages()}\n" in WRITTEN.read_text(encoding="utf-8"), stale


def test_a_class_at_work_is_told_from_news():
    assert likely_class("a_classer", "La carte et le graphique", [WORK], is_framed=False) == "production"
    assert likely_class("mention", "La carte et le graphique", [WORK], is_framed=False) == "production"
    assert likely_class("production", "La lettre de mars", [NEWS], is_framed=False) not in {"production", "synthese"}
    assert likely_class("mention", "La lettre de mars", [NEWS], is_framed=False) == "mention"


@pytest.mark.parametrize("by_wording", ["production", "a_classer", "mention"])
def test_too_few_words_change_nothing(by_wording):
    assert likely_class(by_wording, "Un titre", ["Trois mots ici."], is_framed=False) == by_wording


@given(st.text(max_size=60), st.lists(st.text(max_size=200), max_size=5))
def test_beliefs_are_shares_of_one_whatever_is_said(titre, texts):
    beliefs = class_likelihoods(f"{titre} élèves", [WORK, *texts])
    assert set(beliefs) == set(CLASSES)
    assert sum(beliefs.values()) == pytest.approx(1)

"""Every word of a labelled value is placed, or waits where a person sees it; what a person decides takes effect."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.describing.read import Beside, describe
from schemas.files.decisions import Decision, decisions_of
from schemas.files.source import Source
from schemas.types.record import RawRecord
from schemas.words.phrases import key_of

URL = "https://pages.example/essai"
SOURCE = Source("s", "S", "site", URL, scope=(URL,))
WAITING = {"hors_vocabulaire", "reste"}
LABELS = {
    "niveaux": "Niveau", "disciplines": "Discipline", "outils": "Outils", "competences": "Compétences numériques",
    "academies": "Académie",
}  # fmt: skip
KNOWN = {
    "niveaux": ["6e", "terminale STL", "CAP", "cycle 4", "BTS", "2de"],
    "disciplines": ["SVT", "philosophie", "EPS", "histoire-géographie", "latin"],
    "outils": ["Scratch", "GeoGebra", "tableur", "Moodle"],
    "competences": ["2.3 Collaborer", "3.4 Programmer", "1.2 Gérer des données", "Traiter des données"],
    "academies": ["Créteil", "Nancy-Metz", "La Réunion", "Orléans-Tours"],
}
INVENTED = ["zorglub", "quantoscope", "brimbelle", "tralalère", "varnoufle"]


def read(label, value, *decisions):
    html = f"<main><h1>Essai</h1><p><b>{label} :</b> {value}</p><p>Les élèves cherchent.</p></main>"
    beside = Beside(decisions=decisions_of(decisions))
    return describe(RawRecord("s", URL, "html", html.encode(), url=URL), SOURCE, (), beside)


def words_waiting(described):
    return {word for issue in described.issues if issue.code in WAITING for word in key_of(issue.value)}


@given(st.sampled_from(sorted(LABELS)), st.data())
def test_what_is_read_and_what_waits_are_the_whole_value(field, data):
    known = data.draw(st.lists(st.sampled_from(KNOWN[field]), min_size=1, max_size=3, unique=True))
    strange = data.draw(st.lists(st.sampled_from(INVENTED), max_size=3, unique=True))
    value = data.draw(st.permutations([*known, *strange]))
    joined = data.draw(st.sampled_from([", ", " et ", " ; ", " / "])).join(value)

    described = read(LABELS[field], joined)

    kept = {key for one in getattr(described.record, field) for key in key_of(one)}
    alone = {key for one in known for label in getattr(read(LABELS[field], one).record, field) for key in key_of(label)}
    assert {key for one in strange for key in key_of(one)} <= words_waiting(described)
    assert alone <= kept


@pytest.mark.parametrize(
    ("field", "value", "decision", "read_as"),
    [
        ("niveaux", "2nde GATL", Decision("niveaux", "2nde GATL", "alias", "CAP"), ("CAP",)),
        ("niveaux", "élèves de 2nde GATL", Decision("niveaux", "2NDE  gatl", "alias", "CAP"), ("CAP",)),
        ("niveaux", "2nde GATL et 3e", Decision("niveaux", "2nde GATL", "alias", "CAP"), ("CAP", "3e")),
        ("niveaux", "3e du groupe bleu", Decision("niveaux", "groupe bleu", "reject"), ("3e",)),
        ("niveaux", "3e, zorglub", Decision("niveaux", "zorglub", "accept"), ("3e", "zorglub")),
        ("disciplines", "SVT et brimbelle", Decision("disciplines", "brimbelle", "alias", "Philosophie"), None),
        ("outils", "le varnoufle", Decision("outils", "varnoufle", "accept"), ("varnoufle",)),
    ],
)
def test_a_decision_goes_before_every_rule(field, value, decision, read_as):
    described = read(LABELS[field], value, decision)

    found = getattr(described.record, field)
    assert set(found) == set(read_as or ("Sciences de la vie et de la Terre", "Philosophie"))
    assert not words_waiting(described) & set(key_of(decision.value))


@given(st.sampled_from(sorted(LABELS)), st.sampled_from(["alias", "accept", "reject"]), st.data())
def test_a_decision_on_whatever_waits_takes_effect(field, verdict, data):
    known, instead = data.draw(st.permutations(KNOWN[field]))[:2]
    strange = data.draw(st.lists(st.sampled_from(INVENTED), min_size=1, max_size=2, unique=True))
    value = data.draw(st.sampled_from([", ", " et ", " ; ", " / ", " (", " : "])).join([known, *strange])
    waiting = [one.value for one in read(LABELS[field], value).issues if one.code in WAITING and one.field == field]
    meant = getattr(read(LABELS[field], instead).record, field)

    decisions = [Decision(field, one, verdict, meant[0] if verdict == "alias" else "") for one in waiting]
    described = read(LABELS[field], value, *decisions)

    kept = set(getattr(described.record, field))
    assert waiting
    assert not words_waiting(described)
    assert {"alias": {meant[0]}, "accept": set(waiting), "reject": set()}[verdict] <= kept


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("1.1 Mener une recherche et une veille d'information, tenir un zorglub", "tenir un zorglub"),
        ("2.3 Collaborer (avec le quantoscope)", "avec le quantoscope"),
        ("Mener une recherche et une veille d'information sur les brimbelles", "sur brimbelles"),
    ],
)
def test_what_a_competence_adds_to_its_label_waits(value, left):
    described = read("Compétences numériques", value)
    assert len(described.record.competences) == 1
    assert words_waiting(described) == set(key_of(left))


def test_a_code_told_by_its_domain_is_its_competence():
    described = read("Compétences numériques", "1.1 : Information et données → chercher, collecter, garder")
    assert described.record.competences == ("1.1 Mener une recherche et une veille d'information",)
    assert not described.issues or all(issue.field != "competences" for issue in described.issues)


def test_a_decision_on_one_field_says_nothing_of_another():
    described = read("Outils", "zorglub", Decision("niveaux", "zorglub", "alias", "3e"))
    assert (described.record.outils, words_waiting(described)) == ((), {"zorglub"})


@pytest.mark.parametrize(("refused_of", "levels"), [(f"{URL}-autre", ("4e",)), (URL, ())])
def test_the_only_levels_a_work_says_are_its_own_unless_they_were_refused_of_it(refused_of, levels):
    body = "<p>Production TraAM 2023-2024.</p><p>Programme de géographie de quatrième.</p><p>Les élèves cherchent.</p>"
    html = f"<main><h1>Essai</h1>{body}</main>"
    beside = Beside(decisions=decisions_of((Decision("niveaux", refused_of, "reject"),)))
    described = describe(RawRecord("s", URL, "html", html.encode(), url=URL), SOURCE, (), beside)
    assert described.record.niveaux == levels


def test_a_decision_counts_in_a_title_too():
    html = "<html><body><main><h1>TraAM : une activité en 2nde GATL</h1><p>Les élèves cherchent.</p></main>"
    decided = Beside(decisions=decisions_of((Decision("niveaux", "2nde GATL", "alias", "CAP"),)))
    described = describe(RawRecord("s", URL, "html", html.encode(), url=URL), SOURCE, (), decided)
    assert described.record.niveaux == ("CAP",)

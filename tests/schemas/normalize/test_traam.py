"""The TraAM are known by their signs; what only speaks of them, or of tramways, is not a work of theirs."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.files.group import Group
from schemas.normalize.traam import judge, names_traam
from schemas.types.record import PUBLISHED_CLASSES, Found, Line, Reading

SHARED = Path(__file__).resolve().parents[4] / "shared"
FACTS = SHARED / "data" / "facts" / "productions.json"
PAGE = "https://svt.ac-lille.fr/spip.php?article12"


def reading(titre: str = "Trier des roches", body: str = "", **places: str) -> Reading:
    values: dict[str, Any] = {name: (Found(text, name),) for name, text in places.items()}
    return Reading(titre=(Found(titre, "titre"),), lines=(Line(body),) if body else (), **values)


@pytest.mark.parametrize(
    "text",
    ["TraAM", "TRAAM", "TRaAM", "TrAAM", "les TraAMs", "TraAms 2021", "TaaAM", "TRAAM-LV", "traam1314", "TraAM20122013",
     "Présentation des TrAM",
     "TRAM 2006-2007", "l'expérience TRAM en langues", "Travaux académiques mutualisés",
     "travaux mutualisés", "actions académiques mutualisées"],
)  # fmt: skip
def test_each_spelling_is_known(text: str) -> None:
    assert names_traam(text)


@pytest.mark.parametrize(
    "text",
    ["Le tram de Nantes", "TRAM", "tramway 2024-2025", "trame verte", "Mont-Tram", "programme", "travaux pratiques"],
)
def test_other_words_are_not(text: str) -> None:
    assert not names_traam(text)


def test_no_sign_gives_nothing() -> None:
    judged = judge(reading(body="Une séance sur le tramway et la géométrie."), PAGE)
    assert (judged.score, judged.reasons, judged.traam_class) == (0.0, (), None)


@pytest.mark.parametrize(
    ("titre", "traam_class"),
    [
        ("TraAM 2024 : un musée imaginé par les élèves", "production"),
        ("TraAM SVT : la synthèse des protéines en réalité virtuelle", "production"),
        ("Bilan carbone du lycée, TraAM 2024-2025", "production"),
        ("TraAM : rédiger un compte rendu de TP avec une IA", "production"),
        ("TraAM de La Réunion : un jeu d'évasion", "production"),
        ("TraAM 2019/2020", "production"),
        ("Synthèse nationale des TraAM Documentation 2018-2019", "synthese"),
        ("Synthèse des travaux académiques mutualisés", "synthese"),
        ("Bilan des TraAM", "bilan"),
        ("TraAM 2012-2013 - Bilan", "bilan"),
        ("Présentation des TraAM 2013-2014", "presentation"),
        ("Les TraAM, qu’est-ce que c’est ?", "presentation"),
        ("Lancement des TraAM 2020-2021", "presentation"),
        ("TraAM 2021-2022 : première réunion", "compte_rendu"),
        ("Compte rendu de la réunion du groupe TraAM", "compte_rendu"),
        ("Appel à candidatures : rejoindre les TraAM", "appel"),
        ("Ensemble des ressources des travaux académiques mutualisés", "rubrique"),
        ("Compte rendu du séminaire TraAM", "compte_rendu"),
        ("Compte rendu : journée TraAM du 3 mai", "compte_rendu"),
        ("Devenez membre du groupe TraAM", "appel"),
        ("Candidatures ouvertes pour les TraAM 2026-2027", "appel"),
        ("Qui sommes-nous ? Les TraAM en EPS", "presentation"),
        ("Le groupe TraAM de musique se présente", "presentation"),
        ("L'équipe TraAM d'EPS", "presentation"),
        ("Un collectif au travail : les TraAM en EPS", "presentation"),
        ("L'équipe TraAM d'EPS propose un défi de course", "production"),
        ("Qui compose l'équipe TraAM de musique ?", "presentation"),
        ("Les TraAM expliqués aux nouveaux", "presentation"),
        ("Le groupe de musique et les travaux académiques mutualisés", "presentation"),
        ("TraAM EPS : synthèse des travaux de l'année", "synthese"),
        ("Bilan de l'année 2020-2021 du groupe TraAM EPS", "bilan"),
        ("TraAM 2026-2027 : les candidatures sont ouvertes", "appel"),
    ],
)
def test_title_tells_the_class(titre: str, traam_class: str) -> None:
    judged = judge(reading(titre), PAGE)
    assert judged.traam_class == traam_class
    assert judged.score == 1.0
    assert judged.reasons[0].startswith("le titre nomme les TraAM")


def test_title_about_proteins_under_a_traam_surtitre_is_a_production() -> None:
    for titre in (
        "La synthèse des protéines",
        "Bilan radiatif de la Terre",
        "Présentation orale : s'entraîner avec une IA",
    ):
        assert judge(reading(titre, surtitre="TraAM 2024-2025"), PAGE).traam_class == "production"


@pytest.mark.parametrize(
    ("titre", "traam_class"),
    [
        ("Toutes nos productions TraAM, par année", "rubrique"),
        ("Feuille de route du groupe TraAM anglais", "presentation"),
        ("Les thèmes retenus pour les TraAM 2026-2027", "presentation"),
        ("On parle des TraAM dans la presse locale", "mention"),
        ("Parcours M@gistère : s'approprier un scénario TraAM", "mention"),
        ("Mardi 10 mars, 17 h : les TraAM SES en direct", "mention"),
        ("La lettre du numérique – février 2026", "mention"),
        ("Douze nouvelles fiches dans l'Édubase", "mention"),
        ("TraAM : bonne année à tous", "a_classer"),
    ],
)
def test_what_tells_of_no_class_at_work_is_no_production(titre: str, traam_class: str) -> None:
    assert (
        judge(reading(titre, "Au programme : deux groupes TraAM.", surtitre="TraAM"), PAGE).traam_class == traam_class
    )


@pytest.mark.parametrize(
    "body",
    ["Cette séance s'inspire d'une idée publiée par les TraAM de l'académie voisine.", "Adapté des TraAM de Reims."],
)
def test_borrowed_idea_is_a_mention(body: str) -> None:
    judged = judge(reading(body=body), PAGE)
    assert judged.traam_class == "mention"
    assert judged.score <= 0.3


@pytest.mark.parametrize(
    ("body", "traam_class"),
    [
        ("Cette séance a été imaginée dans le cadre des TraAM.", "production"),
        ("Le principal remercie le groupe TraAM pour son aide.", "mention"),
        ("On y parle des TraAM.", "mention"),
        ("Travail académique mutualisé 2021-2022", "production"),
    ],
)
def test_body_makes_a_production_only_when_it_says_its_frame(body: str, traam_class: str) -> None:
    assert judge(reading(body=body), PAGE).traam_class == traam_class


def test_news_of_the_traam_is_a_mention_and_a_work_about_news_is_not() -> None:
    assert judge(reading("En bref : les TraAM de l'académie"), PAGE).traam_class == "mention"
    assert judge(reading("Infos : monter un journal", surtitre="TraAM"), PAGE).traam_class == "production"


def test_list_of_other_pages_signature_and_author_link_are_no_signs() -> None:
    lines = (
        Line("par Équipe TraAM EPS"), Line("Une course."), Line("À voir aussi", True),
        Line("Dans le cadre des TraAM 2019-2020"),
    )  # fmt: skip
    page = Reading(titre=(Found("Courir", "titre"),), lines=lines, links=("https://eps.example/_Equipe-TraAM_",))
    assert judge(page, PAGE).traam_class is None


@pytest.mark.parametrize(
    ("body", "traam_class"),
    [
        ("Cette page présente le groupe, ses missions et son calendrier.", "presentation"),
        ("Relevé de décisions de la rencontre du 4 mai.", "compte_rendu"),
        ("Nous cherchons deux collègues. Les candidatures sont à envoyer au rectorat.", "appel"),
        ("Le groupe réunit six élèves de 4e autour d'une maquette : séance de deux heures.", "production"),
    ],
)
def test_own_words_tell_the_class_when_the_title_does_not(body: str, traam_class: str) -> None:
    assert judge(reading("Vie de l'académie", body, rubriques="TraAM"), PAGE).traam_class == traam_class


@pytest.mark.parametrize(
    ("titre", "body", "traam_class"),
    [
        ("Rencontre de mai : compte rendu", "Le groupe TraAM d'EPS s'est réuni au gymnase.", "compte_rendu"),
        ("Bilan du groupe", "Bilan annuel des TraAM d'EPS.", "bilan"),
        ("Bilan carbone du gymnase", "Le groupe TraAM d'EPS était représenté.", "mention"),
        ("Rencontre de mai : compte rendu", "Merci au groupe TraAM pour son aide.", "mention"),
    ],
)
def test_page_about_its_group_need_not_name_the_traam_in_its_title(titre: str, body: str, traam_class: str) -> None:
    assert judge(reading(titre, body), PAGE).traam_class == traam_class


def test_link_alone_is_a_mention() -> None:
    page = Reading(titre=(Found("Trier", "titre"),), links=("https://eduscol.example/ses/traam-2017-2018",))
    assert judge(page, PAGE).traam_class == "mention"


def test_places_weigh_in_their_order() -> None:
    scores = [
        judge(reading("TraAM : trier"), PAGE).score,
        judge(reading(surtitre="TraAM"), PAGE).score,
        judge(reading(rubriques="TraAM"), PAGE).score,
        judge(reading(mots_cles="TraAM"), PAGE).score,
        judge(reading(body="On y parle des TraAM."), PAGE).score,
        judge(Reading(links=("https://a.example/traam",)), PAGE).score,
    ]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == len(scores)


def test_address_is_a_sign() -> None:
    assert judge(reading(), "https://svt.ac-lille.fr/ressources/traams/roches").score == 0.8
    assert judge(reading(), "https://transports.example/tram/plan").traam_class is None


def test_marks_of_the_group_are_signs() -> None:
    group = Group(
        "svt-2024-2025", "SVT", ("2024-2025",), "Apprendre à douter des machines", vitrine="https://v.example/svt/"
    )
    linked = Reading(titre=(Found("Trier", "titre"),), links=("https://v.example/svt",))
    assert judge(linked, PAGE, (group,)).traam_class == "production"
    assert judge(reading(), None, (group,), ("svt-2024-2025",)).score == 0.95
    assert judge(reading(body="Apprendre à douter des machines."), PAGE, (group,)).traam_class == "mention"


def test_each_reason_is_a_french_sentence_with_what_was_seen() -> None:
    judged = judge(
        reading("TraAM", surtitre="TraAM 2024-2025", mots_cles="TRaAM", body="Dans le cadre des TraAM."), PAGE
    )
    assert len(judged.reasons) == 4
    assert all(re.fullmatch(r"l[ea'].+ : « .+ »|un .+ : « .+ »", reason) for reason in judged.reasons)


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=100))
def test_any_text_is_judged(titre: str, body: str, url: str) -> None:
    judged = judge(reading(titre, body), url)
    assert 0 <= judged.score <= 1
    assert (judged.traam_class is None) == (judged.score == 0.0) == (judged.reasons == ())


def test_hostile_texts_are_judged_in_a_blink() -> None:
    start = time.process_time()
    for hostile in (
        "traam " * 5_000,
        "1" * 20_000,
        "presentation " * 2_000,
        "adapte " * 3_000,
        "groupe" + "-" * 20_000,
        "12 " * 9_000,
    ):
        judge(reading(f"TraAM {hostile}", hostile), PAGE)
    assert time.process_time() - start < 30


ACCEPTED: dict[str, set[str | None]] = {
    "vitrine": {"presentation", "rubrique"}, "cahier-des-charges": {"presentation", "appel"}, "scenario": {None},
    "compte-rendu": {"compte_rendu"},
}  # fmt: skip


def real_pages() -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = json.loads(FACTS.read_text(encoding="utf-8"))
    for page in pages:  # what the summary says of the page, not what the page says
        page["description"] = re.sub(r"\(L'extrait lu ne porte pas[^)]*\)", "", page["description"])
    return pages


@pytest.mark.skipif(not FACTS.is_file(), reason="the folder of reference facts is not beside the project")
def test_real_pages_are_judged_rightly() -> None:
    pages = real_pages()
    judged = [(page, judge(reading(page["title"], page["description"]), page["url"]).traam_class) for page in pages]
    wrong = [
        f"{page['kind']} judged {found}: {page['title']}"
        for page, found in judged
        if found not in ACCEPTED.get(page["kind"], {page["kind"]})
    ]
    assert len(wrong) <= 0.05 * len(pages), wrong


@pytest.mark.skipif(not FACTS.is_file(), reason="the folder of reference facts is not beside the project")
def test_no_real_production_is_missed() -> None:
    productions = [page for page in real_pages() if page["kind"] == "production"]
    assert len(productions) >= 10
    for page in productions:
        assert judge(reading(page["title"], page["description"]), page["url"]).traam_class in PUBLISHED_CLASSES


def test_two_classes_of_a_level_are_a_class_at_work() -> None:
    page = Reading(
        titre=(Found("Évaluer l'oral avec l'IA : « possible » ou non ?", "titre"),),
        rubriques=(Found("TraAM 2024-2025", "rubrique"),),
        lines=(Line("Essai d'un retour automatisé sur le Grand oral."), Line("Deux classes de première.")),
    )
    assert judge(page, PAGE).traam_class == "production"


@pytest.mark.parametrize(
    "text",
    [
        "The pupils write a short play with the help of a chatbot.",
        "Los alumnos escriben una charla y la leen con su voz.",
        "Die Schülerinnen und Schüler schreiben einen Dialog.",
        "Gli alunni scrivono un dialogo e lo registrano.",
        "Le travail d'une classe.",
    ],
)
def test_a_class_at_work_is_told_in_the_language_that_is_taught(text: str) -> None:
    page = Reading(titre=(Found("TraAM 2024-2025 : the play", "titre"),), lines=(Line(text),))
    assert judge(page, PAGE).traam_class == "production"


@pytest.mark.parametrize(
    ("titre", "text", "expected"),
    [
        ("What we did this year", "TraAM anglais 2024-2025, Lyon. The team met six times.", "bilan"),
        ("La vuelta al mundo", "TraAM espagnol 2024-2025, Rennes. Balance final del grupo.", "bilan"),
        ("Rückblick", "TraAM allemand 2024-2025, Nancy-Metz. Abschlussbericht der Gruppe.", "bilan"),
        ("Join the team!", "TraAM anglais 2025-2026: we are looking for five teachers.", "appel"),
        ("Buscamos profesores", "TraAM espagnol 2025-2026.", "appel"),
        ("Minutes of the November meeting", "TraAM anglais 2024-2025. We agreed on the topics.", "compte_rendu"),
        ("Notre réunion du 12 janvier", "TraAM NSI 2024-2025. On a réparti les scénarios.", "compte_rendu"),
        ("Une matinée à Versailles", "TraAM NSI 2024-2025. Présents : sept. On a lu les scénarios.", "compte_rendu"),
        ("Toutes nos fiches de l'année", "TraAM maths 2024-2025. Elles sont six.", "rubrique"),
        ("Le cru de l'année", "TraAM maths 2024-2025. Retrouvez ici les six scénarios du groupe.", "rubrique"),
        ("Sommaire des productions du groupe", "TraAM maths 2024-2025. Six en tout.", "rubrique"),
        ("Douze mois de TraAM en chiffres", "Six fiches, neuf classes, quatre réunions.", "bilan"),
        ("Candidater à un stage", "TraAM lettres 2024-2025. Les secondes bac pro écrivent leur lettre.", "production"),
        ("The lost keys", "TraAM anglais 2024-2025. Pupils are looking for clues and join the team.", "production"),
    ],
)
def test_a_page_that_is_no_work_says_so_in_the_language_that_is_taught_too(titre, text, expected) -> None:
    page = Reading(titre=(Found(titre, "titre"),), lines=(Line(text), Line("Voir la suite.")))
    assert judge(page, PAGE).traam_class == expected

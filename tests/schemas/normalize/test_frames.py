"""A text names the TraAM as the frame of its own work, as others' work, or by the way."""

from __future__ import annotations

import pytest

from schemas.normalize.frames import names_traam, namings
from schemas.normalize.own_text import sentences
from schemas.types.record import Line


def manners(*lines: str) -> list[str]:
    return [one.manner for one in namings(sentences([Line(line) for line in lines]))]


@pytest.mark.parametrize(
    "text",
    [
        "Action(s) académique(s) mutualisée(s)", "action académique mutualisée", "Actions académiques mutualisées",
        "un travail académique mutualisé", "TRAVAUX ACADEMIQUES MUTUALISES", "Travaux académiques et mutualisés",
        "travaux accadémiques mutualisés", "Travail(aux) académique(s) mutualisé(s)",
        "travaux inter-académiques mutualisés",
        "travaux académiques de mutualisation", "Tra'AM 2024", "T.R.A.A.M.",
    ],
)  # fmt: skip
def test_the_name_is_known_written_out_in_any_number_and_spelling(text: str) -> None:
    assert names_traam(text)


@pytest.mark.parametrize(
    "text", ["un travail mutualisé entre deux collègues", "une action mutualisée de la mairie", "travail académique"]
)
def test_shared_work_of_other_people_is_not(text: str) -> None:
    assert not names_traam(text)


@pytest.mark.parametrize(
    "text",
    [
        "Cette maquette est née dans le cadre des TraAM.",
        "Ce podcast, issu des TraAM 2021-2022, tient en une heure.",
        "Production du groupe TraAM de lettres.",
        "Notre équipe TraAM a filmé trois débats.",
        "Le groupe TraAM a conçu une affiche sonore.",
        "TraAM Lettres 2021-2022",
        "Par le groupe de Toulouse, TraAM SES, année 2025-2026.",
        "TraAM E.P.S. 2018 - 2019, équipe nantaise",
        "Académie de Corse > Arts > TraAM > 2024-2025",
        "Professeures documentalistes, TraAM Documentation, campagne 2022/23.",
        "Les académies de Nice et de Corse ont travaillé ensemble (TraAM langues régionales, 2021-2022).",
        "Travaux académiques mutualisés, année 2021-2022.",
        "Un parcours testé pour les TraAM 2020-2021.",
        "L'atelier répond à certains axes des TraAM EMI.",
        "Retour d'expérience TraAM",
        "Dispositif : TraAM",
        "Académie de Caen – TraAM lettres – 2021-2022",
        "Projet mené par un membre du groupe nantais des TraAM.",
        "Ressource partagée par les collègues niçois du TraAM.",
        "Une idée des collègues dijonnais engagés dans les TraAM.",
        "Voici l'une de ses propositions (TraAM 2021-2022).",
        "Merci aux collègues des TraAM Maths pour leurs retours sur la première version.",
        "Auteurs : le groupe TraAM d'économie-gestion de l'académie de Reims (session 2022-2023).",
        "Conçue par deux professeures de l'académie de Versailles pour les TraAM 2021-2022, elle a été menée ici.",
        "Les TraAM de géographie ont permis à quatre collègues d'éprouver cette activité.",
        "Arts plastiques, Guadeloupe : contribution à la recherche nationale TraAM 2023-2024 « L'image ».",
    ],
)
def test_a_page_says_its_own_frame(text: str) -> None:
    assert manners(text) == ["cadre"]


@pytest.mark.parametrize(
    "text",
    [
        "Merci au groupe TraAM, qui nous a prêté deux caméras.",
        "L'exposition s'appuyait sur une activité issue des TraAM.",
        "Nous avons repris une fiche proposée par les TraAM de Nice.",
        "Plusieurs séances viennent des TraAM.",
        "Parmi nous, une collègue engagée dans les TraAM.",
        "Deux animateurs participent aux TraAM.",
        "Le groupe TraAM était représenté par sa coordonnatrice.",
        "Le carnet est né d'une séance TraAM.",
        "Un atelier présentera les travaux des TraAM.",
        "Les scénarios issus des TraAM ont rejoint l'Édubase cet été.",
        "Une idée lue sur le site d'une autre académie, produite par son groupe TraAM.",
        "Deux élèves ont vu le groupe TraAM et invitent leurs amis à venir.",
        "Les TraAM fêtent leurs dix ans.",
    ],
)
def test_a_page_that_speaks_of_others_says_no_frame(text: str) -> None:
    assert manners(text) != ["cadre"]


def test_an_inbox_is_no_name() -> None:
    assert manners("Écrire à traam.eps@example.org ou https://example.org/traam.") == []


def test_hostile_sentences_are_read_in_a_blink() -> None:
    for hostile in ("une seance traam ", "cadre de ", "groupe des ", "concu pour les ", "plusieurs ", "(s)"):
        manners(*[hostile * 300] * 20)

"""Each kind of page of the TraAM is said in many ways; a work that only uses the same words stays one."""

from __future__ import annotations

import time

import pytest

from schemas.normalize.traam import judge
from schemas.types.record import Found, Line, Reading

PAGE = "https://svt.ac-lille.fr/spip.php?article12"

TITLES = [
    ("TraAM anglais : de quoi s'agit-il ?", "presentation"),
    ("Les TraAM, comment ça marche ?", "presentation"),
    ("TraAM SES 2025-2026 : le groupe et le thème", "presentation"),
    ("Les TraAM en technologie : le principe et le calendrier", "presentation"),
    ("Qu'appelle-t-on les TraAM ?", "presentation"),
    ("Les TraAM : kézako ?", "presentation"),
    ("TraAM, mode d'emploi", "presentation"),
    ("Comprendre les TraAM", "presentation"),
    ("Tout savoir sur les TraAM", "presentation"),
    ("Les TraAM en cinq questions", "presentation"),
    ("Foire aux questions des TraAM", "presentation"),
    ("TraAM lettres : objectifs, thème et calendrier", "presentation"),
    ("Le thème et les objectifs des TraAM 2025-2026", "presentation"),
    ("Comment fonctionnent les TraAM ?", "presentation"),
    ("Les TraAM, un dispositif national", "presentation"),
    ("Bienvenue dans le groupe TraAM", "presentation"),
    ("Zoom sur les TraAM d'espagnol", "presentation"),
    ("TraAM philosophie (2025-2026) : notre équipe", "presentation"),
    ("En quoi consistent les TraAM ?", "presentation"),
    ("TraAM : pour qui, pour quoi faire ?", "presentation"),
    ("Vous avez dit TraAM ?", "presentation"),
    ("Le calendrier des TraAM", "presentation"),
    ("Les membres du groupe TraAM EPS", "presentation"),
    ("Le thème des TraAM SVT 2025-2026 : l'esprit critique", "presentation"),
    ("Travaux académiques mutualisés : de quoi parle-t-on ?", "presentation"),
    ("Les TraAM en questions", "presentation"),
    ("À la découverte des TraAM", "presentation"),
    ("Voir, mesurer, comprendre : synthèse des TraAM EPS 2023-2024", "synthese"),
    ("Synthèse de deux années de TraAM", "synthese"),
    ("Une synthèse des TraAM 2024", "synthese"),
    ("TraAM 2023-2024 : la synthèse", "synthese"),
    ("Écrire avec l'IA – synthèse nationale des TraAM lettres", "synthese"),
    ("L'esprit critique en SES : synthèse académique (TraAM 2023-2024)", "synthese"),
    ("TraAM anglais 2022-2024 : synthèse de nos expérimentations", "synthese"),
    ("Synthèse TraAM SVT", "synthese"),
    ("Que retenir des TraAM 2023-2024 ?", "synthese"),
    ("Deux ans de TraAM : ce qu'il faut retenir", "synthese"),
    ("La synthèse des productions TraAM de l'académie", "synthese"),
    ("Synthèse finale du groupe TraAM", "synthese"),
    ("Groupe TraAM anglais : bilan 2024-2025", "bilan"),
    ("Bilan d'étape du groupe TraAM, mars 2026", "bilan"),
    ("Retour sur une année de TraAM", "bilan"),
    ("TraAM EPS : l'heure du bilan", "bilan"),
    ("Rapport d'activité du groupe TraAM", "bilan"),
    ("TraAM 2024-2025 : rapport final", "bilan"),
    ("Rapport de fin d'année du groupe TraAM", "bilan"),
    ("Les TraAM de lettres dans l'académie de Caen", "presentation"),
    ("Une année d'objets bavards : bilan des TraAM", "bilan"),
    ("TraAM musique : bilan et perspectives", "bilan"),
    ("Point d'étape des TraAM", "bilan"),
    ("TraAM 2025-2026 : point d'étape", "bilan"),
    ("Bilan de deux années de TraAM", "bilan"),
    ("TraAM : où en sommes-nous ?", "bilan"),
    ("TraAM : compte rendu de la journée du 11 mars", "compte_rendu"),
    ("TraAM : notes de la journée du 11 mars", "compte_rendu"),
    ("Visioconférence TraAM du 2 décembre : compte rendu des échanges", "compte_rendu"),
    ("Regroupement TraAM du 14 janvier : relevé de décisions", "compte_rendu"),
    ("Séminaire TraAM : ce qu'on y a dit", "compte_rendu"),
    ("Séminaire de lancement des TraAM : notes de séance", "compte_rendu"),
    ("Notes de la réunion TraAM du 3 mai", "compte_rendu"),
    ("Procès-verbal de la réunion du groupe TraAM", "compte_rendu"),
    ("Groupe TraAM, réunion du 6 novembre : décisions prises", "compte_rendu"),
    ("Journée TraAM du 4 avril : échos des ateliers", "compte_rendu"),
    ("Retour sur le séminaire TraAM", "compte_rendu"),
    ("TraAM 2025-2026 : résumé des échanges du 12 mai", "compte_rendu"),
    ("Mémo de la visioconférence TraAM", "compte_rendu"),
    ("Minutes du comité de pilotage TraAM", "compte_rendu"),
    ("Appel à volontaires : TraAM 2026-2027", "appel"),
    ("Appel à contribution du groupe de travail TraAM", "appel"),
    ("Le groupe TraAM EPS recrute", "appel"),
    ("S'engager dans les TraAM", "appel"),
    ("TraAM 2026-2027 : postulez !", "appel"),
    ("Avis de recrutement : groupe TraAM", "appel"),
    ("Groupe TraAM : de nouveaux membres recherchés", "appel"),
    ("Et si vous rejoigniez les TraAM ?", "appel"),
    ("TraAM : rédiger un compte rendu de TP avec une IA", "production"),
    ("TraAM SVT : la synthèse des protéines en réalité virtuelle", "production"),
    ("Bilan carbone du lycée, TraAM 2024-2025", "production"),
    ("TraAM SVT : comprendre la tectonique avec une IA", "production"),
    ("TraAM physique : comment fonctionne un moteur ?", "production"),
    ("TraAM 2025 : à quoi sert une roue libre ?", "production"),
    ("TraAM EPS : le bilan énergétique du coureur", "production"),
    ("TraAM lettres : prendre des notes de lecture avec une tablette", "production"),
    ("TraAM anglais : écrire une synthèse de documents", "production"),
    ("TraAM espagnol : présentation orale d'un lieu", "production"),
    ("TraAM histoire : de quoi parlaient les poilus ?", "production"),
    ("TraAM géographie : découvrir sa ville en réalité augmentée", "production"),
    ("TraAM maths : le calendrier de l'avent des problèmes", "production"),
    ("Organiser un débat en classe (TraAM EMC)", "production"),
    ("TraAM musique : le groupe rock du lycée", "production"),
    ("TraAM SES : le conseil d'administration en jeu de rôle", "production"),
    ("TraAM technologie 2024-2025 : le thème de l'énergie par les élèves", "production"),
    ("TraAM documentation : rencontre avec un auteur", "production"),
    ("TraAM : une réunion de crise simulée en STMG", "production"),
    ("Comprendre un graphique avec l'IA (TraAM SES)", "production"),
    ("TraAM philo : journal de bord et retour sur soi", "production"),
    ("TraAM allemand : objectif Berlin", "production"),
    ("Le procès de Socrate : un procès-verbal rédigé par les élèves (TraAM philosophie)", "production"),
]


@pytest.mark.parametrize(("titre", "traam_class"), TITLES)
def test_a_title_says_in_many_ways_what_its_page_is(titre: str, traam_class: str) -> None:
    assert judge(Reading(titre=(Found(titre, "titre"),)), PAGE).traam_class == traam_class


OF_THE_TRAAM = [
    ("Parler, sept fois", "Cet article fait la synthèse des sept propositions élaborées cette année.", "synthese"),
    (
        "Parler à la machine",
        "Synthèse de deux années de TraAM en anglais (2022-2024). Les quatre académies ont produit vingt scénarios.",
        "synthese",
    ),
    ("Ce que le son nous apprend", "Synthèse des travaux du groupe, année 2022-2023.", "synthese"),
    ("Regard d'ensemble", "Ces pages présentent la synthèse des expérimentations de 2025-2026.", "synthese"),
    ("Regard d'ensemble", "Document de synthèse académique, TraAM 2024-2025.", "synthese"),
    ("Regard d'ensemble", "Bilan académique (TraAM 2024-2025).", "bilan"),
    ("Ce que le son nous apprend", "Synthèse", "synthese"),
    ("Ce que le son nous apprend", "Cette page fait la synthèse des productions de l'année.", "synthese"),
    ("Filmer, en parler", "Cette synthèse académique des TraAM EPS croise quatre scénarios.", "synthese"),
    ("Livrable", "Le présent livrable rassemble les enseignements tirés par les cinq groupes engagés.", "synthese"),
    ("Ce que nous avons fait", "Groupe TraAM lettres et latin, rapport de fin d'année 2022-2023.", "bilan"),
    ("Retour de Dijon", "Nous étions trois à représenter l'académie au séminaire des TraAM.", "compte_rendu"),
    ("Ce que le son nous apprend", "Cette synthèse rassemble les enseignements de douze scénarios.", "synthese"),
    ("Ce que le son nous apprend", "Ce document synthétise les travaux de six académies.", "synthese"),
    (
        "Visioconférence inter-académique du 2 décembre 2025",
        "Compte rendu des échanges entre les trois académies.",
        "compte_rendu",
    ),
    (
        "Séminaire de lancement, 15 octobre 2025 : notes de séance",
        "Ces notes rendent compte de la réunion de lancement du groupe.",
        "compte_rendu",
    ),
    ("Le 15 octobre à Lyon", "Ces notes rendent compte de la réunion de lancement du groupe.", "compte_rendu"),
    ("Le 15 octobre à Lyon", "Notes prises lors du séminaire de lancement.", "compte_rendu"),
    ("Le 15 octobre à Lyon", "Relevé des décisions de la visioconférence du 15 octobre.", "compte_rendu"),
    ("Le 15 octobre à Lyon", "Nous nous sommes réunis au rectorat pour préparer l'année.", "compte_rendu"),
    ("Regroupement du 3 mars", "Le groupe a fait le point sur les scénarios en cours.", "compte_rendu"),
    ("Réunion du 3 mars : ce que nous avons décidé", "Deux décisions.", "compte_rendu"),
    ("Une année bien remplie", "Bilan de l'année du groupe de travail.", "bilan"),
    ("Bilan", "Le groupe a produit six scénarios.", "bilan"),
    ("Synthèse", "Le groupe a produit six scénarios.", "synthese"),
    ("Compte rendu", "Le groupe a échangé sur ses scénarios.", "compte_rendu"),
    (
        "Sigles et acronymes",
        "Sous ce sigle se cache un dispositif national. Des professeurs de plusieurs académies y travaillent ensemble.",
        "presentation",
    ),
    (
        "Un dispositif",
        "Les TraAM, travaux académiques mutualisés, rassemblent chaque année des professeurs.",
        "presentation",
    ),
    ("Un dispositif", "Que sont les travaux académiques mutualisés, et qui peut y prendre part ?", "presentation"),
    ("Bilan à mi-année", "Le groupe a écrit la moitié de ses scénarios.", "bilan"),
    ("Les bruits du port : bilan de fin d'année", "Le groupe a produit six scénarios.", "bilan"),
    ("Faire entendre la carte : synthèse 2023-2024", "Cinq scénarios posent la même question.", "synthese"),
    ("À vos plumes", "Appel à candidatures, année 2026-2027. Trois places sont libres.", "appel"),
    ("À vos plumes", "Un appel aux volontaires. Trois places sont libres.", "appel"),
    ("Un bilan énergétique 2023", "Les élèves de 2de mesurent une bouilloire en classe.", "production"),
    (
        "La synthèse des protéines",
        "Les élèves de terminale modélisent la synthèse des protéines en classe.",
        "production",
    ),
    (
        "Que restera-t-il de nos essais ?",
        "Ce texte rassemble les enseignements tirés des travaux de l'équipe TraAM en 2023-2024.",
        "synthese",
    ),
    ("Que restera-t-il de nos essais ?", "Six scénarios. Il tient lieu de synthèse des travaux.", "synthese"),
    ("L'oral : synthèse académique", "Que retenir d'une année de TraAM consacrée à la voix ?", "synthese"),
    ("Erreurs fertiles", "Synthèse de l'académie de Caen pour les TraAM 2022-2023.", "synthese"),
    (
        "Synthèse : traduire avec la machine",
        "L'équipe caennaise des TraAM a travaillé un an sur la version.",
        "synthese",
    ),
    ("Une voix", "Synthèse rédigée par l'équipe académique au terme des TraAM 2024-2025.", "synthese"),
    ("Une voix", "Bilan établi par le groupe pour les TraAM 2024-2025.", "bilan"),
    ("Rapport", "Bilan quantitatif et qualitatif des travaux 2025-2026.", "bilan"),
    ("Synthèse : un savon", "Les élèves de terminale suivent la réaction en classe, pour les TraAM.", "production"),
    ("Notes de musique", "Notes de musique et échanges avec une autre classe : les élèves composent.", "production"),
    ("Un bilan de lecture", "Bilan de lecture en fin de séquence, avec les élèves de 5e.", "production"),
    ("Débattre", "Compte rendu de lecture, débat en classe : les élèves écrivent.", "production"),
    ("Jouer pour parler : que retenir ?", "Document de synthèse du groupe TraAM espagnol 2023-2024.", "synthese"),
    (
        "La preuve par le geste",
        "Au terme de l'année 2025-2026, le groupe TraAM présente la synthèse de ses travaux : neuf séances.",
        "synthese",
    ),
    ("La preuve par le geste", "Notre groupe dresse ici le bilan de l'année.", "bilan"),
    ("Bilan de l'action menée en 2022-2023", "Le groupe s'est réuni quatre fois.", "bilan"),
    ("Entretien avec Ève Sorlin, professeure de SVT", "Les élèves ont compris vite, dit-elle.", "mention"),
    ("« Ils ont osé » : entretien avec Ève Sorlin", "Propos recueillis par Malo Da Ros. Ils ont osé.", "mention"),
    (
        "Trois questions à Ève Sorlin",
        "Q1. Pourquoi les TraAM ? — Par curiosité. Q2. Et vos élèves ? — Ils ont osé.",
        "mention",
    ),
    ("Entretien avec Victor Hugo", "Les élèves de 4e écrivent un dialogue. Que dit le poète ?", "production"),
    ("TraAM 2022-2023 : qui veut en être ?", "Les élèves y ont gagné, dites votre idée.", "appel"),
    ("Trois questions à un collègue de Dijon", "Qu'avez-vous essayé en classe ?", "mention"),
    ("Questionnaire à destination des enseignants", "Dix questions sur vos séances, avant le 3 mai.", "mention"),
    ("Charte graphique", "Les couleurs et les polices des fiches du groupe.", "mention"),
    ("Palmarès 2024", "Trois classes de 4e distinguées pour leur vidéo.", "mention"),
    ("Ce qu'en disent les élèves", "Les élèves de 3e racontent la séance.", "mention"),
    ("Entretien avec un fantôme", "Les élèves de 4e écrivent un dialogue.", "production"),
    ("Un questionnaire pour enquêter sur le sommeil", "Les élèves de 5e le construisent en classe.", "production"),
    ("Une charte d'usage de l'IA", "Les élèves de seconde la rédigent en classe.", "production"),
    ("Entretien avec une professeure", "Niveau : 4e. Les élèves écrivent ses réponses.", "production"),
    ("Débattre", "Chaque groupe présente la synthèse de ses travaux à la classe de 4e.", "production"),
    ("Bilan de l'action d'un aimant", "Les élèves de 5e notent ce que fait l'aimant.", "production"),
    ("Enquêter", "Les élèves cherchent des volontaires pour le projet TraAM de la classe.", "production"),
    ("Rencontre avec une autrice le 12 mars", "Les élèves de 4e ont préparé des questions.", "production"),
    ("Journée du 14 mars : fêter pi", "Les élèves de 5e cherchent des décimales en classe.", "production"),
    ("Un dispositif d'écoute", "Les élèves construisent un dispositif d'écoute. Séance de deux heures.", "production"),
]
ELSEWHERE = [
    ("Ce que le son nous apprend", "Synthèse des travaux du groupe TraAM, année 2022-2023.", "synthese"),
    (
        "Visioconférence du 2 décembre 2025",
        "Compte rendu des échanges entre les trois académies engagées dans les TraAM.",
        "compte_rendu",
    ),
    ("Bilan à mi-parcours", "Où en est le groupe TraAM ? Trois scénarios sont écrits, le reste attend.", "bilan"),
    ("Première séance : relevé de décisions", "Étaient présents six membres du groupe TraAM.", "compte_rendu"),
    ("Réunion du 12 mars 2025", "Deux dates sont fixées. Prochaine rencontre des TraAM : le 3 avril.", "compte_rendu"),
    ("Nous cherchons des voix", "Candidatures pour les TraAM espagnol 2025-2026 : jusqu'au 13 juin.", "appel"),
    ("À la rentrée", "L'inspection recherche deux collègues pour les TraAM 2025-2026.", "appel"),
    ("Et si vous en étiez ?", "L'équipe TraAM de mathématiques recrute pour l'année 2025-2026.", "appel"),
    ("Qui sommes-nous ?", "Présentation du groupe de travail académique mutualisé en latin.", "presentation"),
    ("Cherche plasticiens", "Le groupe TraAM renouvelle deux de ses membres pour 2025-2026.", "appel"),
    ("Proposez-vous !", "Campagne de recrutement du groupe TraAM pour 2025-2026.", "appel"),
    ("Deux places à prendre", "Rejoignez le groupe TraAM d'allemand à la rentrée 2025-2026.", "appel"),
    (
        "Premier regroupement",
        "Étaient présents, le 8 octobre 2025 au rectorat, les six membres de l'équipe TraAM.",
        "compte_rendu",
    ),
    (
        "Qui fait quoi ?",
        "Les TraAM permettent de chercher ensemble. Notre groupe réunit Ève Sorlin et Malo Da Ros.",
        "presentation",
    ),
    ("Un atelier", "Participez au webinaire où le groupe TraAM raconte ses essais.", "mention"),
    ("Avis", "Le groupe TraAM de l'académie recherche un professeur de collège.", "appel"),
    ("Revue de liens de février", "La séquence, issue des TraAM de l'académie de Rennes, fait bâiller.", "mention"),
    ("Revue du mois", "L'académie voisine a mis en ligne les productions de son équipe TraAM d'arts.", "mention"),
    ("Revue du mois", "Nos voisins de Valmont ont publié les scénarios de leur groupe TraAM de latin.", "mention"),
    ("Une journée sur le climat", "Un atelier présentera une production TraAM de Valmont.", "mention"),
    ("Une exposition", "Un ancien membre du groupe TraAM d'occitan a fait une synthèse des débats.", "mention"),
    ("Visite", "Compte rendu de la visite d'un collège. Le groupe TraAM nous a prêté son matériel.", "mention"),
]


@pytest.mark.parametrize(("titre", "body", "traam_class"), OF_THE_TRAAM)
def test_the_first_sentence_of_a_page_of_the_traam_says_what_it_is(titre: str, body: str, traam_class: str) -> None:
    page = Reading(titre=(Found(titre, "titre"),), rubriques=(Found("TraAM", "rubrique"),), lines=(Line(body),))
    assert judge(page, PAGE).traam_class == traam_class


@pytest.mark.parametrize(("titre", "body", "traam_class"), ELSEWHERE)
def test_a_page_put_away_elsewhere_is_its_group_s_when_its_first_words_say_so(
    titre: str, body: str, traam_class: str
) -> None:
    assert judge(Reading(titre=(Found(titre, "titre"),), lines=(Line(body),)), PAGE).traam_class == traam_class


def test_a_title_that_only_names_the_traam_of_a_discipline_presents_them_where_its_text_explains_them() -> None:
    title = (Found("Les travaux académiques mutualisés en lettres", "titre"),)
    body = Line("Le dispositif des TraAM associe pour un an plusieurs académies. Leurs scénarios sont relus.")
    assert judge(Reading(titre=title, lines=(body,)), PAGE).traam_class == "presentation"
    work = Line("Les élèves de 5e écrivent un conte, puis l'enregistrent en classe.")
    assert judge(Reading(titre=title, lines=(work,)), PAGE).traam_class == "production"


def test_what_describes_a_page_and_begins_it_is_read_once() -> None:
    text = ("Une : aller voir. Toutes les séances commencent dehors.", "Deux : revenir. Rien ne presse jamais.")
    page = Reading(
        titre=(Found("Dix idées", "titre"),),
        rubriques=(Found("TraAM", "rubrique"),),
        description=(Found("\n".join(text), "début"),),
        lines=(Line("Synthèse des productions du groupe."), *map(Line, text)),
    )
    assert judge(page, PAGE).traam_class == "synthese"


def test_a_meeting_to_come_is_not_told_of() -> None:
    page = Reading(
        titre=(Found("Séminaire du 3 mars 2026", "titre"),),
        rubriques=(Found("TraAM", "rubrique"),),
        lines=(Line("La rencontre aura lieu au rectorat."),),
    )
    assert judge(page, PAGE).traam_class != "compte_rendu"


def test_hostile_titles_are_judged_in_a_blink() -> None:
    start = time.process_time()
    for hostile in (
        "synthese " * 3_000,
        "les les " * 3_000,
        "le groupe, " * 3_000,
        "notes de " * 3_000,
        "bilan des " * 3_000,
    ):
        judge(Reading(titre=(Found(f"TraAM {hostile}", "titre"),), lines=(Line(hostile),)), PAGE)
        judge(Reading(titre=(Found(hostile[:250] + " TraAM", "titre"),), lines=(Line(hostile + "TraAM"),)), PAGE)
    assert time.process_time() - start < 10

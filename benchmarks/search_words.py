"""The words of the search benchmark: real nouns, adjectives and verbs, then forms made of roots and endings."""

from __future__ import annotations

import random
from functools import cache

_NOUNS = """
    élève classe séance groupe travail document professeur activité projet question image carte texte donnée tableau
    information recherche réponse source outil écran écriture lecture enquête débat exposé oral vidéo son récit journal
    réseau algorithme programme robot capteur mesure graphique courbe fonction figure nombre problème énigme jeu défi
    modèle expérience protocole cellule énergie climat roche volcan plante animal corps santé sport match course ville
    paysage territoire frontière mémoire archive guerre révolution roman poème théâtre personnage dictionnaire langue
    voix accent dialogue voyage musique rythme couleur trait matière atelier machine circuit pièce objet entreprise
    marché budget loi droit liberté citoyen média image rumeur preuve critère grille compétence évaluation progression
    parcours portfolio carnet tablette ordinateur tableur forum blog podcast radio exposition musée bibliothèque
"""
_ADJECTIVES = """
    numérique collectif commun partagé simple complexe critique historique géographique scientifique littéraire
    artistique technique public local national européen ancien moderne vivant naturel fragile durable possible
    nécessaire utile guidé autonome individuel oral écrit filmé dessiné interactif ludique précis rapide lent
"""
_VERBS = """
    chercher trouver comparer classer écrire lire filmer enregistrer dessiner mesurer calculer programmer simuler
    modéliser débattre argumenter vérifier corriger publier partager présenter observer décrire expliquer raconter
    traduire jouer inventer construire évaluer relier préparer organiser choisir discuter analyser interpréter
"""
_ROOTS = """
    orient form évalu transform produc observ constru imagin inform communic coopér collabor argument document
    particip anim explor invent simul modélis program calcul mesur compar class illustr présent représent interprét
    expliqu expériment valid rédig public diffus partag organis planifi coordonn régul différenci motiv valoris
    mutualis génér automatis numéris schémat symbolis visualis cartograph photograph enregistr montr dialog négoci
    décid répart adapt ajust corrig amélior révis mémoris questionn interrog enquêt vérifi critiqu discut réfut
    détermin identifi localis situ dat nomm compos décompos assembl superpos fragment articul conjug accord traduis
    prononc écout récit déclam chant rythm dans mimer cour saut nag grimp lanc équilibr respir digér irrigu nourri
    cultiv protèg préserv recycl consomm produis vend achet financ épargn invest embauch administr gouvern vot
"""
_ENDINGS = """
    er e es é ée és ées ant ante ation ations ateur atrice ateurs ement able ables if ive ifs ives eur eurs euse
    age ages oir ure ité isme iste
"""


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word, the most frequent first; shuffled once, real nouns kept near the front."""
    chance = random.Random("vocabulaire")
    plain = sorted({*_NOUNS.split(), *_ADJECTIVES.split(), *_VERBS.split()})
    plurals = [f"{word}s" for word in plain if not word.endswith(("s", "er", "x"))]
    made = sorted({root + ending for root in _ROOTS.split() for ending in _ENDINGS.split()} - {*plain, *plurals})
    front = [*plain, *plurals]
    chance.shuffle(front)
    chance.shuffle(made)
    return (*front, *made)

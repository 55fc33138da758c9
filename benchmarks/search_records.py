"""French records for the search benchmark, always the same for the same number, and the questions put to them.

Words follow a Zipf-like law over some thousands of forms, made of roots and endings, so that posting lists have the
lengths of real text: a few very long, many short.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from typing import Any, Literal

from schemas.record import JoinedText, Record, Traam
from schemas.vocabulary import load_vocabulary

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
_STOP = (
    "de la",
    "du",
    "des",
    "avec les",
    "pour la",
    "sur un",
    "dans une",
    "à partir d'une",
    "et la",
    "ou le",
    "par les",
)
_OPENINGS = ("Les élèves", "La classe", "Chaque groupe", "Le professeur", "On", "L'équipe", "Par binômes, on", "Chacun")
_EXPONENT = 1.05
"""Of the Zipf law: the nth word comes in proportion to 1 / (n + 2) ** exponent."""
_ANNEES = tuple(f"{year}-{year + 1}" for year in range(2012, 2025))

Kind = Literal["and", "or", "phrase", "prefix"]
FACETS = ("disciplines", "academies", "niveaux", "annee_scolaire", "groupe", "type", "outils", "competences")
"""Fields of Record, in the order facets are asked for; each record holds one value of each."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in no engine's language."""

    words: tuple[str, ...]
    kind: Kind = "and"
    facets: int = 0
    """How many of FACETS are counted."""
    filter: tuple[str, str] | None = None
    """A field of Record and the value it must hold."""
    snippets: bool = False
    limit: int = 10


def records(count: int, start: int = 0, edition: int = 0, length: int = 0) -> Iterator[Record]:
    """Give records number start to start + count; another edition has other texts under the same identifiers."""
    for number in range(start, start + count):
        yield record(number, edition, length)


def record(number: int, edition: int = 0, length: int = 0) -> Record:
    """Give one record; descriptions have 40 to 120 words, whole texts about the length asked, none where it is 0.

    One in four has a joined document, twice as long.
    """
    chance = random.Random(f"{number}/{edition}")
    labels = {name: (_pick(chance, _labels(name)),) for name in ("academies", "disciplines", "niveaux", "outils")}
    annee = chance.choice(_ANNEES)
    return Record(
        f"banc:{number}", "banc", _title(chance), f"https://banc.example.org/{number}", _description(chance),
        annee_scolaire=annee, groupe=f"groupe-{_pick(chance, _labels('disciplines'))[:8].casefold()}-{annee}",
        type=_pick(chance, _labels("types")), competences=(_pick(chance, _labels("crcn")),),
        mots_cles=("TraAM", _word(chance), _word(chance)), auteurs=(f"Auteur {number % 300}",),
        date_publication=f"{int(annee[:4]) + 1}-{number % 12 + 1:02}-{number % 28 + 1:02}",
        traam=Traam(1.0, (), "production"), **labels, **_texts(number, edition, length),
    )  # fmt: skip


def _texts(number: int, edition: int, length: int) -> dict[str, Any]:
    """Make whole texts by themselves: the fields of a record are the same with and without."""
    if not length:
        return {}
    chance = random.Random(f"texte {number}/{edition}")
    joined = JoinedText(f"https://banc.example.org/{number}.pdf", "Fiche", _text(chance, 2 * length))
    return {"texte": _text(chance, length), "textes_joints": (joined,) if number % 4 == 0 else ()}


def _text(chance: random.Random, length: int) -> str:
    lines: list[str] = []
    while sum(map(len, lines)) < length:
        lines.append(_description(chance))
    return "\n".join(lines)


def questions(count: int, among: int) -> dict[str, list[Question]]:
    """Give the questions of each row of the table; every one has an answer among the first records."""
    chance = random.Random("questions")
    asked: dict[str, list[Question]] = {name: [] for name in ROWS}
    for _ in range(count):
        one = record(chance.randrange(among))
        texts = (one.titre or "", one.description or "")
        first, second = chance.sample(sorted(_telling(" ".join(texts))), 2)
        phrase = _phrase_of(texts[1], chance)
        both = (first, second)
        asked["un mot"].append(Question((first,)))
        asked["deux mots, tous"].append(Question(both))
        asked["deux mots, l'un ou l'autre"].append(Question(both, "or"))
        asked["expression"].append(Question(phrase, "phrase"))
        asked["début de mot"].append(Question((first[:4],), "prefix"))
        asked["quatre facettes"].append(Question((first,), facets=4))
        asked["filtre"].append(Question((first,), filter=("academies", one.academies[0])))
        asked["extraits"].append(Question((first,), snippets=True))
        asked["recherche entière"].append(Question(both, facets=8, snippets=True, limit=20))
    return asked


ROWS = ("un mot", "deux mots, tous", "deux mots, l'un ou l'autre", "expression", "début de mot", "quatre facettes",
        "filtre", "extraits", "recherche entière")  # fmt: skip


def _telling(text: str) -> set[str]:
    return {word for word in text.casefold().replace(",", " ").replace(".", " ").split() if word in _ranks()}


def _phrase_of(text: str, chance: random.Random) -> tuple[str, ...]:
    """Take two words that follow each other in a description."""
    words = text.casefold().replace(".", "").split()
    pairs = [pair for pair in pairwise(words) if all(word in _ranks() for word in pair)]
    return chance.choice(pairs)


def _title(chance: random.Random) -> str:
    return f"{_word(chance).capitalize()} {chance.choice(_STOP)} {_word(chance)} {_word(chance)}"


def _description(chance: random.Random) -> str:
    wanted = chance.randint(40, 120)
    sentences: list[str] = []
    length = 0
    while length < wanted:
        parts = [chance.choice(_OPENINGS), _word(chance)]
        for _ in range(chance.randint(1, 4)):
            parts += [chance.choice(_STOP), _word(chance), _word(chance)]
        sentences.append(" ".join(parts) + ".")
        length += len(sentences[-1].split())
    return " ".join(" ".join(sentences).split()[:wanted])


@cache
def vocabulary() -> tuple[str, ...]:
    """Give every word, the most frequent first; shuffled once, real nouns kept near the front."""
    chance = random.Random("vocabulaire")
    plain = sorted({*_NOUNS.split(), *_ADJECTIVES.split(), *_VERBS.split()})
    plurals = [f"{word}s" for word in plain if not word.endswith(("s", "er", "x"))]
    made = sorted({root + ending for root in _ROOTS.split() for ending in _ENDINGS.split()} - {*plain, *plurals})
    front = [*plain, *plurals]
    chance.shuffle(front)
    chance.shuffle(made)
    return (*front, *made)


@cache
def _ranks() -> dict[str, int]:
    return {word: rank for rank, word in enumerate(vocabulary())}


@cache
def _weights(count: int) -> tuple[float, ...]:
    return tuple(accumulate(1 / (rank + 2) ** _EXPONENT for rank in range(1, count + 1)))


def _word(chance: random.Random) -> str:
    return _pick(chance, vocabulary())


def _pick(chance: random.Random, values: tuple[str, ...]) -> str:
    weights = _weights(len(values))
    return values[bisect_left(weights, chance.random() * weights[-1])]


@cache
def _labels(vocabulary_name: str) -> tuple[str, ...]:
    return tuple(term.label for term in load_vocabulary(vocabulary_name).terms)

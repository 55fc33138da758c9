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

from benchmarks.search_texts import forms, real_text
from benchmarks.search_words import vocabulary
from schemas.types.record import JoinedText, Record, Traam
from schemas.words.vocabulary import load_vocabulary

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
_WITH_SYNONYMS = ("podcast", "ordinateur", "tablette", "jeu", "robot", "débat", "carte", "évaluation")
_LONG_WORD = 6
_SELDOM = slice(50_000, 100_000)
"""Ranks of the forms a few texts in 20,000 have: of two such words beside two others, no record has all."""
_ANNEES = tuple(f"{year}-{year + 1}" for year in range(2012, 2025))

REAL = -1
"""A length: that of real texts (benchmarks.search_texts)."""

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
    """Records number start to start + count; another edition has other texts under the same identifiers."""
    for number in range(start, start + count):
        yield record(number, edition, length)


def record(number: int, edition: int = 0, length: int = 0) -> Record:
    """One record; descriptions have 40 to 120 words, whole texts about the length asked, none where it is 0.

    One in four has a joined document, twice as long.
    """
    chance = random.Random(f"{number}/{edition}")
    labels: dict[str, Any] = {
        name: (_pick(chance, _labels(name)),) for name in ("academies", "disciplines", "niveaux", "outils")
    }
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
    if length == REAL:
        return {"texte": real_text(number, edition)}
    chance = random.Random(f"texte {number}/{edition}")
    joined = JoinedText(f"https://banc.example.org/{number}.pdf", "Fiche", _text(chance, 2 * length))
    return {"texte": _text(chance, length), "textes_joints": (joined,) if number % 4 == 0 else ()}


def _text(chance: random.Random, length: int) -> str:
    lines: list[str] = []
    while sum(map(len, lines)) < length:
        lines.append(_description(chance))
    return "\n".join(lines)


def questions(count: int, among: int) -> dict[str, list[Question]]:
    """The questions of each row of the table; every one has an answer among the first records."""
    chance, seldom = random.Random("questions"), random.Random("mots rares")
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
        wrong = f"{second[:3]}{second[4:]}" if len(second) > _LONG_WORD else second
        asked["entière, un mot mal tapé"].append(Question((first, wrong), facets=8, snippets=True, limit=20))
        four = (first, second, *chance.sample(vocabulary()[:2_000], 2))
        asked["entière, quatre mots"].append(Question(four, facets=8, snippets=True, limit=20))
        rare = (first, second, *seldom.sample(forms()[_SELDOM], 2))
        asked["entière, quatre mots, assouplie"].append(Question(rare, facets=8, snippets=True, limit=20))
        known = (chance.choice(_WITH_SYNONYMS), first)
        asked["entière, synonymes"].append(Question(known, facets=8, snippets=True, limit=20))
    return asked


OURS = ("entière, quatre mots", "entière, un mot mal tapé", "entière, quatre mots, assouplie", "entière, synonymes")
"""Rows of what the other engines do not do."""
ROWS = ("un mot", "deux mots, tous", "deux mots, l'un ou l'autre", "expression", "début de mot", "quatre facettes",
        "filtre", "extraits", "recherche entière", *OURS)  # fmt: skip


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

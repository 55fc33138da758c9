"""What a page of the TraAM most likely is, by all of its words: a second opinion where no wording says it.

Wordings are read first (`traam_class`, `traam_wordings`). Where they leave a page to what it looks like, each word and
pair of words of its title and of its beginning weighs for and against every class, as was learnt of labelled pages
(multinomial logistic regression; `benchmarks/class_weights.py`, decision 0074).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from schemas.types.record import TraamClass
from schemas.words.text import fold

WEIGHTS = "classes.tsv"
CLASSES: tuple[TraamClass, ...] = (
    "production", "synthese", "bilan", "compte_rendu", "appel", "presentation", "mention", "rubrique",
)  # fmt: skip
LIKELY = 0.7
"""Share of the belief that makes of a page what it looks like, where nothing says what it is."""
SURE = 0.85
"""Share asked against a wording: of a work that says its frame, or to make one of a page that names the TraAM aside."""
UNLIKELY = 0.4
"""Share of belief in a production or a synthesis under which a page that nothing says to be one waits for a person."""
_ENOUGH = 40
"""Known words and pairs under which a page says too little to be judged by them."""
_TITLE_WORDS = 40
_BODY_WORDS = 150
_BEGINNING_WORDS = 12
_MAX_CHARS = 6_000
_MONTHS = "(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
_SHAPES = {
    name: re.compile(pattern)
    for name, pattern in {
        "question": r"\?",
        "date": rf"\b\d{{1,2}}(?:er)? {_MONTHS}\b",
        "heure": r"\b\d{1,2} ?h(?: ?\d\d)?\b",
        "futur": r"\b\w{3,}(?:ra|ront)\b",
        "vous": r"\b(?:vous|vos|votre|\w{3,}ez)\b",
        "passe": r"\b(?:j'ai|avons|ont ete)\b",
        "present": r"\b\w{4,}ent\b",
        "libelle": r"(?:^|[.\n] ?)\w[\w' -]{2,30} :",
        "nombre": r"\b\d+\b",
        "citation": r"[«\u201c]",
        "fonction": r"\b(?:m\.|mme|mm\.|ia-ipr|inspect\w+|rect\w+|drane|dane|dne)(?!\w)",
        "eleve": r"\b(?:eleve|binome|ilot|enfant|lyceen|collegien|etudiant)s?\b",
        "collegue": r"\b(?:collegue|professeur|enseignant|membre|equipe|groupe|referent)s?\b",
        "etape": r"\b(?:chaque|chacun\w*|puis|ensuite|enfin|d'abord)\b",
    }.items()
}
"""What is counted of a page, whatever its other words: how it is built, and to whom it speaks."""
_SHAPE = "s:"
_COUNTS = (1, 2, 3, 5, 8)
_FULL_NAME = re.compile(r"\b[A-ZÉÈ][a-zéèï]+ [A-ZÉ][a-zé]+\b")
_WORD = re.compile(r"[a-z0-9]+")
_YEAR = re.compile(r"(?:19|20)\d\d")


def likely_class(by_wording: TraamClass, titre: str, texts: Sequence[str], *, is_framed: bool) -> TraamClass:
    """The class of a page that its wording leaves open, by all its words: « production », « a_classer » or « mention ».

    `is_framed`: a line of it says that it was done for the TraAM. What no class is likely for waits for a person.
    """
    beliefs = class_likelihoods(titre, texts)
    if not beliefs:
        return by_wording
    best = max(beliefs, key=lambda name: beliefs[name])
    asked = SURE if by_wording == "mention" or (is_framed and by_wording == "production") else LIKELY
    if by_wording == "mention":
        return "production" if beliefs["production"] >= asked else by_wording
    if beliefs[best] >= asked:
        return best
    published = beliefs["production"] + beliefs["synthese"]
    return "a_classer" if published < (UNLIKELY / 3 if is_framed else UNLIKELY) else by_wording


def class_likelihoods(titre: str, texts: Sequence[str]) -> Mapping[TraamClass, float]:
    """The share of belief in each class, of a sum of 1, by a page's title and its first lines.

    Empty where too few of its words are known.
    """
    bias, weights = _weights()
    known = [feature for feature in sorted(set(features(titre, texts))) if feature in weights]
    if sum(not feature.startswith(_SHAPE) for feature in known) < _ENOUGH:
        return {}
    return dict(zip(CLASSES, shares_of(bias, [weights[feature] for feature in known]), strict=True))


def shares_of(bias: Sequence[float], known: Sequence[Sequence[float]]) -> list[float]:
    """The share of belief in each class: what it starts from, and the weights of what is known (softmax)."""
    scale = 1 / math.sqrt(len(known)) if known else 0.0
    scores = [start + scale * sum(row[place] for row in known) for place, start in enumerate(bias)]
    highest = max(scores)
    shares = [math.exp(score - highest) for score in scores]
    total = sum(shares)
    return [share / total for share in shares]


def features(titre: str, texts: Sequence[str]) -> Iterator[str]:
    """What is weighed of a page: « t:mot » and « t:mot autre » of its title, « d:mot » of its first words, « mot ».

    « s:genre 3 » is a shape: what a page has so many times (`_SHAPES`), whatever its words.
    """
    title = _words(titre)[:_TITLE_WORDS]
    yield from (f"t:{word}" for word in title)
    yield from (f"t:{word} {after}" for word, after in pairwise(title))
    yield from (f"t^{word}" for word in title[:1])
    body = _words(" ".join(texts)[:_MAX_CHARS])[:_BODY_WORDS]
    yield from body
    yield from (f"{word} {after}" for word, after in pairwise(body))
    yield from (f"d:{word}" for word in body[:_BEGINNING_WORDS])
    yield from _shapes(" ".join(texts)[:_MAX_CHARS])


def _shapes(text: str) -> Iterator[str]:
    """« s:genre 3 »: what the text has three times or more, or « s:genre 0 »."""
    folded = fold(text)
    counts = {name: len(pattern.findall(folded)) for name, pattern in _SHAPES.items()}
    for name, count in (counts | {"nom": len(_FULL_NAME.findall(text))}).items():
        yield from (f"{_SHAPE}{name} {least}" for least in _COUNTS if count >= least)
        if not count:
            yield f"{_SHAPE}{name} 0"


def _words(text: str) -> list[str]:
    return _WORD.findall(_YEAR.sub("annee", fold(text[:_MAX_CHARS])))


@cache
def _weights() -> tuple[Sequence[float], Mapping[str, Sequence[float]]]:
    """What each class starts from, and the weights of every feature for each class."""
    lines = (files("schemas") / "vocabularies" / WEIGHTS).read_text(encoding="utf-8").splitlines()
    rows = {
        name: tuple(float(weight) for weight in weights.split())
        for name, _, weights in (line.partition("\t") for line in lines if not line.startswith("#"))
    }
    return rows.pop(""), rows

"""The index's sets, counts, scores, order and facets equal those of a plain evaluation over the records.

The evaluation below knows nothing of the engine: it shares only the cutting of text into words with the index.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import log
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.analysis import fold, words
from index.engine import Index, build, open_index, update
from index.query import Query
from index.synonyms import NO_SYNONYMS
from schemas.record import JoinedText, Record, Traam

WORDS = (
    "algorithme", "algorithmes", "Algèbre", "élève", "élèves", "cœur", "e-learning", "elearning", "l'image", "images",
    "d’une", "sous-titre", "soustitre", "titre", "tri", "tris", "3e", "3ème", "S.V.T.", "SVT", "de", "la", "journal",
    "journaux", "aujourd'hui", "quiz",
)  # fmt: skip
STOPS = {"de", "la", "une"}
NIVEAUX = {"3e": ("cycle 4",), "4e": ("cycle 4",), "2de": ("lycée",), "cycle 4": ()}
LABELS = {
    "disciplines": ("Mathématiques", "SVT", "Lettres"),
    "academies": ("Orléans-Tours", "Nancy-Metz", "Lyon"),
    "niveaux": tuple(NIVEAUX),
    "annee_scolaire": ("2022-2023", "2023-2024"),
    "groupe": ("maths-2023", "svt-2023"),
    "type": ("Séance", "Tutoriel"),
}
LABELS |= {"outils": ("Scratch", "GeoGebra"), "competences": ("1.1 Chercher", "2.3 Collaborer")}
KEYS = {"annee_scolaire": "annee", "disciplines": "discipline", "academies": "academie", "niveaux": "niveau",
        "groupe": "groupe", "type": "type", "outils": "outil", "competences": "competence"}  # fmt: skip
COMPARED = {">": int.__gt__, ">=": int.__ge__, "<": int.__lt__, "<=": int.__le__}
SINGLE = ("annee_scolaire", "groupe", "type")
THEMES = {"maths-2023": "journaux et algorithmes", "svt-2023": "images"}
BOOSTS = {"titre": (3.0, 2.0, 0.4), "texte": (1.0, 0.6, 0.75), "mots": (1.5, 1.0, 0.4)}
BOOSTS |= {"page": (0.01, 0.006, 0.75), "joints": (0.005, 0.003, 0.75)}


@dataclass(frozen=True)
class Asked:
    """A query as a tree, which can be written as a person would, and evaluated here."""

    clauses: tuple[tuple[tuple[str, str], ...], ...]
    excluded: tuple[tuple[str, str], ...]
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    everything: bool
    limit: int
    offset: int
    typed_filters: bool
    refused: tuple[tuple[str, str], ...]
    years: tuple[tuple[str, int], ...]

    def as_query(self) -> Query:
        pieces = [" OU ".join(typed(atom) for atom in clause) for clause in self.clauses]
        pieces += ["-" + typed(atom) for atom in self.excluded]
        pieces += [f'-{KEYS[name]}:"{value}"' for name, value in self.refused]
        pieces += [f"annee{sign}{year}" for sign, year in self.years]
        given = dict(self.filters)
        if self.typed_filters:
            pieces += [f'{KEYS[name]}:"{value}"' for name, values in given.items() for value in values]
            given = {}
        return Query(" ".join(pieces), given, self.limit, self.everything, self.offset)


def typed(atom: tuple[str, str]) -> str:
    kind, text = atom
    return {"word": text, "phrase": f'"{text}"', "prefix": f"{text}*"}[kind]


class Reference:
    """The plain evaluation."""

    def __init__(self, records: list[Record]) -> None:
        latest = {(record.source, record.identifier): record for record in records}
        self.records = [record for record in latest.values() if not record.deleted]
        self.given = [without_texts(record) for record in self.records]
        self.exact: list[dict[str, list[tuple[str, int]]]] = []
        self.stems: list[dict[str, list[str]]] = []
        for record in self.records:
            zones = {name: placed(texts) for name, texts in zones_of(record).items()}
            self.exact.append({name: exact for name, (exact, _) in zones.items()})
            self.stems.append({name: stems for name, (_, stems) in zones.items()})

    def answer(self, asked: Asked, free: str = "") -> list[tuple[float, Record]]:
        """Evaluate; « free » is a field whose choices do not count."""
        clauses = [clause for clause in asked.clauses if not is_stop(clause)] or list(asked.clauses)
        found = []
        for number, record in enumerate(self.records):
            filters = tuple(one for one in asked.filters if one[0] != free)
            if not (asked.everything or record.is_published) or not self.passes(record, filters):
                continue
            if any(fold(value) in folded(record, name) for name, value in asked.refused):
                continue
            begins = int((record.annee_scolaire or "0")[:4])
            if (
                free != "annee_scolaire"
                and asked.years
                and not (begins and all(COMPARED[sign](begins, year) for sign, year in asked.years))
            ):
                continue
            scores = [sum(self.score(number, atom) for atom in clause) for clause in clauses]
            if all(scores) and not any(self.score(number, atom) for atom in asked.excluded):
                found.append((sum(scores), record))
        return found

    def passes(self, record: Record, filters: tuple[tuple[str, tuple[str, ...]], ...]) -> bool:
        for name, values in filters:
            if values and not {fold(value) for value in values} & folded(record, name):
                return False
        return True

    def score(self, number: int, atom: tuple[str, str]) -> float:
        kind, text = atom
        cut = list(words(text))
        total = 0.0
        for zone, (exact_boost, stem_boost, b) in BOOSTS.items():
            forms = [form for form, _ in self.exact[number][zone]]
            if kind == "prefix":
                starts = {form for form in forms if form.startswith(cut[0].joined)}
                total += sum(exact_boost * self.bm25(number, "exact", zone, form, b) for form in starts)
            if kind == "word":
                total += exact_boost * self.bm25(number, "exact", zone, cut[0].joined, b)
                total += stem_boost * self.bm25(number, "stems", zone, cut[0].joined_stem, b)
            parts = [part for word in cut for part in word.parts]
            if kind == "phrase" or (kind == "word" and len(parts) > 1):
                places = set(self.exact[number][zone])
                starts_at = {place for form, place in places if form == parts[0]}
                if any(all((part, at + n) in places for n, part in enumerate(parts)) for at in starts_at):
                    total += exact_boost * sum(self.bm25(number, "exact", zone, part, b) for part in parts)
        return total

    def bm25(self, number: int, kept: str, zone: str, form: str, b: float) -> float:
        counters, frequencies, average = self.counted(kept, zone)
        frequency = counters[number][form]
        if not frequency:
            return 0.0
        idf = log(len(counters) / (frequencies[form] + 1)) + 1
        return idf * frequency * 2.2 / (frequency + 1.2 * (1 - b + b * counters[number].total() / average))

    @cache  # noqa: B019 - one evaluation a corpus, as short-lived as the test
    def counted(self, kept: str, zone: str) -> tuple[list[Counter], Counter, float]:
        counters = [Counter(f if kept == "stems" else f[0] for f in held[zone]) for held in getattr(self, kept)]
        frequencies = Counter(form for counter in counters for form in counter)
        return counters, frequencies, sum(counter.total() for counter in counters) / len(counters)


def held_values(record: Record, name: str) -> set[str]:
    held = getattr(record, name)
    values = set(held if isinstance(held, tuple) else (held,)) - {None}
    return values | {above for label in values for above in NIVEAUX[label]} if name == "niveaux" else values


def folded(record: Record, name: str) -> set[str]:
    return {fold(value) for value in held_values(record, name)}


def zones_of(record: Record) -> dict[str, list[str]]:
    above = [label for own in record.niveaux for label in NIVEAUX[own]]
    elements = [value for values in record.elements.values() for value in values]
    named = [record.mots_cles, record.disciplines, record.niveaux, dict.fromkeys(above), record.academies]
    named += [record.outils, (record.type or "",), record.auteurs]
    return {
        "titre": [record.titre or ""],
        "texte": [record.description or "", *elements, *record.competences, THEMES.get(record.groupe or "", "")],
        "mots": [value for values in named for value in values],
        "page": (record.texte or "").split("\n"),
        "joints": [line for joined in record.textes_joints for line in joined.texte.split("\n")],
    }


def without_texts(record: Record) -> Record:
    """What the index gives back: the texts are searched, and nothing more."""
    return replace(record, texte=None, textes_joints=())


def placed(texts: list[str]) -> tuple[list[tuple[str, int]], list[str]]:
    exact, stems, place = [], [], 0
    for text in texts:
        for word in words(text):
            exact += [(part, place + n) for n, part in enumerate(word.parts)]
            stems += word.stems
            if len(word.parts) > 1:
                exact.append((word.joined, place))
                stems.append(word.joined_stem)
            place += len(word.parts)
        place += 1000
    return exact, stems


def is_stop(clause: tuple[tuple[str, str], ...]) -> bool:
    return len(clause) == 1 and clause[0][0] == "word" and next(words(clause[0][1])).joined in STOPS


def texts(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), max_size=most).map(" ".join)


def long_texts() -> st.SearchStrategy[str]:
    return st.lists(texts(9).filter(bool), min_size=1, max_size=3).map("\n".join)


def some(name: str) -> st.SearchStrategy:
    if name in SINGLE:
        return st.none() | st.sampled_from(LABELS[name])
    return st.lists(st.sampled_from(LABELS[name]), max_size=2, unique=True).map(tuple)


def records() -> st.SearchStrategy[Record]:
    several = st.lists(st.sampled_from(WORDS), max_size=2).map(tuple)
    return st.builds(
        Record,
        identifier=st.sampled_from("abcdefgh"),
        source=st.sampled_from(("un", "deux")),
        titre=texts(4) | st.none(),
        description=texts(8) | st.none(),
        elements=st.dictionaries(st.sampled_from(("objectif", "usages")), several, max_size=2),
        mots_cles=several,
        auteurs=several,
        date_publication=st.none() | st.sampled_from(("2023", "2023-05", "2023-05-04", "2024-01-01")),
        traam=st.sampled_from((Traam(1, (), "production"), Traam(1, (), "synthese"), Traam(0.3, (), "mention"))),
        deleted=st.sampled_from((False, False, False, True)),
        texte=st.none() | long_texts(),
        textes_joints=st.lists(
            st.builds(JoinedText, st.just("https://a.example/x.pdf"), texts(2), long_texts()), max_size=2
        ).map(tuple),
        **{name: some(name) for name in LABELS},
    )


def atoms() -> st.SearchStrategy[tuple[str, str]]:
    phrase = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
    prefixes = st.sampled_from(("al", "algo", "ELEV", "élè", "ti", "so", "im", "3e", "zz"))
    return st.one_of(
        st.tuples(st.just("word"), st.sampled_from(WORDS)),
        st.tuples(st.just("phrase"), phrase),
        st.tuples(st.just("prefix"), prefixes),
    )


def asked() -> st.SearchStrategy[Asked]:
    clause = st.lists(atoms(), min_size=1, max_size=3).map(tuple)
    names = st.lists(st.sampled_from(tuple(LABELS)), max_size=2, unique=True)

    def with_values(chosen: list[str]) -> st.SearchStrategy:
        folded = {name: (*LABELS[name], *map(fold, LABELS[name]), "inconnu") for name in chosen}
        values = [st.lists(st.sampled_from(folded[name]), min_size=1, max_size=2).map(tuple) for name in chosen]
        return st.tuples(*(st.tuples(st.just(name), value) for name, value in zip(chosen, values, strict=True)))

    return st.builds(
        Asked,
        clauses=st.lists(clause, max_size=3).map(tuple),
        excluded=st.lists(atoms(), max_size=2).map(tuple),
        filters=names.flatmap(with_values),
        everything=st.booleans(),
        limit=st.sampled_from((0, 1, 3, 100_000)),
        offset=st.sampled_from((0, 0, 1, 4)),
        typed_filters=st.booleans(),
        refused=st.sampled_from((*((),) * 8, *(((name, LABELS[name][0]),) for name in LABELS))),
        years=st.sampled_from((*((),) * 8, *(((sign, year),) for sign in COMPARED for year in (2022, 2023)))),
    )


def check(index: Index, reference: Reference, question: Asked) -> None:
    query = question.as_query()
    result = index.search(query)
    expected = reference.answer(question)
    assert result.ignored == ()
    assert result.total == len(expected)
    scores = {(record.source, record.identifier): score for score, record in expected}
    for hit in result.hits:
        assert hit.score == pytest.approx(scores[hit.record.source, hit.record.identifier], abs=1e-5)
        assert hit.record in reference.given
    every_hit = index.search(replace(query, limit=100_000, offset=0)).hits
    assert {(hit.record.source, hit.record.identifier) for hit in every_hit} == set(scores)
    keys = [(hit.score, hit.record.date_publication or "") for hit in every_hit]
    assert keys == sorted(keys, reverse=True)
    for one, two in pairwise(every_hit):
        if (one.score, one.record.date_publication) == (two.score, two.record.date_publication):
            assert (one.record.identifier, one.record.source) < (two.record.identifier, two.record.source)
    assert result.hits == every_hit[question.offset : question.offset + question.limit]
    for name in LABELS:
        free = reference.answer(question, free=name)
        counts = Counter(value for _, record in free for value in held_values(record, name))
        assert dict(result.facets[name]) == counts
        assert list(result.facets[name].values()) == sorted(counts.values(), reverse=True)


def above(label: str) -> tuple[str, ...]:
    return NIVEAUX[label]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    first=st.lists(records(), max_size=10),
    changes=st.lists(st.lists(records(), max_size=4), min_size=1, max_size=3),
    questions=st.lists(asked(), min_size=1, max_size=4),
)
def test_an_index_brought_up_to_date_answers_as_one_built_whole(
    first: list[Record], changes: list[list[Record]], questions: list[Asked]
) -> None:
    """Changed, new and deleted records, in one to three updates, by parts or whole where parts are no more worth it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "index"
        build(folder, first, version="0", expand_niveaux=above, themes=THEMES)
        held = {(record.source, record.identifier): record for record in first}
        for number, changed in enumerate(changes, 1):
            held |= {(record.source, record.identifier): record for record in changed}
            gone = [(one.source, one.identifier) for one in changed if one.deleted]
            if update(folder, changed, gone, version=str(number), expand_niveaux=above, themes=THEMES) is None:
                build(folder, held.values(), version=str(number), expand_niveaux=above, themes=THEMES)
            reference = Reference(list(held.values()))
            with open_index(folder, synonyms=NO_SYNONYMS) as index:
                assert (index.version, index.count) == (str(number), len(reference.records))
                living = {(one.source, one.identifier): one.fingerprint for one in reference.records}
                assert dict(index.fingerprints()) == living
                for question in questions:
                    check(index, reference, question)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(corpus=st.lists(records(), max_size=12), questions=st.lists(asked(), min_size=1, max_size=8))
def test_small_corpora_are_searched_exactly(corpus: list[Record], questions: list[Asked]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        count = build(Path(folder) / "index", corpus, version="1", expand_niveaux=above, themes=THEMES)
        reference = Reference(corpus)
        assert count == len(reference.records)
        with open_index(Path(folder) / "index", synonyms=NO_SYNONYMS) as index:
            for question in questions:
                check(index, reference, question)


def drawn(seed: random.Random, number: int) -> Record:
    def text(most: int) -> str:
        return " ".join(seed.choices(WORDS, k=seed.randint(0, most)))

    def one(name: str) -> str | None:
        return seed.choice((None, *LABELS[name]))

    def several(name: str) -> tuple[str, ...]:
        return tuple(seed.sample(LABELS[name], k=seed.randint(0, 2)))

    return Record(
        f"fiche-{seed.randint(0, number * 4)}",
        seed.choice(("un", "deux")),
        titre=text(4),
        description=text(9),
        disciplines=several("disciplines"),
        academies=several("academies"),
        niveaux=several("niveaux"),
        annee_scolaire=one("annee_scolaire"),
        groupe=one("groupe"),
        type=one("type"),
        date_publication=seed.choice((None, "2023", "2023-05-04", "2024-01-01")),
        texte=seed.choice((None, f"{text(30)}\n{text(9)}")),
        textes_joints=seed.choice(((), (JoinedText("https://a.example/x.pdf", text(2), text(20)),))),
        traam=Traam(1, (), seed.choice(("production", "mention"))),
    )


@pytest.fixture(scope="module")
def large() -> Iterator[tuple[Index, Reference]]:
    """More records than the engine keeps postings in one block (128) or scores in one array (2,048)."""
    seed = random.Random(20)
    corpus = [drawn(seed, 2600) for _ in range(2600)]
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "index", corpus, version="1", expand_niveaux=above, themes=THEMES)
        with open_index(Path(folder) / "index", synonyms=NO_SYNONYMS) as index:
            yield index, Reference(corpus)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(question=asked())
def test_thousands_of_records_are_searched_exactly(large: tuple[Index, Reference], question: Asked) -> None:
    check(*large, question)

"""A plain evaluation of questions over records, against which the engine is held.

It knows nothing of the engine: it shares only the cutting of text into words with the index.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import log

from index.analysis import folded_words, words
from index.query import Query
from index.query_language import Request, Wanted
from index.stemming import stem as stem_of
from schemas.types.record import Record

WORDS = (
    "algorithme", "algorithmes", "Algèbre", "élève", "élèves", "cœur", "e-learning", "elearning", "l'image", "images",
    "d’une", "sous-titre", "soustitre", "titre", "tri", "tris", "3e", "3ème", "S.V.T.", "SVT", "de", "la", "journal",
    "journaux", "aujourd'hui", "quiz", "classe de", "en 3e", "des quatrièmes",
)  # fmt: skip
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
ZONES = {"titre": (5.0, 0.3), "texte": (1.8, 0.3), "mots": (2.0, 0.3), "page": (1.0, 0.6), "joints": (0.6, 0.6)}
LONG = {"page", "joints"}
"""What an occurrence in a zone weighs, and how much its length counts."""
K1 = 1.6
HANDFUL = 8


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
        self.last: tuple[Request, dict[int, list[bool]], dict[int, float]] | None = None
        self.stems_of_forms: dict[str, set[str]] = {}
        for text in WORDS:
            for word in words(text):
                pairs = [*zip(word.parts, word.stems, strict=True), (word.joined, word.joined_stem)]
                for form, stem in pairs:
                    self.stems_of_forms.setdefault(form, set()).update({stem, stem_of(form)})

    def answer(self, asked: Asked, request: Request, free: str = "") -> list[tuple[bool, float, Record]]:
        """Evaluate what was understood of a query: answers to every word, then those to most; each with its score.

        « free » is a field whose choices do not count, once it is known which records answer.
        """
        numbers = [n for n, record in enumerate(self.records) if asked.everything or record.is_published]
        numbers = [n for n in numbers if not any(self.worth(n, one) for one in request.excluded)]
        numbers = [n for n in numbers if not self.is_refused(self.records[n], asked)]
        passing = [n for n in numbers if self.passes(self.records[n], asked, "")]
        answered, scores = self.evaluated(request)
        every = {n for n in answered if all(answered[n])}
        some: dict[int, float] = {}
        if len(request.clauses) > 1 and len([n for n in passing if n in every]) < HANDFUL:
            some = self.partial(request, [n for n in passing if n not in every], answered, scores)
        kept = passing if not free else [n for n in numbers if self.passes(self.records[n], asked, free)]
        found = [(True, scores[n], self.records[n]) for n in kept if n in every]
        return found + [(False, some[n], self.records[n]) for n in kept if n in some]

    def by_text(self, asked: Asked, request: Request) -> list[tuple[float, Record]]:
        """Those that answer every word and whose texts alone say the level or the discipline that was chosen."""
        numbers = [n for n, record in enumerate(self.records) if asked.everything or record.is_published]
        numbers = [n for n in numbers if not any(self.worth(n, one) for one in request.excluded)]
        numbers = [n for n in numbers if not self.is_refused(self.records[n], asked)]
        answered, scores = self.evaluated(request)
        found = []
        for n in (n for n in numbers if all(answered[n])):
            others = replace(asked, filters=tuple(one for one in asked.filters if not self.is_told(n, one[0], request)))
            if len(others.filters) < len(asked.filters) and self.passes(self.records[n], others, ""):
                found.append((scores[n], self.records[n]))
        return found

    def is_told(self, number: int, name: str, request: Request) -> bool:
        phrases = request.in_text.get(name, ())
        is_said = any(self.follow(number, zone, phrase) for phrase in phrases for zone in ZONES)
        return not held_values(self.records[number], name) and is_said

    def evaluated(self, request: Request) -> tuple[dict[int, list[bool]], dict[int, float]]:
        """For each record, which clauses it answers, and its score; those of the last request are kept."""
        if self.last is None or self.last[0] is not request:
            every = range(len(self.records))
            answered = {n: self.answered(n, request) for n in every}
            self.last = request, answered, {n: self.score(n, request) for n in every}
        return self.last[1:]

    def partial(
        self, request: Request, others: list[int], answered: dict[int, list[bool]], scores: dict[int, float]
    ) -> dict[int, float]:
        """The best of those that answer most of what the words tell, with their scores."""
        for_whom = [
            any(one.field in {"niveaux", "disciplines", "annee_scolaire"} for one in clause)
            for clause in request.clauses
        ]
        looked = [rank for rank, is_whom in enumerate(for_whom) if not is_whom] or list(range(len(request.clauses)))
        held = [sum(answers[rank] for answers in answered.values()) for rank in range(len(request.clauses))]
        tells = [self.rarity(count) if count else 0.0 for count in held]
        known = [one for one in tells if one] or [1.0]
        loose = sum(any(one.typed for one in clause) for clause in request.preferred)
        is_long = len(tells) + loose >= 4
        unknown = sum(known) / len(known) if is_long else self.rarity(0)
        tells = [one or unknown for one in tells]
        total = sum(tells[rank] for rank in looked) or 1.0
        share = {n: sum(tells[rank] for rank in looked if answered[n][rank]) / total for n in answered}
        length = sum(not is_whom for is_whom in for_whom) + loose
        least = (1.0, 1.0, 0.36, 0.3, 0.3, 0.2)[min(max(length, 1), 5)]
        if length < 4 and not all(held[rank] for rank in looked):
            least = 0.6
        best = max((share[n] for n in others), default=1.0)
        are_names = len(held) > 1 and all(held) and all(clause[0].is_name for clause in request.clauses)
        bound = 0.5 * best if are_names else max(least, 0.3 * best)
        if length >= 4 and not are_names:
            bound = 0.15 * best if best >= least - 1e-12 else least
        enough = [n for n in others if share[n] >= bound - 1e-12]
        few = 0.0 if all(held[rank] for rank in looked) else 0.35
        known_by_some = [n for n in others if share[n] > few]
        ordered = sorted(enough or known_by_some, key=lambda n: (-round(scores[n] * share[n], 6), *self.order(n)))
        most = 20 if are_names else (0, 0, 2, 10, 20)[min(length, 4)] or 1
        have_all = [n for n, one in answered.items() if all(one[rank] for rank in looked)]
        if length == len(looked) == 2 and not are_names and have_all:
            most = 10
        most = most if enough else 2
        return {n: scores[n] * share[n] for n in ordered[:most]}

    def order(self, number: int) -> tuple[list[int], str, str]:
        record = self.records[number]
        return [-ord(sign) for sign in f"{record.date_publication or '':\0<10}"], record.identifier, record.source

    def answered(self, number: int, request: Request) -> list[bool]:
        return [any(self.worth(number, one) > 0 for one in clause) for clause in request.clauses]

    def score(self, number: int, request: Request) -> float:
        return sum(self.clause_worth(number, clause) for clause in (*request.clauses, *request.preferred))

    def clause_worth(self, number: int, clause: tuple[Wanted, ...]) -> float:
        typed = sum(self.worth(number, one) for one in clause if one.weight == 1)
        added = max((self.worth(number, one) for one in clause if one.weight != 1), default=0.0)
        return max(typed, added) + 0.2 * min(typed, added)

    def is_refused(self, record: Record, asked: Asked) -> bool:
        return any(folded_words(value) in folded(record, name) for name, value in asked.refused)

    def passes(self, record: Record, asked: Asked, free: str) -> bool:
        for name, values in asked.filters:
            if name != free and values and not {folded_words(value) for value in values} & folded(record, name):
                return False
        begins = int((record.annee_scolaire or "0")[:4])
        if free == "annee_scolaire" or not asked.years:
            return True
        return bool(begins and all(COMPARED[sign](begins, year) for sign, year in asked.years))

    def rarity(self, held: int) -> float:
        count = len(self.records)
        return log(1 + (count - held + 0.5) / (held + 0.5)) if count else 0.0

    def worth(self, number: int, wanted: Wanted) -> float:
        """What one thing is worth in a record, its weight included."""
        return self.worths(wanted)[number] * wanted.weight

    @cache  # noqa: B019 - one evaluation a corpus, as short-lived as the test
    def worths(self, wanted: Wanted) -> list[float]:
        every = range(len(self.records))
        if wanted.kind == "phrase" and len(wanted.exact) > 1:
            each = [self.worths(Wanted("word", (form,), form)) for form in wanted.exact]
            held = [any(self.follow(n, zone, wanted.exact) for zone in ZONES) for n in every]
            return [sum(one[n] for one in each) if held[n] else 0.0 for n in every]
        if wanted.kind == "facet":
            values = {folded_words(value) for value in wanted.exact}
            times = [2.0 if values & folded(record, wanted.field) else 0.0 for record in self.records]
        else:
            times = [sum(weight * self.times(n, zone, wanted) for zone, (weight, _) in ZONES.items()) for n in every]
        idf = self.rarity(sum(one > 0 for one in times))
        return [idf * one * (K1 + 1) / (one + K1) for one in times]

    def times(self, number: int, zone: str, wanted: Wanted) -> float:
        """Count a thing in a zone of a record, its lengths taken into account, and that a whole text says it again."""
        return sum(weight * (1.3 * one / (one + 0.3) if zone in LONG and one else one)
                   for weight, one in self.counted(number, zone, wanted))  # fmt: skip

    def counted(self, number: int, zone: str, wanted: Wanted) -> Iterator[tuple[float, float]]:
        """Each way a thing is counted, with what that way weighs."""
        exact, stems = self.norm(number, zone, "exact"), self.norm(number, zone, "stems")
        forms = [form for form, _ in self.exact[number][zone]]
        if wanted.kind in {"near", "signed"}:
            is_there = wanted.kind == "near" or zone == "mots"
            yield 1.0, (is_there and self.stand_near(number, zone, wanted.exact)) / exact
        elif wanted.kind == "prefix":
            starts = {form for form in forms if form.startswith(wanted.exact[0])}
            yield from ((1.0, forms.count(form) / exact) for form in starts)
        elif wanted.kind == "forms":
            yield from ((1.0, forms.count(form) / exact) for form in wanted.exact)
        else:
            form = wanted.joined or wanted.exact[0]
            if not wanted.stem or zone not in LONG:
                yield (0.25 if wanted.stem else 1.0), forms.count(form) / exact
            if wanted.stem:
                yield 1.0, self.stems[number][zone].count(wanted.stem) / stems
            if len(wanted.exact) > 1:
                yield 1.0, self.follow(number, zone, wanted.exact) / exact

    def follow(self, number: int, zone: str, forms: tuple[str, ...]) -> bool:
        places = set(self.exact[number][zone])
        starts = {place for form, place in places if form == forms[0]}
        return any(all((form, at + n) in places for n, form in enumerate(forms)) for at in starts)

    def stand_near(self, number: int, zone: str, stems: tuple[str, ...]) -> bool:
        """Say whether, from a place of the rarest, each of the others stands a few words before or after."""
        held = [
            [place for form, place in self.exact[number][zone] if self.is_of_stem(form, wanted)] for wanted in stems
        ]
        window = len(stems) + 3
        counts = [sum(self.is_of_stem(form, one) for zones in self.exact for form, _ in zones[zone]) for one in stems]
        rarest = held[min(range(len(stems)), key=lambda rank: counts[rank])]
        return any(all(any(abs(at - other) <= window for other in places) for places in held) for at in rarest)

    def is_of_stem(self, form: str, wanted: str) -> bool:
        return wanted in self.stems_of_forms.get(form, ())

    @cache  # noqa: B019
    def norm(self, number: int, zone: str, kept: str) -> float:
        lengths = [len(held[zone]) for held in getattr(self, kept)]
        some = [length for length in lengths if length]
        b = ZONES[zone][1]
        return 1 - b + b * lengths[number] / (sum(some) / len(some) if some else 1.0)


def held_values(record: Record, name: str) -> set[str]:
    held = getattr(record, name)
    values = set(held if isinstance(held, tuple) else (held,)) - {None}
    return values | {above for label in values for above in NIVEAUX[label]} if name == "niveaux" else values


def folded(record: Record, name: str) -> set[str]:
    return {folded_words(value) for value in held_values(record, name)}


def zones_of(record: Record) -> dict[str, list[str]]:
    elements = [value for values in record.elements.values() for value in values]
    named = [record.mots_cles, record.disciplines, record.niveaux, record.academies]
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

"""From what was typed to what is looked for: words nobody wrote put right, then what else says each thing.

Each clause of a request gains alternatives, weaker than the word that was typed: its synonyms, the words of its family,
and the records whose levels, disciplines or tools it names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from index.analysis import folded_words, words
from index.bounded_memory import BoundedMemory
from index.corpus import Corpus
from index.corrections import is_correctable, is_one_letter_off, is_plausible, is_sure, nearest, two_words
from index.derivation import beginnings, root, short_root
from index.fields import FACETS, ZONES
from index.lexicon import Lexicon
from index.loosening import LONG_QUESTION
from index.query_language import Clause, Request, Wanted, word_wanted
from index.stemming import stem as stem_of
from index.synonyms import with_synonyms

FAMILY = 0.7
"""What a word of the same family is worth, beside the word itself."""
NAMED = 0.8
"""What the value of a field a word names is worth, beside the word itself."""
LEVEL_FIRST = 1.0
"""What the value of a level adds, beside the word that names it: a text may name the level of other pupils."""
NEAR_EACH_OTHER = "mots voisins"
NEAR = 1.0
"""What is worth, beside the words themselves, that they stand close together."""
SIGNED = "auteur ou mot-clé"
BY = 1.0
"""What is worth, beside a name itself, that a record is by whoever has it."""
_FEWEST_NEAR, _MOST_NEAR = 2, 4
_SAID_IN_TEXTS = ("niveaux", "disciplines")
_MOST_OF_FAMILY = 40
_MOST_FAMILIES = 10_000
_ENOUGH = 5_000
"""Records that have a word, from which its family is not looked for: to read where forty words are takes longer than
all else, and nobody looks so far."""
Held = Callable[[Sequence[Wanted]], int]
"""Some alternatives → how many records that may be shown have one of them."""


class Understanding:
    """Widens and corrects requests over one corpus; may be shared by threads."""

    def __init__(self, corpus: Corpus, lexicon: Lexicon) -> None:
        self._corpus = corpus
        self._lexicon = lexicon
        self._families = BoundedMemory[tuple[str, str], tuple[str, ...]](_MOST_FAMILIES)

    def without_refused(self, request: Request, held: Held) -> Request:
        """The request with « sans mot » read: it refuses what has the word, unless some record says just that."""
        refused = [
            clause[0] for clause in request.clauses
            if len(clause) == 1 and clause[0].is_after_without and not held([_said_without(clause[0])])
        ]  # fmt: skip
        kept = tuple(clause for clause in request.clauses if clause[0] not in refused)
        wanted = [_said_without(clause[0]) for clause in kept if clause[0].is_after_without]
        if not refused or not kept or len(request.clauses) + len(request.preferred) > LONG_QUESTION:
            return replace(request, preferred=(*request.preferred, *((one,) for one in wanted)))
        told = (f"« sans {one.typed} » : les productions qui ont ce mot sont écartées." for one in refused)
        return replace(request, clauses=kept, excluded=(*request.excluded, *refused), ignored=(*request.ignored, *told))

    def of(self, request: Request, chosen: Mapping[str, Sequence[str]], held: Held, together: Held) -> Request:
        """The request with what else would do in each clause; what no record holds is corrected first.

        `held` counts the records that have one of some alternatives; `together` those that also answer the rest.
        """
        disciplines = chosen.get("disciplines", ())
        wide = self._widened(request.clauses, disciplines)
        corrected = list(request.clauses)
        told: list[tuple[str, str]] = []
        perhaps: list[tuple[str, str]] = []
        for rank, clause in enumerate(request.clauses):
            if len(clause) == 1 and not held(wide[rank]) and (better := self._corrected(clause[0], held, together)):
                pair = clause[0].typed, better[0].typed
                has_others = len(request.clauses) > 1 and together(better) > 0
                if self._is_meant(clause[0], better[0], has_others=has_others):
                    corrected[rank : rank + 1] = [better]
                    told.append(pair)
                else:
                    perhaps.append(pair)
        if told:
            wide = self._widened(tuple(corrected), disciplines)
        together_first = _near_each_other(corrected)
        levels = dict.fromkeys(one for clause in wide for one in clause if one.field == "niveaux")
        first = [(replace(one, weight=LEVEL_FIRST),) for one in levels]
        return replace(
            request,
            clauses=wide,
            preferred=(*request.preferred, *((one,) for one in (*together_first, *_signed(corrected))), *first),
            corrections=tuple(told),
            perhaps=tuple(perhaps),
            in_text={name: _in_text(name, tuple(chosen[name])) for name in _SAID_IN_TEXTS if name in chosen},
        )

    def _is_meant(self, wanted: Wanted, better: Wanted, *, has_others: bool) -> bool:
        """Say whether a word is surely mistyped: it looks like none of the language, or sounds like the other.

        `has_others` tells that some record with the other answers the rest of what was typed too.
        """
        form = wanted.joined
        if form in self._lexicon.french:
            return False
        if better.kind in {"phrase", "near"} or is_sure(form, better.joined):
            return True
        if is_one_letter_off(form, better.joined, has_others=has_others):
            return True
        return not is_plausible(form, self._corpus.threes)

    def _corrected(self, wanted: Wanted, held: Held, together: Held) -> Clause:
        """What was perhaps meant by a word; nothing when nothing is near enough."""
        # A word without a stem is an acronym: it is what it is.
        if wanted.kind != "word" or not wanted.stem or not is_correctable(wanted.joined):
            return ()
        form = nearest(
            self._corpus,
            wanted.joined,
            lambda form: (held([_of_form(form)]), together([_of_form(form)])),
        )
        if form:
            written = next((one.written for one in self._corpus.forms_like(form) if one.form == form), form)
            return (replace(_of_form(written), typed=written),)
        cut = two_words(wanted.joined, lambda form: held([_of_form(form)]))
        if cut is None:
            return ()
        # « cartemental »: written « carte mentale » where it is.
        phrase = Wanted("phrase", cut, typed=" ".join(cut))
        near = Wanted("near", tuple(_of_form(form).stem for form in cut), typed=" ".join(cut))
        return next(((found,) for found in (phrase, near) if held([found])), ())

    def _widened(self, clauses: Sequence[Clause], disciplines: Sequence[str]) -> tuple[Clause, ...]:
        found = [dict.fromkeys(clause) for clause in with_synonyms(clauses, self._lexicon.synonyms, disciplines)]
        for rank, clause in enumerate(clauses):
            for one in clause:
                if one.kind == "word" and one.stem and not self._is_enough(one.stem) and (family := self._family(one)):
                    found[rank].setdefault(Wanted("forms", family, weight=FAMILY))
        self._add_named(clauses, found)
        return tuple(tuple(one) for one in found)

    def _is_enough(self, stem: str) -> bool:
        """Say whether so many records have a word that those which only have another of its family would come last."""
        return max(self._corpus.held_by(zone, stem) for zone in ZONES) >= _ENOUGH

    def _family(self, wanted: Wanted) -> tuple[str, ...]:
        """The other forms texts hold that are of a word's family; asked again of the same word in each search."""
        return self._families.of((wanted.joined, wanted.stem), self._read_family)

    def _read_family(self, word: tuple[str, str]) -> tuple[str, ...]:
        form, stem = word
        alike = [
            one for root_of, own in ((root, root(form)), (short_root, short_root(form))) if own
            for beginning in beginnings(own) for one in self._corpus.forms_like(beginning) if root_of(one.form) == own
        ]  # fmt: skip
        found = {one.form for one in alike if stem not in {stem_of(one.form), folded_words(stem_of(one.written))}}
        return tuple(sorted(found))[:_MOST_OF_FAMILY]

    def _add_named(self, clauses: Sequence[Clause], found: Sequence[dict[Wanted, None]]) -> None:
        """Add the fields' values that words name, to each word that is part of the naming."""
        typed = [clause[0].typed if len(clause) == 1 and clause[0].kind == "word" else "" for clause in clauses]
        if not self._lexicon.may_name(typed):
            return
        from schemas.notions.said_in_query import (
            said_in_query,  # imported when needed only: it waits for vocabularies
        )

        for said in said_in_query([text or "·" for text in typed]):
            if said.field == "niveaux" and said.last - said.first == 1:
                _keep_own_form(found[said.first])
            if said.field in FACETS:
                value = Wanted("facet", said.labels, weight=NAMED / (said.last - said.first), field=said.field)
                for alternatives in found[said.first : said.last]:
                    alternatives.setdefault(value)


@lru_cache(maxsize=256)
def _in_text(field: str, labels: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The phrases by which a text says one of some values of a field."""
    from schemas.notions.said_in_text import said_in_text  # imported when needed only: it waits for vocabularies

    said = [one for label in labels for one in said_in_text(field, label)]
    return tuple(dict.fromkeys(tuple(part for word in words(one) for part in word.parts) for one in said))


def _said_without(wanted: Wanted) -> Wanted:
    return Wanted("phrase", ("sans", *wanted.exact))


def _keep_own_form(alternatives: dict[Wanted, None]) -> None:
    """Leave of a level's name the form typed and its plural: « terminale » is no « cycle terminal »."""
    kept = [one for one in alternatives if not (one.kind == "forms" and one.weight == FAMILY)]
    alternatives.clear()
    for one in kept:
        if one.typed and one.kind == "word" and one.stem and one.joined.isalpha():
            alternatives[replace(one, stem="")] = None
            alternatives[Wanted("forms", (f"{one.joined}s",))] = None
        else:
            alternatives[one] = None


def _signed(clauses: Sequence[Clause]) -> Clause:
    """What is preferred of a name: that it is an author's, or a keyword; a text may only speak of them."""
    stems = _stems(clauses)
    if not (1 <= len(stems) == len(clauses) <= _MOST_NEAR) or not all(stems):
        return ()
    return (Wanted("signed", stems, joined=SIGNED, weight=BY),) if all(one[0].is_name for one in clauses) else ()


def _stems(clauses: Sequence[Clause]) -> tuple[str, ...]:
    return tuple(clause[0].stem for clause in clauses if len(clause) == 1 and clause[0].kind == "word")


def _near_each_other(clauses: Sequence[Clause]) -> Clause:
    """What is preferred of a few words: that they stand close together."""
    stems = _stems(clauses)
    if not (_FEWEST_NEAR <= len(stems) == len(clauses) <= _MOST_NEAR) or not all(stems):
        return ()
    return (Wanted("near", stems, joined=NEAR_EACH_OTHER, weight=NEAR),)


def _of_form(form: str) -> Wanted:
    return next((word_wanted(word) for word in words(form)), Wanted("phrase", (form,)))

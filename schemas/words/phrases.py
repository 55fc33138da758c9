"""Finding the words of a vocabulary in a text, the longest phrase first, whatever its case, accents and plural."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from schemas.words.concepts import term_of_concept
from schemas.words.text import MAX_WORD, fold_word, plain_words
from schemas.words.vocabulary import Vocabulary, load_vocabulary

_WORD = re.compile(rf"[^\W_]{{1,{MAX_WORD}}}(?:\+\+|#)?")
_MAX_WORDS = 2_000
_REMEMBERED_CHARS = 300
_CONCEPT_ID = re.compile(r"scolomfr-voc-\d{3}-num-\d{1,6}|[a-z]{4,20}(?:_[a-z]{4,20})?")
_NAMED_CONCEPT = re.compile(r".*\((scolomfr-voc-\d{3}-num-\d{1,6})\)", re.DOTALL)


class Word(NamedTuple):
    """One word of a text: as many are made as there are words, and a tuple is made four times as quickly."""

    raw: str
    key: str
    start: int
    end: int


class Match(NamedTuple):
    """A phrase found: the labels it names, and its place among the words (end excluded)."""

    labels: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placed:
    """What a text gave: labels of a vocabulary, and what no rule understood."""

    values: tuple[str, ...] = ()
    leftover: str = ""


def split_words(text: str) -> tuple[Word, ...]:
    """Cut a text into words; what is not a letter or a digit separates them."""
    return _words_of_short(text) if len(text) <= _REMEMBERED_CHARS else _words(text)


def _words(text: str) -> tuple[Word, ...]:
    found = islice(_WORD.finditer(text), _MAX_WORDS)
    return tuple([Word(raw, fold_word(raw), *match.span()) for match in found for raw in (match[0],)])


# A title is read for its levels, its disciplines and its tools; the labels of vocabularies come again and again.
_words_of_short = lru_cache(maxsize=4_096)(_words)


def _keys(text: str) -> tuple[str, ...]:
    if words := plain_words(text):
        return tuple([word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in words])
    return tuple(map(fold_word, _WORD.findall(text)))


# A sentence is read with the tables of several vocabularies, one after the other.
_keys_of_short = lru_cache(maxsize=1_024)(_keys)


def key_of(text: str) -> tuple[str, ...]:
    """What two spellings of a label have in common."""
    return tuple(fold_word(word) for word in _WORD.findall(text))


@dataclass(frozen=True)
class PhraseTable:
    """The phrases of a vocabulary, by their first word, longest first."""

    by_first_word: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    synonyms: Mapping[str, str]

    def keys(self, words: Sequence[Word]) -> tuple[str, ...]:
        """The words' keys, spellings of a same word made one."""
        if not self.synonyms:
            return tuple([word.key for word in words])
        return tuple([self.synonyms.get(word.key, word.key) for word in words])

    def labels_in(self, text: str) -> tuple[str, ...]:
        """The labels a text names."""
        return tuple([label for match in self.matches_in(text) for label in match.labels])

    def matches_in(self, text: str) -> tuple[Match, ...]:
        """What a scan of its words finds, without cutting the text: most sentences hold all the words of no phrase."""
        keys = _keys_of_short(text) if len(text) <= _REMEMBERED_CHARS else _keys(text)
        told = self._by_longest_word.keys() & keys
        if not told:
            return ()
        said = frozenset(keys)
        if self.synonyms:
            keys = tuple([self.synonyms.get(key, key) for key in keys])
            said = said.union(keys)
        if not any(said.issuperset(words) for word in told for words in self._by_longest_word[word]):
            return ()
        return self.scan(keys)

    @cached_property
    def _by_longest_word(self) -> Mapping[str, tuple[frozenset[str], ...]]:
        """The words of each phrase by the longest of them, and by each spelling of it."""
        known: dict[str, list[frozenset[str]]] = {}
        for phrase in (phrase for phrases in self.by_first_word.values() for phrase, _ in phrases):
            known.setdefault(max(phrase, key=len), []).append(frozenset(phrase))
        spelled = {form: [*known[word], *known.get(form, ())] for form, word in self.synonyms.items() if word in known}
        return {word: tuple(phrases) for word, phrases in (known | spelled).items()}

    def at(self, keys: Sequence[str], position: int, end: int | None = None) -> Match | None:
        """The longest phrase that begins at a position, and goes no further than an end when one is given."""
        for phrase, labels in self.by_first_word.get(keys[position], ()):
            after = position + len(phrase)
            if (end is None or after <= end) and tuple(keys[position:after]) == phrase:
                return Match(labels, position, position + len(phrase))
        return None

    def scan(self, keys: Sequence[str]) -> tuple[Match, ...]:
        """The phrases of a text in order, none overlapping another."""
        found: list[Match] = []
        end = 0
        for position, key in enumerate(keys):
            if position >= end and key in self.by_first_word and (match := self.at(keys, position)) is not None:
                found.append(match)
                end = match.end
        return tuple(found)

    def whole(self, keys: Sequence[str]) -> tuple[str, ...]:
        """The labels named by the whole text, none when it says more or less."""
        match = self.at(keys, 0) if keys else None
        return match.labels if match is not None and match.end == len(keys) else ()


@cache
def phrase_table(name: str) -> PhraseTable:
    """Build the table of a vocabulary of the package, once."""
    vocabulary = load_vocabulary(name)
    synonyms = {fold_word(form): fold_word(word) for form, word in vocabulary.words.items()}
    phrases: dict[tuple[str, ...], tuple[str, ...]] = {}
    for text, labels in _spellings(vocabulary):
        key = tuple(synonyms.get(word, word) for word in key_of(text))
        phrases.setdefault(key, labels)
    by_first_word: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for key in sorted(phrases, key=len, reverse=True):
        by_first_word.setdefault(key[0], []).append((key, phrases[key]))
    return PhraseTable({word: tuple(found) for word, found in by_first_word.items()}, synonyms)


def _spellings(vocabulary: Vocabulary) -> list[tuple[str, tuple[str, ...]]]:
    own = [(text, (term.shown_label,)) for term in vocabulary.terms for text in (term.label, *term.variants)]
    official = [
        (term.scolomfr_label, (term.shown_label,))
        for term in vocabulary.terms
        if len(term.scolomfr_label.split()) > 1  # « lire » is a competence of the socle, and a word of any text
    ]
    return own + official + list(vocabulary.combined.items())


def label_of_identifier(name: str, text: str) -> str | None:
    """The label of a ScoLOMFR concept: its identifier, its address, or its name with its identifier in brackets.

    A concept no term has is read as the wider one it comes under. None when the text names no concept.
    """
    if "scolomfr-voc-" in text and (named := _NAMED_CONCEPT.fullmatch(text.strip())) is not None:
        return term_of_concept(name, named[1])
    tail = text.strip().rsplit("/", 1)[-1]
    if not _CONCEPT_ID.fullmatch(tail):
        return None
    if tail.startswith("scolomfr-voc-"):
        return term_of_concept(name, tail)
    term = load_vocabulary(name).term_of_id(tail)
    return term.shown_label if term is not None else None


def leftover_of(text: str, words: Sequence[Word], taken: Sequence[Match], fillers: frozenset[str]) -> str:
    """The words no phrase took, as they are written, when they say something."""
    used = {position for match in taken for position in range(match.start, match.end)}
    left = [word for position, word in enumerate(words) if position not in used and word.key not in fillers]
    if not left:
        return ""
    return text[left[0].start : left[-1].end] if not used else " ".join(word.raw for word in left)


def distinct(values: Sequence[str]) -> tuple[str, ...]:
    """The values without repetition, order kept."""
    return tuple(dict.fromkeys(values))

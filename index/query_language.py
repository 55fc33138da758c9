"""The language of the search box, parsed by hand: whatever is typed has a meaning, or is said to be ignored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import ge, gt, le, lt
from typing import Literal

from index.analysis import AnalyzedWord, folded_words, words
from index.small_words import ASKING_WORDS, LOOSE_WORDS, STOP_WORDS

LONGEST_QUERY = 300
MOST_TERMS = 32
SHORTEST_PREFIX = 2
LONGEST_ACRONYM = 6

LOOSE = 0.7
"""What one of them is worth, beside a word that tells more."""
_EXCEPT = frozenset({"sauf", "hormis", "excepte"})
"""What comes next is not wanted: « robot sauf Thymio »."""
_EXCEPT_AFTER_BUT = frozenset({"sans", "pas"})
"""« robot mais pas Thymio »; « activité sans ordinateur » asks for what says so."""
_BEFORE_BEEN = frozenset(
    {"a", "ai", "ont", "avons", "avez", "avait", "avaient", "aura", "auront", "aurait", "ayant", "avoir", "pas"}
)
"""« le travail a été fait » says nothing of summer."""
_BEFORE_NOUN = frozenset({"du", "le", "un", "au", "des", "de", "ce"})

_FIELDS = {
    "discipline": "disciplines",
    "academie": "academies",
    "niveau": "niveaux",
    "annee": "annee_scolaire",
    "groupe": "groupe",
    "type": "type",
    "outil": "outils",
    "competence": "competences",
    "langue": "langues",
}
_COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {">": gt, ">=": ge, "<": lt, "<=": le}
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUOTES = str.maketrans(dict.fromkeys("«»“”„‟", '"'))
_KEY = (
    r"(?P<key>niveaux?|acad[eé]mies?|ann[eé]es?(?:_scolaire)?|disciplines?|groupes?|types?"
    r"|outils?|comp[eé]tences?|langues?)"
)
_PIECE = re.compile(
    rf"(?P<sign>(?<!\S)[-–−+])?(?:{_KEY}\s{{0,3}}(?P<op>[:=]|[<>]=?)\s{{0,3}}"
    r'(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]*))|"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))|(?P<stray>")',
    re.IGNORECASE,
)
_PARTS = re.compile("['’-]")
_UNKNOWN_KEY = r"[^\W\d_]{2,20}(?:[:=]|[<>]=?)(?!//)[\w(\[]"
_OTHER_KEY = (
    r"(?:titre|title|intitle|auteurs?|author|textes?|text|intext|mots?|cl[eé]s?|sites?|urls?|inurl|dates?|sources?"
    r"|filetype|ext|tags?|r[eé]sum[eé])(?::|[=<>]=?)(?!//)(?=[\w(\[]|\Z)"
)
"""What other search boxes know, and this one does not: what it names is looked for everywhere."""

Canonical = Callable[[str, str], tuple[str, ...]]
"""Field of Record and a value as typed → the labels meant."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing to be found in a record."""

    kind: Literal["word", "phrase", "prefix", "near", "signed", "forms", "facet"]
    """near: some words close together; signed: in a record's authors or keywords; forms: any of some forms; facet: any
    of some values of a field."""
    exact: tuple[str, ...]
    """Folded forms that follow each other; one for a plain word and for a prefix; stems of near, labels of a facet."""
    joined: str = ""
    """For a word: the folded form of the whole."""
    stem: str = ""
    weight: float = 1.0
    """What its finding is worth, beside what was typed itself: less than 1 for a synonym."""
    is_stop_word: bool = False
    """True for a word so common that it is not required beside another."""
    typed: str = ""
    """As it was typed; empty for what was added to it."""
    is_name: bool = False
    """True for a word that was typed as a name: its first letter alone a capital one."""
    field: str = ""
    """Of a facet."""
    is_after_without: bool = False
    """True for the word « sans » comes before: refused, unless some text says it so (« sans ordinateur »)."""


Clause = tuple[Wanted, ...]
"""Things any of which is enough."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was understood of the words of a query."""

    clauses: tuple[tuple[Wanted, ...], ...] = ()
    """All clauses are required; within one, any is enough."""
    excluded: tuple[Wanted, ...] = ()
    preferred: tuple[tuple[Wanted, ...], ...] = ()
    """Clauses that add to what a record is worth, and that none is required to answer."""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field of Record → accepted values."""
    excluded_filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field of Record → refused values."""
    years: tuple[tuple[str, int], ...] = ()
    """Comparisons with the year a school year begins in: (« >= », 2020); all are required."""
    ignored: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    """Words as they were typed, and what was searched in their place: no text holds the first."""
    perhaps: tuple[tuple[str, str], ...] = ()
    """Words no text holds, that may be meant, and what for: proposed, never searched."""
    in_text: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """Field with chosen values → phrases, as forms, by which a text says one: enough where the field is empty."""


def is_year_wanted(label: str, years: Iterable[tuple[str, int]]) -> bool:
    """Say whether a school year (« 2020-2021 ») passes every comparison."""
    found = _YEAR.match(label)
    return found is not None and all(_COMPARISONS[sign](int(found[0]), year) for sign, year in years)


def as_typed(_field: str, value: str) -> tuple[str, ...]:
    """Take a filter's value as it was typed."""
    return (value,)


def parse(text: str, canonical: Canonical = as_typed) -> Request:
    """Understand what was typed; no text is an error."""
    return _Parser(canonical).parse(text)


class _Parser:
    """One reading of one text, from left to right."""

    def __init__(self, canonical: Canonical) -> None:
        self._canonical = canonical
        self._clauses: list[list[Wanted]] = []
        self._excluded: list[Wanted] = []
        self._filters: dict[str, list[str]] = {}
        self._excluded_filters: dict[str, list[str]] = {}
        self._years: list[tuple[str, int]] = []
        self._ignored: dict[str, None] = {}
        self._terms = 0
        self._after_word = False
        self._pending_or = False
        self._excludes_next = False
        self._is_after_without = False
        self._has_small_letters = False
        self._before = ""

    def parse(self, text: str) -> Request:
        read = unicodedata.normalize("NFC", text[: LONGEST_QUERY * 4])
        cut = read[:LONGEST_QUERY]
        if len(read) > LONGEST_QUERY or len(text) > LONGEST_QUERY * 4:
            self._ignore(f"Au-delà de {LONGEST_QUERY} caractères, la recherche n'est pas lue.")
        self._has_small_letters = any(map(str.islower, cut))
        for piece in _PIECE.finditer(cut.translate(_QUOTES)):
            self._read(piece)
        self._drop_or()
        chosen = self._filters or self._excluded_filters or self._years
        if cut.strip() and not (self._clauses or self._excluded or chosen or self._ignored):
            self._ignore(f"{_quoted(cut)} : aucun mot à chercher.")
        required, preferred = _required([tuple(clause) for clause in self._clauses])
        return Request(
            clauses=required,
            excluded=tuple(self._excluded),
            preferred=preferred,
            filters=_distinct(self._filters),
            excluded_filters=_distinct(self._excluded_filters),
            years=tuple(dict.fromkeys(self._years)),
            ignored=tuple(self._ignored),
        )

    def _read(self, piece: re.Match[str]) -> None:
        excluding = piece["sign"] not in (None, "+")
        if piece["stray"]:
            self._ignore("Un guillemet n'est pas fermé : il est ignoré.")
        elif piece["key"]:
            self._drop_or()
            self._read_filter(piece, excluding=excluding)
        elif piece["phrase"] is not None:
            forms = tuple(form for word in words(piece["phrase"]) for form in word.parts)
            if not forms:
                self._ignore("Une expression entre guillemets est vide : elle est ignorée.")
            else:
                self._add(Wanted("phrase", forms, typed=f"« {piece['phrase'].strip()} »"), excluding=excluding)
        elif piece["word"] == "OU" and not piece["sign"]:
            self._read_or()
        elif self._after_word and self._says_except(folded_words(piece["word"])):
            self._drop_or()
            self._excludes_next = True
        else:
            for wanted in self._wanted(piece["word"]):
                self._add(wanted, excluding=excluding)
        self._before = folded_words(piece["word"] or "")
        if self._before == "sans":
            self._is_after_without = True

    def _says_except(self, word: str) -> bool:
        """Say whether what comes next is not wanted: « sauf », « mais sans »; « sans » alone may be what is sought."""
        return word in _EXCEPT or (word in _EXCEPT_AFTER_BUT and self._before == "mais")

    def _read_or(self) -> None:
        if self._after_word and not self._pending_or:
            self._pending_or = True
        else:
            self._ignore("« OU » se met entre deux mots : il est ignoré.")

    def _read_filter(self, piece: re.Match[str], *, excluding: bool) -> None:
        name = _FIELDS[folded_words(piece["key"]).replace("_scolaire", "").removesuffix("s").removesuffix("x")]
        typed = [piece["quoted"]] if piece["quoted"] is not None else piece["value"].split(",")
        values = [value.strip() for value in typed if folded_words(value)]
        if not values:
            self._ignore(f"{_quoted(piece[0])} : aucune valeur n'est donnée, critère ignoré.")
        elif piece["op"] not in ":=":
            self._read_comparison(piece, name, values[0], excluding=excluding)
        else:
            meant = [label for value in values for label in self._canonical(name, value)]
            kept = self._excluded_filters if excluding else self._filters
            kept.setdefault(name, []).extend(meant)

    def _read_comparison(self, piece: re.Match[str], name: str, value: str, *, excluding: bool) -> None:
        year = _YEAR.match(value)
        if name != "annee_scolaire" or year is None or excluding:
            self._ignore(f"{_quoted(piece[0])} : seule une année se compare (annee>=2020), critère ignoré.")
        else:
            self._years.append((piece["op"], int(year[0])))

    def _wanted(self, text: str) -> Iterator[Wanted]:
        has_sign = any(sign in text for sign in ":=<>")  # few words have one: the patterns are made when one has
        if has_sign and (other := re.match(_OTHER_KEY, text, re.IGNORECASE)):
            names = ", ".join(f"{name}:" for name in _FIELDS)
            self._ignore(f"{_quoted(other[0])} n'est pas un critère connu ({names}) : ce qui suit est cherché partout.")
            text = text[other.end() :]
        found = list(words(text))
        if has_sign and re.match(_UNKNOWN_KEY, text):
            names = ", ".join(f"{name}:" for name in _FIELDS)
            self._ignore(f"{_quoted(text)} n'est pas un critère connu ({names}) : ses mots sont cherchés tels quels.")
        is_prefix = text.endswith("*") and bool(found) and len(found[-1].joined) >= SHORTEST_PREFIX
        if "*" in (text[:-1] if is_prefix else text):
            self._ignore(f"{_quoted(text)} : « * » ne vaut qu'à la fin d'un début de mot ({SHORTEST_PREFIX} lettres).")
        for position, word in enumerate(found, start=1):
            if is_prefix and position == len(found):
                yield Wanted("prefix", (word.joined,))
            else:
                # « SES » is a discipline, « ses » a word of every text; « MATHS EN 6E » was typed in capitals.
                is_written = 1 < len(text) <= LONGEST_ACRONYM and text.isupper()
                is_acronym = is_written and (self._has_small_letters or set(word.parts) <= STOP_WORDS)
                wanted = word_wanted(word)
                if is_acronym:
                    wanted = replace(wanted, stem="")
                is_small = set(word.parts) <= STOP_WORDS and not self._is_noun(word.joined)
                is_stop_word = not is_acronym and (is_small or self._is_been(word.joined))
                is_name = all(part[:1].isupper() and part[1:].islower() for part in _PARTS.split(text))
                yield replace(wanted, is_stop_word=is_stop_word, typed="-".join(word.written), is_name=is_name)

    def _is_been(self, form: str) -> bool:
        """Say whether what looks like a season is part of a verb: « a été »."""
        return form == "ete" and _PARTS.split(self._before)[-1] in _BEFORE_BEEN

    def _is_noun(self, form: str) -> bool:
        """Say whether what looks like a possessive is a noun: « la vitesse du son »."""
        before = self._clauses[-1][0].joined if self._clauses and self._clauses[-1] else ""
        return form == "son" and before in _BEFORE_NOUN

    def _add(self, wanted: Wanted, *, excluding: bool) -> None:
        if self._terms + len(wanted.exact) > MOST_TERMS:
            self._ignore(f"Au-delà de {MOST_TERMS} mots, la recherche n'est pas lue.")
            return
        self._terms += len(wanted.exact)
        if self._excludes_next and not wanted.is_stop_word:
            excluding, self._excludes_next = True, False
        elif self._excludes_next:
            return
        if not wanted.is_stop_word:
            wanted = replace(wanted, is_after_without=self._is_after_without and wanted.kind == "word")
            self._is_after_without = False
        if excluding:
            self._drop_or()
            self._excluded.append(wanted)
        elif self._pending_or:
            self._clauses[-1].append(wanted)
        else:
            self._clauses.append([wanted])
        self._pending_or = False
        self._after_word = not excluding

    def _drop_or(self) -> None:
        if self._pending_or:
            self._ignore("« OU » se met entre deux mots : il est ignoré.")
        self._pending_or = False
        self._after_word = False

    def _ignore(self, sentence: str) -> None:
        self._ignored.setdefault(sentence)


def _distinct(given: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys(values)) for name, values in given.items()}


def word_wanted(word: AnalyzedWord) -> Wanted:
    """What is to be found for one word."""
    if not word.joined:
        return Wanted("phrase", word.parts)
    return Wanted("word", word.parts, word.joined, word.joined_stem)


def _required(clauses: list[Clause]) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
    """The clauses every answer must hold, and those that only make it better; what asks is left out."""
    telling = tuple(clause for clause in clauses if not _is_stop_word(clause)) or tuple(clauses)
    said = tuple(clause for clause in telling if not _is_of(clause, ASKING_WORDS)) or telling
    required = tuple(clause for clause in said if not _is_of(clause, LOOSE_WORDS)) or said
    loose = (clause for clause in said if clause not in required)
    return required, tuple((replace(clause[0], weight=LOOSE),) for clause in loose)


def _is_of(clause: Clause, known: frozenset[str]) -> bool:
    return len(clause) == 1 and clause[0].kind == "word" and clause[0].joined in known


def _is_stop_word(clause: tuple[Wanted, ...]) -> bool:
    return len(clause) == 1 and clause[0].is_stop_word


def _quoted(text: str) -> str:
    shown = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return f"« {shown[:40]}{'…' if len(shown) > 40 else ''} »"

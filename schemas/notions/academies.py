"""Reading académies, by name or by the host that publishes; merged ones take the name of their successor."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from schemas.notions.disciplines import read_disciplines
from schemas.notions.gentiles import academies_by_adjective
from schemas.words.phrases import Match, Placed, Word, distinct, leftover_of, phrase_table, split_words
from schemas.words.remembering import remembered
from schemas.words.text import fold
from schemas.words.vocabulary import load_vocabulary

_NAME = "academies"
_INTRODUCES = frozenset({"academie", "rectorat", "ac", "dane", "drane", "drne", "vice", "acad", "aca",
                         "academique"})  # fmt: skip
_TEAMS = frozenset({"groupe", "equipe", "collectif", "collegue", "professeur", "enseignant"})
"""« L'équipe de Caen », « groupe philosophie de Créteil »: in a sentence that says of whose TraAM a work is."""
_TRAAM = frozenset({"traam", "mutualise"})
_OF_YEAR = re.compile(r"\b(?:ann[ée]es?(?: scolaires?)?|sessions?|\d{2,4})\b|[,()/–-]", re.IGNORECASE)
_SCHOOLS = frozenset({"college", "lycee", "ecole", "universite", "cite"})
"""What stands in a town that has the name of an académie."""
_LINKING = frozenset({"de", "d", "et", "la", "le", "les", "l", "avec", "ou", "region", "academique"})
_JOINING = _LINKING | {"celle", "celles", "partenariat", "collaboration", "association", "en", "une", "autre"}
"""Between two académies of one work: « de Guyane et celle de Martinique », « en partenariat avec Poitiers »."""
_AT_OURS = frozenset({("chez", "nou", "en"), ("chez", "nou", "a"), ("chez", "nou", "dans")})
_IN_TEXT = re.compile(r"\bac-[a-z-]{3,30}\.(?:fr|nc|pf|wf)\b")
_MAX_VALUES = 50
_FARTHEST = 8
"""Words between a team and its académie: « groupe de travail TraAM Documentation de Poitiers »."""


@dataclass(frozen=True, slots=True)
class _Scanned:
    """A text with the names of académies found in it."""

    words: tuple[Word, ...]
    keys: tuple[str, ...]
    matches: tuple[Match, ...]

    @property
    def others(self) -> frozenset[str]:
        """The words that are no part of a name."""
        used = {position for match in self.matches for position in range(match.start, match.end)}
        return frozenset(key for position, key in enumerate(self.keys) if position not in used)

    def is_school(self, match: Match) -> bool:
        """Say whether a name is that of the town a school stands in."""
        return bool(_SCHOOLS & set(self.keys[max(0, match.start - 2) : match.start]))

    def is_of_traam(self, match: Match, text: str) -> bool:
        """Say whether a name is that of the académie of a TraAM: « TraAM NSI-SNT 2024-2025 de Bordeaux »."""
        of = match.start - 1
        of -= of > 0 and self.keys[of] in {"la", "l"}
        if of < 1 or self.keys[of] not in {"de", "d"}:
            return False
        named = next((at for at in range(of - 1, max(-1, of - _FARTHEST), -1) if self.keys[at] in _TRAAM), None)
        if named is None:
            return False
        between = " ".join(_OF_YEAR.sub(" ", text[self.words[named].end : self.words[of].start]).split())
        return not between or not read_disciplines(between.removeprefix("de ").removeprefix("en ")).leftover


def _scanned(text: str) -> _Scanned:
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    return _Scanned(words, keys, table.scan(keys))


def _labels(matches: Iterable[Match]) -> tuple[str, ...]:
    return distinct([label for match in matches for label in match.labels])[:_MAX_VALUES]


@remembered
def read_academies(text: str) -> tuple[str, ...]:
    """The académies a text names: alone, in a list, or after « académie de », « rectorat de », « ac-… »."""
    scanned = _scanned(text)
    others = {key for key in scanned.others if not key.isdigit()}
    if not others & _INTRODUCES and others - _LINKING:
        return _from_domains(text)
    after = min((position for position, key in enumerate(scanned.keys) if key in _INTRODUCES), default=0)
    found = [match for match in scanned.matches if match.start >= after and not scanned.is_school(match)]
    return _labels(found) or _from_domains(text)


def place_academies(text: str) -> Placed:
    """The académies a text that is about them names, and what is left of it."""
    scanned = _scanned(text)
    read = read_academies(text) or _labels(scanned.matches)  # an unknown name beside a known one: « Corse, Atlantide »
    if read and not scanned.matches:
        return Placed(read)  # an address
    left = leftover_of(text, scanned.words, scanned.matches, _INTRODUCES | _LINKING)
    return Placed(read, left if any(map(str.isalpha, left)) else "")


def may_be_named(text: str) -> bool:
    """Say whether a text holds the name of an académie, whatever it says by it; most sentences hold none."""
    return bool(phrase_table(_NAME).labels_in(text))


def read_academies_introduced(text: str) -> tuple[str, ...]:
    """The académies a sentence names as such: « de l'académie de Créteil », « académies de Nice et de Corse »."""
    if not phrase_table(_NAME).labels_in(text):
        return ()
    scanned = _scanned(text)
    found: list[Match] = []
    for match in scanned.matches:
        is_first = bool(_INTRODUCES & set(scanned.keys[max(0, match.start - 4) : match.start]))
        is_next = bool(found) and set(scanned.keys[found[-1].end : match.start]) <= _JOINING
        if (is_first or is_next) and not scanned.is_school(match):
            found.append(match)
    return _labels(found)


def read_academies_of_team(text: str) -> tuple[str, ...]:
    """The académies of the team a sentence names: « par le groupe de Toulouse », « des TraAM SVT de Dijon et Reims ».

    By an adjective too: « le groupe strasbourgeois », « nos collègues niçois ».
    """
    by_adjective = academies_by_adjective(text)
    if not phrase_table(_NAME).labels_in(text):
        return by_adjective
    scanned = _scanned(text)
    found: list[Match] = []
    for match in scanned.matches:
        before = scanned.keys[max(0, match.start - _FARTHEST) : match.start]
        is_of_team = before[-1:] in {("de",), ("d",), ("la",)} and bool(_TEAMS & set(before))
        is_maker = before[-1:] == ("par",) or before[-2:] == ("par", "la") or before[-3:] in _AT_OURS
        is_next = bool(found) and set(scanned.keys[found[-1].end : match.start]) <= _JOINING
        is_of_team = is_of_team or scanned.is_of_traam(match, text)
        if (is_of_team or is_maker or is_next) and not scanned.is_school(match):
            found.append(match)
    return distinct((*_labels(found), *by_adjective))


def read_academies_alone(text: str) -> tuple[str, ...]:
    """The académies of a text that says nothing else: « Bordeaux - Limoges », « Académie de Dijon »."""
    if not phrase_table(_NAME).labels_in(text):
        return ()
    scanned = _scanned(text)
    is_said = len(scanned.matches) > 1 or bool(scanned.others & _INTRODUCES)
    says_else = scanned.others - _INTRODUCES - _LINKING
    return () if says_else or not is_said else _labels(scanned.matches)


def are_only_names(text: str) -> bool:
    """Say whether a text is names of académies and nothing else: « Besançon », « Dijon et Reims »."""
    if not phrase_table(_NAME).labels_in(text):
        return False
    return not _scanned(text).others - _INTRODUCES - _LINKING


def says_no_academie(text: str) -> bool:
    """Say whether a text names nothing at all, like an « Académie de » left unfinished."""
    return all(word.key in _INTRODUCES | _LINKING for word in split_words(text))


def _from_domains(text: str) -> tuple[str, ...]:
    domains = _by_domain()
    return distinct([domains[name] for name in _IN_TEXT.findall(fold(text[:2_000])) if name in domains])


def academie_of_host(url: str) -> str | None:
    """The académie whose domain serves an address; None for national and foreign hosts."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return None
    domains = _by_domain()
    labels = host.split(".")
    for position in range(max(0, len(labels) - 8), len(labels) - 1):
        found = domains.get(".".join(labels[position:]))
        if found is not None:
            return found
    return None


@cache
def _by_domain() -> Mapping[str, str]:
    return {host: term.shown_label for term in load_vocabulary(_NAME).terms for host in term.hosts}

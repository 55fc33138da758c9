"""Reading disciplines: Édubase's long labels out of acronyms, old short labels and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from schemas.words.concepts import is_under, term_of_label
from schemas.words.phrases import (
    Match,
    Placed,
    Word,
    distinct,
    key_of,
    label_of_identifier,
    leftover_of,
    phrase_table,
    split_words,
)  # fmt: skip
from schemas.words.remembering import remembered
from schemas.words.text import fold
from schemas.words.vocabulary import load_vocabulary

_NAME = "disciplines"
_PREFIX = re.compile(r"^\s*(?:Techno|Maths?|SVT|EPS|HG|Doc)\s+-\s+Programme\b.*", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Z]\.){2,6}[A-Z]?\b|\b(?:[A-Z]\.){2,6}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b(?:\s?[-/]\s?\d{2,4})?")
_INTRODUCED = frozenset({"en", "traam", "tram", "traams"})
_OF_GROUP = re.compile(
    r"\b(?:tra+a+ms?\b|mutualis[ée]e?s?\b|lv\s?[abc12]?\b|sp[ée]cialit[ée]s? (?=\w)"
    r"|(?:groupe|[ée]quipe|collectif) [\w-]{4,20} (?=(?:de |d['’])\w)"
    r"|(?:groupe|[ée]quipe|collectif|professeurs?|enseignant\w{0,2}s?|coll[èe]gues?|s[ée]ances?|s[ée]quences?) "
    r"(?=(?:acad[ée]mique |de travail )?(?:de |d['’]|en )))"
)
_BEFORE_SOMEBODY = re.compile(
    r"\b(?:devant|face (?:à|au|aux)|chez|sous les yeux d[eu'’])\s?(?:l[ae]s? |l['’]|une? |leurs? )?\Z"
)
"""« Devant le professeur de physique »: who looks on, and no discipline of the work."""
_SIGNS_OF_GROUPS = (
    "raam", "mutualis", "group", "quipe", "collectif", "prof", "enseignant", "coll", "séance", "seance", "séquence",
    "sequence", "lv", "cialit",
)  # fmt: skip
"""One of these is in all that the pattern above finds; looking for them is quicker."""
_BEFORE_NAME = frozenset(
    {"de", "d", "du", "des", "en", "le", "la", "l", "groupe", "academique", "travail", "et", "avec"}
)
_PATH = " > "
_NAMED = re.compile(r"\((scolomfr-voc-\d{3}-num-\d{1,6})\)")
_GLOSS = re.compile(r"\s*\([^()]*\)\s*")
_PLAIN_NAMES = frozenset({"Compétences psychosociales"})
"""What nothing else is called: its name in a title is enough."""
_MAX_LABEL = 30
"""Words of the longest labels of concepts that are looked for."""
_MAX_NAME = 80
_LOOKED_BEFORE = 30
_MAX_READ = 2_000
_PARTS = re.compile(r"\s+[–—|•·/:-]\s+|\s*[|•]\s*|,\s")
_LONGEST_FRAME = 160
_MAX_VALUES = 50


@cache
def _fillers() -> frozenset[str]:
    return frozenset(key for text in load_vocabulary(_NAME).lists["fillers"] for key in key_of(text))


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(load_vocabulary(_NAME).lists["acronyms"])


@remembered
def read_disciplines(text: str) -> Placed:
    """The disciplines a value names, and what is left of it; the value is meant to be about disciplines."""
    if "scolomfr-voc-" in text and _PATH not in text and (labels := _of_branch(text)):
        return Placed(labels)
    text = _DOTTED.sub(lambda match: match[0].replace(".", ""), text)
    if _PATH in text:
        return _read_path(text)
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    whole = table.whole(keys) or _of_concept_label(text, words)
    if whole:
        return Placed(whole)
    found = _scan(words, keys)
    values = distinct(
        [
            label
            for place, match in enumerate(found)
            for label in match.labels
            if place + 1 == len(found) or not _introduces(label, match, found[place + 1], text, words)
        ]
    )
    return Placed(values[:_MAX_VALUES], leftover_of(text, words, found, _fillers()))


def _introduces(label: str, match: Match, following: Match, text: str, words: Sequence[Word]) -> bool:
    """Say whether a wider discipline only introduces the one told next: « Langues vivantes (anglais) »."""
    gap = text[words[match.end - 1].end : words[following.start].start]
    return gap.strip() in {"", "("} and all(label in ancestors(one) for one in following.labels)


def _scan(words: Sequence[Word], keys: Sequence[str]) -> tuple[Match, ...]:
    """The disciplines named; « langue » in the singular is none (« langue et littérature »), nor « ses » élèves."""
    return tuple(match for match in phrase_table(_NAME).scan(keys) if not _is_another_word(match, words))


def _is_another_word(match: Match, words: Sequence[Word]) -> bool:
    if match.end - match.start > 1:
        return False
    raw = words[match.start].raw
    is_followed = match.end < len(words) and words[match.end].start == words[match.start].end + 1
    return raw.lower() == "langue" or (raw == "ses" and is_followed)


def _of_concept_label(text: str, words: Sequence[Word]) -> tuple[str, ...]:
    """The discipline of a label of ScoLOMFR, where every concept of that label comes under one discipline."""
    label = term_of_label(_NAME, text) if 1 < len(words) <= _MAX_LABEL else None
    return () if label is None else _narrower(label, words)


def _narrower(label: str, words: Sequence[Word]) -> tuple[str, ...]:
    """The disciplines under one that a text names too (« allemand (LVER) »); else that one."""
    keys = phrase_table(_NAME).keys(words)
    named = (one for match in _scan(words, keys) for one in match.labels)
    return distinct([one for one in named if label in ancestors(one)]) or (label,)


def _read_path(text: str) -> Placed:
    """Read the branches of a classification: what the narrowest label says, not the wider ones it stands in."""
    parts = [part for part in text.split(_PATH) if part.strip()]
    strict = [(part, labels) for part in parts if (labels := _of_branch(part))]
    if not strict:
        loose = next((read for part in reversed(parts) if (read := read_disciplines(part)).values), None)
        return Placed(loose.values, loose.leftover) if loose is not None else Placed((), text.strip())
    kept: list[str] = []
    for part, labels in reversed(strict):
        narrower = strict[strict.index((part, labels)) + 1 :]
        wider = {one for label in kept for one in ancestors(label)}
        if not any(_is_branch_of(later, part) for later, _ in narrower):
            kept = [*(label for label in labels if label not in wider), *kept]
    return Placed(distinct(kept))


def _of_branch(part: str) -> tuple[str, ...]:
    """The disciplines a label of a classification says, all of it being understood."""
    label = label_of_identifier(_NAME, part)
    text = _NAMED.sub("", part).strip()
    if label is not None:
        return _narrower(label, split_words(text))
    read = read_disciplines(text)
    return read.values if not read.leftover else phrase_table(_NAME).whole(key_of(_GLOSS.sub("", text)))


def _is_branch_of(narrower: str, wider: str) -> bool:
    """Say whether two labels are concepts of ScoLOMFR, one under the other."""
    one, other = _NAMED.search(narrower), _NAMED.search(wider)
    return one is not None and other is not None and is_under(one[1], other[1])


@remembered
def read_disciplines_of_label(text: str) -> tuple[str, ...]:
    """The disciplines of a keyword or rubrique that says nothing else: « TraAM mathématiques », « SVT »."""
    prefixed = _PREFIX.match(text)
    placed = read_disciplines(text.split(" - ")[0] if prefixed else _YEAR.sub(" ", text))
    is_vague = key_of(text) in _vague() or fold(text).strip() in load_vocabulary(_NAME).lists["never_singular"]
    return placed.values if not placed.leftover and not is_vague else ()


def read_disciplines_of_name(text: str) -> tuple[str, ...]:
    """The disciplines the name of a site holds, words of many meanings left out: « Les SVT en Limousin »."""
    kept = [word.raw for word in split_words(text) if (word.key,) not in _vague()]
    return read_disciplines_of_label(text) or (read_disciplines(" ".join(kept)).values if kept else ())


@cache
def _vague() -> frozenset[tuple[str, ...]]:
    return frozenset(map(key_of, load_vocabulary(_NAME).lists["vague"]))


def read_disciplines_of_sentence(text: str) -> tuple[str, ...]:
    """The disciplines a title surely names: acronyms in capitals, « TraAM lettres », « en histoire »."""
    found = _surely_named(text) if phrase_table(_NAME).labels_in(text) else ()
    return distinct((*read_disciplines_in_parts(text), *found) if "raam" in text.lower() else found)


def _surely_named(text: str) -> tuple[str, ...]:
    words = split_words(text)
    keys = phrase_table(_NAME).keys(words)
    found: list[str] = []
    for match in _scan(words, keys):
        is_sure = words[match.start].raw in _acronyms() or _is_introduced(keys, match)
        if is_sure or match.end - match.start >= 3 or set(match.labels) <= _PLAIN_NAMES:
            found += match.labels
    return tuple(found)


def read_disciplines_in_parts(text: str) -> tuple[str, ...]:
    """The disciplines that are a whole part of a line about the TraAM: « TraAM Langues vivantes – allemand »."""
    parts = _PARTS.split(text) if len(text) <= _LONGEST_FRAME else []
    kept = parts[1:] if "raam" in "".join(parts[:1]).lower() else parts
    return tuple(value for part in kept if len(parts) > 1 for value in read_disciplines_of_label(part))


def read_disciplines_of_group(text: str) -> tuple[str, ...]:
    """The disciplines said beside the TraAM or their group: « TraAM SVT », « le groupe TraAM de musique »."""
    found: list[str] = []
    lowered = text.lower()
    if not any(sign in lowered for sign in _SIGNS_OF_GROUPS):
        return ()
    for match in _OF_GROUP.finditer(lowered[:_MAX_READ]) if len(lowered) == len(text) else ():
        if _BEFORE_SOMEBODY.search(lowered, max(0, match.start() - _LOOKED_BEFORE), match.start()):
            continue
        words = split_words(text[match.end() : match.end() + _MAX_NAME])
        table = phrase_table(_NAME)
        keys = table.keys(words)
        at = next((place for place, key in enumerate(keys[:4]) if key not in _BEFORE_NAME), None)
        named = table.at(keys, at) if at is not None else None
        if named is not None and _is_own_name(words[named.start].raw) and not _is_another_word(named, words):
            found += named.labels
    return distinct(found)


def _is_own_name(raw: str) -> bool:
    return len(raw) > 2 or raw.isupper()


def _is_introduced(keys: tuple[str, ...], match: Match) -> bool:
    return match.start > 0 and keys[match.start - 1] in _INTRODUCED


def ancestors(label: str) -> tuple[str, ...]:
    """The wider disciplines of a discipline: « Anglais » → « Langues vivantes »."""
    term = load_vocabulary(_NAME).term(label)
    return term.ancestors if term is not None else ()


def same_discipline(one: str, other: str) -> bool:
    """Say whether two labels, as written anywhere, name a common discipline."""
    return key_of(one) == key_of(other) or bool(set(read_disciplines(one).values) & set(read_disciplines(other).values))


def near_disciplines(one: str, other: str) -> bool:
    """Say whether one label's discipline covers the other's."""
    return covers(one, other) or covers(other, one)


@lru_cache(maxsize=4_096)
def covers(wide: str, label: str) -> bool:
    """Say whether a group's discipline covers a record's: the same, or a wider one (« Langues vivantes » : anglais)."""
    return any(same_discipline(wide, one) for one in (label, *ancestors(label)))

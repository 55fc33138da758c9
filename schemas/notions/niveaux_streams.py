"""The streams of a class told once for several: « terminale STL et ST2S », « 2de GT et professionnelle »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from schemas.words.phrases import Match, Word, distinct, key_of
from schemas.words.vocabulary import load_vocabulary

_NAME = "niveaux"
BARE = ("2de", "1re", "terminale")
_LYCEES = {
    "générale": "lycée général et technologique",
    "technologique": "lycée général et technologique",
    "professionnelle": "lycée professionnel",
}
_ALONE = ("1re", "terminale")
"""The classes a technological series names when none is said."""
_ADJACENT = re.compile(
    r"(?:\s(?-i:[A-Z]{2,5})(?=\s?\())?[\s(-]*(?:(?:des?|de la|en|du)\s)?(?:(?:s[ée]ries?|voies?|fili[èe]res?)\s)?",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"[\s,;/&+()-]*(?:(?:et/ou|et|ou|puis)\b[\s,/]*)?(?:(?:en|de|des|la|les|voies?|s[ée]ries?|fili[èe]res?) )*",
    re.IGNORECASE,
)
_OLD_SERIES = re.compile(
    r"\b(?:de |de la |des )?s[ée]ries? (?:ES|L|S)(?:(?:\s?[,/&-]\s?|,? (?:et|ou) )(?:ES|L|S))*(?!\w)", re.IGNORECASE
)
_MORE_OLD_SERIES = re.compile(
    r"(?<=\b)((?:1\w{1,3}|[Pp]remi[èe]res?|[Tt]erminales?|[Tt]les?|[Tt]erm) (?:ES|L|S))"
    r"(?:(?:\s?[,/&-]\s?|,? (?:et|ou) )(?:ES|L|S)(?!\w))+"
)
_YEARS_AFTER = re.compile(
    r"\b(CAP|BTSA?|BP|BMA|CPGE|DUT|BUT)\s?1(?:[èe]?re)?(?: ann[ée]e)?\s?(?:et|ou|/|,|&|-)\s?(?:\1\s?)?"
    r"2(?:(?:[èe]?me|e)?(?!\w)(?: ann[ée]es?)?|(?:nde|de) ann[ée]es?)",
)
_YEARS_OF_TRADE = re.compile(
    r"\b(CAP|BTSA?|BP|BMA)((?:\s(?!ann|prem|deux|sec)[^\W\d_]{3,30}){1,3}),?\s(?:en\s)?1(?:[èe]?re)?(?: ann[ée]e)?\s?"
    r"(?:et|ou|/|,|&|-)\s?2(?:[èe]?me|nde|de|e)?(?!\w)(?: ann[ée]es?)?"
)
"""« CAP boulanger 1re et 2e années »."""
_YEAR_OF_INITIALS = re.compile(
    r"\b(CAP|BTSA?)((?:\s[A-Z]{2,6})?)\s?([12])(?!\w)"
    r"(?=\W*\Z|\s?[.,;:!?()–—]|\s(?:se|a|ont|sont|est|en|du|de|qui|avec|pour|(?-i:[A-Z]{2,6})|\w+ent)(?!\w))"
)
"""« Les BTS MCO 1 ouvrent », « en BTS1 »."""
_YEARS_BEFORE = re.compile(
    r"\b1(?:[èe]?re)?(?: ann[ée]e)?\s?(?:et|ou|/|,|&|-)\s?2(?:nde|de|[èe]?me|e)?(?: ann[ée]es?)? (?:de |du )?"
    r"(CAP|BTSA?|BP|BMA|CPGE|DUT|BUT)\b"
)
_YEAR_IN_WORDS = re.compile(
    r"\b(CAP|BTSA?|BP|BMA)((?:\s(?!ann|prem|deux|sec|(?:et\s)?(?:CAP|BTSA?|BP|BMA|BUT|ou|de|en|puis|prem\w*|deux\w*)\b)"
    r"(?:et\s)?[^\W\d_]{2,30}){0,3}),?\s(?:(?:en|de)\s)?"
    r"(premi[èe]re|deuxi[èe]me|seconde|1[èe]?re|2(?:nde|de|[èe]me|e)) ann[ée]e",
    re.IGNORECASE,
)
_YEAR_OF = re.compile(
    r"\b(premi[èe]re(?:(?: ann[ée]e)? (?:et|ou) (?:deuxi[èe]me|seconde))?|deuxi[èe]me|seconde) ann[ée]es? "
    r"(?:de |du |en )?(CAP|BTSA?|BP|BMA|BUT)\b",
    re.IGNORECASE,
)
_PROFESSIONAL_CLASS = re.compile(
    r"\b(?:bacs?|baccalaur[ée]ats?) pro(?:fessionnels?)?((?:\s(?-i:[A-Z])[\w-]+){0,3}),? (?:de |en |classes? de )+"
    r"(seconde|2(?:nde|de)|premi[èe]re|1[èe]?re|terminale|tle)\b",
    re.IGNORECASE,
)
"""« Les bacs pro MELEC de première »."""
_SECTIONS = re.compile(
    r"\b((?:toutes? )?petites?|moyennes?)((?:\s?,\s?(?:toutes? )?(?:petites?|moyennes?))*)\s?(et|ou|/|,|-|à)\s?"
    r"(petites?|moyennes?|grandes?) sections?\b",
    re.IGNORECASE,
)
"""« moyenne et grande sections »: the word is told once."""


def _with_sections(found: re.Match[str]) -> str:
    firsts = [found[1], *(one.strip() for one in found[2].split(",") if one.strip())]
    joint = f" {found[3]} " if found[3] not in {",", "/", "-"} else f"{found[3]} "
    return f"{', '.join(f'{one} section' for one in firsts)}{joint}{found[4]} section"


def _year_of(found: re.Match[str]) -> str:
    years = [year for year, begins in ((1, "p"), (2, "ds")) if found[1][:1].lower() in begins or " " in found[1]]
    return ", ".join(f"{found[2]} {year}" for year in years)


def with_whole_names(text: str) -> str:
    """Write in full what a list shortens: « séries ES et L », « CAP 1 et 2 », « 1re et 2e années de BTS »."""
    if " pro" in text:
        text = _PROFESSIONAL_CLASS.sub(r"\2 professionnelle\1", text)
    if " section" in text:
        text = _SECTIONS.sub(_with_sections, text)
    if " ann" in text:
        text = _YEAR_IN_WORDS.sub(lambda one: f"{one[1]} {1 if one[3][:1] in 'pP1' else 2}{one[2]}", text)
        text = _YEAR_OF.sub(_year_of, text)
    if "ES" in text or " L" in text or " S" in text:
        text = _MORE_OLD_SERIES.sub(r"\1", _OLD_SERIES.sub("bac général", text))
    if "BTS" in text or "CAP" in text:
        text = _YEAR_OF_INITIALS.sub(r"\1 \3\2", text)
    if "1" in text:
        text = _YEARS_BEFORE.sub(r"\1 1, \1 2", _YEARS_AFTER.sub(r"\1 1, \1 2", text))
        text = _YEARS_OF_TRADE.sub(r"\1 1\2, \1 2", text)
    return text


_LONG = 4
"""Words from which the name of a family of trades holds commas of its own."""


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream found: as labels write it, and where it ends among the words."""

    name: str
    end: int


@cache
def _table() -> Mapping[str, tuple[tuple[tuple[str, ...], str, bool], ...]]:
    """The spellings of streams by their first word, longest first; true for those that must be in capitals."""
    vocabulary = load_vocabulary(_NAME)
    by_first: dict[str, list[tuple[tuple[str, ...], str, bool]]] = {}
    synonyms = {key_of(form)[0]: key_of(word)[0] for form, word in vocabulary.words.items()}
    for text, stream in sorted(vocabulary.streams.items(), key=lambda item: -len(key_of(item[0]))):
        keys = tuple(synonyms.get(key, key) for key in key_of(text))
        by_first.setdefault(keys[0], []).append((keys, stream, len(keys) == 1 and text[:2].isupper()))
    return {word: tuple(found) for word, found in by_first.items()}


def stream_phrases() -> Iterator[tuple[str, ...]]:
    """The keys of each spelling of a stream: a series may be told without its class (« STL »)."""
    return (phrase for found in _table().values() for phrase, _, _ in found)


def stream_at(words: Sequence[Word], keys: Sequence[str], position: int, end: int) -> Stream | None:
    """The stream told at a position, if any."""
    for phrase, stream, is_acronym in _table().get(keys[position], ()):
        after = position + len(phrase)
        if (
            (after <= end or len(phrase) > _LONG)
            and tuple(keys[position:after]) == phrase
            and (not is_acronym or words[position].raw[:2].isupper())
        ):
            return Stream(stream, after)
    return None


def add_stream(found: list[Match], stream: Stream, position: int, text: str, words: Sequence[Word]) -> bool:
    """Add a stream to the class it follows, or to those of the list it goes on; say whether it belongs to any."""
    gap = text[words[found[-1].end - 1].end : words[position].start] if found else None
    last = found[-1] if found else None
    if last is not None and gap is not None and len(last.labels) == 1 and _ADJACENT.fullmatch(gap):
        bare = last.labels[0].partition(" ")[0]
        label = _of_stream(bare, stream.name)
        if label is not None and last.labels[0] in {bare, label}:
            found[-1] = Match((label,), last.start, stream.end)
            return True
    is_vague = stream.end - position == 1 and words[position].key == "metier"
    if gap is not None and _JOINED.fullmatch(gap) and not is_vague:
        classes = _listed(found, text, words)
        labels = distinct([label for one in classes if (label := _of_stream(one, stream.name)) is not None])
        if labels:
            found.append(Match(labels, position, stream.end))
            return True
    if stream.name.isupper():
        found.append(Match(tuple(f"{one} {stream.name}" for one in _ALONE), position, stream.end))
        return True
    return False


def _listed(found: Sequence[Match], text: str, words: Sequence[Word]) -> tuple[str, ...]:
    """The classes of the list that ends the levels found: « 1re et terminale STL » → 1re, terminale."""
    classes = list(found[-1].labels)
    for before, match in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if not _JOINED.fullmatch(text[words[before.end - 1].end : words[match.start].start]):
            break
        classes = [*before.labels, *classes]
    return distinct([_class_of(label) for label in classes])


def _class_of(label: str) -> str:
    bare = label.partition(" ")[0]
    return "lycée" if bare == "lycée" else bare


def _of_stream(bare: str, stream: str) -> str | None:
    """The label of a class in a stream, where there is such a class."""
    if bare == "lycée":
        return _LYCEES.get(stream)
    if bare == "2de" and stream in {"générale", "technologique"}:
        return "2de"
    label = f"{bare} {stream}"
    return label if bare in BARE and load_vocabulary(_NAME).term(label) is not None else None


def with_classes_of_series(values: Sequence[str]) -> list[str]:
    """Keep of a series told alone (« STMG ») the class told elsewhere: « série STMG, classe de terminale »."""
    bare = {value for value in values if value in _ALONE}
    series = [
        value.partition(" ")[2] for value in values
        if value.startswith("1re ") and f"terminale {value[4:]}" in values and value[4:].isupper()
    ]  # fmt: skip
    if not bare or not series:
        return list(values)
    dropped = {*bare, *(f"{one} {name}" for name in series for one in _ALONE if one not in bare)}
    return [value for value in values if value not in dropped]


def told_once(values: Sequence[str]) -> tuple[str, ...]:
    """The levels of one line, each class told once: « voie technologique, série ST2S (première et terminale) »."""
    return distinct(_without_wider_streams(with_classes_of_series(values)))


def _without_wider_streams(values: Sequence[str]) -> list[str]:
    of_series = {value.partition(" ")[0] for value in values if value.partition(" ")[2].isupper()}
    wider = {f"{one} technologique" for one in of_series}
    return [value for value in values if value not in wider]

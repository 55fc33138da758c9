"""Reading school levels: lists, ranges, streams, and the many spellings of one class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, partial

from schemas.notions.niveaux_around import (
    is_class_by_name,
    is_denied,
    is_where,
    professional_in_brackets,
    without_names_of_schools,
)
from schemas.notions.niveaux_ranges import with_ranges, with_streams
from schemas.notions.niveaux_spelling import normalized
from schemas.notions.niveaux_streams import BARE, add_stream, stream_at, told_once
from schemas.words.phrases import (
    Match,
    PhraseTable,
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
from schemas.words.text import fold_word
from schemas.words.vocabulary import load_vocabulary

_NAME = "niveaux"
_SPECIALITY = re.compile(
    r"\b(?:HGGSP|HLP|NSI|LLCER?|LLCA|EPPCS|AMC|DGEMC)\b|enseignements? (?:de sp[ée]cialit[ée]|scientifique)"
    r"|\bsp[ée](?:cialit[ée]s?)? (?:de |d['’])?(?:SVT|SES|maths?\b|math[ée]matiques|physique|histoire|humanit[ée]s"
    r"|langues|num[ée]rique|arts\b|cin[ée]ma|th[ée][âa]tre|danse|musique|sciences (?:de la vie|[ée]co|de l['’]ing))"
    r"|\bmath[ée]matiques (?:expertes|compl[ée]mentaires)|\bgrands enjeux du monde contemporain"
    r"|(?:,|\b1\w{1,3}|premi[èe]re|terminale)\s(?:sp[ée]cialit[ée]\Z|SVT\b|SES\b)",
    re.IGNORECASE,
)
_GENERAL_ONLY = re.compile(
    r"\b(?:HGGSP|HLP|NSI|LLCER?|LLCA|EPPCS|DGEMC)\b|grands enjeux du monde contemporain"
    r"|humanit[ée]s, litt[ée]rature et philosophie"
)
"""What is taught in the general stream only, whatever stands around it."""
_SPECIALITIES = frozenset({"hggsp", "hlp", "nsi", "llcer", "llce", "llca", "eppcs", "amc", "svt", "ses", "dgemc"})
"""Names of specialities, which tell the stream of a class; of what discipline they are is read as such."""
_PUPIL_OF_SCHOOL = (
    r"(?:coll[ée]gien|lyc[ée]en)(?:[·.]?ne)?[·.]?s?(?: (?:volontaires?|d[ée]l[ée]gu[ée]?e?s?|internes?))?"
    r"(?P<pro{0}> professionnel(?:le)?s?| de (?:la )?voie professionnelle)?"
)
_PUPILS_OF_SCHOOLS = re.compile(
    rf"(?:(?:les?|des|pour|tous|toutes?|public|de|aux|[ée]l[èe]ves) )*{_PUPIL_OF_SCHOOL.format(0)}"
    rf"(?:(?:\s?[,/&]\s?| et | ou )(?:(?:les?|des|aux) )?{_PUPIL_OF_SCHOOL.format(1)}){{0,3}}",
    re.IGNORECASE,
)
_GENERAL = {"1re": "1re générale", "terminale": "terminale générale"}
_EXCLUDED = frozenset({"hor", "hormi", "exclu"})
_NOT_LEVELS = re.compile(
    r"\bphase terminale|\bcoll[èe]ge de france\b|\bcycle \d (?:du carbone|de l['’]eau|de l['’]azote|de vie)\b"
    r"|\bCAP (?:sur|de bonne)"
    r"|\bquatri[èe]mes? de couverture"
    r"|\b[3-6](?:e|ème|eme|è) (?:de couverture|(?:\w+ )?(?:extinction|r[ée]volution|dimension))\b"
    r"|\b\d+(?:e|ème) [ée]tage|\bLP vinyle|\bprimaires am[ée]ricaines?|\bsup[ée]rieure? (?:à|ou [ée]gal)",
    re.IGNORECASE,
)
"""Words that look like levels and are none, in titles."""
_OLD_ACRONYMS = frozenset({"cap", "bts", "cpge", "lp", "legt", "lgt", "ulis", "segpa", "st"})
_LONE_LETTER_CLASSES = frozenset({"ts", "1s", "1es", "1l", "c3", "c4", "ps", "ms", "gs", "tps"})
_TITLE_OF_CLASS = re.compile(
    r"\s*(?:(?:SES|SVT|NSI|HLP|HGGSP|EPS|EMC|LLCER?|STMG|math[ée]matiques|maths|philosophie|histoire|fran[çc]ais"
    r"|physique(?:-chimie)?|sciences|anglais|espagnol|allemand)\b\s*)?:",
)
"""What follows a class that begins a title: « Première SES : mesurer les inégalités »."""
_SPELLED = frozenset({"1re", "2de"})
_ARTICLES = frozenset({"le", "un", "une", "sa", "son", "leur", "notre", "cette", "ce"})
_BEFORE_SPELLED = frozenset({"en", "de", "classe", "niveau", "pour", "eleve"})
_PROFESSIONAL = "lycée professionnel"
_BETWEEN_ITEMS = re.compile(r"[,;:/&+|•\n]")
_MAX_VALUES = 50
_MAX_LEADING = 160
_NEAR_SPECIALITY = 120
"""Characters after a class in which its stream may be told by what is taught there."""
_BEFORE_LEVELS = frozenset({
    "le", "les", "la", "l", "un", "une", "de", "d", "du", "des", "en", "au", "aux", "a", "classe", "niveau", "eleve",
    "cour", "groupe", "deu", "troi", "quatre", "no", "nos", "mes", "me", "leur", "public", "voie",
})  # fmt: skip
_LISTED = re.compile(
    r"[\s,;:/&+–—-]*(?:(?:et|ou|puis|à|a|jusqu['’]en|jusqu['’]à|->|→)\b[\s,]*)?"
    r"(?:(?:en|de|du|des|au|aux|la|le|les|une?|ceux|celles|classes?|élèves?|niveaux?|cycles?) |d['’]|l['’]){0,4}",
    re.IGNORECASE,
)


@cache
def _words_of(name: str) -> frozenset[str]:
    table = phrase_table(_NAME)
    folded = {key for text in load_vocabulary(_NAME).lists[name] for key in key_of(text)}
    return frozenset(table.synonyms.get(key, key) for key in folded) | frozenset(folded)


@cache
def _capitals() -> frozenset[str]:
    return frozenset(load_vocabulary(_NAME).lists["capitals"])


@cache
def _never_in_prose() -> frozenset[tuple[str, ...]]:
    return frozenset(key_of(text) for text in load_vocabulary(_NAME).lists["never_in_prose"])


def read_niveaux(text: str, *, in_prose: bool = False) -> Placed:
    """The levels a text names, and what is left of it.

    In prose (a title, a sentence) ordinals are levels only where the words around say so: « première séance » is none.
    """
    return _read(text, in_prose=True) if in_prose else _read_value(text)


def _read(text: str, *, in_prose: bool) -> Placed:
    label = label_of_identifier(_NAME, text)
    if label is not None:
        return Placed((label,))
    if in_prose:
        text = _NOT_LEVELS.sub(" ", text)
    text = normalized(text)
    words = split_words(text)
    table = phrase_table(_NAME)
    keys = table.keys(words)
    found = _levels(table, text, words, keys, in_prose=in_prose)
    if not found:
        schools = () if in_prose else _schools_of_pupils(text)
        return Placed(schools, "" if schools else text.strip())
    read = professional_in_brackets(text, words, without_names_of_schools(text, words, found))
    values = with_ranges(text, keys, words, with_streams(text, words, read))
    fillers = _words_of("fillers")
    if _SPECIALITY.search(text):  # taught in the general stream only
        values = [_GENERAL.get(value, value) for value in values]
        fillers |= _SPECIALITIES
    return Placed(
        _as_professional(told_once(values))[:_MAX_VALUES],
        leftover_of(text, words, found, fillers),
    )


def of_general_stream(values: Sequence[str], text: str) -> tuple[str, ...]:
    """The classes of the general stream, where a text names what is taught there only: « HLP », « DGEMC »."""
    is_general = _GENERAL_ONLY.search(text) is not None
    return tuple(_GENERAL[value] for value in values if is_general and value in _GENERAL)


def with_speciality(values: Sequence[str], text: str) -> tuple[str, ...]:
    """Those classes, of the general stream where the text says what is studied there: « spécialité SVT »."""
    return distinct([_GENERAL.get(value, value) for value in values] if _SPECIALITY.search(text) else values)


def _schools_of_pupils(text: str) -> tuple[str, ...]:
    """The schools of a value that names their pupils and no class: « collégiens et lycéens »."""
    found = _PUPILS_OF_SCHOOLS.fullmatch(text.strip(" .;"))
    if found is None:
        return ()
    lycee = _PROFESSIONAL if found["pro0"] or found["pro1"] else "lycée"
    lowered = text.lower()
    return tuple(school for word, school in (("coll", "collège"), ("lyc", lycee)) if word in lowered)


def _as_professional(values: tuple[str, ...]) -> tuple[str, ...]:
    """Read « lycée professionnel, seconde » as one class: the school tells the stream of bare classes."""
    if _PROFESSIONAL not in values or not set(values) <= {_PROFESSIONAL, *BARE}:
        return values
    return tuple(f"{value} professionnelle" for value in values if value != _PROFESSIONAL) or values


def read_leading_niveaux(text: str, *, with_near: bool = True) -> tuple[tuple[str, ...], str]:
    """The levels a text begins with (« la seconde et de la première, … »), and what follows them.

    `with_near`: what is taught a few words further on tells the stream.
    """
    text = normalized(text)
    words = split_words(text[:_MAX_LEADING])
    keys = phrase_table(_NAME).keys(words)
    found = _levels(phrase_table(_NAME), text, words, keys, in_prose=False)
    if not found or not set(keys[: found[0].start]) <= _BEFORE_LEVELS:
        return (), text
    last = found[0]
    for match in found[1:]:
        if not _LISTED.fullmatch(text[words[last.end - 1].end : words[match.start].start]):
            break
        if is_where(text, words, match, [last]):
            break
        last = match
    end = words[last.end - 1].end
    speciality = _SPECIALITY.search(text, end, end + _NEAR_SPECIALITY) if with_near else None
    return _read_value(text[: speciality.end() if speciality else end]).values, text[end:]


_read_value = remembered(partial(_read, in_prose=False))


def _levels(
    table: PhraseTable, text: str, words: Sequence[Word], keys: Sequence[str], *, in_prose: bool
) -> list[Match]:
    found: list[Match] = []
    ends = _list_items(text, words)
    position = 0
    while position < len(keys):
        match = table.at(keys, position, ends[position])
        if match is not None and match.labels[0][-1].isdigit() and match.labels[0].startswith("cycle "):
            cycles = _cycles(text, words, keys, match)
            found += cycles
            position = cycles[-1].end
        elif match is not None and len(match.labels) > 1 and (end := _stream_end(found, position, text, words, keys)):
            position = end
        elif match is not None and _is_level(match, words, keys, text, in_prose=in_prose):
            found.append(match)
            position = match.end
        elif (stream := stream_at(words, keys, position, ends[position])) is not None:
            position = stream.end if add_stream(found, stream, position, text, words) else position + 1
        else:
            position += 1
    return found


def _stream_end(found: list[Match], position: int, text: str, words: Sequence[Word], keys: Sequence[str]) -> int | None:
    """Take a stream told as two classes (« séries ES et L ») as those of the class before it; where it ends."""
    stream = stream_at(words, keys, position, len(keys)) if found else None
    return stream.end if stream is not None and add_stream(found, stream, position, text, words) else None


def _list_items(text: str, words: Sequence[Word]) -> list[int]:
    """For each word, where its item of a list ends: « seconde, CAP » is not « seconde CAP »."""
    ends = [len(words)] * len(words)
    for position in range(len(words) - 2, -1, -1):
        gap = text[words[position].end : words[position + 1].start]
        ends[position] = position + 1 if gap != " " and _BETWEEN_ITEMS.search(gap) else ends[position + 1]
    return ends


def _cycles(text: str, words: Sequence[Word], keys: Sequence[str], first: Match) -> list[Match]:
    """Read the numbers after « cycle 2 »: « cycles 2, 3 et 4 », « cycles 2 à 4 »."""
    found = [first]
    position = first.end
    while position < len(keys):
        joined = position
        while joined < len(keys) and keys[joined] in {"et", "ou", "a", "au", "cycle", "le", "du", "en"}:
            joined += 1
        gap = text[words[position - 1].end : words[joined].start] if joined < len(keys) else ""
        if joined == len(keys) or keys[joined] not in {"1", "2", "3", "4"} or ":" in gap or "(" in gap:
            break
        if not re.fullmatch(r"[\s,/&+\-–]*(?:(?:et|ou|[àa]|au|cycles?|le|du|en)\b[\s,/]*)*", gap, re.IGNORECASE):
            break
        before = int(found[-1].labels[0][-1])
        number = int(keys[joined])
        numbers = range(before + 1, number + 1) if {"a", "au"} & set(keys[position:joined]) else (number,)
        found += [Match((f"cycle {one}",), joined, joined + 1) for one in numbers]
        if not numbers:
            found.append(Match((f"cycle {number}",), joined, joined + 1))
        position = joined + 1
    return found


def _is_level(match: Match, words: Sequence[Word], keys: Sequence[str], text: str, *, in_prose: bool) -> bool:
    raw = words[match.start].raw
    is_ordinal = match.end - match.start == 1 and match.labels[0] in {"6e", "5e", "4e", "3e", "2de", "1re"}
    gap = text[words[match.end - 1].end : words[match.end].start] if match.end < len(words) else ""
    following = words[match.end].key if gap in {" ", "\u00a0", "-"} else ""
    before = keys[max(0, match.start - 2) : match.start]
    if _EXCLUDED & set(before) or is_denied(text, words[match.start].start):
        return False
    if (
        is_ordinal
        and keys[match.end : match.end + 1] in {("et",), ("ou",)}
        and keys[match.end + 2 : match.end + 3] == ("annee",)
    ):
        return False  # « première et deuxième année » of a CAP
    if is_ordinal and (following in _words_of("nouns") or not _counts_classes(words, match.start)):
        return False
    if raw.lower() in _LONE_LETTER_CLASSES and not raw.isupper() and not raw[0].isdigit():
        return False
    if raw.upper() in _capitals() and not raw.isupper():
        return False
    if not in_prose:
        return True
    if (raw.lower() in _OLD_ACRONYMS and not raw.isupper()) or _as_written(match, words) in _never_in_prose():
        return False
    previous = words[match.start - 1].key if match.start else ""
    if not is_ordinal:
        return True
    is_written_out = raw.isalpha() or match.labels[0] == "1re"
    if is_written_out:
        begins_a_title = match.start == 0 and _TITLE_OF_CLASS.match(text, words[0].end) is not None
        is_told = begins_a_title or previous in _BEFORE_SPELLED or _next_is_level(keys, match.end)
        return is_told or (match.start > 0 and is_class_by_name(text, words[match.start - 1].start))
    return previous not in _ARTICLES


def _as_written(match: Match, words: Sequence[Word]) -> tuple[str, ...]:
    """The words of a match before their spellings were made one."""
    return tuple([word.key for word in words[match.start : match.end]])


_TWO = 2
_NUMBERS = "deux trois quatre cinq six sept huit neuf dix douze quinze vingt trente quarante soixante quelques"
_COUNTED = frozenset(map(fold_word, _NUMBERS.split(" ")))
_DURING = frozenset({"en", "pendant", "durant", "apre", "apres", "toute", "toutes", "dure", "durent", "sou", "sous"})


def _counts_classes(words: Sequence[Word], position: int) -> bool:
    """Refuse durations: « 30 secondes », « en quatre secondes »."""
    if words[position].key != "seconde" or not position:
        return True
    number, before = words[position - 1], words[position - 2].key if position > 1 else ""
    is_counted = number.key in _COUNTED and words[position].raw.lower().endswith("s")
    return not (number.raw.isdigit() or (is_counted and before in _DURING))


def _next_is_level(keys: Sequence[str], position: int) -> bool:
    joined = position < len(keys) and keys[position] in {"et", "ou", "a"}
    after = position + (1 if joined else 0)
    after += 1 if after < len(keys) and keys[after] == "la" else 0
    return after < len(keys) and phrase_table(_NAME).at(keys, after) is not None

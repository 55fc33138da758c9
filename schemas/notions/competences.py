"""Reading CRCN competences, and checking that the code and the label written together agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.notions.crcn_edu import (
    crcn_edu_of,
    explain_disagreement_of_teachers,
    read_crcn_edu,
    says_crcn_edu,
)
from schemas.notions.framework import (
    LABEL_START,
    SEPARATOR,
    SMALL_WORDS,
    ReadCompetences,
    agree_with,
    label_words,
    labels_by_code,
    telling_words,
    without_lone_brackets,
)  # fmt: skip
from schemas.words.phrases import distinct, label_of_identifier, leftover_of, phrase_table, split_words
from schemas.words.remembering import remembered
from schemas.words.text import cut
from schemas.words.vocabulary import load_vocabulary

__all__ = [
    "ReadCompetences", "agree_with", "domain_of", "explain_disagreement", "official_competences", "read_competences",
]  # fmt: skip

_NAME = "crcn"
_CODE = re.compile(r"(?<![\d.,])([1-9])\s?[.,]\s?([1-9])(?![\d]|[.,]\d)")
_CODE_MARK = re.compile(r"(?:\(\s*)?(?:\b(?:CRCN|C|D)\s?)?\Z")
"""What a code is written with: « (C1.5 », « CRCN 2.3 »."""
_RANGE = re.compile(r"(?<![\d.,])([1-5])\.([1-9])\s*(?:à|a|au|-|–)\s*\1\.([1-9])(?![\d.])")
_CODE_AFTER = re.compile(
    r"([^();•|]{3,200}?)\s?\(\s?(?:CRCN\s)?([1-9])\s?[.,]\s?([1-9])\s?\)[\s,;.]{0,3}(?:et\s)?", re.IGNORECASE
)
_DOMAIN = re.compile(r"(?:domaines?\s+)?([1-5])(?:\s?[.:–-]\s?|\s)([^\W\d].{4,60}?)\W*", re.IGNORECASE)
_OF_FRAMEWORK = re.compile(r"(?<=\d\.\d)\s(?:du|dans le) CRCN(?=\s*(?:[.,;:)]|\Z))", re.IGNORECASE)
"""« 1.3 et 3.1 du CRCN »: it says whose the codes are, and is no label of theirs."""
_LEVEL = re.compile(r"[,;(\s-]*\bniveaux?\s*(?:\d(?:\s*(?:à|-|et)\s*\d)?|visé)\b\)?", re.IGNORECASE)
_OTHER_FRAMEWORK = re.compile(r"\bdigcomp|\bev ?rp\b", re.IGNORECASE)
_NO_CODE_BEFORE = re.compile(
    r"\b(?:version|v|durée|duree|note|noté|niveau|environ|page|article)\s*:?\s*\Z", re.IGNORECASE
)
_NO_CODE_AFTER = re.compile(r"\s*(?:h\b|heures?\b|min\b|/\s?\d{1,2}(?![.,\d])|€|%|km|mo\b)", re.IGNORECASE)
_ITEMS = re.compile(r"[,:/→]|\s[–—-]\s")
_NAMES_OF_CODES = frozenset({"crcn", "competence", "domaine", "pix", "c", "d"})
_PARTS = re.compile(r"\s*[,/()+]\s*|\s:\s|\s+(?:et|puis)\s+|\s[–—-]\s")
"""What stands between the parts of what follows a code."""
_LABEL_END = re.compile(r"[\s;,•(–—/-]+$")
_MAX_VALUES = 50


@remembered
def read_competences(text: str) -> ReadCompetences:
    """The CRCN competences a text names by code, by label or by both."""
    label = label_of_identifier(_NAME, text) or _domain_in_full(text)
    if label is not None:
        return ReadCompetences((label,))
    if says_crcn_edu(text):
        return read_crcn_edu(text, expected=True)
    if _OTHER_FRAMEWORK.search(text) or (
        "socle" in text.lower() and "crcn" not in text.lower()
    ):  # teachers' competences, or others': their codes are not those of the CRCN
        return ReadCompetences(leftover=text.strip())
    text = _codes_first(_LEVEL.sub(" ", _OF_FRAMEWORK.sub("", _RANGE.sub(_every_code, text))))
    values: list[str] = []
    disagreeing: list[str] = []
    leftovers: list[str] = []
    for part in SEPARATOR.split(text):
        for piece, code in _by_code_pieces(part):
            found, agrees, left = _read_piece(piece, code)
            values += found
            disagreeing += [] if agrees else found
            leftovers += left
    return ReadCompetences(
        _without_their_domains(distinct(values))[:_MAX_VALUES],
        distinct(disagreeing)[:_MAX_VALUES],
        " ; ".join(leftovers[:_MAX_VALUES]),
    )


def _codes_first(text: str) -> str:
    """Write « label (1.1), label (2.4) » as its codes then their labels, where each code stands so."""
    found = _CODE_AFTER.findall(text)
    if not found or len(found) != len(_CODE.findall(text)):
        return text
    return _CODE_AFTER.sub(lambda match: f"{match[2]}.{match[3]} {match[1].strip(' ,')} ; ", text)


def _by_code_pieces(part: str) -> list[tuple[str, str | None]]:
    """Cut a text before each code it holds; what stands before the first is a piece without a code."""
    matches = [
        match
        for match in _CODE.finditer(part)
        if not _NO_CODE_BEFORE.search(part[: match.start()]) and not _NO_CODE_AFTER.match(part, match.end())
    ]
    if not matches:
        return [(part, None)]
    starts = [_start_of(part, match.start()) for match in matches]
    ends = [*starts[1:], len(part)]
    pieces: list[tuple[str, str | None]] = [
        (part[start:end], f"{match[1]}.{match[2]}") for match, start, end in zip(matches, starts, ends, strict=True)
    ]
    before = part[: starts[0]]
    return [(before, None), *pieces] if telling_words(before) - _NAMES_OF_CODES else pieces


def _start_of(part: str, position: int) -> int:
    """Where a code begins, what marks it included."""
    marked = _CODE_MARK.search(part, 0, position)
    return marked.start() if marked is not None else position


def _read_piece(piece: str, code: str | None) -> tuple[list[str], bool, list[str]]:
    """The competences of a piece, whether its code and label agree, and the parts of it that are of none."""
    if code is None:
        found, left = _labels_in(piece)
        return found, True, left if found or not piece.strip() else [piece.strip()]
    official = labels_by_code(_NAME).get(code)
    written = cut(_LABEL_END.sub("", without_lone_brackets(piece)), 200)
    after = LABEL_START.sub("", _CODE.split(without_lone_brackets(piece), maxsplit=1)[-1])
    label = after.split("(")[0]
    if official is not None and _names_its_domain(label, official):
        return [official], True, []
    if official is not None and agree_with(label, _NAME, official):
        others = _labels_after(after, official)
        known = [official, *others]
        return known, True, [part for part in _PARTS.split(after) if _is_of_none(part, known)]
    of_teachers = crcn_edu_of(code, label) if telling_words(label) else None
    return ([of_teachers], True, []) if of_teachers is not None else ([written], False, [])


def _names_its_domain(label: str, official: str) -> bool:
    """Say whether a code is told by its domain, then in other words: « 1.1 : Information et données → … »."""
    domain, arrow, _ = label.partition("→")
    return bool(arrow) and telling_words(domain) == telling_words(domain_of(official) or "")


def _labels_after(text: str, official: str) -> list[str]:
    """The competences named without a code after one that has its own: « 2.3 Collaborer, Traiter des données »."""
    table = phrase_table(_NAME)
    found = table.scan(table.keys(split_words(text)))
    labels = [label for match in found if match.end - match.start > 1 for label in match.labels]
    return [label for label in labels if label != official and _is_competence(label)]


def _is_of_none(part: str, known: Sequence[str]) -> bool:
    """Say whether a part of what follows a code has no word of the labels known, nor of their domains'."""
    words = telling_words(part)
    told = [one for label in known for one in (*label_words(_NAME, label), telling_words(domain_of(label) or ""))]
    return bool(words) and words.isdisjoint(_NAMES_OF_CODES.union(*told))


def _every_code(match: re.Match[str]) -> str:
    """Write the codes from one to another: « 1.1 à 1.3 »."""
    return ", ".join(f"{match[1]}.{number}" for number in range(int(match[2]), int(match[3]) + 1))


def _without_their_domains(values: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out a domain one of whose competences is there too: it says where they stand."""
    domains = {domain_of(value) for value in values}
    return tuple(value for value in values if value not in domains)


def _labels_in(piece: str) -> tuple[list[str], list[str]]:
    """The competences whose label stands in a piece, and the words of none.

    A label of one word (« Collaborer ») must stand alone.
    """
    table = phrase_table(_NAME)
    texts = _ITEMS.split(piece)
    items = [table.whole(table.keys(split_words(item))) for item in texts]
    if len(items) > 1 and sum(map(bool, items)) >= len(items) - 1:
        kept = [label for labels in items for label in labels if _is_competence(label)]
        told = zip(texts, items, strict=True)
        return kept, [one.strip() for one, labels in told if _is_apart(labels, kept) and telling_words(one)]
    words = split_words(piece)
    found = table.scan(table.keys(words))
    rest = leftover_of(piece, words, found, SMALL_WORDS | _NAMES_OF_CODES)
    is_all = all(word.key in SMALL_WORDS for word in split_words(rest))
    labels = [label for match in found if match.end - match.start > 1 or is_all for label in match.labels]
    kept = [label for label in labels if _is_competence(label)]
    apart = [piece[words[one.start].start : words[one.end - 1].end] for one in found if _is_apart(one.labels, kept)]
    return (kept, [*([rest] if rest else []), *apart]) if kept else (list(read_crcn_edu(piece).values), [])


def _is_apart(labels: Sequence[str], kept: Sequence[str]) -> bool:
    """Say whether a part names nothing, or a domain that is of none of the competences kept."""
    return not {*kept, *map(domain_of, kept)}.intersection(labels)


def _is_competence(label: str) -> bool:
    """Say whether a label is a competence's: the name of a domain alone is none."""
    return domain_of(label) is not None


def domain_of(label: str) -> str | None:
    """The CRCN domain of a competence: « 2.3 Collaborer » → « 2 Communication et collaboration »."""
    term = load_vocabulary(_NAME).term(label)
    return next(iter(term.ancestors), None) if term is not None else None


def _domain_in_full(text: str) -> str | None:
    """The domain whose number and name are the whole text: « Domaine 3 : Création de contenus »."""
    found = _DOMAIN.fullmatch(text)
    term = load_vocabulary(_NAME).term(f"{found[1]} {found[2]}") if found is not None else None
    return term.label if term is not None and not term.ancestors else None


def explain_disagreement(written: str) -> str:
    """Say what a code and the label beside it each mean, and how to write either; French."""
    if written.startswith("CRCN-Édu "):
        return explain_disagreement_of_teachers(written)
    code = _CODE.search(written)
    if code is None:
        return "le code et le libellé du CRCN ne correspondent pas"
    number = f"{code[1]}.{code[2]}"
    label = LABEL_START.sub("", written[code.end() :]).split("→")[0].strip(" :.,;«»()")
    official = labels_by_code(_NAME).get(number)
    if official is not None:
        said = [f"{number} est « {_name_of(official)} »"]
    else:
        teachers = crcn_edu_of(number, "")
        said = [f"{number} n'est pas un code du CRCN"]
        if teachers is not None:
            said.append(f"dans le CRCN-Édu c'est « {_name_of(_name_of(teachers))} »")
    table = phrase_table(_NAME)
    named = [one for match in table.scan(table.keys(split_words(label))) for one in match.labels]
    meant = next(filter(_is_competence, named), None)
    if meant is not None:
        said.append(f"« {cut(label, 80)} » est {meant.partition(' ')[0]}")
    elif named:
        said.append(f"« {_name_of(named[0])} » est le nom du domaine {named[0].partition(' ')[0]}")
    elif label:
        said.append(f"« {cut(label, 80)} » n'est pas un libellé du CRCN")
    ways = " ou ".join(f"« {one} »" for one in distinct([one for one in (meant, official) if one is not None]))
    return f"le code et le libellé ne correspondent pas : {', '.join(said)}" + (f" ; écrire {ways}" if ways else "")


def _name_of(label: str) -> str:
    return label.partition(" ")[2]


def official_competences(values: Sequence[str]) -> tuple[str, ...]:
    """Those of the values that are official labels."""
    known = load_vocabulary(_NAME)
    return tuple(value for value in values if known.term(value) is not None)

"""Expressions that may stand for each other, learnt of the texts: proposed with what shows it, and never used as such.

Two things show it. A keyword is put beside texts that say another word in its place; two words are kept in like
company, and seldom in one text. Whoever learns bounds what it costs: so many texts, so many words of each, so many
words compared.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from index.analysis import words
from index.arrays import Array
from index.derivation import root
from index.small_words import ASKING_WORDS, LOOSE_WORDS, STOP_WORDS

MOST_TEXTS, MOST_WORDS = 4_000, 500
"""Distinct texts that are read, and words of each."""
_MOST_COMPARED = 2_500
"""Words whose company is compared: the most common of those that tell."""
_FEWEST = 3
"""Texts that must show it."""
_MOST_COMMON = 0.1
"""Part of the texts past which a word tells nothing."""
_MANY, _QUARTER = 30, 0.25
"""Texts a word may be in, however few there are in all, or a quarter of them."""
_LEAST_TEXTS = 100
"""Texts under which companies are not compared: chance makes them alike."""
_SHORTEST = 4
_WINDOW = 4
"""Words before and after that are its company."""
_TOGETHER = 0.5
"""How alike the texts of a keyword and those of a word must be (Dice)."""
_ALIKE = 0.35
"""How alike two companies must be (cosine)…"""
_SHARED, _FEWEST_ALIKE = 6, 5
"""…how many words they must share, and the texts each must be in: of a few, chance makes likenesses."""
_APART = 0.34
"""Part of the texts of the rarer of two words that may have the other: what stands for it stands in its place."""
_NEIGHBOURS = 2
"""Each must be among the most alike of the other."""
_SHOWN = 4

Shown = Literal["mot-clé", "compagnie"]


@dataclass(frozen=True, slots=True)
class Read:
    """What is learnt from, of one record."""

    identifier: str
    mots_cles: tuple[str, ...]
    text: str
    names: tuple[str, ...] = ()
    """Of people: their words stand for nothing."""


@dataclass(frozen=True, slots=True)
class SynonymProposal:
    """Two expressions that may stand for each other."""

    one: str
    other: str
    shown_by: Shown
    count: int
    """Texts that show it."""
    of: int
    """Texts that could."""
    likeness: float
    beside: tuple[str, ...]
    """Of words in like company: the company they share."""
    identifiers: tuple[str, ...]
    """Some records that show it."""


@dataclass(slots=True)
class _Texts:
    """The texts read, each word by its rank among all words."""

    identifiers: list[str]
    mots_cles: list[dict[str, str]]
    """Of each text: the stems of its keywords → the keyword as it is written."""
    ranks: list[Array]
    """Of each text: its words in their order."""
    stems: list[str]
    written: list[str]
    """For each word as it is first written."""
    holders: list[list[int]]
    """For each word the texts that have it."""

    @property
    def most(self) -> float:
        """The texts past which a word is in too many to tell anything."""
        return max(min(_MANY, _QUARTER * len(self.ranks)), _MOST_COMMON * len(self.ranks))


def propose(read: Iterable[Read], is_known: Callable[[str, str], bool]) -> tuple[SynonymProposal, ...]:
    """What may stand for what, the best shown first; what is known to, or of one family, is left out."""
    texts = _texts(read)
    found: dict[frozenset[str], SynonymProposal] = {}
    for one in (*_by_mots_cles(texts), *_by_company(texts)):
        if not is_known(one.one, one.other):
            found.setdefault(frozenset((one.one, one.other)), one)
    return tuple(sorted(found.values(), key=lambda one: (-one.likeness, one.one, one.other)))


def _texts(read: Iterable[Read]) -> _Texts:
    texts = _Texts([], [], [], [], [], [])
    known: dict[str, int] = {}
    seen: set[int] = set()
    people: set[int] = set()
    for one in read:
        digest = zlib.crc32(one.text[:2_000].encode("utf-8", "replace"))
        if digest in seen or not one.text:
            continue  # the same text on another site shows nothing more
        seen.add(digest)
        texts.ranks.append(np.array(list(_ranks(one.text, len(texts.ranks), known, texts)), np.int64))
        texts.identifiers.append(one.identifier)
        texts.mots_cles.append(dict(_mots_cles(one.mots_cles)))
        people.update(known.get(word.joined_stem, -1) for name in one.names for word in words(name))
        if len(texts.ranks) == MOST_TEXTS:
            break
    for rank in people - {-1}:
        texts.holders[rank] = []
    return texts


def _ranks(text: str, number: int, known: dict[str, int], texts: _Texts) -> Iterator[int]:
    for at, word in enumerate(words(text)):
        if at == MOST_WORDS:
            return
        if not _tells(word.joined):
            continue
        rank = known.setdefault(word.joined_stem, len(known))
        if rank == len(texts.stems):
            texts.stems.append(word.joined_stem)
            texts.written.append("-".join(word.written))
            texts.holders.append([])
        if not texts.holders[rank] or texts.holders[rank][-1] != number:
            texts.holders[rank].append(number)
        yield rank


def _tells(form: str) -> bool:
    is_small = form in STOP_WORDS or form in ASKING_WORDS or form in LOOSE_WORDS
    return len(form) >= _SHORTEST and form.isalpha() and not is_small


def _mots_cles(mots_cles: Sequence[str]) -> Iterator[tuple[str, str]]:
    for mot_cle in mots_cles:
        stems = [word.joined_stem for word in words(mot_cle) if _tells(word.joined)]
        if stems:
            yield " ".join(stems), " ".join(mot_cle.split())


def _by_mots_cles(texts: _Texts) -> Iterator[SynonymProposal]:
    """Keywords beside texts that say another word, and seldom the keyword."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, mots_cles in enumerate(texts.mots_cles):
        for stems in mots_cles:
            holders[stems].append(number)
    ranks = {stem: rank for rank, stem in enumerate(texts.stems)}
    for stems, numbers in holders.items():
        own = [set(texts.holders[ranks[stem]]) if stem in ranks else set() for stem in stems.split()]
        unsaid = [number for number in numbers if not all(number in has for has in own)]
        if len(unsaid) < _FEWEST or 2 * len(unsaid) < len(numbers) or len(numbers) > texts.most:
            continue
        written = Counter(texts.mots_cles[number][stems] for number in numbers).most_common(1)[0][0]
        yield from _beside(texts, stems, written, numbers, unsaid)


def _beside(
    texts: _Texts, stems: str, written: str, numbers: list[int], unsaid: list[int]
) -> Iterator[SynonymProposal]:
    said = Counter(rank for number in unsaid for rank in set(texts.ranks[number].tolist()))
    roots = {root(stem) or stem for stem in stems.split()}
    best: list[tuple[float, int, int]] = []
    for rank, count in said.items():
        stem, held = texts.stems[rank], len(texts.holders[rank])
        if not held or held > texts.most:
            continue
        likeness = 2 * count / (len(numbers) + held)
        if count >= _FEWEST and likeness >= _TOGETHER and stem not in stems and (root(stem) or stem) not in roots:
            best.append((likeness, count, rank))
    for likeness, count, rank in sorted(best, key=lambda one: (-one[0], one[2]))[:_NEIGHBOURS]:
        shown = [number for number in unsaid if rank in texts.ranks[number]]
        identifiers = tuple(texts.identifiers[number] for number in shown[:_SHOWN])
        yield SynonymProposal(
            written, texts.written[rank], "mot-clé", count, len(numbers), round(likeness, 3), (), identifiers
        )


def _by_company(texts: _Texts) -> Iterator[SynonymProposal]:
    """Words that stand between the same words, each in texts the other is seldom in."""
    kept = [rank for rank, has in enumerate(texts.holders) if _FEWEST_ALIKE <= len(has) <= texts.most]
    kept = sorted(kept, key=lambda rank: (-len(texts.holders[rank]), rank))[:_MOST_COMPARED]
    if len(kept) < _NEIGHBOURS or len(texts.ranks) < _LEAST_TEXTS:
        return
    counts = _counts(texts, kept)
    company = _informative(counts)
    alike = company @ company.T
    np.fill_diagonal(alike, 0)
    nearest = np.argsort(-alike, axis=1, kind="stable")[:, :_NEIGHBOURS]
    for one in range(len(kept)):
        for other in nearest[one].tolist():
            if one < other and alike[one, other] >= _ALIKE and one in nearest[other]:
                found = _shown(texts, kept[one], kept[other], float(alike[one, other]))
                both = company[one] * company[other]
                if found is not None and np.count_nonzero(both) >= _SHARED:
                    shared = np.argsort(-both, kind="stable")[:_SHOWN]
                    yield replace(found, beside=tuple(texts.written[kept[rank]] for rank in shared.tolist()))


def _counts(texts: _Texts, kept: Sequence[int]) -> Array:
    """How many times each of some words stands near each."""
    place = np.full(len(texts.stems) + 1, -1, np.int64)
    place[list(kept)] = np.arange(len(kept))
    gap = np.full(_WINDOW, len(texts.stems), np.int64)  # what stands in no text is near none
    placed = place[np.concatenate([piece for ranks in texts.ranks for piece in (ranks, gap)])]
    counts = np.zeros(len(kept) ** 2, np.float32)
    for step in range(1, _WINDOW + 1):
        first, second = placed[:-step], placed[step:]
        both = (first >= 0) & (second >= 0) & (first != second)
        cells, times = np.unique(first[both] * len(kept) + second[both], return_counts=True)
        counts[cells] += times
    square = counts.reshape(len(kept), len(kept))
    return square + square.T


def _informative(counts: Array) -> Array:
    """What each company tells (positive pointwise mutual information), each row of length one."""
    total = counts.sum()
    expected = np.outer(counts.sum(1), counts.sum(0)) / max(total, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.log(counts / expected)
    told = np.where(np.isfinite(told) & (told > 0), told, 0).astype(np.float32)
    lengths = np.sqrt((told**2).sum(1, keepdims=True))
    return np.asarray(told / np.where(lengths > 0, lengths, 1))


def _shown(texts: _Texts, one: int, other: int, likeness: float) -> SynonymProposal | None:
    own, others = texts.holders[one], texts.holders[other]
    both = set(own) & set(others)
    stems = texts.stems[one], texts.stems[other]
    if len(both) > _APART * min(len(own), len(others)) or root(stems[0]) == root(stems[1]) != "":
        return None
    numbers = [number for pair in zip(own, others, strict=False) for number in pair]
    identifiers = tuple(texts.identifiers[number] for number in dict.fromkeys(numbers))[:_SHOWN]
    count = min(len(own), len(others))
    names = sorted((texts.written[one], texts.written[other]))
    return SynonymProposal(
        names[0], names[1], "compagnie", count, max(len(own), len(others)), round(likeness, 3), (), identifiers
    )

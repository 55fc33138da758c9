"""The disciplines a page says by the way: in its address, beside the TraAM, in a line of its own, in its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from schemas.normalize.frames import Manner
from schemas.normalize.own_text import Sentence
from schemas.notions.academies import academie_of_host
from schemas.notions.disciplines import (
    read_disciplines,
    read_disciplines_in_parts,
    read_disciplines_of_group,
    read_disciplines_of_label,
    read_disciplines_of_name,
)  # fmt: skip
from schemas.words.phrases import distinct, phrase_table, split_words

_NAME = "disciplines"
_NO_MANNERS: Mapping[str, Manner] = MappingProxyType({})
_NATIONAL = ("education.fr", "education.gouv.fr", "reseau-canope.fr")
_AROUND = frozenset(
    {
        "ac", "academie", "academique", "accueil", "animation", "blog", "circo", "college", "dane", "discipline",
        "drane", "enseigne", "enseignement", "enseigner", "espace", "espaces", "fr", "index", "inspection", "lgt", "lp",
        "lycee", "page", "pages", "peda", "pedagogie", "pedagogique", "php", "portail", "ressource", "site", "sites",
        "spip", "tice", "traam", "web", "wordpress", "wp", "www",
    }
)  # fmt: skip
"""What stands beside the name of a discipline in the address of its site."""
_SHORT_NAMES = {
    "clemi": ("Éducation aux médias et à l'information",),
    "hgc": ("Histoire-géographie",),
    "hgec": ("Histoire-géographie",),
    "hg emc": ("Histoire-géographie", "Enseignement moral et civique"),
    "lettres hg": ("Français", "Histoire-géographie"),
    "math sciences": ("Mathématiques", "Physique-chimie"),
    "maths sciences": ("Mathématiques", "Physique-chimie"),
    "mathematiques sciences": ("Mathématiques", "Physique-chimie"),
    "langues": ("Langues vivantes",),
    "lv": ("Langues vivantes",),
    "arts": (),
}
"""Names that hosts and folders use, and that say otherwise in a sentence, or nothing."""
_SEPARATORS = re.compile(r"[-_.+ ]+")
_MOST_SEGMENTS = 6
_MOST_LETTERS = 80
_BEGINNING = 14
"""Sentences in which a page says in which discipline its work was done."""
_SAID_OF_WORK = re.compile(
    r"\b(?:cours|le[çc]ons?|s[ée]ances?|s[ée]quences?|parcours|projets?|activit[ée]s?|ateliers?|enseignements?|programmes?"
    r"|[ée]preuves?|classe|chantiers?|interdisciplinaires?|crois[ée]e?s?|pluridisciplinaires?|entre|associe\w*)\b"
    r"(?P<between>(?:[\s:,]+(?:crois[ée]e?s?|communs?|mixtes?|interdisciplinaires?|ont|avanc[ée]e?s?|men[ée]e?s?|en|de|d|du|des"
    r"|l|la|le|les|cycle|coll[èe]ge|lyc[ée]e)\b['’]?){0,6})[\s:,'’]*",
    re.IGNORECASE,
)
_JOINS = re.compile(r"\s*(?:,|/|&|et|ou|avec|puis)\s*(?:(?:de|du|des|en|le|la|les)\s+|[dl]['’])*", re.IGNORECASE)
_LINKS = frozenset({"et", "ou", "avec", "pui", "puis", "de", "du", "des", "en", "le", "la", "les", "d", "l"})
_OWN_GROUP = re.compile(r"\b[Ee]n ([^,;.!?]{2,40}), (?:le|l['’]|notre) ?(?:groupe|[ée]quipe)\b")
_OWN_LINE = 80
_TRAINS = re.compile(
    r"\b(?:developp|travaill|renforc|mobilis|entrain|exerc|cultiv|acqu[ie])\w* (?:[\w'-]+ ){0,5}?"
    r"competences psycho-?sociales"
    r"|\A\W*competences psycho-?sociales(?: (?:travaillees|visees|mobilisees|developpees))?\s?[:(]"
)
_BRACKETS = re.compile(r"\(([^()]{5,120})\)")
_NAME_PARTS = re.compile(r"\s+[–—|•·/:-]+\s+|\s*[|•:]\s+|\s?[\[\]()]\s?")
_NEEDS_CUE = frozenset({"Théâtre", "Corse", "Design et arts appliqués", "Numérique et sciences informatiques"})
"""Labels whose words are said of other things too: a play, an island, a design, a machine."""


@lru_cache(maxsize=4_096)
def read_disciplines_of_address(url: str) -> tuple[str, ...]:
    """The disciplines the host or the folders of a school site name: « svt.ac-… », « …/lettres/ ».

    The last part of a path is the page's own name, and says less than its words.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ()
    if academie_of_host(url) is None and not host.endswith(_NATIONAL):
        return ()
    return next(filter(None, map(_named, (*host.split("."), *_folders(parts.path)))), ())


_OF_PROGRAMS = frozenset({"doc", "docs", "documentation"})
"""Folders in which generators of sites put their pages, whatever they speak of."""


@lru_cache(maxsize=4_096)
def read_disciplines_of_folders(url: str) -> tuple[str, ...]:
    """The disciplines the folders of any site name, one after the other: « /portail-de-langues/espagnol/ »."""
    return distinct([label for named in _named_by_folders(url) for label in named])


@lru_cache(maxsize=4_096)
def read_disciplines_of_first_folder(url: str) -> tuple[str, ...]:
    """The disciplines of the first folder that names any: both of « /nsi-snt/ »."""
    return next(_named_by_folders(url), ())


def _named_by_folders(url: str) -> Iterator[tuple[str, ...]]:
    try:
        path = urlsplit(url).path
    except ValueError:
        return
    named = (_named(folder) for folder in _folders(path) if folder.lower() not in _OF_PROGRAMS)
    yield from filter(None, named)


def _folders(path: str) -> list[str]:
    return [unquote(one, errors="replace") for one in path.split("/")[1:-1]][:_MOST_SEGMENTS]


def read_disciplines_of_site(names: Iterable[str]) -> tuple[str, ...]:
    """The disciplines the name of a site says it is of: « SVT – académie de Dijon », « EPS en Auvergne ».

    The first part that names any says them: what follows tells more of it (« Langues – Allemand, anglais »).
    """
    parts = (part for name in names for part in _NAME_PARTS.split(name) if 0 < len(part) <= _MOST_LETTERS)
    return next(filter(None, map(read_disciplines_of_name, parts)), ())


def _named(name: str) -> tuple[str, ...]:
    """The disciplines a part of an address names, and that says nothing else."""
    words = [word for word in _SEPARATORS.split(name.lower()[:_MOST_LETTERS]) if word]
    kept = [word for word in words if word not in _AROUND and not word.isdigit()]
    if not kept:
        return ()
    if (short := _SHORT_NAMES.get(" ".join(kept))) is not None:
        return short
    placed = read_disciplines(" ".join(kept))
    return placed.values if not placed.leftover else ()


def disciplines_said(
    said: Sequence[Sentence], manners: Mapping[str, Manner] = _NO_MANNERS
) -> Iterator[tuple[str, Sentence]]:
    """The disciplines sentences say, the surest first: beside the TraAM, on a line of their own, of the work.

    `manners` tell how sentences name the TraAM: those of their own frame go first, those about others' work say nothing
    of this one.
    """
    said = [one for one in said if manners.get(one.text) != "emprunt"]
    beginning = said[:_BEGINNING]
    naming = [one for one in said[:100] if _names_traam(one)]
    of_group = [(value, one) for one in naming for value in _of_own_group(one.text)]
    if of_group:
        yield from of_group
        return
    yield from (
        (value, one)
        for one in sorted(naming, key=lambda one: manners.get(one.text) == "mention")
        for value in (*(read_disciplines_in_parts(one.text) if one.alone else ()), *read_disciplines_of_group(one.text))
    )
    for one in beginning:
        if one.alone and len(one.text) <= _OWN_LINE:
            placed = read_disciplines(one.text)
            if placed.values and not placed.leftover:
                yield from ((value, one) for value in placed.values)
    yield from (
        (value, one) for one in beginning for value in (*_of_work(one.text), *disciplines_in_brackets(one.text))
    )
    yield from ((value, one) for one in said[:100] for value in read_disciplines_of_group(one.text))


def _names_traam(sentence: Sentence) -> bool:
    return "traam" in sentence.folded or "mutualise" in sentence.folded


def _of_own_group(text: str) -> tuple[str, ...]:
    """The discipline of the group a sentence speaks for: « En SVT, le groupe s'en est inspiré »."""
    found = _OWN_GROUP.search(text[:2_000])
    return read_disciplines_of_label(found[1]) if found else ()


def disciplines_in_brackets(text: str) -> tuple[str, ...]:
    """The disciplines a sentence lists in brackets: « leurs professeurs (espagnol, italien) »."""
    if "(" not in text:
        return ()
    listed = (read_disciplines(one) for one in _BRACKETS.findall(text[:2_000]))
    return distinct([value for one in listed if not one.leftover and len(one.values) > 1 for value in one.values])


def educations_said(said: Sequence[Sentence]) -> Iterator[tuple[str, Sentence]]:
    """What a work educates to beside its discipline, where it says so: « développer les compétences psychosociales ».

    Said by the way, they are proposed to a person as any discipline is.
    """
    for one in said[:_BEGINNING]:
        if "psycho" in one.folded and _TRAINS.search(one.folded) is not None:
            yield "Compétences psychosociales", one
            return


def _of_work(text: str) -> tuple[str, ...]:
    """The disciplines a sentence says the work is of: « un parcours croisé SVT et EMI », « en histoire »."""
    found: list[str] = []
    for cue in _SAID_OF_WORK.finditer(text[:2_000]):
        found += _listed(text[cue.end() : cue.end() + 160])
    return distinct([label for label in found if label not in _NEEDS_CUE])


def _listed(text: str) -> list[str]:
    """The disciplines a text begins with, one or a list."""
    table = phrase_table(_NAME)
    words = split_words(text)
    keys = table.keys(words)
    found: list[str] = []
    position = 0
    while position < len(words):
        begin = next((at for at in range(position, len(words)) if keys[at] not in _LINKS), len(words))
        gap = text[words[position - 1].end if position else 0 : words[begin].start] if begin < len(words) else "."
        match = table.at(keys, begin) if begin < len(words) else None
        is_joined = _JOINS.fullmatch(gap) is not None if position else "." not in gap
        if match is None or not is_joined or not _is_name(words[match.start].raw):
            break
        found += match.labels
        position = match.end
    return found


def _is_name(raw: str) -> bool:
    return len(raw) > 3 or raw.isupper()

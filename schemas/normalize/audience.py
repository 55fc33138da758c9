"""Levels said in running text, where it says for whom the work is: « deux classes de sixième », « en CAP »."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import TypeAlias

from schemas.normalize.acting_classes import of_classes
from schemas.normalize.frames import names_in, parts_of_line
from schemas.normalize.own_text import Sentence
from schemas.normalize.traam_abroad import LEVELS_ABROAD
from schemas.notions.niveaux import read_leading_niveaux, read_niveaux, with_speciality
from schemas.notions.niveaux_around import tells_fractions
from schemas.notions.niveaux_kinship import ancestors, has_narrower, is_narrower
from schemas.notions.niveaux_streams import BARE, told_once
from schemas.types.record import Found

_Reader: TypeAlias = Callable[[str], Iterable[str]]

_MAX_SENTENCES = 400
_MAX_WINDOW = 140
_MOST_LOOKED_AT = 60
_BEGINNING = 5
"""Sentences in which a page says for whom it is, even by the way."""
_OPENING = 12
_MAX_READ = 500
_MAX_OWN_LINES = 4
_OWN_LINE = 90
"""Characters of a line that says a level and little more."""

# In the order of what they are worth; each is followed by a level.
_PUPILS = re.compile(
    r"(?<!\w)(?:classes?|[ée]l[èe]ves?|groupes?|divisions?|sections?|jeunes|enfants?|apprenants|[ée]tudiants?"
    r"|lyc[ée]ens?|coll[ée]giens?|(?:latin|hell[ée]n|german|hispan|anglic|italian|lus)istes|hispanisants"
    r"|enseignement scientifique|(?:sp[ée](?:cialit[ée])?|option) [^\s.,;:!?()]{2,30}"
    r"|apprentis|niveaux?|public|dispositifs?|ateliers?|cours|heures?|s[ée]ances?|s[ée]quences?|sc[ée]narios?|trio"
    r"|bin[ôo]mes?) "
    r"(?:(?:enti[èe]res?|complets?|volontaires?|allophones|scolaris[ée]s?|inscrits?|issus?) )?"
    r"(?=(?:de |d['’]|du |des |en |aux? )(?:la |le |les |l['’])?|(?-i:SEGPA|ULIS|UPE2A|EREA)\b)"
    r"(?!en (?:\w+ )?secondes\b)",
    re.IGNORECASE,
)
_TRIED = re.compile(
    r"(?<!\w)(?:test[ée]e?s?|men[ée]e?s?|conduite?s?|exp[ée]riment[ée]e?s?|essay[ée]e?s?|v[ée]cue?s?) (?:en"
    r"|[àa] l['’])\s?|(?<!\w)avec (?:l['’]|les |des )(?=(?-i:SEGPA|ULIS|UPE2A|EREA)\b)",
    re.IGNORECASE,
)
"""« Séance menée en MPSI, puis en spécialité NSI de terminale »."""
_STREAMED = re.compile(
    r"(?<!\w)(?:les|nos|mes|ces|des|deux|trois|avec) "
    r"(?=(?:secondes?|premi[èe]res?|terminales?|tles|[12](?:re|de|nde|[èe]re)s?"
    r"|(?-i:CAP|BTS)|bacs? pro)\s\w|(?-i:(?:T ?|[12])[A-Z]{3}))",
    re.IGNORECASE,
)
"""« Les secondes métiers de la construction », « nos 1res STMG »: their stream makes classes of them."""
_TAUGHT = re.compile(
    r"(?<!\w)sp[ée]cialit[ée] (?:[^\s.;:!?]+ ){0,5}?(?:de|en) (?=(?:la )?(?:classe de )?(?:premi|1|term|tle))",
    re.IGNORECASE,
)
"""« La spécialité mathématiques de première »: it tells the class and its stream."""
_FOR = re.compile(
    r"(?<!\w)(?:destin[ée]e?s? (?:à|aux?|en)|s['’]adress\w{1,4} (?:à|aux?)|convien\w{1,4} (?:à|aux?)"
    r"|propos[ée]e?s? (?:à|aux?|en)"
    r"|con[çc]ue?s? (?:pour|en)|pens[ée]e?s? (?:pour|en)|test[ée]e?s? (?:en|avec|par|aupr[èe]s)"
    r"|men[ée]e?s? (?:en|avec|par|aupr[èe]s)"
    r"|exp[ée]riment[ée]e?s? (?:en|avec)|r[ée]alis[ée]e?s? (?:en|avec|par)|pour|avec|par|chez|nos|mes|de mes|de nos) "
    r"(?=(?:(?:des?|les?|la|nos|mes|deux|trois|quatre|une?) )?\w)",
    re.IGNORECASE,
)
_IN = re.compile(r"(?<!\w)(?:en|au|aux) (?=\w)", re.IGNORECASE)
_FROM = re.compile(r"(?<!\w)(?:du|de la|de l['’]) ?(?=\w[^.;:!?]{0,30} (?:à|au|aux|jusqu)\b)", re.IGNORECASE)
"""« Du cycle 3 au lycée »: all that lies between."""
_AFTER_LEVEL = re.compile(
    r"\W*\Z|\s*[,.;:!?()»/–—-]|\s+(?:et|ou|les?|la|l['’]|nous|on|ils?|elles?|avec|sur|pour|dans|à|au|en|qui|où"
    r"|que|puis|comme|afin|autour"
    r"|lors|pendant|durant|ont|a|est|sont|peuvent|doivent|se|s['’]|par|sp[ée]|sp[ée]cialit[ée]|enseignement"
    r"|bi-?langues?|europ[ée]ennes?|option|section|LV\w?|un|une"
    r"|d['’]une? (?:[ée]cole|coll[èe]ge|lyc[ée]e|[ée]tablissement|classe|m[êe]me)"
    r"|(?:du|de l['’]|de notre|de ce) ?(?:[ée]cole|coll[èe]ge|lyc[ée]e|[ée]tablissement)"
    r"|de (?:deux|trois) (?:[ée]coles|coll[èe]ges|lyc[ée]es|[ée]tablissements))(?!\w)"
)
"""What may follow « en seconde »: never a noun, « en seconde lecture », « en première ligne »."""
_APPOSED = re.compile(r"(?<!\w)(?:classes|groupes|divisions) ?[,:(–—] ?(?=(?:une?|des|deux|trois) )", re.IGNORECASE)
"""« Deux classes, un CM2 et une sixième, se retrouvent »."""
_ORDINAL = re.compile(
    r"(?:(?:des?|les?|la|nos|mes|deux|trois|quatre|une?) )?(?:sixi|cinqui|quatri|troisi|premi|second|\d\s?(?:e"
    r"|è|ème|eme|de|nde|re|ère)(?!\w))",
    re.IGNORECASE,
)
_LONE_PLURAL = re.compile(r"(?:(?:des|les|la|le|une?|de) )?(?:premi[èe]res?|secondes?)(?!\w)", re.IGNORECASE)
_DURATION = re.compile(r"(?:\w+ )secondes\b", re.IGNORECASE)
"""« En quatre secondes » is no class."""
_SCHOOL_NAME = re.compile(
    r"\s*(?:(?:g[ée]n[ée]ral|professionnel|polyvalent|priv[ée]|agricole)\s)?(?:(?:de |du |des |d['’]|de la "
    r"|de l['’])?[A-ZÀ-Ö][\w’'-]+|de la|du|des)"
)
_WIDE = frozenset({
    "collège", "lycée", "école élémentaire", "école maternelle", "premier degré",
    "second degré", "enseignement supérieur",
})  # fmt: skip
_SCHOOLS = _WIDE | {"lycée professionnel", "lycée général et technologique"}
_WIDER = _SCHOOLS | {f"cycle {number}" for number in range(1, 5)}
"""What a line of its own says of a school or a cycle gives way to the class a sentence tells."""
_OF_YEARS = frozenset({"BTS", "CAP"})
"""Diplomas whose years are levels of their own."""
_OF_YEAR = re.compile(
    r"(?<!\w)(?:[ée]tudiante?s?|[ée]l[èe]ves|apprenti(?:e?s)?|groupe|classe|promotion|jeunes|section) "
    r"(?:\w+ )?(?:de|en) (premi[èe]re|1[èe]?re|deuxi[èe]me|seconde|2(?:nde|e|[èe]me)) ann[ée]e",
    re.IGNORECASE,
)
_STREAMS = _OF_YEARS | set(BARE)
_LABEL = re.compile(r"[^:.!?]{2,30}\s?:\s")
"""What a label nobody agreed on looks like: « Section : première professionnelle »."""
_ASKS = re.compile(
    r"\W*(?:pour qui|[àa] qui|avec qui|(?:[àa]|pour|avec|dans)? ?quel(?:le)?s? (?:niveaux?|classes?|publics?"
    r"|[ée]l[èe]ves)|niveaux?|classes?|publics?)[^?.!]{0,40}\?\W*\Z",
    re.IGNORECASE,
)
"""« Pour qui ? Terminale générale »: what follows on the line answers."""
_OF_TEACHING = re.compile(
    r"\b(?:niveaux?|publics?|classes?|cycle|LV[ABC123]|[ABC][12]\+?|tronc commun|option|sp[ée]cialit[ée]s?|[ée]l[èe]ves"
    r"|dur[ée]e|s[ée]ances?|s[ée]quence)\b",
    re.IGNORECASE,
)
_SENTENCE_START = re.compile(
    r"(?:en|aux?|à|avec|pour|de|d['’]|des|du|une?|deux|trois|les?|la|l['’]|nos|mes)\b", re.IGNORECASE
)
_NOT_TRIED = re.compile(
    r"(?<!\w)(?<!pourquoi )(?:non|pas|jamais)(?: encore)?(?: [ée]t[ée])?(?: \w+[ée]e?s?)? "
    r"(?:en|avec|par|à|aux?|pour|chez) \Z",
    re.IGNORECASE,
)
"""« Non testé en », « jamais essayée avec »."""
_LOOKED_BEFORE = 40
_DENIED = re.compile(r"\b(?:ne |n['’])(?:\w+ ){1,3}(?:pas|jamais|guère|plus)\b", re.IGNORECASE)
_OTHER_YEARS = r"(?:l'an (?:dernier|passe|prochain)|l'annee (?:derniere|passee|precedente|prochaine|suivante))"
_OF_ANOTHER_YEAR = re.compile(rf"\b{_OTHER_YEARS}")
_OF_OTHERS = re.compile(
    rf"\b(?:{_OTHER_YEARS}"
    r"|repris\w{0,2} (?:en|au|par|dans)|(?:etre|soit|sera|aussi|egalement) (?:\w+ )?(?:reprise?|proposee?"
    r"|adaptee?|transposee?|menee?|etendue?|utilisee?)"
    r"|transpos\w{1,6}|adaptab\w{1,4}|adapter|prolong\w{1,7}"
    r"|deja (?:vue?s?|etudie\w{0,2}|aborde\w{0,2}|rencontre\w{0,2}|connu\w{0,2})|vue?s? en|acquis|prerequis"
    r"|rappels?|programmes? d|notions? de|a repris|ont repris"
    r"|autres? classes?|tut(?:or|eur)\w{0,4}|parrain\w{0,4}|anciens|futurs|plus tard|membres?|candidat\w{0,5}"
    r"|inspect\w{1,5}|concours|invit\w{1,4}|tous les niveaux|souvenirs?)"
)
"""Sentences about other classes than the one the page tells of."""
_GROWN_UPS = re.compile(r"\b(?:collegues|professeurs?|enseignante?s?|formateurs?|formatrices?|equipes? d)")
"""Sentences about grown-ups, unless they say of what class their pupils are."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Levels a sentence says the work is for."""

    values: tuple[str, ...]
    found: Found
    kind: str = "texte"
    """How it is said, in confidence.py: a class that does something is a little less sure."""


def read_audience(sentences: Iterable[Sentence]) -> tuple[Audience, ...]:
    """The levels a text says its work is for: what its beginning says, else the first sentence that does.

    A line of its own (« Première générale, enseignement scientifique ») goes first; then pupils (« une classe de 4e »);
    then the rest (« en 4e »).
    """
    said = tuple(islice(sentences, _MAX_SENTENCES))
    pairs = ((before, one) for before, one in pairwise(said) if before.number == one.number)
    answers = {id(one) for before, one in pairs if _ASKS.match(before.text)}
    frames = {one.number for one in said[:_BEGINNING] if names_in(one.text, one.folded)}
    near = [one for one in said[:_BEGINNING] if one.number in frames]
    in_frames = {id(one): found for one in near if (found := _beside_traam(one))}
    own_lines = [
        found for one in said if (found := _own_line(one, is_answer=id(one) in answers) or in_frames.get(id(one)))
    ]
    values = {value for one in own_lines for value in one.values}
    wide = values & _WIDER
    if values - wide:  # « Cycle 4 – niveau 4e/3e » tells the classes itself
        return tuple(own_lines[:_MAX_OWN_LINES])
    given = _told_in_sentences(said)
    if not own_lines:
        return given
    kept = tuple(one for one in given if any(wide.intersection(ancestors(value)) for value in one.values))
    return kept or tuple(own_lines[:_MAX_OWN_LINES])


def _told_in_sentences(said: Sequence[Sentence]) -> tuple[Audience, ...]:
    """The levels told of pupils, by the way, of classes that act, of schools: the first of these that says any."""
    beginning = said[:_BEGINNING]
    ways = [(reader, where) for where in (beginning, said) for reader in (_of_pupils, _by_the_way, of_classes)]
    given = next(filter(None, (_first(reader, where) for reader, where in (*ways, (_of_schools, beginning)))), ())
    given = _listed_in(beginning, given) or given
    return tuple(each for one in given for each in _with_streams(one, said))


def _listed_in(beginning: Sequence[Sentence], given: Sequence[Audience]) -> tuple[Audience, ...]:
    """Those that the beginning lists with the ones told of pupils: « en 5e et en 4e », then « les élèves de 4e »."""
    told = {value for one in given for value in one.values}
    others = (one for one in beginning if one.text not in {each.found.value for each in given}) if told else ()
    listed = (_first(_by_the_way, (sentence,)) for sentence in others)
    return next((one for one in listed if one and told < set(one[0].values)), ())


def only_levels_said(sentences: Sequence[Sentence]) -> Audience | None:
    """The levels a work says by the way, where it speaks of no other: « Programme de géographie de quatrième »."""
    told = {
        values: one
        for one in reversed(sentences[:_MOST_LOOKED_AT])
        if not _OF_ANOTHER_YEAR.search(one.folded)
        and (values := read_niveaux(one.text[:_MAX_READ], in_prose=True).values)
    }
    if len(told) != 1:
        return None
    ((values, sentence),) = told.items()
    return None if _WIDE.issuperset(values) else Audience(values, Found(sentence.text, "texte"), "seul")


def streams_named(values: Iterable[str], sentences: Sequence[Sentence]) -> tuple[Audience, ...]:
    """The streams of classes known without theirs, and the years of diplomas, as the beginning of a text names them.

    The class is sure already: a sentence that only says « une terminale professionnelle » is enough.
    """
    bare = (set(BARE) | _OF_YEARS).intersection(values)
    diploma = bare & _OF_YEARS if len(bare) == 1 else frozenset()
    named = [
        Audience((level,), Found(sentence.text, "texte"))
        for sentence in (sentences[:_OPENING] if bare else ())
        if not _OF_OTHERS.search(sentence.folded)
        for level in (*read_niveaux(sentence.text[:_MAX_READ], in_prose=True).values, *_year_of(diploma, sentence.text))
        if any(is_narrower(level, one) for one in bare)
    ]
    return tuple(named)


def _year_of(diploma: Iterable[str], text: str) -> tuple[str, ...]:
    """The year of a diploma known already that a sentence tells: « les étudiants de première année »."""
    found = _OF_YEAR.search(text)
    return tuple(f"{name} {'1re' if found[1][0] in '1pP' else '2e'} année" for name in diploma) if found else ()


def _with_streams(one: Audience, said: Sequence[Sentence]) -> tuple[Audience, ...]:
    """Add the stream of a class, where another sentence tells it: « les élèves de première », then « 1re générale »."""
    if not any(map(has_narrower, one.values)):
        return (one,)
    streams = [
        Audience((value,), Found(sentence.text, "texte"))
        for at, sentence in enumerate(said)
        for value in (*_of_pupils(sentence.text), *(_by_the_way(sentence.text) if at < _BEGINNING else ()))
        if set(ancestors(value)) & set(one.values) and not _OF_OTHERS.search(sentence.folded)
    ]  # fmt: skip
    streams = streams or list(streams_named(one.values, said[:_BEGINNING]))
    streams += streams_named(_OF_YEARS.intersection(one.values), said)
    told = [level for stream in streams for level in stream.values]
    kept = tuple(value for value in one.values if not any(is_narrower(level, value, one.found.value) for level in told))
    return (*((replace(one, values=kept),) if kept else ()), *streams)


def _first(reader: _Reader, sentences: Sequence[Sentence]) -> tuple[Audience, ...]:
    for sentence in sentences:
        values = tuple(dict.fromkeys(reader(sentence.text)))
        is_of_others = (
            _OF_OTHERS.search(sentence.folded)
            or (reader is _by_the_way and _GROWN_UPS.search(sentence.folded))
            or tells_fractions(sentence.text)
        )
        if values and not is_of_others:
            kind = "sujet" if reader is of_classes else "texte"
            return (Audience(with_speciality(values, sentence.text), Found(sentence.text, "texte"), kind),)
    return ()


def _own_line(sentence: Sentence, *, is_answer: bool) -> Audience | None:
    text = sentence.text.lstrip("-–—•*·→ ")
    label = _LABEL.match(text)
    if len(text) > _OWN_LINE or not (sentence.alone or label or is_answer):
        return None
    text = text[label.end() :] if label else text
    if _SENTENCE_START.match(text):
        return None
    values, rest = read_leading_niveaux(text)
    if not values or not _AFTER_LEVEL.match(rest):
        values = _in_parts(text)
    if not values or _WIDE.issuperset(values):
        return None
    if _OF_OTHERS.search(sentence.folded) or _GROWN_UPS.search(sentence.folded):
        return None
    return Audience(values, Found(sentence.text, "texte"))


def _in_parts(text: str) -> tuple[str, ...]:
    """The levels that are whole parts of a line that tells of teaching: « Niveau A1-A2, LV2, quatrième »."""
    parts = list(filter(None, parts_of_line(text))) if _OF_TEACHING.search(text) else []
    read = [placed.values for part in parts if not (placed := read_niveaux(part)).leftover] if len(parts) > 1 else []
    return with_speciality(told_once([value for one in read for value in one]), text)


def _beside_traam(sentence: Sentence) -> Audience | None:
    """The levels that are a whole part of a line naming the TraAM: « TraAM espagnol 2023-2024, cycle 4 »."""
    parts = filter(None, parts_of_line(sentence.text))
    read = [placed.values for part in parts if not (placed := read_niveaux(part)).leftover]
    values = told_once([value for one in read for value in one])
    return Audience(values, Found(sentence.text, "texte")) if values else None


def _levels_after(match: re.Match[str], *, with_near: bool = True) -> tuple[tuple[str, ...], str]:
    """The levels that follow a wording at once, and what follows them."""
    if _NOT_TRIED.search(match.string, max(0, match.start() - _LOOKED_BEFORE), match.end()):
        return (), ""
    return read_leading_niveaux(match.string[match.end() : match.end() + _MAX_WINDOW], with_near=with_near)


def _of_pupils(text: str) -> Iterator[str]:
    for match in (*_PUPILS.finditer(text), *LEVELS_ABROAD.finditer(text), *_APPOSED.finditer(text)):
        yield from (value for value in _levels_after(match)[0] if value not in _WIDE)
    for match in _TAUGHT.finditer(text):
        _, rest = _levels_after(match)
        end = min(match.end() + _MAX_WINDOW, len(text)) - len(rest)
        yield from read_niveaux(text[match.start() : end], in_prose=True).values
    for match in _STREAMED.finditer(text):
        yield from (value for value in _levels_after(match, with_near=False)[0] if _is_streamed(value))
    for match in _TRIED.finditer(text):
        values, rest = _levels_after(match)
        yield from (value for value in values if value not in _WIDE and _AFTER_LEVEL.match(rest))


def _is_streamed(value: str) -> bool:
    """Say whether a level is a class of one stream, or a year of a diploma: « 1re STMG », « CAP 1re année »."""
    return value.partition(" ")[0] in _STREAMS and " " in value


def _by_the_way(text: str) -> Iterator[str]:
    for match in _FROM.finditer(text):
        values, _ = _levels_after(match)
        yield from values if len(values) > 1 else ()
    for pattern in (_FOR, _IN):
        for match in pattern.finditer(text):
            after = text[match.end() : match.end() + _MAX_WINDOW]
            values, rest = _levels_after(match)
            if not values or _WIDE.issuperset(values) or (pattern is _IN and _DURATION.match(after)):
                continue
            is_certain = any(map(_is_streamed, values))
            if _ORDINAL.match(after) and not is_certain and not _AFTER_LEVEL.match(rest):
                continue
            if pattern is _IN or not _is_lone_feminine(match[0], after, values):
                yield from values


def _is_lone_feminine(before: str, after: str, values: Iterable[str]) -> bool:
    """Say whether « première » stands without what makes it a class: its stream, « avec des », « nos »."""
    if not set(BARE).issuperset(values) or _LONE_PLURAL.match(after) is None or "mes" in before or "nos" in before:
        return False
    return not after.startswith(("des ", "les "))


def _of_schools(text: str) -> Iterator[str]:
    if _DENIED.search(text):
        return
    for match in _IN.finditer(text):
        values, rest = _levels_after(match)
        if values and _WIDE.issuperset(values) and not _SCHOOL_NAME.match(rest):
            yield from values

"""Reading the digital tools a description names."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache, partial

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
from schemas.words.vocabulary import load_vocabulary

_NAME = "outils"
_MAX_VALUES = 50
_ARTICLES = frozenset({"le", "la", "l"})
_DETERMINERS = frozenset({"le", "un", "l", "ce", "cet", "notre", "leur", "son", "chaque", "du", "au", "des", "les"})
_WITH = frozenset({"avec", "via", "logiciel", "application", "outil"})
"""What comes before the acronym of a tool: « filmée avec OBS »."""
_DENYING = frozenset({"san", "sans", "ni", "aucun", "aucune"})
_NOT_USED = re.compile(
    r"\b(?:compar\w{1,5} (?:[^,;:.!?]{0,25} )?[àa]|plut[ôo]t qu(?:e|['’])|au lieu d[eu'’]|[àa] la place d[eu'’]"
    r"|contrairement [àa]|[àa] la diff[ée]rence d[eu'’]|remplace\w{0,3}|se passer d[eu'’]|loin d[eu'’]|non pas"
    r"|comme (?:le fait|le ferait)|l['’]absence d[eu'’]"
    r"|n['’](?:a|ont|ai|avons|avait|avaient) (?:pas|jamais) (?:utilis|employ)[ée]e?s?"
    r"|n['’](?:utilis|emploi|employ)\w+ (?:pas|jamais))\s?(?:l[ae]s? |l['’]|une? |des )?\Z",
    re.IGNORECASE,
)
"""How a tool is named that the work does without: « comparer à GeoGebra », « plutôt que Padlet »."""
_SIGNS_OF_NOT_USED = (
    "compar", "plut", "au lieu", "place d", "contrair", "diff", "remplac", "passer d", "loin", "non pas", "comme l",
    "absence d", "n'", "n’",
)  # fmt: skip
"""One of these is in all that the pattern above finds; looking for them is quicker."""
_NEEDED = r"(?:(?:utilis|employ|mobilis)[ée]e?s?|n[ée]cessaires?|utiles?|requis(?:es?)?)"
_BY_THE_WAY = r"(?:(?:donc|ici|aussi|alors|vite|finalement|volontairement) )?"
_LEFT_OUT = re.compile(
    rf"(?:,? qui)?\s(?:n['’](?:a|ont) (?:pas|jamais) (?:[ée]t[ée] {_NEEDED}|servi)"
    rf"|(?:n['’]est|ne sont|ne sera|ne seront) (?:pas|jamais) {_NEEDED}"
    r"|ne (?:sert|servent) (?:pas|[àa] rien)"
    rf"|(?:a|ont) {_BY_THE_WAY}[ée]t[ée] {_BY_THE_WAY}(?:[ée]cart[ée]|exclu|proscrit|rejet[ée]|abandonn[ée])e?s?"
    rf"|(?:est|sont|sera|seront) {_BY_THE_WAY}(?:inutile|superflu|[ée]cart[ée]|exclu|proscrit|interdit)e?s?)(?!\w)"
    r"(?! (?:que|seulement|uniquement|tout de suite|d['’]embl[ée]e|imm[ée]diatement|avant|par tous)(?!\w)| qu['’])",
    re.IGNORECASE,
)
"""What says that the tools before it are not used: « n'ont pas été utilisés », « est inutile »."""
_OF_SEVERAL = re.compile(r"\b(?:ont|sont|servent|seront)\b", re.IGNORECASE)
_LISTED = re.compile(
    r"\s?(?P<joint>,|/|et|ou|ni)?\s?(?:(?:ni )?(?:les? |la |l['’]|une? |des |nos |leurs? )?"
    r"(?:(?:logiciel|application|plateforme|site|outil)s? )?)",
    re.IGNORECASE,
)
"""What stands between two tools of one list."""
_ONE_MORE = re.compile(r" (?:et|ou) (?:les? |la |l['’]|des |nos )?[^\W\d]+(?= n['’]ont| ne | ont| sont| seront)")
"""« Capytale et les manuels n'ont pas été utilisés »: the last of a list need be no tool we know."""
_PREPOSITION = re.compile(
    r"\b(?:avec|sur|dans|via|par|sous|en|pour) (?:les? |la |l['’]|une? |des |nos )?\Z", re.IGNORECASE
)
_LOOKED_BEFORE = 60
_OF_GROWN_UPS = re.compile(
    r"\b(?:r[ée]unions?|r[ée]unira|se tiend\w+|s['’]est tenue?|coll[èe]gues|webinaires?|formation|inscri\w+"
    r"|coordinat\w+|inspect\w+|ordre du jour|membres|groupe de travail|[ée]quipe (?:acad[ée]mique|TraAM)|nous nous"
    r"|comptes?[- ]rendus?|prochaines? (?:rencontre|visio\w*)|visio\w* (?:TraAM )?d[ue] \d)\b",
    re.IGNORECASE,
)
_DAY_OF_MEETING = re.compile(
    r"\b(?:lundi|mardi|mercredi|jeudi|vendredi|samedi) (?:\d|prochain)"
    r"|\b(?:\d{1,2}|1er) (?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre"
    r"|d[ée]cembre)\b",
    re.IGNORECASE,
)
"""« Classe virtuelle, mercredi 22 janvier »: one that teachers are asked to."""
_PUPILS = re.compile(r"\b(?:[ée]l[èe]ves?|classes?|[ée]tudiants?|correspondants?|apprentis?)\b", re.IGNORECASE)
_SHOWS_THE_WORK = re.compile(
    r"\b(?:une|la|cette|en|petite|courte) vid[ée]os? "
    r"(?:(?:qui )?(?:montr|pr[ée]sent|racont|r[ée]sum|illustr|t[ée]moign)\w+"
    r"|de pr[ée]sentation|ci-(?:dessous|contre|jointe)|du projet|est (?:visible|en ligne|disponible))",
    re.IGNORECASE,
)
"""« Une vidéo montre la maquette »: the page's own, and no tool of the class."""
_USING = frozenset(
    {
        "avec",
        "dan",
        "dans",
        "programme",
        "script",
        "code",
        "sur",
        "sou",
        "sous",
        "en",
        "par",
        "via",
        "logiciel",
        "application",
        "outil",
        "plateforme",
        "langage",
        "et",
        "ou",
        "de",
        "d",
    }
)


@cache
def _keys(name: str) -> frozenset[str]:
    return frozenset(key for text in load_vocabulary(_NAME).lists[name] for key in key_of(text))


def read_outils(text: str, *, in_prose: bool = False) -> Placed:
    """The tools a text names, and what is left of it; in prose, only names that cannot be ordinary words."""
    return _read(text, in_prose=True) if in_prose else _read_value(text)


def _read(text: str, *, in_prose: bool) -> Placed:
    label = label_of_identifier(_NAME, text)
    if label is not None:
        return Placed((label,))
    words = split_words(text)
    table = phrase_table(_NAME)
    found = table.scan(table.keys(words))
    if in_prose:
        common = _keys("not_in_prose")
        found = tuple(
            match for match in found
            if _is_written_as_name(words[match.start : match.end]) and words[match.start].key not in common
            and not words[match.start].raw.isupper() and not _is_a_meeting(text, words, match)
        )  # fmt: skip
    values = distinct([label for match in found for label in match.labels])
    return Placed(values[:_MAX_VALUES], leftover_of(text, words, found, _keys("fillers")))


def read_outils_of_text(text: str, known: Collection[str] = ()) -> tuple[str, ...]:
    """The tools a sentence of a work names, but those known: names of their own, and things that are tools anyway.

    A sentence that names none but those known already is not looked at any further.
    """
    matches = phrase_table(_NAME).matches_in(text)
    if all(label in known for match in matches for label in match.labels):
        return ()
    words = split_words(text)
    found: list[str] = []
    left_out = _left_out(text, words, matches)
    for match in matches:
        is_new = any(label not in known for label in match.labels)
        if is_new and match not in left_out and _is_used(text, words, match) and _is_tool(words, match):
            found += match.labels
    return distinct(found)[:_MAX_VALUES]


def _left_out(text: str, words: Sequence[Word], matches: Sequence[Match]) -> list[Match]:
    """The tools that what follows them says are not used, with those of the list they end: « A et B n'ont pas servi ».

    A verb in the singular denies the last alone, unless the list is one of « ou ».
    """
    found: list[Match] = []
    for place, match in enumerate(matches):
        end = words[match.end - 1].end
        more = _ONE_MORE.match(text, end)
        denial = _LEFT_OUT.match(text, more.end() if more else end)
        if denial is None or (more is not None and _is_of_place(text, words, match)):
            continue
        joints = {"et", "ou", "ni", "/"} if _OF_SEVERAL.search(denial[0]) else {"ou", "ni"}
        found.append(match)
        for before, after in zip(reversed(matches[:place]), reversed(matches[1 : place + 1]), strict=True):
            gap = _LISTED.fullmatch(text, words[before.end - 1].end, words[after.start].start)
            is_listed = gap is not None and (gap["joint"] in joints or (gap["joint"] == "," and after is not match))
            if not is_listed or _is_of_place(text, words, before):
                break
            found.append(before)
    return found


def _is_of_place(text: str, words: Sequence[Word], match: Match) -> bool:
    """Say whether a tool is what something is done with or on, and no subject: « sur Padlet et l'ENT n'a »."""
    start = words[match.start].start
    return _PREPOSITION.search(text, max(0, start - _LOOKED_BEFORE), start) is not None


def _is_used(text: str, words: Sequence[Word], match: Match) -> bool:
    """Say whether the words before a tool do not say that the work does without it."""
    if match.start and words[match.start - 1].key in _DENYING:
        return False
    if _is_a_meeting(text, words, match):
        return False
    if match.labels == ("vidéo",) and _SHOWS_THE_WORK.search(text) is not None:
        return False
    start = words[match.start].start
    before = text[max(0, start - _LOOKED_BEFORE) : start].lower()
    if not any(map(before.__contains__, _SIGNS_OF_NOT_USED)):
        return True
    return _NOT_USED.search(text, max(0, start - _LOOKED_BEFORE), start) is None


def _is_a_meeting(text: str, words: Sequence[Word], match: Match) -> bool:
    """Say whether teachers meet by it: « la prochaine réunion se tiendra en visioconférence »."""
    start, end = words[match.start].start, words[match.end - 1].end
    is_class = text[start:end].lower().startswith("classe")
    if match.labels != ("visioconférence",) and not is_class:
        return False
    around = text[:start] + text[end:]
    is_of_grown_ups = _OF_GROWN_UPS.search(around) or _DAY_OF_MEETING.search(around)
    return is_of_grown_ups is not None and _PUPILS.search(around) is None


def _is_tool(words: Sequence[Word], match: Match) -> bool:
    named, label = words[match.start : match.end], match.labels[0]
    before = words[match.start - 1].key if match.start else ""
    raw = named[0].raw
    if label in _things():
        return named[0].key not in _keys("loose") or len(named) > 1
    is_name = any(char.isupper() for word in _without_article(named) for char in word.raw)
    if not is_name:
        return named[0].key in _keys("common_nouns") and before in _DETERMINERS
    if raw.isupper() and len(named) == 1 and not (raw in _names() or (before in _WITH and raw in _acronyms())):
        return False
    return named[0].key not in _keys("not_in_prose") or len(named) > 1 or before in _USING


def _is_written_as_name(named: Sequence[Word]) -> bool:
    return _without_article(named)[0].raw[:1].isupper()


def _without_article(named: Sequence[Word]) -> Sequence[Word]:
    """Leave the article a name begins with: « Le Chat » is a tool, « Le chat » at the head of a sentence is a cat."""
    return named[1:] if len(named) > 1 and named[0].key in _ARTICLES else named


@cache
def _things() -> frozenset[str]:
    return frozenset(load_vocabulary(_NAME).lists["things"])


@cache
def _names() -> frozenset[str]:
    return frozenset(load_vocabulary(_NAME).labels)


@cache
def _acronyms() -> frozenset[str]:
    return frozenset(text for term in load_vocabulary(_NAME).terms for text in term.variants if text.isupper())


_read_value = remembered(partial(_read, in_prose=False))

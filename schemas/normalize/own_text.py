"""What a page's text says of itself: its sentences, without what it says of others and of who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from schemas.types.record import Line, Reading
from schemas.words.remembering import remembered
from schemas.words.text import clean_text, fold

MAX_LINES = 2_000
MAX_SENTENCES = 1_500
_MAX_CHARS = 60_000
_MAX_FOLDED = 2_000
_SHORT = 160
"""Characters of what may be an entry of a list of links."""
_MAX_HEADING = 80

# What precedes is looked at after a first sign: a search that begins with signs is twice as quick.
_SENTENCE_END = re.compile(
    r"[\s»\"”](?:(?<=[.!?…].)(?!(?<=\.[A-Z]\.[\s»])[\s»]{0,3}\d)[\s»\"”]{0,3}(?=[A-ZÀ-ÖØ-Þ«\"“0-9-])"
    r"|(?<=\s)[•▪]\s(?!(?:19|20)\d\d))",
    re.DOTALL,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+|(?:https?://|www\.)\S{1,300}")
_ELSEWHERE = re.compile(
    r"\W*(?:(?:pour |a |en ){0,2}(?:voir|lire|relire|consulter|decouvrir|ecouter|savoir|retrouver|explorer) "
    r"(?:aussi|egalement|encore|ailleurs|plus)|(?:pour )?aller plus loin|pour (?:approfondir|prolonger)"
    r"|(?:sur|dans) (?:le|la) meme (?:theme|sujet|thematique|rubrique|categorie|serie|dossier)|du meme auteur"
    r"|(?:les )?(?:autres?|derniers?|dernieres?|nos (?:autres|derniers|dernieres)) "
    r"(?:articles?|productions?|publications?|ressources?|actualites?|travaux|scenarios?|annees?|pages?|billets?)"
    r"|(?:articles?|contenus?|pages?|ressources?|publications?|billets?|productions?) (?:liee?s?|similaires?"
    r"|connexes?"
    r"|associee?s?|recente?s?|precedente?s?|suivante?s?|recommandee?s?|complementaires?|de cet auteur|les plus)"
    r"|(?:les )?plus (?:lus?|recente?s?|vue?s?|consulte?e?s?)|(?:les )?annees? precedentes?"
    r"|liens? (?:utiles?|connexes?|externes?|internes?)|(?:sito|biblio|webo|biblio-?sito)graphie\w*|plan du site"
    r"|nuage de (?:mots|tags|mot-cles))(?![a-z])"
)
"""How what comes after, or on the same line, is said to be about other pages."""
_WHOLE = frozenset(
    [
        "navigation",
        "menu",
        "archives",
        "categories",
        "commentaires",
        "partager",
        "sommaire",
        "newsletter",
        "liens",
        "rubriques",
        "voir",
        "suivez-nous",
    ]
)
"""Headings that say so when they say nothing else."""
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_BYLINE = re.compile(
    rf"\W*(?:(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi"
    rf"|dimanche) )?\d{{1,2}}(?:er)? (?:{_MONTHS}) \d{{4}}(?:\W|$)"
    r"|(?:auteure?s?|autrices?|redacteurs?|redactrices?|contacts?) ?:"
    r"|(?:article |page |texte |fiche |contribution |billet )?(?:proposee?|publiee?|redigee?|ecrite?"
    r"|mise? en ligne) (?:par|le) )"
)
_SIGNED = re.compile(r"\W*[Pp]ar (?:l['’]|le |la |les )?(?:[A-ZÀ-Ö]|groupe|[ée]quipe|collectif)")
_EMBEDDING = re.compile(r"\W{0,3}<(?:iframe|script|embed|object|blockquote)\b[^<]*(?:<|\Z)", re.IGNORECASE)
"""« <iframe src="…"></iframe> »: a code to copy, and nothing that the page says."""
_SCHOOL_YEAR = re.compile(r"(?:19|20)\d\d\s?[-/ ]\s?(?:(?:19|20)\d\d|\d\d(?!\d))")


@dataclass(frozen=True)
class Sentence:
    """One sentence of a page's own text."""

    text: str
    number: int
    """The number of its line among those kept."""
    heading: bool = False
    alone: bool = False
    """True when it is its whole line."""

    @cached_property
    def folded(self) -> str:
        """The sentence as texts are compared, without case and accents; most sentences are never asked for it."""
        return fold(self.text[:_MAX_FOLDED])


def own_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines that speak of the page's own work.

    Left out: what stands under a heading such as « Voir aussi », a list of links to other pages, and who signed it.
    """
    kept: list[Line] = []
    elsewhere = ""
    for line in lines[:MAX_LINES]:
        text = clean_text(line.text)
        is_entry = len(text) <= _SHORT or ":" in text[:_MAX_HEADING]
        folded = fold(text[:_MAX_HEADING]) if is_entry else ""
        opened = is_entry and _opens_elsewhere(line, text, folded)
        if opened:
            elsewhere = "heading" if line.heading else "line"
            continue
        ends = line.heading if elsewhere == "heading" else line.heading or len(text) > _SHORT or text.endswith(".")
        if elsewhere and not ends:
            continue
        elsewhere = ""
        if text and not is_byline(text, folded) and not _EMBEDDING.match(text):
            kept.append(line if text == line.text else replace(line, text=text))
    return tuple(kept)


def _opens_elsewhere(line: Line, text: str, folded: str) -> bool:
    if folded.strip(" :.>-") in _WHOLE:
        return line.heading or text.endswith(":")
    found = _ELSEWHERE.match(folded)
    if found is None:
        return False
    after = folded[found.end() :].lstrip()
    return line.heading or not after or after[:1] in ":;.!?->" or len(text) <= _SHORT // 4


def is_byline(text: str, folded: str) -> bool:
    """Say whether a line only says who wrote a page, or when: « Publié le 19 mars 2025 », « Par A. Martin »."""
    if len(text) > _SHORT or _SCHOOL_YEAR.search(text):
        return False
    return _BYLINE.match(folded) is not None or (
        len(text) <= _MAX_HEADING and not text.endswith(".") and _SIGNED.match(text) is not None
    )


def is_signature(text: str) -> bool:
    """Say so of a line as its source wrote it."""
    cleaned = clean_text(text[: 2 * _SHORT])
    return len(cleaned) <= _SHORT and is_byline(cleaned, fold(cleaned[:_MAX_HEADING]))


def own_text(reading: Reading) -> tuple[Line, ...]:
    """A reading's own lines; its descriptions first, where the lines do not hold them."""
    whole = {line.text for line in reading.lines}
    apart = [one.value for one in reading.description[:5] if one.value not in whole]
    joined = " ".join(" ".join(line.text.split()) for line in reading.lines) if apart else ""
    before = tuple(Line(value) for value in apart if " ".join(value.split()) not in joined)
    return own_lines((*before, *reading.lines))


@remembered
def without_contacts(text: str) -> str:
    """The text without e-mail and web addresses: « traam.svt@… » names an inbox."""
    return _MAIL.sub(" ", text) if "@" in text or "://" in text or "www." in text else text


def sentences(lines: Iterable[Line]) -> Iterator[Sentence]:
    """Cut lines of clean text into sentences, as many as are looked at."""
    given = read = 0
    for number, line in enumerate(lines):
        text = without_contacts(line.text)
        read += len(text)
        parts = [part.strip() for part in _SENTENCE_END.split(text) if part and part.strip()]
        for part in parts:
            yield Sentence(part, number, line.heading, len(parts) == 1)
            given += 1
        if given >= MAX_SENTENCES or read > _MAX_CHARS:
            return


@lru_cache(maxsize=4)
def own_sentences(reading: Reading) -> tuple[Sentence, ...]:
    """The sentences of a reading's own text; the verdict, the year and the values all look at them."""
    return tuple(sentences(own_text(reading)))

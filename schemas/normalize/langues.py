"""The languages of a record: what its most precise place says, unless its own text is plainly in another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from schemas.normalize.findings import MAX_VALUES, Findings, first_values
from schemas.types.record import Found, Reading
from schemas.words.languages import language_name, read_languages
from schemas.words.text import clean_text

TEMPLATE_PLACES = frozenset({
    "lang du gabarit", "meta content-language", "meta language", "meta og:locale", "JSON-LD inLanguage",
    "meta dc.language", "meta dcterms.language", "langue du flux",
    "langue déclarée du document", "langue par défaut du document",
})  # fmt: skip
"""Places most sites fill once for all their pages: the text goes before them."""
UNKNOWN = "langue_inconnue"
"""Code of the issue about a value that names no language."""
_CONFIDENCE = {
    "lang du gabarit": 0.6, "langue du flux": 0.6, "meta content-language": 0.6, "meta language": 0.6,
    "langue par défaut du document": 0.6,
}  # fmt: skip
_OF_TEXT = 0.7
_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 400
_FEWEST_WORDS = 40
_SHARE = 0.12
"""These words make a quarter of any text in their language: half of that, and few of another's, leave no doubt."""
_TIMES = 5
_FUNCTION_WORDS = {
    "fr": frozenset({"le", "les", "des", "du", "et", "est", "une", "dans", "pour", "qui", "sur", "avec", "par", "aux",
                     "au", "ce", "cette", "nous", "leur", "leurs", "ou", "ils", "elle"}),
    "en": frozenset({"the", "and", "of", "to", "is", "for", "with", "that", "this", "are", "be", "by", "you", "from",
                     "it", "as", "they", "we", "or"}),
    "es": frozenset({"el", "los", "las", "y", "con", "por", "para", "del", "se", "su", "es", "lo", "como", "más"}),
    "de": frozenset({"der", "die", "und", "das", "ist", "ein", "eine", "mit", "für", "auf", "nicht", "zu", "den"}),
    "it": frozenset({"il", "di", "che", "per", "della", "sono", "gli", "con", "dei", "nel", "è", "si", "alla"}),
}  # fmt: skip


def read_langues_field(reading: Reading, findings: Findings) -> tuple[str, ...]:
    """The record's languages, two-letter codes where they exist."""
    said: list[tuple[str, Found]] = []
    for found in reading.langues[:MAX_VALUES]:
        text = clean_text(found.value[:500])
        read = read_languages(text)
        said += [(code, found) for code in read.codes]
        if read.leftover:
            message = f"langue non reconnue ({found.place}) : écrire son code, « fr » pour le français"
            findings.note("warning", "langues", read.leftover, message, UNKNOWN)
    is_template = all(found.place in TEMPLATE_PLACES for _, found in said)
    of_text = _language_of(line.text for line in reading.lines if not line.heading) if is_template else None
    if of_text is not None and of_text not in {code for code, _ in said}:
        said_there = ", ".join(f"{found.place} : {found.value.strip()[:40]}" for _, found in said[:2])
        place = f"texte de la page ({said_there})" if said_there else "texte de la page"
        found = Found(language_name(of_text), place)
        return (findings.keep("langues", of_text, found, "langue/texte", _OF_TEXT),)
    return first_values(
        findings.keep("langues", code, found, "langue/dite", _CONFIDENCE.get(found.place, 1.0)) for code, found in said
    )


def _language_of(lines: Iterable[str]) -> str | None:
    """Tell the languages taught most by their function words, none of them shared; None where none is plain."""
    said = Counter(islice((word for line in lines for word in _WORD.findall(line.lower())), _MOST_WORDS))
    words = said.total()
    if words < _FEWEST_WORDS:
        return None
    counts = {code: sum(said[word] for word in known) for code, known in _FUNCTION_WORDS.items()}
    best = max(counts, key=lambda code: counts[code])
    others = max(count for code, count in counts.items() if code != best)
    return best if counts[best] >= _SHARE * words and counts[best] >= _TIMES * others else None

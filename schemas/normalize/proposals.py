"""What a work says below the mark of what is kept: proposed to a person, with its words, and never thrown away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from schemas.normalize.findings import PROPOSED, Findings, safe_value
from schemas.normalize.own_text import Sentence
from schemas.notions.disciplines import read_disciplines_of_sentence
from schemas.notions.niveaux import read_niveaux
from schemas.notions.outils import read_outils

_LOOKED_AT = 60
_LOOKED_AT_FIRST = 14
"""Sentences in which a page says in which discipline its work was done."""
_MOST = 16
_SHOWN = 120
_READERS: dict[str, Callable[[str], Sequence[str]]] = {
    "disciplines": read_disciplines_of_sentence,
    "niveaux": lambda text: read_niveaux(text, in_prose=True).values,
    "outils": lambda text: read_outils(text).values,
}


def propose(field: str, identifier: str, said: Sequence[Sentence], findings: Findings) -> None:
    """Note what the sentences of a work may say of a field nothing was read of: one command makes it so."""
    found = list(_read(field, said))
    values = tuple(dict.fromkeys(value for value, _ in found))[:_MOST]
    if not values:
        return
    words = safe_value(next(one.text for _, one in found), _SHOWN)
    means = " ; ".join(values)
    message = f'peut-être « {means} », d\'après « {words} » : traam review alias {field} {identifier} "{means}"'
    findings.note("notice", field, identifier, message, PROPOSED)


def _read(field: str, said: Sequence[Sentence]) -> Iterator[tuple[str, Sentence]]:
    for one in said[: _LOOKED_AT_FIRST if field == "disciplines" else _LOOKED_AT]:
        yield from ((value, one) for value in _READERS[field](one.text))

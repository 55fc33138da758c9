"""Hits of a search as a person reads them: marked words, addresses to click on a terminal, facets."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from itertools import islice

import click

from commands.logs import shows_colors
from commands.options import say
from index.explaining import quoted_once
from index.result import Hit, Marked

FACET_NAMES: Mapping[str, str] = {
    "disciplines": "Discipline",
    "niveaux": "Niveau",
    "academies": "Académie",
    "annee_scolaire": "Année",
    "groupe": "Groupe",
    "type": "Type",
    "outils": "Outil",
    "competences": "Compétence",
    "langues": "Langue",
    "nature": "Nature",
}
_MOST_VALUES = 12


def show_hits(hits: Sequence[Hit], first: int = 1) -> None:
    """Show hits, numbered from the first."""
    for number, hit in enumerate(hits, start=first):
        _show_hit(number, hit)


def show_facets(facets: Mapping[str, Mapping[str, int]]) -> None:
    """Show how many hits each value has, the most frequent first; a field without any is left out."""
    from schemas.words.languages import language_name  # imported when needed only: it reads a list of them

    say()
    for name, label in FACET_NAMES.items():
        values = list(facets.get(name, {}).items())
        if values:
            named = ((language_name(value) if name == "langues" else value, count) for value, count in values)
            shown = ", ".join(f"{value} ({count})" for value, count in islice(named, _MOST_VALUES))
            more = f", et {len(values) - _MOST_VALUES} autres" if len(values) > _MOST_VALUES else ""
            say(f"{click.style(label, bold=True)} : {shown}{more}")


def hit_dict(hit: Hit) -> dict[str, object]:
    """The JSON values of a hit; marks are the begin and end of each word asked for, in characters.

    « document » is the title of the joined document an extract is taken from.
    """
    found = {
        **hit.record.as_dict(), "score": round(hit.score, 4),
        "matched": list(hit.matched), "missing": list(hit.missing),
        "told": list(hit.told),
    }  # fmt: skip
    if hit.why:
        found["why"] = list(hit.why)
    if hit.extrait is not None:
        found["extrait"] = {
            "texte": hit.extrait.text,
            "marques": [list(mark) for mark in hit.extrait.marks],
            "document": hit.extrait.document or None,
        }
    return found


def _show_hit(number: int, hit: Hit) -> None:
    record = hit.record
    say()
    titre = hit.titre if hit.titre is not None and hit.titre.text else Marked(record.titre or "(sans titre)")
    say(f"{number}. " + _styled(titre, bold=True))
    where = [*record.academies, *record.disciplines, record.annee_scolaire or "", ", ".join(record.niveaux)]
    say("   " + " · ".join(part for part in where if part))
    if hit.extrait is not None and hit.extrait.text:
        within = f"dans le document « {hit.extrait.document} » : " if hit.extrait.document else ""
        say(f"   {within}" + _styled(hit.extrait, bold=False))
    say(f"   {_link(record.url) if record.url else record.identifier}")
    if hit.missing:
        say(f"   sans {', '.join(map(quoted_once, hit.missing))}")
    if hit.told:
        fields = ", ".join(FACET_NAMES[name].lower() for name in hit.told)
        say(f"   {fields} : dans le texte seulement")
    for line in hit.why:
        say(f"   · {line}")


def _styled(marked: Marked, *, bold: bool) -> str:
    """Underline the marked words; plain text where the output is no terminal (click then drops the styles)."""
    pieces: list[str] = []
    place = 0
    for begin, end in marked.marks:
        pieces.append(click.style(marked.text[place:begin], bold=bold))
        pieces.append(click.style(marked.text[begin:end], bold=True, underline=True))
        place = end
    pieces.append(click.style(marked.text[place:], bold=bold))
    return " ".join("".join(pieces).split())


def _link(url: str) -> str:
    """Make an address one that terminals open; elsewhere, the address alone."""
    return f"\x1b]8;;{url}\x1b\\{url}\x1b]8;;\x1b\\" if sys.stdout.isatty() and shows_colors() else url

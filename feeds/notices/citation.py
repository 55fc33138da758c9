"""How a production is cited: a line for a document, and BibTeX."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.syndication.atom_entry import title_of
from feeds.wording.french import french_spaces, written_date
from feeds.wording.production import Production
from schemas.words.text import fold

_SPECIAL = re.compile(r"[\\{}$&#%_^~]")
_ESCAPED = {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}


def citation_line(production: Production) -> str:
    """« Auteurs, « Titre », académie : Lille, TraAM SVT 2024-2025, 1er mars 2025. https://… », of what is known."""
    record = production.record
    academies = f"académie{'s' if len(record.academies) > 1 else ''} : {', '.join(record.academies)}"
    parts = (
        ", ".join(record.auteurs),
        f"« {title_of(record)} »",
        academies if record.academies else "",
        f"TraAM {production.groupe_titre}" if record.groupe else "",
        written_date(record.date_publication) if record.date_publication else record.annee_scolaire,
    )
    return french_spaces(f"{', '.join(filter(None, parts))}. {record.url or ''}".strip())


def bibtex(production: Production) -> str:
    """The « misc » entry of a production, its signs escaped for LaTeX."""
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(production))
    return f"@misc{{{_key(production)},\n{fields}\n}}"


def _fields(production: Production) -> Iterator[tuple[str, str]]:
    record = production.record
    date = record.date_publication or ""
    pairs = (
        ("title", title_of(record)),
        ("author", " and ".join(f"{{{_escaped(name)}}}" for name in record.auteurs)),
        ("organization", ", ".join(f"Académie : {name}" for name in record.academies)),
        ("year", date[:4] or (record.annee_scolaire or "")[-4:]),
        ("date", date),
        ("note", f"TraAM {production.groupe_titre}" if record.groupe else ""),
        ("url", record.url or ""),
    )
    for name, value in pairs:
        if value:
            yield name, value if name in {"author", "url"} else _escaped(value)


def _key(production: Production) -> str:
    words = re.findall(r"[a-z0-9]+", fold(title_of(production.record)))
    return "-".join(["traam", *words[:3], production.file_name[:8]])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], f"\\{found[0]}"), text)

"""Reader of a document that stands alone (PDF, ODT, DOCX): what it says of itself, and its text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import unquote

from schemas.formats.assembly import found, one_line, plain_lines, unreadable
from schemas.parsing.xml import legal_text
from schemas.types.marked_text import marked_line
from schemas.types.record import RawRecord, Reading, Values

_NO_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint)\b.{0,200}|(?:untitled|sans[ -]titre|document|doc|pr[eé]sentation|diaporama"
    r"|diapositive|classeur|feuille|page|scan\w*|img|image|slide|titre|title|nouveau|mod[eè]le)[ _-]{0,3}\d{0,6}"
    r"|.{1,200}\.(?:docx?|odt|pdf|indd|pptx?|odp|qxd|tex|rtf|pages|pub|dvi))\Z",
    re.IGNORECASE,
)
_LETTERHEAD = re.compile(
    r"(?:r[eé]gion acad[eé]mique|acad[eé]mie d|minist[eè]re|coll[eè]ge |lyc[eé]e |rectorat"
    r"|r[eé]publique fran|direction )",
    re.IGNORECASE,
)
"""What stands above a title."""
DECLARED = "langue déclarée du document"
DEFAULT = "langue par défaut du document"
_LETTERS = re.compile(r"[^\W\d_]")
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")
_LONGEST_TITLE = 200


def read_alone(raw: RawRecord, ignore: frozenset[str]) -> Reading:
    """Read a document that no page presents; raises UnreadableError when it is no JSON object."""
    try:
        told = json.loads(raw.metadata.decode("utf-8", errors="replace"))
    except (ValueError, RecursionError) as error:
        raise unreadable(raw, "document illisible (JSON attendu)") from error
    if not isinstance(told, dict):
        raise unreadable(raw, "document illisible (objet JSON attendu)")
    said = {key: legal_text(value) for key, value in told.items() if isinstance(value, str) and key not in ignore}
    lines = tuple(marked_line(line.text) for line in plain_lines(said.get("text", "")))
    return Reading(
        titre=_titles(said, [line.text for line in lines[:12]]),
        urls=found([raw.url or ""], "adresse du document"),
        dates_publication=_date(said.get("created", ""), "date de création du document"),
        dates_modification=_date(said.get("modified", ""), "date de modification du document"),
        langues=_languages(said),
        lines=lines,
    )


def _languages(said: Mapping[str, str]) -> Values:
    """The language a document declares, else the one its word processor takes its text to be in."""
    declared = found([said.get("language", "")], DECLARED)
    return declared or found([said.get("default_language", "")], DEFAULT)


def _titles(said: dict[str, str], first_lines: list[str]) -> Values:
    """The title the document declares when it is one, else its first line that may be one, else its name."""
    declared = one_line(said.get("title", ""))
    own = [declared] if _is_title(declared) else []
    shown = [line for line in first_lines if _is_title(line) and " " in line and not _LETTERHEAD.match(line)][:1]
    name = re.sub(r"\.\w{2,5}\Z", "", unquote(said.get("name", ""), errors="replace"))
    readable = one_line(re.sub(r"[_+]+|(?<=\w)-(?=\w)", " ", name))
    return (
        *found(own, "titre déclaré du document"),
        *found(shown, "première ligne du document"),
        *found([readable[:1].upper() + readable[1:]], "nom du fichier"),
    )


def _is_title(text: str) -> bool:
    return len(text) <= _LONGEST_TITLE and len(_LETTERS.findall(text)) >= 8 and _NO_TITLE.match(text) is None


def _date(text: str, place: str) -> Values:
    match = _DATE.match(text.strip())
    return found([match[0]] if match else [], place)

"""The whole text of a record and of its joined documents: kept to be searched, never published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from schemas.normalize.blocks import MAX_LINES, lines_of_text
from schemas.normalize.findings import MAX_VALUES, Findings
from schemas.types.marked_text import marked_line
from schemas.types.record import Attached, Document, JoinedText, Line, Reading
from schemas.words.mail_addresses import without_addresses
from schemas.words.text import clean_text, without_tags

MAX_TEXTE = 200_000
"""Characters kept of a page: some eighty printed pages, forty times a long article; more is a list or a trap."""
MAX_JOINT = 100_000
"""Characters kept of one joined document: some forty printed pages, as much as the longest scenarios say."""
MAX_JOINTS = 400_000
"""Characters kept of all the documents of one page: a record never weighs more than a thick book."""


def read_texte(reading: Reading, cleaned: Sequence[Line], description: str | None, findings: Findings) -> str | None:
    """What the page says, one block a line; None where the description already says it all.

    `cleaned` are the first lines of the text with their damage repaired, as values were read from them.
    """
    own = [line.text for line in cleaned if not line.document]
    if reading.lines:
        rest: Iterable[str] = (clean_text(line.text) for line in reading.lines[MAX_LINES:])
    else:
        own = []
        whole = dict.fromkeys(found.value for found in reading.description[:MAX_VALUES])
        rest = (line.text for text in whole for line in lines_of_text(without_tags(text)))
    texte, is_cut = _bounded(chain(own, rest), MAX_TEXTE)
    if is_cut:
        message = f"texte très long : seuls ses {MAX_TEXTE // 1000} 000 premiers caractères sont cherchés"
        findings.note("notice", "texte", "", message)
    return None if _is_said(texte, description) else texte


def read_textes_joints(
    attached: Sequence[Attached], documents: Sequence[Document], findings: Findings
) -> tuple[JoinedText, ...]:
    """What the joined documents say, under the titles the page gives them."""
    titres = {document.url: document.titre for document in documents}
    kept: list[JoinedText] = []
    left = MAX_JOINTS
    for one in attached:
        titre = titres.get(one.url)
        if titre is None:  # its address may not be shown, or the page leads to it no more
            continue
        texte, is_cut = _bounded(_plain(one.text), min(MAX_JOINT, left))
        if is_cut:
            message = f"document joint « {titre} » très long : seul son début est cherché"
            findings.note("notice", "textes_joints", "", message)
        if texte:
            kept.append(JoinedText(one.url, titre, texte))
            left -= len(texte)
    return tuple(kept)


def _plain(text: str) -> Iterable[str]:
    return (clean_text(marked_line(line).text) for line in text.split("\n"))


def _bounded(lines: Iterable[str], most: int) -> tuple[str, bool]:
    """Join lines, e-mail addresses left out, as far as the bound; gives whether anything was left."""
    kept: list[str] = []
    length = 0
    for line in lines:
        text = without_addresses(line)
        if not text:
            continue
        if length + len(text) > most:
            return "\n".join([*kept, text[: most - length]]).strip(), True
        kept.append(text)
        length += len(text) + 1
    return "\n".join(kept), False


def _is_said(texte: str, description: str | None) -> bool:
    return " ".join(texte.split()) in " ".join((description or "").split())

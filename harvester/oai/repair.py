"""Mending an answer that is not well-formed XML, so that only the record the fault stands in can be lost.

The page is cut at its records as text; each record is parsed by itself, mended where it must be, and set aside when it
cannot be. An answer whose end is missing is never mended: the network cut it, and it is to be asked for again.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import pairwise

from harvester.oai.mend_text import mended_text

_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]{0,60}:)?)OAI-PMH(?=[\s>])[^>]*>")
_IDENTIFIER = re.compile(r"<(?:[A-Za-z_][\w.-]{0,60}:)?identifier\s*>([^<]{1,2000})<")
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_RECORDS_HERE = "<?traam-records?>"
"""Holds the place of the records while what surrounds them is mended."""


@dataclass(frozen=True, slots=True)
class LostRecord:
    """A record that could not be mended."""

    identifier: str
    """Empty when even that cannot be read."""
    reason: str


@dataclass(frozen=True, slots=True)
class MendedPage:
    """An answer made well-formed."""

    body: bytes
    """UTF-8."""
    defects: tuple[tuple[str, ...], ...] = ()
    """For each record left in the page, in order, what was mended in it."""
    lost: tuple[LostRecord, ...] = ()
    notes: tuple[str, ...] = ()
    """What was mended around the records."""
    frame_is_sound: bool = True
    """False when tags of records were missing: what stood around them, a token too, may have gone with them."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One record as text."""

    text: str
    is_open: bool = False
    """True when it does not end by its own tag."""
    defect: str = ""


@dataclass(frozen=True, slots=True)
class _Cut:
    """An answer cut at its records."""

    frame: str
    """The answer with a mark in the place of its records."""
    records: tuple[_Piece, ...]
    prefix: str
    """The envelope's namespace prefix with its colon; most often empty."""
    is_sound: bool = True


def mended_page(body: bytes) -> MendedPage | None:
    """Mend an answer; None when it is no whole OAI-PMH answer, or has a DOCTYPE, or cannot be mended."""
    found = _envelope(body)
    if found is None:
        return None
    text, prefix, notes = found
    cut = _cut_at_records(text, prefix)
    try:
        frame, said = mended_text(cut.frame)
    except ValueError:
        return None
    return _mend_records(cut, frame, (*notes, *said))


def mended_document(body: bytes) -> bytes | None:
    """Mend an answer that lists no records (Identify, ListSets, an error); None when that cannot be done."""
    mended = mended_page(body)
    return None if mended is None else mended.body


def _mend_records(cut: _Cut, frame: str, notes: tuple[str, ...]) -> MendedPage:
    before, after = _opening(frame, cut.prefix), _closing(cut.prefix)
    kept: list[str] = []
    defects: list[tuple[str, ...]] = []
    lost: list[LostRecord] = []
    for piece in cut.records:
        try:
            text, said = _mend_piece(piece, cut.prefix, before, after)
        except ValueError as error:
            lost.append(LostRecord(_identifier(piece.text, cut.prefix), str(error)))
        else:
            kept.append(text)
            defects.append((piece.defect, *said) if piece.defect else said)
    page = _DECLARATION + frame.replace(_RECORDS_HERE, "".join(kept), 1)
    return MendedPage(page.encode(), tuple(defects), tuple(lost), notes, cut.is_sound)


def _mend_piece(piece: _Piece, prefix: str, before: str, after: str) -> tuple[str, tuple[str, ...]]:
    """Mend one record; one left open is closed in the few ways that lose nothing. Raises ValueError when none fits."""
    if not piece.is_open:
        return mended_text(piece.text, before, after)
    try:
        return mended_text(f"{piece.text}</{prefix}record>", before, after)
    except ValueError as error:
        try:
            return mended_text(f"{piece.text}</{prefix}metadata></{prefix}record>", before, after)
        except ValueError:
            raise error from None


def _identifier(text: str, prefix: str) -> str:
    """The identifier a record's own header names; empty when it cannot be read."""
    header, _, _ = text[:20_000].partition(f"<{prefix}metadata")
    found = _IDENTIFIER.search(header)
    return found[1].strip() if found else ""


def _opening(frame: str, prefix: str) -> str:
    """The tags a record stands in, with the namespaces they declare."""
    root = _ROOT.search(frame)
    listed = re.search(rf"<{re.escape(prefix)}ListRecords(?=[\s>])[^>]*>", frame)
    return f"{root[0] if root else ''}{listed[0] if listed else ''}"


def _envelope(body: bytes) -> tuple[str, str, tuple[str, ...]] | None:
    """The answer from its first tag to its last, its prefix, and what was left out around it."""
    text = _decoded(body)
    root = _ROOT.search(text)
    if root is None:
        return None
    closing = f"</{root[1]}OAI-PMH"
    end = text.rfind(closing)
    close = text.find(">", end)
    before = re.sub(r"<\?xml[^>]{0,300}\?>", "", text[: root.start()]).strip()
    if end < root.end() or close < 0 or "<!DOCTYPE" in before:
        return None
    notes = []
    if before:
        notes.append("du texte précède la réponse OAI-PMH : laissé de côté")
    if text[close + 1 :].strip():
        notes.append("du texte suit la réponse OAI-PMH : laissé de côté")
    return text[root.start() : close + 1], root[1], tuple(notes)


def _decoded(body: bytes) -> str:
    """Decode an answer as it declares; each byte that is no UTF-8 becomes a lone surrogate, mended afterwards."""
    body = body.removeprefix(codecs.BOM_UTF8)
    declared = _DECLARED.search(body[:500])
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        if codecs.lookup(name).name != "utf-8":
            return body.decode(name)
    except (LookupError, UnicodeDecodeError):
        pass
    return body.decode("utf-8", errors="surrogateescape")


def _cut_at_records(text: str, prefix: str) -> _Cut:
    listed = re.search(rf"<{re.escape(prefix)}ListRecords(?=[\s>])[^>]*>", text)
    end = text.rfind(f"</{prefix}ListRecords")
    if listed is None or end < listed.end():
        return _Cut(text, (), prefix)
    inside = text[listed.end() : end]
    spans = _balanced_spans(inside, prefix)
    opening = _opening(text[: listed.end()], prefix)
    is_sound = spans is not None and _holds_whole_records(inside, spans, prefix, opening)
    if spans is None or not is_sound:
        spans = _spans_by_header(inside, prefix)
        pieces = tuple(_piece(inside[start:stop], prefix) for start, stop in spans)
        rest = _own_elements("".join(_between(inside, spans)), prefix)
    else:
        pieces = tuple(_Piece(inside[start:stop]) for start, stop in spans)
        rest = "".join(_between(inside, spans))
    frame = f"{text[: listed.end()]}{_RECORDS_HERE}{rest}{text[end:]}"
    return _Cut(frame, pieces, prefix, is_sound)


def _holds_whole_records(inside: str, spans: list[tuple[int, int]], prefix: str, opening: str) -> bool:
    """Say whether each header stands in a record of its own: no record's tag is missing.

    A record may hold others in its metadata, but then it can be read.
    """
    headers = re.compile(_naming_header(re.escape(prefix)))
    if any(headers.search(part) for part in _between(inside, spans)):
        return False
    closing = _closing(prefix)
    crowded = [inside[start:stop] for start, stop in spans if len(headers.findall(inside, start, stop)) > 1]
    return all(_is_mendable(text, opening, closing) for text in crowded)


def _is_mendable(text: str, before: str, after: str) -> bool:
    try:
        mended_text(text, before, after)
    except ValueError:
        return False
    return True


def _closing(prefix: str) -> str:
    return f"</{prefix}ListRecords></{prefix}OAI-PMH>"


def _naming_header(name: str) -> str:
    """The pattern of a header that names its record; other languages have headers too (HTML)."""
    return rf"<{name}header(?:\s[^<>]*)?>\s*<{name}identifier(?=[\s>])"


def _piece(text: str, prefix: str) -> _Piece:
    """A record as text, with the tag that begins it; the one that ends it is left to the mending."""
    begins = text.startswith(f"<{prefix}record")
    ends = re.search(rf"</{re.escape(prefix)}record\s*>\s*\Z", text) is not None
    missing = "balise <record> absente : remise" if not begins else "" if ends else "balise </record> absente : remise"
    return _Piece(text if begins else f"<{prefix}record>{text}", not ends, missing)


def _own_elements(rest: str, prefix: str) -> str:
    """Keep, of what stands between records whose tags cannot be trusted, what the list itself says.

    All of it is kept when a token is there that cannot be taken apart: the frame is then not mended at all.
    """
    name = re.escape(prefix)
    own = re.compile(rf"<{name}(resumptionToken|error)(?:\s[^<>]*)?(?:/>|>[^<]*</{name}\1\s*>)")
    kept = [match[0] for match in own.finditer(rest)]
    return "".join(kept) if len(kept) == len(re.findall(rf"<{name}(?:resumptionToken|error)\b", rest)) else rest


def _balanced_spans(inside: str, prefix: str) -> list[tuple[int, int]] | None:
    """Where each record begins and ends, records inside records included in theirs; None when they overlap."""
    marks = re.compile(rf"<!\[CDATA\[|<!--|<(/?){re.escape(prefix)}record(?=[\s/>])[^<>]*>")
    spans: list[tuple[int, int]] = []
    depth = start = position = 0
    while mark := marks.search(inside, position):
        position = mark.end()
        if mark[0].startswith("<!"):
            closed = inside.find("-->" if mark[0] == "<!--" else "]]>", position)
            if closed < 0:
                return None
            position = closed
        elif not mark[0].endswith("/>"):
            start = mark.start() if depth == 0 else start
            depth += -1 if mark[1] else 1
            if depth == 0:
                spans.append((start, mark.end()))
        if depth < 0:
            return None
    return spans if depth == 0 else None


def _spans_by_header(inside: str, prefix: str) -> list[tuple[int, int]]:
    """Where records begin, by their headers, and where they end, when their tags cannot be trusted."""
    name = re.escape(prefix)
    tag = rf"<{name}record(?:\s[^<>]*)?>\s*"
    begun = re.compile(rf"{tag}<{name}header(?=[\s/>])|(?:{tag})?{_naming_header(name)}")
    starts = [one.start() for one in begun.finditer(inside)]
    closing = f"</{prefix}record>"
    token = inside.rfind(f"<{prefix}resumptionToken")
    spans = []
    for start, following in pairwise([*starts, len(inside)]):
        end = inside.rfind(closing, start, following)
        until = token if start < token < following else following
        spans.append((start, until if end < 0 else end + len(closing)))
    return spans


def _between(inside: str, spans: list[tuple[int, int]]) -> list[str]:
    edges = [0, *(edge for span in spans for edge in span), len(inside)]
    return [inside[edges[number] : edges[number + 1]] for number in range(0, len(edges), 2)]

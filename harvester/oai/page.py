"""Cutting one ListRecords answer into raw records (OAI-PMH 2.0, sections 3 and 4.5)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from schemas.errors import ProtocolError
from schemas.issue import Issue
from schemas.record import RawRecord
from schemas.source import Source
from schemas.xml import local_name


@dataclass(frozen=True, slots=True)
class Page:
    """What one answer to ListRecords says."""

    response_date: str
    records: tuple[RawRecord, ...] = ()
    issues: tuple[Issue, ...] = ()
    token: str = ""
    """Empty at the end of the list."""
    complete_list_size: int | None = None
    """None when the repository does not say, or says nonsense."""

    @property
    def count(self) -> int:
        """Count what the page lists, records that could not be cut out included."""
        return len(self.records) + len(self.issues)


def read_page(root: etree._Element, url: str, source: Source) -> Page:
    """Read a parsed answer; raises ProtocolError (with the OAI code where there is one) when it is no list.

    Only direct children are looked at: a record's metadata may hold elements of any name.
    """
    if local_name(root) != "OAI-PMH":
        found = "page HTML" if local_name(root).lower() == "html" else f"élément « {local_name(root)} »"
        raise ProtocolError(url, f"réponse OAI-PMH attendue, {found} à la place")
    children = {local_name(child): child for child in reversed(root) if isinstance(child.tag, str)}
    response_date = _text(children.get("responseDate"))
    if "error" in children:
        code = children["error"].get("code", "").strip()
        if code == "noRecordsMatch":
            return Page(response_date)
        text = _text(children["error"])[:200] or "sans explication"
        raise ProtocolError(url, f"erreur OAI-PMH {code or 'sans code'} ({text})", code=code or "unknown")
    listed = children.get("ListRecords")
    if listed is None:
        raise ProtocolError(url, "réponse sans liste ListRecords ni erreur")
    page = _read_list(listed, response_date, source, url)
    # Some repositories put the token beside the list instead of in it: taken for the end, it would lose the rest.
    return page if page.token else replace(page, token=_text(children.get("resumptionToken")))


def _read_list(listed: etree._Element, response_date: str, source: Source, url: str) -> Page:
    records: list[RawRecord] = []
    issues: list[Issue] = []
    token, size = "", None
    for child in listed:
        name = local_name(child) if isinstance(child.tag, str) else ""
        if name == "record":
            found = _read_record(child, source)
            (records if isinstance(found, RawRecord) else issues).append(found)  # type: ignore[arg-type]
        elif name == "resumptionToken":
            token = _text(child)
            size = _positive(child.get("completeListSize"))
        elif name == "error":
            code = child.get("code", "") or "unknown"
            raise ProtocolError(url, f"erreur OAI-PMH {code} au milieu de la liste", code=code)
    return Page(response_date, tuple(records), tuple(issues), token, size)


def _read_record(element: etree._Element, source: Source) -> RawRecord | Issue:
    parts = {local_name(child): child for child in reversed(element) if isinstance(child.tag, str)}
    header = parts.get("header")
    fields = {} if header is None else {
        local_name(child): child for child in reversed(header) if isinstance(child.tag, str)
    }  # fmt: skip
    identifier = _text(fields.get("identifier"))
    if header is None or not identifier:
        return _lost(source, "", "notice sans identifiant : à signaler à l'entrepôt")
    deleted = header.get("status", "").strip().lower() == "deleted"
    metadata = _first_child(parts.get("metadata"))
    if metadata is None and not deleted:
        return _lost(source, identifier, "notice sans métadonnées : à signaler à l'entrepôt")
    sets = (_text(child) for child in header if isinstance(child.tag, str) and local_name(child) == "setSpec")
    return RawRecord(
        source=source.id,
        identifier=identifier,
        format=source.metadata_prefix,
        metadata=b"" if deleted or metadata is None else etree.tostring(metadata, encoding="utf-8", with_tail=False),
        datestamp=_text(fields.get("datestamp")) or None,
        sets=tuple(name for name in sets if name),
        deleted=deleted,
        found_by="oai",
    )


def _lost(source: Source, identifier: str, message: str) -> Issue:
    return Issue("error", source.id, identifier, "", "", message)


def _first_child(element: etree._Element | None) -> etree._Element | None:
    if element is None:
        return None
    return next((child for child in element if isinstance(child.tag, str)), None)


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(map(str, element.itertext())).strip()


def _positive(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdigit() and int(text) > 0 else None

"""One Atom entry: what a reader shows of a production, and what a machine takes from it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import escape

from feeds.syndication.atom_xml import DUBLIN_CORE, LANG, XmlFile, own_tag, tag, write_leaf
from feeds.wording.identity import scheme
from feeds.wording.instants import written_rfc3339
from feeds.wording.production import Production
from schemas.types.record import Document, Record
from schemas.words.text import cut

SUMMARY_LENGTH = 400
"""Characters of the summary; the content holds the whole description."""
NO_TITLE = "Production sans titre"
NO_AUTHOR = "TraAM"
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,90}", re.IGNORECASE | re.ASCII)
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")


def write_entry(xml: XmlFile, production: Production, base_url: str | None = None) -> None:
    """Write one entry; the base address is that of the fiche and of the notice beside the feed."""
    record = production.record
    with xml.element(tag("entry"), {LANG: record.langues[0]} if record.langues else None):
        xml.write("\n")
        write_leaf(xml, "id", production.id)
        write_leaf(xml, "title", title_of(record), {"type": "text"})
        write_leaf(xml, "updated", written_rfc3339(production.updated))
        if published := published_instant(record.date_publication):
            write_leaf(xml, "published", published)
        for name in authors_of(record):
            _write_author(xml, name)
        if record.url:
            write_leaf(xml, "link", "", {"rel": "alternate", "type": "text/html", "href": record.url})
        for attributes in further_links(production, base_url):
            write_leaf(xml, "link", "", attributes)
        for attributes in categories(production):
            write_leaf(xml, "category", "", attributes)
        for langue in record.langues:
            write_leaf(xml, f"{{{DUBLIN_CORE}}}language", langue)
        if record.description:
            write_leaf(xml, "summary", cut(record.description, SUMMARY_LENGTH), {"type": "text"})
        write_leaf(xml, "content", content_html(production), {"type": "html"})
        _write_elements(xml, production)
    xml.write("\n")


def further_links(production: Production, base_url: str | None) -> Iterator[dict[str, str]]:
    """The links to what is published beside the feed, then to the documents joined to the page."""
    if production.has_files:
        base = base_url or ""
        fiche = {"rel": "related", "type": "text/html", "title": "Fiche Édubase", "href": base + production.fiche_name}
        notice = {"rel": "describedby", "type": "application/xml", "title": "Notice ScoLOMFR"}
        yield from (fiche, {**notice, "href": base + production.notice_name})
    for document in {one.url: one for one in production.record.documents}.values():
        attributes = {"rel": "enclosure", "href": document.url}
        if document.titre.strip():
            attributes["title"] = " ".join(document.titre.split())
        if media_type := media_type_of(document):
            attributes["type"] = media_type
        if document.size is not None and document.size >= 0:
            attributes["length"] = str(document.size)
        yield attributes


def media_type_of(document: Document) -> str:
    """A document's media type where it is one (RFC 4287, 4.2.7.3), else nothing."""
    return document.media_type if _MEDIA_TYPE.fullmatch(document.media_type) else ""


def title_of(record: Record) -> str:
    """The title on one line; an entry must have one."""
    return " ".join((record.titre or "").split()) or NO_TITLE


def authors_of(record: Record) -> tuple[str, ...]:
    """The authors, else the académies; an entry must have one."""
    names = (record.auteurs, record.academies)
    return next((said for found in names if (said := tuple(filter(str.strip, found)))), (NO_AUTHOR,))


def published_instant(date: str | None) -> str | None:
    """The first instant of a full date; None for a year, a month or what is no date."""
    if date is None or not _FULL_DATE.match(date):
        return None
    try:
        return written_rfc3339(datetime.fromisoformat(date))
    except (ValueError, OverflowError):
        return None


def categories(production: Production) -> Iterator[dict[str, str]]:
    """The attributes of each category: the field in « scheme », the value in « term »."""
    record = production.record
    values = [
        *(("discipline", value) for value in record.disciplines),
        *(("niveau", value) for value in record.niveaux),
        *(("academie", value) for value in record.academies),
        ("annee_scolaire", record.annee_scolaire),
        ("groupe", record.groupe),
        ("type", record.type),
        *(("mot_cle", value) for value in record.mots_cles),
    ]
    for field, value in dict.fromkeys(values):
        if value:
            label = production.groupe_titre if field == "groupe" else value
            yield {"term": value, "scheme": scheme(field, production.authority), "label": label or value}


def content_html(production: Production, *, with_elements: bool = False) -> str:
    """The description, and the labelled elements where nothing else tells them, as HTML whose every text is escaped."""
    description = (production.record.description or "").splitlines()
    parts = [f"<p>{escape(line, quote=False)}</p>" for line in description if line.strip()]
    if with_elements and production.elements:
        parts.append("<dl>")
        for element in production.elements:
            parts.append(f"<dt>{escape(element.label, quote=False)}</dt>")
            parts.extend(f"<dd>{escape(value, quote=False)}</dd>" for value in element.values)
        parts.append("</dl>")
    # An entry without a page must have a content (RFC 4287, 4.1.2).
    return "\n".join(parts) or f"<p>{escape(title_of(production.record), quote=False)}</p>"


def _write_author(xml: XmlFile, name: str) -> None:
    with xml.element(tag("author")):
        write_leaf(xml, "name", name)
    xml.write("\n")


def _write_elements(xml: XmlFile, production: Production) -> None:
    if not production.elements:
        return
    with xml.element(own_tag("description")):
        xml.write("\n")
        for element in production.elements:
            for value in element.values:
                write_leaf(xml, own_tag("element"), value, {"name": element.name, "label": element.label})
    xml.write("\n")

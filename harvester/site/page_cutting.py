"""Cutting the answer of one page into its record: HTML, Markdown shown by a script, or a document declared alone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from harvester.body import decode_text
from harvester.memory import Kept
from harvester.site.addresses import is_in_scope, on_own_host
from harvester.site.discovery import canonical_link
from harvester.site.document_text import READ_TYPES, describe_document
from harvester.site.joined_documents import may_have_documents, read_attached, wanted_documents
from harvester.site.script_site import is_markdown
from schemas.files.source import Source
from schemas.formats.documents import media_type_of
from schemas.formats.markdown import markdown_page
from schemas.formats.page import Page, page_of
from schemas.parsing.page_address import canonical_address, is_believable_canonical
from schemas.parsing.web_address import published_address
from schemas.runs.frontier import Waypoint
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import RawRecord

_PAGE_OF_BOX = re.compile(r"debut_\w{1,40}=\d{1,9}")
"""SPIP's pages of a list, on an article that shows one."""
_MAGIC = {b"%PDF-": "application/pdf"}


def cut_page_payload(source: Source, payload: Payload, kept: Kept) -> tuple[RawRecord, ...]:
    """Cut a kept page into its record again, with the documents kept for it and what feeds say of it."""
    if isinstance(payload.found_by, OtherOrigin) and payload.found_by.is_beside_pages:
        return ()
    if document_type(payload):
        record = document_record(source, payload)
        return () if record is None else (record,)
    text = page_text(payload)
    try:
        page = page_of(text, page_url(payload))
    except ValueError:
        return ()
    identifier = payload.identifier or identity(page, payload.url, source)
    said = kept(PayloadName.of_said(identifier))
    record = replace(page_record(source, payload, identifier, text), said=() if said is None else (said.body,))
    if may_have_documents(text):
        attached, defects = read_attached(wanted_documents(record, source), kept)
        record = replace(record, attached=attached, defects=defects)
    return (record,)


def page_text(payload: Payload) -> str:
    """The HTML of an answer, decoded; Markdown is made into the page a script shows."""
    text = decode_text(payload.body, payload.content_type)
    return markdown_page(text) if is_markdown_page(payload) else text


def is_markdown_page(payload: Payload) -> bool:
    """Say whether an answer is the Markdown of a page that is opened at another address."""
    return bool(payload.identifier) and is_markdown(payload.content_type, payload.url)


def page_url(payload: Payload) -> str:
    """The address a person opens to see an answer."""
    return payload.identifier if is_markdown_page(payload) else payload.url


def page_record(source: Source, payload: Payload, identifier: str, text: str) -> RawRecord:
    """Make the record of a page, at its own address: not the one that turns a page of a box beside its text."""
    url = _without_page_of_box(published_address(page_url(payload)))
    # The day after it was asked: it may be tomorrow where the page was written.
    latest = (payload.fetched_at + timedelta(days=1)).date().isoformat()
    return RawRecord(
        source.id, identifier, "html", text.encode(), url=url, found_by=payload.found_by, latest_day=latest
    )


def _without_page_of_box(url: str) -> str:
    if "debut_" not in url:
        return url
    head, _, query = url.partition("?")
    kept = [argument for argument in query.split("&") if not _PAGE_OF_BOX.fullmatch(argument)]
    return "?".join(filter(None, (head, "&".join(kept))))


def is_document_address(url: str) -> bool:
    """Say whether an address is that of a document we read: PDF, ODT, DOCX."""
    return media_type_of(url) in READ_TYPES


def document_type(payload: Payload) -> str:
    """The type of an answer that is a document we read; empty for any other."""
    said = payload.content_type.lower().partition(";")[0].strip()
    if said in READ_TYPES:
        return said
    if "html" in said or said.startswith("text/"):
        return ""
    by_name = media_type_of(payload.url) or ""
    by_magic = next((kind for magic, kind in _MAGIC.items() if payload.body.startswith(magic)), "")
    return by_magic or (by_name if by_name in READ_TYPES and payload.body else "")


def document_record(source: Source, payload: Payload) -> RawRecord | None:
    """Make the record of a document that stands alone; None when it cannot be read."""
    try:
        told = describe_document(payload.body, document_type(payload))
    except ValueError:
        return None
    told = {**told, "name": urlsplit(payload.url).path.rpartition("/")[2]}
    identifier = payload.identifier or canonical_address(on_own_host(payload.url, source), source.aliases)
    metadata = json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", errors="replace")
    url = published_address(payload.url)
    return RawRecord(source.id, identifier, "document", metadata, url=url, found_by=payload.found_by)


def identity(page: Page, url: str, source: Source) -> str:
    """The page's identifier: what it says its address is, when that is believable, else where it was found."""
    own = canonical_address(on_own_host(url, source), source.aliases)
    said = canonical_link(page.root, url)
    said = None if said is None else on_own_host(said, source)
    if said is None or not is_in_scope(said, source.scope):
        return own
    said = canonical_address(said, source.aliases)
    if said == canonical_address(source.url, source.aliases) or not is_believable_canonical(said, own):
        return own
    return said


def identifier_asked(waypoint: Waypoint, source: Source) -> str:
    """The identifier the page is expected under."""
    return waypoint.asks_for or canonical_address(on_own_host(waypoint.url, source), source.aliases)

"""Asking for the documents joined to a page that says little by itself, and reading their text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from harvester.feed import payload_of
from harvester.fetch import Answer, Fetcher
from harvester.memory import Kept
from harvester.site.document_text import READ_TYPES, read_document
from harvester.site.payload_names import conditions, document_name
from schemas import formats
from schemas.errors import FetchError, UnreadableError
from schemas.normalize.traam import judge
from schemas.record import Attached, Document, Payload, RawRecord, Reading
from schemas.source import Source

MAX_READ = 3
"""Documents read of one page."""
DOCUMENT_BYTES = 20 * 1024 * 1024
_SAYS_ENOUGH = 800
"""Characters of its own text that make a page's documents needless."""
_PERHAPS_TRAAM = re.compile(r"tra+a*ms?\b|mutualis|taa+m", re.IGNORECASE)
_LINKS_DOCUMENT = re.compile(r"\.(?:pdf|odt|docx)\b|application/(?:pdf|vnd\.)", re.IGNORECASE)
_WORKS = frozenset({"production", "synthese", "bilan", "presentation"})
_NOT_MODIFIED = 304


def may_have_documents(text: str) -> bool:
    """Say whether a page may be of the TraAM and lead to a document: a glance before it is read."""
    return _LINKS_DOCUMENT.search(text) is not None and _PERHAPS_TRAAM.search(text) is not None


def wanted_documents(raw: RawRecord, source: Source) -> tuple[Document, ...]:
    """Give the documents worth reading: those of a TraAM page whose own text is short."""
    try:
        reading = formats.read(raw, ignore=source.ignore, selectors=source.selectors)
    except UnreadableError:
        return ()
    readable = [document for document in reading.documents if document.media_type in READ_TYPES]
    if not readable or _length(reading) >= _SAYS_ENOUGH or judge(reading, raw.url).traam_class not in _WORKS:
        return ()
    small = [document for document in readable if document.size is None or document.size <= DOCUMENT_BYTES]
    return tuple(small[:MAX_READ])


def _length(reading: Reading) -> int:
    return sum(len(line.text) for line in reading.lines)


def ask_documents(
    documents: tuple[Document, ...], source: Source, fetcher: Fetcher, kept: Kept, may_follow: Callable[[str], bool]
) -> Iterator[tuple[str, Payload]]:
    """Ask for documents inside the scope; one that does not come is left out, its link remains."""
    for document in documents:
        if not may_follow(document.url):
            continue
        name = document_name(document.url)
        held = kept(name)
        try:
            answer: Answer = fetcher.get(
                document.url, max_bytes=DOCUMENT_BYTES, headers=conditions(held), may_follow=may_follow
            )
        except FetchError:
            continue
        if answer.status == _NOT_MODIFIED and held is not None:
            yield name, held
        elif "html" not in answer.content_type:
            yield name, payload_of(source, answer, "document")


def read_attached(documents: tuple[Document, ...], kept: Kept) -> tuple[tuple[Attached, ...], tuple[str, ...]]:
    """Read the documents that are held; gives their texts, and what could not be read, said."""
    texts: list[Attached] = []
    faults: list[str] = []
    for document in documents:
        payload = kept(document_name(document.url))
        if payload is None:
            continue
        try:
            text = read_document(payload.body, document.media_type)
        except ValueError as error:
            faults.append(f"document joint « {document.titre} » non lu : {error}")
            continue
        if text:
            texts.append(Attached(document.url, text))
    return tuple(texts), tuple(faults)

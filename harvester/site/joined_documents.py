"""Asking for the documents joined to a page, and reading their text: values in some, words in all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from harvester.feed import payload_of
from harvester.fetch import Answer, Fetcher
from harvester.following import Following, is_followed
from harvester.memory import Kept
from harvester.site.conditions import conditions
from harvester.site.document_text import READ_TYPES, read_document
from schemas import formats
from schemas.files.source import Source
from schemas.normalize.traam import judge
from schemas.types.errors import FetchError, UnreadableError
from schemas.types.origin import OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import Attached, Document, RawRecord, Reading

MAX_READ = 10
"""Documents read of one page, so that their words are found: more are a collection, whose page says what it is."""
MAX_VALUED = 3
"""Those of them values are read in, where the page says little by itself."""
MAX_OTHER = 3
OTHER_BYTES = 4 * 1024 * 1024
"""Documents read of a page that is not of the TraAM, and their size: they are only searched."""
DOCUMENT_BYTES = 20 * 1024 * 1024
PAGE_BYTES = 60 * 1024 * 1024
"""Bytes past which no further document of one page is asked for."""
_SAYS_ENOUGH = 800
"""Characters of its own text that make it needless to read values in a page's documents."""
_LINKS_DOCUMENT = re.compile(r"\.(?:pdf|odt|docx)\b|application/(?:pdf|vnd\.)", re.IGNORECASE)
_NOT_MODIFIED = 304


def may_have_documents(text: str) -> bool:
    """Say whether a page may lead to a document: a glance before it is read."""
    return _LINKS_DOCUMENT.search(text) is not None


@dataclass(frozen=True, slots=True)
class WantedDocuments:
    """The documents of a page worth reading."""

    documents: tuple[Document, ...] = ()
    valued: int = 0
    """As many of them, from the first on, are read for values too."""
    asked_once: bool = False
    """True where what is held of them is enough: nobody reads values in them, and the page says when it changes."""


def wanted_documents(raw: RawRecord, source: Source) -> WantedDocuments:
    """The documents worth reading: those of a TraAM page, the first for values too when its own text is short.

    Of another page a few small ones are read, once, so that their words are found.
    """
    try:
        reading = formats.read(raw, ignore=source.ignore, selectors=source.selectors)
    except UnreadableError:
        return WantedDocuments()
    readable = [document for document in reading.documents if document.media_type in READ_TYPES]
    if not readable:
        return WantedDocuments()
    if judge(reading, raw.url).traam_class is None:
        few = [document for document in readable if (document.size or 0) <= OTHER_BYTES]
        return WantedDocuments(tuple(few[:MAX_OTHER]), asked_once=True)
    small = [document for document in readable if document.size is None or document.size <= DOCUMENT_BYTES]
    return WantedDocuments(tuple(small[:MAX_READ]), 0 if _length(reading) >= _SAYS_ENOUGH else MAX_VALUED)


def _length(reading: Reading) -> int:
    return sum(len(line.text) for line in reading.lines)


def ask_documents(
    wanted: WantedDocuments, source: Source, fetcher: Fetcher, kept: Kept, following: Following
) -> Iterator[tuple[PayloadName, Payload]]:
    """Ask for documents inside the scope; one that does not come is left out, its link remains."""
    size = 0
    for document in wanted.documents:
        if not is_followed(document.url, following) or size > PAGE_BYTES:
            continue
        name = PayloadName.of_document(document.url)
        held = kept(name)
        if held is not None and wanted.asked_once:
            yield name, held
            continue
        most = OTHER_BYTES if wanted.asked_once else DOCUMENT_BYTES
        try:
            answer: Answer = fetcher.get(document.url, max_bytes=most, headers=conditions(held), following=following)
        except FetchError:
            continue
        size += len(answer.body)
        if answer.status == _NOT_MODIFIED and held is not None:
            yield name, held
        elif "html" not in answer.content_type:
            yield name, payload_of(source, answer, OtherOrigin.DOCUMENT)


def read_attached(wanted: WantedDocuments, kept: Kept) -> tuple[tuple[Attached, ...], tuple[str, ...]]:
    """Read the documents that are held; gives their texts, and what could not be read, said."""
    texts: list[Attached] = []
    faults: list[str] = []
    for number, document in enumerate(wanted.documents):
        payload = kept(PayloadName.of_document(document.url))
        if payload is None:
            continue
        try:
            text = read_document(payload.body, document.media_type)
        except ValueError as error:
            faults.append(f"document joint « {document.titre} » non lu : {error}")
            continue
        if text:
            texts.append(Attached(document.url, text, only_searched=number >= wanted.valued))
    return tuple(texts), tuple(faults)

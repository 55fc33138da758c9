"""The way in: harvest a source as its card says, or cut a kept payload again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from harvester.batch import Batch, Ending, Order
from harvester.fetch import Fetcher
from harvester.memory import Kept, Memory
from schemas.files.source import Source
from schemas.types.payload import Payload
from schemas.types.record import RawRecord


def harvest(source: Source, fetcher: Fetcher, memory: Memory, order: Order, now: datetime) -> Iterator[Batch | Ending]:
    """Yield what a source gives, in batches, then one ending; raises SourceError when it gives nothing at all."""
    # Each kind loads what it needs when it is harvested: the command line starts as fast as its work allows.
    if source.kind == "oai":
        from harvester.oai.repository_harvest import harvest_repository

        yield from harvest_repository(source, fetcher, memory, order, now)
    elif source.kind == "site":
        from harvester.site.crawl import harvest_site

        yield from harvest_site(source, fetcher, memory, order, now)
    else:
        from harvester.feed import harvest_feed

        yield from harvest_feed(source, fetcher, now)


def cut(source: Source, payload: Payload, kept: Kept) -> tuple[RawRecord, ...]:
    """Cut a kept payload into raw records, as the harvest did; raises ProtocolError when it cannot be read.

    `kept` gives the other payloads of the source: those of a page's documents.
    """
    if source.kind == "oai":
        from harvester.oai.page import cut_page

        return cut_page(source.id, payload, source.metadata_prefix[0])
    if source.kind == "site":
        from harvester.site.page_cutting import cut_page_payload

        return cut_page_payload(source, payload, kept)
    from harvester.feed import cut_feed

    return cut_feed(source, payload)

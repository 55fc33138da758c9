"""One source whose batches are kept in a store of its own."""

from datetime import UTC, datetime

from harvester.batch import Batch
from pipeline.keeping.keep import Keeper
from schemas.files.source import Source
from schemas.types.origin import FoundBy, OtherOrigin
from schemas.types.payload import Payload
from schemas.types.payload_name import PayloadName
from schemas.types.record import RawRecord

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOURCE = Source("x", "X", "oai", "https://x.example.org/oai")


def keeper(rooms, run=1):
    return Keeper(SOURCE, (), rooms, run, lambda: NOW)


def raw(number, titre="Titre", *, deleted=False, metadata=None):
    content = f'<dc xmlns="x"><title>{titre} {number}</title></dc>'.encode() if metadata is None else metadata
    return RawRecord("x", f"oai:x:{number}", "oai_dc", b"" if deleted else content, deleted=deleted)


def batch(*records, name="oai/1/000001", **fields):
    return Batch(
        Payload("x", SOURCE.url, NOW, 200, "text/xml", b"<x/>", OtherOrigin.REPOSITORY),
        PayloadName(name),
        records,
        **fields,
    )


def living(rooms):
    with rooms.database.transaction() as transaction:
        return sorted(item.record.identifier for item in transaction.records.all(deleted=False))


SITE = Source("x", "X", "site", "https://x.example.org/", scope=("https://x.example.org/",))
PAGE = "https://x.example.org/a"


def page(titre="TraAM : un labyrinthe", url=PAGE):
    body = f"<article><h1>{titre}</h1><p>Un texte.</p></article>"
    html = f"<html><head><title>{titre}</title></head><body>{body}</body></html>"
    return RawRecord("x", url, "html", html.encode(), url=url)


def of_site(rooms, run=1):
    return Keeper(SITE, (), rooms, run, lambda: NOW)


def page_batch(*records, name="page/1", **fields):
    return Batch(Payload("x", PAGE, NOW, 200, "text/html", b"<p>", FoundBy.FEED), PayloadName(name), records, **fields)


def names_kept(rooms):
    return list(rooms.payloads.names("x"))

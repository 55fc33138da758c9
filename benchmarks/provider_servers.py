"""What the provider's benchmark compares: a store to serve, and pyoai's server over the same records.

« fill FOLDER COUNT » writes a store; « pyoai-written FOLDER » serves the bytes our server wrote in it; « pyoai-built
FOLDER » builds each record's XML when it is asked, as pyoai's writers do.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from benchmarks.oai_records import _DISCIPLINES, _FIRST, _LAST, _PLACES, _prose, _words
from feeds.oai.formats import FORMATS
from feeds.wording.production import GroupLabels, production_of
from schemas.parsing.xml import parse_xml
from schemas.types.payload_name import PayloadName
from schemas.types.record import Record, Traam
from store.database import Database
from store.rows import Saving

BATCH = 100
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
CLASSES = ("6e", "5e", "4e", "3e", "seconde", "première", "terminale")


def store_url(folder: Path) -> str:
    """The address of the store in a folder."""
    return f"sqlite:///{folder / 'traam.sqlite'}"


def fill(folder: Path, count: int) -> None:
    """Write a configuration, and a store of so many productions."""
    (folder / "traam.toml").write_text('[traam]\ncontact = "banc@example.org"\n', encoding="utf-8")
    database = Database(store_url(folder))
    for start in range(0, count, 1_000):
        with database.transaction() as transaction:
            transaction.records.save([_saving(number) for number in range(start, min(start + 1_000, count))])
            transaction.count_change()
    database.close()


def _saving(number: int) -> Saving:
    words = _words(number)
    record = Record(
        identifier=f"oai:banc.example:{number}",
        source="banc",
        titre=" ".join(next(words) for _ in range(7)).capitalize(),
        url=f"https://svt.banc.example/article{number}",
        description=_prose(words, 120),
        elements=MappingProxyType({"niveau": (CLASSES[number % 7],)}),
        academies=(_PLACES[number % len(_PLACES)],),
        disciplines=(_DISCIPLINES[number % len(_DISCIPLINES)][-1],),
        niveaux=(CLASSES[number % 7], CLASSES[(number + 1) % 7]),
        annee_scolaire=f"20{10 + number % 15}-20{11 + number % 15}",
        groupe=f"groupe-{number % 40}",
        type="scénario pédagogique",
        auteurs=(f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]}",),
        mots_cles=tuple(next(words) for _ in range(5)),
        outils=("Tableur",),
        date_publication="2025-01-15",
        traam=Traam(0.9, (), "production"),
    )
    return Saving(record, MOMENT, MOMENT, MOMENT, PayloadName("banc"), format="lom")


def _written(folder: Path) -> list[Any]:
    """The items with the bytes our server wrote."""
    database = Database(store_url(folder))
    with database.transaction() as transaction:
        headers, _ = transaction.published.page(
            since="", until="", spec="", after=("", ""), prefix="lom", size=1_000_000
        )
    database.close()
    return list(headers)


def serve(folder: Path, *, built: bool) -> None:
    """Serve the items of the store with the « oaipmh » package's server, until killed."""
    from oaipmh import common, metadata
    from oaipmh.server import BatchingServer

    headers = _written(folder)
    productions = dict(_productions(folder)) if built else {}
    common_headers = [
        common.Header(None, one.identifier, datetime.fromisoformat(one.datestamp[:-1]), list(one.sets), one.deleted)
        for one in headers
    ]

    class Answers:
        """What the package asks of who holds the records."""

        base_url = ""

        def identify(self) -> Any:
            return common.Identify("Banc", self.base_url, "2.0", ["banc@example.org"], datetime(2018, 1, 1),  # noqa: DTZ001
                                   "no", "YYYY-MM-DDThh:mm:ssZ", ["identity"])  # fmt: skip

        def listRecords(self, cursor: int, batch_size: int, **_: Any) -> list[Any]:  # noqa: N802
            page = range(cursor, min(cursor + batch_size, len(headers)))
            return [(common_headers[place], common.Metadata(None, headers[place]), None) for place in page]

    registry = metadata.MetadataRegistry()
    registry.registerWriter("lom", _writer(productions))
    answers = Answers()
    protocol = BatchingServer(answers, registry, resumption_batch_size=BATCH)
    _serve(lambda asked: protocol.handleRequest(asked), answers)


def _writer(productions: dict[str, Any]) -> Callable[[Any, Any], None]:
    def write(element: Any, found: Any) -> None:
        header = found.getMap()
        if productions:
            element.append(FORMATS["lom"].write(productions[header.identifier], None))
        else:
            element.append(parse_xml(header.content))

    return write


def _productions(folder: Path) -> Iterator[tuple[str, Any]]:
    database = Database(store_url(folder))
    labels = GroupLabels(())
    with database.transaction() as transaction:
        for stored in transaction.records.all(evidence=False):
            production = production_of(stored, labels)
            yield production.id, production
    database.close()


class _Quiet(WSGIRequestHandler):
    """Says nothing; keeps connections, as ours does."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _serve(handle: Callable[[dict[str, str]], bytes], answers: Any) -> None:
    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        body = handle(dict(parse_qsl(environ["QUERY_STRING"])))
        start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]

    server: WSGIServer = make_server("127.0.0.1", 0, answer, handler_class=_Quiet)
    answers.base_url = f"http://127.0.0.1:{server.server_port}/oai"
    print(answers.base_url, flush=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    thread.join()


def main() -> None:
    """Do what is asked."""
    command, folder = sys.argv[1], Path(sys.argv[2])
    if command == "fill":
        fill(folder, int(sys.argv[3]))
    else:
        serve(folder, built=command == "pyoai-built")


if __name__ == "__main__":
    main()

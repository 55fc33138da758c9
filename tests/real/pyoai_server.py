"""A real OAI-PMH server: the one of the « oaipmh » package, over the repository of these tests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from oaipmh import common, error, metadata
from oaipmh.server import BatchingServer, oai_dc_writer

from tests.real.repository import Held, Repository

BATCH = 10
OAI_DC = ("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", "http://www.openarchives.org/OAI/2.0/oai_dc/")


class _Answers:
    """What the package asks of who holds the records (its IBatchingOAI interface)."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self.base_url = ""

    def identify(self) -> common.Identify:
        """Answer Identify."""
        return common.Identify(
            "Entrepôt d'essai", self.base_url, "2.0", ["entrepot@example.org"], datetime(2018, 1, 1),  # noqa: DTZ001
            "persistent", "YYYY-MM-DDThh:mm:ssZ", ["identity"],
        )  # fmt: skip

    def listMetadataFormats(self, identifier: str | None = None) -> list[tuple[str, str, str]]:  # noqa: N802 - the package's name
        """Answer ListMetadataFormats."""
        if identifier is not None and identifier not in self._repository.records:
            raise error.IdDoesNotExistError(identifier)
        return [OAI_DC]

    def listSets(self, cursor: int, batch_size: int) -> list[tuple[str, str, None]]:  # noqa: N802
        """Answer one batch of ListSets."""
        names = sorted({held.set_spec for held in self._repository.records.values()})
        return [(name, name.capitalize(), None) for name in names][cursor : cursor + batch_size]

    def getRecord(self, metadataPrefix: str, identifier: str) -> tuple[Any, Any, None]:  # noqa: N802, N803
        """Answer GetRecord."""
        if identifier not in self._repository.records:
            raise error.IdDoesNotExistError(identifier)
        return self._as_record(self._repository.records[identifier], metadataPrefix)

    def listIdentifiers(self, **asked: Any) -> list[Any]:  # noqa: N802
        """Answer one batch of ListIdentifiers."""
        return [header for header, _, _ in self.listRecords(**asked)]

    def listRecords(  # noqa: N802
        self,
        metadataPrefix: str,  # noqa: N803
        cursor: int,
        batch_size: int,
        set: str | None = None,  # noqa: A002
        from_: datetime | None = None,
        until: datetime | None = None,
    ) -> list[tuple[Any, Any, None]]:
        """Answer one batch of ListRecords, oldest change first."""
        held = list(self._matching(set, from_, until))
        return [self._as_record(one, metadataPrefix) for one in held[cursor : cursor + batch_size]]

    def _matching(self, set_spec: str | None, since: datetime | None, until: datetime | None) -> Iterator[Held]:
        for held in self._repository.sorted():
            in_set = set_spec is None or set_spec == held.set_spec
            if in_set and (since is None or held.datestamp >= since) and (until is None or held.datestamp <= until):
                yield held

    @staticmethod
    def _as_record(held: Held, prefix: str) -> tuple[Any, Any, None]:
        if prefix != OAI_DC[0]:
            raise error.CannotDisseminateFormatError(prefix)
        header = common.Header(None, held.identifier, held.datestamp, [held.set_spec], held.deleted)
        return header, None if held.deleted else common.Metadata(None, held.fields), None


class _QuietHandler(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing: the test that fails says enough."""


class PyoaiServer:
    """The repository, answering on loopback while the « with » block lasts."""

    batch = BATCH

    def __init__(self, repository: Repository) -> None:
        registry = metadata.MetadataRegistry()
        registry.registerWriter(OAI_DC[0], oai_dc_writer)
        answers = _Answers(repository)
        self.repository = repository
        self.requests: list[dict[str, str]] = []
        self._protocol = BatchingServer(answers, registry, resumption_batch_size=BATCH)
        self._server: WSGIServer = make_server("127.0.0.1", 0, self._answer, handler_class=_QuietHandler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.url = answers.base_url = f"http://127.0.0.1:{self._server.server_port}/oai"

    def _answer(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        asked = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
        self.requests.append(dict(asked))
        if environ["PATH_INFO"] != "/oai":
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"nothing here"]
        body = self._protocol.handleRequest(asked)
        start_response("200 OK", [("Content-Type", "text/xml; charset=utf-8"), ("Content-Length", str(len(body)))])
        return [body]

    def __enter__(self) -> PyoaiServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=10)

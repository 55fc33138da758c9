"""A loopback OAI-PMH server that costs as little as it can: pages written beforehand, connections kept and counted.

Run as « python -m benchmarks.oai_server COUNT SIZE »; says its address on the first line, then serves until killed.
« /connections » gives how many connections were opened since it was last asked.
"""

from __future__ import annotations

import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from benchmarks.oai_records import page_at

MOST_KEPT_BYTES = 200_000_000
"""A longer list is written page by page, when it is asked for."""
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
    "<responseDate>2026-11-23T08:00:00Z</responseDate>{}</OAI-PMH>"
)
_IDENTIFY = _ENVELOPE.format(
    "<Identify><repositoryName>Banc</repositoryName><baseURL></baseURL><protocolVersion>2.0</protocolVersion>"
    "<adminEmail>banc@example.org</adminEmail><earliestDatestamp>2000-01-01T00:00:00Z</earliestDatestamp>"
    "<deletedRecord>persistent</deletedRecord><granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
).encode()
_FORMATS = _ENVELOPE.format(
    "<ListMetadataFormats><metadataFormat><metadataPrefix>lom</metadataPrefix><schema>x</schema>"
    "<metadataNamespace>http://ltsc.ieee.org/xsd/LOM</metadataNamespace></metadataFormat></ListMetadataFormats>"
).encode()


class Pages:
    """The pages of one list."""

    def __init__(self, count: int, size: int) -> None:
        self._count = count
        self._size = size
        self._kept: dict[int, bytes] = {}
        if count * 5_000 <= MOST_KEPT_BYTES:
            self._kept = {start: self._page(start) for start in range(0, count, size)}

    def at(self, start: int) -> bytes:
        """The page that begins with a record."""
        return self._kept.get(start) or self._page(start)

    def _page(self, start: int) -> bytes:
        return page_at(start, self._count, self._size).encode()


def handler_class(pages: Pages, opened: list[int]) -> type[BaseHTTPRequestHandler]:
    """The class that answers, with its pages."""

    class Handling(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            opened[0] += 1

        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._send(self._answer(parse_qs(self.rfile.read(length).decode())))

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/connections":
                body, opened[0] = str(opened[0] - 1).encode(), 0
            else:
                body = self._answer(parse_qs(parts.query))
            self._send(body)

        def _send(self, body: bytes) -> None:
            self.send_response_only(200)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _answer(self, arguments: dict[str, list[str]]) -> bytes:
            verb = arguments["verb"][0]
            if verb == "ListRecords":
                return pages.at(int(arguments.get("resumptionToken", ["0"])[0]))
            return _IDENTIFY if verb == "Identify" else _FORMATS

    return Handling


def main() -> None:
    """Serve until killed."""
    count, size = int(sys.argv[1]), int(sys.argv[2])
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_class(Pages(count, size), [0]))
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_address[1]}/oai", flush=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    thread.join()


if __name__ == "__main__":
    main()

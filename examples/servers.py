"""Starting the example sources: `python -m examples.servers [--delay S] [--port N]`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from collections.abc import Iterable, Sequence
from types import TracebackType

from examples.academic_site import AcademicSite
from examples.loopback_server import LoopbackServer
from examples.oai_repository import PATH, OaiRepository, utc_now
from examples.production import Production, changed, load_productions


class ExampleServers:
    """An OAI-PMH repository and an academic site on loopback, for tests and the demonstration.

    Articles of the site are called by their number, records of the repository by their identifier.
    With `port`, the repository listens there and the site on the next one; with 0, both where there is room.
    """

    def __init__(self, delay: float = 0.0, port: int = 0, *, productions: Iterable[Production] | None = None) -> None:
        held = load_productions() if productions is None else tuple(productions)
        self._repository = OaiRepository(held)
        self._site = AcademicSite(held)
        self._oai_server = LoopbackServer(self._repository, delay=delay, port=port)
        try:
            self._site_server = LoopbackServer(self._site, delay=delay, port=port + 1 if port else 0)
        except OSError:
            self._oai_server.server_close()
            raise
        self.oai_url = self._oai_server.base + PATH
        self.site_url = self._site_server.base + "/"

    def __enter__(self) -> ExampleServers:
        self._oai_server.start()
        self._site_server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._oai_server.stop()
        self._site_server.stop()

    @property
    def requests(self) -> dict[str, int]:
        """Count the requests answered so far, by server: « oai », « site »."""
        return {"oai": self._oai_server.requests, "site": self._site_server.requests}

    def edit(self, key: int | str, *, datestamp: str = "", **fields: object) -> None:
        """Change fields of a production (those of examples.production); raises KeyError when it does not exist.

        Without a datestamp, the present UTC time is taken.
        """
        if isinstance(key, int):
            self._site.edit(key, fields, datestamp)
        else:
            self._repository.edit(key, fields, datestamp)

    def delete(self, key: int | str, *, datestamp: str = "") -> None:
        """Withdraw a production: the repository says so with a new datestamp, the site answers 404."""
        if isinstance(key, int):
            self._site.delete(key)
        else:
            self._repository.edit(key, {"deleted": True}, datestamp)

    def add(self, key: int | str, *, titre: str, datestamp: str = "", **fields: object) -> None:
        """Publish a production; a withdrawn one of the same key comes back."""
        if isinstance(key, int):
            self._site.put(changed(Production(titre), {"number": key, "datestamp": datestamp, **fields}))
        else:
            stamp = datestamp or utc_now()
            self._repository.put(changed(Production(titre), {"identifier": key, "datestamp": stamp, **fields}))

    def fail(self, *, oai: bool | None = None, site: bool | None = None, retry_after: int | None = None) -> None:
        """Make a server answer 503 to everything, or recover; None leaves it as it is."""
        for server, failing in ((self._oai_server, oai), (self._site_server, site)):
            if failing is not None:
                server.failing = failing
                server.retry_after = retry_after


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; the first line printed gives the two addresses, in JSON."""
    parser = argparse.ArgumentParser(
        prog="python -m examples.servers", description="Sources d'essai, sur la boucle locale."
    )
    parser.add_argument("--delay", type=float, default=0.0, help="secondes d'attente avant chaque réponse")
    parser.add_argument("--port", type=int, default=0, help="port de l'entrepôt ; le site prend le suivant")
    options = parser.parse_args(arguments)
    interrupted = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: interrupted.set())
    with ExampleServers(options.delay, options.port) as servers:
        sys.stdout.write(json.dumps({"oai_url": servers.oai_url, "site_url": servers.site_url}) + "\n")
        sys.stdout.flush()
        interrupted.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())

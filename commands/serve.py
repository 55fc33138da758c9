"""« traam serve »."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import uvicorn

from commands.connections import BoundedProtocol, connections_allowed
from commands.options import tell, with_settings
from commands.sharing import share
from pipeline.ground.configuration import Serving
from pipeline.ground.lock import serving_lock
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.searching.search import open_searchable
from pipeline.server.app import server_app
from schemas.parsing.web_address import is_web_address
from schemas.types.errors import NothingToDoError, SettingsError, reason_of

_BACKLOG = 100
_SECONDS_TO_END = 5
"""How long the answers under way may go on once the server is asked to stop."""
_NO_EMAIL = (
    "[serve] email : absente ; donner l'adresse de fonction du service, que le protocole OAI-PMH veut publique "
    "(jamais celle d'une personne)"
)


@click.command("serve")
@click.option("--host", metavar="ADRESSE", help="Adresse où écouter (sinon [serve] host, puis 127.0.0.1).")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    help="Port où écouter (sinon [serve] port, puis 8080) ; 0 : un port libre.",
)
@click.option("--out", metavar="DOSSIER", type=click.Path(path_type=Path), help="Dossier de « traam publish ».")
@click.option("--base-url", metavar="URL", help="Adresse publique du serveur, derrière un mandataire.")
@click.option(
    "--processus",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Combien de processus répondent : un par cœur au plus.",
)
@with_settings
def serve_command(
    settings: Settings, *, host: str | None, port: int | None, out: Path | None, base_url: str | None, processus: int
) -> None:
    """Servir ce qui est publié : vitrine (/), entrepôt OAI-PMH (/oai) et fichiers de « traam publish » (/flux).

    Rien n'est modifié à distance. S'arrête à Ctrl-C ou au signal TERM, une fois les réponses en cours données.

    \b
    Exemples :
      traam serve
      traam serve --port 8000 --out flux
      traam serve --host 0.0.0.0 --base-url https://traam.exemple.fr/
    """
    if base_url is not None and not is_web_address(base_url):
        raise SettingsError([f"base-url : « {base_url} » n'est pas une adresse http ou https"])
    if not settings.serving.email:
        raise SettingsError([_NO_EMAIL])
    written = settings.serving
    serving = replace(
        written,
        host=host or written.host,
        port=written.port if port is None else port,
        out=(Path.cwd() / out) if out else written.out,
        base_url=f"{base_url.rstrip('/')}/" if base_url else written.base_url,
    )
    with open_database(settings.store):
        pass  # brought to today's format before anyone answers, or refused
    with (
        serving_lock(settings.data),
        _listening(serving.host, serving.port) as sock,
    ):
        port = int(sock.getsockname()[1])
        settings = replace(settings, serving=replace(serving, port=port))
        open_searchable(settings, tell).close()  # built again here where it has to be: no reader is kept waiting
        shown = f"[{serving.host}]" if ":" in serving.host else serving.host
        tell(f"Serveur à l'écoute : http://{shown}:{port}/ (Ctrl-C pour arrêter)")
        if processus == 1:
            _answer(settings, sock)
        elif not share(_answer, settings, sock, processus):
            raise NothingToDoError("l'un des processus qui répondent s'est arrêté de lui-même : voir le journal")
    tell("Serveur arrêté.")


def _answer(settings: Settings, sock: socket.socket) -> None:
    """Answer, by connections to the store of this process's own."""
    with open_database(settings.store) as reading, open_database(settings.store) as answering:
        _run(server_app(settings, reading, answering), sock, settings.serving)


def _listening(host: str, port: int) -> socket.socket:
    """Open the socket; a host that is none is the configuration's fault, a port that is taken is the moment's."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError) as error:
        raise SettingsError([f"host : « {host} » n'est pas une adresse de cette machine ({error})"]) from error
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(_BACKLOG)
    except OSError as error:
        sock.close()
        way_out = "arrêter l'autre programme, ou choisir un autre port par --port"
        raise NothingToDoError(f"{host}:{port} : écoute impossible ({reason_of(error)}) ; {way_out}") from error
    return sock


def _run(app: Callable[..., Any], sock: socket.socket, serving: Serving) -> None:
    """Answer until a signal comes; what is under way is finished first."""
    protocol = BoundedProtocol.within(connections_allowed(serving.max_connections), serving.request_seconds)
    config = uvicorn.Config(
        app, http=protocol, ws="none", lifespan="on", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=_SECONDS_TO_END,
    )  # fmt: skip
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    for number in (signal.SIGINT, signal.SIGTERM):
        # Once it has ended, uvicorn raises the signal again, for whoever was there before: nobody.
        signal.signal(number, lambda *_: None)
    uvicorn.Server(config).run(sockets=[sock])

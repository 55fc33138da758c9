"""Handing an issue to a mail server: to one reader who tries it first, then, for the same bytes only, to the list."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import smtplib
import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from disk.aside import replaced_file
from pipeline.ground.configuration import JOURNAL
from schemas.files.letter import Letter, is_mail_address
from schemas.types.errors import NothingToDoError, SettingsError, StoreError, reason_of
from store.journal.journal_folder import JournalFolder
from store.journal.lines import Kind
from store.journal.told import told_by

SENT = "lettres-envoyees.json"
"""In the data folder: what was tried and sent, by the SHA-256 of its bytes; no reader's address.

The journal, which is told first, gives it back where it is gone.
"""
_SECONDS = 60
_BROKEN = "la connexion s'est rompue, sans dire si le message est pris"
_NOT_ENCRYPTED = "chiffrement impossible (certificat non valable, ou port qui ne chiffre pas)"
_WHOLLY_ENCRYPTED = 465
"""The port where encryption comes first (RFC 8314, 3.3); elsewhere it is asked for (RFC 3207)."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where messages are handed in."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Name the server, never its password."""
        return f"{self.host}:{self.port}"

    @property
    def is_this_machine(self) -> bool:
        """Say whether nobody else can listen on the way."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def read_mail_server(text: str, user: str = "", password: str = "") -> MailServer:
    """Read « hôte:port »; raises SettingsError."""
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise SettingsError([f"--smtp : « {text} » n'est pas de la forme HÔTE:PORT"])
    return MailServer(host.strip("[]"), int(port), user, password)


def send_test(data: Path, letter: Letter, message: bytes, server: MailServer, to: str) -> None:
    """Send an issue to one person, and remember that these bytes were tried."""
    if not is_mail_address(to):
        raise SettingsError([f"--test-to : « {to} » n'est pas une adresse électronique seule"])
    _need_addresses(letter)
    _hand_in(server, letter.envoi.de, to, message)
    _remember(data, message, **_named(letter), essai=_now())


def send_to_list(data: Path, letter: Letter, message: bytes, server: MailServer) -> None:
    """Send an issue to its list, once; raises NothingToDoError for a draft, or for bytes nobody tried."""
    _need_addresses(letter)
    known = _memory(data).get(_digest(message), {})
    if letter.brouillon:
        raise NothingToDoError(f"le numéro {letter.numero} est un brouillon : « brouillon = false » quand il est prêt")
    if "essai" not in known:
        raise NothingToDoError(
            f"le numéro {letter.numero}, tel qu'il est, n'a pas été essayé : l'envoyer d'abord par --test-to"
        )
    if "liste" in known:
        raise NothingToDoError(f"le numéro {letter.numero} a déjà été envoyé à la liste, le {known['liste']}")
    if "commence" in known:
        raise NothingToDoError(
            f"un envoi du numéro {letter.numero}, commencé le {known['commence']}, n'a pas dit sa fin : voir si la "
            f"liste l'a reçu ; sinon ôter « commence » de {data / SENT}"
        )
    # Said before, and taken back on a clear refusal: a connection lost in between must not send twice.
    _remember(data, message, **_named(letter), commence=_now())
    try:
        _hand_in(server, letter.envoi.de, letter.envoi.liste, message)
    except RefusedError:
        _remember(data, message, commence=None)
        raise
    _remember(data, message, commence=None, liste=_now())


class RefusedError(NothingToDoError):
    """The server surely did not take the message."""


def _need_addresses(letter: Letter) -> None:
    if not letter.envoi.de:
        raise NothingToDoError(
            f"le numéro {letter.numero} n'a pas de table [envoi] : y mettre « de » (adresse du service) et « liste »"
        )


def _hand_in(server: MailServer, sender: str, to: str, message: bytes) -> None:
    try:
        connection = _connected(server)
    except smtplib.SMTPException as error:
        raise RefusedError(f"{server} : le serveur de courrier refuse ({_said(error)})") from error
    except ssl.SSLError as error:
        raise RefusedError(f"{server} : {_NOT_ENCRYPTED}") from error
    except TimeoutError as error:
        raise RefusedError(f"{server} : pas de réponse à temps") from error
    except OSError as error:
        raise RefusedError(f"{server} : connexion impossible ({reason_of(error)})") from error
    with connection:
        try:
            connection.sendmail(sender, [to], message)
        except smtplib.SMTPServerDisconnected as error:
            raise NothingToDoError(f"{server} : {_BROKEN}") from error
        except smtplib.SMTPException as error:
            raise RefusedError(f"{server} : le serveur de courrier refuse ({_said(error)})") from error
        except OSError as error:
            raise NothingToDoError(f"{server} : {_BROKEN}") from error


def _connected(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.port == _WHOLLY_ENCRYPTED:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        connection.ehlo_or_helo_if_needed()
        if connection.has_extn("starttls"):
            connection.starttls(context=context)
        elif not server.is_this_machine:
            connection.close()
            raise RefusedError(
                f"{server} : le serveur ne chiffre pas la connexion ; en prendre un qui le fait (port 465)"
            )
    if server.user:
        connection.login(server.user, server.password)
    return connection


def _said(error: smtplib.SMTPException) -> str:
    text: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return str(error)
    said = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return f"{code} {' '.join(said.split())}"


def _named(letter: Letter) -> dict[str, Any]:
    """Name an issue to who reads the memory; what tells messages apart is their bytes, which name the series too."""
    return {"serie": letter.serie or None, "numero": letter.numero}


def _digest(message: bytes) -> str:
    return hashlib.sha256(message).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _memory(data: Path) -> dict[str, dict[str, Any]]:
    path = data / SENT
    if not path.exists():
        return dict(told_by(JournalFolder(data / JOURNAL).read()[0]).letters)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} : mémoire des envois illisible ; la réparer, ou l'ôter") from error
    return found if isinstance(found, dict) else {}


def _remember(data: Path, message: bytes, **values: Any) -> None:  # noqa: ANN401 - JSON values
    memory = _memory(data)
    one = {**memory.get(_digest(message), {}), **values}
    memory[_digest(message)] = {key: value for key, value in one.items() if value is not None}
    path = data / SENT
    # Letters have no place in the history of the base: each word on one takes the place of the last.
    JournalFolder(data / JOURNAL).add(0, [(Kind.LETTER, _digest(message), memory[_digest(message)])])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_file(path) as stream:
            stream.write((json.dumps(memory, ensure_ascii=False, indent=2) + "\n").encode())
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error

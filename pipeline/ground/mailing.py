"""Handing a message to a mail server, encrypted on the way unless the server is this machine."""

from __future__ import annotations

import ipaddress
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.ground.alert_settings import host_and_port
from schemas.types.errors import NothingToDoError, SettingsError, reason_of

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
    found = host_and_port(text)
    if found is None:
        raise SettingsError([f"--smtp : « {text} » n'est pas de la forme HÔTE:PORT"])
    return MailServer(*found, user, password)


class RefusedError(NothingToDoError):
    """The server surely did not take the message."""


def hand_in(server: MailServer, sender: str, to: Sequence[str], message: bytes) -> None:
    """Hand a message in; raises RefusedError, or NothingToDoError where nobody knows whether it was taken."""
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
            connection.sendmail(sender, list(to), message)
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

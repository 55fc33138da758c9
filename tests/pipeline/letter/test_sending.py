"""Handing an issue in: what the command line cannot show on loopback."""

from __future__ import annotations

import shutil
import socket
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from pipeline.ground.mailing import MailServer, RefusedError, read_mail_server
from pipeline.ground.settings import Settings
from pipeline.letter.sending import send_test, send_to_list
from schemas.files.letter import Envoi, Letter
from schemas.types.errors import NothingToDoError, SettingsError

LETTER = Letter(3, "mai 2026", date(2026, 5, 1), envoi=Envoi("lettre@example.org", "liste@example.org"))


class Elsewhere(MailServer):
    """A server that is not this machine, as far as we know."""

    is_this_machine = False


class Sink:
    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.taken.append(envelope.original_content)
        return "250 OK"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    journal = tmp_path / "partage"
    return Settings(config=None, contact="", data=tmp_path / "data", store_url="", index=tmp_path, journal=journal)


@pytest.fixture
def sink():
    handler = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def test_off_this_machine_a_connection_that_is_not_encrypted_is_refused(settings: Settings, sink) -> None:
    handler, port = sink
    with pytest.raises(RefusedError, match="ne chiffre pas"):
        send_test(settings.store, LETTER, b"Subject: a\r\n\r\nb\r\n", Elsewhere("127.0.0.1", port), "a@b.fr")
    assert handler.taken == []
    send_test(settings.store, LETTER, b"Subject: a\r\n\r\nb\r\n", MailServer("127.0.0.1", port), "a@b.fr")
    assert len(handler.taken) == 1


def test_one_other_byte_is_another_message(settings: Settings, sink) -> None:
    handler, port = sink
    server = MailServer("127.0.0.1", port)
    send_test(settings.store, LETTER, b"Subject: a\r\n\r\nb\r\n", server, "a@b.fr")
    with pytest.raises(NothingToDoError, match="pas été essayé"):
        send_to_list(settings.store, LETTER, b"Subject: a\r\n\r\nB\r\n", server)
    with pytest.raises(NothingToDoError, match="brouillon"):
        send_to_list(settings.store, replace(LETTER, brouillon=True), b"Subject: a\r\n\r\nb\r\n", server)
    shutil.rmtree(settings.data)  # the journal, which is elsewhere, knows it still
    send_to_list(settings.store, LETTER, b"Subject: a\r\n\r\nb\r\n", server)
    assert handler.taken == [b"Subject: a\r\n\r\nb\r\n"] * 2


@pytest.mark.parametrize("text", ["", "smtp", "smtp:", ":25", "smtp:0", "smtp:65536", "smtp:x", "smtp:²"])
def test_a_server_is_a_host_and_a_port(text: str) -> None:
    with pytest.raises(SettingsError, match="HÔTE:PORT"):
        read_mail_server(text)


def test_a_host_may_be_an_ipv6_address_and_the_password_is_never_shown() -> None:
    server = read_mail_server("[::1]:25", "u", "secret")
    assert (server.host, server.port, server.is_this_machine) == ("::1", 25, True)
    assert "secret" not in f"{server} {server!r}"
    assert not read_mail_server("smtp.example.org:465").is_this_machine

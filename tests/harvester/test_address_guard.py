"""No name and no number leads to a machine nobody outside should be led to."""

import ast
import socket
from pathlib import Path

import httpcore
import pytest

from harvester.address_guard import ForbiddenAddressError, GuardedBackend, is_private_by_name, is_public


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "192.0.0.8",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "fec0::1", "::127.0.0.1", "4000::1", "2001:db8::1", "3fff::1",
        "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "193.51.24.1", "2001:660::1", "::ffff:8.8.8.8"])
def test_addresses_that_are_public(address):
    assert is_public(address)


def resolving_to(monkeypatch, *addresses):
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: answers)


def test_a_name_that_leads_inward_is_refused(monkeypatch):
    resolving_to(monkeypatch, "192.168.0.7")

    with pytest.raises(ForbiddenAddressError, match="refusée"):
        GuardedBackend([]).connect_tcp("interne.example.org", 80)


def test_one_private_address_among_public_ones_is_refused(monkeypatch):
    resolving_to(monkeypatch, "8.8.8.8", "127.0.0.1")

    with pytest.raises(ForbiddenAddressError):
        GuardedBackend([]).connect_tcp("double.example.org", 80)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.2.0.1", "[::1]", "fd00::1", "localhost", "api.localhost"])
def test_a_host_written_as_a_private_machine_is_one(host):
    assert is_private_by_name(host)


@pytest.mark.parametrize(
    "host", ["intranet.ac-exemple.fr", "8.8.8.8", "127.1", "0x7f000001", "localhost.ac-exemple.fr"]
)
def test_a_host_that_may_lead_anywhere_is_not(host):
    assert not is_private_by_name(host)


def test_only_the_port_the_card_names_is_allowed_on_a_private_host():
    backend = GuardedBackend([("127.0.0.1", 8080)])

    with pytest.raises(ForbiddenAddressError):
        backend.connect_tcp("127.0.0.1", 6379)


def test_an_unknown_name_is_said():
    with pytest.raises(httpcore.ConnectError, match="hôte inconnu"):
        GuardedBackend([]).connect_tcp("hote.invalid", 80)


REPOSITORY = Path(__file__).resolve().parents[2]
OPENS = frozenset(
    {"aiohttp", "ftplib", "http.client", "requests", "smtplib", "socket", "telnetlib", "urllib.request", "urllib3"}
)
"""What may open a socket, beside httpx and httpcore, which import-linter keeps in the house of this guard."""
ALLOWED = {
    "commands/serve.py": "listens", "commands/sharing.py": "shares what listens",
    "examples/loopback_server.py": "listens, on this machine", "examples/consommateur/atom.py": "is run by others",
    "examples/consommateur/flux.py": "is run by others", "examples/consommateur/oai.py": "is run by others",
    "harvester/address_guard.py": "is the guard", "harvester/fetch.py": "names a fault of the resolver",
    "harvester/pace.py": "resolves, asks nothing", "pipeline/ground/leasing.py": "names this machine",
    "pipeline/ground/mailing.py": "speaks to the mail server of whoever runs this",
}  # fmt: skip


def test_nothing_opens_a_socket_beside_the_guard():
    folders = ("commands", "disk", "examples", "feeds", "harvester", "index", "pipeline", "schemas", "store")
    opening = {
        path.relative_to(REPOSITORY).as_posix()
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if (isinstance(node, ast.Import) and OPENS & {one.name for one in node.names})
        or (isinstance(node, ast.ImportFrom) and node.module in OPENS)
    }
    assert opening == set(ALLOWED)

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from examples.servers import ExampleServers

REPOSITORY = Path(__file__).resolve().parents[2]


def test_two_worlds_do_not_share_their_changes() -> None:
    with ExampleServers() as one, ExampleServers() as other:
        one.delete(101)
        with urllib.request.urlopen(f"{other.site_url}spip.php?article101", timeout=10) as answer:
            assert answer.status == 200


def test_delay_is_waited_before_each_answer() -> None:
    with ExampleServers(delay=0.2) as servers:
        before = time.monotonic()
        urllib.request.urlopen(f"{servers.oai_url}?verb=Identify", timeout=10).close()
        assert time.monotonic() - before >= 0.2


def test_one_connection_serves_many_requests() -> None:
    with ExampleServers() as servers:
        connection = http.client.HTTPConnection(urlsplit(servers.site_url).netloc, timeout=10)
        connection.connect()
        kept = connection.sock
        before = time.monotonic()
        for _ in range(200):
            connection.request("GET", "/robots.txt")
            connection.getresponse().read()
            assert connection.sock is kept
        assert time.monotonic() - before < 6  # a pause of 40 ms between headers and body would make 8
        connection.close()
        assert servers.requests["site"] == 200


def test_leaving_cuts_the_connections_left_open() -> None:
    with ExampleServers() as servers:
        connection = http.client.HTTPConnection(urlsplit(servers.site_url).netloc, timeout=10)
        connection.request("GET", "/robots.txt")
        connection.getresponse().read()
    assert connection.sock.recv(1) == b""
    connection.close()
    with pytest.raises(ConnectionRefusedError):
        connection.connect()


def test_unknown_key_is_refused() -> None:
    with ExampleServers() as servers:
        with pytest.raises(KeyError):
            servers.edit(9999, titre="x")
        with pytest.raises(KeyError):
            servers.delete("oai:traam.example.org:absent")


def test_module_serves_until_interrupted_and_says_where_first() -> None:
    command = [sys.executable, "-W", "error", "-m", "examples.servers"]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            addresses = json.loads(process.stdout.readline())
            assert set(addresses) == {"oai_url", "site_url"}
            with urllib.request.urlopen(f"{addresses['oai_url']}?verb=Identify", timeout=10) as answer:
                assert answer.status == 200
        finally:
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")

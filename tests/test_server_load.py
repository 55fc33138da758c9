"""« traam serve » among clients that hold it: those that ask nothing, ask without end, or leave in the middle."""

from __future__ import annotations

import contextlib
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.conftest import clean_environment, copy_examples
from tests.serving import ServedByTraam

IDLE = 2_000
"""Connections that ask nothing; twice what the server holds by default."""


@contextlib.contextmanager
def serving(folder: Path, limits: str) -> Iterator[ServedByTraam]:
    with (folder / "traam.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[serve]\nemail = "traam@example.org"\n{limits}\n')
    with ServedByTraam(folder, clean_environment(folder)) as running:
        yield running


@pytest.fixture(scope="module")
def served(harvested_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedByTraam]:
    folder = copy_examples(harvested_examples, tmp_path_factory.mktemp("charge"))
    with serving(folder, "request_seconds = 2") as running:
        yield running


def connect(served: ServedByTraam) -> socket.socket:
    parts = urlsplit(served.url)
    return socket.create_connection((str(parts.hostname), int(parts.port or 80)), timeout=10)


def is_closed(sock: socket.socket) -> bool:
    """Whether the server hung up, having answered nothing."""
    try:
        return sock.recv(1) == b""
    except ConnectionError:
        return True


def test_thousands_of_idle_connections_leave_room_for_a_client_that_asks(served: ServedByTraam) -> None:
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < IDLE + 200:
        pytest.skip(f"{IDLE} connections need as many open files")
    with contextlib.ExitStack() as held:
        for _ in range(IDLE):
            held.enter_context(connect(served))
        waited = []
        for _ in range(5):
            began = time.monotonic()
            assert httpx.get(f"{served.url}recherche?mots=robot", timeout=10).status_code == 200
            waited.append(time.monotonic() - began)
    assert min(waited) < 1
    assert "Traceback" not in served.said


def test_one_connection_too_many_closes_the_one_that_asked_nothing_for_longest(
    harvested_examples: Path, tmp_path: Path
) -> None:
    folder = copy_examples(harvested_examples, tmp_path)
    with serving(folder, "max_connections = 5\nrequest_seconds = 600") as served, contextlib.ExitStack() as held:
        idle = [held.enter_context(connect(served)) for _ in range(8)]
        assert all(is_closed(sock) for sock in idle[:3])
        assert httpx.get(f"{served.url}recherche?mots=robot", timeout=10).status_code == 200
        idle[4].settimeout(0.2)
        with pytest.raises(TimeoutError):
            is_closed(idle[4])


@pytest.mark.parametrize("begun", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX: "])
def test_a_request_that_never_ends_is_let_go(served: ServedByTraam, begun: bytes) -> None:
    with connect(served) as sock:
        sock.sendall(begun)
        assert is_closed(sock)


def test_a_request_sent_drop_by_drop_has_no_more_time_than_another(served: ServedByTraam) -> None:
    with connect(served) as sock:
        sock.sendall(b"POST /oai HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n")
        sock.sendall(b"Content-Length: 100\r\n\r\n")
        sock.settimeout(0.2)
        for _ in range(100):
            try:
                sock.sendall(b"v")
                if is_closed(sock):
                    return
            except TimeoutError:
                continue
            except ConnectionError:
                return
    pytest.fail("still listened to after twenty seconds")


def test_a_client_that_leaves_while_it_sends_is_no_fault_of_ours(served: ServedByTraam) -> None:
    for _ in range(5):
        with connect(served) as sock:
            sock.sendall(b"POST /oai HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\nverb=")
    assert httpx.get(f"{served.oai}?verb=Identify").status_code == 200
    time.sleep(0.2)
    assert "Traceback" not in served.said


@pytest.mark.parametrize("path", ["flux", "recherche/", "/recherche/", "/evil.example/recherche/"])
def test_a_redirect_never_repeats_the_host_that_was_asked(served: ServedByTraam, path: str) -> None:
    answer = httpx.get(f"{served.url}{path}", headers={"Host": "mechant.exemple"})

    assert "mechant" not in answer.headers.get("location", "")
    assert not answer.headers.get("location", "").startswith("//")

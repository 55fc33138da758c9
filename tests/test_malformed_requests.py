"""The server before requests no client would send: each is refused or answered, never by a failure of ours."""

from __future__ import annotations

import random
import re
import socket
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.conftest import cases, clean_environment, copy_examples
from tests.serving import ServedByTraam
from tests.test_serve import command

REQUESTS = cases(2_000, 4_000)
"""With those of tests/test_vitrine.py, ten thousand."""
PATHS = [
    b"/", b"/recherche?mots=robot", b"/oai?verb=Identify", b"/groupe/svt-2024-2025", b"/flux/index.html",
    b"/flux/../traam.toml", b"/flux/%2e%2e/traam.toml", b"/flux/..%2ftraam.toml", b"/flux/..%5ctraam.toml",
    b"/flux/%252e%252e/traam.toml", b"/flux//etc/passwd", b"//etc/passwd", b"/..", b"/%00", b"/flux/%00index.html",
    b"/%c0%ae%c0%ae/traam.toml", b"/%ff%fe", b"/production/..%2f..%2ftraam.toml", b"/bilan-odt/../x.odt", b"*",
    b"http://169.254.169.254/latest", b"http://[::1", b"/recherche?%", b"/recherche?mots=%ED%A0%80&niveau=%",
    b"/recherche?page=99999999999999999999", b"/" + b"a" * 5_000, b"/recherche?" + b"&" * 3_000, b"/\xff\xfe", b"",
]  # fmt: skip
METHODS = [
    b"GET",
    b"GET",
    b"GET",
    b"HEAD",
    b"POST",
    b"OPTIONS",
    b"TRACE",
    b"CONNECT",
    b"PROPFIND",
    b"get",
    b"G\x00T",
    b"",
]
VERSIONS = [b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b"http/1.1", b"", b"HTTP/1.1 x"]
HEADERS = [
    b"Host: exemple.fr", b"Host: a\x00b", b"Host: <script>", b"Host: exemple.fr:99999999", b"Host:", b"Host: [::1",
    b"Content-Length: 5", b"Content-Length: -1", b"Content-Length: 99999999999999999999", b"Content-Length: x",
    b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: \x0bchunked",
    b"Content-Type: application/x-www-form-urlencoded", b"Content-Type: multipart/form-data; boundary=x",
    b"Range: bytes=0-1,5-6,-9", b"Range: bytes=99999-", b"If-Modified-Since: hier", b"If-None-Match: \xff",
    b"Accept-Encoding: gzip;q=x, br, *", b"Cookie: " + b"a=b; " * 500, b"X: " + b"y" * 70_000, b"Expect: 100-continue",
    b"Upgrade: websocket", b"Connection: upgrade", b"Connection: keep-alive, close", b": vide", b"sans deux-points",
    b" plie: oui", b"Nom avec espace: x", b"X-Forwarded-Host: mechant.exemple",
]  # fmt: skip
BODIES = [
    b"",
    b"",
    b"",
    b"verb=Identify",
    b"5\r\nabcde\r\n0\r\n\r\n",
    b"FFFFFFFFFF\r\nx",
    b"-1\r\n",
    b"\x00" * 100,
    b"zz\r\n",
]


@pytest.fixture(scope="module")
def served(harvested_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedByTraam]:
    folder = copy_examples(harvested_examples, tmp_path_factory.mktemp("malformees"))
    command(folder, "publish", "--out", "pages").expect(0)
    (folder / "pages" / "lien").symlink_to(folder / "traam.toml")
    with ServedByTraam(folder, clean_environment(folder), "--out", "pages") as running:
        yield running


def answered(address: tuple[str, int], request: bytes) -> bytes:
    """What comes back of bytes sent as they are; nothing, of a request whose end the server still waits for."""
    received = b""
    with socket.create_connection(address, timeout=1) as connection:
        try:
            connection.sendall(request)
            while piece := connection.recv(65_536):
                received += piece
        except (BrokenPipeError, ConnectionResetError, TimeoutError):  # refused before the end, or waited for
            pass
    return received


def place_of(served: ServedByTraam) -> tuple[str, int]:
    parts = urlsplit(served.url)
    return str(parts.hostname), int(parts.port or 0)


def request_of(chance: random.Random) -> bytes:
    line = b" ".join([chance.choice(METHODS), chance.choice(PATHS), chance.choice(VERSIONS)])
    headers = chance.sample(HEADERS, chance.randrange(5))
    whole = b"\r\n".join([line, b"Connection: close", *headers, b"", chance.choice(BODIES)])
    if chance.random() < 0.1:
        whole = whole[: chance.randrange(len(whole) + 1)]
    if chance.random() < 0.1 and whole:
        place = chance.randrange(len(whole))
        whole = whole[:place] + bytes([chance.randrange(256)]) + whole[place + 1 :]
    return whole


def test_malformed_requests_are_refused_or_answered(served: ServedByTraam) -> None:
    chance = random.Random(8)
    statuses: Counter[int] = Counter()
    secret = (served.folder / "traam.toml").read_bytes()[:60]
    requests = [request_of(chance) for _ in range(REQUESTS)]
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(partial(answered, place_of(served)), requests))
    for number, (request, came) in enumerate(zip(requests, answers, strict=True)):
        status = re.match(rb"HTTP/1\.[01] (\d{3}) ", came)
        statuses[int(status[1]) if status else 0] += 1
        assert not status or int(status[1]) < 500, (number, request[:200], came[:200])
        assert secret not in came, (number, request[:200])
        assert b"<script>" not in came, (number, request[:200])

    assert statuses[200] > REQUESTS / 70
    assert statuses[400] > REQUESTS / 7
    assert statuses[404] > REQUESTS / 70
    assert "Traceback" not in served.said
    assert httpx.get(served.url).status_code == 200


@pytest.mark.parametrize(
    "path", ["lien", "../traam.toml", "%2e%2e/traam.toml", ".traam", "manifest.json/../../traam.toml"]
)
def test_nothing_outside_the_published_folder_is_read(served: ServedByTraam, path: str) -> None:
    request = f"GET /flux/{path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
    came = answered(place_of(served), request)
    assert came.startswith(b"HTTP/1.1 404 ")


def test_a_client_that_sends_slowly_keeps_nobody_waiting(served: ServedByTraam) -> None:
    slow = [socket.create_connection(place_of(served)) for _ in range(150)]
    for connection in slow:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX: ")
    found = [httpx.get(f"{served.url}recherche?mots=robot", timeout=10).status_code for _ in range(5)]
    for connection in slow:
        connection.close()

    assert found == [200] * 5

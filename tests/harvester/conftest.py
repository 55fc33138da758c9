"""A small server on loopback whose answers a test chooses, hostile ones included."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

Answer = Callable[[socket.socket, str, int], None]


class RawServer:
    """Answers each connection with what a function writes on it; keeps the requests' first lines."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self.requests: list[str] = []
        self.headers: list[str] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with connection:
            try:
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65_536)
                text = head.decode("latin-1")
                self.requests.append(text.split(" ")[1])
                self.headers.append(text)
                self._answer(connection, self.requests[-1], len(self.requests))
            except OSError:
                return

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], RawServer]]:
    """Start a server that answers with a function (connection, path, number of the request)."""
    started: list[RawServer] = []

    def start(answer: Answer) -> RawServer:
        started.append(RawServer(answer))
        return started[-1]

    yield start
    for server in started:
        server.close()

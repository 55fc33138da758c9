"""Several processes that answer for one « traam serve »: they share its socket, and end together."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

from pipeline.ground.settings import Settings

Answer = Callable[[Settings, socket.socket], None]


def share(answer: Answer, settings: Settings, sock: socket.socket, count: int) -> bool:
    """Answer by so many processes until a signal comes; False where one ended by itself, which ends the others."""
    held = max(1, settings.serving.max_connections // count)
    settings = replace(settings, serving=replace(settings.serving, max_connections=held))
    context = get_context("spawn")  # a fork of a program with threads may hang
    workers = [context.Process(target=_answer, args=(answer, settings, sock)) for _ in range(count)]
    asked = threading.Event()

    def end(*_: object) -> None:
        asked.set()
        for worker in workers:
            if worker.is_alive():
                worker.terminate()

    for worker in workers:
        worker.start()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    wait([worker.sentinel for worker in workers])
    was_asked = asked.is_set()
    end()
    for worker in workers:
        worker.join()
    return was_asked


def _answer(answer: Answer, settings: Settings, sock: socket.socket) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    answer(settings, sock)


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

"""JSON written a line at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, BinaryIO


def json_text(value: object) -> str:
    """JSON on one line, without the two characters of JSON at which many programs cut lines."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def script_json(value: object) -> str:
    """JSON that stays inside a « script » element: no sign of it can begin or end markup (HTML, 4.12.1.3)."""
    return json_text(value).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@contextmanager
def writing_list(stream: BinaryIO, head: Mapping[str, Any], name: str) -> Iterator[Callable[[object], None]]:
    """Write an object whose last member is a list, one member a line; takes what the list holds."""
    members = [f"{json_text(key)}: {json_text(value)}" for key, value in head.items()]
    stream.write(("{\n" + ",\n".join([*members, f"{json_text(name)}: ["]) + "\n").encode())
    separator = ""

    def add(value: object) -> None:
        nonlocal separator
        stream.write(f"{separator}{json_text(value)}".encode())
        separator = ",\n"

    yield add
    stream.write(b"\n]}\n")

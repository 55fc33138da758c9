"""What the store holds as text, read back: a text that was damaged since is a fault of the store, told as one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from schemas.types.errors import StoreError

WAY_OUT = "« traam doctor --deep » dit ce qui l'est, « traam repair » le met de côté et refait ce qui peut l'être"


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Read something out of held texts; raises StoreError where they are not what we write."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise StoreError(f"base abîmée ({what}) ; {WAY_OUT}") from error


def read_json(text: str, what: str) -> Any:  # noqa: ANN401 - JSON values
    """Read a text that we wrote as JSON; raises StoreError where it is no more."""
    with reading(what):
        return json.loads(text)

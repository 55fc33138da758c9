"""What the system refuses of a file, told as a fault of our store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.types.errors import StoreError, reason_of


@contextmanager
def told(path: Path, what: str) -> Iterator[None]:
    """Read or change a file, or its name; raises StoreError where the system refuses."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{path} : {what} impossible ({reason_of(error)})") from error

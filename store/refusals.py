"""What the system refuses of a file, told as a fault of our store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.types.errors import StoreError, reason_of

_SHOWN = 100


@contextmanager
def told(path: Path, what: str) -> Iterator[None]:
    """Read or change a file, or its name; raises StoreError where the system refuses."""
    try:
        yield
    except ValueError as error:  # a name that a damaged base holds: with a null, say
        raise StoreError(f"{str(path)[:_SHOWN]!r} : ce n'est pas le nom d'un fichier") from error
    except OSError as error:
        raise StoreError(f"{path} : {what} impossible ({reason_of(error)})") from error

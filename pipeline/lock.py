"""One run at a time in a data folder; the lock is the system's, so that it dies with the process that held it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from schemas.errors import NothingToDoError, StoreError, reason_of


@contextmanager
def data_lock(data: Path) -> Iterator[None]:
    """Hold the data folder; raises NothingToDoError when another run holds it."""
    path = data / "traam.lock"
    lock = FileLock(path, timeout=0)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise NothingToDoError(
            f"une autre exécution de traam tient déjà {data} ; attendre qu'elle finisse, puis relancer"
        ) from error
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error
    try:
        yield
    finally:
        lock.release()

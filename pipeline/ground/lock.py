"""One run at a time in a data folder; the lock is the system's, so that it dies with the process that held it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from schemas.types.errors import NothingToDoError, StoreError, reason_of

REPLACED = "remplace-par.txt"
"""Names, in the data of a folder that a restoration sets aside, the folder that took its place."""


@contextmanager
def data_lock(data: Path) -> Iterator[None]:
    """Hold the data folder; raises NothingToDoError when another run holds it."""
    with _held(data, "traam.lock", f"une autre exécution de traam tient déjà {data} ; attendre qu'elle finisse"):
        yield


@contextmanager
def serving_lock(data: Path) -> Iterator[None]:
    """Hold the right to serve the data folder; raises NothingToDoError when another server holds it.

    Two servers would each date what changes, and a harvester that asks one then the other would miss some of it.
    """
    with _held(data, "serve.lock", f"un autre « traam serve » sert déjà {data} ; l'arrêter d'abord"):
        yield


@contextmanager
def backup_lock(data: Path) -> Iterator[None]:
    """Hold the right to back the data folder up, whoever else writes in it; raises NothingToDoError."""
    with _held(data, "backup.lock", f"une autre sauvegarde de {data} est en cours ; attendre qu'elle finisse"):
        yield


@contextmanager
def alerts_lock(data: Path) -> Iterator[None]:
    """Hold the right to tell people, waiting for whoever tells them now; raises NothingToDoError after five minutes."""
    with _held(data, "alertes.lock", f"une autre exécution de traam prévient déjà pour {data}", seconds=300):
        yield


@contextmanager
def _held(data: Path, name: str, busy: str, *, seconds: float = 0) -> Iterator[None]:
    path = data / name
    lock = FileLock(path, timeout=seconds)
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise NothingToDoError(f"{busy}, puis relancer") from error
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error
    try:
        _refuse_replaced(data)
        yield
    finally:
        lock.release()


def _refuse_replaced(data: Path) -> None:
    """Refuse a folder that was set aside, where a process that began before, or a shell that stayed there, still is.

    One that is put back in the place it had is in use again.
    """
    told = data / REPLACED
    place = told.read_text(encoding="utf-8").strip() if told.exists() else ""
    if place and Path(place) != data.resolve().parent:
        raise NothingToDoError(
            f"{data} est mis de côté, remplacé par {place} (traam restore) : y aller et relancer ; pour s'en servir "
            f"quand même, ôter {told}"
        )

"""A base that is gone, or empty, while what it was built of is kept: it is to be built again, never begun anew."""

from __future__ import annotations

from pipeline.ground.opening import file_of
from pipeline.ground.settings import Settings
from schemas.types.errors import NothingToDoError
from store.database import Transaction
from store.payloads import Payloads


def said_lost(settings: Settings, transaction: Transaction | None) -> str:
    """Say in French that the base is lost, and how it comes back; empty when it is not.

    `transaction` is None where there is no base at all. One that was harvested has a run, whatever came of it.
    """
    if transaction is not None and transaction.runs.any():
        return ""
    if not any(Payloads(settings.raw).sources()):
        return ""
    what = "la base est absente" if transaction is None else "la base est vide"
    path = file_of(settings.store)
    where = f"{path} : " if path is not None else ""
    return (
        f"{where}{what}, mais {settings.raw} garde des réponses ; « traam reindex --from raw » la "
        "refait d'elles (ou ôter ce dossier, pour tout redemander)"
    )


def refuse_lost(settings: Settings, transaction: Transaction | None) -> None:
    """Raise NothingToDoError where the base is lost."""
    if said := said_lost(settings, transaction):
        raise NothingToDoError(said)

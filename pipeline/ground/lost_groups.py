"""The groups whose file is no longer there, though records are of them: a folder taken away is not « no group »."""

from __future__ import annotations

from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from schemas.types.errors import NothingToDoError
from store.database import Transaction

GIVE_THEM_BACK = (
    "remettre le fichier, ou « traam reindex --from raw » pour que ses notices ne soient plus d'aucun groupe"
)
"""French: the way out."""


def lost_groups(settings: Settings) -> tuple[str, ...]:
    """The groups of the store that no file describes, as without_file gives them; none before the first harvest."""
    try:
        with open_database(settings.store) as database, database.transaction() as transaction:
            return without_file(transaction, settings)
    except NothingToDoError:
        return ()


def without_file(transaction: Transaction, settings: Settings) -> tuple[str, ...]:
    """The groups records are of and no file describes, sorted; none where no configuration names any folder."""
    if settings.config is None:
        return ()
    return tuple(sorted(transaction.records.groups() - {one.id for one in settings.groups}))

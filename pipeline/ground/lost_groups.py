"""The groups whose file is no longer there, though records are of them: a folder taken away is not « no group »."""

from __future__ import annotations

from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from schemas.types.errors import NothingToDoError

GIVE_THEM_BACK = (
    "remettre le fichier, ou « traam reindex --from raw » pour que ses notices ne soient plus d'aucun groupe"
)
"""French: the way out."""


def lost_groups(settings: Settings) -> tuple[str, ...]:
    """The groups records are of and no file describes, sorted; none where no configuration names any folder."""
    if settings.config is None:
        return ()
    try:
        with open_database(settings.store) as database, database.transaction() as transaction:
            held = transaction.records.groups()
    except NothingToDoError:  # nothing was ever harvested
        return ()
    return tuple(sorted(held - {one.id for one in settings.groups}))

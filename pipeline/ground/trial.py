"""A copy of what an installation holds, on which what would be written is tried, then thrown away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from disk.swap import NewFolder
from pipeline.ground.configuration import JOURNAL
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from schemas.types.errors import StoreError, reason_of

_TRIAL = "essai"


@contextmanager
def on_a_copy(settings: Settings) -> Iterator[Settings]:
    """Settings whose base, journal and index are copies, gone when the block ends; the raw payloads are the true ones.

    The copies lie in the data folder, whose disk has held their like; raises StoreError where none can be made.
    """
    with ExitStack() as opened:
        try:
            made = opened.enter_context(NewFolder(settings.data / _TRIAL))
            copied = replace(
                settings,
                data=made.path,
                store_url=f"sqlite:///{made.path / 'traam.sqlite'}",
                index=made.path / "index",
                journal=made.path / JOURNAL,
                payloads=str(settings.raw),
            )
            with open_database(settings.store) as database:
                database.copy_to(made.path / "traam.sqlite")
            for there, copy in ((settings.store.journal, copied.store.journal), (settings.index, copied.index)):
                if there.is_dir():
                    shutil.copytree(there, copy)
        except shutil.Error as error:  # several files at once, each with its own reason
            raise StoreError(f"{settings.data} : copie impossible pour cet essai ; rien n'est écrit") from error
        except OSError as error:
            named = error.filename or settings.data
            raise StoreError(f"{named} : essai impossible, rien n'est écrit ({reason_of(error)})") from error
        yield copied

"""Laying the vitrine in the folder of a publication, in a process beside the one that writes the feeds."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from feeds.folder.page_files import LaidPages, lay_pages
from feeds.publishing.publication import StartPages
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.publishing.page_export import vitrine_files
from pipeline.vitrine.library import Library

_WORTH_IT = 1_000
"""Productions past which a process of its own, half a second to start, is worth it."""


def lay_vitrine(settings: Settings, folder: Path, former: Path, base_url: str | None) -> LaidPages:
    """Write every page in a folder that is being filled; raises OSError, and NothingToDoError without an index."""
    with open_database(settings.store) as database:
        library = Library(settings, database, base_url or "")
        try:
            return lay_pages(folder, former, vitrine_files(library, base_url))
        finally:
            library.close()


def laying_vitrine(settings: Settings, base_url: str | None, count: int) -> StartPages:
    """What lays the vitrine of so many productions: beside the feeds where it is long, else after them."""

    @contextmanager
    def start(folder: Path, former: Path) -> Iterator[Callable[[], LaidPages]]:
        def here() -> LaidPages:
            return lay_vitrine(settings, folder, former, base_url)

        if count < _WORTH_IT:
            yield here
            return
        context = multiprocessing.get_context("spawn")  # a fork of a program with threads may hang
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            future = pool.submit(lay_vitrine, settings, folder, former, base_url)

            def beside() -> LaidPages:
                try:
                    return future.result()
                except BrokenProcessPool as error:
                    raise OSError(f"les pages n'ont pas pu être écrites dans {folder} : {error}") from error

            yield beside

    return start

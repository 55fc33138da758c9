"""The index as the rest of the project sees it: build, open, search; which engine is behind shows nowhere."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from whoosh.index import IndexError as EngineError
from whoosh.index import open_dir

from index.building import build
from index.faults import UnusableIndexError
from index.generations import Generation, check_generation, damaged, read_pointer
from index.query import Query
from index.query_language import Canonical, as_typed
from index.result import Result
from index.schema import engine_schema
from index.searching import Searching, weighting

__all__ = ["Index", "build", "open_index"]

_MOST_SWAPS = 50
"""How many swaps in a row an opening may meet before it gives up."""


class Index:
    """One generation, open to be searched; it stays whole and readable whatever is built meanwhile.

    For one thread at a time: open one index a thread.
    """

    def __init__(self, engine: Any, generation: Generation, canonical: Canonical) -> None:  # noqa: ANN401
        self._engine = engine
        self._searcher = engine.searcher(weighting=weighting())
        self._searching = Searching(self._searcher, canonical)
        self._generation = generation

    @property
    def version(self) -> str:
        """Give the word the caller gave when building."""
        return self._generation.version

    @property
    def count(self) -> int:
        """Give the number of records indexed, TraAM productions or not."""
        return self._generation.count

    def search(self, query: Query) -> Result:
        """Answer one query; a query is never an error."""
        return self._searching.search(query)

    def close(self) -> None:
        """Let the files go."""
        self._searcher.close()
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()


def open_index(folder: Path, *, canonical: Canonical = as_typed) -> Index:
    """Open the present generation; never fails, nor sees half an index, because another is being swapped in.

    `canonical` turns a filter's value typed among the words (« niveau:2nde ») into the labels it means.
    Raises UnusableIndexError, whose « reason » tells a missing, damaged, foreign, outdated or unsafe index.
    """
    tried = ""
    for _ in range(_MOST_SWAPS):
        generation = read_pointer(folder)
        try:
            return _open(folder, generation, canonical)
        except UnusableIndexError as error:
            if error.reason != "damaged" or generation.name == tried:
                raise
        except FileNotFoundError as error:
            if generation.name == tried:
                raise damaged(folder, f"fichier absent : {Path(str(error.filename)).name}") from error
        # Removed under us by a swap: the pointer names another generation now. If it does not, it is damaged.
        tried = generation.name
    raise damaged(folder, "il est reconstruit sans arrêt")


def _open(folder: Path, generation: Generation, canonical: Canonical) -> Index:
    path = check_generation(folder, generation)
    try:
        # Our own schema is given, so that the one pickled in the index is not even loaded.
        return Index(open_dir(str(path), readonly=True, schema=engine_schema()), generation, canonical)
    except FileNotFoundError:
        raise
    except (EngineError, OSError) as error:
        raise damaged(folder, error) from error

"""Opening the present generation: its parts, and which of their records count."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from index.arrays import CONTENTS, Arrays
from index.corpus import Corpus
from index.faults import UnusableIndexError
from index.generations import Generation, check_generation, damaged, read_pointer
from index.layout import ALIVE, ORDER
from index.part import Part

_MOST_SWAPS = 50
"""How many swaps in a row an opening may meet before it gives up."""


class Opened(NamedTuple):
    """One generation, open; it stays whole and readable whatever is built meanwhile."""

    generation: Generation
    corpus: Corpus


def open_generation(folder: Path, *, thorough: bool = False) -> Opened:
    """Open the present generation; never fails, nor sees half an index, because another is being swapped in.

    Raises UnusableIndexError, whose « reason » tells a missing, damaged, foreign, outdated or unsafe index.
    """
    tried = ""
    for _ in range(_MOST_SWAPS):
        generation = read_pointer(folder)
        try:
            return _open(folder, generation, thorough=thorough)
        except UnusableIndexError as error:
            if error.reason != "damaged" or generation.name == tried:
                raise
        except FileNotFoundError as error:
            if generation.name == tried:
                raise damaged(folder, f"fichier absent : {Path(str(error.filename)).name}") from error
        # Removed under us by a swap: the pointer names another generation now. If it does not, it is damaged.
        tried = generation.name
    raise damaged(folder, "il est reconstruit sans arrêt")


def _open(folder: Path, generation: Generation, *, thorough: bool) -> Opened:
    check_generation(folder, generation, thorough=thorough)
    try:
        parts = [Part(folder / name) for name in generation.parts]
        if thorough:
            for part in parts:
                part.check()
        own = Arrays(folder / generation.name) if (folder / generation.name / CONTENTS).exists() else None
        corpus = Corpus(parts, own[ALIVE] if own else None, own[ORDER] if own else None)
        if corpus.count != generation.count:
            raise ValueError("le compte des notices n'est pas celui qui fut écrit")
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise damaged(folder, error) from error
    return Opened(generation, corpus)

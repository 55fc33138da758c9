"""Files of one row a production: written once for all of them, then copied for each facet."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from feeds.folder.output import Add
from feeds.wording.production import Production


@dataclass(frozen=True, slots=True)
class RowForm:
    """What such a file is made of."""

    ending: str
    """Of its name."""
    media_type: str
    head: bytes
    row: Callable[[Production], bytes]

    def named(self, stem: str) -> str:
        """The name of a file of this form."""
        return f"{stem}.{self.ending}"


class RowsFile:
    """The file of all productions, which remembers where each row ends."""

    limit: int | None = None

    def __init__(self, form: RowForm) -> None:
        self.form = form
        self.name = form.named("productions")
        self.media_type = form.media_type
        self._stream: BinaryIO
        self._ends = array("Q")

    @contextmanager
    def writing(self, stream: BinaryIO) -> Iterator[Add]:
        """Write the head, then one row a production."""
        self._stream = stream
        stream.write(self.form.head)
        self._ends = array("Q", [len(self.form.head)])
        yield lambda production: self._ends.append(self._ends[-1] + stream.write(self.form.row(production)))

    def copy(self, stream: BinaryIO, places: Iterable[int]) -> None:
        """Write the rows at some ranks in a file of their own; the whole one must still be open."""
        stream.write(self.form.head)
        for place in places:
            self._stream.seek(self._ends[place])
            stream.write(self._stream.read(self._ends[place + 1] - self._ends[place]))

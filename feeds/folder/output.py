"""What an output is: one file of the publication, filled by the one traversal of the productions."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from feeds.wording.production import Production

Add = Callable[[Production], None]
"""Takes the next production; they come newest first."""


class Output(Protocol):
    """One file; a new kind of file is a new module with a class of this shape, named in publishing.publication."""

    @property
    def name(self) -> str:
        """The file's name in the published folder."""

    @property
    def media_type(self) -> str:
        """What a server should call it."""

    @property
    def limit(self) -> int | None:
        """How many of the newest productions it holds; None for all."""

    def writing(self, stream: BinaryIO) -> AbstractContextManager[Add]:
        """Begin the file, take productions, end the file; the same productions give the same bytes."""

"""The standard streams, made to tell what they could not write: data that goes nowhere is never a success."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import TextIO, TypeVar, cast

import click

_OUT, _ERR = 1, 2
_Bytes = TypeVar("_Bytes", bytes, bytearray, memoryview)


def guard_streams() -> None:
    """Put streams that tell in the place of the standard ones; a closed one is told when it is written."""
    sys.stdout = _text(sys.stdout, _Out(_OUT))
    sys.stderr = _text(sys.stderr, _Errors(_ERR))


class OutputError(click.ClickException):
    """The standard output takes nothing more."""

    exit_code = 3


def ended(run: Callable[[], int]) -> int:
    """Run something that gives an exit code, and make sure that all it said was written; gives the code to end with."""
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OutputError as error:
        sys.stderr.write(f"Erreur : {error.format_message()}\n")
        return error.exit_code
    return code


def _text(before: TextIO | None, raw: _Out) -> TextIO:
    if before is None:
        raw.close_number()
    is_terminal = before is not None and before.isatty()
    return io.TextIOWrapper(
        io.BufferedWriter(cast("io.RawIOBase", raw)),
        encoding=(before and before.encoding) or "utf-8",
        errors=(before and before.errors) or "backslashreplace",
        line_buffering=is_terminal or isinstance(raw, _Errors),
    )


class _Out(io.RawIOBase):
    """The standard output, where what cannot be written raises OutputError; a pipe nobody reads is the reader's end."""

    def __init__(self, number: int) -> None:
        self._number = number
        self._is_lost = False

    def close_number(self) -> None:
        """Forget the number of a stream that was closed before we began: it may be another file's by now."""
        self._number = -1

    def writable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """The number of the file."""
        return self._number

    def isatty(self) -> bool:
        """Say whether a person reads it."""
        return self._number >= 0 and os.isatty(self._number)

    def write(self, content: _Bytes, /) -> int:  # type: ignore[override]
        """Write some bytes; after a failure, nothing more is tried."""
        if self._is_lost:
            return len(content)
        try:
            return os.write(self._number, content)
        except BrokenPipeError:
            raise
        except OSError as error:
            self._is_lost = True
            return self.lost(error, len(content))

    def lost(self, error: OSError, _length: int) -> int:
        """What becomes of bytes that cannot be written: told, once."""
        from schemas.types.errors import reason_of  # a help that is written waits for no import

        raise OutputError(f"sortie standard : écriture impossible ({reason_of(error)})") from error


class _Errors(_Out):
    """The standard error stream: there is nowhere to tell what it does not take, and the work goes on."""

    def write(self, content: _Bytes, /) -> int:  # type: ignore[override]
        """Write some bytes, or lose them."""
        try:
            return super().write(content)
        except BrokenPipeError:
            return len(content)

    def lost(self, error: OSError, length: int) -> int:  # noqa: ARG002
        """Nothing: the exit code says how the work ended."""
        return length

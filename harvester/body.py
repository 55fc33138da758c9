"""Turning the bytes of an answer into its content, within a size that nothing can make us exceed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from io import BytesIO

_GZIP_MAGIC = b"\x1f\x8b"
_STEP = 65_536


class TooLargeError(Exception):
    """A body over the size allowed, before or after decompression."""


class UnaskedError(ValueError):
    """A body compressed as nobody asked: asking again would not help."""


def read_bounded(chunks: Iterable[bytes], *, encoding: str, max_bytes: int, cut: bool = False) -> bytes:
    """Join and decompress a body; raises TooLargeError past max_bytes, ValueError for what cannot be decompressed.

    A gzip body that is not announced is decompressed, and one that is announced and is not gzip is taken as it is:
    both are seen at real servers. With `cut`, what comes past max_bytes of a body sent as it is, is left unread.
    """
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise UnaskedError(f"compression « {encoding} » non demandée")
    received = BytesIO()  # gives its content without a copy: answers may be large
    for chunk in chunks:
        received.write(chunk)
        if received.tell() > max_bytes:
            if cut and received.getbuffer()[:2].tobytes() != _GZIP_MAGIC and encoding != "deflate":
                return received.getvalue()[:max_bytes]
            raise TooLargeError
    body = received.getvalue()
    del received
    if body.startswith(_GZIP_MAGIC):
        return _inflate(body, max_bytes, wbits=31)
    if encoding == "deflate" and body:
        try:
            return _inflate(body, max_bytes, wbits=15)
        except ValueError:
            return _inflate(body, max_bytes, wbits=-15)
    return body


def _inflate(body: bytes, max_bytes: int, *, wbits: int) -> bytes:
    content = BytesIO()
    left = body
    while left:
        inflater = zlib.decompressobj(wbits)
        try:
            while not inflater.eof:
                step = inflater.decompress(left, _STEP)
                content.write(step)
                left = inflater.unconsumed_tail
                if content.tell() > max_bytes:
                    raise TooLargeError
                if not step and not left:
                    raise ValueError("réponse compressée incomplète")
        except zlib.error as error:
            raise ValueError(f"réponse compressée illisible ({error})") from error
        # A gzip file may hold several members; anything else after the first is noise.
        left = inflater.unused_data if inflater.unused_data.startswith(_GZIP_MAGIC) else b""
    return content.getvalue()


def decode_text(body: bytes, content_type: str) -> str:
    """Decode a page: UTF-8 when it is valid UTF-8, else the declared charset, else windows-1252.

    What the charset says is often wrong on French sites; strict UTF-8 hardly ever is by chance.
    """
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        charset = content_type.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")
        name = charset if charset in {"iso-8859-15", "utf-16", "utf-16le", "utf-16be"} else "windows-1252"
        return body.decode(name, errors="replace")

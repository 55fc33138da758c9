"""Turning the bytes of an answer into its content, within a size that nothing can make us exceed."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable
from io import BytesIO

_UNREAD = frozenset(
    {"br", "zstd", "compress", "x-compress", "dcb", "dcz", "aes128gcm", "exi", "pack200-gzip", "lzma", "xz"}
)
"""Codings that do exist (IANA) and that we never ask for."""
_GZIP_MAGIC = b"\x1f\x8b"
_STEP = 65_536
_WIDE_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_CHARSET = re.compile(
    rb"charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_.:-]{1,40})|<\?xml[^>]{0,100}encoding=[\"']([\w-]{1,40})", re.I
)
_DECLARED_WITHIN = 8_192
_LATIN_9 = frozenset({"iso-8859-15", "iso8859-15", "iso_8859-15", "latin-9", "latin9", "l9"})
_LATIN_1 = frozenset({"iso-8859-1", "iso8859-1", "iso_8859-1", "latin-1", "latin1", "windows-1252", "cp1252"})
_ONLY_WINDOWS = re.compile(rb"[\x80-\x9f]")


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("windows-1252", errors="replace"), error.end


_AS_WINDOWS = "traam.windows-1252"
codecs.register_error(_AS_WINDOWS, _as_windows)


class TooLargeError(Exception):
    """A body over the size allowed, before or after decompression."""


class UnaskedError(ValueError):
    """A body compressed as nobody asked: asking again would not help."""


def read_bounded(chunks: Iterable[bytes], *, encoding: str, max_bytes: int, cut: bool = False) -> bytes:
    """Join and decompress a body; raises TooLargeError past max_bytes, ValueError for what cannot be decompressed.

    A gzip body that is not announced is decompressed, and one that is announced and is not gzip is taken as it is:
    both are seen at real servers, as are names that are no compression at all (« UTF-8 », « none »). With `cut`, what
    comes past max_bytes of a body sent as it is, is left unread.
    """
    names = {name.strip() for name in encoding.split(",")}
    if names & _UNREAD:
        raise UnaskedError(f"compression « {encoding[:60]} » non demandée")
    encoding = "deflate" if "deflate" in names else ""
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

    What the charset says is often wrong on French sites; strict UTF-8 hardly ever is by chance. The page itself may
    say it.
    """
    for mark, name in _WIDE_MARKS.items():
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    body = body.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        mixed = body.decode("utf-8", errors="replace")
        wrong = mixed.count("\ufffd")
        if 4 * wrong < sum(not char.isascii() for char in mixed):
            return body.decode("utf-8", errors=_AS_WINDOWS)  # UTF-8 with a word pasted from elsewhere
        said = _CHARSET.search(content_type.encode("ascii", "ignore")), _CHARSET.search(body[:_DECLARED_WITHIN])
        names = [(match[1] or match[2]).decode().lower() for match in said if match is not None]
        return body.decode(_charset(names, body), errors="replace")


def _charset(names: Iterable[str], body: bytes) -> str:
    """Choose among what is declared: an ISO-8859-15 page that uses what only windows-1252 has is not one."""
    for name in names:
        if name in {"utf-16", "utf-16le", "utf-16be"}:
            return name
        if name in _LATIN_9:
            return "windows-1252" if _ONLY_WINDOWS.search(body) else "iso-8859-15"
        if name in _LATIN_1:
            break
    return "windows-1252"

"""One file of a ZIP archive, as office documents are: read without believing what the archive says of its size."""

from __future__ import annotations

import io
import zipfile

_MAX_MEMBER = 20 * 1024 * 1024
_MAX_RATIO = 200


def archive_member(content: bytes, name: str) -> bytes:
    """Read one file of an archive, counting what comes: a header may lie about its size; raises ValueError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            info = archive.getinfo(name)
            if info.file_size > _MAX_MEMBER or info.file_size > _MAX_RATIO * max(1, info.compress_size):
                raise ValueError(f"document de {info.file_size // 1024} Kio une fois ouvert : refusé")
            with archive.open(info) as file:
                read = file.read(_MAX_MEMBER + 1)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValueError("document illisible : ce n'est pas l'archive attendue") from error
    if len(read) > _MAX_MEMBER:
        raise ValueError("document trop gros une fois ouvert : refusé")
    return read

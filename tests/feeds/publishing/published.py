"""What a folder published here holds."""

import hashlib
from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    """The files by name; of a folder, what « sha256sum * » prints in it."""
    return {path.name: printed_digests(path) if path.is_dir() else path.read_bytes() for path in folder.iterdir()}


def printed_digests(folder: Path) -> bytes:
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(folder.iterdir())]
    return "".join(lines).encode()

"""Pages, and what goes with them, laid in the folder of a publication."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from feeds.folder.folder_files import FolderFiles
from feeds.folder.manifest import ManifestEntry

HTML = "text/html; charset=utf-8"
CSS = "text/css; charset=utf-8"
SVG = "image/svg+xml"
ODT = "application/vnd.oasis.opendocument.text"


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file."""

    name: str
    """In the publication: « index.html », « groupe/svt-2024-2025.html »; the files of a folder are of one kind."""
    content: bytes
    media_type: str = HTML
    is_listed: bool = False
    """Whether the sitemap names it."""


@dataclass(frozen=True, slots=True)
class LaidPages:
    """What was written."""

    entries: tuple[ManifestEntry, ...] = ()
    listed: tuple[str, ...] = ()
    """Names of the pages search engines should know, those of single productions left out."""


def lay_pages(folder: Path, former: Path, pages: Iterable[PageFile]) -> LaidPages:
    """Write pages in the folder of a publication as they come; raises OSError when they cannot be.

    `former` is the last publication, there or not: what did not change is taken from it.
    """
    folders: dict[str, FolderFiles] = {}
    alone: list[ManifestEntry] = []
    listed: list[str] = []
    for page in pages:
        inside, _, name = page.name.rpartition("/")
        if inside:
            if inside not in folders:
                folders[inside] = FolderFiles(folder, former, f"{inside}/", page.media_type)
            folders[inside].add(name, page.content)
        else:
            (folder / name).write_bytes(page.content)
            alone.append(ManifestEntry(name, page.media_type, 0, hashlib.sha256(page.content).hexdigest()))
        if page.is_listed:
            listed.append(page.name)
    return LaidPages((*alone, *(files.entry() for files in folders.values())), tuple(listed))

"""The published folder, as « traam publish » wrote it: read only, and never a file that is not in its manifest."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from feeds.folder.manifest import MANIFEST, read_manifest
from schemas.types.errors import NothingToDoError

_SECONDS = 300
"""How long a reader may keep a file before asking whether it changed."""


class PublishedFiles(StaticFiles):
    """Serves the folder; each file under the media type its manifest gives."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file, 304 or 404."""
        media_type = self._media_type(path)
        if media_type is None:
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = f"max-age={_SECONDS}"
        if response.status_code == 200:
            response.headers["Content-Type"] = media_type
        return response

    def _media_type(self, path: str) -> str | None:
        """The media type of a published file, None for any other."""
        if path == MANIFEST:
            return "application/json"
        try:
            manifest = read_manifest(self._folder)
        except (NothingToDoError, OSError):
            return None
        entries = manifest.files if manifest is not None else ()
        inside = f"{path.rpartition('/')[0]}/"  # a folder of the manifest holds files of one kind
        return next((entry.media_type for entry in entries if entry.name in {path, inside}), None)

"""Payloads in an S3 store (obstore), for several machines that share one base.

Who may write there, where it answers and in what region are said by the usual variables of the environment
(AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_ENDPOINT_URL, AWS_REGION): never by a file people share.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from datetime import timedelta

from schemas.parsing.web_address import is_web_address
from schemas.types.errors import StoreError

_PATIENCE = timedelta(seconds=30)
"""How long what fails is asked again."""
_TRIES = 10
_ANSWER = timedelta(seconds=60)
"""How long one answer may take."""
_MISSING = "le lecteur de magasins S3 n'est pas installé : pip install 'traam[s3]'"
_REFUSED = "accès refusé : vérifier AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY et AWS_REGION"
_STATUS_OF_REFUSAL = re.compile(r"\b40[13] (?:Unauthorized|Forbidden)")
_UNKNOWN = "magasin inconnu : le créer, ou corriger son nom"
_SILENT = "ne répond pas, ou mal : vérifier AWS_ENDPOINT_URL"


class Bucket:
    """The files of one bucket, under the folder its address names."""

    def __init__(self, url: str) -> None:
        try:
            import obstore
            from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
            from obstore.store import S3Store
        except ImportError as error:
            raise StoreError(f"{url} : {_MISSING}") from error
        self._url = url.rstrip("/")
        self._s3 = obstore
        self._refusals: tuple[type[Exception], ...] = (PermissionDeniedError, UnauthenticatedError)
        # Some of obstore's exceptions are Python's own.
        self._errors: tuple[type[Exception], ...] = (BaseError, OSError, ValueError)
        endpoint = _endpoint(url)
        try:
            self._store = S3Store.from_url(
                self._url,
                client_options={"allow_http": endpoint.startswith("http://"), "timeout": _ANSWER},
                retry_config={"max_retries": _TRIES, "retry_timeout": _PATIENCE},
            )
        except self._errors as error:
            raise StoreError(f"{url} : adresse mal formée, s3://magasin/dossier est attendu") from error

    def write(self, key: str, content: bytes) -> None:
        """Put a file, in place of the one of this key."""
        with self._told(key, "écriture"):
            self._s3.put(self._store, key, content)

    def move(self, key: str, new: str) -> None:
        """Give a file another key, in place of the one that had it; nothing happens where there is none."""
        with self._told(new, "écriture"), contextlib.suppress(FileNotFoundError):
            self._s3.rename(self._store, key, new, overwrite=True)

    def read(self, key: str) -> bytes | None:
        """A whole file; None where there is none."""
        with self._told(key, "lecture"):
            try:
                return bytes(self._s3.get(self._store, key).bytes())
            except FileNotFoundError:
                return None

    def beginning(self, key: str, size: int) -> bytes:
        """The first `size` bytes of a file; empty where there is none."""
        with self._told(key, "lecture"):
            try:
                return bytes(self._s3.get_range(self._store, key, start=0, end=size))
            except FileNotFoundError:
                return b""

    def has(self, key: str) -> bool:
        """Say whether there is a file of this key."""
        with self._told(key, "lecture"):
            try:
                self._s3.head(self._store, key)
            except FileNotFoundError:
                return False
            return True

    def remove(self, key: str) -> None:
        """Take a file away; nothing happens where there is none."""
        with self._told(key, "retrait"), contextlib.suppress(FileNotFoundError):
            self._s3.delete(self._store, key)

    def keys(self, folder: str) -> Iterator[str]:
        """The keys under a folder, in no order."""
        with self._told(folder, "lecture"):
            for some in self._s3.list(self._store, prefix=folder):
                yield from (one["path"] for one in some)

    def folders(self) -> Iterator[str]:
        """The first parts of the keys, in no order."""
        with self._told("", "lecture"):
            yield from self._s3.list_with_delimiter(self._store)["common_prefixes"]

    @contextlib.contextmanager
    def _told(self, key: str, what: str) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise StoreError(f"{self._url}/{key} : {what} impossible, {self._reason(error)}") from error

    def _reason(self, error: Exception) -> str:
        # A list that is refused is a fault of no class of its own.
        if isinstance(error, self._refusals) or _STATUS_OF_REFUSAL.search(str(error)):
            return _REFUSED
        if isinstance(error, FileNotFoundError):
            return _UNKNOWN
        return _SILENT if os.environ.get("AWS_ACCESS_KEY_ID") else f"{_SILENT}, et donner AWS_ACCESS_KEY_ID"


def _endpoint(url: str) -> str:
    """Where the environment says that the store answers, or nothing; obstore panics at what is no address."""
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT"):
        endpoint = os.environ.get(name)
        if endpoint is not None and (" " in endpoint or not is_web_address(endpoint)):
            raise StoreError(
                f"{url} : {name} vaut « {endpoint[:100]} », une adresse http ou https est attendue, ou rien"
            )
    return os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT") or ""

"""What the configuration file, the environment and the options say of places and names; no card is read.

A search needs no more: it neither waits for the cards of sources and groups, nor is it stopped by a fault in one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from schemas.files.toml_table import TomlTable, load_toml
from schemas.types.errors import SettingsError

DEFAULT_CONFIG = "traam.toml"
_SQLITE = "sqlite:///"
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_LAST_PORT = 65_535
_NO_CONFIGURATION = (
    "aucune configuration : ni {} ni $TRAAM_CONFIG ; en écrire une (docs/guide.md), en nommer une par --config, "
    "ou essayer « traam demo »"
)


@dataclass(frozen=True, slots=True)
class Serving:
    """What « traam serve » is told ([serve])."""

    host: str = "127.0.0.1"
    port: int = 8080
    base_url: str = ""
    """Address people and harvesters use, « / » at its end; empty: the one they asked."""
    name: str = "Productions des TraAM"
    email: str = ""
    """Address of a function of the service, which harvesters are given (adminEmail); never a person's."""
    out: Path | None = None
    """The folder « traam publish --out » fills."""
    max_connections: int = 1_000
    """Connections held at once; one more closes the one that has asked nothing for longest."""
    request_seconds: int = 20
    """How long a whole request is waited for."""


NOT_SERVED = Serving()


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where things are."""

    config: Path | None
    """None when a data folder was named and no configuration file was found."""
    base: Path
    """The folder its cards are in: the file's own, or where the command runs."""
    contact: str
    data: Path
    store_url: str
    index: Path
    base_url: str = ""
    serving: Serving = NOT_SERVED


def load_configuration(
    config: Path | None, data: Path | None, environ: Mapping[str, str], *, folder: Path
) -> Configuration:
    """Read the configuration; raises SettingsError with every fault found in it."""
    faults: list[str] = []
    found = read_configuration(config, data, environ, folder, faults)
    if faults:
        raise SettingsError(faults)
    return found


def read_configuration(
    config: Path | None, data: Path | None, environ: Mapping[str, str], folder: Path, faults: list[str]
) -> Configuration:
    """Read the configuration, adding every fault found; raises SettingsError where there is none to read.

    folder is where the command runs: « ./traam.toml » is looked for there, then at $TRAAM_CONFIG.
    """
    path = _find(config, environ, folder)
    data_given = data or _path(environ.get("TRAAM_DATA"), folder)
    if path is None and data_given is None:
        raise SettingsError([_NO_CONFIGURATION.format(folder / DEFAULT_CONFIG)])
    base = path.parent if path else folder
    written = _File(path, base, faults)
    data_folder = folder / data_given if data_given else written.data
    return Configuration(
        config=path,
        base=base,
        contact=environ.get("TRAAM_CONTACT") or written.contact,
        data=data_folder,
        store_url=(
            _store_url(environ.get("TRAAM_STORE_URL", ""), folder)
            or _store_url(written.store_url, base)
            or f"{_SQLITE}{data_folder / 'traam.sqlite'}"
        ),
        index=_path(environ.get("TRAAM_INDEX_PATH"), folder) or written.index or data_folder / "index",
        base_url=environ.get("TRAAM_BASE_URL") or written.base_url,
        serving=written.serving,
    )


class _File:
    """What the configuration file says."""

    def __init__(self, path: Path | None, base: Path, faults: list[str]) -> None:
        table = TomlTable(path or base, load_toml(path, faults) if path else {}, faults)
        own, store, index = table.table("traam"), table.table("store"), table.table("index")
        self.contact = own.text("contact", "")
        self.data = base / own.text("data", "data")
        self.store_url = store.text("url", "")
        self.index = _path(index.text("path", ""), base)
        self.serving = _serving(table.table("serve"), base, own_contact=self.contact)
        feeds = table.table("feeds")
        self.base_url = feeds.text("base_url", "")
        if self.base_url and not _is_web_address(self.base_url):
            feeds.fault("base_url", f"« {self.base_url} » n'est pas une adresse http ou https")
        for part in (own, store, index, feeds, table):
            part.finish()


def _serving(table: TomlTable, base: Path, *, own_contact: str) -> Serving:
    default = Serving()
    serving = Serving(
        host=table.text("host", default.host),
        port=_port(table, default.port),
        base_url=_base_url(table),
        name=table.text("name", default.name),
        email=table.text("email", "") or own_contact.removeprefix("mailto:"),
        out=_path(table.text("out", ""), base),
        max_connections=table.integer("max_connections", minimum=1) or default.max_connections,
        request_seconds=table.integer("request_seconds", minimum=1) or default.request_seconds,
    )
    if serving.email and not re.fullmatch(_EMAIL, serving.email):
        if table.taken("email"):
            table.fault("email", f"« {serving.email} » n'est pas une adresse électronique")
        serving = replace(serving, email="")
    table.finish()
    return serving


def _port(table: TomlTable, default: int) -> int:
    port = table.integer("port", minimum=0)
    if port is not None and port > _LAST_PORT:
        table.fault("port", f"{port} : un nombre de 0 à {_LAST_PORT} est attendu")
    return default if port is None else port


def _base_url(table: TomlTable) -> str:
    url = table.text("base_url", "")
    if url and not _is_web_address(url):
        table.fault("base_url", f"« {url} » n'est pas une adresse http ou https")
    return url if not url or url.endswith("/") else f"{url}/"


def _find(config: Path | None, environ: Mapping[str, str], folder: Path) -> Path | None:
    if config is not None:
        return folder / config
    if (folder / DEFAULT_CONFIG).is_file():
        return folder / DEFAULT_CONFIG
    return _path(environ.get("TRAAM_CONFIG"), folder)


def _path(text: str | None, base: Path) -> Path | None:
    return base / Path(text).expanduser() if text else None


def _store_url(written: str, base: Path) -> str:
    """A store's URL with its file, when it is a SQLite one, made absolute."""
    name = written.removeprefix(_SQLITE)
    return f"{_SQLITE}{base / name}" if written.startswith(_SQLITE) and name else written


def _is_web_address(url: str) -> bool:
    from schemas.parsing.web_address import (
        is_web_address,  # imported when needed only: most configurations name no address
    )

    return is_web_address(url)

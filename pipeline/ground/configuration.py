"""What the configuration file, the environment and the options say of places and names; no card is read.

Each key is a field here: option > environment > file > default. A search needs no more: it neither waits for the cards
of sources and groups, nor is it stopped by a fault in one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pipeline.ground.alert_settings import NOBODY, Alerts, is_mail_address
from schemas.files.reading import AtLeast, FaultList, read_table
from schemas.files.toml_file import load_toml
from schemas.types.errors import NoConfigurationError, SettingsError

DEFAULT_CONFIG = "traam.toml"
JOURNAL = "journal"
"""The folder of the journal, in the data, where no other is named."""
_SQLITE = "sqlite:///"
_BUCKET = r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/(?!\S*\.\.)[^\s?#]{0,500})?"
_AUTHORITY = r"urn:[a-z0-9][a-z0-9-]{1,31}:(?:[a-zA-Z0-9._-]{1,100}:)*|https?://[a-zA-Z0-9._~/-]{1,200}/"
_LAST_PORT = 65_535
_NO_CONFIGURATION = (
    "aucune configuration : ni {} ni $TRAAM_CONFIG ; « traam init » en écrit une, --config en nomme une, "
    "« traam demo » montre tout sans elle"
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
    lettre: str = ""
    """Where the archive of the letter is published, for the pages to lead to."""
    max_connections: Annotated[int, AtLeast(1)] = 1_000
    """Connections held at once; one more closes the one that has asked nothing for longest."""
    request_seconds: Annotated[int, AtLeast(1)] = 20
    """How long a whole request is waited for."""

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each key whose value cannot be, with a French sentence."""
        if self.port > _LAST_PORT:
            yield "port", f"{self.port} : un nombre de 0 à {_LAST_PORT} est attendu"
        yield from _address_faults(self.base_url)
        yield from _address_faults(self.lettre, "lettre")
        if self.email and not is_mail_address(self.email):
            yield "email", f"« {self.email} » n'est pas une adresse électronique"


NOT_SERVED = Serving()


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many days « traam prune » leaves things ([conservation])."""

    moissons: Annotated[int, AtLeast(1)] = 400
    """The reports of runs; the last of each source stays."""
    reponses: Annotated[int, AtLeast(1)] = 90
    """The answers of repositories and feeds that later ones took the place of."""
    mis_de_cote: Annotated[int, AtLeast(1)] = 60
    """What « traam repair » and a change of the store's format set aside."""


KEPT_AS_USUAL = Keeping()


@dataclass(frozen=True, slots=True)
class StorePlace:
    """Where the store is."""

    url: str
    data: Path
    """The folder people know it by."""
    journal: Path
    """The folder where what no payload can give back is told too."""


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
    autorite: str = ""
    """What the schemes of categories begin with; empty: the permanent one."""
    payloads: str = ""
    journal: Path | None = None
    """Where the journal is; None: the folder of that name in the data."""
    serving: Serving = NOT_SERVED
    alerts: Alerts = NOBODY
    keeping: Keeping = KEPT_AS_USUAL

    @property
    def store(self) -> StorePlace:
        """Where the store is."""
        return StorePlace(self.store_url, self.data, self.journal or self.data / JOURNAL)

    @property
    def raw(self) -> Path | str:
        """Where the raw payloads are: a folder, or an S3 store."""
        return self.payloads or self.data / "raw"


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
        raise NoConfigurationError([_NO_CONFIGURATION.format(folder / DEFAULT_CONFIG)])
    base = path.parent if path else folder
    written = read_table(_File, load_toml(path, faults) if path else {}, FaultList(path or base, faults))
    contact = written.traam.contact
    data_folder = folder / data_given if data_given else base / written.traam.data
    return Configuration(
        config=path,
        base=base,
        contact=environ.get("TRAAM_CONTACT") or contact,
        data=data_folder,
        store_url=(
            _store_url(environ.get("TRAAM_STORE_URL", ""), folder)
            or _store_url(written.store.url, base)
            or f"{_SQLITE}{data_folder / 'traam.sqlite'}"
        ),
        index=(
            _path(environ.get("TRAAM_INDEX_PATH"), folder) or _path(written.index.path, base) or data_folder / "index"
        ),
        base_url=environ.get("TRAAM_BASE_URL") or written.feeds.base_url,
        autorite=written.feeds.autorite,
        serving=_serving(written.serve, base, contact),
        payloads=_payloads(environ, faults) or written.store.payloads,
        journal=_path(environ.get("TRAAM_JOURNAL"), folder) or _path(written.store.journal, base),
        alerts=written.alertes,
        keeping=written.conservation,
    )


def _payloads(environ: Mapping[str, str], faults: list[str]) -> str:
    place = environ.get("TRAAM_PAYLOADS", "")
    faults += [f"TRAAM_PAYLOADS : {fault}" for _, fault in bucket_faults(place)]
    return place


@dataclass(frozen=True, slots=True)
class _Own:
    """[traam]."""

    contact: str = ""
    data: Path = Path("data")

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each key whose value cannot be, with a French sentence."""
        from schemas.parsing.web_address import is_web_address  # when needed only

        by_mail = is_mail_address(self.contact.removeprefix("mailto:"))
        if self.contact and not by_mail and not is_web_address(self.contact):
            yield "contact", f"« {self.contact} » n'est ni une adresse électronique, ni celle d'une page web"


@dataclass(frozen=True, slots=True)
class _Store:
    """[store]."""

    url: str = ""
    payloads: str = ""
    """« s3://magasin/dossier »; empty: the folder « raw » of the data."""
    journal: Path | None = None

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each key whose value cannot be, with a French sentence."""
        yield from bucket_faults(self.payloads)


@dataclass(frozen=True, slots=True)
class _Index:
    """[index]."""

    path: Path | None = None


@dataclass(frozen=True, slots=True)
class _Feeds:
    """[feeds]."""

    base_url: str = ""
    autorite: str = ""
    """« urn:exemple: »; empty: « urn:x-traam: »."""

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each key whose value cannot be, with a French sentence."""
        yield from _address_faults(self.base_url)
        if self.autorite and not re.fullmatch(_AUTHORITY, self.autorite):
            yield "autorite", f"« {self.autorite[:100]} » : attendu : « urn:nom: », ou une adresse finie par « / »"


@dataclass(frozen=True, slots=True)
class _File:
    """What the configuration file says."""

    traam: _Own = _Own()
    store: _Store = _Store()
    index: _Index = _Index()
    feeds: _Feeds = _Feeds()
    serve: Serving = NOT_SERVED
    alertes: Alerts = NOBODY
    conservation: Keeping = KEPT_AS_USUAL


def _serving(written: Serving, base: Path, contact: str) -> Serving:
    """What the file says, completed: its folder's path whole, an address with its « / », whom to write to."""
    url = written.base_url
    by_contact = contact.removeprefix("mailto:")
    return replace(
        written,
        base_url=url if not url or url.endswith("/") else f"{url}/",
        email=written.email or (by_contact if is_mail_address(by_contact) else ""),
        out=_path(written.out, base),
    )


def bucket_faults(place: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the address of an S3 store, by the name of its key."""
    if place and not re.fullmatch(_BUCKET, place):
        yield "payloads", f"« {place[:100]} » : s3://magasin/dossier est attendu"


def _address_faults(address: str, key: str = "base_url") -> Iterator[tuple[str, str]]:
    from schemas.parsing.web_address import is_web_address  # when needed only: most configurations name no address

    if address and not is_web_address(address):
        yield key, f"« {address} » n'est pas une adresse http ou https"


def _find(config: Path | None, environ: Mapping[str, str], folder: Path) -> Path | None:
    if config is not None:
        return folder / config
    if (folder / DEFAULT_CONFIG).is_file():
        return folder / DEFAULT_CONFIG
    return _path(environ.get("TRAAM_CONFIG"), folder)


def _path(written: str | Path | None, base: Path) -> Path | None:
    return base / Path(written).expanduser() if written else None


def _store_url(written: str, base: Path) -> str:
    """A store's URL with its file, when it is a SQLite one, made absolute."""
    name = written.removeprefix(_SQLITE)
    return f"{_SQLITE}{base / name}" if written.startswith(_SQLITE) and name else written

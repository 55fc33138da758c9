"""What the user set: option > environment > file > default, every fault told at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from schemas.bilan import Declared, load_bilan
from schemas.errors import SettingsError
from schemas.group import Group, load_group
from schemas.normalize.decisions import DECISIONS, NO_DECISIONS, Decisions, load_decisions
from schemas.source import Source, load_sources
from schemas.toml_table import TomlTable, load_toml
from schemas.web_address import is_web_address

DEFAULT_CONFIG = "traam.toml"
_SQLITE = "sqlite:///"
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LAST_PORT = 65_535
_NO_CONFIGURATION = (
    "aucune configuration : ni {} ni $TRAAM_CONFIG ; en écrire une (docs/guide.md), en nommer une par --config, "
    "ou essayer « traam demo »"
)
_Card = TypeVar("_Card", Source, Group)


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


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a command needs to know."""

    config: Path | None
    """None when a data folder was named and no configuration file was found."""
    contact: str
    """Address or page by which a webmaster reaches us; goes into the user agent."""
    data: Path
    store_url: str
    index: Path
    base_url: str = ""
    """Address at which the published folder is served; empty when nobody said."""
    sources: tuple[Source, ...] = ()
    groups: tuple[Group, ...] = ()
    bilan: tuple[Declared, ...] = ()
    """The addresses the référents declared (« bilans/*.csv »)."""
    bilan_faults: tuple[str, ...] = ()
    """What is wrong in those files: told by a harvest and a check, it stops neither."""
    decisions: Decisions = NO_DECISIONS
    """What was decided in review (« decisions.toml »)."""
    serving: Serving = Serving()

    @property
    def decisions_path(self) -> Path:
        """Give the file of the decisions taken in review."""
        return (self.config.parent if self.config else self.data) / DECISIONS

    @property
    def raw(self) -> Path:
        """Give the folder of the raw payloads."""
        return self.data / "raw"


def load_settings(config: Path | None, data: Path | None, environ: Mapping[str, str], *, folder: Path) -> Settings:
    """Read the configuration; raises SettingsError with every fault found.

    folder is where the command runs: « ./traam.toml » is looked for there, then at $TRAAM_CONFIG.
    """
    faults: list[str] = []
    path = _find(config, environ, folder)
    data_given = data or _path(environ.get("TRAAM_DATA"), folder)
    if path is None and data_given is None:
        raise SettingsError([_NO_CONFIGURATION.format(folder / DEFAULT_CONFIG)])
    base = path.parent if path else folder
    written = _File(path, base, faults)
    data_folder = folder / data_given if data_given else written.data
    bilan_faults: list[str] = []
    bilan = _load_bilans(base / "bilans", bilan_faults) if path else ()
    settings = Settings(
        config=path,
        contact=environ.get("TRAAM_CONTACT") or written.contact,
        data=data_folder,
        store_url=(
            _store_url(environ.get("TRAAM_STORE_URL", ""), folder)
            or _store_url(written.store_url, base)
            or f"{_SQLITE}{data_folder / 'traam.sqlite'}"
        ),
        index=_path(environ.get("TRAAM_INDEX_PATH"), folder) or written.index or data_folder / "index",
        base_url=environ.get("TRAAM_BASE_URL") or written.base_url,
        sources=_load_cards(base / "sources", load_sources, faults) if path else (),
        groups=_load_cards(base / "groups", _load_one_group, faults) if path else (),
        bilan=bilan,
        bilan_faults=tuple(bilan_faults),
        decisions=load_decisions(base / DECISIONS, faults) if path else NO_DECISIONS,
        serving=written.serving,
    )
    if faults:
        raise SettingsError(faults)
    return settings


def cards_state(settings: Settings) -> tuple[tuple[str, int, int], ...]:
    """Give what changes whenever a card, a group file, a bilan or the decisions do."""
    if settings.config is None:
        return ()
    base = settings.config.parent
    found = [*base.glob("sources/*.toml"), *base.glob("groups/*.toml"), *base.glob("bilans/*.csv"), base / DECISIONS]
    states = []
    for path in found:
        try:
            state = path.stat()
        except OSError:  # gone meanwhile, or never there
            continue
        states.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(sorted(states))


def with_present_cards(settings: Settings) -> Settings:
    """Give settings with the cards, group files, bilans and decisions as they are now; raises SettingsError."""
    if settings.config is None:
        return settings
    present = load_settings(settings.config, settings.data, {}, folder=settings.config.parent)
    return replace(
        settings,
        sources=present.sources,
        groups=present.groups,
        bilan=present.bilan,
        bilan_faults=present.bilan_faults,
        decisions=present.decisions,
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
        if self.base_url and not is_web_address(self.base_url):
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
    if serving.email and not _EMAIL.fullmatch(serving.email):
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
    if url and not is_web_address(url):
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
    """Give a store's URL with its file, when it is a SQLite one, made absolute."""
    name = written.removeprefix(_SQLITE)
    return f"{_SQLITE}{base / name}" if written.startswith(_SQLITE) and name else written


def _load_one_group(path: Path, faults: list[str]) -> tuple[Group, ...]:
    before = len(faults)
    group = load_group(path, faults)
    return (group,) if len(faults) == before else ()


def _load_cards(
    folder: Path, load: Callable[[Path, list[str]], tuple[_Card, ...]], faults: list[str]
) -> tuple[_Card, ...]:
    """Read every card of a folder, in the order of their ids; two cards of one id are a fault."""
    cards: dict[str, tuple[_Card, Path]] = {}
    for path in sorted(folder.glob("*.toml")):
        for card in load(path, faults):
            if card.id in cards:
                faults.append(f"{path} : id : « {card.id} » sert déjà dans {cards[card.id][1]}")
            cards[card.id] = (card, path)
    return tuple(card for card, _ in (cards[key] for key in sorted(cards)))


def _load_bilans(folder: Path, faults: list[str]) -> tuple[Declared, ...]:
    """Read every bilan of a folder, in the order of their names."""
    return tuple(one for path in sorted(folder.glob("*.csv")) for one in load_bilan(path, faults))


def choose_sources(settings: Settings, names: Sequence[str]) -> tuple[Source, ...]:
    """Give the sources named, or all; raises SettingsError naming each that is unknown."""
    known = {source.id: source for source in settings.sources}
    unknown = [name for name in names if name not in known]
    if unknown:
        listed = ", ".join(known) or "aucune"
        raise SettingsError([f"source inconnue : « {name} » ; sources connues : {listed}" for name in unknown])
    return tuple(known[name] for name in dict.fromkeys(names)) if names else settings.sources

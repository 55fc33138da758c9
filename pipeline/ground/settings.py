"""What the user set: the configuration, and what the cards, groups, bilans and decisions say; every fault at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pipeline.ground.alert_settings import NOBODY, Alerts
from pipeline.ground.configuration import (
    DEFAULT_CONFIG,
    JOURNAL,
    KEPT_AS_USUAL,
    NOT_SERVED,
    Configuration,
    Keeping,
    Serving,
    StorePlace,
    read_configuration,
)
from schemas.files.bilan import Declared, academies_outside, load_bilan
from schemas.files.bilan_answers import BilanAnswers, load_answers
from schemas.files.decisions import DECISIONS, NO_DECISIONS, Decisions, load_decisions
from schemas.files.group import Group, load_group
from schemas.files.source import Source, load_sources
from schemas.files.toml_file import load_toml
from schemas.types.errors import SettingsError, reason_of

__all__ = [
    "DEFAULT_CONFIG", "Serving", "Settings", "cards_state", "choose_sources", "load_settings", "whole_settings",
    "with_present_cards",
]  # fmt: skip
PEOPLE_FILES = ("sources/*.toml", "groups/*.toml", "bilans/*.csv", "bilans/*.toml")
_Card = TypeVar("_Card", Source, Group)


@dataclass(frozen=True, slots=True, kw_only=True)
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
    autorite: str = ""
    """What the schemes of categories begin with; empty: the permanent one."""
    payloads: str = ""
    """The S3 store of the raw payloads, « s3://magasin/dossier »; empty: a folder of the data."""
    journal: Path | None = None
    """Where the journal is; None: the folder of that name in the data."""
    sources: tuple[Source, ...] = ()
    groups: tuple[Group, ...] = ()
    bilan: tuple[Declared, ...] = ()
    """The addresses the référents declared (« bilans/*.csv »)."""
    bilan_faults: tuple[str, ...] = ()
    """What is wrong in those files: told by a harvest, a publication and a check, it stops none."""
    bilans_unread: tuple[str, ...] = ()
    """Those of which nothing could be read: what is done without them is said to lack them."""
    answers: tuple[BilanAnswers, ...] = ()
    """What they answered beside (« bilans/*.toml »)."""
    decisions: Decisions = NO_DECISIONS
    """What was decided in review (« decisions.toml »)."""
    serving: Serving = NOT_SERVED
    alerts: Alerts = NOBODY
    keeping: Keeping = KEPT_AS_USUAL

    @property
    def decisions_path(self) -> Path:
        """The file of the decisions taken in review."""
        return (self.config.parent if self.config else self.data) / DECISIONS

    @property
    def store(self) -> StorePlace:
        """Where the store is."""
        return StorePlace(self.store_url, self.data, self.journal or self.data / JOURNAL)

    @property
    def raw(self) -> Path | str:
        """Where the raw payloads are: a folder, or an S3 store."""
        return self.payloads or self.data / "raw"


def load_settings(config: Path | None, data: Path | None, environ: Mapping[str, str], *, folder: Path) -> Settings:
    """Read the configuration; raises SettingsError with every fault found.

    folder is where the command runs: « ./traam.toml » is looked for there, then at $TRAAM_CONFIG.
    """
    faults: list[str] = []
    settings = _with_cards(read_configuration(config, data, environ, folder, faults), faults)
    if faults:
        raise SettingsError(faults)
    return settings


def whole_settings(found: Settings | Configuration) -> Settings:
    """The settings of a configuration, its cards read too; raises SettingsError with every fault found."""
    if isinstance(found, Settings):
        return found
    faults: list[str] = []
    settings = _with_cards(found, faults)
    if faults:
        raise SettingsError(faults)
    return settings


def _with_cards(found: Configuration, faults: list[str]) -> Settings:
    is_written, base = found.config is not None, found.base
    bilan_faults: list[str] = []
    bilans = _load_bilans(base / "bilans", faults, bilan_faults) if is_written else {}
    declared = tuple(one for lines in bilans.values() for one in lines or ())
    groups = _load_cards(base / "groups", _load_one_group, faults) if is_written else ()
    bilan_faults += academies_outside(declared, groups)
    answers = _load_answers(base / "bilans", faults, bilan_faults) if is_written else ()
    return Settings(
        config=found.config,
        contact=found.contact,
        data=found.data,
        store_url=found.store_url,
        index=found.index,
        base_url=found.base_url,
        autorite=found.autorite,
        payloads=found.payloads,
        journal=found.journal,
        sources=_load_cards(base / "sources", load_sources, faults) if is_written else (),
        groups=groups,
        bilan=declared,
        bilan_faults=tuple(bilan_faults),
        bilans_unread=tuple(name for name, declared in bilans.items() if declared is None),
        answers=answers,
        decisions=load_decisions(base / DECISIONS, faults) if is_written else NO_DECISIONS,
        serving=found.serving,
        alerts=found.alerts,
        keeping=found.keeping,
    )


def cards_state(settings: Settings) -> tuple[tuple[str, int, int], ...]:
    """What changes whenever a card, a group file, a bilan or the decisions do."""
    states = []
    for path in files_of_people(settings):
        try:
            state = path.stat()
        except OSError:  # gone meanwhile, or never there
            continue
        states.append((str(path), state.st_mtime_ns, state.st_size))
    return tuple(sorted(states))


def files_of_people(settings: Settings) -> tuple[Path, ...]:
    """The cards, group files and bilans there are, and the decisions, which may not be."""
    if settings.config is None:
        return ()
    base = settings.config.parent
    found = [path for pattern in PEOPLE_FILES for path in base.glob(pattern)]
    return (*sorted(found), base / DECISIONS)


def with_present_cards(settings: Settings) -> Settings:
    """Settings with the cards, group files, bilans and decisions as they are now; raises SettingsError."""
    if settings.config is None:
        return settings
    present = load_settings(settings.config, settings.data, {}, folder=settings.config.parent)
    return replace(
        settings,
        sources=present.sources,
        groups=present.groups,
        bilan=present.bilan,
        bilan_faults=present.bilan_faults,
        bilans_unread=present.bilans_unread,
        answers=present.answers,
        decisions=present.decisions,
    )


def _load_one_group(path: Path, faults: list[str]) -> tuple[Group, ...]:
    before = len(faults)
    group = load_group(path, faults)
    return (group,) if len(faults) == before else ()


def _load_cards(
    folder: Path, load: Callable[[Path, list[str]], tuple[_Card, ...]], faults: list[str]
) -> tuple[_Card, ...]:
    """Read every card of a folder, in the order of their ids; two cards of one id are a fault."""
    cards: dict[str, _Card] = {}
    owners: dict[str, Path] = {}
    for path in _files_of(folder, ".toml", faults):
        loaded = load(path, faults)
        for name in [card.id for card in loaded] or _ids_written(path):
            if name in owners:
                faults.append(f"{path} : id : « {name} » sert déjà dans {owners[name]}")
            owners[name] = path
        cards |= {card.id: card for card in loaded}
    return tuple(cards[key] for key in sorted(cards))


def _ids_written(path: Path) -> list[str]:
    """The ids of a file whose cards have other faults."""
    content = load_toml(path, [])
    several = content.get("source")
    written = [one.get("id") for one in several if isinstance(one, dict)] if isinstance(several, list) else []
    return [one for one in (content.get("id"), *written) if isinstance(one, str)]


def _files_of(folder: Path, suffix: str, faults: list[str]) -> list[Path]:
    """The files of a folder by name; none where it is absent, a fault where it cannot be read."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == suffix and not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        faults.append(f"{folder} : lecture impossible ({reason_of(error)})")
        return []


def _load_bilans(folder: Path, faults: list[str], bilan_faults: list[str]) -> dict[str, tuple[Declared, ...] | None]:
    """Read every bilan of a folder, by its path, in the order of their names; their own faults do not stop a run.

    None for one that has faults, and gives nothing.
    """
    found: dict[str, tuple[Declared, ...] | None] = {}
    for path in _files_of(folder, ".csv", faults):
        before = len(bilan_faults)
        found[str(path)] = load_bilan(path, bilan_faults) or (None if len(bilan_faults) > before else ())
    return found


def _load_answers(folder: Path, faults: list[str], bilan_faults: list[str]) -> tuple[BilanAnswers, ...]:
    """Read what was answered in each bilan; those that have faults are left, and told with the bilans'."""
    found = []
    for path in _files_of(folder, ".toml", faults):
        before = len(bilan_faults)
        answers = load_answers(path, bilan_faults)
        found += [answers] if len(bilan_faults) == before else []
    return tuple(found)


def choose_sources(settings: Settings, names: Sequence[str]) -> tuple[Source, ...]:
    """The sources named, or all; raises SettingsError naming each that is unknown."""
    known = {source.id: source for source in settings.sources}
    unknown = [name for name in names if name not in known]
    if unknown:
        listed = ", ".join(known) or "aucune"
        raise SettingsError([f"source inconnue : « {name} » ; sources connues : {listed}" for name in unknown])
    return tuple(known[name] for name in dict.fromkeys(names)) if names else settings.sources

"""The options common to all commands, and what they lead to: the settings."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.logs import tell as tell
from pipeline.ground.configuration import Configuration, load_configuration
from schemas.types.errors import SettingsError

if TYPE_CHECKING:
    from pipeline.ground.people_files import Occasion
    from pipeline.ground.settings import Settings

_CONFIG_HELP = "Fichier de configuration (sinon ./traam.toml, puis $TRAAM_CONFIG)."
_DATA_HELP = "Dossier des données (sinon $TRAAM_DATA, puis celui du fichier de configuration)."


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --config and --data to a command, and give it the settings they lead to as its first argument."""
    return _with(command, settings_for)


def with_configuration(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --config and --data to a command, and give it what they lead to as its first argument, no card read."""
    return _with(command, configuration_for)


def with_settings_or_fault(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --config and --data to a command, and give it the settings, or the error that says why there are none."""

    def read(config: Path | None, data: Path | None) -> Settings | SettingsError:
        try:
            return settings_for(config, data)
        except SettingsError as error:
            return error

    return _with(command, read)


def _with(command: Callable[..., Any], read: Callable[[Path | None, Path | None], object]) -> Callable[..., Any]:
    def run(ctx: click.Context, /, *, config: Path | None, data: Path | None, **arguments: object) -> object:
        given = ctx.find_object(dict) or {}
        settings = read(config or given.get("config"), data or given.get("data"))
        return ctx.invoke(command, settings, **arguments)

    wrapped: Callable[..., Any] = update_wrapper(click.pass_context(run), command)
    wrapped = click.option("--data", metavar="DOSSIER", type=click.Path(path_type=Path), help=_DATA_HELP)(wrapped)
    return click.option("--config", metavar="FICHIER", type=click.Path(path_type=Path), help=_CONFIG_HELP)(wrapped)


def tell_bilans(settings: Settings, without: str) -> None:
    """Tell what is wrong in the bilans, and which could not be read at all."""
    for fault in settings.bilan_faults:
        tell(fault)
    for path in settings.bilans_unread:
        tell(f"Erreur : {path} : rien n'a pu en être lu, {without}")


def tell_changed_files(settings: Settings, occasion: Occasion | None) -> None:
    """Tell which of people's files vanished or changed since the last such run, and which folders are not read.

    Of what reads them and is no run, since the last harvest.
    """
    # imported when needed only: a search reads no card
    from pipeline.ground.people_files import told_changes, unread_files

    for line in (*unread_files(settings), *told_changes(settings, occasion)):
        tell(f"À savoir : {line}")


def tell_alerts(settings: Settings) -> None:
    """Tell those of [alertes] what changed of what awaits a person; who could not be told is said here."""
    from pipeline.ground.clock import utc_now  # imported when needed only: most commands tell nobody
    from pipeline.operating.alerts import alert, observed

    if settings.alerts.is_wanted:
        for fault in alert(settings, observed(settings, utc_now()), utc_now(), smtp_account()):
            tell(f"Erreur : {fault}")


def smtp_account() -> tuple[str, str]:
    """The name and the password to give a mail server, which the environment alone says; empty where it says none."""
    return os.environ.get("TRAAM_SMTP_USER", ""), os.environ.get("TRAAM_SMTP_PASSWORD", "")


def settings_for(config: Path | None, data: Path | None) -> Settings:
    """Read the settings for a command run here."""
    from pipeline.ground.settings import load_settings  # imported when needed only: a search reads no card

    return load_settings(config, data, os.environ, folder=Path.cwd())


def configuration_for(config: Path | None, data: Path | None) -> Configuration:
    """Read the configuration for a command run here, without its cards."""
    return load_configuration(config, data, os.environ, folder=Path.cwd())


json_option = click.option("--json", "as_json", is_flag=True, help="Écrire du JSON, pour un programme.")


def say_json(value: object) -> None:
    """Write one JSON document on the standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(line: str = "") -> None:
    """Write one line for a person on the standard output."""
    click.echo(line)


def count_of(number: int, singular: str, plural: str | None = None) -> str:
    """Write a number with its noun; in French, zero is singular."""
    return f"{number} {singular if number < 2 else plural or singular + 's'}"

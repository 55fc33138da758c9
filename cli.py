"""The command « traam »: its options common to all, its exit codes, and where each of its commands lives."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent
OWN_PACKAGES = ("commands", "examples", "feeds", "harvester", "index", "pipeline", "schemas", "store")
"""Generic names: something else in the same environment may bear them (see « traam doctor »)."""

COMMANDS = {
    "demo": "commands.demo",
    "harvest": "commands.harvest",
    "search": "commands.search",
    "similar": "commands.similar",
    "suggest": "commands.suggest",
    "show": "commands.show",
    "export": "commands.export",
    "publish": "commands.publish",
    "serve": "commands.serve",
    "source": "commands.source",
    "sources": "commands.sources",
    "groups": "commands.groups",
    "group": "commands.group",
    "check": "commands.check",
    "review": "commands.review",
    "letter": "commands.letter",
    "bilan": "commands.bilan",
    "synthese": "commands.synthese",
    "scolomfr": "commands.scolomfr",
    "vocab": "commands.vocab",
    "reindex": "commands.reindex",
    "duplicates": "commands.duplicates",
    "doctor": "commands.doctor",
    "completion": "commands.completion",
}
"""Each command's module, imported when the command runs: a search must not wait for the harvester's libraries."""

EPILOG = """\b
Codes de sortie :
  0  tout est fait
  1  fait, mais une source au moins a échoué ou reste incomplète
  2  mauvais usage, ou configuration fautive (toutes les fautes sont dites)
  3  rien n'a pu être fait

\b
Exemples :
  traam demo
  traam harvest --due
  traam search intelligence artificielle --niveau 3e
"""


class TraamGroup(click.Group):
    """The commands, each loaded when it is asked for; the project's errors become one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Give the commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(COMMANDS[cmd_name]), f"{cmd_name}_command")
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command, turning the project's errors into their exit codes."""
        errors = importlib.import_module("schemas.errors")
        try:
            return super().invoke(ctx)
        except errors.SettingsError as error:
            say_errors(error.faults)
            ctx.exit(2)
        except errors.MoissonError as error:
            say_errors([str(error)])
            ctx.exit(3)


@click.group(
    cls=TraamGroup,
    epilog=EPILOG,
    subcommand_metavar="COMMANDE [ARGUMENT]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--config",
    metavar="FICHIER",
    type=click.Path(path_type=Path),
    help="Fichier de configuration (sinon ./traam.toml).",
)
@click.option(
    "--data", metavar="DOSSIER", type=click.Path(path_type=Path), help="Dossier des données (sinon celui du fichier)."
)
@click.option("-v", "--verbose", is_flag=True, help="Dire sur la sortie d'erreur ce qui se passe.")
@click.version_option(package_name="traam", message="traam %(version)s", help="Donner la version.")
@click.pass_context
def traam(ctx: click.Context, config: Path | None, data: Path | None, *, verbose: bool) -> None:
    """Moissonner, chercher et publier les productions des TraAM pour Édu'bases."""
    ctx.obj = {"config": config, "data": data, "foreign_packages": foreign_packages(ROOT)}
    importlib.import_module("commands.logs").set_up_logs(verbose=verbose)


def say_errors(lines: Iterable[str]) -> None:
    """Write errors on the standard error stream, one a line."""
    for line in lines:
        click.echo(f"Erreur : {line}", err=True)


def foreign_packages(root: Path) -> list[str]:
    """Say which of our packages resolve to something that is not under the root this file is in."""
    found = []
    for name in OWN_PACKAGES:
        spec = importlib.util.find_spec(name)
        places = [Path(place).resolve().parent for place in (spec.submodule_search_locations or ())] if spec else []
        if root not in places:
            where = places[0] if places else "nulle part"
            found.append(
                f"le paquet « {name} » vient de {where}, pas de {root} ; installer traam dans un environnement à lui"
            )
    return found


def main() -> None:
    """Run the command line, once it is sure that our packages are ours."""
    foreign = foreign_packages(ROOT)
    if foreign:
        say_errors(foreign)
        sys.exit(3)
    importlib.import_module("commands")  # click speaks French from here on
    try:
        code = traam.main(prog_name="traam", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "traam"
        say_errors([f"{error.format_message()} Voir « {command} --help »."])
        sys.exit(2)
    except click.ClickException as error:
        say_errors([error.format_message()])
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

"""The command « traam »: its options common to all, its exit codes, and where each of its commands lives."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

ROOT = Path(__file__).resolve().parent
OWN_PACKAGES = ("commands", "disk", "examples", "feeds", "harvester", "index", "pipeline", "schemas", "store")
"""Generic names: something else in the same environment may bear them (see « traam doctor »)."""


class Place(NamedTuple):
    """Where a command is, and what « traam --help » says of it."""

    target: str
    """« module:attribute », imported when the command is asked for."""
    help: str
    """French: the beginning of the command's own help, which is thus not imported to be listed (a test compares)."""


COMMANDS = {
    "demo": Place("commands.demo:demo_command", "Montrer tout le chemin sur des sources d'exemple."),
    "init": Place("commands.init:init_command", "Écrire une configuration, avec les cartes d'une académie."),
    "harvest": Place("commands.harvest:harvest_command", "Moissonner toutes les sources, ou celles que l'on nomme."),
    "work": Place("commands.work:work_command", "Moissonner à plusieurs machines, par une file de travaux."),
    "search": Place("commands.search:search_command", "Chercher des productions."),
    "similar": Place("commands.similar:similar_command", "Trouver les productions qui ressemblent à une autre."),
    "suggest": Place("commands.suggest:suggest_command", "Compléter un début de mot."),
    "show": Place("commands.show:show_command", "Montrer une production."),
    "export": Place(
        "commands.export:export_command", "Écrire toutes les productions, une par ligne ou une par fichier."
    ),
    "publish": Place("commands.publish:publish_command", "Écrire les pages de la vitrine, les flux, les tables."),
    "serve": Place("commands.serve:serve_command", "Servir ce qui est publié."),
    "source": Place("commands.source:source_command", "Préparer une source."),
    "sources": Place("commands.sources:sources_command", "Donner la liste des sources et l'état de chacune."),
    "groups": Place("commands.groups:groups_command", "Donner la liste des groupes nationaux."),
    "group": Place("commands.group:group_command", "Écrire et vérifier le fichier d'un groupe national."),
    "check": Place("commands.check:check_command", "Dire, par groupe et par académie, ce qui manque."),
    "check-page": Place(
        "commands.check_page:check_page_command", "Demander une page et dire ce qu'une moisson en lirait."
    ),
    "access": Place("commands.access:access_command", "Donner, lister et retirer les clés de l'espace des référents."),
    "review": Place("commands.review:review_command", "Décider des valeurs que rien ne reconnaît."),
    "letter": Place("commands.letter:letter_command", "Préparer un numéro de la lettre TIC'Édu."),
    "bilan": Place("commands.bilan:bilan_command", "Écrire le bilan pré-rempli de chaque académie d'un groupe."),
    "synthese": Place(
        "commands.synthese:synthese_command", "Écrire la matière de la synthèse nationale d'une année scolaire."
    ),
    "scolomfr": Place("commands.scolomfr:scolomfr_command", "Vérifier des notices ScoLOMFR."),
    "vocab": Place("commands.vocab:vocab_command", "Suivre les vocabulaires ScoLOMFR d'une version à l'autre."),
    "reindex": Place("commands.reindex:reindex_command", "Refaire l'index, ou la base et l'index."),
    "duplicates": Place(
        "commands.duplicates:duplicates_command", "Montrer les œuvres qui semblent publiées deux fois."
    ),
    "doctor": Place("commands.doctor:doctor_command", "Vérifier installation, configuration, données et index."),
    "repair": Place("commands.repair:repair_command", "Mettre de côté ce qui est abîmé, refaire ce qui peut l'être."),
    "alerts": Place("commands.alerts:alerts_command", "Dire à ceux de [alertes] ce qui attend une personne."),
    "backup": Place("commands.backup:backup_command", "Sauvegarder, en un fichier, tout ce qui ne se refait pas."),
    "restore": Place("commands.restore:restore_command", "Faire d'une sauvegarde un dossier complet."),
    "prune": Place("commands.prune:prune_command", "Ôter ce qui a été gardé plus longtemps qu'il ne sert."),
    "man": Place("commands.man:man_command", "Écrire dans un dossier les pages de manuel de traam."),
    "completion": Place(
        "commands.completion:completion_command", "Écrire le script qui complète les commandes de traam."
    ),
}

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
        """The commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].target.partition(":")
        # What is imported stays: looking among it again and again for garbage costs a tenth of a short command.
        gc.disable()
        command: click.Command = getattr(importlib.import_module(module), attribute)
        gc.freeze()
        gc.enable()
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was typed; an unknown one is told with those it may be meant for."""
        try:
            return super().resolve_command(ctx, args)
        except click.exceptions.NoSuchCommand as error:
            raise click.exceptions.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table; click would load them all."""
        with formatter.section("Commandes"):
            formatter.write_dl([(name, place.help) for name, place in COMMANDS.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command from the table, an option as click does."""
        names = (name for name in COMMANDS if name.startswith(incomplete))
        completion = importlib.import_module("click.shell_completion")  # a person who presses a key alone pays for it
        found = [completion.CompletionItem(name, help=COMMANDS[name].help) for name in names]
        return [*found, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> object:
        """Run the command, turning the project's errors into their exit codes."""
        errors = importlib.import_module("schemas.types.errors")
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            name = ctx.invoked_subcommand
            if error.ctx is None and name and (command := self.get_command(ctx, name)):
                # click's parser does not say whose options it reads.
                error.ctx = click.Context(command, info_name=name, parent=ctx)
            raise
        except errors.SettingsError as error:
            say_errors(error.faults)
            ctx.exit(2)
        except errors.MoissonError as error:
            say_errors([str(error)])
            ctx.exit(3)
        except BrokenPipeError:
            raise
        except OSError as error:  # a refusal that nobody expected where it came is told all the same
            say_errors([" : ".join(str(part) for part in (error.filename, errors.reason_of(error)) if part)])
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
@click.option("-q", "--quiet", is_flag=True, help="N'y dire que les erreurs.")
@click.option("--log-format", type=click.Choice(["texte", "json"]), default="texte", help="Forme de ce qui y est dit.")
@click.version_option(package_name="traam", message="traam %(version)s", help="Donner la version.")
@click.pass_context
def traam(
    ctx: click.Context, config: Path | None, data: Path | None, *, verbose: bool, quiet: bool, log_format: str
) -> None:
    """Moissonner, chercher et publier les productions des TraAM pour Édu'bases."""
    ctx.obj = {"config": config, "data": data, "foreign_packages": foreign_packages(ROOT)}
    logs = importlib.import_module("commands.logs")
    logs.set_up_logs(verbose=verbose, quiet=quiet, as_json=log_format == "json")
    if not logs.shows_colors():
        ctx.color = False


def say_errors(lines: Iterable[str]) -> None:
    """Write errors on the standard error stream, one a line."""
    logs = importlib.import_module("commands.logs")
    for line in lines:
        logs.tell(f"Erreur : {line}")


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
    """Run the command line, and end with its code once all that it said is written."""
    output = importlib.import_module("commands.output")
    output.guard_streams()
    sys.exit(output.ended(_run))


def _run() -> int:
    """Run the command line, once it is sure that our packages are ours; gives the exit code."""
    foreign = foreign_packages(ROOT)
    if foreign:
        say_errors(foreign)
        return 3
    importlib.import_module("commands.french").speak_french()
    try:
        code = traam.main(prog_name="traam", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "traam"
        say_errors([f"{error.format_message()} Voir « {command} --help »."])
        return 2
    except click.ClickException as error:
        say_errors([error.format_message()])
        return error.exit_code
    except click.Abort:
        return 130
    return code if isinstance(code, int) else 0


if __name__ == "__main__":
    main()

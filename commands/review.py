"""« traam review »."""

from __future__ import annotations

import click

from commands.options import count_of, json_option, say, say_json, tell, with_settings
from pipeline.ground.settings import Settings
from pipeline.reviewing.review import decide_value, is_ever_met, is_of_one_record, waiting_values
from schemas.files.decisions import Verdict
from schemas.words.text import clean_text

_APPLIED = (
    "Décision écrite dans {}. Elle vaudra à la prochaine moisson ; « traam reindex --from raw » l'applique à tout."
)

_ADDRESS = "ADRESSE"
"""What stands for the address of a page in what is proposed of it: the command is shown ready to be pasted."""


@click.group("review", subcommand_metavar="COMMANDE [ARGUMENT]...")
def review_command() -> None:
    """Décider des valeurs que rien ne reconnaît : termes nouveaux, graphies, erreurs.

    \b
    Exemples :
      traam review list
      traam review alias niveaux "classe de 3e prépa-métiers" 3e
    """


@review_command.command("list")
@json_option
@with_settings
def list_command(settings: Settings, *, as_json: bool) -> None:
    """Donner les valeurs qui attendent, avec les groupes qu'elles concernent.

    \b
    Exemples :
      traam review list
      traam review list --json
    """
    waiting = waiting_values(settings)
    if as_json:
        say_json([one.as_dict() for one in waiting])
        return
    if not waiting:
        say("Rien n'attend : toutes les valeurs sont reconnues, ou décidées.")
    for one in waiting:
        groups = f" ; groupes : {', '.join(one.groupes)}" if one.groupes else ""
        say(f"{one.field} : « {one.mots} » ({count_of(one.count, 'notice')}{groups})")
        if one.proposition:
            say(f"  {clean_text(one.proposition).replace(_ADDRESS, one.value)}")
            continue
        for identifier in one.identifiers[:2]:
            say(f"  {identifier}")


@review_command.command("alias")
@click.argument("field", metavar="CHAMP")
@click.argument("value", metavar="VALEUR")
@click.argument("means", metavar="TERME")
@with_settings
def alias_command(settings: Settings, *, field: str, value: str, means: str) -> None:
    """Dire qu'une valeur est une autre graphie d'un terme du vocabulaire.

    \b
    Exemples :
      traam review alias niveaux "classe de 3e prépa-métiers" 3e
    """
    _decide(settings, field, value, "alias", means)


@review_command.command("accept")
@click.argument("field", metavar="CHAMP")
@click.argument("value", metavar="VALEUR")
@with_settings
def accept_command(settings: Settings, *, field: str, value: str) -> None:
    """Garder une valeur telle quelle : un terme que le vocabulaire n'a pas encore.

    \b
    Exemples :
      traam review accept outils "Vittascience"
    """
    _decide(settings, field, value, "accept")


@review_command.command("reject")
@click.argument("field", metavar="CHAMP")
@click.argument("value", metavar="VALEUR")
@with_settings
def reject_command(settings: Settings, *, field: str, value: str) -> None:
    """Dire qu'une valeur n'en est pas une : elle est laissée, et n'est plus signalée.

    \b
    Exemples :
      traam review reject niveaux "à compléter"
    """
    _decide(settings, field, value, "reject")


def _decide(settings: Settings, field: str, value: str, verdict: Verdict, means: str = "") -> None:
    decide_value(settings, field, value, verdict, means)
    tell(_APPLIED.format(settings.decisions_path))
    if is_ever_met(settings, field, value):
        return
    if is_of_one_record(value):
        tell(f"À vérifier : aucune notice n'a l'adresse « {value} » ; la décision vaudra le jour où elle sera trouvée.")
    else:
        tell(f"À vérifier : « {value} » n'attend dans aucune notice ; la décision vaudra le jour où une l'écrira.")

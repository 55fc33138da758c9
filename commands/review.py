"""« traam review »."""

from __future__ import annotations

from dataclasses import asdict

import click

from commands.options import count_of, json_option, say, say_json, tell, with_settings
from feeds.reports.open_issues import LEVELS
from pipeline.ground.settings import Settings
from pipeline.reviewing.pairs import WaitingPair, is_proposed, learn_pairs, waiting_pairs
from pipeline.reviewing.remarks import held_remarks
from pipeline.reviewing.review import decide_value, is_ever_met, is_of_one_record, waiting_values
from schemas.files.decisions import Verdict
from schemas.files.field_labels import said_of_field
from schemas.files.pairs import PAIRS
from schemas.words.text import clean_text

_APPLIED = (
    "Décision écrite dans {}. Elle vaudra à la prochaine moisson ; « traam reindex --from raw » l'applique à tout."
)
_PAIR_APPLIED = "Décision écrite dans {}. Elle vaut dès la prochaine recherche."

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
    waiting, pairs = waiting_values(settings.store, settings.decisions), waiting_pairs(settings)
    if as_json:
        say_json([*(one.as_dict() for one in waiting), *(one.as_dict() for one in pairs)])
        return
    if not waiting and not pairs:
        say("Rien n'attend : toutes les valeurs sont reconnues, ou décidées.")
    for one in waiting:
        groups = f" ; groupes : {', '.join(one.groupes)}" if one.groupes else ""
        say(f"{one.field} : « {one.mots} » ({count_of(one.count, 'notice')}{groups})")
        if one.proposition:
            say(f"  {clean_text(one.proposition).replace(_ADDRESS, one.value)}")
            continue
        for identifier in one.identifiers[:2]:
            say(f"  {identifier}")
    for pair in pairs:
        _say_pair(pair)


@review_command.command("remarks")
@click.argument("names", metavar="[SOURCE]...", nargs=-1)
@json_option
@with_settings
def remarks_command(settings: Settings, *, names: tuple[str, ...], as_json: bool) -> None:
    """Donner les remarques que les moissons comptent, source par source, avec des notices où les voir.

    Les plus graves d'abord, puis les plus fréquentes ; de toutes les sources, ou de celles que l'on nomme.
    « traam show » redit celles d'une notice.

    \b
    Exemples :
      traam review remarks
      traam review remarks svt-orleans-tours
      traam review remarks --json
    """
    found = held_remarks(settings, names)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    for source in found:
        say(f"{source.source} : {count_of(source.count, 'remarque')}")
        for one in source.sentences:
            say(f"  {LEVELS[one.level]} · {said_of_field(one.field, one.message)} ({one.count})")
            for example in one.examples:
                value = f" : « {example.value} »" if example.value else ""
                say(f"    {example.identifier}{value}")
        if source.left_out:
            say(f"  … et {count_of(source.left_out, 'autre')}")
    if not found:
        say("Aucune remarque.")


@review_command.command("pairs")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Nombre montré.")
@json_option
@with_settings
def pairs_command(settings: Settings, *, limit: int, as_json: bool) -> None:
    """Apprendre des notices quelles expressions se valent, et donner celles qui attendent une décision.

    Un mot-clé posé sur des textes qui disent un autre mot, deux mots qui vont avec les mêmes mots : rien n'en est
    employé avant d'être accepté ; ce qui l'est vaut dès la recherche suivante, moins que le mot tapé.

    \b
    Exemples :
      traam review pairs
      traam review accept synonymes "concours = olympiades"
      traam review reject synonymes "adresser = envoyer"
    """
    waiting = learn_pairs(settings)
    if as_json:
        say_json([one.as_dict() for one in waiting])
        return
    if not waiting:
        say("Rien n'attend : les notices ne proposent aucun rapprochement, ou tous sont décidés.")
    for one in waiting[:limit]:
        _say_pair(one)
    if len(waiting) > limit:
        say(f"… et {len(waiting) - limit} de plus (--limit).")


def _say_pair(one: WaitingPair) -> None:
    say(f"{PAIRS} : « {one.value} » ({one.evidence})")
    for identifier in one.identifiers[:2]:
        say(f"  {identifier}")


@review_command.command("alias")
@click.argument("field", metavar="CHAMP")
@click.argument("value", metavar="VALEUR")
@click.argument("means", metavar="TERME")
@json_option
@with_settings
def alias_command(settings: Settings, *, field: str, value: str, means: str, as_json: bool) -> None:
    """Dire qu'une valeur est une autre graphie d'un terme du vocabulaire.

    \b
    Exemples :
      traam review alias niveaux "classe de 3e prépa-métiers" 3e
    """
    _decide(settings, field, value, "alias", means, as_json=as_json)


@review_command.command("accept")
@click.argument("field", metavar="CHAMP")
@click.argument("value", metavar="VALEUR")
@json_option
@with_settings
def accept_command(settings: Settings, *, field: str, value: str, as_json: bool) -> None:
    """Garder une valeur telle quelle : un terme que le vocabulaire n'a pas encore.

    \b
    Exemples :
      traam review accept outils "Vittascience"
    """
    _decide(settings, field, value, "accept", as_json=as_json)


@review_command.command("reject")
@click.argument("field", metavar="CHAMP")
@click.argument("value", metavar="VALEUR")
@json_option
@with_settings
def reject_command(settings: Settings, *, field: str, value: str, as_json: bool) -> None:
    """Dire qu'une valeur n'en est pas une : elle est laissée, et n'est plus signalée.

    \b
    Exemples :
      traam review reject niveaux "à compléter"
    """
    _decide(settings, field, value, "reject", as_json=as_json)


def _decide(settings: Settings, field: str, value: str, verdict: Verdict, means: str = "", *, as_json: bool) -> None:
    decision = decide_value(settings, field, value, verdict, means)
    is_pair = field == PAIRS
    is_met = is_proposed(settings, decision.value) if is_pair else is_ever_met(settings.store, field, value)
    if as_json:
        path = str(settings.decisions_path)
        say_json({"file": path, "field": field, "value": value, "verdict": verdict, "means": means, "met": is_met})
    tell((_PAIR_APPLIED if is_pair else _APPLIED).format(settings.decisions_path))
    if is_met:
        return
    if is_pair:
        tell(f"À vérifier : les notices ne proposent pas « {decision.value} » (traam review pairs).")
    elif is_of_one_record(value):
        tell(f"À vérifier : aucune notice n'a l'adresse « {value} » ; la décision vaudra le jour où elle sera trouvée.")
    else:
        tell(f"À vérifier : « {value} » n'attend dans aucune notice ; la décision vaudra le jour où une l'écrira.")

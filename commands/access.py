"""« traam access »."""

from __future__ import annotations

import click

from commands.options import json_option, say, say_json, tell, with_settings
from pipeline.ground.clock import utc_now
from pipeline.ground.settings import Settings
from pipeline.referent.access import Access, AccessFile, checked_scope


@click.group("access", subcommand_metavar="COMMANDE [ARGUMENT]...")
def access_command() -> None:
    """Donner, lister et retirer les clés de l'espace des référents (« Vérifier ma page »).

    Une clé ouvre les pages d'une académie, ou d'un groupe. Seule son empreinte est gardée : une clé perdue se remplace.

    \b
    Exemples :
      traam access new --academie Lille
    """


@access_command.command("new")
@click.option("--groupe", metavar="GROUPE", default="", help="Groupe dont la clé ouvre les pages.")
@click.option("--academie", metavar="ACADÉMIE", default="", help="Académie dont la clé ouvre les pages.")
@json_option
@with_settings
def new_command(settings: Settings, *, groupe: str, academie: str, as_json: bool) -> None:
    """Faire une clé et l'écrire, une seule fois : elle n'est gardée nulle part.

    \b
    Exemples :
      traam access new --academie Lille
      traam access new --groupe svt-2024-2025
    """
    known = checked_scope(settings, groupe, academie)
    made, key = AccessFile(settings.data).issue(groupe=groupe, academie=known, now=utc_now())
    if as_json:
        say_json({**_said(made), "key": key})
        return
    say(key)
    tell(f"Accès {made.id}, {made.label} : à remettre par une voie sûre ; « traam access revoke {made.id} » le retire.")


@access_command.command("list")
@json_option
@with_settings
def list_command(settings: Settings, *, as_json: bool) -> None:
    """Lister les accès : à qui, depuis quand ; jamais les clés.

    \b
    Exemples :
      traam access list
    """
    found = AccessFile(settings.data).all()
    if as_json:
        say_json([_said(one) for one in found])
        return
    if not found:
        say("Aucun accès : « traam access new » en donne un.")
    for one in found:
        say(f"{one.id} : {one.label}, depuis le {one.created[:10]}")


@access_command.command("revoke")
@click.argument("name", metavar="ACCÈS")
@json_option
@with_settings
def revoke_command(settings: Settings, *, name: str, as_json: bool) -> None:
    """Retirer un accès : sa clé n'ouvre plus rien, aussitôt.

    \b
    Exemples :
      traam access revoke 3f9a0c12
    """
    gone = AccessFile(settings.data).revoke(name)
    tell(f"Accès {gone.id} retiré ({gone.label}).")
    if as_json:
        say_json(_said(gone))


def _said(access: Access) -> dict[str, str]:
    return {"id": access.id, "groupe": access.groupe, "academie": access.academie, "created": access.created}

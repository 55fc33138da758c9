"""« traam repair »."""

from __future__ import annotations

import click

from commands.options import json_option, say, say_json, tell, with_settings
from pipeline.ground.settings import Settings
from pipeline.rereading.repair import damage, repair


@click.command("repair")
@click.option("--dry-run", is_flag=True, help="Dire ce qui est abîmé, sans rien changer.")
@json_option
@with_settings
def repair_command(settings: Settings, *, dry_run: bool, as_json: bool) -> None:
    """Mettre de côté ce qui est abîmé, refaire ce qui peut l'être.

    Rien n'est supprimé : base et réponses abîmées vont dans un dossier « abime-… » des données. La base est refaite des
    lignes encore entières et des réponses gardées, l'index de la base. Le code de sortie est 1 si quelque chose n'a pu
    être rendu (c'est dit) et, avec --dry-run, si quelque chose est abîmé.

    \b
    Exemples :
      traam doctor --deep
      traam repair
    """
    if dry_run:
        found = damage(settings)
        if as_json:
            say_json({"damaged": list(found)})
        for line in () if as_json else found or ("rien n'est abîmé",):
            say(f"{line[0].upper()}{line[1:]}.")
        click.get_current_context().exit(1 if found else 0)
    repaired = repair(settings)
    for line in repaired.lost:
        tell(f"Erreur : {line}")
    if as_json:
        say_json(repaired.as_dict())
    else:
        for line in repaired.done:
            say(f"{line[0].upper()}{line[1:]}.")
        if repaired.aside:
            say(f"Ce qui est abîmé est gardé dans {repaired.aside}")
        if not (repaired.done or repaired.lost):
            say("Rien n'est abîmé.")
    click.get_current_context().exit(1 if repaired.lost else 0)

"""« traam backup »."""

from __future__ import annotations

import click

from commands.options import count_of, json_option, say, say_json, tell, with_configuration
from pipeline.ground.configuration import Configuration
from pipeline.operating.backup import back_up
from schemas.words.text import some_of

_NAMED = 3


@click.command("backup")
@click.argument("target", metavar="FICHIER", type=click.Path())
@json_option
@with_configuration
def backup_command(settings: Configuration, *, target: str, as_json: bool) -> None:
    """Sauvegarder, en un fichier, tout ce qui ne se refait pas.

    La base (SQLite ou PostgreSQL), le journal, les réponses des sources, la configuration, les cartes, les groupes, les
    bilans, les décisions et les lettres ; pas l'index ni le dossier publié, qui se refont. Une moisson et un serveur
    peuvent continuer. FICHIER peut être un dossier, fait s'il manque quand son nom finit par « / » : le nom du fichier
    dit alors l'instant. Il est relu en entier avant que la commande ne finisse bien. Il tient ce que tient traam.toml,
    mots de passe compris : lui seul peut le lire qui l'a fait.

    \b
    Exemples :
      traam backup /var/backups/traam/
      traam backup sauvegarde.tar --json
    """
    done = back_up(settings, target)
    if done.without:
        lacking = count_of(done.without, "notice ou document", "notices ou documents")
        tell(
            f"À savoir : {lacking} sans sa réponse ({some_of(done.lost, _NAMED)}) : elle manquait ou était "
            "abîmée (« traam doctor --deep » le dit), ou une moisson l'a retirée pendant la sauvegarde, et la retirera "
            "de même après une restauration."
        )
    if as_json:
        say_json(done.as_dict())
        return
    held = f"{count_of(done.contents.records, 'notice')}, {count_of(len(done.contents.files), 'fichier')}"
    say(f"Sauvegardé et relu : {done.path} ({held}, {done.path.stat().st_size // 1024} Kio).")

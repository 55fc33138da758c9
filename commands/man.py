"""« traam man »."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import click

from commands.manual import manual
from commands.options import count_of, json_option, say, say_json
from disk.aside import replaced_file
from schemas.types.errors import NothingToDoError, reason_of


@click.command("man")
@click.argument("folder", metavar="DOSSIER", type=click.Path(path_type=Path, file_okay=False))
@json_option
def man_command(*, folder: Path, as_json: bool) -> None:
    """Écrire dans un dossier les pages de manuel de traam, et de ses commandes.

    Elles disent ce que dit --help. Dans « ~/.local/share/man/man1 » ou « /usr/local/share/man/man1 », « man traam » et
    « man traam-harvest » les trouvent.

    \b
    Exemples :
      traam man ~/.local/share/man/man1
    """
    root = click.get_current_context().find_root().command
    assert isinstance(root, click.Group)
    pages = manual(root, version("traam"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            with replaced_file(folder / name) as stream:
                stream.write(page.encode())
    except OSError as error:
        raise NothingToDoError(f"{folder} : écriture impossible ({reason_of(error)})") from error
    if as_json:
        say_json({"files": [str(folder / name) for name in pages]})
    else:
        say(f"{count_of(len(pages), 'page')} de manuel dans {folder}")

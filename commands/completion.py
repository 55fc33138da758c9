"""« traam completion »."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from commands.options import say

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", metavar="bash|zsh|fish", type=click.Choice(SHELLS))
def completion_command(*, shell: str) -> None:
    """Écrire le script qui complète les commandes de traam dans un interpréteur.

    \b
    Exemples :
      traam completion bash > ~/.local/share/bash-completion/completions/traam
      traam completion fish > ~/.config/fish/completions/traam.fish
    """
    completer = get_completion_class(shell)
    assert completer is not None
    root = click.get_current_context().find_root().command
    say(completer(root, {}, "traam", "_TRAAM_COMPLETE").source())

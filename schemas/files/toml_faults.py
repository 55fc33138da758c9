"""What is badly written in a TOML file: every line of it at once, in French, with its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

_MOST = 20
_PLACED = re.compile(
    r"(?P<said>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)\Z", re.DOTALL
)
_SAID = (
    (re.compile(r"Expected '=' after"), "« = » manque après le nom de la clé"),
    (re.compile(r"Expected '\]{1,2}' at"), "« ] » manque à la fin du nom de la table"),
    (re.compile(r"Expected newline"), "un texte s'écrit entre guillemets, une seule valeur par ligne"),
    (re.compile(r"Invalid date"), "cette date n'existe pas"),
    (re.compile(r"Invalid (?:initial|statement)"), "ni « clé = valeur », ni « [table] », ni « # remarque »"),
    (re.compile(r"Invalid value"), "valeur illisible : un texte s'écrit entre guillemets"),
    (re.compile(r"Unclosed array"), "liste mal finie : il manque une virgule ou « ] »"),
    (re.compile(r"Unclosed inline|Expected '}'"), "table jamais fermée : « } » manque"),
    (re.compile(r"Unescaped|Invalid hex|Escaped"), "« \\ » dans un texte : l'écrire « \\\\ »"),
    (re.compile(r"Unterminated|(?:Illegal|Found invalid) character '\\n'"), "guillemets jamais fermés"),
    (re.compile(r"Illegal|Found invalid"), "caractère invisible à ôter"),
    (re.compile(r"Cannot overwrite|Duplicate"), "clé donnée deux fois"),
    (re.compile(r"Cannot declare"), "table donnée deux fois"),
    (re.compile(r"Cannot"), "table déjà écrite autrement plus haut"),
)  # fmt: skip
"""What tomllib says, and what a person is told."""
_CURLY = re.compile(r"=\s*[«“”‘’]")
_GOES_ON = re.compile(r"\"\"\"|'''|[\[{][^\]}]*\Z")
_STATEMENT = re.compile(r"\s*(?:\[|[\w\"'.-]+\s*=)")


def toml_faults(text: str) -> Iterator[str]:
    """Each line that cannot be read: it is left out, and what follows is read on, as long as it can be told apart.

    What goes on over several lines cannot: its fault is the last told.
    """
    lines = text.split("\n")
    for _ in range(_MOST):
        try:
            tomllib.loads("\n".join(lines))
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            placed = _PLACED.match(str(error)) if isinstance(error, tomllib.TOMLDecodeError) else None
            if placed is None:
                return
            number = int(placed["line"]) if placed["line"] else len(lines)
            line = lines[number - 1] if number <= len(lines) else ""
            where = f"ligne {number}, colonne {placed['column']}" if placed["line"] else "fin du fichier"
            yield f"{where} : {_in_french(placed['said'], line)}"
            if not placed["line"] or _GOES_ON.search(line.partition("=")[2]) or not _may_be_left_out(line):
                return
            lines[number - 1] = ""
        else:
            return


def _may_be_left_out(line: str) -> bool:
    """Say whether a line is a whole statement, or words that are none; an item of a list is a part of one."""
    return bool(_STATEMENT.match(line)) or not line.lstrip().startswith(('"', "'", "]", "}", ","))


def _in_french(said: str, line: str) -> str:
    if _CURLY.search(line):
        return 'guillemets typographiques : écrire le texte entre guillemets droits ("…")'
    return next((told for pattern, told in _SAID if pattern.match(said)), "écriture que TOML n'admet pas")

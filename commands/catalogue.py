"""What click says, in French: the tables, and the catalogue « scripts/docs » compiles of them for gettext.

The compiled file (commands/locale) is what the program reads; a test holds it the same as these tables, and these
tables complete for the click that is installed.
"""

from __future__ import annotations

import struct

SENTENCES = {
    "Aborted!": "Abandon.",
    "deprecated": "à éviter",
    "Missing command.": "Commande manquante.",
    "Options": "Options",
    "Positional arguments": "Arguments",
    "Commands": "Commandes",
    "env var: {var}": "variable d'environnement : {var}",
    "default: {default}": "par défaut : {default}",
    "(dynamic)": "(calculé)",
    "Do you want to continue?": "Continuer ?",
    "Confirm the action without prompting.": "Confirmer sans question.",
    "Show the version and exit.": "Donner la version.",
    "Show this message and exit.": "Donner cette aide.",
    "%(prog)s, version %(version)s": "%(prog)s %(version)s",
    "Missing argument": "Argument manquant",
    "Missing option": "Option manquante",
    "Missing parameter": "Paramètre manquant",
    "Missing parameter: {param_name}": "Paramètre manquant : {param_name}",
    "Missing {param_type}": "Il manque {param_type}",
    "unknown error": "erreur inconnue",
    "Invalid value for {param_hint}: {message}": "Valeur refusée pour {param_hint} : {message}",
    "Invalid value: {message}": "Valeur refusée : {message}",
    "Could not open file {filename!r}: {message}": "Ouverture impossible de {filename!r} : {message}",
    "Error: {message}": "Erreur : {message}",
    "Try '{command} {option}' for help.": "Voir « {command} {option} ».",
    "No such option {name!r}.": "Option inconnue : {name!r}.",
    "No such command {name!r}.": "Commande inconnue : {name!r}.",
    "Usage:": "Usage :",
    "Option {name!r} does not take a value.": "L'option {name!r} ne prend pas de valeur.",
    "Argument {name!r} takes {nargs} values.": "L'argument {name!r} prend {nargs} valeurs.",
    "Press any key to continue...": "Appuyer sur une touche pour continuer…",
    "Repeat for confirmation": "Répéter pour confirmer",
    "Error: The two entered values do not match.": "Erreur : les deux saisies diffèrent.",
    "Error: invalid input": "Erreur : saisie refusée",
    "file": "fichier",
    "directory": "dossier",
    "path": "chemin",
    "d": "j",
    "Choose from:\n\t{choices}": "Choisir parmi :\n\t{choices}",
    "Choice({choices})": "Choix({choices})",
    "{value} is not in the range {range}.": "{value} est hors des bornes permises, {range}.",
    "{value!r} is not a valid boolean. Recognized values: {states}": (
        "{value!r} n'est ni vrai ni faux. Valeurs reconnues : {states}"
    ),
    "{value!r} is not a valid {number_type}.": "{value!r} n'est pas un nombre ({number_type}).",
    "{value!r} is not a valid UUID.": "{value!r} n'est pas un UUID.",
    "{name} {filename!r} is a file.": "{name} {filename!r} est un fichier.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} est un dossier.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} ne peut être lu.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} ne peut être écrit.",
    "{name} {filename!r} is not executable.": "{name} {filename!r} n'est pas exécutable.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} n'existe pas.",
    "Couldn't detect Bash version, shell completion is not supported.": (
        "Version de Bash inconnue : la complétion n'est pas possible."
    ),
    "Shell completion is not supported for Bash versions older than 4.4.": (
        "La complétion demande Bash 4.4 ou plus récent."
    ),
}

PLURALS = {
    "Got unexpected extra argument ({args})": ("Argument en trop ({args})", "Arguments en trop ({args})"),
    "Did you mean {possibility}?": ("Vouliez-vous dire {possibility} ?", "(Vouliez-vous dire : {possibilities} ?)"),
    "Option {name!r} requires an argument.": (
        "L'option {name!r} attend une valeur.",
        "L'option {name!r} attend {nargs} valeurs.",
    ),
    "Takes {nargs} values but 1 was given.": (
        "{nargs} valeurs attendues, 1 donnée.",
        "{nargs} valeurs attendues, {len} données.",
    ),
    "{value!r} is not {choice}.": ("{value!r} n'est pas {choice}.", "{value!r} n'est aucune des valeurs : {choices}."),
    "{value!r} does not match the format {format}.": (
        "{value!r} n'est pas une date écrite AAAA-MM-JJ, comme 2026-11-24.",
        "{value!r} n'a aucune des formes {formats}.",
    ),
    "{len_type} values are required, but {len_value} was given.": (
        "{len_type} valeurs attendues, {len_value} donnée.",
        "{len_type} valeurs attendues, {len_value} données.",
    ),
}

_HEADER = "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=n>1;\n"
_MAGIC = 0x950412DE
_FIELDS = 7


def compiled() -> bytes:
    """Lay the catalogue out as GNU gettext reads it; Python looks plurals up by their singular alone."""
    entries = {"": _HEADER, **SENTENCES}
    entries |= {f"{one}\0{one}": "\0".join(forms) for one, forms in PLURALS.items()}
    pairs = sorted((given.encode(), said.encode()) for given, said in entries.items())
    start = 4 * _FIELDS + 16 * len(pairs)
    tables: list[tuple[int, int]] = []
    texts = b""
    for text in (*(given for given, _ in pairs), *(said for _, said in pairs)):
        tables.append((len(text), start + len(texts)))
        texts += text + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), 4 * _FIELDS, 4 * _FIELDS + 8 * len(pairs), 0, start)
    return head + b"".join(struct.pack("<2I", *one) for one in tables) + texts

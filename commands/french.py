"""Click speaks French whatever the locale of the reader.

Click finds its sentences through gettext, and the names of its kinds of values in their « name »: both are hooks it
documents. The catalogue is compiled from commands/catalogue.py.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import click

DOMAIN = "traam"
LOCALE = Path(__file__).resolve().parent / "locale"
CATALOGUE = LOCALE / "fr" / "LC_MESSAGES" / f"{DOMAIN}.mo"


def speak_french() -> None:
    """Have gettext find our catalogue, and name the kinds of values a help shows."""
    os.environ["LANGUAGE"] = "fr"  # before the locale for gettext: people are spoken to in French everywhere
    gettext.bindtextdomain(DOMAIN, str(LOCALE))
    gettext.textdomain(DOMAIN)
    click.STRING.name = "texte"
    click.INT.name = click.IntRange.name = "entier"
    click.FLOAT.name = click.FloatRange.name = "nombre"
    click.BOOL.name = "oui ou non"

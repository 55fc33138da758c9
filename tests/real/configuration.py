"""The configuration a person would write to harvest one site: traam.toml, a card, perhaps a group."""

from __future__ import annotations

from pathlib import Path


def write_configuration(folder: Path, card: str, group: str = "") -> Path:
    """Write traam.toml, a card and a group in a folder."""
    for name in ("sources", "groups"):
        (folder / name).mkdir(exist_ok=True)
    settings = '[traam]\ncontact = "mailto:moisson@example.org"\ndata = "donnees"\n'
    (folder / "traam.toml").write_text(settings, encoding="utf-8")
    (folder / "sources" / "essai.toml").write_text(card, encoding="utf-8")
    if group:
        (folder / "groups" / "groupe.toml").write_text(group, encoding="utf-8")
    return folder / "traam.toml"


def site_card(url: str) -> str:
    """A card of kind « site »."""
    return f'id = "essai"\ntitre = "Site d\'essai"\nkind = "site"\nurl = "{url}/"\ndiscipline = "Mathématiques"\n'

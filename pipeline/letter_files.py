"""The letters: one file an issue, in « lettres/ » beside the configuration; what was shown is what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from feeds.folder import replaced_file
from pipeline.settings import Settings
from schemas.errors import NothingToDoError, SettingsError, StoreError, reason_of
from schemas.letter import Letter, load_letter
from schemas.letter_file import SCHEMA_NAME, written_letter, written_schema
from schemas.page_address import canonical_address

FOLDER = "lettres"


def letters_folder(settings: Settings) -> Path:
    """Give the folder of the letters; raises SettingsError without a configuration to lie beside."""
    if settings.config is None:
        raise SettingsError(["une lettre s'écrit à côté de traam.toml : en nommer un par --config"])
    return settings.config.parent / FOLDER


def letter_path(settings: Settings, numero: int) -> Path:
    """Give the file of an issue that propose writes."""
    return letters_folder(settings) / f"lettre-{numero}.toml"


def load_letters(settings: Settings) -> dict[Path, Letter]:
    """Read every issue, in the order of their numbers; raises SettingsError with every fault of every file."""
    faults: list[str] = []
    found: dict[Path, Letter] = {}
    for path in sorted(letters_folder(settings).glob("*.toml")):
        before = len(faults)
        letter = load_letter(path, faults)
        if len(faults) > before:
            continue
        same = next((other for other, known in found.items() if known.numero == letter.numero), None)
        if same is not None:
            faults.append(f"{path} : numero : {letter.numero} sert déjà dans {same}")
        found[path] = letter
    if faults:
        raise SettingsError(faults)
    return dict(sorted(found.items(), key=lambda item: item[1].numero))


def find_letter_path(settings: Settings, numero: int) -> Path:
    """Give the file of an issue, even a faulty one; raises NothingToDoError when there is none."""
    usual = letter_path(settings, numero)
    if usual.is_file():
        return usual
    for path in sorted(letters_folder(settings).glob("*.toml")):
        if load_letter(path, []).numero == numero:
            return path
    raise NothingToDoError(f"aucun numéro {numero} dans {letters_folder(settings)} : « traam letter propose » l'écrit")


def already_shown(letters: Sequence[Letter]) -> frozenset[str]:
    """Give the identifiers and canonical addresses of all that these issues put forward."""
    breves = [breve for letter in letters for breve in letter.breves]
    return frozenset(
        {breve.identifier for breve in breves if breve.identifier} | {canonical_address(breve.url) for breve in breves}
    )


def save_letter(path: Path, letter: Letter) -> None:
    """Write the file aside, then rename it; its JSON Schema goes beside it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_file(path) as stream:
            stream.write(written_letter(letter).encode())
        with replaced_file(path.parent / SCHEMA_NAME) as stream:
            stream.write(written_schema().encode())
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error

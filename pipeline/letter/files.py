"""The letters: one file an issue, in « lettres/ » beside the configuration; what was shown is what they hold.

A series of its own (one a discipline, say) is a folder there: its issues have their own numbers, and their own
memory of what was shown. Files of « lettres/ » itself are the letter that has no series, named by an empty text.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from disk.aside import replaced_file
from schemas.files.letter import SERIE_FORM, Letter, is_serie, load_letter
from schemas.files.letter_file import SCHEMA_NAME, written_letter, written_schema
from schemas.files.letter_order import order_of, reordered
from schemas.parsing.page_address import canonical_address
from schemas.types.errors import NothingToDoError, SettingsError, StoreError, reason_of

FOLDER = "lettres"


def letters_folder(config: Path | None) -> Path:
    """The folder of the letters, beside the configuration file; raises SettingsError without one."""
    if config is None:
        raise SettingsError(["une lettre s'écrit à côté de traam.toml : en nommer un par --config"])
    return config.parent / FOLDER


def known_series(letters: Path) -> tuple[str, ...]:
    """The series that have an issue."""
    folders = {path.parent.name for path in letters.glob("*/*.toml")}
    return tuple(sorted(name for name in folders if is_serie(name)))


def check_serie(letters: Path, serie: str) -> None:
    """Raise SettingsError for a series that has no issue, or that could never have any; none is always known."""
    if serie and not is_serie(serie):
        raise SettingsError([f"--serie : « {serie[:60]} » : {SERIE_FORM}"])
    known = known_series(letters)
    if serie and serie not in known:
        told = f"séries connues : {', '.join(known)}" if known else "il n'y en a pas encore"
        raise SettingsError(
            [f"série inconnue : « {serie} » ; {told} ; « propose --serie {serie} --discipline … » en commence une"]
        )


def letter_path(letters: Path, numero: int, serie: str = "") -> Path:
    """The file of an issue that propose writes."""
    return letters / serie / f"lettre-{numero}.toml"


def load_letters(letters: Path, serie: str = "") -> dict[Path, Letter]:
    """Read the issues of a series, by their numbers; raises SettingsError with every fault of every file."""
    faults: list[str] = []
    found: dict[Path, Letter] = {}
    for path in sorted((letters / serie).glob("*.toml")):
        before = len(faults)
        letter = _load_one(path, serie, faults)
        if len(faults) > before:
            continue
        same = next((other for other, known in found.items() if known.numero == letter.numero), None)
        if same is not None:
            faults.append(f"{path} : numero : {letter.numero} sert déjà dans {same}")
        found[path] = letter
    if faults:
        raise SettingsError(faults)
    return dict(sorted(found.items(), key=lambda item: item[1].numero))


def load_one_letter(letters: Path, numero: int, serie: str = "") -> Letter:
    """Read one issue; raises SettingsError with all its faults, NothingToDoError when there is none."""
    faults: list[str] = []
    letter = _load_one(find_letter_path(letters, numero, serie), serie, faults)
    if faults:
        raise SettingsError(faults)
    return letter


def _load_one(path: Path, serie: str, faults: list[str]) -> Letter:
    """Read a file that must say the series of its folder: all that is made of an issue says it by the file alone."""
    before = len(faults)
    letter = load_letter(path, faults)
    if len(faults) == before and letter.serie != serie:
        wanted = f"« {serie} » attendu, qui est son dossier" if serie else "aucune attendue hors du dossier d'une série"
        faults.append(f"{path} : serie : « {letter.serie} » lu, {wanted}")
    return letter


def find_letter_path(letters: Path, numero: int, serie: str = "") -> Path:
    """The file of an issue, even a faulty one; raises NothingToDoError when there is none."""
    usual = letter_path(letters, numero, serie)
    if usual.is_file():
        return usual
    folder = letters / serie
    for path in sorted(folder.glob("*.toml")):
        if load_letter(path, []).numero == numero:
            return path
    series = "" if serie else ", ".join(known_series(letters))
    hint = f" ; --serie en nomme une autre : {series}" if series else ""
    raise NothingToDoError(f"aucun numéro {numero} dans {folder} : « traam letter propose » l'écrit{hint}")


def already_shown(letters: Sequence[Letter]) -> frozenset[str]:
    """The identifiers and canonical addresses of all that these issues put forward."""
    breves = [breve for letter in letters for breve in letter.breves]
    return frozenset(
        {breve.identifier for breve in breves if breve.identifier} | {canonical_address(breve.url) for breve in breves}
    )


def reorder_letter(path: Path, letter: Letter, numbers: Sequence[int]) -> None:
    """Keep only the brèves of these numbers, in this order; raises NothingToDoError where the file has no blocks."""
    try:
        _save(path, reordered(path.read_text(encoding="utf-8-sig"), order_of(letter, numbers)))
    except ValueError as error:
        raise NothingToDoError(f"{path} : {error}") from error


def save_letter(path: Path, letter: Letter) -> None:
    """Write the file of an issue."""
    _save(path, written_letter(letter))


def _save(path: Path, text: str) -> None:
    """Write the JSON Schema, then the file beside it; each aside, then renamed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_file(path.parent / SCHEMA_NAME) as stream:
            stream.write(written_schema().encode())
        with replaced_file(path) as stream:  # the last: an issue that is there is not proposed again
            stream.write(text.encode())
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error

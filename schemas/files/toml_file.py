"""TOML files: read, every failure a fault in French; a value written as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from schemas.files.toml_faults import toml_faults
from schemas.types.errors import reason_of

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Table

_Table = TypeVar("_Table", "TOMLDocument", "Table")
_LINE = 80
"""Characters of a text on one line, at most."""


def load_toml(path: Path, faults: list[str]) -> dict[str, Any]:
    """Read a TOML file; on failure add the fault and give an empty table."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except OSError as error:
        faults.append(f"{path} : lecture impossible ({reason_of(error)})")
    except UnicodeDecodeError:
        faults.append(f"{path} : le fichier n'est pas en UTF-8 ; l'enregistrer dans ce codage")
    except tomllib.TOMLDecodeError:
        faults += [f"{path} : TOML mal formé, {told}" for told in toml_faults(text)]
    except RecursionError:
        faults.append(f"{path} : tableaux mis les uns dans les autres sans fin")
    except ValueError:  # tomllib reads any number of digits, Python does not
        faults.append(f"{path} : un nombre a trop de chiffres")
    return {}


def written_value(value: object) -> str:
    """A text, number or list of them as TOML writes it."""
    import tomlkit  # imported when needed only: most commands write no TOML

    return tomlkit.item(value).as_string()


def with_values(text: str, tables: Mapping[str, Mapping[str, object]]) -> str:
    """A TOML text with some keys of its tables set, or taken away where None is given; all else stays as written."""
    import tomlkit

    document = tomlkit.parse(text)
    for name, values in tables.items():
        if name not in document and any(value is not None for value in values.values()):
            document[name] = tomlkit.table()
        for key, value in values.items() if name in document else ():
            table: Any = document[name]
            if value is not None:
                table[key] = value
            elif key in table:
                del table[key]
    return tomlkit.dumps(document)


def with_keys(table: _Table, *, about: str = "", **values: Any) -> _Table:  # noqa: ANN401 - what TOML holds
    """Add some keys; a long text on as many lines as it has, as a person edits it."""
    import tomlkit

    for key, value in values.items():
        is_long = isinstance(value, str) and ("\n" in value or len(value) > _LINE) and "\r" not in value
        shown = tomlkit.string(value, multiline=is_long) if isinstance(value, str) else tomlkit.item(value)
        table.add(key, shown.comment(about) if about else shown)
    return table

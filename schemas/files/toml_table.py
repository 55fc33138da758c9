"""Reading one TOML table key by key, gathering every fault with its file and key instead of stopping at the first."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from schemas.types.errors import reason_of


def load_toml(path: Path, faults: list[str]) -> dict[str, Any]:
    """Read a TOML file; on failure add the fault and give an empty table."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        faults.append(f"{path} : lecture impossible ({reason_of(error)})")
    except UnicodeDecodeError:
        faults.append(f"{path} : le fichier n'est pas en UTF-8 ; l'enregistrer dans ce codage")
    except tomllib.TOMLDecodeError as error:
        faults.append(f"{path} : TOML mal formé ({error})")
    except RecursionError:
        faults.append(f"{path} : tableaux mis les uns dans les autres sans fin")
    except ValueError:  # tomllib reads any number of digits, Python does not
        faults.append(f"{path} : un nombre a trop de chiffres")
    return {}


class TomlTable:
    """One table of a TOML file; each key is taken once, and what is left over is a fault."""

    def __init__(self, path: Path, table: Mapping[str, Any], faults: list[str], *, prefix: str = "") -> None:
        self._path = path
        self._left = dict(table)
        self._present = frozenset(table)
        self._known: list[str] = []
        self._faults = faults
        self._prefix = prefix

    def fault(self, key: str, message: str) -> None:
        """Add one fault about a key of this table."""
        self._faults.append(f"{self._path} : {self._prefix}{key} : {message}")

    def _take(self, key: str) -> Any:  # noqa: ANN401 - TOML values are of any type until checked
        self._known.append(key)
        return self._left.pop(key, None)

    def text(self, key: str, default: str | None = None, *, choices: Iterable[str] = (), empty: bool = False) -> str:
        """Take a string; it is mandatory when no default is given, and says something unless it may be empty."""
        value = self._take(key)
        allowed = list(choices)
        if value is None:
            if default is None:
                self.fault(key, "clé obligatoire, absente")
            return default or ""
        if not isinstance(value, str) or not (value.strip() or empty):
            self.fault(key, f"texte attendu, {value!r} lu")
            return default or ""
        if allowed and value not in allowed:
            self.fault(key, f"« {value} » inconnu ; valeurs possibles : {', '.join(allowed)}")
        return value.strip()

    def texts(self, key: str, *, choices: Iterable[str] = ()) -> tuple[str, ...]:
        """Take a list of strings; a lone string is a list of one, an absent key an empty list."""
        value = self._take(key)
        allowed = list(choices)
        if value is None:
            return ()
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) and item.strip() for item in values):
            self.fault(key, f"liste de textes attendue, {value!r} lu")
            return ()
        for item in values:
            if allowed and item not in allowed:
                self.fault(key, f"« {item} » inconnu ; valeurs possibles : {', '.join(allowed)}")
        return tuple(item.strip() for item in values)

    def boolean(self, key: str, *, default: bool) -> bool:
        """Take true or false."""
        value = self._take(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(key, f"true ou false attendu, {value!r} lu")
            return default
        return value

    def integer(self, key: str, *, minimum: int = 0) -> int | None:
        """Take a whole number, None when absent."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < minimum:
            self.fault(key, f"nombre entier d'au moins {minimum} attendu, {value!r} lu")
            return None
        return value

    def day(self, key: str) -> date | None:
        """Take a mandatory date, written as TOML's own or between quotes; None where it is missing or wrong."""
        value = self._take(key)
        if value is None:
            self.fault(key, "clé obligatoire, absente")
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.fault(key, f"date attendue (« 2026-11-24 »), {str(value)[:60]!r} lu")
            return None

    def table(self, key: str) -> TomlTable:
        """Take a sub-table; an absent one is empty."""
        value = self._take(key)
        if value is not None and not isinstance(value, dict):
            self.fault(key, f"table attendue, {value!r} lu")
            value = None
        return TomlTable(self._path, value or {}, self._faults, prefix=f"{self._prefix}{key}.")

    def is_table(self, key: str) -> bool:
        """Say whether a key is absent, or a sub-table."""
        return isinstance(self._left.get(key, {}), dict)

    def drop(self, key: str) -> None:
        """Take a key whose fault is said otherwise."""
        self._take(key)

    def tables(self, key: str) -> tuple[TomlTable, ...]:
        """Take an array of tables."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fault(key, f"suite de tables [[{key}]] attendue")
            return ()
        return tuple(
            TomlTable(self._path, item, self._faults, prefix=f"{self._prefix}{key}[{number}].")
            for number, item in enumerate(value, start=1)
        )

    def keys(self) -> tuple[str, ...]:
        """The names the table has, whatever they are."""
        return tuple(self._left)

    def taken(self, *keys: str) -> tuple[str, ...]:
        """Those of these keys the table has."""
        return tuple(key for key in keys if key in self._present)

    def finish(self) -> None:
        """Report each key nobody took, with the nearest known one."""
        for key in self._left:
            from difflib import get_close_matches  # imported when needed only: most files have no fault

            near = get_close_matches(key, self._known, n=1)
            hint = f" ; vouliez-vous dire « {near[0]} » ?" if near else ""
            self.fault(key, f"clé inconnue{hint}")

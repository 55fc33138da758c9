"""A file people write, read by its description: a dataclass whose annotations say what each key holds.

Every fault is told at once, in French, with its file and key. A class may have two methods more: `completed(given)`,
the same with what the keys given leave out, and `faults()`, each key whose value cannot be, with a French sentence.
Nothing here imports msgspec, whose `Meta` is read where an annotation has one: a search reads the configuration, and
waits for no library (docs/decisions/0073-description-des-fichiers.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
NO_DATE = date(1970, 1, 1)
"""Stands for a date that could not be read; the fault is then told, and what has it is not used."""
_WRONG: Final = object()
_BLANKS: Final[Mapping[Any, Any]] = {str: "", int: 0, date: NO_DATE, Literal: "", tuple: ()}
_EXPECTED: Final[Mapping[Any, str]] = {
    str: "texte attendu", bool: "true ou false attendu", date: "date attendue (« 2026-11-24 »)",
    tuple: "liste de textes attendue", dict: "table attendue",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AtLeast:
    """msgspec's `Meta(ge=…)`, for a file that is read without it."""

    ge: int


@dataclass(frozen=True, slots=True)
class FaultList:
    """Where faults go, and what each begins with."""

    path: Path
    faults: list[str]
    prefix: str = ""

    def fault(self, key: str, message: str) -> None:
        """Add one fault about a key."""
        self.faults.append(f"{self.path} : {self.prefix}{key} : {message}")

    def under(self, key: str) -> FaultList:
        """The same for the keys of a table of this one."""
        return replace(self, prefix=f"{self.prefix}{key}.")


@dataclass(frozen=True, slots=True)
class ValueForm:
    """What a key may hold: a type, what it is given arguments to (tuple, dict, Literal), and all that is said of it."""

    type: Any
    origin: Any
    metas: tuple[Any, ...]
    said: Mapping[str, Any]
    """Bounds of `Meta`, and its « extra »: see schemas.files.description."""

    @property
    def is_table(self) -> bool:
        """Say whether it is a table with keys of its own."""
        return bool(is_dataclass(self.type))

    @property
    def choices(self) -> tuple[str, ...]:
        """The only texts taken; none where any is."""
        return get_args(self.type) if self.origin is Literal else tuple(self.said.get("choices", ()))


@dataclass(frozen=True, slots=True)
class TableKey:
    """One key of a table; its default is MISSING where the file has to say it."""

    name: str
    attribute: str
    form: ValueForm
    default: Any


def form_of(annotation: Any) -> ValueForm:  # noqa: ANN401 - an annotation is of no type of its own
    """What an annotation says; « or None » is for whom uses the value, a file cannot say it."""
    metas: list[Any] = []
    while get_origin(annotation) is Annotated or type(None) in get_args(annotation):
        own, *others = get_args(annotation)
        metas = [*others, *metas] if get_origin(annotation) is Annotated else metas
        annotation = own
    said: dict[str, Any] = {}
    for meta in metas:
        bounds = {name: getattr(meta, name, None) for name in ("ge", "min_length", "max_length")}
        said |= {name: bound for name, bound in bounds.items() if bound is not None}
        said |= getattr(meta, "extra", None) or {}
    return ValueForm(annotation, get_origin(annotation) or annotation, tuple(metas), said)


@cache
def keys_of(kind: Any) -> tuple[TableKey, ...]:  # noqa: ANN401 - a dataclass, which mypy does not know for hashable
    """The keys a class describes, in its order."""
    hints = get_type_hints(kind, include_extras=True)
    forms = [(field, form_of(hints[field.name])) for field in fields(kind)]
    return tuple(TableKey(form.said.get("key", field.name), field.name, form, field.default) for field, form in forms)


def read_table(kind: type[T], content: Mapping[str, Any], told: FaultList) -> T:
    """Read a table; what is missing or wrong has its default, or nothing, and a fault."""
    described: Any = kind
    keys, values = keys_of(described), dict[str, Any]()
    for key in keys:
        blank = _BLANKS[key.form.origin] if key.default is MISSING else key.default
        if key.name in content:
            value = _read(key.form, content[key.name], key.name, told)
            values[key.attribute] = blank if value is _WRONG else value
        else:
            values[key.attribute] = blank
            if key.default is MISSING and blank != ():  # no list is an empty one
                told.fault(key.name, "clé obligatoire, absente")
    made = described(**values)
    if hasattr(kind, "completed"):
        made = made.completed(content.keys())
    for name, message in made.faults() if hasattr(kind, "faults") else ():
        told.fault(name, message)
    tell_unknown(content, [key.name for key in keys], told)
    return made  # type: ignore[no-any-return]


def tell_unknown(content: Iterable[str], known: Iterable[str], told: FaultList) -> None:
    """Tell each key that is none of those known, with the nearest."""
    known = list(known)
    for key in content:
        if key not in known:
            from difflib import get_close_matches  # imported when needed only: most files have no fault

            near = get_close_matches(key, known, n=1)
            told.fault(key, f"clé inconnue ; vouliez-vous dire « {near[0]} » ?" if near else "clé inconnue")


def tables_of(value: Any, key: str, told: FaultList) -> list[tuple[dict[str, Any], FaultList]]:  # noqa: ANN401
    """Each table of [[key]], with where its faults go; none, and a fault, where it is no such list."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        told.fault(key, f"suite de tables [[{key}]] attendue")
        return []
    return [(item, told.under(f"{key}[{rank}]")) for rank, item in enumerate(value, start=1)]


def _read(form: ValueForm, value: Any, key: str, told: FaultList) -> Any:  # noqa: ANN401 - TOML values, then a form's own
    """Read one value; _WRONG when it is none, which is then told."""
    if "written" in form.said:
        return _read_written(form, value, key, told)
    if form.origin is tuple:
        item = form_of(get_args(form.type)[0])
        if item.is_table:
            return tuple(read_table(item.type, one, under) for one, under in tables_of(value, key, told))
        return _texts(item, value, key, told)
    if form.is_table or form.origin is dict:
        if not isinstance(value, dict):
            return _wrong(form, dict, value, key, told)
        return (read_table if form.is_table else _read_keys)(form.type, value, told.under(key))
    return _day(form, value, key, told) if form.type is date else _scalar(form, value, key, told)


def _read_written(form: ValueForm, value: Any, key: str, told: FaultList) -> Any:  # noqa: ANN401
    """Read what is written otherwise than it is used."""
    read = _read(form_of(form.said["written"]), value, key, told)
    try:
        return read if read is _WRONG else form.said["read"](read)
    except ValueError as error:
        told.fault(key, str(error))
        return _WRONG


def _wrong(form: ValueForm, kind: Any, value: Any, key: str, told: FaultList) -> Any:  # noqa: ANN401
    """Tell a value of another type than expected."""
    usual = _EXPECTED.get(kind, f"nombre entier d'au moins {form.said.get('ge', 0)} attendu")
    told.fault(key, form.said.get("expected", f"{usual}, {value!r} lu"))
    return _WRONG


def _texts(item: ValueForm, value: Any, key: str, told: FaultList) -> Any:  # noqa: ANN401
    """Read a list of texts; a lone text is a list of one."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) and one.strip() for one in values):
        return _wrong(item, tuple, value, key, told)
    for one in values:
        _check_choice(item, one, key, told)
    return tuple(one.strip() for one in values)


def _read_keys(kind: Any, value: Mapping[str, Any], told: FaultList) -> dict[str, Any]:  # noqa: ANN401
    """Read a table whose keys are anything, or a few texts."""
    names, item = map(form_of, get_args(kind))
    known = [key for key in value if not names.choices or key in names.choices]
    found = {key: _read(item, value[key], key, told) for key in known}
    tell_unknown(value, names.choices or known, told)
    return {key: _BLANKS[item.origin] if one is _WRONG else one for key, one in found.items()}


def _scalar(form: ValueForm, value: Any, key: str, told: FaultList) -> Any:  # noqa: ANN401
    """Read a text, or what is one (a path, a choice), a number, true or false."""
    kind: Any = form.type if form.type in {int, bool} else str
    is_kind = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if not is_kind or (kind is int and value < form.said.get("ge", 0)):
        return _wrong(form, kind, value, key, told)
    if kind is not str:
        return value
    if not (value.strip() or form.said.get("min_length") == 0):
        return _wrong(form, kind, value, key, told)
    _check_choice(form, value, key, told)
    text = value.strip()
    if len(text) > form.said.get("max_length", len(text)):
        told.fault(key, f"{len(text)} signes, {form.said['max_length']} au plus")
    return Path(text) if form.type is Path else text


def _check_choice(form: ValueForm, value: str, key: str, told: FaultList) -> None:
    if form.choices and value not in form.choices:
        told.fault(key, f"« {value} » inconnu ; valeurs possibles : {', '.join(form.choices)}")


def _day(form: ValueForm, value: Any, key: str, told: FaultList) -> Any:  # noqa: ANN401
    """Read a date, written as TOML's own or between quotes."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return _wrong(form, date, str(value)[:60], key, told)

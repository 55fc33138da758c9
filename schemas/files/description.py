"""The words a file is described with (msgspec's `Meta`), and the JSON Schema of a description (2020-12)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING
from typing import Annotated, Any, TypeAlias, get_args

import msgspec.json
from msgspec import Meta

from schemas.files.reading import ValueForm, form_of, keys_of

Text: TypeAlias = Annotated[str, Meta(min_length=1)]
"""A text that says something."""
Line: TypeAlias = Annotated[str, Meta(min_length=0)]
"""A text that may be empty: an editor empties a text rather than its key."""


def said(description: str, *, key: str = "") -> Meta:
    """What a key says, in French; its name in the file where that is not the attribute's."""
    return Meta(description=description, extra={"key": key} if key else {})


def one_of(choices: Iterable[str]) -> Meta:
    """The only texts taken."""
    choices = tuple(choices)
    return Meta(extra={"choices": choices}, extra_json_schema={"enum": list(choices)})


def written_as(form: object, read: Callable[[Any], object]) -> Meta:
    """A key whose file holds another form than the program: read makes one of the other, or raises ValueError."""
    return Meta(extra={"written": form, "read": read})


def schema_of(kind: type[Any], *, title: str, required: Iterable[str]) -> dict[str, Any]:
    """The JSON Schema of a file, for editors; required are the keys each file of it has."""
    table = {**_table(kind), "required": list(required)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, **table}


def _table(kind: object) -> dict[str, Any]:
    keys = keys_of(kind)
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key.name for key in keys if key.default is MISSING],
        "properties": {key.name: _property(key.form, key.default) for key in keys},
    }


def _property(form: ValueForm, default: object) -> dict[str, Any]:
    """The schema of what a key holds, as the file has it; nothing but its tables is written here."""
    if "written" in form.said:
        found = _property(form_of(form.said["written"]), None)
    elif form.is_table:
        found = _table(form.type)
    elif form.origin is tuple and (item := form_of(get_args(form.type)[0])).is_table:
        found = {"type": "array", "items": _table(item.type)}
    else:
        annotated: Any = Annotated
        found = msgspec.json.schema(annotated[(form.type, *form.metas)] if form.metas else form.type)
    for one in form.metas:
        found |= {"description": one.description} if one.description else {}
    return found | ({"default": default} if isinstance(default, str | int) and default != "" else {})

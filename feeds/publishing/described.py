"""What outputs are, told to machines: JSON Schemas made from the types themselves, and a Data Package of the tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from disk.swap import NewFolder
from feeds.folder.folder_files import FolderFiles
from feeds.folder.manifest import CONTRACT, Manifest, ManifestEntry
from feeds.notices.fiches import COLUMNS as FICHES_COLUMNS
from feeds.notices.fiches import FICHES_CSV
from feeds.syndication.json_feed import TOLD_ELSEWHERE
from feeds.tables.tabular import COLUMNS
from schemas.types.record import Record, Traam

PACKAGE = "datapackage.json"
CONTRACT_TEXTS = ("contrat.md", "contrat-annexe.md")
FOLDER = "schemas/"
MEDIA_TYPE = "application/schema+json"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_INSTANT = {"type": "string", "format": "date-time"}
_IDENTITY = {"type": "string", "pattern": "^urn:uuid:[0-9a-f-]{36}$"}
_SIMPLE = {str: "string", bool: "boolean", int: "integer", float: "number", NoneType: "null"}
Schema = dict[str, Any]


def write_described(new: NewFolder) -> Iterator[ManifestEntry]:
    """Write the schemas and the Data Package in a publication."""
    files = FolderFiles(new.path, new.former, FOLDER, MEDIA_TYPE)
    for name, content in schema_files():
        files.add(name, content)
    yield files.entry()
    new.open(PACKAGE).write(data_package({"productions.csv": COLUMNS, FICHES_CSV: FICHES_COLUMNS}))
    yield ManifestEntry(PACKAGE, "application/json", 0, new.close(PACKAGE))
    for name in CONTRACT_TEXTS:
        new.open(name).write(_contract(name))
        yield ManifestEntry(name, "text/markdown; charset=utf-8", 0, new.close(name))


def _contract(name: str) -> bytes:
    """A text of the contract, as it stands beside this module once installed, and in the documents of a checkout."""
    beside = Path(__file__).with_name(name)
    return (beside if beside.exists() else Path(__file__).parents[2] / "docs" / name).read_bytes()


def schema_files() -> Iterator[tuple[str, bytes]]:
    """Each schema, under its name in the folder; a field to come may be there too, as the contract says."""
    production, about = production_fields(), {"title": "Champs d'une production (JSON Lines)"}
    element = _object({"name": _of(str), "label": _of(str), "values": _of(tuple[str, ...])})
    own = {name: kind for name, kind in production.items() if name not in TOLD_ELSEWHERE}
    own |= {"description": {"type": "array", "items": element}}
    told = {"curseur": {"type": "string", "pattern": "^[0-9]+[.][0-9a-f]{12}$"}, "date": _INSTANT, "id": _IDENTITY}
    there = told | {"changement": {"enum": ["ajout", "modification"]}, "production": _object(production)}
    gone = told | {"changement": {"const": "retrait"}}
    schemas: dict[str, Schema] = {
        "production": _object(production) | about,
        "json-feed": _object(own) | {"title": "Membre « _traam » de JSON Feed"},
        "changement": {"title": "Ligne du journal", "oneOf": [_object(there), _object(gone)]},
        "manifest": _object(_manifest_fields()) | {"title": "manifest.json"},
    }
    for name, schema in schemas.items():
        yield f"{name}.schema.json", _written({"$schema": _DIALECT, **schema})


def production_fields() -> dict[str, Schema]:
    """The fields of JSON Lines, in their order."""
    kinds = get_type_hints(Record)
    return {name: _of(kinds[name]) for name in Record("", "").as_dict()} | {"id": _IDENTITY, "updated": _INSTANT}


def data_package(tables: Mapping[str, Iterable[str]]) -> bytes:
    """The Data Package (frictionless) of tables, by the name of their file and their columns."""
    resources = [
        {
            "profile": "tabular-data-resource",
            "name": file.partition(".")[0], "path": file, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
            "dialect": {"delimiter": ";"},
            "schema": {"fields": [_column(name) for name in columns], "primaryKey": ["id"], "missingValues": [""]},
        }
        for file, columns in tables.items()
    ]  # fmt: skip
    head = {"name": "productions-traam", "title": "Productions des TraAM", "version": f"{CONTRACT}.0.0"}
    return _written({"profile": "tabular-data-package", **head, "resources": resources})


def _column(name: str) -> Schema:
    special: dict[str, Schema] = {
        "traam_score": {"type": "number", "decimalChar": ","},
        "deleted": {"type": "boolean", "trueValues": ["oui"], "falseValues": ["non"]},
        "updated": {"type": "datetime"},
        "id": {"type": "string", "constraints": {"required": True, "unique": True}},
    }
    return {"name": name, **special.get(name, {"type": "string"})}


def _manifest_fields() -> dict[str, Schema]:
    kinds = get_type_hints(Manifest)
    own = {field.name: _of(kinds[field.name]) for field in fields(Manifest)}
    return {"generator": {"const": "traam"}, "version": {"const": CONTRACT}, **own}


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def _of(kind: Any) -> Schema:  # noqa: ANN401 - any type of a record
    """The schema of a type."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind in _SIMPLE:
        return {"type": _SIMPLE[kind]}
    if kind is Traam:
        kinds = get_type_hints(Traam)
        return _object({name.removeprefix("traam_"): _of(kinds[name]) for name in ("score", "reasons", "traam_class")})
    if is_dataclass(kind):
        return _object({name: _of(one) for name, one in get_type_hints(kind).items()})
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple:
        return {"type": "array", "items": _of(inner[0])}
    if origin is UnionType or type(None) in inner:
        return {"anyOf": [_of(one) for one in inner]}
    return {"type": "object"} | ({"additionalProperties": _of(inner[1])} if inner[1:2] != (object,) else {})


def _written(content: Schema) -> bytes:
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()

"""The folder every fault is tried in, and what is read of it afterwards: what is kept, and what is published."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import sqlite3
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from examples.configuration import HERE
from examples.production import load_productions
from examples.servers import ExampleServers
from index.engine import open_index
from schemas.types.errors import IndexingError
from tests import warm
from tests.conftest import clean_environment
from tests.faults.commands import ARCHIVE
from tests.faults.shim import VARIABLE, Fault

EVERY = 6
"""One production in so many of the examples: what is tried thousands of times must be quick."""
CONFIG = '[traam]\ncontact = "moi@example.org"\ndata = "data"\n'
HOOK = '[alertes]\nwebhook = "{oai}"\n'
"""Where alerts are posted: the repository answers 200 to whatever is."""
CARDS = {
    "entrepot": 'titre = "Un entrepôt"\nkind = "oai"\nurl = "{oai}"\nevery = "1j"\n',
    "site": 'titre = "Un site"\nkind = "site"\nurl = "{site}"\nscope = ["{site}"]\nevery = "1j"\n',
}
LETTER = "lettres/lettre-1.toml"
BASE = ".base"
"""A file that names the base of a folder, where it is a server's."""
SHAPES = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]+(Z|[+-][0-9:]+)?")
"""Instants, which are not the same in two runs."""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def is_told(self) -> bool:
        """Say whether it says, in French lines and by its code, that something is wrong."""
        said = [*self.err.splitlines(), *self.out.splitlines()]
        return self.code not in {0, -9} and bool(said) and not self.has_trace

    @property
    def has_trace(self) -> bool:
        return "Traceback" in self.err + self.out


@dataclass
class State:
    """What a folder holds."""

    records: Mapping[str, str] = field(default_factory=dict)
    """By source, format and identifier: a digest of what is kept, withdrawn or not."""
    payloads: Mapping[str, str] = field(default_factory=dict)
    indexed: Mapping[str, str] = field(default_factory=dict)
    published: Mapping[str, str] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)
    """What people wrote, letters and bilans included."""
    faults: list[str] = field(default_factory=list)
    """What could not be read."""

    def lacks(self, before: State) -> list[str]:
        """What was kept before and is no more."""
        return [
            f"{name} : {sorted(gone)[:3]}" for name in ("records", "payloads", "published", "written")
            if (gone := getattr(before, name).keys() - getattr(self, name).keys())
        ]  # fmt: skip

    def differs(self, other: State, damaged: str = "data/", stays: State | None = None) -> list[str]:
        """What the two do not hold alike, but for what people wrote and was damaged.

        `stays` is what was there before, when a difference that was there already is no fault of the command.
        """
        found = []
        for name in ("records", "payloads", "indexed", "published", "written"):
            mine, theirs = getattr(self, name), getattr(other, name)
            unlike = sorted(
                key for key in mine.keys() | theirs.keys()
                if mine.get(key) != theirs.get(key) and not (name == "written" and key.startswith(damaged))
                and not (stays and mine.get(key) == getattr(stays, name).get(key))
            )  # fmt: skip
            if unlike:
                found.append(f"{name} : {unlike[:3]}{' …' if len(unlike) > 3 else ''}")
        known = {*other.faults, *(stays.faults if stays else ())}
        return found + [fault for fault in self.faults if fault not in known]


def run(folder: Path, *arguments: str, fault: Fault | None = None, timeout: float = 120) -> Done:
    """Run a command in a folder."""
    environment = environment_of(folder) | ({VARIABLE: fault.written()} if fault else {})
    module = "tests.faults.shim" if fault else "cli"
    done = warm.run(arguments, cwd=folder, env=environment, timeout=timeout, module=module)
    return Done(done.returncode, done.stdout, done.stderr)


def environment_of(folder: Path) -> dict[str, str]:
    """The environment commands have in a folder: a base that is not a file of it is named there."""
    url = base_of(folder)
    return clean_environment(folder) | ({"TRAAM_STORE_URL": url} if url else {})


def base_of(folder: Path) -> str:
    """The address of a folder's base, where a server has it; empty where it is a file of the folder."""
    path = folder / BASE
    return path.read_text(encoding="utf-8") if path.exists() else ""


@contextmanager
def world(folder: Path, url: str = "") -> Iterator[Path]:
    """A folder harvested, published and with a letter, whose sources then changed and still answer.

    `url` names a server's base, which is to hold what the folder's own would.
    """
    with served_world(folder, url) as (base, servers):
        _change(servers)
        yield base


@contextmanager
def served_world(folder: Path, url: str = "") -> Iterator[tuple[Path, ExampleServers]]:
    """A folder harvested, published and with a letter, and its sources, which answer."""
    base = folder / "base"
    with ExampleServers(productions=load_productions()[::EVERY]) as servers:
        _write(base, servers)
        if url:
            (base / BASE).write_text(url, encoding="utf-8")
        for command in (
            ["harvest"], ["publish", "--out", "flux"], ["letter", "propose"],
            ["review", "reject", "niveaux", "scientifique"], ["alerts", "--service", "autre.service"],
            ["backup", ARCHIVE],
        ):  # fmt: skip
            done = run(base, *command)
            if done.code:
                raise RuntimeError(f"{command} : {done}")
        yield base, servers


def _write(base: Path, servers: ExampleServers) -> None:
    for name in ("sources", "groups", "bilans"):
        (base / name).mkdir(parents=True)
    (base / "traam.toml").write_text(CONFIG + HOOK.format(oai=servers.oai_url), encoding="utf-8")
    for name, card in CARDS.items():
        text = f'id = "{name}"\n' + card.format(oai=servers.oai_url, site=servers.site_url)
        (base / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
    for group in sorted((HERE / "groups").glob("*.toml")):
        shutil.copy(group, base / "groups")
    for bilan in sorted((HERE / "bilans").glob("*.csv.in")):
        text = bilan.read_text(encoding="utf-8").replace("${site}", servers.site_url)
        (base / "bilans" / bilan.name.removesuffix(".in")).write_text(text, encoding="utf-8")


def _change(servers: ExampleServers) -> None:
    """Change one production, withdraw one and add one in each source."""
    held = load_productions()[::EVERY]
    numbers = [one.number for one in held if one.number]
    names = [one.identifier for one in held if one.identifier and not one.deleted]
    for keys in (numbers, names):
        servers.edit(keys[0], titre="Un titre changé depuis")
        servers.delete(keys[1])
    servers.add(9001, titre="Une production ajoutée", texte=("Les élèves de 4e programment un robot.",), rubrique=1)
    servers.add("oai:traam.example.org:ajoutee", titre="Une notice ajoutée", texte=("Pour la classe de 3e.",))


def state_of(folder: Path) -> State:
    """Read what a folder holds, by other ways than the program's where there are some."""
    state = State()
    state.records = _records(folder, state.faults)
    state.payloads = _payloads(folder / "data" / "raw", state.faults)
    state.indexed = _indexed(folder / "data" / "index", state.faults)
    state.published = _published(folder / "flux", state.faults)
    state.written = _written(folder)
    return state


_WANTED = "SELECT source, format, identifier, deleted, fields, lists, missing_since IS NULL FROM records"


def _records(folder: Path, faults: list[str]) -> dict[str, str]:
    url, path = base_of(folder), folder / "data" / "traam.sqlite"
    rows = _served_rows(url) if url else _rows(path, faults) if path.exists() else []
    # What was known of one that is withdrawn depends on when it was.
    return {"|".join(row[:3]): str(row[3]) if row[3] else _digest(repr(row[3:]).encode()) for row in rows}


def _rows(path: Path, faults: list[str]) -> list[Any]:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True)) as database:
            rows = database.execute(_WANTED).fetchall()
            broken = database.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
    except sqlite3.Error:
        faults.append("base illisible")
        return []
    if broken:
        faults.append("base abîmée")
    return rows


def _served_rows(url: str) -> list[Any]:
    import psycopg  # where a server is installed alone

    with psycopg.connect(url) as connection:
        return connection.execute(_WANTED).fetchall()


def _payloads(folder: Path, faults: list[str]) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*.gz")):
        if path.name.startswith("."):
            continue
        name = re.sub(r"[0-9]{8}T[0-9]{12}Z-", "", path.relative_to(folder).as_posix())
        try:
            head, _, body = gzip.decompress(path.read_bytes()).partition(b"\n")
            found[name] = _digest(SHAPES.sub(b"", body)) + json.loads(head)["url"]
        except (OSError, EOFError, zlib.error, ValueError, KeyError):
            faults.append(f"réponse abîmée : {name}")
    return found


def _indexed(folder: Path, faults: list[str]) -> dict[str, str]:
    if not folder.exists():
        return {}
    try:
        with open_index(folder, thorough=True) as index:
            return {"|".join(key): str(value) for key, value in index.fingerprints().items()}
    except IndexingError:
        faults.append("index illisible")
        return {}


def _published(folder: Path, faults: list[str]) -> dict[str, str]:
    if not (folder / "manifest.json").exists():
        return {}
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in {".zip", ".ods"}:
            found[path.relative_to(folder).as_posix()] = _digest(_undated(path.read_bytes()))
        elif path.is_file():
            found[path.relative_to(folder).as_posix()] = ""
    try:
        listed = json.loads((folder / "manifest.json").read_bytes())["files"]
    except (ValueError, KeyError, TypeError):
        faults.append("manifeste illisible")
        return found
    for one in listed:
        path = folder / one["name"]
        if not path.exists():
            faults.append(f"publié sans {one['name']}")
        elif path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() != one["sha256"]:
            faults.append(f"publié autre que dit : {one['name']}")
    return found


def _undated(content: bytes) -> bytes:
    """A text without what depends on the instant it was written."""
    return re.sub(rb'"(sha256|run)": [^,\n]*', b"", SHAPES.sub(b"", content))


def _written(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(("data/", "flux/", ".", "sorti")):
            content = path.read_bytes()
            found[name] = _digest(_undated(content))
            if path.suffix == ".toml" and _is_damaged(content):
                found[name] = "illisible"
    return found | _alerted(folder / "data" / "alertes.json")


def _alerted(path: Path) -> dict[str, str]:
    """The services that were told of; what else was depends on what the fault spoilt, and is told once it is over."""
    try:
        told = json.loads(path.read_bytes())["webhook"]
    except (OSError, ValueError, LookupError, TypeError):
        return {}
    return {"data/alertes.json": " ".join(sorted(one for one in told if one.startswith("service ")))}


def _is_damaged(content: bytes) -> bool:
    try:
        tomllib.loads(content.decode())
    except (ValueError, RecursionError):
        return True
    return False


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]

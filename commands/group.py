"""« traam group »."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, tell
from disk.aside import replaced_file, write_files
from feeds.referent.kit import SHEET, kit_of
from schemas.files.group import Group, group_schema, load_group
from schemas.files.group_changes import changes_between
from schemas.files.group_import import read_projets, with_projets
from schemas.files.group_year import Projet
from schemas.files.toml_file import written_value
from schemas.notions.disciplines import read_disciplines
from schemas.types.errors import NothingToDoError, SettingsError, reason_of

GROUPS = "groups"
"""The folder of the groups' files, beside the configuration."""
_PATH = click.Path(path_type=Path, dir_okay=False)
_NEW = """#:schema ./groupe.schema.json
id = {id}
discipline = {discipline}
annees = [{annee}]
theme = {theme}
academies = []
# vitrine = "https://…"
# edubase_discipline = ""    # libellé de la discipline dans Édubase
# edubase_mot_cle = ""       # mot-clé des fiches du groupe
# jetons = []                # textes que chaque description porte une fois
# referents = "IAN de la discipline"

[[element]]
name = "niveau"
label = "Niveau"
cardinality = "1..n"
type = "niveau"

[[element]]
name = "description"
label = "Description de l'activité"
cardinality = "0..1"
"""
_EXTENDS = """#:schema ./groupe.schema.json
id = {id}
extends = {extends}
annees = [{annee}]
theme = {theme}
# Seul ce qui change est écrit ; « retire » ôte des éléments du groupe prolongé.
"""


@click.group("group", subcommand_metavar="COMMANDE [ARGUMENT]...")
def group_command() -> None:
    """Écrire et vérifier le fichier d'un groupe national.

    \b
    Exemples :
      traam group check groups/svt-2024-2025.toml
      traam group new groups/svt-2025-2026.toml --extends svt-2024-2025
      traam group diff groups/svt-2024-2025.toml groups/svt-2025-2026.toml
      traam group import projets.ods --groupe svt-2025-2026
    """


@group_command.command("check")
@click.argument("paths", metavar="[FICHIER...]", nargs=-1, type=_PATH)
@json_option
def check_group_command(*, paths: tuple[Path, ...], as_json: bool) -> None:
    """Dire toutes les fautes de fichiers de groupe ; sans FICHIER, de tous ceux du dossier « groups ».

    \b
    Exemples :
      traam group check
      traam group check groups/*.toml
    """
    paths = paths or _group_paths()
    faults: list[str] = []
    sound: list[tuple[Path, Group]] = []
    for path in paths:
        before = len(faults)
        group = load_group(path, faults)
        if len(faults) == before:
            sound.append((path, group))
    if as_json:
        say_json([_said(path, group) for path, group in sound])
    for path, group in sound:
        if not as_json:
            elements = count_of(len(group.elements), "élément")
            say(f"{path} : {group.id}, {elements}, {count_of(len(group.academies), 'académie')}")
        if not read_disciplines(group.discipline).values:
            unknown = f"{path} : discipline : « {group.discipline} » n'est pas du vocabulaire"
            tell(f"À vérifier : {unknown} ; ses productions ne s'y rattacheront que si elles la nomment ainsi")
    if faults:
        raise SettingsError(faults)


def _group_paths() -> tuple[Path, ...]:
    """The files of the folder of the groups; raises SettingsError when there are none."""
    config: Path | None = click.get_current_context().find_root().params.get("config")
    paths = tuple(sorted(((config.parent if config else Path()) / GROUPS).glob("*.toml")))
    if not paths:
        raise SettingsError([f"aucun fichier de groupe dans « {GROUPS} » : en nommer un, ou se placer à côté de lui"])
    return paths


def _said(path: Path, group: Group) -> dict[str, object]:
    elements = [element.name for element in group.elements]
    return {"file": str(path), "id": group.id, "elements": elements, "academies": list(group.academies)}


@group_command.command("new")
@click.argument("path", metavar="FICHIER", type=_PATH)
@click.option("--extends", metavar="GROUPE", default="", help="Prolonger ce groupe : seul ce qui change est écrit.")
@click.option("--discipline", metavar="TEXTE", default="À compléter", help="Discipline du groupe.")
@click.option(
    "--annee", metavar="ANNÉE", default="2026-2027", help="Année scolaire (« 2026-2027 »).", show_default=True
)
@click.option("--theme", metavar="TEXTE", default="À compléter", help="Thème national.")
@json_option
def new_group_command(*, path: Path, extends: str, discipline: str, annee: str, theme: str, as_json: bool) -> None:
    """Commencer le fichier d'un groupe.

    \b
    Exemples :
      traam group new groups/svt-2025-2026.toml --extends svt-2024-2025 --annee 2025-2026
    """
    if path.suffix != ".toml":
        raise click.UsageError(
            f"{path} : un fichier de groupe finit par « .toml », par exemple groups/{path.name}.toml."
        )
    if path.exists():
        raise NothingToDoError(f"{path} existe déjà")
    template = _EXTENDS if extends else _NEW
    values = {"id": path.stem, "extends": extends, "discipline": discipline, "annee": annee, "theme": theme}
    text = template.format(**{key: written_value(value) for key, value in values.items()})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_file(path) as stream:
            stream.write(text.encode())
        faults: list[str] = []
        group = load_group(path, faults)
        if faults:
            path.unlink()  # it would stop every command
            raise SettingsError(faults)
        schema = path.parent / "groupe.schema.json"
        if not schema.exists():
            with replaced_file(schema) as stream:
                stream.write(written_schema().encode())
    except OSError as error:
        raise NothingToDoError(f"{path} : écriture impossible ({reason_of(error)})") from error
    tell(f"Fichier commencé : {path}")
    if as_json:
        say_json(_said(path, group))


@group_command.command("diff")
@click.argument("before", metavar="AVANT", type=_PATH)
@click.argument("after", metavar="APRÈS", type=_PATH)
@json_option
def diff_group_command(*, before: Path, after: Path, as_json: bool) -> None:
    """Dire ce qui change d'un groupe à l'autre.

    \b
    Exemples :
      traam group diff groups/svt-2024-2025.toml groups/svt-2025-2026.toml
    """
    faults: list[str] = []
    one, other = load_group(before, faults), load_group(after, faults)
    if faults:
        raise SettingsError(faults)
    _show_changes(one, other, as_json=as_json)


def _show_changes(before: Group, after: Group, *, as_json: bool) -> None:
    changes = changes_between(before, after)
    if as_json:
        say_json([{"where": one.where, "before": one.before, "after": one.after} for one in changes])
        return
    if not changes:
        say("Rien ne change.")
    for one in changes:
        if not one.before:
            say(f"+ {one.where} : {one.after}")
        elif not one.after:
            say(f"- {one.where} : {one.before}")
        else:
            say(f"  {one.where} : {one.before} → {one.after}")


@group_command.command("import")
@click.argument("path", metavar="FICHIER", type=_PATH)
@click.option("--groupe", metavar="GROUPE", required=True, help="Identifiant du groupe dont ce sont les projets.")
@click.option("--dry-run", is_flag=True, help="Montrer ce qui changerait, sans rien écrire.")
@json_option
@click.pass_context
def import_group_command(ctx: click.Context, *, path: Path, groupe: str, dry_run: bool, as_json: bool) -> None:
    """Mettre dans le fichier d'un groupe les projets d'un tableau (CSV ou ODS).

    Une ligne par académie : les colonnes « académie » et « titre », et « résumé », « niveaux », « binôme »,
    « adresse », « groupe » s'il y en a. Les autres (noms, courriels) ne sont pas lues. Un projet qui y est déjà est
    mis à jour, le reste du fichier ne change pas. Code 1 quand une ligne n'a pu être prise.

    \b
    Exemples :
      traam group import projets.ods --groupe svt-2025-2026 --dry-run
      traam group import projets.csv --groupe svt-2025-2026
    """
    file, group = _file_of(groupe)
    try:
        found = read_projets(path.read_bytes(), group)
        academies = [] if group.academies else [one.academie for one in found.projets]
        changed = _with_projets(group, found.projets, academies)
        if faults := [f"{file} : {key} : {message}" for key, message in changed.faults()]:
            raise SettingsError(faults)
        if not dry_run and found.projets:
            text = with_projets(file.read_text(encoding="utf-8-sig"), found.projets, academies)
            with replaced_file(file) as stream:
                stream.write(text.encode())
    except OSError as error:
        raise NothingToDoError(f"{error.filename or path} : {reason_of(error)}") from error
    except ValueError as error:
        raise NothingToDoError(f"{path} : {error}") from error
    _show_changes(group, changed, as_json=as_json)
    if found.unread:
        tell(f"Colonnes laissées : {', '.join(found.unread)}")
    for line in found.left:
        tell(f"À vérifier : {path.name}, {line}")
    tell(f"{count_of(len(found.projets), 'projet')} {'à écrire' if dry_run else 'dans'} {file}")
    ctx.exit(1 if found.left else 0)


def _file_of(groupe: str) -> tuple[Path, Group]:
    """The file of a group, and the group; raises SettingsError when there is none, or when it has faults."""
    faults: list[str] = []
    known: list[str] = []
    for path in _group_paths():
        own: list[str] = []
        group = load_group(path, own)
        known.append(group.id)
        if group.id == groupe and not own:
            return path, group
        faults += own
    raise SettingsError(faults or [f"groupe inconnu : « {groupe} » ; groupes connus : {', '.join(known)}"])


def _with_projets(group: Group, projets: Sequence[Projet], academies: Sequence[str]) -> Group:
    """The group with projects put in the place of those of the same académies."""
    kept = {one.academie: one for one in (*group.projets, *projets)}
    return replace(group, projets=tuple(kept.values()), academies=group.academies or tuple(academies))


@group_command.command("kit")
@click.argument("groupe", metavar="GROUPE")
@click.option("--out", metavar="DOSSIER", type=click.Path(path_type=Path), help="Où l'écrire (sinon kit-GROUPE).")
@json_option
def kit_command(*, groupe: str, out: Path | None, as_json: bool) -> None:
    """Écrire, pour les auteurs d'un groupe, des modèles de pages que la moisson lit toutes entières.

    Un modèle pour SPIP, un autre pour WordPress (et sa composition, pour le thème), en HTML et en texte ; une fiche à
    imprimer ; les données JSON-LD à mettre dans l'en-tête des pages. Les libellés sont ceux du groupe ; ce qui est
    laissé « à compléter » n'est pas lu.

    \b
    Exemples :
      traam group kit svt-2024-2025 --out kit
    """
    _, group = _file_of(groupe)
    written = write_files(out or Path(f"kit-{group.id}"), kit_of(group))
    tell(f"{count_of(len(written), 'fichier')} dans {out or f'kit-{group.id}'} ; à lire d'abord : {SHEET}")
    if as_json:
        say_json([str(path) for path in written])


@group_command.command("schema")
def schema_command() -> None:
    """Donner le JSON Schema des fichiers de groupe, pour les éditeurs de texte.

    \b
    Exemples :
      traam group schema > groups/groupe.schema.json
    """
    say(written_schema().rstrip())


def written_schema() -> str:
    """The schema as it is written in a file."""
    return json.dumps(group_schema(), ensure_ascii=False, indent=2) + "\n"

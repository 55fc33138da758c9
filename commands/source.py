"""« traam source check »."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, tell
from commands.site_shown import plain, show_site
from disk.aside import replaced_file
from harvester.oai.examination import Sample
from pipeline.ground.clock import utc_now
from pipeline.ground.configuration import read_configuration
from pipeline.ground.settings import DEFAULT_CONFIG
from pipeline.preparing.site_check import SiteCheck
from pipeline.preparing.source_check import SourceCheck, check_source
from schemas.files.source import card_id, is_card_id
from schemas.parsing.web_address import is_web_address
from schemas.types.errors import NothingToDoError, SettingsError, reason_of
from schemas.words.text import cut

_SHOWN = 5
_ID_HELP = "Nom de la source dans la carte (sinon tiré du fichier ou de l'adresse)."
_CONFIG_HELP = "Configuration d'où vient le contact (sinon ./traam.toml, s'il y en a un)."
_GRANULARITIES = {"day": "au jour", "second": "à la seconde"}


@click.group("source", subcommand_metavar="COMMANDE [ARGUMENT]...")
def source_command() -> None:
    """Préparer une source : la regarder avant de la moissonner, et écrire sa carte.

    \b
    Exemples :
      traam source check https://entrepot.exemple.fr/oai
    """


@source_command.command("check")
@click.argument("url", metavar="ADRESSE")
@click.option("--write", metavar="FICHIER", type=click.Path(path_type=Path), help="Écrire la carte dans ce fichier.")
@click.option(
    "--id", "name", metavar="ID", default="", help="Nom de la source dans la carte (sinon tiré de l'adresse)."
)
@click.option(
    "--config", metavar="FICHIER", type=click.Path(path_type=Path), help="Configuration d'où vient le contact."
)
@json_option
def check_command(*, url: str, write: Path | None, name: str, config: Path | None, as_json: bool) -> None:
    """Regarder un entrepôt OAI-PMH, un site ou un flux : ce qu'on en lirait, ce qui ne va pas, et sa carte.

    Quelques requêtes seulement : pour un entrepôt, Identify, les formats, les lots, quelques pages ; pour un site,
    robots.txt, l'accueil, les flux, les plans du site et vingt-quatre pages au plus. Rien n'est gardé. Une
    configuration n'est pas nécessaire. Code de sortie 1 quand rien ne pourrait être moissonné.

    \b
    Exemples :
      traam source check https://entrepot.exemple.fr/oai
      traam source check https://svt.exemple.fr/ --id svt-exemple
      traam source check https://entrepot.exemple.fr/oai --write sources/entrepot.toml
    """
    if not is_web_address(url):
        raise click.UsageError(f"« {url} » n'est pas une adresse http ou https.")
    if name and not is_card_id(name):
        raise click.UsageError(f"« {name} » : lettres minuscules sans accent, chiffres et tirets seulement.")
    if write is not None and not write.name:
        raise click.UsageError("--write : nom de fichier attendu.")
    if write is not None and write.exists():
        raise NothingToDoError(f"{write} existe déjà : en nommer un autre, ou le retirer d'abord")
    checked = check_source(url, _contact(config), utc_now(), name=name or (card_id(write.stem) if write else ""))
    if as_json:
        say_json(checked.as_dict())
    elif isinstance(checked, SiteCheck):
        show_site(checked)
    else:
        _show(checked)
    if write is not None and not checked.is_harvestable:
        tell(f"Carte non écrite dans {write} : rien ne pourrait être moissonné.")
    elif write is not None:
        _write(write, checked)
    elif not as_json:
        say("\nCarte proposée (--write FICHIER l'écrit) :")
        say(checked.card.rstrip())
    click.get_current_context().exit(0 if checked.is_harvestable else 1)


def _contact(config: Path | None) -> str:
    """The contact of the configuration, when there is one: a source is looked at before there is any."""
    if config is None and not (Path(DEFAULT_CONFIG).is_file() or "TRAAM_CONFIG" in os.environ):
        return os.environ.get("TRAAM_CONTACT", "")
    faults: list[str] = []
    contact = read_configuration(config, None, os.environ, Path.cwd(), faults).contact
    if faults and config is not None:
        raise SettingsError(faults)
    if faults:
        # Nobody named it: what is wrong in it is told, and is no reason not to look.
        tell(f"Configuration fautive, on regarde quand même : {faults[0]}")
    return "" if any("contact" in fault for fault in faults) else contact


def _write(path: Path, checked: SourceCheck | SiteCheck) -> None:
    if path.exists():
        raise NothingToDoError(f"{path} existe déjà")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced_file(path) as stream:
            stream.write(checked.card.encode())
    except OSError as error:
        raise NothingToDoError(f"{path} : écriture impossible ({reason_of(error)})") from error
    tell(f"Carte écrite : {path}")


def _show(checked: SourceCheck) -> None:
    seen = checked.examination
    repository = seen.repository
    say(f"Entrepôt : {plain(repository.name) or 'sans nom'}")
    say(f"  {checked.url}")
    first = f", depuis le {repository.earliest:%d/%m/%Y}" if repository.earliest else ""
    policy = plain(repository.deleted_record) or "non dites"
    say(f"  dates {_GRANULARITIES[repository.granularity]} près{first} ; suppressions : {policy}")
    say(f"Formats : {plain(', '.join(seen.prefixes)) or 'aucun'}")
    say(f"Lots : {_sets(seen.sets)}")
    if seen.sample is not None:
        _show_sample(checked, seen.sample)
    if seen.faults:
        say("\nÀ savoir :")
        for fault in seen.faults:
            say(f"  - {plain(fault)}")
    if checked.message is not None:
        say("\nMessage prêt pour qui tient l'entrepôt (son adresse est dans Identify, adminEmail) :")
        say(f"\n{checked.message.french}\n\n---\n\n{checked.message.english}")


def _sets(sets: Mapping[str, str]) -> str:
    named = [f"{plain(spec)} ({plain(title)})" if title else plain(spec) for spec, title in sets.items()]
    more = f" et {len(named) - _SHOWN} autres" if len(named) > _SHOWN else ""
    return f"{', '.join(named[:_SHOWN])}{more}" if named else "aucun"


def _show_sample(checked: SourceCheck, sample: Sample) -> None:
    deleted = sum(raw.deleted for raw in sample.records)
    read = [item.record for item in checked.described if item.record is not None]
    size = f", {sample.complete_list_size} annoncées en tout" if sample.complete_list_size else ""
    end = ", la liste tient en une page" if sample.is_whole else ""
    seconds = f"{sample.seconds:.1f}".replace(".", ",")
    given = f"{count_of(len(sample.records), 'notice')} en {seconds} s"
    say(f"\nÉchantillon ({plain(sample.prefix)}) : {given}{size}{end}")
    counts = [(deleted, "supprimée"), (len(read), "lue"), (len(checked.unreadable), "illisible")]
    say(f"  {', '.join(count_of(number, word) for number, word in counts)}")
    for record in read[:_SHOWN]:
        say(f"  « {cut(record.titre or 'sans titre', 100)} »")
    for message in checked.unreadable[:_SHOWN]:
        say(f"  illisible : {plain(message)}")
    for message, count in checked.remarks[:_SHOWN]:
        say(f"  remarque ({count_of(count, 'notice')}) : {plain(message)}")

"""« traam show »."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import click

from commands.options import json_option, say, say_json, tell, with_settings
from pipeline.ground.settings import Settings
from pipeline.searching.met import MetAddress, advice_of, said_of
from pipeline.searching.show import ShownRecord, find_records, unheld_answer, unread_issues
from schemas.files.field_labels import field_label, said_of_field
from schemas.files.group import Group
from schemas.parsing.web_address import is_web_address
from schemas.runs.frontier import Fate, Met
from schemas.types.errors import NothingToDoError
from schemas.types.issue import Issue
from schemas.types.proof_words import said_place, said_sureness
from schemas.types.record import Evidence, Record
from schemas.words.languages import language_name
from schemas.words.text import cut

SHOWN_CHARS = 100
"""How much of a long value the evidence shows."""

LABELS = {
    "identifier": "Identifiant",
    "url": "Adresse",
    "description": "Description",
    "academies": "Académies",
    "disciplines": "Disciplines",
    "niveaux": "Niveaux",
    "annee_scolaire": "Année scolaire",
    "groupe": "Groupe",
    "type": "Type",
    "auteurs": "Auteurs",
    "mots_cles": "Mots-clés",
    "outils": "Outils",
    "competences": "Compétences",
    "langues": "Langue",
    "date_publication": "Publiée le",
    "date_modification": "Modifiée le",
    "source": "Source",
}


CLASS_NAMES = {
    "synthese": "synthèse", "presentation": "présentation", "compte_rendu": "compte rendu",
    "appel": "appel à candidatures", "mention": "simple mention",
}  # fmt: skip
"""The classes of the verdict whose name is not a French word already."""


@click.command("show")
@click.argument("identifier", metavar="IDENTIFIANT")
@click.option("--evidence", is_flag=True, help="Dire d'où vient chaque valeur.")
@json_option
@with_settings
def show_command(settings: Settings, *, identifier: str, evidence: bool, as_json: bool) -> None:
    """Montrer une production : ce qu'on en sait et, avec --evidence, d'où cela vient.

    IDENTIFIANT est l'identifiant OAI-PMH de la notice, ou l'adresse de la page. D'une adresse qui n'est pas gardée,
    dit ce qu'elle est devenue (liste, fermée, absente, refusée…), pourquoi, et que faire ; le code de sortie est 3.

    \b
    Exemples :
      traam show oai:exemple.fr:12 --evidence
      traam show "https://svt.ac-exemple.fr/spip.php?article12" --json
    """
    found = find_records(settings.store, settings.sources, identifier)
    if not found and is_web_address(identifier):
        show_unheld(unheld_answer(settings.store, settings.sources, identifier), as_json=as_json)
    if not found and (unread := unread_issues(settings.store, identifier)):
        reasons = " ; ".join(issue.message for issue in unread)
        raise NothingToDoError(f"« {identifier} » a été vue, et n'a pas pu être lue : {reasons}")
    if not found:
        raise NothingToDoError(f"aucune notice « {identifier} » ; « traam search » donne les identifiants")
    if as_json:
        values = [item.as_dict(evidence=evidence) for item in found]
        say_json(values[0] if len(values) == 1 else values)
        return
    groups = {group.id: group for group in settings.groups}
    for item in found:
        name = item.stored.record.groupe or ""
        if name and name not in groups and settings.config is not None:
            tell(f"À savoir : le groupe « {name} » n'a plus de fichier dans groups/ ; montrée sans ce qu'il en dit.")
        _show(item, groups.get(name), evidence=evidence)


def show_unheld(answer: MetAddress, *, as_json: bool) -> NoReturn:
    """Say what became of an address that is not held, and end as for what is not found."""
    if as_json:
        say_json(answer.as_dict())
    else:
        say(answer.address)
        for page in answer.joined_to:
            say(f"  Document joint à une page gardée, montré avec elle : {page}")
        for met in () if answer.joined_to else answer.found:
            _say_unheld(met)
        if not answer.found and not answer.joined_to:
            _say_never_met(answer)
    click.get_current_context().exit(3)


def _say_unheld(met: Met) -> None:
    say(f"  {met.source} : {said_of(met)}")
    say(f"    Trouvée par : {', '.join(met.waypoint.ways)}")
    if met.waypoint.leads_to not in {"", met.waypoint.url, str(met.waypoint.key)}:
        say(f"    Mène à : {met.waypoint.leads_to}")
    if advice := advice_of(met):
        say(f"    À faire : {advice}")


def _say_never_met(answer: MetAddress) -> None:
    if answer.covered_by:
        say(f"  Jamais rencontrée par les moissons de {', '.join(answer.covered_by)} : ni flux, ni plan, ni lien.")
        say("    À faire : vérifier l'adresse, la lier depuis une rubrique du site, ou la déclarer au bilan")
    else:
        say("  Jamais rencontrée : aucune carte de source ne couvre cette adresse.")
        say("    À faire : ajouter la source, ou étendre « scope » dans la carte du site")
    for url in answer.near:
        say(f"    Adresse proche : {url}")


def _show(item: ShownRecord, group: Group | None, *, evidence: bool) -> None:
    record = item.stored.record
    if item.asked is not None and item.asked.waypoint.fate is not Fate.HELD:
        say(f"Adresse demandée : {said_of(item.asked)}")
    say(record.titre or "(sans titre)")
    _show_leaving(item)
    _show_values(item, group)
    for met in item.met:
        if met.waypoint.fate in {Fate.REDIRECTED, Fate.DOUBLE}:
            say(f"  Aussi à : {met.waypoint.url} ({said_of(met)})")
        else:
            say(f"  Trouvée par : {', '.join(met.waypoint.ways)} ; {said_of(met)}")
            if met.waypoint.fate is not Fate.HELD and not item.stored.record.deleted and (advice := advice_of(met)):
                say(f"    À faire : {advice}")
    say(f"  TraAM : {_verdict(record)}")
    for reason in record.traam.reasons:
        say(f"    - {reason}")
    _show_issues(item.issues, group)
    if evidence:
        say("  D'où viennent ces valeurs :")
        for proof in record.evidence:
            say(f"    {_told(proof, group)}")


def _show_leaving(item: ShownRecord) -> None:
    """Show that a record is withdrawn, renamed, or about to be withdrawn."""
    if item.is_missed:
        say("  ABSENTE à la dernière moisson : retirée si la suivante ne la trouve pas non plus, montrée jusque-là")
    if item.stored.record.deleted:
        renamed = f" ; renommée en {item.superseded_by}" if item.superseded_by else ""
        say(f"  RETIRÉE par sa source, constaté le {item.stored.changed_at:%d/%m/%Y}{renamed}")
    elif item.superseded_by:
        say(f"  REMPLACÉE par {item.superseded_by} : renommée, elle est montrée et publiée sous ce seul identifiant")


def _show_values(item: ShownRecord, group: Group | None) -> None:
    record = item.stored.record
    values = {**record.as_dict(), "langues": list(map(language_name, record.langues))}
    for name, label in LABELS.items():
        if values[name]:
            say(f"  {label} : {_one_line(values[name], ', ')}")
        if name == "identifier" and item.former:
            say(f"  Anciens identifiants : {', '.join(item.former)}")
    for name, found in record.elements.items():
        say(f"  {field_label(name, group)} (convenu par le groupe) : {_one_line(list(found), ' | ')}")


def _show_issues(issues: Sequence[Issue], group: Group | None) -> None:
    """Show each cause once, with the values it is about."""
    causes: dict[str, list[str]] = {}
    for issue in issues:
        values = causes.setdefault(said_of_field(issue.field, issue.message, group), [])
        if issue.value:
            values.append(f"« {cut(_one_line(issue.value, ''), SHOWN_CHARS)} »")
    if causes:
        say("  À voir :")
    for message, values in causes.items():
        quoted = f" ({', '.join(dict.fromkeys(values))})" if values else ""
        say(f"    - {message}{quoted}")


def _one_line(value: str | list[str], between: str) -> str:
    return " ".join((between.join(value) if isinstance(value, list) else value).split())


def _verdict(record: Record) -> str:
    if record.traam.traam_class is None:
        return "aucun signe"
    return CLASS_NAMES.get(record.traam.traam_class, record.traam.traam_class)


def _told(proof: Evidence, group: Group | None) -> str:
    value, raw = (cut(_one_line(text, ""), SHOWN_CHARS) for text in (proof.value, proof.raw))
    written = "" if raw == value else f", écrit « {raw} »"
    value = language_name(value) if proof.field == "langues" else value
    return f"{field_label(proof.field, group)} « {value} » : {said_place(proof)}{written} ({said_sureness(proof)})"

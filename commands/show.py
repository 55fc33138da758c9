"""« traam show »."""

from __future__ import annotations

import click

from commands.options import json_option, say, say_json, with_settings
from pipeline.settings import Settings
from pipeline.show import Shown, find_records, unread_issues
from schemas.errors import NothingToDoError
from schemas.normalize.text import cut
from schemas.record import Evidence, Record

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
    "date_publication": "Publiée le",
    "date_modification": "Modifiée le",
    "source": "Source",
}


@click.command("show")
@click.argument("identifier", metavar="IDENTIFIANT")
@click.option("--evidence", is_flag=True, help="Dire d'où vient chaque valeur.")
@json_option
@with_settings
def show_command(settings: Settings, *, identifier: str, evidence: bool, as_json: bool) -> None:
    """Montrer une production : ce qu'on en sait et, avec --evidence, d'où cela vient.

    IDENTIFIANT est l'identifiant OAI-PMH de la notice, ou l'adresse de la page.

    \b
    Exemples :
      traam show oai:exemple.fr:12 --evidence
      traam show "https://svt.ac-exemple.fr/spip.php?article12" --json
    """
    found = find_records(settings, identifier)
    if not found and (unread := unread_issues(settings, identifier)):
        reasons = " ; ".join(issue.message for issue in unread)
        raise NothingToDoError(f"« {identifier} » a été vue, et n'a pas pu être lue : {reasons}")
    if not found:
        raise NothingToDoError(f"aucune notice « {identifier} » ; « traam search » donne les identifiants")
    if as_json:
        values = [item.as_dict(evidence=evidence) for item in found]
        say_json(values[0] if len(values) == 1 else values)
        return
    for item in found:
        _show(item, evidence=evidence)


def _show(item: Shown, *, evidence: bool) -> None:
    record = item.stored.record
    say(record.titre or "(sans titre)")
    if record.deleted:
        say(f"  RETIRÉE par sa source, constaté le {item.stored.changed_at:%d/%m/%Y}")
    values = record.as_dict()
    for name, label in LABELS.items():
        if values[name]:
            say(f"  {label} : {_one_line(values[name], ', ')}")
    for name, found in record.elements.items():
        say(f"  {name} (élément du groupe) : {_one_line(list(found), ' | ')}")
    say(f"  TraAM : {_verdict(record)}")
    for reason in record.traam.reasons:
        say(f"    - {reason}")
    if item.issues:
        say("  À voir :")
    for issue in item.issues:
        where = f" (« {cut(_one_line(issue.value, ''), SHOWN_CHARS)} »)" if issue.value else ""
        say(f"    - {issue.field or 'notice'} : {issue.message}{where}")
    if evidence:
        say("  D'où viennent ces valeurs :")
        for proof in record.evidence:
            say(f"    {_told(proof)}")


def _one_line(value: str | list[str], between: str) -> str:
    return " ".join((between.join(value) if isinstance(value, list) else value).split())


def _verdict(record: Record) -> str:
    if record.traam.traam_class is None:
        return "aucun signe"
    return f"{record.traam.traam_class} (score {record.traam.score:.2f})"


def _told(proof: Evidence) -> str:
    value, raw = (cut(_one_line(text, ""), SHOWN_CHARS) for text in (proof.value, proof.raw))
    written = "" if raw == value else f", écrit « {raw} »"
    return f"{proof.field} = « {value} » : {proof.place}{written} [{proof.rule}, confiance {proof.confidence:.0%}]"

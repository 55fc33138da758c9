"""« traam doctor »."""

from __future__ import annotations

import click

from commands.options import json_option, say, say_json, with_settings
from pipeline.ground.settings import Settings
from pipeline.reports.doctor import Finding, examine


@click.command("doctor")
@click.option("--deep", is_flag=True, help="Relire aussi tout l'index, et le comparer à la base.")
@json_option
@with_settings
def doctor_command(settings: Settings, *, deep: bool, as_json: bool) -> None:
    """Vérifier installation, configuration, données et index.

    Le code de sortie est 1 si quelque chose ne va pas. Sans --deep, un fichier de l'index qui a la taille et la date
    de celui qui fut écrit est tenu pour lui.

    \b
    Exemples :
      traam doctor
      traam doctor --deep
      traam doctor --json
    """
    context = click.get_current_context()
    foreign = (context.find_object(dict) or {}).get("foreign_packages", [])
    packages = [Finding("paquets", good=False, detail=line) for line in foreign]
    findings = [*(packages or [Finding("paquets", good=True, detail="tous à nous")]), *examine(settings, deep=deep)]
    if as_json:
        say_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            say(f"{'bien ' if finding.good else 'À VOIR'} {finding.subject} : {finding.detail}")
    context.exit(0 if all(finding.good for finding in findings) else 1)

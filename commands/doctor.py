"""« traam doctor »."""

from __future__ import annotations

import click

from commands.options import json_option, say, say_json, with_settings
from pipeline.ground.settings import Settings
from pipeline.reports.doctor import Finding, examine


@click.command("doctor")
@json_option
@with_settings
def doctor_command(settings: Settings, *, as_json: bool) -> None:
    """Vérifier installation, configuration, données et index.

    Le code de sortie est 1 si quelque chose ne va pas.

    \b
    Exemples :
      traam doctor
      traam doctor --json
    """
    context = click.get_current_context()
    foreign = (context.find_object(dict) or {}).get("foreign_packages", [])
    packages = [Finding("paquets", good=False, detail=line) for line in foreign]
    findings = [*(packages or [Finding("paquets", good=True, detail="tous à nous")]), *examine(settings)]
    if as_json:
        say_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            say(f"{'bien ' if finding.good else 'À VOIR'} {finding.subject} : {finding.detail}")
    context.exit(0 if all(finding.good for finding in findings) else 1)

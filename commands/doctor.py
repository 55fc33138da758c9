"""« traam doctor »."""

from __future__ import annotations

import click

from commands.options import json_option, say, say_json, with_settings_or_fault
from pipeline.ground.settings import Settings
from pipeline.reports.doctor import examine, examine_program
from pipeline.reports.finding import Finding
from schemas.types.errors import NoConfigurationError, SettingsError


@click.command("doctor")
@click.option("--deep", is_flag=True, help="Relire aussi tout l'index, et le comparer à la base.")
@json_option
@with_settings_or_fault
def doctor_command(settings: Settings | SettingsError, *, deep: bool, as_json: bool) -> None:
    """Vérifier installation, configuration, données et index, et dire si le service va bien.

    Chaque source (en retard, en échec, incomplète plusieurs fois de suite, hors de ce que sa carte attend), la place
    sur le disque, une moisson qui ne finit pas, ce qui est publié, l'âge des adresses vérifiées. Le code de sortie est
    1 dès que quelque chose attend une personne, et ce qu'elle a à faire est dit. Sans --deep, un fichier de l'index qui
    a la taille et la date de celui qui fut écrit est tenu pour lui.

    \b
    Exemples :
      traam doctor
      traam doctor --deep
      traam doctor --json
    """
    context = click.get_current_context()
    foreign = (context.find_object(dict) or {}).get("foreign_packages", [])
    packages = [Finding("paquets", good=False, detail=line) for line in foreign]
    findings = [*(packages or [Finding("paquets", good=True, detail="tous à nous")])]
    if isinstance(settings, SettingsError):
        findings += examine_program()
        findings += [Finding("configuration", good=False, detail=fault) for fault in settings.faults]
    else:
        findings += examine(settings, deep=deep)
    if as_json:
        say_json([finding.as_dict() for finding in findings])
    else:
        for finding in findings:
            say(f"{'bien ' if finding.good else 'À VOIR'} {finding.subject} : {finding.detail}")
    is_faulty = isinstance(settings, SettingsError) and not isinstance(settings, NoConfigurationError)
    context.exit(2 if is_faulty else 0 if all(finding.good for finding in findings) else 1)

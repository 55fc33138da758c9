"""« traam alerts »."""

from __future__ import annotations

import os

import click

from commands.options import json_option, say, say_json, smtp_account, tell, with_configuration
from pipeline.ground.clock import utc_now
from pipeline.ground.configuration import Configuration
from pipeline.operating.alerts import alert, digest, observed, pending, service_finding
from schemas.types.errors import SettingsError


@click.command("alerts")
@click.option("--digest", "is_digest", is_flag=True, help="Redire tout ce qui attend, même déjà dit.")
@click.option(
    "--service", metavar="NOM",
    help="Service dont systemd dit l'échec ; sa réussite si $MONITOR_SERVICE_RESULT vaut « success ».",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Montrer ce qui serait dit, sans rien envoyer.")
@json_option
@with_configuration
def alerts_command(
    settings: Configuration, *, is_digest: bool, service: str | None, dry_run: bool, as_json: bool
) -> None:
    """Dire à ceux de [alertes] ce qui attend une personne : par courriel, par webhook, ou les deux.

    Chaque chose est dite une fois quand elle commence, avec ce qu'il y a à faire, et une fois quand elle finit. Chaque
    moisson le fait déjà à sa fin ; cette commande le fait sans moissonner (une minuterie arrêtée, un disque plein) et
    pour systemd. $TRAAM_SMTP_USER et $TRAAM_SMTP_PASSWORD disent le compte, si le serveur de courrier en veut un. Le
    code de sortie est 1 quand quelqu'un n'a pu être prévenu.

    \b
    Exemples :
      traam alerts
      traam alerts --digest
      traam alerts --service traam.service
    """
    if not settings.alerts.is_wanted and not dry_run:
        way_out = "y mettre « courriel » et « smtp », ou « webhook » (docs/exploitation.md)"
        raise SettingsError([f"[alertes] : absente ; {way_out}"])
    now = utc_now()
    findings = observed(settings, now)
    if service:
        findings.append(service_finding(service, good=os.environ.get("MONITOR_SERVICE_RESULT") == "success"))
    found = pending(settings, findings)
    faults = [] if dry_run else (digest if is_digest else alert)(settings, findings, now, smtp_account())
    if as_json:
        say_json(found.as_dict())
    else:
        say(found.text)
    for fault in faults:
        tell(f"Erreur : {fault}")
    click.get_current_context().exit(1 if faults else 0)

"""« traam check-page »."""

from __future__ import annotations

import click

from commands.options import json_option, say, say_json, with_settings
from commands.site_shown import plain
from pipeline.ground.settings import Settings
from pipeline.referent.page_check import check_page
from schemas.parsing.web_address import is_web_address
from schemas.runs.frontier import FATE_LABELS, Fate
from schemas.types.errors import SettingsError
from schemas.types.page_check import PageCheck
from schemas.words.text import cut

_SHOWN = 100


@click.command("check-page")
@click.argument("url", metavar="ADRESSE")
@click.option("--groupe", metavar="GROUPE", default="", help="Groupe pour lequel vérifier (sinon celui qu'on y lit).")
@click.option("--corrige", is_flag=True, help="Donner aussi le bloc corrigé, prêt à coller (texte, HTML, SPIP).")
@json_option
@with_settings
def check_page_command(settings: Settings, *, url: str, groupe: str, corrige: bool, as_json: bool) -> None:
    """Demander une page et dire ce qu'une moisson en lirait, et ce qui lui manque pour son groupe.

    La page doit être dans le domaine d'une carte ; robots.txt et l'allure du site sont respectés, une moisson en cours
    sur son hôte aussi. Rien n'est gardé. Code de sortie 1 quand il y a quelque chose à corriger.

    \b
    Exemples :
      traam check-page "https://svt.ac-exemple.fr/spip.php?article12"
      traam check-page "https://svt.ac-exemple.fr/spip.php?article12" --groupe svt-2024-2025 --corrige
    """
    if not is_web_address(url):
        raise click.UsageError(f"« {url} » n'est pas une adresse http ou https.")
    if groupe and groupe not in {group.id for group in settings.groups}:
        raise SettingsError([f"groupe inconnu : « {groupe} »"])
    check = check_page(settings, url, wanted=groupe)
    if as_json:
        say_json(check.as_dict())
    else:
        _show(check, corrected=corrige)
    click.get_current_context().exit(1 if check.mendings else 0)


def _show(check: PageCheck, *, corrected: bool) -> None:
    say(plain(check.titre) or check.url)
    say(f"  {plain(check.url)}")
    say(f"  {FATE_LABELS[Fate(check.fate)].capitalize()}{f' : {plain(check.reason)}' if check.reason else ''}")
    if check.fate == Fate.HELD:
        say(f"  TraAM : {check.traam_class or 'aucun signe'}")
        for reason in check.reasons:
            say(f"    - {plain(reason)}")
        say(f"  Groupe : {check.groupe or 'aucun'}")
    if check.leads_to_vitrine is not None:
        say(f"  Lien vers la vitrine : {'oui' if check.leads_to_vitrine else 'non'}")
    for one in check.values:
        value, raw = (cut(plain(text), _SHOWN) for text in (one.value, one.raw))
        written = "" if raw == value else f", écrit « {raw} »"
        say(f"    {one.champ} « {value} » : {plain(one.place)}{written} ({one.sureness})")
    _show_mendings(check)
    if corrected and check.forms is not None:
        for label, form in (("texte", check.forms.text), ("HTML", check.forms.html), ("SPIP", check.forms.spip)):
            say(f"\nBloc corrigé ({label}) :\n\n{form.rstrip()}")


def _show_mendings(check: PageCheck) -> None:
    if not check.mendings:
        say(f"\nRien à corriger{f' pour {check.wanted}' if check.wanted else ''}.")
        return
    say(f"\nÀ corriger{f' pour {check.wanted}' if check.wanted else ''}, le plus simple d'abord :")
    for number, one in enumerate(check.mendings, 1):
        say(f"  {number}. {plain(one.message, 600)} ({one.gesture})")
        if one.where:
            say(f"     Où : {plain(one.where)}")
        if one.write:
            say(f"     Écrire : {plain(one.write, 600)}")

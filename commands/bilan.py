"""« traam bilan »."""

from __future__ import annotations

from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, tell, with_settings
from pipeline.ground.clock import utc_now
from pipeline.ground.settings import Settings
from pipeline.reports.bilan import bilans_of, write_bilans
from pipeline.reports.bilan_reading import BilanState, ReturnedBilan, bilan_states, read_returned, take
from schemas.types.errors import SettingsError

_PATH = click.Path(path_type=Path, dir_okay=False, exists=True)


@click.group("bilan", invoke_without_command=True, subcommand_metavar="[COMMANDE [ARGUMENT]...]")
@click.option("--groupe", metavar="GROUPE", help="Identifiant du groupe (voir « traam groups »).")
@click.option("--academie", metavar="ACADÉMIE", default="", help="Cette académie seulement (sinon toutes).")
@click.option("--out", metavar="DOSSIER", type=click.Path(path_type=Path), help="Dossier à remplir.")
@click.option("--links", is_flag=True, help="Interroger aussi les adresses et la vitrine, sur le réseau.")
@json_option
@with_settings
def bilan_command(
    settings: Settings, *, groupe: str | None, academie: str, out: Path | None, links: bool, as_json: bool
) -> None:
    """Écrire le bilan pré-rempli de chaque académie d'un groupe, à compléter par son référent, et lire ceux qu'on rend.

    Le projet et les réunions rappelés, les productions trouvées, ce qui était déclaré et ne l'est pas, ce qui est à
    corriger, et les questions du cahier des charges. Trois fichiers par académie : une page HTML, un document ODT
    (LibreOffice, Word) et les adresses en CSV. Ce que le référent rend se lit par « traam bilan read ».

    \b
    Exemples :
      traam bilan --groupe svt-2024-2025 --out bilans-a-envoyer
      traam bilan --groupe svt-2024-2025 --academie Lille --out bilans-a-envoyer --links
      traam bilan read rendus/*.odt
      traam bilan state
    """
    context = click.get_current_context()
    if context.invoked_subcommand is not None:
        context.obj = {**(context.find_object(dict) or {}), "config": settings.config, "data": settings.data}
        return
    if not groupe or out is None:
        raise click.UsageError("--groupe et --out sont nécessaires : de quel groupe, et dans quel dossier.")
    bilans = bilans_of(settings, groupe, academie, links=links)
    written = write_bilans(bilans, out)
    counts = [(bilan.academie, len(bilan.works), len(bilan.points)) for bilan in bilans]
    if as_json:
        say_json([{"academie": name, "found": found, "points": points} for name, found, points in counts])
    for name, found, points in () if as_json else counts:
        say(f"{name} : {count_of(found, 'production')}, {count_of(points, 'point')} à voir")
    tell(f"{count_of(len(written), 'fichier')} dans {out}")


@bilan_command.command("read")
@click.argument("paths", metavar="FICHIER...", nargs=-1, required=True, type=_PATH)
@click.option("--take", "is_taken", is_flag=True, help="Prendre ce qui est montré ; sans elle, rien n'est écrit.")
@click.option("--groupe", metavar="GROUPE", default="", help="Le groupe, quand le formulaire ne le dit plus.")
@click.option("--academie", metavar="ACADÉMIE", default="", help="L'académie, quand le formulaire ne la dit plus.")
@json_option
@with_settings
@click.pass_context
def read_bilan_command(  # noqa: PLR0913 - click gives each option by itself
    ctx: click.Context,
    settings: Settings,
    *,
    paths: tuple[Path, ...],
    is_taken: bool,
    groupe: str,
    academie: str,
    as_json: bool,
) -> None:
    """Lire les bilans rendus, montrer ce qu'ils changent, et avec --take le prendre.

    ODT, DOCX (Word), CSV des adresses, ou texte du formulaire collé dans un courriel (« .txt », « .eml »). Les champs
    se reconnaissent à leur intertitre, où qu'il soit. Ce qui n'a pu être lu est dit avec sa place ; code 1 alors.
    --take écrit dans « bilans/ » les adresses (CSV) et les réponses (TOML) ; l'original est gardé dans
    « bilans/rendus ».

    \b
    Exemples :
      traam bilan read rendus/*.odt rendus/*.docx
      traam bilan read rendus/lille.odt --take
      traam bilan read courriel.txt --groupe svt-2024-2025 --academie Lille
    """
    if settings.config is None:
        raise SettingsError(["les bilans se gardent à côté de traam.toml : en nommer un par --config"])
    doubts: list[str] = []
    found = [one for path in paths for one in read_returned(settings, path, groupe, academie, doubts)]
    if as_json:
        say_json([one.as_dict() for one in found])
    for one in found:
        if not as_json:
            _show_returned(one)
    for doubt in doubts:
        tell(f"À vérifier : {doubt}")
    for one in found if is_taken else ():
        for left in take(settings, one, utc_now().date()):
            tell(f"À vérifier : {left}")
    if is_taken:
        tell(count_of(len(found), "bilan pris", "bilans pris"))
    else:
        tell(f"{count_of(len(found), 'bilan lu', 'bilans lus')}, rien n'est pris : la même commande, avec --take.")
    ctx.exit(1 if doubts else 0)


def _show_returned(one: ReturnedBilan) -> None:
    say(f"{one.path.name} : {one.groupe}, {one.academie}")
    for change in one.changes or ("  rien ne change",):
        say(f"  {change}")


@bilan_command.command("state")
@click.option("--groupe", metavar="GROUPE", default="", help="Ce groupe seulement (sinon tous).")
@json_option
@with_settings
def state_command(settings: Settings, *, groupe: str, as_json: bool) -> None:
    """Dire qui a rendu son bilan, et qui est en retard sur le calendrier de son groupe.

    \b
    Exemples :
      traam bilan state
      traam bilan state --groupe svt-2024-2025
    """
    states = bilan_states(settings, groupe)
    if groupe and not states:
        known = ", ".join(one.id for one in settings.groups) or "aucun"
        raise SettingsError([f"groupe inconnu, ou sans académie : « {groupe} » ; groupes connus : {known}"])
    if as_json:
        say_json([one.as_dict() for one in states])
        return
    today = utc_now().date().isoformat()
    for one in states:
        say(f"{one.groupe}, {one.academie} : {_said(one, today)}")
    tell(f"{count_of(sum(bool(one.rendu) for one in states), 'bilan rendu', 'bilans rendus')} sur {len(states)}")


def _said(one: BilanState, today: str) -> str:
    declared = count_of(one.addresses, "adresse déclarée", "adresses déclarées")
    if one.rendu:
        return f"rendu le {one.rendu}, {count_of(one.answers, 'réponse')}, {declared}"
    late = ", en retard" if one.due and one.due < today else ""
    due = f", attendu le {one.due}{late}" if one.due else ""
    return f"non rendu{due}{f', {declared}' if one.addresses else ''}"

"""« traam letter »."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from commands.options import count_of, json_option, say, say_json, smtp_account, tell, with_settings
from pipeline.ground.configuration import StorePlace
from pipeline.ground.lost_groups import lost_groups
from pipeline.ground.mailing import read_mail_server
from pipeline.ground.settings import Settings
from pipeline.letter.candidates import Candidate, LetterProposal, LetterWish, candidates, propose_letter, within_series
from pipeline.letter.files import (
    already_shown,
    check_serie,
    find_letter_path,
    letter_path,
    letters_folder,
    load_letters,
    load_one_letter,
    reorder_letter,
    save_letter,
)  # fmt: skip
from pipeline.letter.rendering import doubts, would_be_written, write_archive, write_letter
from pipeline.letter.sending import refuse_to_send, send_test, send_to_list
from schemas.files.letter import Letter, is_serie
from schemas.files.letter_file import edit_arguments
from schemas.files.letter_text import shown_length
from schemas.notions.canonical import canonical_values
from schemas.types.errors import NothingToDoError, SettingsError
from schemas.words.text import clean_text, cut, some_of

_serie_option = click.option(
    "--serie", metavar="SÉRIE", default="", help="La série du numéro, dont « lettres/SÉRIE » est le dossier."
)
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("letter", subcommand_metavar="COMMANDE [ARGUMENT]...")
def letter_command() -> None:
    """Préparer un numéro de la lettre TIC'Édu : un fichier à relire, puis toutes ses formes.

    Plusieurs lettres, une par discipline par exemple, sont des séries : --serie nomme la sienne.

    \b
    Exemples :
      traam letter propose
      traam letter edit 12
      traam letter render 12 --out lettres-html
      traam letter propose --serie svt --discipline SVT
    """


@letter_command.command("propose")
@click.option("--numero", type=click.IntRange(min=1), help="Numéro à écrire (sinon le suivant).")
@click.option("--periode", default="", help="Période montrée : « novembre-décembre 2026 » (sinon le mois).")
@click.option("--date", "day", metavar="AAAA-MM-JJ", type=_DAY, help="Date du numéro (sinon aujourd'hui).")
@click.option("--since", metavar="AAAA-MM-JJ", type=_DAY, help="Seulement ce qui est paru depuis ce jour.")
@click.option("--groupe", "groups", multiple=True, help="Seulement ce groupe (voir « traam groups ») ; répétable.")
@click.option("--discipline", "disciplines", multiple=True, help="Seulement cette discipline ; répétable.")
@click.option(
    "--limit",
    type=click.IntRange(min=1, max=200),
    default=12,
    show_default=True,
    help="Productions proposées, au plus.",
)
@_serie_option
@click.option("--list", "only_list", is_flag=True, help="Montrer seulement les productions, sans rien écrire.")
@json_option
@with_settings
def propose_command(  # noqa: PLR0913 - click gives each option by itself
    settings: Settings,
    *,
    numero: int | None,
    periode: str,
    day: datetime | None,
    since: datetime | None,
    groups: tuple[str, ...],
    disciplines: tuple[str, ...],
    limit: int,
    serie: str,
    only_list: bool,
    as_json: bool,
) -> None:
    """Proposer un numéro : les productions qu'aucun autre n'a montrées, tour à tour de chaque groupe.

    Dans un groupe, la plus complète d'abord, puis la plus récente, une par académie avant une seconde. Le numéro est un
    brouillon, dans « lettres/ » à côté de traam.toml ; le nom, la signature et la liste viennent du numéro précédent.
    --json montre les productions sans rien écrire.

    Chaque série a ses numéros, ce qu'elle a déjà montré et son archive. Pour en commencer une, dire ses disciplines par
    --discipline : ses numéros suivants les reprennent.

    \b
    Exemples :
      traam letter propose
      traam letter propose --periode "novembre-décembre 2026" --discipline SVT --limit 6
      traam letter propose --serie histoire-geographie --discipline "Histoire-géographie"
      traam letter propose --list --since 2026-09-01
    """
    unknown = [name for name in groups if name not in {group.id for group in settings.groups}]
    if unknown:
        raise SettingsError([f"groupe inconnu : « {name} »" for name in unknown])
    labels = tuple(label for value in disciplines for label in canonical_values("disciplines", value))
    wish = LetterWish(limit, since.date() if since else None, groups, tuple(dict.fromkeys(labels)))
    letters = letters_folder(settings.config)
    if not (labels and is_serie(serie)):
        check_serie(letters, serie)
    known = load_letters(letters, serie)
    if only_list or as_json:
        issues = tuple(known.values())
        found = candidates(settings, within_series(wish, issues), already_shown(issues))
        _show_candidates(found, as_json=as_json)
        return
    today = datetime.now(UTC).astimezone().date()
    following = max((letter.numero for letter in known.values()), default=0) + 1
    head = LetterProposal(numero or following, day.date() if day else today, periode, serie)
    path = letter_path(letters, head.numero, serie)
    if path.exists() or head.numero in {letter.numero for letter in known.values()}:
        same = f"{head.numero} --serie {serie}" if serie else str(head.numero)
        raise NothingToDoError(f"le numéro {head.numero} existe déjà : l'ouvrir par « traam letter edit {same} »")
    if gone := lost_groups(settings):
        tell(f"À savoir : plus de fichier dans groups/ pour {some_of(gone, 3)} ; proposé sans ce qu'il en dit.")
    letter = propose_letter(settings, wish, head)
    save_letter(path, letter)
    _show_letter(letter, as_json=False)
    if serie and not known:
        tell(f"Série « {serie} » commencée : {', '.join(letter.disciplines)}.")
    tell(f"Numéro {letter.numero} écrit : {path}. Le relire par « traam letter edit {edit_arguments(letter)} ».")


def _show_candidates(found: tuple[Candidate, ...], *, as_json: bool) -> None:
    if as_json:
        say_json([one.as_dict() for one in found])
        return
    if not found:
        say("Aucune production que les numéros passés n'aient déjà montrée, avec ces critères.")
    for number, one in enumerate(found, start=1):
        say(f"{number:3}. {cut(clean_text(one.record.titre or ''), 90)}")
        where = [", ".join(one.record.academies), one.groupe_titre or one.rubrique, one.day.isoformat()]
        say(f"     {' · '.join(filter(None, where))} · complète à {round(one.completeness * 100)} %")


@letter_command.command("edit")
@click.argument("numero", metavar="NUMÉRO", type=click.IntRange(min=1))
@click.option("--check", "only_check", is_flag=True, help="Vérifier et montrer seulement, sans ouvrir l'éditeur.")
@click.option(
    "--order", metavar="N,N,…", help="Ne garder que ces brèves, dans cet ordre, chacune restant dans sa rubrique."
)
@_serie_option
@json_option
@with_settings
def edit_command(
    settings: Settings, *, numero: int, only_check: bool, order: str | None, serie: str, as_json: bool
) -> None:
    """Ouvrir un numéro dans l'éditeur ($VISUAL ou $EDITOR), puis le vérifier.

    Ensuite, chaque brève est montrée avec son numéro et la place que tient son texte ; toutes les fautes sont dites à
    la fois, et un terminal propose de rouvrir le fichier. --order choisit et ordonne sans éditeur ; ce
    qu'on a écrit à la main reste, commentaires compris.

    \b
    Exemples :
      traam letter edit 12
      traam letter edit 12 --order 3,1,2,7
      traam letter edit 12 --check
      traam letter edit 3 --serie svt
    """
    letters = letters_folder(settings.config)
    check_serie(letters, serie)
    path = find_letter_path(letters, numero, serie)
    if order is not None:
        letter = load_one_letter(letters, numero, serie)
        reorder_letter(path, letter, _read_order(order, len(letter.breves)))
    elif not only_check:
        _open_editor(path)
    while True:
        try:
            _show_letter(load_one_letter(letters, numero, serie), as_json=as_json)
        except SettingsError as error:
            if only_check or order is not None or not sys.stdin.isatty():
                raise
            for fault in error.faults:
                tell(f"Erreur : {fault}")
            # click.confirm only takes « y » and « n ».
            if click.prompt("Rouvrir le fichier ?", default="o", type=click.Choice(["o", "n"]), err=True) == "n":
                raise
            _open_editor(path)
        else:
            return


def _open_editor(path: Path) -> None:
    """Open the file as its person would; an editor nobody named, and nobody sees, would wait for ever."""
    if not (sys.stdin.isatty() or os.environ.get("VISUAL") or os.environ.get("EDITOR")):
        raise NothingToDoError(f"pas de terminal où ouvrir {path} : le modifier, puis --check, ou nommer $EDITOR")
    click.edit(filename=str(path))


def _read_order(text: str, most: int) -> tuple[int, ...]:
    numbers = tuple(int(part) if part.strip().isdecimal() else 0 for part in text.replace(" ", ",").split(",") if part)
    wrong = [number for number in numbers if not 1 <= number <= most]
    if not numbers or wrong or len(set(numbers)) < len(numbers):
        raise click.UsageError(f"--order : des numéros de brèves différents, de 1 à {most}, séparés par des virgules.")
    return numbers


@letter_command.command("render")
@click.argument("numero", metavar="NUMÉRO", type=click.IntRange(min=1))
@click.option("--out", metavar="DOSSIER", type=click.Path(path_type=Path), required=True, help="Dossier à remplir.")
@_serie_option
@click.option("--smtp", metavar="HÔTE:PORT", help="Serveur de courrier ; sans lui, rien n'est jamais envoyé.")
@click.option("--test-to", metavar="ADRESSE", help="Envoyer le numéro à cette seule adresse, pour l'essayer.")
@click.option("--send-list", is_flag=True, help="Envoyer à la liste le numéro, s'il a été essayé tel quel.")
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait écrit et envoyé, sans rien faire.")
@json_option
@with_settings
def render_command(  # noqa: PLR0913 - click gives each option by itself
    settings: Settings,
    *,
    numero: int,
    out: Path,
    serie: str,
    smtp: str | None,
    test_to: str | None,
    send_list: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Écrire un numéro sous toutes ses formes, et l'archive des numéros parus.

    Dans DOSSIER/NUMÉRO : le courriel (HTML et texte, « lettre.eml » à ouvrir dans un logiciel de courrier), un
    fragment HTML à coller, le Markdown, la page. Dans DOSSIER : l'archive (« index.html »), une page par numéro qui
    n'est plus un brouillon, et leur flux (« lettres.atom »). Le même fichier donne toujours les mêmes octets. Une série
    a son dossier dans DOSSIER.

    Rien n'est envoyé, sauf avec --smtp et, à chaque fois, --test-to ou --send-list : un essai d'abord, puis la liste,
    une seule fois, et seulement si pas un octet n'a changé depuis l'essai. $TRAAM_SMTP_USER et $TRAAM_SMTP_PASSWORD
    servent à s'identifier.

    \b
    Exemples :
      traam letter render 12 --out lettres-html
      traam letter render 12 --out lettres-html --smtp smtp.exemple.fr:465 --test-to moi@exemple.fr
      traam letter render 12 --out lettres-html --smtp smtp.exemple.fr:465 --send-list
    """
    if bool(smtp) != bool(test_to or send_list) or (test_to and send_list):
        raise click.UsageError("--smtp va avec --test-to ou --send-list : l'un, puis l'autre une fois l'essai lu.")
    letters = letters_folder(settings.config)
    check_serie(letters, serie)
    letter = load_one_letter(letters, numero, serie)
    for doubt in doubts(settings.store, letter):
        tell(f"À vérifier : {doubt}")
    issues = tuple(load_letters(letters, serie).values())
    rendered = would_be_written(letter, out) if dry_run else write_letter(letter, out)
    for doubt in rendered.doubts:
        tell(f"À vérifier : {doubt}")
    archive = () if dry_run else write_archive(issues, out, serie)
    to = test_to or (letter.envoi.liste if send_list else "")
    if dry_run and send_list:
        refuse_to_send(settings.store, letter, rendered.message)
    if as_json:
        say_json({"files": [str(path) for path in (*rendered.files, *archive)], "draft": letter.brouillon, "to": to})
    tell(f"{count_of(len(rendered.files), 'fichier')} dans {rendered.folder}{' (à écrire)' if dry_run else ''}")
    if archive:
        tell(f"{count_of(len(archive), 'fichier')} de l'archive dans {out / serie}")
    if letter.brouillon:
        tell("Ce numéro est un brouillon : il n'est pas dans l'archive (« brouillon = false » quand il est prêt).")
    if dry_run and to:
        tell(f"Serait envoyé à {to}.")
    elif smtp:
        _send(settings.store, letter, rendered.message, smtp, test_to)


def _send(store: StorePlace, letter: Letter, message: bytes, smtp: str, test_to: str | None) -> None:
    server = read_mail_server(smtp, *smtp_account())
    if test_to:
        send_test(store, letter, message, server, test_to)
        tell(f"Essai envoyé à {test_to}. Une fois lu : la même commande, --send-list au lieu de --test-to.")
    else:
        send_to_list(store, letter, message, server)
        tell(f"Numéro {letter.numero} envoyé à {letter.envoi.liste}.")


def _show_letter(letter: Letter, *, as_json: bool) -> None:
    """Show what an issue holds, each brève with its number and the room its text takes."""
    if as_json:
        say_json(letter.as_dict())
        return
    state = "brouillon" if letter.brouillon else "prêt"
    say(f"{letter.titre} n° {letter.numero}, {letter.periode} ({letter.date.isoformat()}, {state})")
    number = 0
    for rubrique in letter.rubriques:
        say(f"\n{rubrique.titre}")
        for breve in rubrique.breves:
            number += 1
            say(f"{number:3}. {cut(clean_text(breve.titre), 90)}")
            where = " · ".join(filter(None, [", ".join(breve.academies), breve.groupe]))
            say(f"     {where}{' · ' if where else ''}{shown_length(breve.texte)}/{letter.limite} signes")

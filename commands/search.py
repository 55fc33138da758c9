"""« traam search »."""

from __future__ import annotations

import click

from commands.options import count_of, json_option, say, say_json, tell, with_settings
from index.query import Query
from index.result import Hit, Result
from pipeline.search import canonical_filters, search
from pipeline.settings import Settings
from schemas.errors import NothingToDoError

EXAMPLES = """\
Que cherchez-vous ? Par exemple :
  traam search intelligence artificielle
  traam search "esprit critique" --niveau 3e
  traam search algorithmique --academie Poitiers --annee 2023-2024
  traam search --groupe svt-2024-2025"""


# « -mot » is a word to leave out, not an option: unknown options reach the words, and --help has no short form.
@click.command("search", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", metavar="[MOT]...", nargs=-1)
@click.option("--discipline", "disciplines", multiple=True, help="Discipline : « SVT », « Mathématiques »…")
@click.option("--academie", "academies", multiple=True, help="Académie : « Orléans-Tours »…")
@click.option("--niveau", "niveaux", multiple=True, help="Niveau ou cycle : « 3e », « 2de », « cycle 4 »…")
@click.option("--annee", "annees", multiple=True, help="Année scolaire : « 2024-2025 ».")
@click.option("--groupe", "groupes", multiple=True, help="Identifiant du groupe (voir « traam groups »).")
@click.option("--type", "types", multiple=True, help="Type de production.")
@click.option("--limit", type=click.IntRange(min=0, max=10_000), default=20, show_default=True, help="Nombre montré.")
@click.option("--all", "everything", is_flag=True, help="Aussi ce qui n'est pas une production TraAM.")
@json_option
@with_settings
def search_command(
    settings: Settings,
    *,
    words: tuple[str, ...],
    disciplines: tuple[str, ...],
    academies: tuple[str, ...],
    niveaux: tuple[str, ...],
    annees: tuple[str, ...],
    groupes: tuple[str, ...],
    types: tuple[str, ...],
    limit: int,
    everything: bool,
    as_json: bool,
) -> None:
    """Chercher des productions : tous les mots doivent y être, sous l'une de leurs formes.

    "entre guillemets" : ces mots dans cet ordre ; -mot : sans ce mot ; algo* : ce qui commence ainsi.
    Une option répétée vaut « ou ».

    \b
    Exemples :
      traam search intelligence artificielle
      traam search tableur -scratch --niveau 3e --niveau 2de
      traam search '"esprit critique"' --json
    """
    for word in words:
        if word.startswith("--") and len(word) > len("--"):
            raise click.NoSuchOption(word)
    filters = {
        "disciplines": disciplines,
        "academies": academies,
        "niveaux": niveaux,
        "annee_scolaire": annees,
        "groupe": groupes,
        "type": types,
    }
    if not words and not any(filters.values()) and not (as_json or everything):
        tell(EXAMPLES)
        click.get_current_context().exit(2)
    query = Query(" ".join(map(_as_typed, words)), canonical_filters(filters), limit, everything=everything)
    try:
        result = search(settings, query, tell)
    except NothingToDoError:
        if as_json:
            say_json({"total": 0, "hits": [], "facets": {}})
        raise
    for sentence in result.ignored:
        tell(sentence)
    if as_json:
        say_json(_as_dict(result))
    else:
        show_result(result)


def _as_typed(word: str) -> str:
    """Put back the quotation marks the shell took: one argument of several words was a phrase."""
    return f'"{word}"' if " " in word.strip() and '"' not in word and ":" not in word else word


def _as_dict(result: Result) -> dict[str, object]:
    hits = [{**hit.record.as_dict(), "score": round(hit.score, 4)} for hit in result.hits]
    return {
        "total": result.total,
        "hits": hits,
        "facets": {name: dict(values) for name, values in result.facets.items()},
    }


def show_result(result: Result) -> None:
    """Show the hits to a person."""
    if not result.total:
        say("Aucune production ne répond. Essayer moins de mots, ou --all pour tout chercher.")
        return
    shown = len(result.hits)
    part = "" if shown == result.total else ", la première" if shown == 1 else f", les {shown} premières"
    say(f"{count_of(result.total, 'production')}{part if shown else ''}{' :' if shown else '.'}")
    for number, hit in enumerate(result.hits, start=1):
        _show_hit(number, hit)


def _show_hit(number: int, hit: Hit) -> None:
    record = hit.record
    say()
    say(f"{number}. " + click.style(record.titre or "(sans titre)", bold=True))
    where = [*record.academies, *record.disciplines, record.annee_scolaire or "", ", ".join(record.niveaux)]
    say("   " + " · ".join(part for part in where if part))
    say(f"   {record.url or record.identifier}")

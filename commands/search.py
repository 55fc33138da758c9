"""« traam search »."""

from __future__ import annotations

import click

from commands.hits import hit_dict, show_facets, show_hits
from commands.options import count_of, json_option, say, say_json, tell, with_settings
from index.query import Query
from index.result import Result
from pipeline.search import canonical_filters, search
from pipeline.settings import Settings
from schemas.errors import NothingToDoError

EXAMPLES = """\
Que cherchez-vous ? Par exemple :
  traam search intelligence artificielle
  traam search "esprit critique" --niveau 3e
  traam search algorithmique --academie Poitiers --annee 2023-2024
  traam search --groupe svt-2024-2025
  traam search "annee>=2023 niveau:lycée" --facettes"""


# « -mot » is a word to leave out, not an option: unknown options reach the words, and --help has no short form.
@click.command("search", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", metavar="[MOT]...", nargs=-1)
@click.option("--discipline", "disciplines", multiple=True, help="Discipline : « SVT », « Mathématiques »…")
@click.option("--academie", "academies", multiple=True, help="Académie : « Orléans-Tours »…")
@click.option("--niveau", "niveaux", multiple=True, help="Niveau ou cycle : « 3e », « 2de », « cycle 4 »…")
@click.option("--annee", "annees", multiple=True, help="Année scolaire : « 2024-2025 ».")
@click.option("--groupe", "groupes", multiple=True, help="Identifiant du groupe (voir « traam groups »).")
@click.option("--type", "types", multiple=True, help="Type de production.")
@click.option("--outil", "outils", multiple=True, help="Outil : « Scratch », « GeoGebra »…")
@click.option("--competence", "competences", multiple=True, help="Compétence : « 2.3 », « Collaborer »…")
@click.option("--langue", "langues", multiple=True, help="Langue : « fr », « anglais »…")
@click.option("--limit", type=click.IntRange(min=0, max=10_000), default=20, show_default=True, help="Nombre montré.")
@click.option("--page", type=click.IntRange(min=1, max=100_000), default=1, help="Page montrée, de --limit réponses.")
@click.option("--facettes", is_flag=True, help="Dire aussi combien de réponses a chaque discipline, niveau, année…")
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
    outils: tuple[str, ...],
    competences: tuple[str, ...],
    langues: tuple[str, ...],
    limit: int,
    page: int,
    facettes: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """Chercher des productions : tous les mots doivent y être, sous l'une de leurs formes.

    "entre guillemets" : ces mots dans cet ordre ; -mot : sans ce mot ; algo* : ce qui commence ainsi ; OU entre deux
    mots ; annee>=2020, niveau:3e et les autres critères se mettent aussi parmi les mots.
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
        "outils": outils,
        "competences": competences,
        "langues": langues,
    }
    if not words and not any(filters.values()) and not (as_json or everything):
        tell(EXAMPLES)
        click.get_current_context().exit(2)
    query = Query(
        " ".join(map(_as_typed, words)),
        canonical_filters(filters),
        limit,
        everything,
        (page - 1) * limit,
        snippets=True,
    )
    try:
        result = search(settings, query, tell)
    except NothingToDoError:
        if as_json:
            say_json(_as_dict(Result(0, (), {}), page))
        raise
    for sentence in result.ignored:
        tell(sentence)
    if as_json:
        say_json(_as_dict(result, page))
    else:
        show_result(result, first=query.offset + 1, with_facets=facettes)


def _as_typed(word: str) -> str:
    """Put back the quotation marks the shell took: one argument of several words was a phrase."""
    return f'"{word}"' if " " in word.strip() and '"' not in word and ":" not in word else word


def _as_dict(result: Result, page: int) -> dict[str, object]:
    return {
        "total": result.total,
        "page": page,
        "hits": [hit_dict(hit) for hit in result.hits],
        "facets": {name: dict(values) for name, values in result.facets.items()},
        "ignored": list(result.ignored),
        "suggestion": result.suggestion,
    }


def show_result(result: Result, *, first: int = 1, with_facets: bool = False) -> None:
    """Show what was found to a person; first is the number of the first hit shown."""
    if not result.total:
        say("Aucune production ne répond. Essayer moins de mots, ou --all pour tout chercher.")
        if result.suggestion:
            say(f"Vouliez-vous dire : {result.suggestion} ?")
        return
    say(_headline(result, first))
    show_hits(result.hits, first)
    if with_facets:
        show_facets(result.facets)


def _headline(result: Result, first: int) -> str:
    shown = len(result.hits)
    found = count_of(result.total, "production")
    if not shown:
        return f"{found}." if first == 1 else f"{found} : cette page est au-delà de la dernière."
    if shown == result.total:
        return f"{found} :"
    if first == 1:
        return f"{found}, la première :" if shown == 1 else f"{found}, les {shown} premières :"
    return f"{found}, de {first} à {first + shown - 1} :"

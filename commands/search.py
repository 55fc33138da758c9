"""« traam search »."""

from __future__ import annotations

from collections.abc import Sequence

import click

from commands.hits import hit_dict, show_facets, show_hits
from commands.options import count_of, json_option, say, say_json, tell, with_configuration
from index.fields import FINDABLE
from index.query import Query
from index.result import Result
from pipeline.ground.configuration import Configuration
from pipeline.searching.search import canonical_filters, search
from schemas.notions.canonical import known_values
from schemas.types.errors import NothingToDoError

EXAMPLES = """\
Que cherchez-vous ? Par exemple :
  traam search intelligence artificielle
  traam search "esprit critique" --niveau 3e
  traam search algorithmique --academie Poitiers --annee 2023-2024
  traam search --groupe svt-2024-2025
  traam search "annee>=2023 niveau:lycée" --facettes"""


PARTLY = "Avec une partie des mots :"
BY_TEXT = "Seul le texte dit le niveau ou la discipline :"


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
@click.option(
    "--nature",
    "natures",
    multiple=True,
    type=click.Choice(FINDABLE),
    metavar="NATURE",
    help=f"Nature : {', '.join(FINDABLE)}.",
)
@click.option(
    "--tri",
    type=click.Choice(("pertinence", "date")),
    default="pertinence",
    metavar="ORDRE",
    help="Ordre : pertinence ou date.",
)
@click.option("--limit", type=click.IntRange(min=0, max=10_000), default=20, show_default=True, help="Nombre montré.")
@click.option("--page", type=click.IntRange(min=1, max=100_000), default=1, help="Page montrée, de --limit réponses.")
@click.option("--facettes", is_flag=True, help="Dire aussi combien de réponses a chaque discipline, niveau, année…")
@click.option("--explain", is_flag=True, help="Dire pourquoi chaque réponse est là, et à ce rang.")
@click.option("--all", "everything", is_flag=True, help="Aussi ce qui n'est pas une production TraAM.")
@json_option
@with_configuration
def search_command(  # noqa: PLR0913 - click gives each option by itself
    settings: Configuration,
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
    natures: tuple[str, ...],
    tri: str,
    limit: int,
    page: int,
    facettes: bool,
    explain: bool,
    everything: bool,
    as_json: bool,
) -> None:
    """Chercher des productions : d'abord celles qui ont tous les mots, sous l'une de leurs formes.

    Quand il y en a peu, celles qui ont une partie des mots suivent. Un mot que rien ne contient est corrigé, et c'est
    dit ; les synonymes comptent, moins que le mot lui-même.

    "entre guillemets" : ces mots tels quels, dans cet ordre ; -mot ou « sauf mot » : sans ce mot ; algo* : ce qui
    commence ainsi ; OU entre deux mots ; annee>=2020, niveau:3e et les autres critères se mettent aussi parmi les mots.
    Une option répétée vaut « ou » ; le code de sortie est 2 quand l'une de leurs valeurs n'existe pas.

    \b
    Exemples :
      traam search intelligence artificielle
      traam search tableur -scratch --niveau 3e --niveau 2de
      traam search '"esprit critique"' --json
    """
    for word in words:
        if word.startswith("--") and len(word) > len("--"):
            known = (name for one in click.get_current_context().command.params for name in one.opts)
            raise click.NoSuchOption(word, possibilities=known)
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
        "nature": natures,
    }
    if not words and not any(filters.values()) and not (as_json or everything):
        tell(EXAMPLES)
        click.get_current_context().exit(2)
    query = Query(
        _typed(words),
        canonical_filters(filters),
        limit,
        everything,
        (page - 1) * limit,
        snippets=True,
        explain=explain,
        by_date=tri == "date",
    )
    try:
        result = search(settings, query, tell)
    except NothingToDoError:
        if as_json:
            say_json(_as_dict(Result(0, (), {}), page))
        raise
    for sentence in (*result.ignored, *corrections_of(result)):
        tell(sentence)
    if as_json:
        say_json(_as_dict(result, page))
    else:
        show_result(result, first=query.offset + 1, with_facets=facettes)
    if any(not known_values(field, value) for field, value in result.unknown):
        click.get_current_context().exit(2)


def _typed(words: Sequence[str]) -> str:
    """The words as they were typed; one argument that holds them all is a whole query, as in a search box."""
    return words[0] if len(words) == 1 else " ".join(map(_as_typed, words))


def _as_typed(word: str) -> str:
    """Put back the quotation marks the shell took: among others, one argument of several words was a phrase."""
    return f'"{word}"' if " " in word.strip() and '"' not in word and ":" not in word else word


def _as_dict(result: Result, page: int) -> dict[str, object]:
    return {
        "total": result.total,
        "complete": result.complete,
        "by_text": result.by_text,
        "page": page,
        "hits": [hit_dict(hit) for hit in result.hits],
        "facets": {name: dict(values) for name, values in result.facets.items()},
        "ignored": list(result.ignored),
        "corrections": [{"typed": typed, "searched": searched} for typed, searched in result.corrections],
        "suggestion": result.suggestion,
    }


def corrections_of(result: Result) -> tuple[str, ...]:
    """Say which words were searched in another spelling, and how to search them as they were typed."""
    return tuple(
        f'« {typed} » n\'est écrit nulle part : « {searched} » est cherché. Tel quel : "{typed}" entre guillemets.'
        for typed, searched in result.corrections
    )


def show_result(result: Result, *, first: int = 1, with_facets: bool = False) -> None:
    """Show what was found to a person; first is the number of the first hit shown."""
    if not result.total:
        say("Aucune production ne répond. Essayer moins de mots, d'autres mots, ou --all pour tout chercher.")
        if result.suggestion:
            say(f"Vouliez-vous dire : {result.suggestion} ?")
        return
    say(_headline(result, first))
    ends = (result.complete, result.total - result.by_text, result.total)
    begin = 0
    for title, last in zip(("", PARTLY, BY_TEXT), ends, strict=True):
        end = max(begin, min(len(result.hits), last - first + 1))
        if title and begin < end:
            say()
            say(title)
        show_hits(result.hits[begin:end], first + begin)
        begin = end
    if with_facets:
        show_facets(result.facets)


def _headline(result: Result, first: int) -> str:
    shown = len(result.hits)
    found = count_of(result.total, "production")
    partial = result.total - result.complete - result.by_text
    if partial and shown:
        every = count_of(result.complete, "production") if result.complete else "Aucune production"
        more = f", {result.by_text} d'après le texte seul" if result.by_text else ""
        return f"{every} avec tous les mots, {partial} avec une partie{more} :"
    if not shown:
        return f"{found}." if first == 1 else f"{found} : cette page est au-delà de la dernière."
    if shown == result.total:
        return f"{found} :"
    if first == 1:
        return f"{found}, la première :" if shown == 1 else f"{found}, les {shown} premières :"
    return f"{found}, de {first} à {first + shown - 1} :"

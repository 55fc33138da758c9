"""The table of whole sites, as docs/quality.md keeps it: a row a site, the sums, the goals that are missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.quality_zoo_score import VALUE_FIELDS, SiteScore

COLUMNS = ("titre", "date", "auteurs", "resume", "classe", "annee", "trouvé")
NAMES = {"resume": "présentation", "annee": "année", "trouvé": "trouvés", "competences": "compétences"}
GOALS = {
    "titre": 0.97, "date": 0.95, "auteurs": 0.95, "resume": 0.95, "classe": 0.95, "annee": 0.95, "trouvé": 0.95,
}  # fmt: skip
HELD_GOAL = 0.98
INVENTED_GOAL = 0.02
NIVEAUX_GOAL = 0.95
MOST_SAID = 160
"""Characters shown of a value that was read wrong."""


def total(scores: Iterable[SiteScore]) -> SiteScore:
    """Add up the sites."""
    added = SiteScore("tous")
    for score in scores:
        added.add(score)
    return added


def held_ratio(score: SiteScore) -> float:
    """The part of the articles that are kept."""
    return score.held / score.articles if score.articles else 1.0


def invented_ratio(score: SiteScore) -> float:
    """The part of the records that are of no article."""
    return score.invented / score.records if score.records else 0.0


def shortfalls(scores: Sequence[SiteScore]) -> list[str]:
    """Say each goal that the sites together do not reach; nothing when all is well."""
    added = total(scores)
    short = []
    if held_ratio(added) < HELD_GOAL:
        short.append(f"gardés {held_ratio(added):.3f}, but {HELD_GOAL}")
    if invented_ratio(added) > INVENTED_GOAL:
        short.append(f"sans article {invented_ratio(added):.3f}, but {INVENTED_GOAL}")
    short += [f"{name} {added.ratio(name):.3f}, but {goal}" for name, goal in GOALS.items() if added.ratio(name) < goal]
    if added.recall("niveaux") < NIVEAUX_GOAL:
        short.append(f"niveaux (rappel) {added.recall('niveaux'):.3f}, but {NIVEAUX_GOAL}")
    for score in scores:
        if score.falsely_complete:
            short.append(f"{score.name} : dit complet avec {score.held} articles sur {score.articles}")
        if score.again:
            short.append(f"{score.name} : la seconde moisson dit {score.again}")
    return short


def print_zoo(scores: Sequence[SiteScore]) -> None:
    """Print the table, the goals that are missed, then every value read wrong."""
    heads = ["site", "gardés", "sans article", "état", "seconde moisson"]
    heads += [NAMES.get(name, name) for name in COLUMNS] + [f"{NAMES.get(one, one)} (P ; R)" for one in VALUE_FIELDS]
    print(f"| {' | '.join(heads)} |\n|{'---|' * len(heads)}")
    for score in scores:
        print(f"| {' | '.join(_row(score))} |")
    added = total(scores)
    print(f"| {' | '.join(_sums(added))} |")
    short = shortfalls(scores)
    print("\nButs : " + ("tous atteints" if not short else "; ".join(short)) + "\n")
    for score in scores:
        for one in score.faults:
            print(
                f"- {score.name} {one.article} : {one.field} : « {_cut(one.read)} » lu, « {_cut(one.wanted)} » attendu"
            )


def _row(score: SiteScore) -> list[str]:
    counts = ["{}/{}".format(*score.right[name]) if name in score.right else "–" for name in COLUMNS]
    return [
        score.name, f"{score.held}/{score.articles}", str(score.invented), score.status, score.again or "rien", *counts,
        *_values(score),
    ]  # fmt: skip


def _sums(added: SiteScore) -> list[str]:
    return [
        f"**{added.name}**", _figure(held_ratio(added)), f"{added.invented} ({_figure(invented_ratio(added))})",
        f"{added.falsely_complete} « complete » à tort", "", *(_figure(added.ratio(name)) for name in COLUMNS),
        *_values(added),
    ]  # fmt: skip


def _values(score: SiteScore) -> list[str]:
    return [f"{_figure(score.precision(one))} ; {_figure(score.recall(one))}" for one in VALUE_FIELDS]


def _figure(ratio: float) -> str:
    return f"{ratio:.2f}".replace(".", ",")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MOST_SAID else text[:MOST_SAID] + "…"

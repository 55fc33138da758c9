"""How well the difficult kinds are read, one short page a value, served and harvested as any site is.

Each line of tests/data/quality/genres.tsv: kind, field, where the text stands (under a label, in a list, a sentence,
the address, a whole page, a language), text, values expected (« ?x » may be read; « reste:x »: the word must wait
where a person sees it). `python -m benchmarks.quality_kinds` prints the table, then each reading that is wrong.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.quality import Score
from benchmarks.quality_sixty import served
from benchmarks.quality_zoo import configure, harvest, records, run_traam
from schemas.types.record import PUBLISHED_CLASSES

CASES = Path(__file__).resolve().parents[1] / "tests" / "data" / "quality" / "genres.tsv"
_PLACES = {"liste": "<h2>{rest}</h2><ul>{items}</ul>", "phrase": "<p>{text}</p>", "chemin": ""}
_SUBJECTS = (
    "la lenteur", "un pont", "le marché", "une fable", "la pluie", "un phare", "la faim", "un atlas", "le seuil",
    "une digue", "la rumeur", "un moulin", "le sommeil",
)  # fmt: skip
_VERBS = ("Observer", "Raconter", "Comparer", "Décrire", "Explorer", "Questionner", "Partager", "Suivre", "Rejouer",
          "Classer", "Discuter")  # fmt: skip
_SENTENCES = (
    "Les élèves cherchent par deux, puis comparent leurs réponses.",
    "Chacun note ce qu'il voit, lit les notes des autres et corrige les siennes.",
    "Le professeur passe entre les tables ; rien n'est donné avant la fin.",
    "Une mise en commun clôt le travail, et la trace écrite vient après.",
    "Trois rôles tournent : celui qui lit, celui qui compte, celui qui doute.",
)


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the file."""

    kind: str
    field: str
    place: str
    text: str
    expected: str


def labelled(path: Path = CASES) -> Sequence[Case]:
    with path.open(encoding="utf-8", newline="") as lines:
        next(lines)
        return [Case(*row) for row in list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]]


def measure_kinds(cases: Sequence[Case]) -> Mapping[tuple[str, str], Score]:
    """Serve, harvest, list what waits, and score by kind and field; raises RuntimeError when a command fails."""
    pages = [_page_of(number, case) for number, case in enumerate(cases)]
    with served(pages) as base, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        configure(folder, {"genres": {"url": f"{base}/"}})
        harvest(folder)
        held = {record["url"].removeprefix(f"{base}/"): record for record in records(folder)}
        waiting: defaultdict[str, str] = defaultdict(str)
        for one in json.loads(run_traam(folder, "review", "list", "--json")):
            for identifier in one.get("identifiers", ()):
                waiting[identifier.removeprefix(f"{base}/")] += f" {one['value']} {one['mots']}"
    scores: defaultdict[tuple[str, str], Score] = defaultdict(Score)
    for case, page in zip(cases, pages, strict=True):
        _count(scores[case.kind, case.field], case, held.get(page["chemin"], {}), waiting[page["chemin"]])
    return scores


def _page_of(number: int, case: Case) -> Mapping[str, Any]:
    """The page a text stands in: what is around it tells that it is a work, and nothing else."""
    subject, verb = _SUBJECTS[number % len(_SUBJECTS)], _VERBS[number % len(_VERBS)]
    place, _, rest = case.place.partition(" ")
    if case.field == "classe":
        title, body = case.text.split(" § ")
        return {"chemin": f"travaux/fiche-{number}", "titre": title, "corps": f"<p>{escape(body)}</p>"}
    items = "".join(f"<li>{escape(item)}</li>" for item in case.text.split(" § "))
    shape = _PLACES.get(place, "<p><b>{place} :</b> {text}</p>" if place != "langue" else "<p>{text}</p>")
    own = shape.format(text=escape(case.text), items=items, rest=rest, place=case.place)
    told = "".join(f"<p>{_SENTENCES[(number + step) % len(_SENTENCES)]}</p>" for step in (0, 1))
    made = f"<p>Scénario n° {number} des TraAM 2024-2025 : {verb.lower()} {subject}.</p>"
    path = case.text if place == "chemin" else f"travaux/fiche-{number}"
    titre = f"{verb} {subject}"
    return {"chemin": path, "titre": titre, "corps": made + own + told, "langue": rest if place == "langue" else "fr"}


def _count(score: Score, case: Case, record: Mapping[str, Any], waiting: str) -> None:
    labels = set(filter(None, case.expected.split(" | ")))
    if case.field == "classe":
        read = {(record.get("traam") or {}).get("class") or "none"}
        labels = read & labels or {min(labels)}
        score.wrong += tuple(f"publiée à tort : {case.text}" for one in read - labels if one in PUBLISHED_CLASSES)
    elif case.field == "competences":
        read = set(map(_code, record.get("competences") or ()))
    else:
        read = set(record.get(case.field) or ())
    read |= {label for label in labels if label.startswith("reste:") and label[6:] in waiting}
    score.count(f"{case.kind} : {case.place} : « {case.text} »", read, labels)


def _code(competence: str) -> str:
    words = competence.split()
    return " ".join(words[: 2 if words[0].startswith("CRCN") else 1])


def print_kinds(scores: Mapping[tuple[str, str], Score]) -> None:
    """Print the table, then each reading that is wrong."""
    print("| genre | champ | pages | valeurs attendues | précision | rappel |\n|---|---|---|---|---|---|")
    for (kind, field), score in sorted(scores.items(), key=lambda item: (int(item[0][0]), item[0][1])):
        print(f"| {kind} | {field} | {score.cases} | {score.expected} | {score.precision:.2f} | {score.recall:.2f} |")
    _say(said for score in scores.values() for said in score.wrong)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(f"- {line}")


if __name__ == "__main__":
    print_kinds(measure_kinds(labelled()))

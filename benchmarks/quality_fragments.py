"""How well real shapes are read: labelled values and short pages kept beside the project, never in it.

Each goes the whole way of a record: a page is made of it, read, then normalized. A value stands under its label, or in
the title where it is prose. `python -m benchmarks.quality` prints the table; where the file is missing, it says so.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from benchmarks.quality import Score
from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.types.issue import Issue
from schemas.types.origin import FoundBy
from schemas.types.record import PUBLISHED_CLASSES, RawRecord, Record
from schemas.words.vocabulary import load_vocabulary

FRAGMENTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "facts" / "fragments-reels.tsv"
LABELS = {
    "academie": "Académie", "annee": "Année scolaire", "competence": "Compétences numériques",
    "discipline": "Discipline", "niveau": "Niveau", "outil": "Outils",
}  # fmt: skip
OF_PAGES = {"niveaux": "niveau", "annee": "annee", "disciplines": "discipline", "academies": "academie",
             "competences": "competence", "outils": "outil"}  # fmt: skip
_NEUTRAL = "https://pages.example/essai"
_DISAGREE = "!"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of the file."""

    kind: str
    """« value » or « page »."""
    name: str
    """The field of a value, the number of a page."""
    where: str
    """How a value is read (« value », « prose »), the address of a page."""
    text: str
    labels: str
    academie: str
    discipline: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What was read of the file."""

    values: Mapping[str, Score]
    pages: Mapping[str, Score]
    classes: Score


def labelled(path: Path = FRAGMENTS) -> Iterator[Labelled]:
    """Read the file: tab separated, its first line a comment."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader((line for line in lines if not line.startswith("# ")), delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        for row in rows:
            yield Labelled(*(row + [""] * 7)[:7])


def measure_fragments(path: Path = FRAGMENTS) -> Measured:
    """Read every value and every page, and count."""
    values: defaultdict[str, Score] = defaultdict(Score)
    pages: defaultdict[str, Score] = defaultdict(Score)
    classes = Score()
    for one in labelled(path):
        record, issues = described(one)
        read = _read_of(record, issues)
        if one.kind == "value":
            _count(values[one.name], f"{one.name} : « {one.text} »", read[one.name], one.labels)
            continue
        wanted = json.loads(one.labels)
        for name, field in OF_PAGES.items():
            _count(pages[field], f"{one.name} : {field}", read[field], wanted[name])
        _count_class(classes, one, record, wanted["classe"])
    return Measured(dict(values), dict(pages), classes)


def described(one: Labelled) -> tuple[Record, tuple[Issue, ...]]:
    address = one.where if one.kind == "page" else _NEUTRAL
    source = Source("s", "S", "site", address, scope=(address,), academie=one.academie or None,
                    discipline=one.discipline or None)  # fmt: skip
    raw = RawRecord("s", address, "html", _page(one).encode(), url=address, found_by=FoundBy.LINK)
    described = describe(raw, source, ())
    assert described.record is not None
    return described.record, described.issues


def _page(one: Labelled) -> str:
    title, *lines = one.text.split(" / ") if one.kind == "page" else _value_lines(one)
    shown = "".join(f"<li>{escape(text[2:])}</li>" if text.startswith("- ") else text if text.startswith("<p>")
                    else f"<p>{escape(text)}</p>" for text in lines)  # fmt: skip
    return (
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title></head><body><main>'
        f"<article><h1>{escape(title)}</h1>{shown}</article></main></body></html>"
    )


def _value_lines(one: Labelled) -> list[str]:
    if one.where == "prose":
        return [one.text]
    return ["Essai", f"<p><strong>{LABELS[one.name]} :</strong> {escape(one.text)}</p>"]


def _read_of(record: Record, issues: tuple[Issue, ...]) -> dict[str, set[str]]:
    codes = {term.label: term.code for term in load_vocabulary("crcn").terms}
    disagreeing = any("ne correspond" in issue.message or "contredi" in issue.message for issue in issues)
    competences = {codes[name] or name for name in record.competences if name in codes}
    return {
        "niveau": set(record.niveaux), "annee": set(filter(None, [record.annee_scolaire])),
        "discipline": set(record.disciplines), "academie": set(record.academies), "outil": set(record.outils),
        "competence": {_DISAGREE} if disagreeing and not competences else competences,
    }  # fmt: skip


def _count(score: Score, name: str, found: set[str], labels: str) -> None:
    """Count one reading: « ?x » may be read or not, « a/b » is one value either way, « * » is not judged."""
    if labels in {"*", "?*"}:
        return
    wanted = [label.split("/") for label in labels.split("|") if label and not label.startswith("?")]
    allowed = {one for label in labels.split("|") if label.startswith("?") for one in label[1:].split("/")}
    right = [names for names in wanted if found & set(names)]
    named = {one for names in wanted for one in names}
    wrong = found - named - allowed
    score.cases += 1
    score.right += len(right)
    score.read += len(right) + len(wrong)
    score.expected += len(wanted)
    if wrong or len(right) < len(wanted):
        score.wrong += (f"{name} : {sorted(found)} lu, {labels or 'rien'} attendu",)


def _count_class(score: Score, one: Labelled, record: Record, wanted: str) -> None:
    read = record.traam.traam_class or ""
    score.cases += 1
    score.expected += 1
    score.read += 1
    score.right += read in wanted.split("/")
    if read not in wanted.split("/"):
        said = "publiée à tort, " if read in PUBLISHED_CLASSES else ""
        score.wrong += (f"{one.name} : classe : {said}{read or 'aucune'} lu, {wanted or 'aucune'} attendu",)


def print_fragments() -> None:
    """Print the tables, then each reading that is wrong."""
    if not FRAGMENTS.is_file():
        print("\nFormes réelles : non mesurées, le fichier des extraits étiquetés n'est pas à côté du dépôt.")
        return
    measured = measure_fragments()
    for name, scores in (("Valeurs", measured.values), ("Pages", {**measured.pages, "classe": measured.classes})):
        print(f"\n{name}, formes réelles :\n\n| champ | cas | valeurs attendues | précision | rappel |")
        print("|---|---|---|---|---|")
        for field, score in scores.items():
            print(f"| {field} | {score.cases} | {score.expected} | {score.precision:.3f} | {score.recall:.3f} |")
    for score in (*measured.values.values(), *measured.pages.values(), measured.classes):
        for said in score.wrong:
            print(f"- {said}")

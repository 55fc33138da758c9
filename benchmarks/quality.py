"""How well values are read: precision and recall per field on the labelled cases of tests/data/quality/cas.tsv.

Each line: field, text, values expected (« | » between; empty for none; « ! » when code and label disagree, which must
be said and not decided). `python -m benchmarks.quality` prints the table, those of whole descriptions and of the search
(benchmarks/search_quality.py); the cases are fictitious, in real shapes. With `--zoo [FOLDER…]`, the table of whole
recorded sites alone (benchmarks/quality_zoo.py), some minutes; said to be skipped where they are missing. With
`--pertinence [FOLDER]`, what searches over these sites find (benchmarks/search_relevance.py) beside other engines.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.notions.academies import read_academies
from schemas.notions.annee_scolaire import read_annee_scolaire
from schemas.notions.competences import read_competences
from schemas.notions.disciplines import read_disciplines
from schemas.notions.niveaux import read_niveaux

CASES = Path(__file__).resolve().parents[1] / "tests" / "data" / "quality" / "cas.tsv"
FRAGMENTS = CASES.with_name("fragments.tsv")
"""Written and labelled by someone who had not written the rules, hard forms on purpose."""


def _competences(text: str) -> set[str]:
    read = read_competences(text)
    return {"!"} if read.disagreeing else set(read.values)


READERS: Mapping[str, Callable[[str], set[str]]] = {
    "niveau": lambda text: set(read_niveaux(text).values),
    "annee_scolaire": lambda text: set(filter(None, [read_annee_scolaire(text)])),
    "discipline": lambda text: set(read_disciplines(text).values),
    "academie": lambda text: set(read_academies(text)),
    "competence": _competences,
}


@dataclass
class Score:
    """What was read of one field."""

    cases: int = 0
    right: int = 0
    read: int = 0
    expected: int = 0
    wrong: tuple[str, ...] = ()

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else 1.0

    def count(self, place: str, found: set[str], labels: Iterable[str]) -> None:
        """Count one reading beside its labels: « ?x » may be read or not."""
        labels = frozenset(labels)
        wanted = {label for label in labels if not label.startswith("?")}
        found = {value for value in found if f"?{value}" not in labels}
        self.cases += 1
        self.right += len(found & wanted)
        self.read += len(found)
        self.expected += len(wanted)
        if found != wanted:
            self.wrong += (f"{place} : en trop {sorted(found - wanted)}, manque {sorted(wanted - found)}",)


def measure(path: Path = CASES) -> dict[str, Score]:
    """Read every case and count."""
    scores: dict[str, Score] = defaultdict(Score)
    for line in path.read_text(encoding="utf-8").splitlines():
        field, text, expected = line.split("\t")
        scores[field].count(f"{field} : « {text} »", READERS[field](text), filter(None, expected.split("|")))
    return dict(scores)


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description="Ce qui est bien lu, et ce que la recherche met devant.")
    parser.add_argument(
        "--zoo",
        nargs="*",
        type=Path,
        metavar="DOSSIER",
        help="plutôt : moissonner les sites entiers enregistrés dans ces dossiers (sinon ../shared/data/sites/zoo)",
    )
    parser.add_argument(
        "--pertinence",
        nargs="?",
        type=Path,
        const=Path(),
        metavar="DOSSIER",
        help="plutôt : ce que trouvent les recherches sur ces sites ; le dossier garde leur moisson",
    )
    parser.add_argument("--jeu", default="", help="un autre jeu de requêtes : un dossier de tests/data/relevance")
    parser.add_argument("--sites", nargs="+", type=Path, default=[], metavar="DOSSIER", help="les sites de ce jeu")
    given = parser.parse_args()
    if given.pertinence is not None:
        from benchmarks.search_relevance import show_relevance

        kept = given.pertinence.resolve() if given.pertinence.name else None
        show_relevance(kept, [folder.resolve() for folder in given.sites], given.jeu)
        return
    folders = given.zoo
    if folders is None:
        from benchmarks.quality_fragments import print_fragments  # reads whole pages

        print_cases()
        print_fragments()
        return
    from benchmarks.quality_zoo import show_zoo  # needs more than reading cases does

    show_zoo([folder.resolve() for folder in folders])


def print_cases() -> None:
    """Print the table of the labelled cases, then each case that is wrong."""
    scores = measure()
    print("| champ | cas | valeurs attendues | précision | rappel |\n|---|---|---|---|---|")
    for field, score in scores.items():
        print(f"| {field} | {score.cases} | {score.expected} | {score.precision:.3f} | {score.recall:.3f} |")
    print(f"\n{sum(score.cases for score in scores.values())} cas")
    fragments = measure(FRAGMENTS)
    print("\nFragments :\n\n| champ | cas | valeurs attendues | précision | rappel |\n|---|---|---|---|---|")
    for field, score in fragments.items():
        print(f"| {field} | {score.cases} | {score.expected} | {score.precision:.3f} | {score.recall:.3f} |")
    from benchmarks.quality_pages import measure_pages  # which counts with this module's Score

    pages = measure_pages()
    print(
        "\nDescriptions entières :\n\n| champ | descriptions | valeurs attendues | précision | rappel |\n"
        "|---|---|---|---|---|"
    )
    for field, score in pages.items():
        print(f"| {field} | {score.cases} | {score.expected} | {score.precision:.3f} | {score.recall:.3f} |")
    for score in (*scores.values(), *fragments.values(), *pages.values()):
        for said in score.wrong:
            print(f"- {said}")
    from benchmarks.search_quality import print_search_quality

    print_search_quality()


if __name__ == "__main__":
    main()

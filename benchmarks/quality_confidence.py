"""How often each rule is right, by where it reads: `python -m benchmarks.quality_confidence [FOLDER…]`.

The labelled pages are those of whole recorded sites (the folders given, else those beside the project) and the real
shapes kept there. Each rule's figure is (right + 1) / (read + 2); schemas/normalize/confidence.py holds them.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from benchmarks.quality_fragments import FRAGMENTS, OF_PAGES, described, labelled
from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.normalize.confidence import MEASURED
from schemas.types.origin import FoundBy
from schemas.types.record import RawRecord, Record
from schemas.words.vocabulary import load_vocabulary

ZOO = Path(__file__).resolve().parents[2] / "shared" / "data" / "sites" / "zoo"
_FIELDS = {"niveau": "niveaux", "discipline": "disciplines", "outil": "outils", "competence": "competences",
           "annee": "annee_scolaire", "academie": "academies"}  # fmt: skip
Wanted = Mapping[str, Collection[str] | None]
"""By field of a record, the labels: « ?x » may be read or not, « a/b » is one value either way; None is not judged."""


def measure(folders: Sequence[Path]) -> dict[str, tuple[int, int]]:
    """For each rule how often it was right, and how often it read anything."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for record, wanted in (*_of_sites(folders), *_of_fragments()):
        for rule, right in _judged(record, wanted):
            counts[rule][0] += right
            counts[rule][1] += 1
    return {rule: (right, read) for rule, (right, read) in sorted(counts.items())}


def _judged(record: Record, wanted: Wanted) -> Iterator[tuple[str, bool]]:
    codes = {term.label: term.code for term in load_vocabulary("crcn").terms}
    for one in record.evidence:
        labels = wanted.get(one.field)
        if labels is not None:
            value = (codes.get(one.value) or one.value) if one.field == "competences" else one.value
            yield one.rule, any(value in label.lstrip("?").split("/") for label in labels)


def _of_sites(folders: Sequence[Path]) -> Iterator[tuple[Record, Wanted]]:
    sites = [site for folder in folders if folder.is_dir() for site in sorted(folder.iterdir())]
    for site in (one for one in sites if (one / "expected.json").is_file()):
        index, expected = (json.loads((site / name).read_text()) for name in ("index.json", "expected.json"))
        about = json.loads((site / "site.json").read_text())
        base = index["base"].rstrip("/")
        source = Source("s", "S", "site", f"{base}/", scope=(f"{base}/",), academie=about.get("academie"))
        answers = {unquote(one["url"]): one for one in index["answers"] if one["status"] == 200}
        for article in expected["articles"]:
            answer = next((answers[unquote(url)] for url in article["urls"] if unquote(url) in answers), None)
            if answer is not None and "html" in str(answer["headers"]).lower():
                yield from _of_article(source, base + answer["url"], site / answer["file"], article)


def _of_article(
    source: Source, url: str, page: Path, article: Mapping[str, Any]
) -> Iterator[tuple[Record, Wanted]]:  # fmt: skip
    record = describe(RawRecord("s", url, "html", page.read_bytes(), url=url, found_by=FoundBy.LINK), source, ()).record
    if record is not None and record.traam.traam_class is not None:
        annee = [article["annee"]] if article["annee"] else []
        yield record, {**{name: article[name] for name in _FIELDS.values() if name in article}, "annee_scolaire": annee}


def _of_fragments() -> Iterator[tuple[Record, Wanted]]:
    for one in labelled() if FRAGMENTS.is_file() else ():
        record, _ = described(one)
        said = {one.name: one.labels} if one.kind == "value" else {
            field: json.loads(one.labels)[name] for name, field in OF_PAGES.items()
        }  # fmt: skip
        yield (
            record,
            {
                _FIELDS[name]: None if "*" in labels else [label for label in labels.split("|") if label]
                for name, labels in said.items()
            },
        )


def main() -> None:
    """Print the table, and what the program holds of each rule."""
    print("| règle | justes | lues | mesuré | dans le programme |\n|---|---|---|---|---|")
    for rule, (right, read) in measure([Path(one) for one in sys.argv[1:]] or [ZOO]).items():
        held = f"{MEASURED[rule]:.2f}" if rule in MEASURED else "–"
        print(f"| {rule} | {right} | {read} | {(right + 1) / (read + 2):.2f} | {held} |")


if __name__ == "__main__":
    main()

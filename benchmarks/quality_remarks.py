"""What is remarked of real LOM records kept beside the project, by cause: how many remarks bury the true ones.

Each « lom » element of each file is a record (manifests hold several, answers of repositories too). A cause is what a
remark is about and its sentence, without what it quotes. `python -m benchmarks.quality_remarks` prints the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.parsing.xml import local_name, parse_xml
from schemas.types.record import RawRecord

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"
_QUOTED = re.compile(r"« [^«»]{0,300} »|\(scolomfr-voc-[\w-]+\)|\((?:classification|lifeCycle) / [^)]*\)?\)")
_SOURCE = Source("s", "S", "oai", "https://entrepot.example/oai")


@dataclass
class Remarks:
    """What was counted."""

    records: int = 0
    unreadable: int = 0
    remarks: int = 0
    without: int = 0
    """Records of which nothing is remarked."""
    causes: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """By level, field and sentence."""


def measure_remarks(folder: Path = FOLDER) -> Remarks:
    """Read every record and count what is remarked of it."""
    counted = Remarks()
    for content in records_of(folder):
        described = describe(RawRecord("s", "notice", "lom", content), _SOURCE, ())
        if described.record is None:
            counted.unreadable += 1
            continue
        counted.records += 1
        counted.remarks += len(described.issues)
        counted.without += not described.issues
        for issue in described.issues:
            counted.causes[issue.level, issue.field, _QUOTED.sub("…", issue.message)] += 1
    return counted


def records_of(folder: Path = FOLDER) -> Iterator[bytes]:
    """Each « lom » element of the files."""
    for path in sorted([*(folder / "lom").rglob("*.xml"), *(folder / "oai").rglob("*.xml")]):
        try:
            root = parse_xml(path.read_bytes())
        except ValueError:
            continue
        for element in root.iter():
            if local_name(element).lower() == "lom":
                yield etree.tostring(element, with_tail=False)


def main() -> None:
    """Print the table."""
    if not FOLDER.is_dir():
        print("Remarques : non mesurées, les notices réelles ne sont pas à côté du dépôt.")
        return
    counted = measure_remarks()
    print(f"{counted.records} notices lues, {counted.unreadable} illisibles, {counted.remarks} remarques, ", end="")
    print(f"{counted.without} notices sans aucune.\n\n| remarques | niveau | champ | cause |\n|---|---|---|---|")
    for (level, name, message), count in counted.causes.most_common():
        print(f"| {count} | {level} | {name or 'notice'} | {message} |")


if __name__ == "__main__":
    main()

"""Each published file, taken in by a program nobody here wrote; each test is skipped where its program is missing."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from feeds.journal import PAGE
from feeds.publication import Publication, newest_first, publish
from schemas.group import Element, Group
from schemas.record import Document, Record, StoredRecord, Traam

DATA = Path(__file__).resolve().parents[1] / "data" / "grammars"
GROUP = Group("maths-2025", "Mathématiques", ("2025-2026",), "Jouer & prouver", elements=(Element("niveau", "Niveau"),))
HOSTILE = "<script>alert(1)</script> ]]> \x00\x1b\ud800 anne.dubosc@exemple.fr"
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)
COUNT = 2 * PAGE + 20


def stored(number: int) -> StoredRecord:
    """Make a production; the first is hostile in every field, the second says almost nothing."""
    document = Document(f"https://a.exemple.fr/{number}.pdf", "La séance", "application/pdf", 12_345)
    record = Record(
        identifier=f"oai:exemple:{number}",
        source="essai",
        titre=f"Production n° {number} & « suites »",
        url=f"https://a.exemple.fr/spip.php?article{number}&lang=fr",
        description="Un jeu de dés.\nPuis une preuve : 2 < 3.",
        elements=MappingProxyType({"niveau": ("6e", "5e")}),
        academies=("Lille",),
        disciplines=("Mathématiques",),
        niveaux=("6e", "5e"),
        annee_scolaire="2025-2026",
        groupe=GROUP.id,
        auteurs=("Odile Vanneau",),
        mots_cles=("jeu",),
        documents=(document,),
        date_publication="2026-01-15",
        traam=Traam(0.9, ("« TraAM »",), "production"),
    )
    if number == 1:
        many = (HOSTILE, "=1+1")
        documents = (replace(document, url="javascript:alert(1)"), replace(document, media_type="<b>", titre=HOSTILE))
        record = replace(
            record, titre=HOSTILE, description=HOSTILE, auteurs=many, mots_cles=many, disciplines=many,
            academies=many, annee_scolaire=HOSTILE, url="javascript:alert(1)",
            documents=documents,
        )  # fmt: skip
    if number == 2:
        record = Record("vide", "essai")
    moment = MOMENT - timedelta(hours=number)
    return StoredRecord(record, moment, moment, moment)


def publication(count: int) -> Publication:
    records = newest_first(stored(number) for number in range(count))
    gone = [(f"parti-{number}", MOMENT - timedelta(hours=number)) for number in range(5)]
    return Publication(records, (GROUP,), (), (), "https://flux.exemple.fr/", MOMENT, withdrawn=gone)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish twice, so that there are archives, changes and tombstones."""
    out = tmp_path_factory.mktemp("publie") / "flux"
    publish(out, publication(COUNT))
    publish(out, publication(COUNT - 3))
    return out


@pytest.fixture(scope="module")
def run() -> Callable[..., str]:
    """Run a program of a Debian package and give what it says; the test is skipped where it is not installed."""

    def run_program(package: str, program: str, *arguments: str | Path, cwd: Path | None = None) -> str:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian package {package})")
        done = subprocess.run(
            [program, *map(str, arguments)], capture_output=True, check=False, timeout=120, text=True, cwd=cwd
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run_program


def test_jing_finds_every_feed_and_archive_in_the_grammar_of_atom(published, run, tmp_path):
    feeds = sorted(published.glob("*.atom"))
    assert len(feeds) > 10

    assert run("jing", "jing", "-c", DATA / "atom.rnc", *feeds) == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"<updated>", b"<updated>le "),
        (b"<feed ", b"<feed version='0.3' "),
        (b"</entry>", b"<id>deux</id></entry>"),
        (b"</feed>", b"<at:deleted-entry ref='x' when='2026-01-01T00:00:00Z'/></feed>"),
    ],
)
def test_the_grammar_refuses_what_is_not_atom(published, run, tmp_path, before, after):
    (tmp_path / "faux.atom").write_bytes((published / "nouveautes.atom").read_bytes().replace(before, after, 1))

    with pytest.raises(AssertionError, match="error:"):
        run("jing", "jing", "-c", DATA / "atom.rnc", tmp_path / "faux.atom")

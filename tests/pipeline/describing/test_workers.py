"""Pages described in a process of their own are described as they are here, and a process that dies is done without."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from pipeline.describing.read import Beside, describe
from pipeline.describing.workers import Describer, Workers
from schemas.files.bilan import Declared
from schemas.files.group import Element, Group
from schemas.files.source import Source
from schemas.types.origin import FoundBy
from schemas.types.record import RawRecord
from tests.small_site import article

SOURCE = Source("s", "S", "site", "https://a.example/", scope=("https://a.example/",), discipline="SVT")
GROUPS = (
    Group("g", "SVT", ("2024-2025",), "IA", elements=(Element("niveau", "Niveau", type="niveau"),)),
)  # fmt: skip
BESIDE = Beside({"https://a.example/1": Declared("https://a.example/1", "g", "Lille", place="x.csv, ligne 2")})


def raw(number: int) -> RawRecord:
    page = article(f"TraAM 2024-2025 : {number}", "Les élèves trient des roches. " * 30 + "</p><p>Niveau : 3e")
    url = f"https://a.example/{number}"
    return RawRecord("s", url, "html", page.encode(), url=url, found_by=FoundBy.LINK)


def test_a_page_is_described_the_same_beside_and_here():
    with Workers(after=0) as workers:
        describer = Describer(workers, SOURCE, GROUPS, BESIDE)
        begun = [describer.start([raw(number)]) for number in range(30)]
        assert any(one._future is not None for one in begun)
        beside = [one.result()[0] for one in begun]
    here = [describe(raw(number), SOURCE, GROUPS, BESIDE) for number in range(30)]
    assert beside == here
    assert here[1].record is not None
    assert (here[1].record.groupe, here[1].record.elements) == ("g", {"niveau": ("3e",)})


def test_short_runs_start_no_process():
    with Workers() as workers:
        describer = Describer(workers, SOURCE, GROUPS, BESIDE)
        assert all(describer.start([raw(number)]).is_done for number in range(20))
        assert workers._pool is None


def test_a_process_that_dies_is_done_without():
    with Workers(after=0) as workers:
        describer = Describer(workers, SOURCE, GROUPS, BESIDE)
        describer.start([raw(0)]).result()
        assert workers._pool is not None
        begun = [describer.start([raw(number)]) for number in range(10)]
        for process in list(workers._pool._processes.values()):
            process.kill()
        assert [one.result()[0].record.titre for one in begun] == [
            f"TraAM 2024-2025 : {number}" for number in range(10)
        ]
        time.sleep(0.2)
        assert describer.start([raw(3)]).result()[0].record is not None


def test_a_page_that_cannot_be_read_is_a_value_beside_too():
    with Workers(after=0) as workers:
        bad = replace(raw(1), metadata=b"")
        (described,) = Describer(workers, SOURCE, GROUPS, BESIDE).start([bad]).result()
    assert described.record is None
    assert described.issues


KILLED = """
import time
from tests.pipeline.describing.test_workers import BESIDE, GROUPS, SOURCE, Describer, Workers, raw

if __name__ == "__main__":
    with Workers(after=0) as workers:
        Describer(workers, SOURCE, GROUPS, BESIDE).start([raw(0)]).result()
        print("begun", flush=True)
        time.sleep(60)
"""


def test_no_process_outlives_a_harvest_that_is_killed(tmp_path):
    """They hold its standard output, which ends when the last of them has ended."""
    (tmp_path / "killed.py").write_text(KILLED, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen([sys.executable, tmp_path / "killed.py"], stdout=subprocess.PIPE, env=environment) as killed:
        assert killed.stdout.readline() == b"begun\n"
        killed.kill()
        said, _ = killed.communicate(timeout=10)
        assert said == b""

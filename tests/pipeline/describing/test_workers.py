"""Pages described in a process of their own are described as they are here, and a process that dies is done without."""

import time
from dataclasses import replace

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

"""What the check says of a record and what a harvest remarks of it are of the same causes, on every real record."""

from __future__ import annotations

from pathlib import Path

from benchmarks.quality_remarks import records_of
from pipeline.describing.read import describe
from pipeline.scolomfr.notice_check import check_notice
from schemas.files.source import Source
from schemas.types.record import RawRecord

SOURCE = Source("s", "S", "oai", "https://entrepot.example/oai")


def test_the_check_and_a_harvest_remark_the_same_real_records(shared: Path) -> None:
    """Neither is silent of a record the other finds wrong; the check says each remark of the harvest, once."""
    contents = list(records_of(shared / "data"))
    assert len(contents) > 100
    for content in contents:
        described = describe(RawRecord("s", "notice", "lom", content), SOURCE, ())
        said = check_notice(content, {})
        assert bool(said) == bool(described.issues), content[:300]
        told = [(remark.line, remark.element, remark.message) for remark in said]
        assert len(told) == len(set(told))
        assert [remark.level for remark in said] == sorted((remark.level for remark in said), key="error".__ne__)

"""JSON Lines, read back by Python's own reader."""

import io
import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from feeds.tables.json_lines import JSON_LINES, json_line
from feeds.tables.rows import RowsFile
from feeds.wording.identity import entry_id
from feeds.wording.production import GroupLabels, production_of
from schemas.types.record import Record, StoredRecord

MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def lines(*stored) -> bytes:
    stream = io.BytesIO()
    with RowsFile(JSON_LINES).writing(stream) as add:
        for one in stored:
            add(production_of(one, GroupLabels(())))
    return stream.getvalue()


def test_a_line_is_the_record_in_its_documented_order(make_stored):
    records = [make_stored(1), make_stored(2, deleted=True)]

    read = [json.loads(line) for line in lines(*records).splitlines()]

    assert read == [
        item.record.as_dict() | {"id": entry_id(item.record.identifier), "updated": f"2026-02-{29 - day}T08:30:00Z"}
        for day, item in enumerate(records, 1)
    ]
    assert list(read[0]) == [*records[0].record.as_dict(), "id", "updated"]


def test_french_is_readable_as_it_is(make_stored):
    assert "« suites »".encode() in lines(make_stored())


@given(st.text())
def test_a_record_is_always_one_line(text):
    record = Record("x", "s", titre=text, mots_cles=(text,))
    line = json_line(production_of(StoredRecord(record, MOMENT, MOMENT, MOMENT), GroupLabels(())))

    assert len(f"{line}\n".splitlines()) == 1
    assert json.loads(line)["mots_cles"] == [json.loads(line)["titre"]]


def test_hostile_content_stays_text(hostile):
    content = lines(hostile)

    read = json.loads(content)
    assert read["titre"].startswith("<script>alert(1)</script> ]]>")
    assert read["url"] is None
    assert b"dubosc" not in content
    content.decode("utf-8")

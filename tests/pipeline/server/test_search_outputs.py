"""A search as a file shows no e-mail address, however it was written."""

import json
from types import SimpleNamespace
from typing import Any

from pipeline.vitrine.search_outputs import as_json
from schemas.types.record import Record
from tests.schemas.words.test_mail_addresses import WRITTEN

ALL = " ; ".join(one for one in WRITTEN if "petit" in one)


def test_a_search_in_json_shows_no_address():
    found = SimpleNamespace(
        total=1, complete=1, records=[Record("oai:1", "s", titre=ALL, outils=(ALL,))], missing=[()],
        corrections=(), counts={"outil": {ALL: 1}},
    )  # fmt: skip
    library: Any = SimpleNamespace(finder=SimpleNamespace(find=lambda *_, **__: found))
    said = as_json(library, "robot", {}, "").body.decode()

    assert json.loads(said)["facets"]["outils"]
    assert "petit" not in said

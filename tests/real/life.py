"""The life of a site through several harvests: what is published, edited, deleted; the same for every engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.real.articles import HIDDEN
from tests.real.reading import Harvested, RealSite, note
from tests.real.test_spip import plain

EDITED, DELETED = "herbier", "cle"


def check_reading(traam: Any, configure: Callable[..., Path], site: RealSite) -> None:
    """Every published article is held once and read as it was written, nothing else is, and a draft never shows."""
    harvested = Harvested(traam, configure, site)
    reading = harvested.reading(harvested.harvest(), site.articles)
    text = traam("export", "jsonl", "--all").expect(0).out
    assert [one.key for one in HIDDEN if one.titre in text or one.own_words[0] in text] == []
    note(reading, len(site.articles))
    reading.must_be_right()


def check_changes(traam: Any, configure: Callable[..., Path], site: RealSite) -> None:
    """A second harvest changes nothing; an edit and a deletion then change those two only. The site is left changed."""
    harvested = Harvested(traam, configure, site)
    first, again = harvested.harvest(), harvested.harvest()
    before = harvested.by_key(site.articles)
    assert (first["status"], first["new"]) == ("complete", len(site.articles)), first
    assert (again["status"], again["new"], again["modified"], again["deleted"]) == ("complete", 0, 0, 0), again

    by_key = {one.key: one for one in site.articles}
    edited, gone = by_key[EDITED].edited(), by_key[DELETED]
    site.edit(edited)
    site.delete(DELETED)
    reports = [harvested.harvest(), harvested.harvest()]
    assert [one["status"] for one in reports] == ["complete", "complete"], reports
    new, modified, deleted = (sum(one[what] for one in reports) for what in ("new", "modified", "deleted"))
    boxes_change = "boites" in getattr(site, "not_yet", frozenset())  # « du même auteur », still taken for the text
    assert (new, deleted) == (0, 1), reports
    assert modified == 1 or (boxes_change and modified >= 1), reports

    after = harvested.by_key(site.articles)
    assert set(after) == set(before) - {DELETED}
    assert boxes_change or {key for key in after if after[key] != before[key]} == {EDITED}
    assert plain(after[EDITED]["titre"]) == plain(edited.titre)
    assert after[EDITED]["url"] in harvested.found(edited.own_words)
    assert before[DELETED]["url"] not in harvested.found(gone.own_words)

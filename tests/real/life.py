"""The life of a site through four harvests: what is published, edited, deleted; the same for every engine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.real.articles import HIDDEN, Article, plain
from tests.real.reading import Harvested, Reading, RealSite, note

EDITED, DELETED = "herbier", "cle"


@dataclass(frozen=True)
class Life:
    """What a site gave when it was found, when nothing had changed, and after an edit and a deletion."""

    wanted: int
    """How many articles it published."""
    reading: Reading
    """What the first harvest made of it."""
    leaked: tuple[str, ...]
    """The drafts seen by the first harvest."""
    reports: tuple[dict[str, Any], ...]
    """Of the four harvests; the edit and the deletion come between the second and the third."""
    before: dict[str, dict[str, Any]]
    """The records by the articles' keys, after two harvests."""
    after: dict[str, dict[str, Any]]
    """The same, after four."""
    edited: Article
    finding_edited: list[str]
    """What the words of the edited article find, at the end."""
    finding_deleted: list[str]
    """What the words of the deleted one find."""


def live(folder: Path, site: RealSite) -> Life:
    """Harvest a site twice, edit an article and delete another, harvest it twice more; the site is left changed."""
    harvested = Harvested(folder, site)
    first = harvested.harvest()
    reading = harvested.reading(first, site.articles)
    text = harvested.traam("export", "jsonl", "--all").expect(0).out
    again = harvested.harvest()
    before = harvested.by_key(site.articles)

    by_key = {one.key: one for one in site.articles}
    edited = by_key[EDITED].edited()
    site.edit(edited)
    site.delete(DELETED)
    # A page that is gone is withdrawn when a second harvest confirms it.
    reports = (first, again, harvested.harvest(), harvested.harvest())
    finding_edited, finding_deleted = harvested.found_each([edited.own_words, by_key[DELETED].own_words])
    return Life(
        len(site.articles), reading, tuple(one.key for one in HIDDEN if one.titre in text or one.own_words[0] in text),
        reports, before, harvested.by_key(site.articles), edited, finding_edited, finding_deleted,
    )  # fmt: skip


def check_reading(life: Life) -> None:
    """Every published article is held once and read as it was written, nothing else is, and a draft never shows."""
    assert life.leaked == ()
    note(life.reading, life.wanted)
    life.reading.must_be_right()


def check_changes(life: Life) -> None:
    """A second harvest changes nothing; an edit and a deletion then change those two only."""
    first, again, *changed = life.reports
    assert (first["status"], first["new"]) == ("complete", life.wanted), first
    assert (again["status"], again["new"], again["modified"], again["deleted"]) == ("complete", 0, 0, 0), again

    assert [one["status"] for one in changed] == ["complete", "complete"], changed
    new, modified, deleted = (sum(one[what] for one in changed) for what in ("new", "modified", "deleted"))
    assert (new, modified, deleted) == (0, 1, 1), changed
    assert set(life.after) == set(life.before) - {DELETED}
    assert {key for key, record in life.after.items() if record != life.before[key]} == {EDITED}
    assert plain(life.after[EDITED]["titre"]) == plain(life.edited.titre)
    assert life.after[EDITED]["url"] in life.finding_edited
    assert life.before[DELETED]["url"] not in life.finding_deleted

"""When a source is due."""

from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.ground.clock import utc_now
from pipeline.ground.opening import open_database
from pipeline.ground.settings import load_settings
from pipeline.harvesting.run import is_due
from schemas.runs.asked_again import with_one_more
from schemas.types.state_keys import Remembered
from tests.small_site import SmallSite, article, listing
from tests.test_site_harvest import configure


@pytest.mark.parametrize(("minutes", "before", "after"), [(30, False, False), (61, False, True), (25 * 60, True, True)])
def test_a_page_asked_for_has_its_site_taken_within_the_hour(
    traam, tmp_path: Path, minutes: int, before: bool, after: bool
) -> None:
    with SmallSite() as site:
        site.pages = {"/": listing("/a/"), "/a/": article("Une séance")}
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        traam("harvest").expect(0)
    settings = load_settings(None, None, {}, folder=tmp_path)
    later = utc_now() + timedelta(minutes=minutes)
    with open_database(settings.store) as database:
        assert is_due(settings.sources[0], database, later) is before
        with database.transaction() as transaction:
            transaction.states.update("essai", {Remembered.ASKED: with_one_more(None, f"{site.url}a/")})
        assert is_due(settings.sources[0], database, later) is after

"""A real DokuWiki as installed: an address for each action on each page, 200 for a page that is gone."""

from __future__ import annotations

import pytest

from tests.real.dokuwiki import PACKAGE, dokuwiki
from tests.real.life import Life, check_changes, check_reading, live
from tests.real.local_daemon import skip_without


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    skip_without(("php", "curl"), "a real DokuWiki")
    if not PACKAGE.is_dir():
        pytest.skip("a real DokuWiki needs Debian's dokuwiki")
    with dokuwiki() as site:
        return live(tmp_path_factory.mktemp("moisson"), site)


def test_each_article_is_held_once_as_it_was_written(life: Life) -> None:
    check_reading(life)


def test_an_edit_and_a_deletion_change_those_two_only(life: Life) -> None:
    check_changes(life)

"""A real DokuWiki as installed: an address for each action on each page, 200 for a page that is gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.real.dokuwiki import PACKAGE, DokuWiki, dokuwiki
from tests.real.life import check_changes, check_reading
from tests.real.local_daemon import skip_without


@pytest.fixture
def site() -> Iterator[DokuWiki]:
    skip_without(("php", "curl"), "a real DokuWiki")
    if not PACKAGE.is_dir():
        pytest.skip("a real DokuWiki needs Debian's dokuwiki")
    with dokuwiki() as running:
        yield running


def test_each_article_is_held_once_as_it_was_written(
    traam: Any, configure: Callable[..., Path], site: DokuWiki
) -> None:
    check_reading(traam, configure, site)


def test_an_edit_and_a_deletion_change_those_two_only(
    traam: Any, configure: Callable[..., Path], site: DokuWiki
) -> None:
    check_changes(traam, configure, site)

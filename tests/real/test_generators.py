"""Real generators of static sites, under seven themes in all: an article is read from what each makes of its source."""

from __future__ import annotations

import pytest

from tests.real.hexo import Hexo
from tests.real.life import Life, check_changes, check_reading, live
from tests.real.mkdocs import MkDocs
from tests.real.nikola import Nikola
from tests.real.pelican import Pelican
from tests.real.static_site import served

pytestmark = pytest.mark.engine

CASES = tuple((engine, theme) for engine in (MkDocs, Pelican, Nikola, Hexo) for theme in engine.themes)


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0].__name__}-{case[1]}")
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Life:
    engine, theme = request.param
    with served(engine, theme, tmp_path_factory.mktemp(theme)) as site:
        return live(tmp_path_factory.mktemp("moisson"), site)


def test_each_article_is_held_once_as_it_was_written(life: Life) -> None:
    check_reading(life)


def test_an_edit_and_a_deletion_change_those_two_only(life: Life) -> None:
    check_changes(life)

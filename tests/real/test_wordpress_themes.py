"""A real WordPress under two themes that show dates and bylines elsewhere: a classic one, and one made of blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.real.articles import HIDDEN, PUBLISHED, Article, as_html
from tests.real.life import Life, check_changes, check_reading, live
from tests.real.local_daemon import skip_without
from tests.real.reading import ALL_SHOWN
from tests.real.wordpress import PACKAGE, WordPress, wordpress

pytestmark = pytest.mark.engine

THEMES = ("twentytwentyone", "twentytwentytwo")
PERMALINKS = "/%postname%/"


class ThemedSite:
    """The site under one theme. WordPress knows one author an article; the excerpt is shown in the feed."""

    shown = ALL_SHOWN
    articles = tuple(replace(one, auteurs=one.auteurs[:1]) for one in PUBLISHED)

    def __init__(self, engine: WordPress, theme: str) -> None:
        self._engine = engine
        engine.theme = theme
        self.url = engine.url
        self.fill()

    def fill(self) -> None:
        """Publish everything as it was written, with a draft beside."""
        self._engine.put([post(one) for one in (*self.articles, *HIDDEN)], PERMALINKS)

    def addresses(self, key: str) -> tuple[str, ...]:
        return (f"{self.url}/{key}/",)

    def edit(self, article: Article) -> None:
        self._engine.put([post(article)], PERMALINKS)

    def delete(self, key: str) -> None:
        gone = next(one for one in self.articles if one.key == key)
        self._engine.put([post(gone) | {"statut": "trash"}], PERMALINKS)


def post(article: Article) -> dict[str, Any]:
    """What the site's database is given."""
    return {
        "key": article.key, "slug": article.key, "titre": article.titre, "texte": as_html(article),
        "chapo": article.chapo, "statut": "draft" if article.brouillon else "publish", "date": article.date,
        "auteur": article.auteurs[0], "rubrique": article.rubrique, "mots_cles": article.mots_cles,
    }  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[WordPress]:
    skip_without(("php", "mariadbd", "mariadb-install-db", "curl"), "a real WordPress")
    if not PACKAGE.is_dir():
        pytest.skip("a real WordPress needs Debian's wordpress")
    with wordpress() as running:
        yield running


@pytest.fixture(scope="module", params=THEMES)
def life(engine: WordPress, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Life:
    if not (PACKAGE / "wp-content" / "themes" / request.param).is_dir():
        pytest.skip(f"this test needs Debian's wordpress-theme-{request.param}")
    return live(tmp_path_factory.mktemp("moisson"), ThemedSite(engine, request.param))


def test_each_article_is_held_once_as_it_was_written(life: Life) -> None:
    check_reading(life)


def test_an_edit_and_a_deletion_change_those_two_only(life: Life) -> None:
    check_changes(life)

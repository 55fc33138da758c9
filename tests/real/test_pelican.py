"""A real Pelican under its two own themes: bylines in English, archives, authors and tags, drafts that are served."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.real.articles import Article, as_markdown
from tests.real.life import check_changes, check_reading
from tests.real.reading import ALL_SHOWN
from tests.real.static_site import StaticSite, engine_folder, served

ENGINE = "pelican-4.12.0"
_SETTINGS = """
SITENAME = "SVT et numérique – académie de Valmont"
SITEURL = "{url}"
PATH = "content"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
THEME = "{theme}"
FEED_ALL_ATOM = "feeds/all.atom.xml"
CATEGORY_FEED_ATOM = "feeds/{{slug}}.atom.xml"
FEED_ALL_RSS = "feeds/all.rss.xml"
LINKS = (("Pelican", "https://getpelican.com/"),)
DEFAULT_PAGINATION = 6
"""


class Pelican(StaticSite):
    """Articles with their summary, which lists and the feed show."""

    output = "output"
    shown = ALL_SHOWN

    def __init__(self, folder: Path, url: str, theme: str) -> None:
        self._theme = theme
        super().__init__(folder, url)

    def prepare(self) -> None:
        settings = _SETTINGS.format(url=self.url, theme=self._theme)
        (self.folder / "pelicanconf.py").write_text(settings, encoding="utf-8")

    def source(self, article: Article) -> Path:
        return self.folder / "content" / f"{article.key}.md"

    def text(self, article: Article) -> str:
        head = {
            "Title": article.titre, "Date": f"{article.date} 10:00", "Authors": "; ".join(article.auteurs),
            "Category": article.rubrique, "Tags": ", ".join(article.mots_cles), "Slug": article.key,
            "Summary": article.chapo, "Status": "draft" if article.brouillon else "published",
        }  # fmt: skip
        lines = [f"{name}: {value}" for name, value in head.items() if value]
        return "\n".join(lines) + f"\n\n{as_markdown(article)}"

    def command(self) -> Sequence[str | Path]:
        return [engine_folder(ENGINE) / "bin" / "python", "-m", "pelican", "-s", "pelicanconf.py", "-q"]

    def addresses(self, key: str) -> tuple[str, ...]:
        return (f"{self.url}/{key}.html",)


@pytest.fixture(params=["notmyidea", "simple"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticSite]:
    engine_folder(ENGINE)
    with served(Pelican, tmp_path_factory.mktemp("pelican"), request.param) as running:
        yield running


def test_each_article_is_held_once_as_it_was_written(
    traam: Any, configure: Callable[..., Path], site: StaticSite
) -> None:
    check_reading(traam, configure, site)


def test_an_edit_and_a_deletion_change_those_two_only(
    traam: Any, configure: Callable[..., Path], site: StaticSite
) -> None:
    check_changes(traam, configure, site)

"""A real MkDocs under its two own themes and the one most people take: no feed, no dates, every page in each menu."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.real.articles import Article, as_markdown
from tests.real.life import check_changes, check_reading
from tests.real.static_site import StaticSite, engine_folder, served, slug

ENGINE = "mkdocs-1.6.1"
THEMES = {"mkdocs": frozenset[str](), "readthedocs": frozenset[str](), "material": frozenset({"chapo"})}
"""What each shows of an article beside its title and text: one alone writes its description, in the page's head."""


class MkDocs(StaticSite):
    """Pages in folders named after their rubriques; the home page names three of them."""

    output = "site"

    def __init__(self, folder: Path, url: str, theme: str) -> None:
        self._theme = theme
        self.shown = THEMES[theme]
        super().__init__(folder, url)

    def prepare(self) -> None:
        settings = {
            "site_name": "SVT et numérique – académie de Valmont", "site_url": f"{self.url}/",
            "site_description": "Ressources du groupe de sciences de la vie et de la Terre",
            "theme": {"name": self._theme} | ({"language": "fr"} if self._theme == "material" else {}),
            "draft_docs": "/brouillons/",
        }  # fmt: skip
        (self.folder / "mkdocs.yml").write_text(json.dumps(settings), encoding="utf-8")
        home = [f"- [{one.titre}]({slug(one.rubrique)}/{one.key}.md)" for one in self.articles[:3]]
        text = "# SVT et numérique\n\nLe site du groupe. À lire d'abord :\n\n" + "\n".join(home)
        (self.folder / "docs").mkdir()
        (self.folder / "docs" / "index.md").write_text(text, encoding="utf-8")

    def source(self, article: Article) -> Path:
        folder = "brouillons" if article.brouillon else slug(article.rubrique)
        return self.folder / "docs" / folder / f"{article.key}.md"

    def text(self, article: Article) -> str:
        head = f"---\ndescription: {json.dumps(article.chapo)}\n---\n" if article.chapo else ""
        return f"{head}# {article.titre}\n\n{as_markdown(article)}"

    def command(self) -> Sequence[str | Path]:
        return [engine_folder(ENGINE) / "bin" / "python", "-m", "mkdocs", "build", "-q"]

    def addresses(self, key: str) -> tuple[str, ...]:
        rubrique = next(one.rubrique for one in self.articles if one.key == key)
        return (f"{self.url}/{slug(rubrique)}/{key}/",)


@pytest.fixture(params=THEMES)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaticSite]:
    engine_folder(ENGINE)
    with served(MkDocs, tmp_path_factory.mktemp("mkdocs"), request.param) as running:
        yield running


def test_each_article_is_held_once_as_it_was_written(
    traam: Any, configure: Callable[..., Path], site: StaticSite
) -> None:
    check_reading(traam, configure, site)


def test_an_edit_and_a_deletion_change_those_two_only(
    traam: Any, configure: Callable[..., Path], site: StaticSite
) -> None:
    check_changes(traam, configure, site)

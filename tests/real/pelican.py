"""A real Pelican under its two own themes: bylines in English, archives, authors and tags, drafts that are served."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.real.articles import Article, as_markdown
from tests.real.reading import ALL_SHOWN
from tests.real.static_site import StaticSite, engine_folder

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

    engine = "pelican-4.12.0"
    themes = ("notmyidea", "simple")
    output = "output"
    shown = ALL_SHOWN

    def prepare(self) -> None:
        settings = _SETTINGS.format(url=self.url, theme=self.theme)
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
        return [engine_folder(self.engine) / "bin" / "python", "-m", "pelican", "-s", "pelicanconf.py", "-q"]

    def addresses(self, key: str) -> tuple[str, ...]:
        return (f"{self.url}/{key}.html",)

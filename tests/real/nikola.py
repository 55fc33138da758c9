"""A real Nikola under its default theme: archives, tags, categories, authors, drafts that are built and not linked."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.real.articles import Article, as_markdown
from tests.real.reading import ALL_SHOWN
from tests.real.static_site import BUILD_SECONDS, StaticSite, engine_folder

_SETTINGS = """
THEME = "{theme}"
BLOG_TITLE = "SVT et numérique – académie de Valmont"
BLOG_AUTHOR = BLOG_TITLE
BLOG_DESCRIPTION = "Ressources du groupe de sciences de la vie et de la Terre"
BLOG_EMAIL = "svt@example.org"
SITE_URL = "{url}/"
DEFAULT_LANG = "fr"
TRANSLATIONS = {{"fr": ""}}
TIMEZONE = "Europe/Paris"
NAVIGATION_LINKS = {{"fr": (("/archive.html", "Archives"), ("/categories/", "Étiquettes"), ("/rss.xml", "RSS"))}}
POSTS = (("posts/*.md", "posts", "post.tmpl"),)
PAGES = ()
INDEX_DISPLAY_POST_COUNT = 5
COMMENT_SYSTEM = ""
ENABLE_AUTHOR_PAGES = True
"""


class Nikola(StaticSite):
    """Posts whose description stands in the head of their page."""

    engine = "nikola-8.3.3"
    themes = ("bootblog4",)
    output = "output"
    shown = ALL_SHOWN

    def prepare(self) -> None:
        subprocess.run([*self._nikola(), "init", "-q", str(self.folder)], stdin=subprocess.DEVNULL, capture_output=True,
                       timeout=BUILD_SECONDS, check=True)  # fmt: skip
        with (self.folder / "conf.py").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS.format(url=self.url, theme=self.theme))

    def source(self, article: Article) -> Path:
        return self.folder / "posts" / f"{article.key}.md"

    def text(self, article: Article) -> str:
        head = {
            "title": article.titre, "slug": article.key, "date": f"{article.date} 10:00:00 UTC+01:00",
            "author": ", ".join(article.auteurs), "category": article.rubrique, "tags": ", ".join(article.mots_cles),
            "description": article.chapo, "type": "text", "status": "draft" if article.brouillon else "",
        }  # fmt: skip
        lines = [f".. {name}: {value}" for name, value in head.items()]
        return "<!--\n" + "\n".join(lines) + f"\n-->\n\n{as_markdown(article)}"

    def command(self) -> Sequence[str | Path]:
        return [*self._nikola(), "build", "-q"]

    def addresses(self, key: str) -> tuple[str, ...]:
        return (f"{self.url}/posts/{key}/",)

    def _nikola(self) -> list[str | Path]:
        return [engine_folder(self.engine) / "bin" / "python", "-m", "nikola"]

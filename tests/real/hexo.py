"""A real Hexo under its default theme: five posts a page, a cloud of tags in each, the site as author in its feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.real.articles import Article, as_markdown
from tests.real.static_site import StaticSite, engine_folder

TITLE = "SVT et numérique – académie de Valmont"


class Hexo(StaticSite):
    """Posts whose beginning, before « more », is shown on lists; their authors are shown nowhere."""

    engine = "hexo-8.1.2"
    themes = ("landscape",)
    needs = ("node",)
    shown = frozenset({"date", "chapo"})

    def prepare(self) -> None:
        settings = {
            "title": TITLE, "author": TITLE, "language": "fr",
            "timezone": "Europe/Paris", "url": self.url, "permalink": ":year/:month/:day/:title/", "per_page": 5,
            "theme": self.theme, "feed": {"type": "atom", "path": "atom.xml"}, "sitemap": {"path": "sitemap.xml"},
            "index_generator": {"per_page": 5, "order_by": "-date"},
        }  # fmt: skip
        (self.folder / "_config.yml").write_text(json.dumps(settings), encoding="utf-8")
        package = engine_folder(self.engine) / "package.json"
        wanted = json.loads(package.read_text(encoding="utf-8")) | {"name": "essai", "private": True, "hexo": {}}
        (self.folder / "package.json").write_text(json.dumps(wanted), encoding="utf-8")
        (self.folder / "node_modules").symlink_to(package.parent / "node_modules")

    def source(self, article: Article) -> Path:
        return self.folder / "source" / ("_drafts" if article.brouillon else "_posts") / f"{article.key}.md"

    def text(self, article: Article) -> str:
        head = {
            "title": article.titre, "date": f"{article.date} 10:00:00", "categories": [article.rubrique],
            "tags": list(article.mots_cles), "author": ", ".join(article.auteurs),
        }  # fmt: skip
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in head.items()]
        beginning = f"{article.chapo}\n\n<!-- more -->\n\n" if article.chapo else ""
        return "---\n" + "\n".join(lines) + f"\n---\n{beginning}{as_markdown(article)}"

    def command(self) -> Sequence[str | Path]:
        return ["node", "node_modules/hexo/bin/hexo", "generate", "--silent", "--force"]

    def addresses(self, key: str) -> tuple[str, ...]:
        date = next(one.date for one in self.articles if one.key == key)
        return (f"{self.url}/{date.replace('-', '/')}/{key}/",)

"""A real MkDocs under its two own themes and the one most people take: no feed, no dates, every page in each menu."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.real.articles import Article, as_markdown
from tests.real.static_site import StaticSite, engine_folder, slug


class MkDocs(StaticSite):
    """Pages in folders named after their rubriques; the home page names three of them."""

    engine = "mkdocs-1.6.1"
    themes = ("mkdocs", "readthedocs", "material")
    output = "site"

    def prepare(self) -> None:
        if self.theme == "material":  # it alone writes an article's description, in the page's head
            self.shown = frozenset({"chapo"})
        settings = {
            "site_name": "SVT et numérique – académie de Valmont", "site_url": f"{self.url}/",
            "site_description": "Ressources du groupe de sciences de la vie et de la Terre",
            "theme": {"name": self.theme} | ({"language": "fr"} if self.theme == "material" else {}),
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
        return [engine_folder(self.engine) / "bin" / "python", "-m", "mkdocs", "build", "-q"]

    def addresses(self, key: str) -> tuple[str, ...]:
        rubrique = next(one.rubrique for one in self.articles if one.key == key)
        return (f"{self.url}/{slug(rubrique)}/{key}/",)

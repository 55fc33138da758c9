"""The fictitious articles every engine of this folder is filled with, and what each engine makes of their texts."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

_WORD = re.compile(r"[^\W\d_]{5,}")
_LINK = re.compile(r"https://\S+")


@dataclass(frozen=True, slots=True)
class Article:
    """One article as its author wrote it."""

    key: str
    """Short name, from which the engines that ask for a file or a page name make theirs."""
    titre: str
    date: str
    auteurs: tuple[str, ...]
    rubrique: str
    mots_cles: tuple[str, ...]
    texte: str
    chapo: str = ""
    classe: str | None = None
    """What a person says it is to the TraAM; None when it has nothing to do with them."""
    brouillon: bool = False

    @property
    def own_words(self) -> list[str]:
        """Five words of the body alone: the longest of its last paragraph."""
        elsewhere = f"{self.titre} {self.chapo} {' '.join(self.mots_cles)}".lower()
        words = dict.fromkeys(_WORD.findall(list(self.blocks())[-1][1]))
        return sorted((word for word in words if word.lower() not in elsewhere), key=len)[-5:]

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Each block of the text with its kind: « h » heading, « l » item of a list, « p » paragraph."""
        for line in self.texte.strip().splitlines():
            if line.startswith("## "):
                yield "h", line[3:]
            elif line.startswith("- "):
                yield "l", line[2:]
            else:
                yield "p", line

    def edited(self) -> Article:
        """The article after its author took it up again: another title, one paragraph more."""
        added = "Ajout : les hannetons se sont invités au dénombrement, et toute la colonie fut photographiée."
        return replace(self, titre=f"{self.titre} (version revue)", texte=f"{self.texte.rstrip()}\n{added}\n")


def articles() -> tuple[Article, ...]:
    """Read the articles, the draft last."""
    rows = tomllib.loads(Path(__file__).with_name("articles.toml").read_text(encoding="utf-8"))["article"]
    return tuple(Article(**row | {name: tuple(row[name]) for name in ("auteurs", "mots_cles")}) for row in rows)


PUBLISHED = tuple(article for article in articles() if not article.brouillon)
HIDDEN = tuple(article for article in articles() if article.brouillon)


def plain(text: str) -> str:
    """A text as it is read: entities resolved, blanks of any kind alike, typographic apostrophes made straight."""
    return " ".join(html.unescape(text).replace("\u202f", " ").replace("’", "'").split())


def as_html(article: Article) -> str:
    """Write the text as HTML, one element a line."""
    tags = {"p": "<p>{}</p>", "h": "<h2>{}</h2>", "l": "<ul><li>{}</li></ul>"}
    lines = []
    for kind, text in article.blocks():
        linked = _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', html.escape(text, quote=False))
        lines.append(tags[kind].format(linked))
    return "\n".join(lines).replace("</ul>\n<ul>", "\n")


def as_markdown(article: Article) -> str:
    """Write the text as Markdown."""
    return _written(article, {"p": "{}\n", "h": "## {}\n", "l": "- {}"}, "<{}>")


def as_dokuwiki(article: Article) -> str:
    """Write the text as DokuWiki does."""
    return _written(article, {"p": "{}\n", "h": "===== {} =====\n", "l": "  * {}"}, "[[{}]]")


def as_spip(article: Article) -> str:
    """Write the text as SPIP does."""
    return _written(article, {"p": "{}\n", "h": "{{{{{{{}}}}}}}\n", "l": "-* {}"}, "[->{}]")


def _written(article: Article, forms: dict[str, str], link: str) -> str:
    lines, former = [], "p"
    for kind, text in article.blocks():
        if former == "l" != kind:
            lines.append("")
        lines.append(forms[kind].format(_LINK.sub(lambda found: link.format(found[0]), text)))
        former = kind
    return "\n".join(lines)

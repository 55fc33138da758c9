"""The true texts of the recorded sites' articles, cut from their pages without any of our readers.

A page's own text is the smallest of the places where its template may put it that holds a sentence its database has;
title, presentation, authors, sections and keywords are the database's. Nothing is kept: they are read at each run.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import html
from pypdf import PdfReader

from benchmarks.quality_zoo_score import bare

_PLACES = ("texte", "entry-content", "article-entry", "page", "col-md-9")
"""Classes of the element that holds an article: SPIP's templates, WordPress and Pelican, Hexo, DokuWiki, MkDocs."""
_BESIDE = ("surtitre", "soustitre", "sous-titre")
_LEFT = {"script", "style", "form", "nav", "noscript", "footer", "h1"}
"""The title is told apart."""
_BLOCKS = {"blockquote", "br", "caption", "dd", "div", "dt", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"}
_BLOCKS |= {"pre", "section", "table", "td", "th", "tr", "ul"}


@dataclass(frozen=True, slots=True)
class TrueArticle:
    """One article, as its database and its page have it."""

    site: str
    address: str
    """The path of its canonical address: with the site, the label of its judgements."""
    others: tuple[str, ...]
    """All the addresses under which it may be held, in bare form."""
    titre: str
    texte: str
    """Everything else it says: presentation, authors, sections, keywords, its page and its joined documents."""


def true_articles(site: Path) -> Iterator[TrueArticle]:
    """Read every article of a recorded site."""
    index, expected = (json.loads((site / name).read_text("utf-8")) for name in ("index.json", "expected.json"))
    answers = {one["url"]: site / one["file"] for one in index["answers"] if one["status"] == 200}
    for article in expected["articles"]:
        page = next(answers[url] for url in article["urls"] if url in answers).read_text("utf-8")
        said = (article["resume"] or "", *article["auteurs"], *article["rubriques"], *article["mots_cles"])
        own = _of_markdown(page) if not page.lstrip().startswith("<") else _of_page(page, article["phrases"])
        joined = (_of_document(answers[url]) for url in article["documents"] if url in answers)
        yield TrueArticle(
            site.name,
            article["urls"][0],
            tuple(map(bare, article["urls"])),
            article["titre"],
            "\n".join((*said, own, *joined)),
        )


def missing_phrases(site: Path) -> list[str]:
    """The sentences the database has which the texts lack: none, when every page was cut well."""
    texts = {one.address: _plain(one.texte) for one in true_articles(site)}
    articles: list[Mapping[str, Any]] = json.loads((site / "expected.json").read_text("utf-8"))["articles"]
    return [said for one in articles for said in one["phrases"] if _plain(said) not in texts[one["urls"][0]]]


def _of_page(page: str, phrases: Sequence[str]) -> str:
    """The smallest of the known places that holds the first sentence; of a template unknown, of all with the most."""
    tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))
    found = [_text(element) for name in _PLACES for element in _of_class(tree, name)]
    known = [text for text in found if _plain(phrases[0]) in _plain(text)]
    anywhere = known or [_text(element) for element in tree.iter("div", "article", "section", "main", "td")]
    own = min(anywhere, key=lambda text: (-sum(_plain(said) in _plain(text) for said in phrases), len(text)))
    return "\n".join([*(_text(element) for name in _BESIDE for element in _of_class(tree, name)), own])


def _of_class(tree: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    found = tree.xpath(f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]")
    return [one for one in found if isinstance(one, html.HtmlElement)] if isinstance(found, list) else []


def _text(element: html.HtmlElement) -> str:
    lines = "".join(_pieces(element)).split("\0")
    return "\n".join(line for line in (" ".join(one.split()) for one in lines) if line)


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _LEFT or "toc" in (element.get("id") or ""):
        return
    edge = "\0" if element.tag in _BLOCKS else ""
    yield edge + (element.get("alt") or "") + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield edge


def _of_markdown(page: str) -> str:
    text = re.sub(r"\A# .*\n", "", page)  # its title
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"^\s*(?:#+|[-*>])\s+|\*\*|[*`|]", "", text, flags=re.MULTILINE)


def _of_document(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = "content.xml" if "content.xml" in archive.namelist() else "word/document.xml"
        written = archive.read(name).decode()
    return re.sub(r"<[^>]+>", "", re.sub(r"</(?:text:p|text:h|w:p)>", "\n", written))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())

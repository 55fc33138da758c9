"""Markdown made into a page: sites in JavaScript keep their texts so, and the page is what their reader sees."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from markdown_it import MarkdownIt

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z][\w-]{0,40})[ \t]*:[ \t]*(.{0,2000}?)[ \t]*\Z")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.{1,300}?)[ \t]*\Z")
_METAS: Mapping[str, str] = {
    "author": "author", "authors": "author", "auteur": "author", "auteurs": "author",
    "date": "date", "published": "date", "description": "description", "summary": "description",
    "tags": "keywords", "keywords": "keywords", "mots-cles": "keywords", "categories": "keywords",
}  # fmt: skip
_LANGUAGES = ("lang", "language", "langue", "locale")
_LONGEST_LANGUAGE = 40
_HEADING = re.compile(r"<h1[^>]{0,300}>(.{1,1000}?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,500}>")
MAX_MARKDOWN = 300_000
"""Characters of one text that are read."""


def markdown_page(text: str) -> str:
    """The HTML page a Markdown text is shown as: its title, what its front matter declares, its body."""
    text = text[:MAX_MARKDOWN]
    front, text = _front_matter(text)
    body = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    heading = _HEADING.search(body)
    title = front.get("title") or front.get("titre") or (_TAG.sub("", html.unescape(heading[1])) if heading else "")
    metas = [
        f'<meta name="{name}" content="{html.escape(front[key])}">' for key, name in _METAS.items() if front.get(key)
    ]
    if heading is None and title:
        body = f"<h1>{html.escape(title)}</h1>\n{body}"
    language = next((front[key] for key in _LANGUAGES if front.get(key)), "")
    marked = f' lang="{html.escape(language[:_LONGEST_LANGUAGE])}"' if language else ""
    head = f"<title>{html.escape(title)}</title>{''.join(metas)}"
    return f"<!DOCTYPE html>\n<html><head>{head}</head><body><main{marked}>\n{body}</main></body></html>"


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """Split the lines « key: value » before a text from it; of YAML, only what people write there is read."""
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    values: dict[str, str] = {}
    last = ""
    for line in match[1].splitlines():
        pair = _PAIR.match(line)
        item = _ITEM.match(line)
        if pair is not None:
            last = pair[1].lower()
            values[last] = _plain(pair[2])
        elif item is not None and last:
            values[last] = ", ".join(filter(None, (values[last], _plain(item[1]))))
    return values, text[match.end() :]


def _plain(value: str) -> str:
    """A scalar, or a list on one line, without its quotes and brackets."""
    inner = value.strip()
    if inner.startswith("[") and inner.endswith("]"):
        inner = ", ".join(_plain(part) for part in inner[1:-1].split(","))
    return inner.strip("\"'").strip()

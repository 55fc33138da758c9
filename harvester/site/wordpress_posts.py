"""What WordPress's own interface (REST API, wp/v2) says of its posts: of all, what a feed says of the newest."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from typing import Any

from schemas.parsing.web_address import is_web_address, without_session

PER_PAGE = 100
"""The most posts one answer of the interface may hold (WordPress REST API Handbook, Pagination)."""
_MOST_TEXT = 400_000
"""Characters of one post kept: no work is longer."""


def read_posts(body: bytes) -> tuple[tuple[str, bytes], ...]:
    """The address of each post, with what is said of it as schemas.formats.feed_entry reads it.

    Raises ValueError when the answer is no list of posts.
    """
    try:
        posts = json.loads(body.decode("utf-8", errors="replace"))
    except RecursionError as error:
        raise ValueError("réponse trop profonde") from error
    if not isinstance(posts, list):
        raise ValueError("liste attendue")
    found = []
    for post in posts:
        link = post.get("link") if isinstance(post, dict) else None
        if isinstance(link, str) and is_web_address(link):
            found.append((without_session(link), _entry(post, link)))
    return tuple(found)


def _entry(post: dict[str, Any], link: str) -> bytes:
    """Write a post as an entry of a feed; empty when the interface only gives its address."""
    title = html.unescape(_rendered(post, "title"))
    if not title:
        return b""
    fields = {
        "title": title,
        "link": link,
        "summary": _rendered(post, "excerpt"),
        "content": _rendered(post, "content"),
        "authors": list(_embedded(post, "author")),
        "tags": [html.unescape(name) for name in _embedded(post, "wp:term")],
        "published": _text(post.get("date")),
        "updated": _text(post.get("modified")),
    }
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", errors="replace")


def _rendered(post: dict[str, Any], name: str) -> str:
    field = post.get(name)
    return _text(field.get("rendered")) if isinstance(field, dict) and not field.get("protected") else ""


def _embedded(post: dict[str, Any], relation: str) -> Iterator[str]:
    """The names of what a post is linked to: its authors, or its categories and tags (a list for each kind)."""
    beside = post.get("_embedded")
    linked = beside.get(relation) if isinstance(beside, dict) else None
    for item in linked if isinstance(linked, list) else ():
        for one in item if isinstance(item, list) else (item,):
            name = _text(one.get("name")).strip() if isinstance(one, dict) else ""
            if name:
                yield name


def _text(value: object) -> str:
    return value[:_MOST_TEXT] if isinstance(value, str) else ""

"""Telling a page that is gone from one that answers: many sites say « not found » with a status of success."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

from harvester.body import decode_text
from harvester.fetch import Fetcher
from schemas.errors import FetchError
from schemas.formats.page import Page, main_region, page_of, shown
from schemas.formats.page_text import text_lines
from schemas.normalize.likeness import Sketch, likeness, sketch_of
from schemas.normalize.text import fold

_ALIKE = 0.9
_UNRELATED = 0.05
_SAID = re.compile(
    r"\b(?:erreur|error) 404\b|^404\b|(?:page|article|document|contenu|rubrique|ressource)s? (?:demandee?s? )?"
    r"(?:est |sont )?(?:introuvable|inexistant|non trouve|not found|supprimee?|n'existe (?:pas|plus))"
    r"|(?:page|content) not found|n'est plus (?:disponible|en ligne)|(?:acces|page) (?:interdite?|refusee?|restreinte?)"
    r"|(?:connexion|authentification) (?:requise|obligatoire|necessaire)|^(?:identifiez-vous|se connecter|connexion)$"
    r"|site (?:en travaux|en maintenance|en construction)"
)


def says_absent(page: Page) -> bool:
    """Say whether the page's own titles say that there is nothing to read: gone, closed, or for members only."""
    titles = [fold(text)[:200] for text in shown(page.tagged("title")[:1] + page.tagged("h1")[:2])]
    return any(_SAID.search(text) is not None for text in titles if len(text) < 120)


def text_of(page: Page) -> str:
    """Give the page's own text."""
    return "\n".join(line.text for line in text_lines(main_region(page), page.base).lines)


class NotFoundPage:
    """What a site answers to an address that cannot exist; asked once, when it is first needed."""

    def __init__(self, home: str, fetcher: Fetcher, allows: Callable[[str], bool]) -> None:
        self._home = home
        self._fetcher = fetcher
        self._allows = allows
        self._sketch: Sketch | None = None
        self._title = ""

    def is_like(self, page: Page) -> bool:
        """Say whether a page is what the site shows in place of those it does not have."""
        if self._sketch is None:
            self._sketch = self._ask()
        if not self._sketch:
            return bool(self._title) and self._title == _title(page)
        return likeness(self._sketch, sketch_of(text_of(page))) >= _ALIKE

    def _ask(self) -> Sketch:
        folder = urljoin(self._home, ".")
        url = urljoin(folder, f"traam-adresse-inexistante-{secrets.token_hex(6)}")
        if not self._allows(url):
            return ()
        try:
            answer = self._fetcher.get(url, may_follow=self._allows)
        except FetchError:
            return ()  # it says so, as it should
        if "html" not in answer.content_type or urlsplit(answer.url).path in {"", "/"}:
            return ()
        try:
            page = page_of(decode_text(answer.body, answer.content_type), answer.url)
        except ValueError:
            return ()
        self._title = _title(page)
        return sketch_of(text_of(page))


def _title(page: Page) -> str:
    return next((fold(text) for text in shown(page.tagged("h1")[:1] + page.tagged("title")[:1])), "")


def is_other_content(before: Page, now: Page) -> bool:
    """Say whether an address shows another work than the one it had: no title nor text in common."""
    titles = set(_words(_title(before))) & set(_words(_title(now)))
    old, new = sketch_of(text_of(before)), sketch_of(text_of(now))
    return not titles and bool(old) and bool(new) and likeness(old, new) < _UNRELATED


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]{4,}", text)

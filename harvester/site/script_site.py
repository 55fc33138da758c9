"""Sites whose pages are made by a script in the browser: told as such, and read where their Markdown is in reach.

docsify shows « dossier/page.md » at « #/dossier/page »: the text is asked, the address is the one a person opens.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from harvester.site.discovery import Link
from harvester.site.onward import bare_text
from schemas.formats.assembly import whole_text
from schemas.formats.page import Page
from schemas.normalize.traam import names_traam
from schemas.parsing.web_address import resolve, route_of

SCRIPT_ONLY = "site en JavaScript seul : ses pages sont faites par le navigateur, rien ne peut en être lu"
_MARKDOWN_TYPES = frozenset({"text/markdown", "text/x-markdown"})
_LITTLE_TEXT = 200
_MAX_LINKS = 5_000
_ROOTS = frozenset({
    "___gatsby", "__docusaurus", "__next", "__nuxt", "app", "app-root", "application", "main-app", "mount", "q-app",
    "react-root", "root", "svelte", "vue-app",
})  # fmt: skip
_ROOT_TAGS = ("app-root", "my-app", "ng-app", "app")
_DOCSIFY = re.compile(r"\$docsify\b|docsify(?:@[\w.-]{1,20})?(?:/|\.)", re.IGNORECASE)
_OPTION = re.compile(r"\b(basePath|homepage|loadSidebar|loadNavbar|coverpage|ext)\s*:\s*([\"'])([^\"'\n]{1,300})\2")


@dataclass(frozen=True, slots=True)
class MarkdownSite:
    """Where a site in JavaScript keeps its Markdown."""

    home: str
    """The address of its shell, without a fragment."""
    folder: str
    """The address its files are relative to."""
    ending: str = ".md"
    first: tuple[str, ...] = ("README.md", "_sidebar.md", "_navbar.md", "_coverpage.md")
    """Its home page, its menus."""

    def as_list(self) -> list[str]:
        """What is remembered of it."""
        return [self.home, self.folder, self.ending, *self.first]

    @classmethod
    def of_list(cls, remembered: object) -> MarkdownSite | None:
        """Make it again of what was remembered; None of anything else."""
        if not isinstance(remembered, list) or len(remembered) < 4:
            return None
        home, folder, ending, *first = map(str, remembered)
        return cls(home, folder, ending, tuple(first))

    @property
    def entries(self) -> tuple[str, ...]:
        """The addresses at which its home page and its menus would be opened."""
        return tuple(f"{self.home}#/{name.removesuffix(self.ending)}" for name in self.first)

    def file_of(self, url: str) -> str | None:
        """The file that is shown at an address of the site; None for an address that is none of its routes."""
        route = route_of(url)
        if not route or not url.startswith(self.home):
            return None
        path = route.lstrip("!").partition("?")[0].lstrip("/")
        if not path or path.endswith("/"):
            path += self.first[0].removesuffix(self.ending)
        return resolve(self.folder, path if path.endswith(self.ending) else path + self.ending)

    def route_to(self, url: str) -> str | None:
        """The address at which a person reads a file; None for what is no Markdown of the site."""
        path = url.partition("?")[0]
        if not path.startswith(self.folder) or not path.endswith(self.ending):
            return None
        name = path.removeprefix(self.folder).removesuffix(self.ending)
        return f"{self.home}#/{name}"

    def is_entry(self, url: str) -> bool:
        """Say whether a file is a menu or the home page: its links count, it is no page of content."""
        name = urlsplit(url).path.rpartition("/")[2]
        return self.route_to(url) in self.entries or name.startswith("_")


def markdown_site(page: Page, url: str) -> MarkdownSite | None:
    """Recognize docsify by its script, and read what its settings say; None for any other site."""
    scripts = [str(one.text or "") for one in page.tagged("script")]
    sources = [str(one.get("src") or "") for one in page.tagged("script")]
    if not any(_DOCSIFY.search(text[:50_000]) for text in (*scripts, *sources)):
        return None
    options = {match[1]: match[3] for text in scripts for match in _OPTION.finditer(text[:50_000])}
    home = url.partition("#")[0]
    folder = resolve(home, options.get("basePath", ".")) or home
    folder = folder if folder.endswith("/") else f"{folder}/"
    if urlsplit(folder).netloc != urlsplit(home).netloc:
        return None  # its texts are another host's
    menus = (options.get("loadSidebar", "_sidebar.md"), options.get("loadNavbar", "_navbar.md"))
    first = (options.get("homepage", "README.md"), *menus, options.get("coverpage", "_coverpage.md"))
    home = home.removesuffix("index.html")
    return MarkdownSite(home, folder, options.get("ext", ".md"), first)


def is_script_shell(page: Page) -> bool:
    """Say whether a page is empty until a script fills it."""
    if page.tagged("frame", "iframe") or not page.tagged("script") or len(bare_text(page)) >= _LITTLE_TEXT:
        return False
    links = {str(link.get("href") or "") for link in page.tagged("a")}
    routes = {href for href in links if href.startswith(("#/", "#!", "/#/", "/#!"))}
    if routes:
        return len(links - routes) <= 3
    roots = [one for one in page.tagged("div", "main", "section") if str(one.get("id") or "").lower() in _ROOTS]
    named = any(page.tagged(tag) for tag in _ROOT_TAGS)
    return len(links) <= 3 and (bool(roots) or named or not links)


def is_markdown(content_type: str, url: str) -> bool:
    """Say whether an answer is Markdown: by its type, or by its name when its type is only « text »."""
    said = content_type.lower().partition(";")[0].strip()
    name = unquote(urlsplit(url).path, errors="replace").lower()
    plain = said in {"", "text/plain", "application/octet-stream", "binary/octet-stream"}
    return said in _MARKDOWN_TYPES or (plain and name.endswith((".md", ".markdown")))


def markdown_links(page: Page, site: MarkdownSite) -> tuple[Link, ...]:
    """What a text shown by a script links to: the site's own texts at the addresses a person opens."""
    found: dict[str, Link] = {}
    for anchor in page.tagged("a"):
        address = _shown_at(str(anchor.get("href") or "").strip(), site)
        if address is not None and len(found) < _MAX_LINKS:
            words = whole_text(anchor)[:300]
            found.setdefault(address, Link(address, names_traam(words) or names_traam(urlsplit(address).fragment)))
    return tuple(found.values())


def _shown_at(href: str, site: MarkdownSite) -> str | None:
    address = resolve(site.home, href, fragment=True) if href and not href.startswith("?") else None
    if address is None:
        return None
    if address.startswith(site.home) and (route := route_of(address)):
        return f"{site.home}#{route.partition('?')[0]}"
    address = address.partition("#")[0]
    shown = site.route_to(address)
    if shown is not None or "://" in href or href.startswith("//"):
        return shown or address
    name = urlsplit(address).path.rpartition("/")[2]
    if "." in name or not address.startswith(site.folder):
        return address
    return f"{site.home}#/{address.removeprefix(site.folder)}"  # « /dossier/page » is the text « dossier/page.md »

"""A small academic site, in the shape SPIP 4.4 gives to its pages, feeds and addresses."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from examples.loopback_server import Answer, Request
from examples.production import Production, changed
from examples.site_content import SiteContent, empty_site
from examples.site_feeds import robots, rss, sitemap
from examples.site_pages import article_page, home_page, named_list_page, plain_page, plan_page, rubrique_page

_OBJECT = re.compile(r"(article|rubrique|mot|auteur)(\d{1,6})(?:=|&|$)")
_COMPOSED_BY = (("Composed-By", "SPIP 4.4.3 @ www.spip.net"), ("Vary", "Cookie,Accept-Encoding"))
_XML = "text/xml; charset=utf-8"
_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
)


class AcademicSite:
    """The productions that have an article number, served as a site."""

    def __init__(self, productions: Iterable[Production]) -> None:
        self._lock = threading.Lock()
        self._articles = {one.number: one for one in productions if one.number}
        self._mots: dict[str, int] = {}
        self._auteurs: dict[str, int] = {}
        self._empty = empty_site()

    def put(self, article: Production) -> None:
        """Add or replace one article."""
        with self._lock:
            self._articles[article.number] = article

    def edit(self, number: int, changes: Mapping[str, object], datestamp: str = "") -> None:
        """Change some fields of one article; raises KeyError when it does not exist."""
        stamp = datestamp or datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.put(changed(replace(self._articles[number], datestamp=stamp), changes))

    def delete(self, number: int) -> None:
        """Take one article away; raises KeyError when it does not exist."""
        with self._lock:
            del self._articles[number]

    def content(self) -> SiteContent:
        """What the site shows now; keywords and authors keep the number they were first given."""
        with self._lock:
            everything = [self._articles[number] for number in sorted(self._articles)]
            for article in everything:
                for mot in article.mots_cles:
                    self._mots.setdefault(mot, len(self._mots) + 1)
                for name in article.auteurs:
                    self._auteurs.setdefault(name, len(self._auteurs) + 1)
            mots, auteurs = dict(self._mots), dict(self._auteurs)
        published = [one for one in everything if one.statut == "publie"]
        latest_first = sorted(published, key=lambda one: (one.date, one.number), reverse=True)
        return replace(self._empty, articles=tuple(latest_first), mots=mots, auteurs=auteurs)

    def answer(self, request: Request) -> Answer:
        """Answer one request; a page the client has already is not sent again (304)."""
        found = self._find(request)
        if found.status != 200:
            return found
        etag = f'"{hashlib.sha256(found.body).hexdigest()[:32]}"'
        headers = (("ETag", etag), *found.headers)
        asked = {tag.strip().removeprefix("W/") for tag in request.if_none_match.split(",")}
        if etag in asked or "*" in asked:
            return Answer(b"", status=304, headers=headers)
        return replace(found, headers=headers)

    def _find(self, request: Request) -> Answer:
        site, base = self.content(), request.base
        match request.path:
            case "/robots.txt":
                return Answer(robots(base).encode(), "text/plain; charset=utf-8")
            case "/sitemap.xml":
                annee = dict(parse_qsl(request.query)).get("annee", "")
                return Answer(sitemap(site, base, annee).encode(), _XML)
            case "/" | "/spip.php":
                return _spip(site, base, request.query)
        if any(request.path == f"/IMG/pdf/{file}" for one in site.articles for _, file, _ in one.documents):
            return Answer(_PDF, "application/pdf")
        return _not_found(site, base)


def _spip(site: SiteContent, base: str, query: str) -> Answer:
    arguments = dict(parse_qsl(query, keep_blank_values=True))
    name, number = "", 0
    if found := _OBJECT.match(query):
        name, number = found[1], int(found[2])
    elif arguments.get("page") in {"article", "rubrique"} and arguments.get(f"id_{arguments['page']}", "").isdecimal():
        name = arguments["page"]
        number = int(arguments[f"id_{name}"][:6])
    if name:
        start = arguments.get("debut_articles", "0")
        html = _object_page(site, base, name, number, int(start[:6]) if start.isdecimal() else 0)
        return _page(html) if html else _not_found(site, base)
    return _named_page(site, base, arguments)


def _object_page(site: SiteContent, base: str, name: str, number: int, start: int) -> str:
    if name == "article":
        article = site.article(number)
        return article_page(site, base, article) if article else ""
    if name == "rubrique":
        rubrique = site.rubrique(number)
        return rubrique_page(site, base, rubrique, start) if rubrique else ""
    numbers = site.mots if name == "mot" else site.auteurs
    titre = next((text for text, given in numbers.items() if given == number), "")
    articles = [one for one in site.listed if titre in (one.mots_cles if name == "mot" else one.auteurs)]
    return named_list_page(site, base, titre, articles) if titre and articles else ""


def _named_page(site: SiteContent, base: str, arguments: Mapping[str, str]) -> Answer:
    match arguments.get("page"):
        case None:
            return _page(home_page(site, base))
        case "plan":
            return _page(plan_page(site, base))
        case "login":
            return _page(plain_page(site, base, "Se connecter", "<p>Accès réservé.</p>", kind="page_login"))
        case "backend":
            rubrique = arguments.get("id_rubrique", "")
            articles = [one for one in site.listed if rubrique in {"", str(one.rubrique)}]
            return Answer(rss(site, base, articles).encode(), _XML, headers=_COMPOSED_BY)
        case _:
            return _not_found(site, base)


def _page(html: str) -> Answer:
    return Answer(html.encode(), headers=_COMPOSED_BY)


def _not_found(site: SiteContent, base: str) -> Answer:
    texte = '<div class="chapo"><p>Il n’y a pas de page à cette adresse</p></div>'
    html = plain_page(
        site, base, "Erreur 404", texte, kind="page_404", meta='\t<meta name="robots" content="none" />\n'
    )
    return Answer(html.encode(), status=404, headers=(("Cache-Control", "no-store"), *_COMPOSED_BY))

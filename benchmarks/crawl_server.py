"""A site of many pages, rendered once and served by uvicorn: `python -m benchmarks.crawl_server PORT PAGES HOST`."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn

_TEXT = (
    "Les élèves de troisième observent, décrivent puis programment un {0} avec Scratch ; chaque équipe rend compte de "
    "son algorithme numéro {0}, le compare à celui d'une autre équipe et le corrige avant de le présenter à la classe. "
)
_PAGE = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{titre} - Site</title>
<meta name="generator" content="SPIP 4.4.3"><meta name="description" content="{titre} : en classe de troisième.">
<link rel="canonical" href="{base}spip.php?article{number}"></head><body class="pas_surlignable page_article">
<nav><ul>{menu}</ul></nav><p class="arbo"><a href="{base}">Accueil</a> &gt; <a href="r">TraAM 2023-2024</a></p>
<main><div class="cartouche"><p class="surtitre">TraAM 2023-2024</p><h1 class="entry-title">{titre}</h1>
<p class="info-publi">Publié le <abbr class="published" title="2024-03-{day:02}T10:00:00Z">mars 2024</abbr>, par
<span class="vcard author"><a class="url fn" href="spip.php?auteur1">Odile Vanneau</a></span></p></div>
<div class="chapo"><p>{chapo}</p></div><div class="texte">{text}<p><strong>Niveau :</strong> 3e</p>
<p><strong>Compétences CRCN pour l'élève :</strong> 1.1 Mener une recherche et une veille d'information</p></div></main>
<aside><a rel="tag" href="spip.php?mot1">Scratch</a></aside><footer>{menu}</footer></body></html>"""
_LIST = """<html><head><title>Liste</title><meta name="generator" content="SPIP 4.4.3"></head>
<body class="page_sommaire"><h1>Site</h1><ul>{links}</ul></body></html>"""

Scope = MutableMapping[str, Any]


class Site:
    """The rendered pages; an ASGI application."""

    def __init__(self, pages: int) -> None:
        self._pages = pages
        self._held: dict[tuple[str, str], bytes] = {}

    async def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Scope]], send: Callable[[Scope], Awaitable[None]]
    ) -> None:
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        headers = dict(scope["headers"])
        base = f"http://{headers[b'host'].decode()}/"
        path = scope["path"] + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        body = self._held.get((base, path)) or self._rendered(base, path)
        kind = b"text/xml" if "sitemap" in path else b"text/plain" if "robots" in path else b"text/html; charset=utf-8"
        status = 200 if body else 404
        length = str(len(body)).encode()
        await send({"type": "http.response.start", "status": status,
                    "headers": [(b"content-type", kind), (b"content-length", length)]})  # fmt: skip
        await send({"type": "http.response.body", "body": body})

    def _rendered(self, base: str, path: str) -> bytes:
        body = self._render(base, path).encode()
        if body:
            self._held[base, path] = body
        return body

    def _render(self, base: str, path: str) -> str:
        if path == "/":
            return _LIST.format(links="".join(f'<li><a href="spip.php?rubrique{n}">{n}</a></li>' for n in range(3)))
        if path == "/sitemap.xml":
            locations = "".join(f"<url><loc>{base}spip.php?article{n}</loc></url>" for n in range(1, self._pages + 1))
            return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
        if path == "/robots.txt":
            return f"User-agent: *\nDisallow: /ecrire/\nSitemap: {base}sitemap.xml\n"
        number = path.rpartition("article")[2]
        if number.isdecimal() and 0 < int(number) <= self._pages:
            return _page(base, int(number))
        return ""


def _page(base: str, number: int) -> str:
    menu = "".join(f'<li><a href="spip.php?rubrique{n}" class="nav{n}">Rubrique {n}</a></li>' for n in range(40))
    paragraphs = "".join(f"<p>{_TEXT.format(number * 50 + n)}</p>" for n in range(20))
    return _PAGE.format(
        titre=f"TraAM : défi numéro {number}", base=base, number=number, menu=menu, day=number % 28 + 1,
        chapo=_TEXT.format(f"défi {number}"), text=paragraphs,
    )  # fmt: skip


if __name__ == "__main__":
    port, pages, host = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    uvicorn.run(Site(pages), host=host, port=port, log_level="error", access_log=False)

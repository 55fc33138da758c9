"""The addresses of the vitrine's pages; what is slow is done in threads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from feeds.folder.page_files import ODT
from feeds.syndication.sitemap import robots_text
from feeds.vitrine.links import ICON, Links
from feeds.vitrine.pages import page_file, render
from pipeline.vitrine import by_address, documents
from pipeline.vitrine.home import home_page
from pipeline.vitrine.library import Library
from schemas.types.errors import MoissonError

Endpoint = Callable[[Request], Awaitable[Response]]
_SECONDS = 60
"""How long a page may be kept without asking again."""
_BELOW = Links("../")
_OF_EVERY_PAGE = {"style.css": "text/css", ICON: "image/svg+xml", "suggestions.js": "text/javascript"}
_ABSENT = "Cette page n’existe pas"
_BROKEN = "Le service est momentanément indisponible"


def vitrine_routes(library: Library) -> list[Route]:
    """The addresses of every page but the searches'."""

    def listing(kind: str) -> Route:
        def make(links: Links, name: str) -> str | None:
            return by_address.list_page(library, links, kind, name)

        return Route(f"/{kind}/{{name}}", _page(library, _BELOW, make))

    return [
        Route("/", _page(library, Links(), lambda links, _: home_page(library, links))),
        Route(
            "/accessibilite", _page(library, Links(), lambda links, _: by_address.accessibility_page(library, links))
        ),
        *(Route(f"/{name}", _kept(page_file(name).encode(), kind)) for name, kind in _OF_EVERY_PAGE.items()),
        # Asked of pages that name no icon: those that are also taken alone.
        Route("/favicon.ico", _kept(page_file(ICON).encode(), _OF_EVERY_PAGE[ICON])),
        Route("/robots.txt", _kept(robots_text(library.site.feeds_address), "text/plain")),
        Route(
            "/groupe/{name}", _page(library, _BELOW, lambda links, name: by_address.group_page(library, links, name))
        ),
        Route(
            "/academie/{name}",
            _page(library, _BELOW, lambda links, name: by_address.academie_page(library, links, name)),
        ),
        *map(listing, ("discipline", "annee", "niveau", "nature")),
        Route(
            "/production/{name}",
            _page(library, _BELOW, lambda links, name: by_address.production_page(library, links, name)),
        ),
        Route("/bilan/{name}", _page(library, _BELOW, lambda _, name: documents.bilan_page(library, name))),
        Route("/bilan-odt/{name}.odt", _file(library, ODT, documents.bilan_document)),
        Route("/fiches/{name}.html", _page(library, _BELOW, lambda _, name: documents.fiche(library, name))),
        Route("/notices/{name}.xml", _file(library, "application/xml", documents.notice)),
    ]


def _kept(body: bytes, media_type: str) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        return Response(body, media_type=media_type, headers={"Cache-Control": "max-age=3600"})

    return endpoint


def _page(library: Library, links: Links, make: Callable[[Links, str], str | None]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            made = await run_in_threadpool(make, links, request.path_params.get("name", ""))
        except MoissonError:
            return fault_page(library, request, 503)
        if made is None:
            return fault_page(library, request, 404)
        return HTMLResponse(made, headers={"Cache-Control": f"max-age={_SECONDS}"})

    return endpoint


def _file(library: Library, media_type: str, make: Callable[[Library, str], bytes | None]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            made = await run_in_threadpool(make, library, request.path_params["name"])
        except MoissonError:
            return fault_page(library, request, 503)
        if made is None:
            return fault_page(library, request, 404)
        return Response(made, media_type=media_type, headers={"Cache-Control": f"max-age={_SECONDS}"})

    return endpoint


def fault_page(library: Library, request: Request, status: int) -> Response:
    """The page of a fault, in the words of those who read it."""
    depth = request.url.path.count("/") - 1
    absent = "L’adresse est fausse, ou ce qu’elle montrait n’est plus publié."
    message = absent if status < 500 else "Réessayez dans quelques minutes."
    titre = _ABSENT if status == 404 else "Cette demande n’est pas permise" if status < 500 else _BROKEN
    body = render("faute", library.site, Links("../" * max(0, depth)), titre=titre, message=message)
    headers = {"Retry-After": "60"} if status == 503 else None
    return HTMLResponse(body, status, headers=headers)

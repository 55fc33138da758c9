"""Searches by their permanent addresses: as a page, Atom, CSV, ODS, JSON, a frame, a fragment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from feeds.vitrine.links import PARAMETERS, SHORT_WORDS, WORDS, Links, search_query
from feeds.vitrine.pages import render
from pipeline.ground.configuration import Serving
from pipeline.server.addresses import base_address
from pipeline.server.vitrine_routes import Endpoint, fault_page
from pipeline.vitrine import search_outputs
from pipeline.vitrine.by_address import MAX_PAGES, search_results
from pipeline.vitrine.finding import canonical_chosen
from pipeline.vitrine.library import Library
from schemas.types.errors import MoissonError

MAX_WORDS = 500
"""Characters of the words of a search."""
_MOST_VALUES = 50
"""Values a search may choose, all parameters together."""
_LONGEST_VALUE = 200
_ANY_SITE = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address says it, written as records have it."""

    words: str
    chosen: Mapping[str, tuple[str, ...]]
    page: int

    @property
    def query(self) -> str:
        """The query of its permanent address."""
        return search_query(self.chosen, self.words, page=self.page)


def search_routes(serving: Serving, library: Library) -> list[Route]:
    """The addresses of searches."""

    def page(asked: Asked, request: Request) -> Response:
        if _said(request.url.query) != _said(asked.query):
            return RedirectResponse(f"recherche{'?' if asked.query else ''}{asked.query}", 302)
        links = Links()
        found = search_results(library, links, asked.words, asked.chosen, asked.page)
        return HTMLResponse(render("recherche", library.site, links, page=found))

    def embedded(template: str) -> Callable[[Asked, Request], Response]:
        def give(asked: Asked, request: Request) -> Response:
            links = Links(base_address(serving, request))
            found = search_results(library, links, asked.words, asked.chosen, asked.page)
            more = links.search(asked.chosen, asked.words)
            return HTMLResponse(render(template, library.site, links, page=found, more=more), headers=_ANY_SITE)

        return give

    def output(form: str) -> Callable[[Asked, Request], Response]:
        def give(asked: Asked, request: Request) -> Response:
            address = base_address(serving, request)
            made = search_outputs.OUTPUTS[form](library, asked.words, asked.chosen, address)
            return Response(made.body, media_type=made.media_type, headers={**_ANY_SITE, **made.headers})

        return give

    gives = {"": page, **{f".{form}": output(form) for form in search_outputs.OUTPUTS}}
    return [
        *(Route(f"/recherche{ending}", _endpoint(library, give)) for ending, give in gives.items()),
        Route("/integrer", _endpoint(library, embedded("integrer"))),
        Route("/fragment", _endpoint(library, embedded("fragment"))),
    ]


def _endpoint(library: Library, give: Callable[[Asked, Request], Response]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        try:
            return await run_in_threadpool(lambda: give(_asked(request), request))
        except MoissonError:
            return fault_page(library, request, 503)

    return endpoint


def _asked(request: Request) -> Asked:
    """Read a search; what no search can hold is left out."""
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items()[: _MOST_VALUES * 2]:
        if name in PARAMETERS and value.strip() and sum(map(len, given.values())) < _MOST_VALUES:
            given.setdefault(name, []).append(_plain(value)[:_LONGEST_VALUE])
    words = _plain(request.query_params.get(WORDS) or request.query_params.get(SHORT_WORDS, ""))[:MAX_WORDS]
    page = request.query_params.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    return Asked(words, canonical_chosen(given), min(max(number, 1), MAX_PAGES))


def _said(query: str) -> list[tuple[str, str]]:
    """What a query says: « %20 » and « + » are one, and no reason to send anyone elsewhere."""
    return parse_qsl(query, keep_blank_values=True)


def _plain(text: str) -> str:
    """The text on one line, without what no page may carry."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())

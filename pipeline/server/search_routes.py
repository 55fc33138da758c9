"""Searches by their permanent addresses: as a page, Atom, CSV, ODS, JSON, a frame, a fragment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from feeds.vitrine.links import PAGE_SIZE, PAGE_SIZES, PARAMETERS, SHORT_WORDS, WORDS, Links, View, search_query
from feeds.vitrine.pages import render
from feeds.vitrine.search_page import SearchPage
from pipeline.ground.configuration import Serving
from pipeline.server.addresses import base_address
from pipeline.server.vitrine_routes import Endpoint, fault_page
from pipeline.vitrine import search_outputs
from pipeline.vitrine.finding import canonical_chosen
from pipeline.vitrine.library import Library
from pipeline.vitrine.results import search_results, suggestions
from schemas.types.errors import MoissonError

MAX_WORDS = 500
"""Characters of the words of a search."""
_MOST_VALUES = 50
"""Values a search may choose, all parameters together."""
_LONGEST_VALUE = 200
_DIGITS = 8
_SUGGESTED = 300
"""Seconds for which what completes a beginning may be kept."""
_ANY_SITE = {"Access-Control-Allow-Origin": "*"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address says it, written as records have it."""

    words: str
    chosen: Mapping[str, tuple[str, ...]]
    view: View

    @property
    def query(self) -> str:
        """The query of its permanent address."""
        return search_query(self.chosen, self.words, self.view)


def search_routes(serving: Serving, library: Library) -> list[Route]:
    """The addresses of searches."""

    def results(asked: Asked, links: Links) -> SearchPage:
        return search_results(library, links, asked.words, asked.chosen, asked.view)

    def page(asked: Asked, request: Request) -> Response:
        links, is_written_so = Links(), _said(request.url.query) == _said(asked.query)
        if not is_written_so and asked.view.page == 1:
            return RedirectResponse(links.search(asked.chosen, asked.words, view=asked.view), 302)
        found = results(asked, links)
        if not is_written_so or found.view != asked.view:  # a page there is not is the last
            return RedirectResponse(found.address(links, found.page), 302)
        return HTMLResponse(render("recherche", library.site, links, page=found))

    def embedded(template: str) -> Callable[[Asked, Request], Response]:
        def give(asked: Asked, request: Request) -> Response:
            links = Links(base_address(serving, request))
            found = results(asked, links)
            more = links.search(asked.chosen, asked.words)
            return HTMLResponse(render(template, library.site, links, page=found, more=more), headers=_ANY_SITE)

        return give

    def output(form: str) -> Callable[[Asked, Request], Response]:
        def give(asked: Asked, request: Request) -> Response:
            address = base_address(serving, request)
            made = search_outputs.OUTPUTS[form](library, asked.words, asked.chosen, address)
            return Response(made.body, media_type=made.media_type, headers={**_ANY_SITE, **made.headers})

        return give

    def suggested(asked: Asked, request: Request) -> Response:  # noqa: ARG001 - one shape for all
        typed = _plain(request.query_params.get("debut", ""))[:MAX_WORDS]
        found = suggestions(library, typed)
        return JSONResponse(found, headers={"Cache-Control": f"max-age={_SUGGESTED}"})

    gives = {"": page, **{f".{form}": output(form) for form in search_outputs.OUTPUTS}}
    return [
        *(Route(f"/recherche{ending}", _endpoint(library, give)) for ending, give in gives.items()),
        Route("/suggestions", _endpoint(library, suggested)),
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
    size, by_date = _number(request, "par"), request.query_params.get("tri") == "date"
    size = size if size in PAGE_SIZES else PAGE_SIZE
    return Asked(words, canonical_chosen(given), View(max(1, _number(request, "page")), size, by_date))


def _number(request: Request, name: str) -> int:
    said = request.query_params.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < _DIGITS else 0


def _said(query: str) -> list[tuple[str, str]]:
    """What a query says: « %20 » and « + » are one, and no reason to send anyone elsewhere."""
    return parse_qsl(query, keep_blank_values=True)


def _plain(text: str) -> str:
    """The text on one line, without what no page may carry."""
    return " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())

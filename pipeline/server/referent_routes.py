"""The référents' space over HTTP: read by anyone, but for what a key opens: a page checked, a page read again.

It is the one place of the server that does anything for who asks: every way in is guarded here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from feeds.referent.pages import FOLDER, NOBODY, Bearer, ResultPage
from feeds.vitrine.links import Links
from feeds.vitrine.pages import render
from feeds.wording.production import group_titre
from feeds.wording.safe_text import safe_text
from pipeline.ground.configuration import Serving
from pipeline.referent.access import LONGEST_KEY, Access, AccessFile, form_token, is_form_token
from pipeline.referent.allowance import Allowance
from pipeline.referent.desk import Desk, RefusedError
from pipeline.referent.space import space_page, space_sections
from pipeline.server.addresses import base_address
from pipeline.server.vitrine_routes import Endpoint, fault_page
from pipeline.vitrine.library import Library
from schemas.parsing.web_address import is_web_address
from schemas.types.errors import MoissonError, NothingToDoError
from store.database import Database

COOKIE = "traam_referent"
MAX_BODY = 8_000
WAITED_SECONDS = 20.0
"""How long the answer to a form waits for the page to be checked, before it says that it is under way."""
_MOST_FIELDS = 10
_FORM = "application/x-www-form-urlencoded"
_LINKS = Links("../")
_UNSAID = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""What is shown to the bearer of a key is kept nowhere."""
_WRONG_TRIES, _TRIES_SECONDS = 10, 900.0
_BAD_KEY = "Cette clé n’ouvre rien : la recopier entière, ou en demander une au service."
_TOO_MANY_TRIES = "Trop d’essais : réessayer dans un quart d’heure."
_NO_ADDRESS = "Donner l’adresse entière de la page, qui commence par http:// ou https://."
Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A request whose key is good."""

    access: Access
    key: str


class ReferentSpace:
    """The pages of the space, and what its forms do."""

    def __init__(self, serving: Serving, library: Library, database: Database, desk: Desk) -> None:
        self._serving = serving
        self._library = library
        self._database = database
        self._desk = desk
        self._keys = AccessFile(desk.settings.data)
        self._wrong = Allowance(_WRONG_TRIES, _TRIES_SECONDS)

    def routes(self) -> list[Route]:
        """The addresses; what a form is sent to is asked by POST alone."""
        here = f"/{FOLDER}"
        return [
            Route(here.rstrip("/"), self._moved),
            Route(here, self._guarded(self._home)),
            Route(f"{here}verifier", self._guarded(self._form), methods=["GET"]),
            Route(f"{here}verifier", self._posted(self._check), methods=["POST"]),
            Route(f"{here}entrer", self._guarded(self._enter), methods=["POST"]),
            Route(f"{here}sortir", self._posted(self._leave), methods=["POST"]),
            Route(f"{here}resultat", self._guarded(self._result)),
            Route(f"{here}relire", self._posted(self._reread), methods=["POST"]),
            Route(f"{here}{{name}}", self._guarded(self._space)),
        ]

    async def _moved(self, _: Request) -> Response:
        return RedirectResponse(FOLDER, 308)

    def _guarded(self, give: Callable[[Request], Awaitable[Response]]) -> Endpoint:
        """What gives an answer, or the page of what keeps it from being given."""

        async def endpoint(request: Request) -> Response:
            try:
                return await give(request)
            except ClientDisconnect:
                return Response(status_code=400)
            except MoissonError:
                return fault_page(self._library, request, 503)

        return endpoint

    def _posted(self, do: Callable[[Request, _Opened, Form], Awaitable[Response]]) -> Endpoint:
        """What does something: for the bearer of a key, by a form of our own page, and by nothing else."""

        async def give(request: Request) -> Response:
            form = await self._form_of(request)
            if form is None:
                return fault_page(self._library, request, 400)
            opened = await self._opened(request)
            if opened is None:
                return RedirectResponse("verifier", 303, headers=_UNSAID)
            if not is_form_token(form.get("jeton", ""), opened.key):
                return fault_page(self._library, request, 403)
            return await do(request, opened, form)

        return self._guarded(give)

    async def _form_of(self, request: Request) -> Form | None:
        """The fields of a form of ours; None for another site's, for what is no form, and for one too long."""
        if not self._is_own(request):
            return None
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
            return None
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_BODY:
                return None
        try:
            return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        except ValueError:
            return None

    def _is_own(self, request: Request) -> bool:
        """Say whether the form stands on a page of ours, by what browsers say; our own policy has them say « null »."""
        if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
            return False
        origin = request.headers.get("origin", "null")
        own = urlsplit(base_address(self._serving, request))
        return origin == "null" or urlsplit(origin)[:2] == own[:2]

    async def _opened(self, request: Request) -> _Opened | None:
        """What the key of a request opens; None where it has none, or one that opens nothing."""
        key = request.cookies.get(COOKIE, "")
        access = await run_in_threadpool(self._keys.of_key, key) if key else None
        return None if access is None else _Opened(access, key)

    def _bearer(self, opened: _Opened | None) -> Bearer:
        if opened is None:
            return NOBODY
        groups = tuple((one.id, group_titre(one)) for one in opened.access.groups(self._desk.settings))
        return Bearer(opened.access.label, form_token(opened.key), groups)

    def _page(self, template: str, status: int = 200, **shown: object) -> Response:
        return HTMLResponse(
            render(template, self._library.site, _LINKS, **shown), status, headers=_UNSAID
        )  # fmt: skip

    async def _home(self, request: Request) -> Response:
        bearer = self._bearer(await self._opened(request))
        sections = await run_in_threadpool(space_sections, self._library)
        return self._page("referent_accueil", sections=sections, bearer=bearer)

    async def _space(self, request: Request) -> Response:
        name = request.path_params["name"]
        page = await run_in_threadpool(space_page, self._library, self._database, name)
        if page is None:
            return fault_page(self._library, request, 404)
        bearer = self._bearer(await self._opened(request))
        return self._page("referent_espace", page=page, bearer=bearer)

    async def _form(self, request: Request) -> Response:
        asked = request.query_params
        return self._asking(await self._opened(request), asked.get("url", ""), asked.get("groupe", ""))

    def _asking(
        self, opened: _Opened | None, url: str = "", groupe: str = "", fault: str = "", status: int = 200
    ) -> Response:
        """The page of the form, or of the key where none is given."""
        bearer = self._bearer(opened)
        shown = {"url": safe_text(url)[:2_000], "groupe": groupe, "fault": safe_text(fault)}
        return self._page("referent_verifier", status, bearer=bearer, **shown)

    async def _enter(self, request: Request) -> Response:
        """Take a key, once it is known to open something: the one cookie of the service."""
        form = await self._form_of(request)
        if form is None:
            return fault_page(self._library, request, 400)
        key = form.get("cle", "").strip()
        access = await run_in_threadpool(self._keys.of_key, key[: LONGEST_KEY + 1])
        if access is None:
            client = request.client.host if request.client else ""
            is_counted = self._wrong.take(client)
            return self._asking(
                None, fault=_BAD_KEY if is_counted else _TOO_MANY_TRIES, status=403 if is_counted else 429
            )
        response = RedirectResponse("verifier", 303, headers=_UNSAID)
        path, secure = self._place(request)
        response.set_cookie(COOKIE, key, path=path, secure=secure, httponly=True, samesite="strict")
        return response

    def _place(self, request: Request) -> tuple[str, bool]:
        """Where the cookie is sent, and whether over an encrypted connection alone."""
        own = urlsplit(base_address(self._serving, request))
        return f"{own.path}{FOLDER}".rstrip("/"), own.scheme == "https"

    async def _leave(self, request: Request, _: _Opened, __: Form) -> Response:
        response = RedirectResponse("verifier", 303, headers=_UNSAID)
        path, secure = self._place(request)
        response.delete_cookie(COOKIE, path=path, secure=secure, httponly=True, samesite="strict")
        return response

    async def _check(self, request: Request, opened: _Opened, form: Form) -> Response:
        url, groupe = form.get("url", "").strip(), form.get("groupe", "")
        if not is_web_address(url):
            return self._asking(opened, url, groupe, _NO_ADDRESS, 400)
        try:
            name = await run_in_threadpool(self._desk.ask, opened.access, url, groupe)
        except NothingToDoError as error:
            status = error.status if isinstance(error, RefusedError) else 400
            return self._asking(opened, url, groupe, str(error), status)
        waited = 0.0
        while self._desk.is_under_way(name) and waited < WAITED_SECONDS and not await request.is_disconnected():
            await asyncio.sleep(0.1)
            waited += 0.1
        return RedirectResponse(f"resultat?page={name}", 303, headers=_UNSAID)

    async def _result(self, request: Request) -> Response:
        opened = await self._opened(request)
        if opened is None:
            return RedirectResponse("verifier", 303, headers=_UNSAID)
        name = request.query_params.get("page", "")
        found = await run_in_threadpool(self._desk.found, opened.access, name)
        if found is None:
            return fault_page(self._library, request, 404)
        page = ResultPage(name, found.check, safe_text(found.fault), reread="relue" in request.query_params)
        titres = self._library.group_titres
        return self._page("referent_resultat", page=page, bearer=self._bearer(opened), titres=titres)

    async def _reread(self, _: Request, opened: _Opened, form: Form) -> Response:
        name = form.get("page", "")
        try:
            await run_in_threadpool(self._desk.reread, opened.access, name)
        except RefusedError as error:
            return self._asking(opened, fault=str(error), status=error.status)
        return RedirectResponse(f"resultat?page={name}&relue", 303, headers=_UNSAID)

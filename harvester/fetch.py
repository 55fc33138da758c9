"""The only HTTP stack of the project: polite, bounded in size and time, and led nowhere private."""

from __future__ import annotations

import email.utils
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias
from urllib.parse import quote, urljoin, urlsplit

import httpcore
import httpx

from harvester.address_guard import DeadlineError, ForbiddenAddressError, GuardedBackend, is_private_by_name
from harvester.body import TooLargeError, UnaskedError, read_bounded
from harvester.following import Following, is_followed
from harvester.pace import Pace
from schemas.parsing.web_address import resolve
from schemas.types.errors import FetchError, LedAwayError, reason_of

REPOSITORY_BYTES = 64 * 1024 * 1024
PAGE_BYTES = 2 * 1024 * 1024
SITEMAP_BYTES = 50 * 1024 * 1024
MAX_URL_CHARS = 2_083
ROBOTS_HEADER = "x-robots-tag"

_RETRIED = frozenset({429, 500, 502, 503, 504})
_FAILED = 500
_REASON_BYTES = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
LONGEST_RETRY_AFTER = 7 * 86_400.0
AcceptErrors: TypeAlias = bool | Callable[[bytes], bool]
"""Whether a failure of status 4xx is an answer too: its body may say why, as OAI-PMH repositories do.

A function makes an answer of a status 500 as well, where it finds the reason in the body.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often one address is tried."""

    attempts: int = 4
    answer_seconds: float = 60.0
    """Whole time of one answer, headers and body."""
    silence_seconds: float = 30.0
    """How long nothing may come."""
    wait_seconds: float = 300.0
    """Whole time spent waiting between the attempts for one address."""
    source_wait_seconds: float = 1_800.0
    """The same for all the addresses of one source: past it, a host that always answers « later » is left alone."""
    max_redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """One usable answer."""

    url: str
    """The address that answered, redirects followed."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    fetched_at: datetime
    moved: bool = False
    """True when redirects, all said to be for good, led here."""

    @property
    def content_type(self) -> str:
        """The media type as the server wrote it."""
        return self.headers.get("content-type", "")


class Fetcher:
    """Asks for the addresses of one source and counts what it costs."""

    def __init__(
        self,
        card_urls: tuple[str, ...],
        user_agent: str,
        *,
        intranet_urls: tuple[str, ...] = (),
        pace: Pace | None = None,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.requests = 0
        self.bytes = 0
        self.crawl_delay = 0.0
        self.keeps_cookies = True
        """False for a site: what it shows of a visit (pages seen before, a language chosen) is no page's own."""
        self._waited = 0.0
        self._pace = pace or Pace()
        self._limits = limits or Limits()
        self._sleep = sleep
        self._backend = GuardedBackend(_private_hosts(card_urls, intranet_urls))
        ssl_context = httpx.create_ssl_context()
        transport = httpx.HTTPTransport(verify=ssl_context, trust_env=False)
        # httpx has no public way to give the pool a network backend, where addresses must be checked.
        transport._pool = httpcore.ConnectionPool(
            ssl_context=ssl_context, keepalive_expiry=30.0, network_backend=self._backend
        )
        contact = user_agent.partition("mailto:")[2].rstrip(")")
        self._client = httpx.Client(
            transport=transport,
            trust_env=False,
            timeout=httpx.Timeout(self._limits.silence_seconds, connect=min(15.0, self._limits.answer_seconds)),
            headers={
                "User-Agent": user_agent,
                "Accept-Encoding": "gzip",
                "Accept-Language": "fr",
                **({"From": contact} if contact and "%" not in contact else {}),
            },
        )

    def heed(self, check: Callable[[], None]) -> None:
        """Make a check before each request, and while an answer is waited for; what it raises ends them."""
        self._backend.check = check

    def pause(self, seconds: float) -> None:
        """Wait before asking again for what came wrong."""
        self._sleep(seconds)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def get(
        self,
        url: str,
        *,
        max_bytes: int = PAGE_BYTES,
        headers: Mapping[str, str] | None = None,
        following: Following | None = None,
        accept_errors: AcceptErrors = False,
        cut: bool = False,
    ) -> Answer:
        """Ask for an address and give its answer; raises FetchError when none that can be used came.

        Redirects are followed one by one where `following` allows the next address. With cut the beginning of a body
        over max_bytes is an answer.
        """
        return self._ask_patiently(url, _Question(max_bytes, headers or {}, following, accept_errors, cut=cut))

    def post(
        self,
        url: str,
        form: Mapping[str, str],
        *,
        max_bytes: int,
        accept_errors: AcceptErrors = False,
    ) -> Answer:
        """Send a form to an address, for arguments too long to stand in it; otherwise as get does."""
        return self._ask_patiently(url, _Question(max_bytes, {}, None, accept_errors, form))

    def _ask_patiently(self, url: str, question: _Question) -> Answer:
        """Ask again, after a pause, while the fault may pass and the time allowed for waiting lasts."""
        waited = 0.0
        for attempt in range(1, self._limits.attempts + 1):
            try:
                answer = self._follow(url, question)
            except _PassingError as fault:
                pause = _pause(attempt, fault.retry_after)
                left = min(self._limits.wait_seconds - waited, self._limits.source_wait_seconds - self._waited)
                if attempt == self._limits.attempts or pause > left:
                    raise FetchError(
                        url, fault.reason, status=fault.status, retry_after=fault.retry_after, waited=fault.waited
                    ) from fault
                if fault.retry_after:  # for all the sources of the host: each waits before it asks
                    self._pace.put_off(urlsplit(url).hostname or "", pause)
                else:
                    self._sleep(pause)
                waited += pause
                self._waited += pause
            else:
                if answer.status < 400 or question.accept_errors is not False:
                    return answer
                raise FetchError(url, f"réponse HTTP {answer.status}", status=answer.status)
        raise FetchError(url, "aucune tentative permise")

    def _follow(self, url: str, question: _Question) -> Answer:
        moved: bool | None = None
        if not self.keeps_cookies:  # within one chain they are kept: some sites give one, and send back to the page
            self._client.cookies.clear()
        for _ in range(self._limits.max_redirects + 1):
            answer = self._ask(url, question)
            target = answer.headers.get("location", "")
            if answer.status not in _REDIRECTS or not target:
                return replace(answer, moved=bool(moved))
            moved = moved is not False and answer.status in _FOR_GOOD
            url = resolve(url, target) or urljoin(url, target)
            if question.following is not None and not is_followed(url, question.following):
                reason = f"redirige vers {url[:500]}, hors du domaine de la source"
                raise LedAwayError(answer.url, reason, status=answer.status, leads_to=url)
        raise FetchError(url, f"plus de {self._limits.max_redirects} redirections", refused=True)

    def _ask(self, url: str, question: _Question) -> Answer:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(url) > MAX_URL_CHARS:
            raise FetchError(url[:200], "adresse refusée : ni http ni https, ou trop longue", refused=True)
        with self._pace.turn(parts.hostname, self._sleep, self.crawl_delay):
            self._backend.check()
            return self._send(url, question)

    def _send(self, url: str, question: _Question) -> Answer:
        started = time.monotonic()
        self._backend.left, self._backend.waited = self._limits.answer_seconds, 0.0
        self.requests += 1
        form = dict(question.form) if question.form is not None else None
        try:
            method = "GET" if form is None else "POST"
            with self._client.stream(method, url, headers=dict(question.headers), data=form) as response:
                return self._read(response, url, question)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, DeadlineError) as error:
            raise _fault(url, error, time.monotonic() - started) from error

    def _read(self, response: httpx.Response, url: str, question: _Question) -> Answer:
        max_bytes = question.max_bytes
        encoding = response.headers.get("content-encoding", "").strip().lower()
        why = self._why(response, question)
        if response.status_code in _RETRIED and not why:
            raise _PassingError(
                f"réponse HTTP {response.status_code}",
                status=response.status_code,
                retry_after=_retry_after(response.headers.get("retry-after")),
            )
        try:
            body = why or read_bounded(
                self._counted(response), encoding=encoding, max_bytes=max_bytes, cut=question.cut
            )
        except TooLargeError as error:
            reason = f"réponse de plus de {max_bytes // 1024} Kio, abandonnée"
            raise FetchError(url, reason, refused=True) from error
        except UnaskedError as error:
            raise FetchError(url, str(error), refused=True) from error
        except ValueError as error:
            raise _PassingError(str(error)) from error
        headers = {name.lower(): value for name, value in response.headers.items()}
        if ROBOTS_HEADER in headers:  # each may begin with the name of a robot: joined, one would speak for another
            headers[ROBOTS_HEADER] = "\n".join(response.headers.get_list(ROBOTS_HEADER))
        return Answer(url, response.status_code, headers, body, datetime.now(UTC))

    def _why(self, response: httpx.Response, question: _Question) -> bytes:
        """The body of a failure that tells its reason; empty when it tells none, or is not asked to."""
        tells_why = question.accept_errors
        if isinstance(tells_why, bool) or response.status_code != _FAILED:
            return b""
        encoding = response.headers.get("content-encoding", "").strip().lower()
        try:
            body = read_bounded(self._counted(response), encoding=encoding, max_bytes=_REASON_BYTES, cut=True)
        except ValueError:
            return b""
        return body if tells_why(body) else b""

    def _counted(self, response: httpx.Response) -> Iterator[bytes]:
        for chunk in response.iter_raw():
            self.bytes += len(chunk)
            yield chunk


@dataclass(frozen=True, slots=True)
class _Question:
    """How one address is asked, redirects included."""

    max_bytes: int
    headers: Mapping[str, str]
    following: Following | None
    accept_errors: AcceptErrors
    form: Mapping[str, str] | None = None
    """What is posted; None asks with GET."""
    cut: bool = False


class _PassingError(Exception):
    """A fault that another attempt may not meet."""

    def __init__(
        self,
        reason: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        waited: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.waited = waited
        self.status = status
        self.retry_after = retry_after


def _fault(url: str, error: Exception, waited: float) -> Exception:
    """Translate a fault of httpx: one worth another attempt, or the end for this address."""
    cause = error.__cause__
    if isinstance(cause, ForbiddenAddressError):
        return FetchError(url, str(cause), refused=True)
    if isinstance(cause, DeadlineError):
        return FetchError(url, f"réponse trop lente, abandonnée après {_seconds(waited)}", waited=waited)
    if isinstance(error, httpx.ConnectError):
        return _PassingError(f"connexion impossible ({said_of_fault(error)})")
    if isinstance(error, httpx.TimeoutException):
        return _PassingError(f"pas de réponse à temps, attendue {_seconds(waited)}", waited=waited)
    if isinstance(error, httpx.TransportError) and not isinstance(error, httpx.UnsupportedProtocol):
        return _PassingError(f"réponse interrompue ({said_of_fault(error)})")
    return FetchError(url[:200], f"adresse refusée ({said_of_fault(error)})", refused=True)


def _seconds(waited: float) -> str:
    return f"{waited:.1f} s".replace(".", ",")


def said_of_fault(error: Exception) -> str:
    """What the system said, in French where it is usual; else the words of whoever said it."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, OSError):
        cause = cause.__cause__ or cause.__context__
    if isinstance(cause, socket.gaierror):
        return "nom d'hôte inconnu"
    if isinstance(cause, OSError) and cause.errno and (said := reason_of(cause)) != cause.strerror:
        return said
    return str(error).splitlines()[0][:160] if str(error) else type(error).__name__


def _pause(attempt: int, retry_after: float | None) -> float:
    """The seconds before the next attempt: what the server asks, but never less than our own pause."""
    return max(0.5 * 2.0 ** (attempt - 1), retry_after or 0.0)


def _retry_after(value: str | None) -> float | None:
    """Read Retry-After in both forms (RFC 9110, 10.2.3), in seconds up to a week; None when it is neither."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(min(int(value.strip()[:9]), LONGEST_RETRY_AFTER))
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), LONGEST_RETRY_AFTER)


def _private_hosts(card_urls: tuple[str, ...], intranet_urls: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The hosts and ports that may be private: written as such, or of a card that says it is of an intranet.

    The name of a public site may come to lead inward one day (its DNS is not ours): being on a card is not enough.
    """
    yield from (named for named in map(_host_and_port, card_urls) if is_private_by_name(named[0]))
    yield from map(_host_and_port, intranet_urls)


def _host_and_port(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def user_agent(contact: str) -> str:
    """The name under which we ask: what we are, and how to reach the person behind (accents as in RFC 6068, 2)."""
    if not contact:
        return "TraamBot/0.1"
    written = quote(contact.removeprefix("mailto:"), safe="%@:/?#[]!$&'()*+,;=~")
    return f"TraamBot/0.1 (+{written if '//' in written else f'mailto:{written}'})"

"""Addresses as browsers understand them (WHATWG URL Standard): the one way links and written addresses are resolved.

A person who wrote « ma fiche.pdf », « \\dossier\\page » or « http://académie.example/ » saw it work in a browser: so it
must work here, and be published in the form every program reads.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import ada_url

MAX_ADDRESS_CHARS = 2_083
"""A longer address is no address people use, and some programs refuse it."""
_SCHEMES = ("http://", "https://")
_PLAIN = re.compile(r"https?://[a-z0-9.:-]+/[!$-;=?-Z_a-z~]*")
"""An address the standard leaves as it is, unless a segment of it is made of dots."""
_ROUTE = re.compile(r"!?/")
_SESSIONS = re.compile(
    r"(?:phpsessid|jsessionid|aspsessionid\w{0,40}|oscsid|zenid)=.*\Z"
    # Whatever a program calls its sessions (« CGISESSID »): a long token, never a short number.
    r"|(?:\w{0,20}sid|\w{0,20}sess(?:ion)?(?:_?id)?)=(?=[a-z-]{0,40}\d)[0-9a-z-]{16,}\Z"
    r"|(?:utm_\w{1,30}|fbclid|gclid|mc_cid|mc_eid)(?:=.*)?\Z",
    re.IGNORECASE,
)
_NEVER_SHOWN = re.compile(r"[\"<>\\^`{|}]")
"""Characters the standard leaves in an argument, and some readers of links refuse (RFC 3986, 2)."""
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;?#]*", re.IGNORECASE)


def is_web_address(url: str) -> bool:
    """Say whether a text is an http or https address with a host."""
    return _is_web_address(url) if len(url) < 4_000 else False


@lru_cache(maxsize=4_096)
def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def resolve(base: str, link: str, *, fragment: bool = False) -> str | None:
    """The http(s) address a link leads to, as a browser would; None for what leads nowhere on the web.

    Its fragment goes, unless it is asked for.
    """
    if len(link) > 2 * MAX_ADDRESS_CHARS:
        return None
    resolved = _join(base, link)
    if resolved is None or fragment:
        return resolved
    return resolved.partition("#")[0]


@lru_cache(maxsize=20_000)
def _join(base: str, link: str) -> str | None:
    try:
        joined = ada_url.join_url(base, link) if base else ada_url.normalize_url(link)
    except (ValueError, UnicodeError):
        return None
    if not joined.startswith(_SCHEMES) or len(joined) > MAX_ADDRESS_CHARS or not is_web_address(joined):
        return None
    return joined


def standard_address(url: str) -> str:
    """An address in the form browsers send; what is no web address comes back as it is."""
    if _PLAIN.fullmatch(url) and "/." not in url:
        return url
    return _join("", url) or url


def without_session(url: str) -> str:
    """An address to be asked and published: without the visitor's session, nor the marks of who led here."""
    if ";" in url:
        url = _SESSION_IN_PATH.sub("", url)
    if "?" not in url:
        return url
    head, _, rest = url.partition("?")
    query, mark, fragment = rest.partition("#")
    arguments = query.split("&")
    kept = [argument for argument in arguments if not _SESSIONS.match(argument)]
    if len(kept) == len(arguments):
        return url
    return head + ("?" if any(kept) else "") + "&".join(kept) + mark + fragment


def published_address(url: str) -> str:
    """The form in which an address is shown to people and programs: standard, and nobody's session in it."""
    return _NEVER_SHOWN.sub(lambda one: f"%{ord(one[0]):02X}", without_session(standard_address(url)))


def route_of(url: str) -> str:
    """The route a site in JavaScript keeps in the fragment (« #/dossier/page », « #!/page »); else nothing."""
    fragment = url.partition("#")[2]
    return fragment if _ROUTE.match(fragment) else ""

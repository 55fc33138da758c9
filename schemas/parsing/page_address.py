"""What makes two addresses the same page: the forms each CMS gives to one object, and the addresses that have moved.

Two pages are never merged: a form is rewritten only where the object's own number stays in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from schemas.parsing.web_address import route_of, standard_address

MAX_ADDRESS = 2_083
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NOISE = re.compile(
    r"(var_|utm_|debut_|lang=fr(?:[-_]\w{2})?\Z)"
    r"|(phpsessid|jsessionid|fbclid|gclid|mc_cid|mc_eid|pagination_\w*|replytocom|tmpl|set_language)(?==|\Z)"
    # Whatever a program calls its sessions (« osCsid », « CGISESSID »): a long token, never a short number.
    r"|(\w{0,20}sid|\w{0,20}sess(?:ion)?(?:_?id)?)=(?=[a-z-]{0,40}\d)[0-9a-z-]{16,}\Z",
    re.IGNORECASE,
)
_PAGE_OF_LIST = re.compile(r"(start|limitstart|limit)=\d{0,9}\Z", re.IGNORECASE)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_SPIP_PLAIN = re.compile(r"(article|rubrique|breve)(\d{1,9})(?:=)?\Z")
_SPIP_ID = re.compile(r"id_(article|rubrique|breve)=(\d{1,9})\Z")
_SPIP_KINDS = ("article", "breve", "rubrique")
_SPIP_OLD = re.compile(r"(article|rubrique|breve)\.php3?\Z")
_SPIP_HTML = re.compile(r"(article|rubrique|breve)(\d{1,9})\.html\Z")
_JALIOS = re.compile(r"(.*/jcms/(?:[a-z]{1,6}|[a-z]{1,3}\d?)_\d+)(?:/.*)?\Z", re.IGNORECASE)
_JOOMLA_ID = re.compile(r"id=(\d{1,9})(?:(?::|%3A).*)?\Z", re.IGNORECASE)
_PLONE_VIEWS = re.compile(
    r"/(?:@@[\w.-]{1,60}|document_view|folder_view|folder_listing|folder_summary_view|document_whole"
    r"|sendto_form)\Z"
)
_WORDPRESS_ENDINGS = re.compile(r"/(?:amp|embed|feed|comment-page-\d{1,4}|trackback)/?\Z")
_INDEX_PAGE = re.compile(r"/index\.(?:html?|php3?)\Z")
_UNRESERVED = frozenset(bytes([code]) for code in range(128) if chr(code).isalnum() or chr(code) in "-._~")
_ESCAPES = re.compile(r"%[0-9A-Fa-f]{2}")


@lru_cache(maxsize=20_000)
def address_key(url: str) -> str:
    """What two ways of writing a page's address have in common: http and https of a host are one site."""
    return canonical_address(url).partition("://")[2]


def canonical_address(url: str, aliases: Sequence[tuple[str, str]] = ()) -> str:
    """The one address by which a page is known: two forms of one article give the same, two articles never.

    The fragment (but for a route of a site in JavaScript, « #/dossier/page »), the default port, session, tracking and
    display parameters go; the order of parameters stays.
    `aliases` are prefixes of old addresses, each with the prefix that took its place.
    """
    parts = urlsplit(standard_address(moved_address(url.strip(), aliases)))
    host = (parts.hostname or "").lower().rstrip(".")
    host = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host = f"{host}:{parts.port}"
    kept = [argument for argument in parts.query.split("&") if argument and not _NOISE.match(argument)]
    path, query = _own_form(_plain_path(parts.path), kept)
    route = _plain_route(route_of(f"#{parts.fragment}")) if parts.fragment else ""
    return urlunsplit((parts.scheme.lower(), host, path, query, route)).strip()


def _plain_route(route: str) -> str:
    """A route without the place in its page (« ?id=titre ») nor the ending slash."""
    return route.partition("?")[0].rstrip("/!")


def moved_address(url: str, aliases: Sequence[tuple[str, str]]) -> str:
    """The address a page has now, on a site that has moved."""
    for old, new in aliases:
        if url.startswith(old):
            return new + url[len(old) :]
    return url


def _plain_path(path: str) -> str:
    """Write a path the one way RFC 3986 (6.2.2) says is the same: escapes only where needed, no dot segment."""
    path = _SESSION_IN_PATH.sub("", path) or "/"
    if "%" in path:
        path = _ESCAPES.sub(_plain_escape, path)
    if "/." in path:
        path = _without_dots(path)
    return path


def _plain_escape(match: re.Match[str]) -> str:
    byte = bytes.fromhex(match[0][1:])
    return byte.decode("ascii") if byte in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    ending = "/" if path.endswith(("/.", "/..")) and kept[-1] else ""
    return "/".join(kept) + ending or "/"


def _own_form(path: str, arguments: list[str]) -> tuple[str, str]:
    """Write the form each CMS would give, when the object's own number is visible."""
    spip = _spip_form(path, arguments)
    if spip is not None:
        return spip
    joomla = _joomla_arguments(arguments)
    if joomla is not None:
        return path, "&".join(joomla)
    jalios = _JALIOS.match(path)
    if jalios is not None:
        return jalios[1], ""
    path = _WORDPRESS_ENDINGS.sub("/", _PLONE_VIEWS.sub("", path)) or "/"
    if not arguments:
        path = _INDEX_PAGE.sub("/", path)
    return path, "&".join(argument for argument in arguments if not _PAGE_OF_LIST.match(argument))


def _spip_form(path: str, arguments: list[str]) -> tuple[str, str] | None:
    """Write the forms of one SPIP object as « spip.php?articleN »."""
    folder, _, page = path.rpartition("/")
    html = _SPIP_HTML.match(page)
    if html is not None and not arguments:
        return f"{folder}/spip.php", f"{html[1]}{html[2]}"
    if page not in {"", "spip.php", "index.php"} and not _SPIP_OLD.match(page):
        return None
    old = _SPIP_OLD.match(page)
    kind = next((argument[5:] for argument in arguments if argument.startswith("page=")), old[1] if old else "")
    if kind and kind not in _SPIP_KINDS:
        return None  # something else made of the object (its feed, its print): never the object's own page
    numbers: dict[str, str] = {}
    for argument in arguments:
        plain = None if old else _SPIP_PLAIN.match(argument)
        if plain:
            return f"{folder}/spip.php", f"{plain[1]}{plain[2]}"
        match = _SPIP_ID.match(argument)
        if match:
            numbers.setdefault(match[1], match[2])
    # An article said to be in a rubrique is an article, whichever number comes first.
    shown = next((one for one in ((kind,) if kind else _SPIP_KINDS) if one in numbers), None)
    return None if shown is None else (f"{folder}/spip.php", f"{shown}{numbers[shown]}")


def _joomla_arguments(arguments: list[str]) -> list[str] | None:
    """What names one Joomla article: its component, its view and its number, in that order."""
    if "option=com_content" not in arguments or "view=article" not in arguments:
        return None
    number = next((match for match in map(_JOOMLA_ID.match, arguments) if match), None)
    return None if number is None else ["option=com_content", "view=article", f"id={number[1]}"]


def is_believable_canonical(said: str, own: str) -> bool:
    """Say whether what a page says its own address is may be believed (RFC 6596).

    Not another host, not the home page of the host for a page that lies deeper, not another object of the same CMS
    (« article12 » on the page of article 13: a template with a fault in it).
    """
    theirs, mine = urlsplit(said), urlsplit(own)
    if theirs.netloc.lower() != mine.netloc.lower():
        return False
    if theirs.path in {"", "/"} and not theirs.query and (mine.path not in {"", "/"} or mine.query):
        return False
    their_number, my_number = _number(said), _number(own)
    return their_number is None or my_number is None or their_number == my_number


def _number(url: str) -> tuple[str, str] | None:
    """The kind and number of a SPIP object whose address shows them."""
    parts = urlsplit(canonical_address(url))
    match = _SPIP_PLAIN.match(parts.query) if parts.path.endswith("/spip.php") else None
    return (match[1], match[2]) if match else None

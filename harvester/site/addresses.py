"""What makes two addresses the same page, and which addresses lead nowhere useful. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}
_NOISE = re.compile(r"(var_|utm_|debut_)|(phpsessid|fbclid|gclid|pagination_)\b", re.IGNORECASE)
_SPIP_PLAIN = re.compile(r"(article|rubrique|breve)(\d{1,9})\Z")
_SPIP_ID = re.compile(r"id_(article|rubrique|breve)=(\d{1,9})\Z")
_SPIP_OLD = re.compile(r"(article|rubrique|breve)\.php3?\Z")
_FILE = re.compile(
    r"\.(pdf|jpe?g|png|gif|svg|webp|ico|css|js|zip|gz|tar|7z|rar|mp3|mp4|ogg|ogv|webm|avi|mov|od[tspg]|docx?|xlsx?|pptx?"
    r"|ggb|sb[23]?|py|ipynb|csv|txt|xml|rss|ics|epub|swf|exe|json)\Z",
    re.IGNORECASE,
)
_USELESS = re.compile(
    r"(^|[?&])(page=(login|recherche|contact|backend|ical|forum|rss|sitemap|robots|spip_pass)|action=|lang=|id_document=)"
    r"|(^|[?&])(auteur|mot|forum|document)\d+\b|(^|[?&])(recherche|replytocom|share|print)=",
    re.IGNORECASE,
)
_USELESS_PATH = re.compile(r"/(ecrire|prive|wp-admin|wp-login\.php|wp-json|feed|tag|author|user|login)(/|\Z)|_Auteur_")


def canonical_address(url: str) -> str:
    """Give the one address by which a page is known: two forms of one SPIP article give the same, two articles never.

    The fragment, the default port, tracking and display parameters go; the order of parameters stays.
    """
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host = f"{host}:{parts.port}"
    kept = [argument for argument in parts.query.split("&") if argument and not _NOISE.match(argument)]
    path, query = _spip_form(parts.path or "/", kept)
    return urlunsplit((parts.scheme.lower(), host, path, query, "")).strip()


def _spip_form(path: str, arguments: list[str]) -> tuple[str, str]:
    """Write the forms of one SPIP object as « spip.php?articleN », when its number is visible."""
    folder, _, page = path.rpartition("/")
    if page in {"", "spip.php", "index.php"} or _SPIP_OLD.match(page):
        for argument in arguments:
            match = _SPIP_PLAIN.match(argument) if not _SPIP_OLD.match(page) else None
            match = match or _SPIP_ID.match(argument)
            if match:
                return f"{folder}/spip.php", f"{match[1]}{match[2]}"
    return path, "&".join(arguments)


def is_in_scope(url: str, scope: tuple[str, ...], ignore: tuple[str, ...] = ()) -> bool:
    """Say whether an address begins with one of the prefixes allowed and holds none of the parts ignored."""
    return any(_under(url, prefix) for prefix in scope) and not any(part in url for part in ignore)


def _under(url: str, prefix: str) -> bool:
    """Compare whole hosts: « http://a.fr » must not let « http://a.fr.evil.org » in."""
    mine, theirs = urlsplit(url), urlsplit(prefix)
    if (mine.scheme, mine.netloc.lower()) != (theirs.scheme, theirs.netloc.lower()):
        return False
    wanted = (theirs.path or "/") + (f"?{theirs.query}" if theirs.query else "")
    return ((mine.path or "/") + (f"?{mine.query}" if mine.query else "")).startswith(wanted)


def is_worth_asking(url: str) -> bool:
    """Say whether an address may be a page of content or a list of pages: no file, no form, no double pagination."""
    parts = urlsplit(url)
    if _FILE.search(parts.path) or _USELESS_PATH.search(parts.path) or _USELESS.search(parts.query):
        return False
    segments = [segment for segment in parts.path.split("/") if segment]
    repeated = any(segments.count(segment) > 2 for segment in segments)  # /a/b/a/b/a: a broken relative link
    return parts.query.count("debut_") <= 1 and len(segments) <= 12 and not repeated and len(url) <= 1_000

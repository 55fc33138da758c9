"""Which addresses a crawl may ask for, and which lead nowhere useful. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from harvester.site.actions import page_behind
from schemas.files.source import Source
from schemas.parsing.page_address import canonical_address, moved_address
from schemas.runs.frontier import AddressKey

_FILE = re.compile(
    r"\.(pdf|jpe?g|png|gif|svg|webp|ico|css|js|zip|gz|tar|7z|rar|mp3|mp4|ogg|ogv|webm|avi|mov|od[tspg]|docx?|xlsx?|pptx?"
    r"|ggb|sb[23]?|py|ipynb|csv|txt|xml|rss|ics|epub|swf|exe|json)\Z",
    re.IGNORECASE,
)
_PAGE_OF_LIST = re.compile(r"(debut_\w{0,40}|start|limitstart|page|paged)=\d", re.IGNORECASE)


def asked_as(url: str, aliases: tuple[tuple[str, str], ...] = ()) -> AddressKey:
    """The key under which an address is asked once: a page of a list is not the list itself."""
    query = urlsplit(url).query
    pages = [argument for argument in query.split("&") if _PAGE_OF_LIST.match(argument)]
    return AddressKey(" ".join([canonical_address(url, aliases), *pages]))


def is_in_scope(url: str, scope: tuple[str, ...], ignore: tuple[str, ...] = ()) -> bool:
    """Say whether an address begins with one of the prefixes allowed and holds none of the parts ignored."""
    return any(_under(url, prefix) for prefix in scope) and not any(part in url for part in ignore)


def is_of_source(url: str, source: Source) -> bool:
    """Say whether an address lies in a site's scope, hence is to be found by its harvest."""
    return source.kind == "site" and is_in_scope(url, source.scope)


def _under(url: str, prefix: str) -> bool:
    """Compare whole hosts: « http://a.fr » must not let « http://a.fr.evil.org » in; http and https are one."""
    mine, theirs = urlsplit(url), urlsplit(prefix)
    if mine.netloc.lower() != theirs.netloc.lower() or mine.scheme.lower() not in {"http", "https"}:
        return False
    wanted = (theirs.path or "/") + (f"?{theirs.query}" if theirs.query else "")
    return ((mine.path or "/") + (f"?{mine.query}" if mine.query else "")).startswith(wanted)


def with_scheme_of(url: str, scope: tuple[str, ...]) -> str:
    """An address with the scheme its host has in the scope: « http » and « https » lead to one page."""
    mine = urlsplit(url)
    schemes = {urlsplit(prefix).scheme for prefix in scope if urlsplit(prefix).netloc.lower() == mine.netloc.lower()}
    if len(schemes) != 1 or mine.scheme in schemes:
        return url
    return f"{schemes.pop()}{url[len(mine.scheme) :]}"


def on_own_host(url: str, source: Source) -> str:
    """An address on the host the card names: http or https, with or without « www. », or a former address."""
    url = moved_address(url, source.aliases)
    mine = urlsplit(url)
    for prefix in (*source.scope, source.url):
        theirs = urlsplit(prefix)
        if mine.netloc.lower() == theirs.netloc.lower():
            return with_scheme_of(url, source.scope)
    for prefix in (*source.scope, source.url):
        theirs = urlsplit(prefix)
        if _bare(mine.netloc) == _bare(theirs.netloc):
            return mine._replace(scheme=theirs.scheme, netloc=theirs.netloc).geturl()
    return url


def is_same_site(url: str, other: str) -> bool:
    """Say whether two addresses have the same host, but for « www. »."""
    return _bare(urlsplit(url).netloc) == _bare(urlsplit(other).netloc)


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")


def is_file(url: str) -> bool:
    """Say whether an address ends as those of files do."""
    return _FILE.search(urlsplit(url).path) is not None


def is_worth_asking(url: str, *, is_announced: bool = False) -> bool:
    """Say whether an address may be a page of content or a list of pages: no file, no form, no action."""
    return not _FILE.search(urlsplit(url).path) and page_behind(url, is_announced=is_announced) == url

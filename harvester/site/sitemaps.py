"""Reading sitemaps as real sites give them: gzipped twice, cut, with a bare « & », after a warning, in plain text.

What was read counts; what is wrong is said.
"""

from __future__ import annotations

import html
import re
import zlib
from dataclasses import dataclass

from harvester.body import decode_text
from schemas.parsing.web_address import is_web_address, resolve
from schemas.parsing.xml import local_name, parse_xml

MAX_ADDRESSES = 50_000
"""The most a sitemap may list (sitemaps.org)."""
MAX_BYTES = 50 * 1024 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
_MAX_LAYERS = 3
_ROOT = re.compile(r"<(?:[A-Za-z]\w{0,30}:)?(urlset|sitemapindex)\b")
_LOC = re.compile(
    r"<(?:[A-Za-z]\w{0,30}:)?loc(?:\s[^<>]{0,200})?>\s{0,200}(?:<!\[CDATA\[)?([^<]{1,4000}?)(?:\]\]>)?\s{0,200}<"
)
_PAGE = re.compile(r"\s*(?:<!--[^>]{0,500}-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_IS_FEED = re.compile(r"<(?:rss|feed|rdf:RDF)[\s>]")


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    fault: str = ""
    """French: why more may have stood in it; empty when it was read whole."""
    is_feed: bool = False
    """True for a feed given as a sitemap (sitemaps.org allows it): its entries are still to be read."""


def read_sitemap(body: bytes, url: str = "") -> Sitemap:
    """Read a sitemap or an index of sitemaps; raises ValueError, with the reason in French, when it is neither."""
    body, is_cut = _unpacked(body)
    if not body.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise ValueError("réponse vide au lieu d'un plan du site")
    if not is_cut and (whole := _read_whole(body, url)) is not None:
        return whole
    text = _decoded(body)
    kind = _ROOT.search(text[:200_000])
    if kind is not None:
        return _salvaged(text, kind[1], url, is_cut=is_cut)
    if _PAGE.match(text):
        raise ValueError("page web au lieu d'un plan du site")
    if _IS_FEED.search(text[:2_000]):
        return Sitemap(is_feed=True)
    return _read_plain(text)


def _unpacked(body: bytes) -> tuple[bytes, bool]:
    """Decompress what is compressed, however often; gives whether its end is missing."""
    for _ in range(_MAX_LAYERS):
        if not body.startswith(_GZIP_MAGIC):
            break
        inflater = zlib.decompressobj(31)
        try:
            content = inflater.decompress(body, MAX_BYTES)
        except zlib.error as error:
            raise ValueError(f"plan du site compressé illisible ({error})") from error
        if not inflater.eof:
            return content, True
        body = content
    return body, False


def _read_whole(body: bytes, url: str) -> Sitemap | None:
    """Read a sitemap that is well formed, but for what stands before it; None for any other."""
    start = body.find(b"<")
    try:
        root = parse_xml(body[max(start, 0) :] if body[:1] != b"<" else body)
    except ValueError:
        return None
    kind = local_name(root)
    if kind not in {"urlset", "sitemapindex"}:
        return None
    return _listed(kind, [element.text or "" for element in root.iterfind("{*}*/{*}loc")], url, "")


def _decoded(body: bytes) -> str:
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return body.decode("utf-16", errors="replace")
    return decode_text(body.lstrip(b" \t\r\n"), "").lstrip("\ufeff \t\r\n")


def _salvaged(text: str, kind: str, url: str, *, is_cut: bool) -> Sitemap:
    """Take the addresses of a sitemap no parser reads: nothing but them is looked at."""
    found = [html.unescape(match[1]) for match in _LOC.finditer(text)]
    is_whole = not is_cut and re.search(rf"</(?:\w{{1,30}}:)?{kind}\s*>", text[-2_000:]) is not None
    fault = "" if is_whole else f"plan du site coupé, {len(found)} adresses lues"
    return _listed(kind, found, url, fault)


def _listed(kind: str, found: list[str], url: str, fault: str) -> Sitemap:
    resolved = (resolve(url, one.strip()) for one in found[: MAX_ADDRESSES + 1])
    addresses = tuple(dict.fromkeys(address for address in resolved if address))
    if len(found) > MAX_ADDRESSES and not fault:
        fault = f"plan du site de plus de {MAX_ADDRESSES} adresses, le reste n'est pas lu"
    addresses = addresses[:MAX_ADDRESSES]
    return Sitemap(pages=addresses, fault=fault) if kind == "urlset" else Sitemap(sitemaps=addresses, fault=fault)


def _read_plain(text: str) -> Sitemap:
    """Read a list of one address a line (sitemaps.org, « Text file »)."""
    rows = [row.strip() for row in text[: MAX_BYTES // 10].splitlines() if row.strip()]
    found = [row for row in rows if is_web_address(row) and len(row.split()) == 1]
    if not found or 2 * len(found) < len(rows):
        shown = " ".join(text[:60].split())
        raise ValueError(f"plan du site illisible : ni XML, ni liste d'adresses (« {shown} »)")
    fault = (
        f"{len(rows) - len(found)} ligne(s) du plan du site ne sont pas des adresses" if len(found) < len(rows) else ""
    )
    return _listed("urlset", found, "", fault)

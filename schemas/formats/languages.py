"""In which language a page says it is: the most precise place first, its template last."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator

from lxml import etree

from schemas.formats.assembly import found
from schemas.formats.page import Page, main_region, open_page
from schemas.parsing.xml import legal_text
from schemas.types.record import RawRecord, Values

_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_METAS = ("dc.language", "dcterms.language", "citation_language", "inlanguage")
_SITE_METAS = ("og:locale", "content-language", "language")
_MAX_NODES = 500
TEMPLATE = "lang du gabarit"


def read_page_languages(raw: RawRecord) -> Values:
    """What the first place that says anything says."""
    page = open_page(raw)
    return next((values for values in _places(page) if values), ())


def _places(page: Page) -> Iterator[Values]:
    yield found(_of_work(page), "JSON-LD inLanguage")
    metas = _metas(page)
    for name in _METAS:
        yield found(metas.get(name, ()), f"meta {name}")
    yield found([_of_region(page)], "lang du texte de la page")
    for name in _SITE_METAS:
        yield found(metas.get(name, ())[:1], f"meta {name}")
    yield found([next(filter(None, map(_written, page.tagged("body", "html"))), "")], TEMPLATE)


def _of_region(page: Page) -> str:
    """The language the element that holds the text, or one around it, is marked with: never the whole page's."""
    element: etree._Element | None = main_region(page)
    while element is not None and element.tag not in {"body", "html"}:
        if written := _written(element):
            return written
        element = element.getparent()
    return ""


def _written(element: etree._Element) -> str:
    return legal_text(str(element.get("lang") or element.get(_XML_LANGUAGE) or "")).strip()


def _metas(page: Page) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in page.tagged("meta"):
        keys = (meta.get(one) for one in ("name", "property", "itemprop", "http-equiv"))
        name = next(filter(None, keys), "").strip().lower().replace("dc:", "dc.").replace("dcterms:", "dcterms.")
        if content := legal_text(str(meta.get("content") or "")).strip():
            metas.setdefault(name, []).append(content)
    return metas


def _of_work(page: Page) -> list[str]:
    """« inLanguage » of the first node of JSON-LD that has one and is not the whole site."""
    for script in page.tagged("script"):
        if "inLanguage" not in (script.text or ""):
            continue
        try:
            left = deque([json.loads(script.text or "null", strict=False)])
        except (ValueError, RecursionError):
            continue
        for _ in range(_MAX_NODES):
            if not left:
                break
            node = left.popleft()
            if isinstance(node, list):
                left.extendleft(reversed(node[:_MAX_NODES]))
            elif isinstance(node, dict):
                left.append(node.get("@graph"))
                if texts := _named(node.get("inLanguage")) if "WebSite" not in str(node.get("@type")) else []:
                    return texts
    return []


def _named(value: object) -> list[str]:
    """The texts of a language written as a code, a node (« alternateName ») or a list of these."""
    items = value if isinstance(value, list) else [value]
    texts = ((item.get("alternateName") or item.get("name")) if isinstance(item, dict) else item for item in items)
    return [legal_text(text) for text in texts if isinstance(text, str)]

"""What a page declares about itself for machines: JSON-LD, Dublin Core, Open Graph and the older meta elements."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.formats.addresses import absolute_address
from schemas.formats.assembly import found, joined, one_line, reading_of
from schemas.formats.page import Page, has_rel
from schemas.formats.person import person_name
from schemas.parsing.xml import legal_text
from schemas.types.record import Found, Reading, Values

_META_FIELDS: Mapping[str, tuple[str, ...]] = {
    "titre": ("dcterms.title", "dc.title", "citation_title", "og:title", "twitter:title"),
    "description": (
        "dcterms.description", "dcterms.abstract", "dc.description", "description", "og:description",
        "twitter:description",
    ),
    "auteurs": ("dcterms.creator", "dc.creator", "citation_author", "author", "article:author"),
    "niveaux": ("dcterms.educationlevel", "dcterms.audience", "dc.audience", "dc.coverage", "dcterms.coverage"),
    "academies": ("dcterms.publisher", "dc.publisher"),
    "types": ("dcterms.type", "dc.type"),
    "dates_publication": (
        "article:published_time", "dcterms.issued", "dcterms.date", "dcterms.created", "dc.date.issued", "dc.date",
        "dc.date.created", "citation_publication_date", "date",
    ),
    "dates_modification": (
        "article:modified_time", "dcterms.modified", "dc.date.modified", "og:updated_time", "last-modified",
    ),
}  # fmt: skip
_KEYWORDS = ("dcterms.subject", "dc.subject", "article:tag", "keywords", "news_keywords")
_LEFT_META = frozenset(
    {"dc.language", "dcterms.language", "dc.identifier", "dcterms.identifier", "dc.format", "dcterms.format",
     "dc.source", "dcterms.source"}
)  # fmt: skip

_WORKS = frozenset(
    {
        "article", "blogposting", "course", "creativework", "learningresource", "newsarticle", "scholarlyarticle",
        "techarticle", "webpage",
    }
)  # fmt: skip
_NODE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "titre": ("headline", "name"),
    "description": ("description", "abstract"),
    "auteurs": ("author", "creator", "contributor"),
    "mots_cles": ("keywords",),
    "niveaux": ("educationalLevel", "audience", "typicalAgeRange"),
    "types": ("learningResourceType",),
    "competences": ("teaches", "competencyRequired"),
    "dates_publication": ("datePublished", "dateCreated"),
    "dates_modification": ("dateModified",),
}
_LEFT_PROPERTIES = frozenset(
    {
        "articleBody", "articleSection", "breadcrumb", "commentCount", "image", "inLanguage", "isPartOf", "license",
        "mainEntity", "mainEntityOfPage", "potentialAction", "primaryImageOfPage", "publisher", "thumbnailUrl", "url",
        "wordCount",
    }
)  # fmt: skip
_MAX_NODES = 500
_SEPARATORS = re.compile(r"[,;]")


def read_declared(page: Page) -> Reading:
    """Read what the page declares, the most structured first."""
    nodes = _json_ld_nodes(page)
    return joined(_read_works(nodes), _read_metas(page), _breadcrumb(nodes), Reading(urls=_addresses(page)))


def read_works(page: Page) -> Reading:
    """Read what the page says of its work in JSON-LD alone."""
    return _read_works(_json_ld_nodes(page))


def declared_site_names(page: Page) -> list[str]:
    """The names the page gives to its site, to be cut from its title."""
    names = [text for node in _json_ld_nodes(page) if "website" in _types(node) for text in _texts(node.get("name"))]
    metas = _metas(page)
    return [*metas.get("og:site_name", ()), *metas.get("application-name", ()), *names]


def declared_site_descriptions(page: Page) -> list[str]:
    """What the page declares of its whole site, which describes none of its pages."""
    nodes = [node for node in _json_ld_nodes(page) if "website" in _types(node)]
    return [text for node in nodes for text in _texts(node.get("description"))]


def declared_titles(page: Page) -> list[str]:
    """The titles the page declares for itself, never those of <title>."""
    metas = _metas(page)
    own = [text for name in ("og:title", "twitter:title", "dc.title", "dcterms.title") for text in metas.get(name, ())]
    works = [node for node in _json_ld_nodes(page) if _types(node) & _WORKS]
    return [*own, *(text for node in works for text in _texts(node.get("headline")))]


def _metas(page: Page) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for meta in page.tagged("meta"):
        name = str(meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        content = one_line(str(meta.get("content") or ""))
        if name and content:
            metas.setdefault(name.replace("dc:", "dc.").replace("dcterms:", "dcterms."), []).append(content)
    return metas


def _read_metas(page: Page) -> Reading:
    metas = _metas(page)
    values: dict[str, Values] = {}
    for field, names in _META_FIELDS.items():
        values[field] = tuple(value for name in names for value in found(metas.get(name, ()), f"meta {name}"))
    authors = [Found(name, at.place) for at in values["auteurs"] if (name := person_name(at.value))]
    values["auteurs"] = tuple(author for author in authors if "/" not in author.value)
    values["mots_cles"] = _first_keywords(metas)
    known = {name for names in _META_FIELDS.values() for name in names} | set(_KEYWORDS) | _LEFT_META
    unread = tuple(
        f"meta {name}" for name in metas if name.startswith(("dc.", "dcterms.", "lrmi.")) and name not in known
    )
    return reading_of(values, unread)


def _first_keywords(metas: Mapping[str, list[str]]) -> Values:
    for name in _KEYWORDS:
        texts = [text for content in metas.get(name, ()) for text in _SEPARATORS.split(content)]
        if values := found(texts, f"meta {name}"):
            return values
    return ()


def _addresses(page: Page) -> Values:
    """The page's own address first: it answered; what the page claims may be another site's."""
    links = [link for link in page.tagged("link") if has_rel(link, "canonical")]
    canonical = (absolute_address(page.base, str(link.get("href") or "")) for link in links)
    graph = (absolute_address(page.base, url) for url in _metas(page).get("og:url", ()))
    own = absolute_address("", page.url)
    return (
        *found([own] if own else [], "adresse de la page"),
        *found((url for url in canonical if url), "lien canonique"),
        *found((url for url in graph if url), "meta og:url"),
    )


def _json_ld_nodes(page: Page) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for script in page.tagged("script"):
        if str(script.get("type") or "").lower().strip() != "application/ld+json":
            continue
        try:
            left = deque([json.loads(script.text or "null", strict=False)])
        except (ValueError, RecursionError):
            continue
        while left and len(nodes) < _MAX_NODES:
            node = left.popleft()
            if isinstance(node, list):
                left.extendleft(reversed(node[:_MAX_NODES]))
            elif isinstance(node, dict):
                nodes.append(node)
                left.append(node.get("@graph"))
    return nodes


def _types(node: Mapping[str, Any]) -> set[str]:
    return {text.lower() for text in _texts(node.get("@type"))}


def _texts(value: object) -> list[str]:
    """The texts of a JSON-LD value: a text, a node with a name, or a list of these."""
    items = value if isinstance(value, list) else [value]
    names = (item.get("name") if isinstance(item, dict) else item for item in items)
    return [one_line(legal_text(name)) for name in names if isinstance(name, str) and name.strip()]


def _read_works(nodes: Iterable[Mapping[str, Any]]) -> Reading:
    return joined(*(_read_work(node) for node in nodes if _types(node) & _WORKS))


def _read_work(node: Mapping[str, Any]) -> Reading:
    values: dict[str, Values] = {}
    for field, properties in _NODE_FIELDS.items():
        values[field] = tuple(
            value for name in properties for value in found(_property_texts(node, field, name), f"JSON-LD {name}")
        )
    known = {name for names in _NODE_FIELDS.values() for name in names} | _LEFT_PROPERTIES
    unread = (f"JSON-LD {legal_text(name)[:60]}" for name in node if name not in known and not name.startswith("@"))
    return reading_of(values, tuple(unread))


def _property_texts(node: Mapping[str, Any], field: str, name: str) -> list[str]:
    texts = _texts(node.get(name))
    if field == "mots_cles":
        return [part for text in texts for part in _SEPARATORS.split(text)]
    return [person_name(text) for text in texts] if field == "auteurs" else texts


def _breadcrumb(nodes: Iterable[Mapping[str, Any]]) -> Reading:
    for node in nodes:
        items = node.get("itemListElement")
        if "breadcrumblist" not in _types(node) or not isinstance(items, list):
            continue
        names = [_texts(item) or _texts(item.get("item")) for item in items if isinstance(item, dict)]
        path = [name[0] for name in names[:-1] if name]  # the last one is the page itself
        return Reading(rubriques=found((name for name in path if not is_home(name)), "fil d'Ariane (JSON-LD)"))
    return Reading()


def is_home(name: str) -> bool:
    """Say whether a step of a breadcrumb is only the home page."""
    return name.strip(" :>»/").lower() in {"", "accueil", "home", "page d'accueil", "page d’accueil", "vous êtes ici"}

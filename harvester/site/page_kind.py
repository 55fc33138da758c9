"""Telling a page of content from a page that only lists others."""

from __future__ import annotations

from enum import Enum

from lxml import etree


class PageKind(Enum):
    """What a page is for."""

    CONTENT = "content"
    LIST = "list"
    OTHER = "other"


_SPIP_LISTS = ("page_rubrique", "page_sommaire", "page_plan", "page_mot", "page_auteur", "page_recherche", "page_site")
_LISTS = ("blog", "archive", "category", "home", "page-taxonomy-term", "path-frontpage")


def is_spip(root: etree._Element) -> bool:
    """Say whether a page was made by SPIP: its generator says so, or its own class names are there."""
    generator = root.find(".//head/meta[@name='generator']")
    if generator is not None and "SPIP" in (generator.get("content") or ""):
        return True
    return bool(root.xpath("boolean(//*[contains(concat(' ', @class), ' spip_')])"))


def kind_of_page(root: etree._Element) -> PageKind:
    """Say what a page is for, by what it shows of itself."""
    body = root.find(".//body")
    classes = (body.get("class") or "").split() if body is not None else []
    if is_spip(root):
        return _kind_of_spip_page(root, classes)
    if any(name in _LISTS for name in classes):
        return PageKind.LIST
    og_type = root.find(".//meta[@property='og:type']")
    if og_type is not None and og_type.get("content") == "website" and root.find(".//h1") is None:
        return PageKind.LIST
    return PageKind.CONTENT if root.find(".//h1") is not None or root.find(".//article") is not None else PageKind.OTHER


def _kind_of_spip_page(root: etree._Element, classes: list[str]) -> PageKind:
    if "page_article" in classes or "page_breve" in classes:
        return PageKind.CONTENT
    if any(name.startswith("page_") for name in classes):
        return PageKind.LIST if any(name in _SPIP_LISTS for name in classes) else PageKind.OTHER
    # A site's own templates may drop the class: one publication line above the text makes an article.
    has_date = root.xpath("count(//*[contains(@class, 'info-publi') or contains(@class, 'published')]) = 1")
    has_text = root.xpath("boolean(//*[contains(@class, 'texte') or contains(@class, 'chapo')])")
    return PageKind.CONTENT if has_date and has_text else PageKind.LIST

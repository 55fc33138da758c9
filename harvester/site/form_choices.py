"""The addresses the choices of a form ask for, as browsers write them (HTML, « constructing the entry list »). Pure.

All that must be chosen is taken together, each choice that may be made alone: what several of those would show, each
shows already. A form whose combinations are too many has each of its choices taken once; the crawl says so.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import islice, product
from urllib.parse import urlencode

from lxml import etree

from harvester.site.forms import MAX_OF_ONE_FORM, Choice, Form, forms_of
from schemas.formats.page import has_rel

_CHARSET = re.compile(r"charset\s{0,9}=\s{0,9}[\"']?([\w-]{1,40})", re.IGNORECASE)


def form_addresses(root: etree._Element, url: str, *, nofollow: bool = True) -> Iterator[tuple[etree._Element, str]]:
    """The addresses asked for by the choices of a page's forms, each with the element that says it to readers."""
    charset = ""
    for form in forms_of(root):
        if not form.is_followed or (nofollow and has_rel(form.element, "nofollow")):
            continue
        action = _bare(form.action) or _bare(url)
        charset = charset or _charset(root)
        for said, values in islice(_asked(form), MAX_OF_ONE_FORM):
            query = urlencode(values, encoding=charset, errors="xmlcharrefreplace")
            yield said, f"{action}?{query}" if query else action


def _bare(address: str) -> str:
    """An address without the query, which what is chosen replaces."""
    return address.partition("#")[0].partition("?")[0]


def _asked(form: Form) -> Iterator[tuple[etree._Element, list[tuple[str, str]]]]:
    varied = list(enumerate(form.fields))
    required = [(place, field) for place, field in varied if not field.is_optional]
    optional = [(place, field) for place, field in varied if field.is_optional]
    if form.count > MAX_OF_ONE_FORM:
        for place, field in varied:
            yield from (_sent(form, {place: choice}) for choice in field.choices if not field.is_fixed)
        return
    asks_for_all = not optional or any(field.shows_all for _, field in optional)
    for together in product(*(field.choices for _, field in required)):
        chosen = {place: choice for (place, _), choice in zip(required, together, strict=True)}
        if asks_for_all:
            yield _sent(form, chosen)
        for place, field in optional:
            yield from (_sent(form, {**chosen, place: choice}) for choice in field.choices)


def _sent(form: Form, chosen: dict[int, Choice]) -> tuple[etree._Element, list[tuple[str, str]]]:
    """The names and values a browser sends, and the element that says what was chosen."""
    values = []
    said = form.element
    for place, field in enumerate(form.fields):
        choice = chosen.get(place)
        if choice is not None:
            said = said if field.is_fixed else choice.element
        elif not field.is_optional:
            choice = field.choices[0]
        value = choice.value if choice is not None else field.without
        if value is not None:
            values.append((field.name, value))
    return said, values


def _charset(root: etree._Element) -> str:
    """What a page writes its addresses in; UTF-8 when it does not say."""
    for meta in root.iter("meta"):
        match = _CHARSET.search(str(meta.get("content") or "")[:200])
        said = str(meta.get("charset") or (match[1] if match else "")).strip()
        if said:
            try:
                return codecs.lookup(said).name
            except LookupError:
                return "utf-8"
    return "utf-8"

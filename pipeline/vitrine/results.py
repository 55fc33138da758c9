"""The results of a search, page by page; where there are none, what is near."""

from __future__ import annotations

from dataclasses import replace

from feeds.vitrine.links import FIRST, PAGE_SIZE, PARAMETERS, Chosen, Links, View
from feeds.vitrine.pages import ProductionCard
from feeds.vitrine.search_page import TITRES, Chip, Correction, Near, SearchPage, chips_of, facets_of, searches_without
from feeds.wording.safe_text import safe_text
from index.result import Marked
from pipeline.vitrine.finding import SearchedPage
from pipeline.vitrine.library import Library

SUGGESTED = 8
"""Suggestions under what is typed."""
NEAR = 3
"""Results shown of a search nothing answers, once one of its conditions is left out."""


def search_results(library: Library, links: Links, words: str, chosen: Chosen, view: View = FIRST) -> SearchPage:
    """Search, and give one page of the results; a page after the last is the last."""
    start = (view.page - 1) * view.size
    found = library.finder.find(words, chosen, start=start, size=view.size, by_date=view.by_date)
    pages = max(1, -(-found.total // view.size))
    if view.page > pages:
        return search_results(library, links, words, chosen, replace(view, page=pages))
    labels = library.group_titres
    cards = _cards(library, found)
    complete = max(0, min(len(cards), found.complete - start))
    told = sum(map(bool, found.told))  # they come last
    first_told = max(complete, len(cards) - told)
    return SearchPage(
        words=words,
        chosen=chosen,
        total=found.total,
        pages=pages,
        cards=tuple(cards[:complete]),
        partly=tuple(cards[complete:first_told]),
        by_text=tuple(cards[first_told:]),
        complete=found.complete,
        corrections=tuple(
            Correction(typed, searched, links.search(chosen, words.replace(typed, f'"{typed}"')))
            for typed, searched in found.corrections
        ),
        suggestion=Chip(found.suggestion, links.search(chosen, found.suggestion)) if found.suggestion else None,
        facets=facets_of(found.counts, chosen, labels),
        chips=chips_of(words, chosen, links, labels),
        remarks=found.remarks,
        near=None if found.total else _near(library, links, words, chosen),
        view=view,
    )


def _near(library: Library, links: Links, words: str, chosen: Chosen) -> Near | None:
    """What answers all the conditions but one: the one without which most is found."""
    tried = [
        (library.finder.find(left_words, left, size=NEAR), chip)
        for chip, left_words, left in searches_without(words, chosen, links, library.group_titres)
        if left_words or any(left.values())
    ]
    best = max(tried, key=lambda pair: pair[0].total, default=None)
    if best is None or not best[0].total:
        return None
    return Near(best[1], best[0].total, tuple(_cards(library, best[0])))


def suggestions(library: Library, typed: str) -> list[dict[str, str]]:
    """What may complete what is typed, and what each is: an académie, a discipline, or a word."""
    titres = {field: TITRES[name] for name, field in PARAMETERS.items() if name not in {"groupe", "langue"}}
    return [
        {"texte": safe_text(one.text), "quoi": " ".join(filter(None, (titres.get(one.field, ""), f"({one.count})")))}
        for one in library.finder.suggestions(typed, SUGGESTED)
        if not one.field or one.field in titres
    ]


def latest(library: Library, kind: str, value: str) -> SearchPage:
    """The first productions of a list, for a frame or a fragment."""
    chosen = {kind: (value,)}
    found = library.found(chosen, PAGE_SIZE)
    return SearchPage("", chosen, found.total, 1, tuple(map(library.card, found.records)), (), ())


def _cards(library: Library, found: SearchedPage) -> list[ProductionCard]:
    return [
        replace(library.card(record), extract=_pieces(extract), document=_document_of(extract), missing=missing)
        for record, extract, missing in zip(found.records, found.extracts, found.missing, strict=True)
    ]


def _pieces(extract: Marked | None) -> tuple[tuple[str, bool], ...]:
    """Cut an extract at its marks; each piece is made safe by itself."""
    if extract is None:
        return ()
    pieces, last = [], 0
    for begin, end in extract.marks:
        pieces += [(extract.text[last:begin], False), (extract.text[begin:end], True)]
        last = end
    pieces.append((extract.text[last:], False))
    return tuple((safe_text(text), marked) for text, marked in pieces if text)


def _document_of(extract: Marked | None) -> str:
    return safe_text(extract.document) if extract is not None else ""

"""Dates a page shows to its readers: microformats, <time>, and sentences such as « Publié le 3 mai 2024 »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from schemas.formats.assembly import found, joined
from schemas.formats.cards import read_signing_card
from schemas.formats.own_part import OwnPart, Spot
from schemas.formats.page import Elements, Page, is_inside
from schemas.formats.page_text import ICON, names_of, plain_text
from schemas.formats.signatures import names_signing
from schemas.formats.signing_lines import is_made_of_parts
from schemas.formats.written_dates import DATE, DATE_OR_MONTH, OF_OURS, is_agenda
from schemas.types.record import Reading

MAX_LINE_CHARS = 300
"""A sentence that gives the page's date is short."""
ONLY_CHANGED = "seule date affichée : dernière modification"
"""The place of a date of publication that a wiki does not show: that of the last change stands for it."""
_WORK = r"(?:(?:article|billet|document|fiche|page|ressource|texte)\s+)?"
_ONE = rf"{_WORK}(?:publiée?|parue?|mise? en ligne|postée?|ajoutée?|créée?|déposée?|rédigée?|écrite?|proposée?)"
_NOUN = (
    r"(?:date de )?(?:publication|parution|création|mise en ligne)|"
    r"(?:first )?(?:published|posted|created|written|submitted)|date"
)
_BY = r"(?:\s+(?:par|by)\s[^|·•\d]{2,100}?)?(?:,?\s+(?:le|on|the|du|en|in))?\s*:?\s*"
_PUBLISHED = re.compile(rf"(?:{_ONE}|{_NOUN}){_BY}{DATE_OR_MONTH}", re.IGNORECASE)
_MODIFIED = re.compile(
    r"(?:modifiée?|mise? à jour|actualisée?|révisée?|"
    r"(?:dernière |date de )?(?:modification|mise à jour|révision|actualisation)|"
    r"(?:last )?(?:updated|modified|edited|revised|update|change))"
    rf"(?:\s+de cette page|\s+of this page)?(?:\s+a été (?:faite|effectuée))?{_BY}{DATE}",
    re.IGNORECASE,
)
_WORDS = {
    _PUBLISHED: ("publi", "paru", "mis", "post", "ajout", "cré", "dépos", "rédig", "écri", "propos", "creat", "writ",
                 "submit", "date"),
    _MODIFIED: ("modif", "jour", "actual", "révis", "updat", "edit", "revis", "change"),
}  # fmt: skip
"""One of them is in what each pattern finds: they are looked for first, being found much faster."""
_OPENING = re.compile(r"\A(?:(?:la|this page was)\s+|\s*)|[|,–—•·(:;\d-]\s*|\.\s+", re.IGNORECASE)
"""Where a sentence that gives a date may begin: its line, or after a separator or another date."""
_ALONE = re.compile(rf"(?:le\s+|du\s+|on\s+|date\s?:?\s+)?{DATE}(?P<after>.*)", re.IGNORECASE | re.DOTALL)
_ENDING = re.compile(rf"(?:\A|[|·•,–—-]|\s/|\ble|\bon)\s*{DATE}(?P<after>.{{0,60}})\Z", re.IGNORECASE | re.DOTALL)
_SIGNING = re.compile(rf"(?:[^\W\d_][\w'’ -]{{1,40}},\s)?(?:le\s)?{DATE}\.?", re.IGNORECASE)
"""« Caen, le 3 mai 2024 »."""
_AFTER = re.compile(
    r"\s*(?:(?:,|à|at|-|T|\()?\s*\d{1,2}\s?[:hH]\s?\d{0,2}(?::\d\d)?(?:\s?[ap]\.?m\.?)?(?:\s?(?:UTC|GMT|CES?T))?\)?)?\s*"
    r"(?:\Z|[|·•,;/(–—-]|(?:par|by|dans|in|de)\b)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\A(?:par|by)\b|,\s*le\s+\d", re.IGNORECASE)
_SIGNING_LINES = 2
_DATE_NAMES = re.compile(
    r"(?:(?:post|entry|article|meta|node|content|blog|art|info|crayon)[-_]{1,2})?"
    r"(?:date|published|publication|publie|posted[-_]?on|pubdate|created|time|dt-published)(?:[-_].{0,30})?"
    rf"|{ICON}(?:calendar|clock|date|time)(?:-.{{0,30}})?"
)
_OF_THE_SITE = re.compile(r"derni[eè]re mise à jour|last updated?(?! on\b)|site\b", re.IGNORECASE)
_CHANGED = frozenset({"updated", "modified", "dt-updated", "date-modified", "date-modification"})
_NOT_OWN = frozenset({"aside", "footer", "nav", "li"})


def read_printed_dates(page: Page, own: OwnPart) -> Reading:
    """Read the dates the page shows: marked in the article, written beside it, then those anywhere that say so."""
    read = joined(_marked(own), _labelled(own.spots))
    if not read.dates_publication:
        read = joined(read, _alone(own))
    changed = [one.value for one in read.dates_modification] + _first(_MODIFIED, _of_this_page(own))
    if not read.dates_publication or not read.dates_modification:
        read = joined(read, _elsewhere(page, own))
    if not read.dates_publication and changed:
        read = joined(read, Reading(dates_publication=found(changed[:1], ONLY_CHANGED)))
    return read


def _marked(own: OwnPart) -> Reading:
    """Read the dates marked for machines near the title or the end of the article."""
    inner = [one for spot in own.spots for one in spot.inner]
    published = [
        one
        for one in inner
        if "dt-published" in names_of(one) or "published" in names_of(one) or _is(one, "datePublished")
    ]
    modified = [one for one in inner if names_of(one) & _CHANGED or _is(one, "dateModified")]
    timed = [
        one
        for one in inner
        if one.tag == "time" and one.get("datetime") and one.get("itemprop") in {None, "dateCreated"}
    ]
    plain = [one for one in timed if one not in modified]
    is_only_changed = not published and not plain
    return Reading(
        dates_publication=found(map(_date, published[:3]), "date de publication affichée")
        + found(map(_date, plain[:1]), "balise time"),
        dates_modification=found(
            (_date(one) for one in modified if is_only_changed or one not in published), "date de mise à jour affichée"
        ),
    )


def _is(element: etree._Element, name: str) -> bool:
    return element.get("itemprop") == name or element.get("property") in {name, f"schema:{name}"}


def _date(element: etree._Element) -> str:
    """The date of an element as it is written for machines, else as it is shown."""
    inner = (
        element
        if element.get("datetime")
        else next((one for one in element.iter("time") if one.get("datetime")), element)
    )
    written = inner.get("datetime") or inner.get("content") or (inner.get("title") if inner.tag == "abbr" else None)
    text = str(written or "").strip() or plain_text(inner)[:80]
    if written is None and (match := _DATE_ONLY.search(text)) is not None:
        return match[1]
    return text


_DATE_ONLY = re.compile(DATE, re.IGNORECASE)


def _labelled(spots: Iterable[Spot]) -> Reading:
    lines = list(_with_labels(tuple(spots)))
    return Reading(
        dates_publication=found(_first(_PUBLISHED, lines), "« Publié le … »"),
        dates_modification=found(_first(_MODIFIED, lines), "« Modifié le … »"),
    )


def _with_labels(spots: tuple[Spot, ...]) -> Iterator[str]:
    """The lines; one that is a label alone (« Publié le : ») goes with the next."""
    for at, spot in enumerate(spots):
        following = spots[at + 1].text if at + 1 < len(spots) else ""
        if len(spot.text) <= 40 and following[:1].isalnum() and not any(map(str.isdigit, spot.text)):
            yield f"{spot.text} {following}"[:MAX_LINE_CHARS]
        if len(spot.text) <= MAX_LINE_CHARS:
            yield spot.text


def _alone(own: OwnPart) -> Reading:
    """Read a date that stands alone beside the title, or signs the end: « mardi 6 mai 2025, par X »."""
    if is_agenda(spot.text for spot in own.spots):
        return Reading()
    for spot in own.head:
        if (spot.is_near or _is_named_date(spot)) and not _lists_another(spot) and (day := _lone_date(spot)):
            return Reading(dates_publication=found([day], "date affichée près du titre"))
    for spot in own.foot or own.head[-_SIGNING_LINES:]:  # a short text has no end of its own
        if _is_named_date(spot) or _BYLINE.search(spot.text) or names_signing(spot.text):
            match = _ENDING.search(spot.text)
            if match is not None and len(spot.text) <= 120 and _AFTER.match(match["after"]):
                return Reading(dates_publication=found([match[1]], "date affichée à la fin de l'article"))
            if _is_named_date(spot) and not _lists_another(spot) and (day := _lone_date(spot)):
                return Reading(dates_publication=found([day], "date affichée à la fin de l'article"))
        elif (signed := _SIGNING.fullmatch(spot.text)) is not None and _is_under_a_rule(spot):
            return Reading(dates_publication=found([signed[1]], "date affichée à la fin de l'article"))
    return Reading()


def _is_under_a_rule(spot: Spot) -> bool:
    """Say whether a line stands just under a rule (« <hr> »), as what signs a letter does."""
    block = next((one for one in spot.inner if one.tag in {"p", "div"}), None)
    before = None if block is None else next((one for one in block.itersiblings(preceding=True)), None)
    return before is not None and before.tag == "hr"


def _lone_date(spot: Spot) -> str:
    text = spot.text
    if len(text) > MAX_LINE_CHARS or not any(map(str.isdigit, text)) or _MODIFIED.search(text):
        return ""
    match = _ALONE.match(text)
    if match is not None and _AFTER.match(match["after"]):
        return match[1]
    match = _ENDING.search(text)
    return (
        match[1]
        if match is not None and len(text) <= 120 and _AFTER.match(match["after"]) and _may_precede(text, match)
        else ""
    )


def _may_precede(text: str, match: re.Match[str]) -> bool:
    """Say whether what stands before a date that ends a line is a signature or a category, not a sentence."""
    before = text[: match.start()].strip()
    is_short = len(before.split()) <= 8 and not before.endswith((".", "!", "?"))
    return is_short or is_made_of_parts(before) or bool(names_signing(text))


def _is_named_date(spot: Spot) -> bool:
    return any(_DATE_NAMES.fullmatch(name) for one in spot.inner for name in names_of(one))


def _lists_another(spot: Spot) -> bool:
    """Say whether the line is that of a list which leads to other articles."""
    if not spot.inner:
        return False
    item = next((one for one in (spot.inner[0], *spot.inner[0].iterancestors()) if one.tag in {"li", "tr"}), None)
    return item is not None and any(len(plain_text(link).split()) > 4 for link in item.iter("a"))


def _elsewhere(page: Page, own: OwnPart) -> Reading:
    """Read what says of itself that it is the page's date, wherever it stands."""
    lines = list(_with_labels(own.outside))
    published = found(_dates(page.named("published")), "date de publication affichée")
    card = read_signing_card(own)
    times = [one for one in page.tagged("time") if one.get("datetime")]
    return Reading(
        dates_publication=published
        + found([card.date], "date affichée à côté de l'article")
        + found(_first(_PUBLISHED, lines), "« Publié le … »")
        + found(map(_date, times if len(times) == 1 else ()), "seule balise time"),
        dates_modification=found(_dates(page.named("updated", "modified")), "date de mise à jour affichée")
        + found(_first(_MODIFIED, [line for line in lines if not _OF_THE_SITE.match(line)]), "« Modifié le … »"),
    )


def _of_this_page(own: OwnPart) -> list[str]:
    return [spot.text for spot in own.outside if "cette page" in spot.text or "this page" in spot.text]


def _dates(elements: Elements) -> list[str]:
    return [_date(element) for element in elements[:3] if not is_inside(element, _NOT_OWN)]


def _has_any(words: Iterable[str], text: str) -> bool:
    return any(word in text for word in words)


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> list[str]:
    """Find the first date of a kind; the sentence must open its line, or follow a separator or another date."""
    for line in lines:
        if not any(map(str.isdigit, line)) or not _has_any(_WORDS[pattern], line.lower()):
            continue
        if _PUBLISHED.match(line):
            matches: Iterable[re.Match[str] | None] = pattern.finditer(line)
        else:
            matches = (pattern.match(line, start.end()) for start in _OPENING.finditer(line))
        match = next((one for one in matches if one is not None and OF_OURS.search(one[1])), None)
        if match is not None:
            return [match[1]]
    return []

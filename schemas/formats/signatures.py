"""Who signs an article in its own words: a field labelled « Auteur(s) », a paragraph that is only names.

A name quoted in a text signs nothing: a signature is a whole paragraph, at the beginning or at the end of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from itertools import islice, takewhile

from lxml import etree

from schemas.formats.assembly import found, one_line
from schemas.formats.blocks import SHORTEST_PROSE
from schemas.formats.own_part import is_elsewhere
from schemas.formats.page import Page
from schemas.formats.page_text import names_of, plain_text
from schemas.formats.person import bare_name, is_collective, is_nobody, looks_like_people, person_name, split_people
from schemas.formats.site_names import SiteNames, letters_of
from schemas.formats.written_dates import DATE
from schemas.types.record import Line, Values

LABEL = re.compile(
    r"\A(?:(?:l['’]|les\s)?(?:auteure?s?|autrices?|auteur\(?[.·-]?e?\)?[.·-]?\(?s?\)?|auteur·rice·?s"
    r"|auteure?s? et autrices?"
    r"|rédact(?:eur|rice)\(?s?\)?)(?: de (?:l['’]article|la (?:page|ressource|fiche)|ce document))?"
    r"|authors?)[\s\u00a0]{0,3}:?[\s\u00a0]*\Z",
    re.IGNORECASE,
)
_FIELD = re.compile(r"(?:.*[-_ ])?(?:field|champ|meta|info|author|auteur|fiche|cartouche)s?(?:[-_ ].*)?")
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_INLINE = frozenset({"b", "em", "i", "p", "span", "strong"})
_LABELS = ("dt", "th", "label", "div", *sorted(_INLINE), *sorted(_HEADINGS))
_LONGEST_LABEL = 60
_SIGNS_OF_LABELS = ("auteu", "autri", "author", "dact")
_SPACES = " \t\r\n:\u00a0"
_MOST = 8
_WORK = (
    r"(?:(?:cet?|cette|un|une|l['’]|le|la)\s?)?(?:articles?|textes?|billets?|pages?|fiches?|ressources?|séances?|séquences?"
    r"|activités?|scénarios?|documents?|comptes?[ -]rendus?|dossiers?|projets?|travail|contributions?|productions?"
    r"|dispositifs?|propositions?|idées?|notes?|veille|sélections?|choix|revues?|enquêtes?|récits?|reportages?)"
)
_DONE = (
    r"(?:co-?)?(?:écrite?s?|rédigée?s?|proposée?s?|conçue?s?|réalisée?s?|élaborée?s?|signée?s?|présentée?s?|imaginée?s?"
    r"|menée?s?|testée?s?|expérimentée?s?|construite?s?|partagée?s?|assurée?s?|préparée?s?|établie?s?|prises?|tenue?s?)"
)
_SIGNS = re.compile(
    rf"(?:(?:{_WORK}\s)?{_DONE}(?:\set\s{_DONE})?\spar|{_WORK}\s(?:de|par)|propos (?:recueillis|rapportés) par"
    r"|(?:textes?|rédaction|auteure?s?|autrices?|auteur\(?e?\)?\(?s?\)?|rédact(?:eur|rice)s?"
    r"|secrétaires?(?: de séance)?|rapporteu(?:r|se)s?)(?:\s(?:et|&|,)\s(?:photo(?:graphie)?s?|images?|illustrations?"
    r"|mise en ligne|documents?))?\s?:|pour (?:tout )?(?:le groupe|l['’]équipe|le collectif)[^,:.]{0,40}[,:]|signé"
    r"|recueilli par|par)[\s\u00a0]{0,3}:?[\s\u00a0]{0,3}(?=[^\W\d_])",
    re.IGNORECASE,
)
_WITH = re.compile(
    r"(?:avec(?: la (?:collaboration|contribution) (?:de |d['’]))?|en collaboration avec|coécrit avec|co-écrit avec)\s",
    re.IGNORECASE,
)
_ROLES = (
    r"(?:professeur|enseignant|prof\b|certifié|agrégé|ia-?ipr|inspect|formateur|formatrice|référent"
    r"|chargée?s? de|documentaliste|interlocut|conseill|collège|clg\b|lycée|lp\b|lpo\b|école|académie|cpe\b|plp\b"
    r"|ian\b|iatice\b|erun\b|ia-?dasen|membres? d|coordonnat|coordinat|animat(?:eur|rice)|responsable|pilote|rapporteu"
    r"|secrétaire|pour l|au nom d)"
)
_ROLE = re.compile(rf"\s?[,(–—]\s?{_ROLES}.*\Z", re.IGNORECASE)
_ASIDE = re.compile(rf"\s?\({_ROLES}[^()]{{0,80}}\)", re.IGNORECASE)
"""« X (lycée A) et Y (collège B) »."""
OTHER_HANDS = (
    r"(?:,\s?|\s(?:et|puis|;|-|–)\s|\s\(|\s)(?:relue?|corrigée?|validée?|vérifiée?|illustrée?"
    r"|mise? en (?:page|ligne|forme)|traduite?|publiée?|coordonnée?)s?\s(?:et \w+\s)?(?:par|sous)\s"
)
"""« écrit par X, relu par Y »: who worked on it after its author."""
_OTHERS = re.compile(rf"{OTHER_HANDS}.*\Z", re.IGNORECASE)
_WHEN = re.compile(
    rf"\s?(?:[,–—|·•(-]\s?)?(?:(?:publiée?|mise? en ligne|écrite?)\s)?(?:\ble\s|\bon\s)?{DATE}\)?[\s.]*\Z",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:l['’]|le |la )?(?:académie|rectorat|dsden|dr?ane|délégation|ministère|région académique|réseau canopé"
    r"|inspection|lycée|collège|école|université)\b",
    re.IGNORECASE,
)
"""Whom a whole site names as its author: those who sign a page say more."""
_NO_NAME = re.compile(
    r"(?:le|la|les|l['’].*|un|une|des|the|a|mon|ma|notre|nos|ce|cette|saint|sainte|madame|monsieur)\Z", re.IGNORECASE
)
"""A first word of titles of works: « Le Petit Prince » is nobody."""
_NO_PERSON = re.compile(
    r"\b(?:lyc[ée]e|coll[èe]ge|[ée]cole|acad[ée]mie|universit|mus[ée]e|notre-dame|rue|place|avenue|minist|espace|site)",
    re.IGNORECASE,
)
_EMPHASIS = frozenset({"b", "cite", "em", "i", "strong"})
_RIGHT = re.compile(r"text-align\s*:\s*right", re.IGNORECASE)
_QUOTES = frozenset({"blockquote", "figure", "img", "pre", "iframe", "video", "audio", "object"})
_INSIDE = frozenset({"aside", "blockquote", "dd", "figcaption", "figure", "footer", "header", "li", "nav", "td"})
_FIRST, _LAST = 3, 4
"""Lines of a text, at its beginning and its end, among which a signature stands."""
_LONGEST = 160
_COMPARED = 12
_WEAK = frozenset({"auteur de tout le flux", "auteur de la dernière modification"})
"""Places of names that anything the article says goes before."""


def read_labelled(page: Page, region: etree._Element, title: etree._Element | None, common: Set[str]) -> Values:
    """Read the names a field labelled « Auteur(s) » gives: a definition, a field of the engine, a heading and a list.

    It is surer than the account that put the page on line; what a sentence of the text labels so may be a book's.
    `common` are the lines that all pages of the site show: a list of all its authors signs none.
    """
    for label in page.root.iter(*_LABELS):
        written = label.text
        if (
            not written
            or len(written) > _LONGEST_LABEL
            or not any(sign in written.lower() for sign in _SIGNS_OF_LABELS)
        ):
            continue
        if not LABEL.match(written.strip()) or is_elsewhere(label, region, title):
            continue
        names = [person_name(text).strip(" .,:;|·•\u00a0") for text in _values_of(label)]
        is_list_of_all = len(names) > 1 and all(name in common for name in names)
        if 0 < len(names) <= _MOST and all(map(looks_like_people, names)) and not is_list_of_all:
            return found(names, "« Auteur : … »")
    return ()


def _values_of(label: etree._Element) -> list[str]:
    """The values that stand beside a label, each in its own element."""
    while label.tag in _INLINE and label.getprevious() is None and not (label.tail or "").strip(_SPACES):
        above = label.getparent()
        if above is None or (above.text or "").strip() or above.tag not in {"dt", "th", "label", *_INLINE, *_HEADINGS}:
            break
        label = above
    after = [one for one in label.itersiblings() if isinstance(one.tag, str)]
    if label.tag == "dt":
        return [plain_text(one) for one in takewhile(lambda one: one.tag == "dd", after)]
    if label.tag == "th":
        return [plain_text(one) for one in after[:1]]
    is_list = label.tag in _HEADINGS and bool(after) and after[0].tag in {"ul", "ol", "dl"}
    around = (label, *list(label.iterancestors())[:1])
    if not after or not (is_list or any(_FIELD.fullmatch(name) for one in around for name in names_of(one))):
        return []
    items = [one for one in after[0].iter() if one.tag in {"li", "dd"} or "field-item" in _bare_names(one)]
    return [text for one in (items or after[:1]) if (text := plain_text(one))]


def _bare_names(element: etree._Element) -> frozenset[str]:
    return frozenset(name.replace("__", "-") for name in names_of(element))


def with_signature(authors: Values, page: Page, lines: Sequence[Line], site: SiteNames) -> Values:
    """The authors with those the text itself signs with.

    An engine knows one account: a signature that names it and another one completes it. Where it names somebody else,
    who knows which of them wrote: the engine's stays.
    """
    known = {letters_of(one.value) for one in authors}
    signed, others = _signature(page, lines, site, known)
    if all(one.place in _WEAK or _BODY.match(one.value) for one in authors):
        return signed or authors
    if len(authors) == 1 and len(signed) > 1 and known <= {letters_of(one.value) for one in signed}:
        return signed
    if len(authors) == 1 and others:
        return (*authors, *(one for one in others if letters_of(one.value) not in known))
    return authors


def _signature(page: Page, lines: Sequence[Line], site: SiteNames, known: Set[str]) -> tuple[Values, Values]:
    """Who signs a text, and whom it names as having worked with who does.

    A last line that names the `known` authors among others signs, however it is written.
    """
    prose = next((at for at, line in enumerate(lines) if len(line.text) >= SHORTEST_PROSE and not line.heading), 0)
    last = {letters_of(line.text) for line in lines[max(prose + 1, len(lines) - _LAST) :]}
    first = {letters_of(line.text) for line in lines[: max(_FIRST, min(prose, _MOST))]}
    texts = [line.text for line in reversed(lines) if _may_name(line.text)]
    paragraphs = _paragraphs(page, texts) if texts else {}
    for text in texts:
        paragraph = paragraphs.get(text)
        if paragraph is None or not (letters_of(text) in last | first or _is_last(paragraph)):
            continue
        is_last = letters_of(text) in last or _is_last(paragraph)
        together = _WITH.match(text) if is_last else None
        said = together or _SIGNS.match(text)
        names = _signed(text, said)
        is_known = is_last and len(names) > 1 and bool(known) and known <= set(map(letters_of, names))
        if said is None and not is_known and not _is_set_apart(paragraph, is_last=is_last):
            continue
        if names and not any(is_nobody(name) or site.is_name(name) for name in names):
            signed = found(names, "signature")
            return ((), signed) if together is not None else (signed, ())
    return (), ()


def _may_name(text: str) -> bool:
    """Say whether a line may be a signature, before its paragraph is looked for."""
    return _is_short(text) and bool(_SIGNS.match(text) or _WITH.match(text) or _names(_bare(text)))


def names_signing(text: str) -> list[str]:
    """The names in a line that only signs, whatever roles, schools and date stand with them."""
    return _signed(text, _SIGNS.match(text)) if _is_short(text) else []


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST and not text.endswith((":", "?"))


def _signed(text: str, said: re.Match[str] | None) -> list[str]:
    """The names after what says that one signs, or those that are all of a line."""
    return _names(text[said.end() :] if said is not None else _bare(text))


def _bare(text: str) -> str:
    return text.lstrip("—–-( ").rstrip(")")


def _paragraphs(page: Page, texts: Sequence[str]) -> Mapping[str, etree._Element]:
    """The paragraphs that are these texts, by their text."""
    beginnings = tuple({one_line(text)[:_COMPARED] for text in texts})
    near = (
        one for one in page.tagged("p", "div", "center") if len(one) <= _MOST and _start_of(one).startswith(beginnings)
    )
    return {text: one for one in near if (text := _text_to_sign(one))}


def _start_of(element: etree._Element) -> str:
    return one_line("".join(map(str, islice(element.itertext(), _MOST))))


def _text_to_sign(paragraph: etree._Element) -> str:
    """The text of a short paragraph that may sign; empty for another."""
    if len(paragraph) > _MOST or any(one.tag in {"div", "p", "ul", "table"} for one in paragraph.iterdescendants()):
        return ""
    quote = _lone_quote(paragraph)
    if any(above.tag in _INSIDE for above in (paragraph if quote is None else quote).iterancestors()):
        return ""
    text = plain_text(paragraph)
    return text if len(text) <= _LONGEST else ""


def _lone_quote(paragraph: etree._Element) -> etree._Element | None:
    """The quotation that holds this paragraph alone: some write their signature so, set off from the text."""
    quote = paragraph.getparent()
    if quote is None or quote.tag != "blockquote" or plain_text(quote) != plain_text(paragraph):
        return None
    return quote


def _is_last(paragraph: etree._Element) -> bool:
    """Say whether a paragraph ends the element it stands in, after others."""
    quote = _lone_quote(paragraph)
    block = paragraph if quote is None else quote
    following = [one for one in block.itersiblings() if isinstance(one.tag, str)]
    if quote is not None:  # the page's keywords and its list of other pages may follow, and no sentence
        following = [one for part in following for one in part.iter("p") if len(plain_text(one)) >= SHORTEST_PROSE]
    after = any(plain_text(one) for one in following)
    before = [one for one in block.itersiblings(preceding=True) if one.tag in {"p", "ul", "h2", "h3"}]
    return not after and len(before) > 1


def _is_set_apart(paragraph: etree._Element, *, is_last: bool) -> bool:
    """Say whether a paragraph is written as signatures are: in italics, at the right; at the end, in bold too."""
    quote = _lone_quote(paragraph)
    block = paragraph if quote is None else quote
    before = next((one for one in block.itersiblings(preceding=True) if isinstance(one.tag, str)), None)
    if before is not None and (before.tag in _QUOTES or any(one.tag in _QUOTES for one in before.iterdescendants())):
        return False  # who is quoted, who painted it
    if quote is not None:
        return _is_last(paragraph)
    style = " ".join((str(paragraph.get("style") or ""), "text-align:" + str(paragraph.get("align") or "")))
    if _RIGHT.search(style) or any("right" in name.split("-") or "droite" in name for name in names_of(paragraph)):
        return True
    emphasized = "".join(
        letters_of(plain_text(one))
        for one in paragraph
        if one.tag in _EMPHASIS and (is_last or one.tag not in {"b", "strong"})
    )
    return bool(emphasized) and emphasized == letters_of(plain_text(paragraph))


def _names(text: str) -> list[str]:
    name = _ROLE.sub("", _ASIDE.sub("", _OTHERS.sub("", _WHEN.sub("", person_name(text)))))
    name = bare_name(one_line(name))
    if not name or _NO_PERSON.search(name) or is_collective(name) or not looks_like_people(name):
        return []
    people = list(split_people(name))
    return [] if any(_NO_NAME.match(one.split()[0]) or " " not in one for one in people) else people

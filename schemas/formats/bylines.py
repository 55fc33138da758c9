"""Who signs an article: links to authors' pages, named parts, and sentences such as « Publié le 3 mai par X et Y »."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest

from lxml import etree

from schemas.formats.assembly import found
from schemas.formats.cards import leads_to_author, read_signing_card
from schemas.formats.own_part import OwnPart, Spot
from schemas.formats.page import Page, has_rel
from schemas.formats.page_text import names_of, plain_text
from schemas.formats.person import bare_name, is_collective, is_nobody, looks_like_people, person_name
from schemas.formats.signatures import OTHER_HANDS, names_signing
from schemas.formats.signing_lines import is_made_of_parts, only_signs, parts_of
from schemas.formats.site_names import SiteNames, letters_of
from schemas.formats.written_dates import DATE, DATE_OR_MONTH, OF_OURS, is_agenda
from schemas.types.record import Found, Values

_AUTHOR_NAMES = re.compile(
    r"(?:(?:post|entry|article|meta|node|content|single|page|blog|art|info|header)[-_]{1,2})?"
    r"(?:authors?|auteure?s?|byline|signature|redacteurs?|created[-_]?by|posted[-_]?by|submitted[-_]?by)"
    r"(?:[-_]{1,2}(?:name|nom|link|article|info|list|list-item))?|p-author"
)
_WORK = r"(?:(?:article|billet|document|fiche|page|ressource|séance|séquence|activité|scénario|texte)\s)?"
_VERB = (
    r"(?:publiée?s?|postée?s?|écrite?s?|rédigée?s?|proposée?s?|mise?s? en ligne|ajoutée?s?|créée?s?|déposée?s?|"
    r"réalisée?s?|transmise?s?|published|posted|written|submitted|created|edited)"
)
_BY = re.compile(
    rf"(?:(?:\A|[|·•,–—(/-]\s{{0,3}})(?:{_WORK}{_VERB}\b[^|·•]{{0,60}}?\s)?|\d\s{{1,3}})(?:par|by)\s{{0,3}}:?\s{{1,3}}",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\A(?:(?:l['’]|les\s)?(?:auteure?|auteur\(?[.·-]?e?\)?[.·-]?|rédact(?:eur|rice|ion(?! d(?:u|es?)\b))"
    r"|contribut(?:eur|rice)|author)\(?[.·-]?s?\)?"
    r"|signé|par|by|(?:article|page|texte|fiche|ressource|séance|activité)?\s?(?:écrite?|rédigée?|proposée?) par|"
    r"written by|posted by)\s{0,3}:?\s{1,3}",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(
    r"(?:[.;]\s{1,3}|\s[|·•–—/-]\s)(?:(?:auteure?s?|auteur\(e?s?\)|autrices?)\s{0,3}:\s{1,3}"
    r"|(?:publiée?|postée?|mise? en ligne|déposée?|rédigée?)\s(?:le\s[^|·•.]{5,30}\s)?par\s)",
    re.IGNORECASE,
)
"""« … cycle 4. Publié par X le 4 avril 2022 »: after other things said of the page in one short line."""
_YEAR = re.compile(r"\b20\d\d\b|\btraam\s\d\d", re.IGNORECASE)
_BY_INITIALS = re.compile(r"(?:[^\W\d_]\.-?){1,3}\s|(?:mme|mlle|mr)\.?\s", re.IGNORECASE)
_PUT_ON_LINE = re.compile(rf"{_VERB}\s", re.IGNORECASE)
_SIGNED = re.compile(r"\A(?P<names>[^\d|·•:.!?]{5,160}?)\s?[,|·•–—-]\s?(?:le\s+)?(?:[a-zé]{4,8}\s+)?\d", re.IGNORECASE)
_DATED_BY = re.compile(
    rf"(?:[^\W\d_][\w'’ -]{{1,40}},\s)?(?:(?:{_VERB}\s+)?(?:le|on)\s+)?{DATE}\s{{0,3}}[,|·•–—-]\s{{0,3}}"
    r"(?P<names>[^\d|·•:.!?]{5,160})",
    re.IGNORECASE,
)
"""« Lyon, 8 juin 2022 — Étienne Valcourt »: beside the title, what follows the date may be who signs."""
_PUBLICATION = re.compile(
    rf"{_WORK}{_VERB}\b[^.!?]{{0,60}}?{DATE_OR_MONTH}(?:\s.{{0,80}}|[^\w\s].{{0,80}})?", re.IGNORECASE
)
_NO_PERSON = re.compile(
    r"\b(?:lyc[ée]e|coll[èe]ge|[ée]cole|acad[ée]mie|espace|site|rubrique|actualit|vie|enseign|p[ée]dagog|num[ée]rique|"
    r"sciences?|histoire|g[ée]ographie|arts?|lettres?|langues?|fran[çc]ais|anglais|allemand|espagnol|physique|chimie|"
    r"math|techno|musique|[ée]ducation|[ée]conomie|sport|traam|production|ressource|projet|s[ée]quence|s[ée]ance|cycle|"
    r"classe|tice|info|news|mise?|publi|article|version|imprim|comment|lire|lecture|dur[ée]e|dans|cat[ée]gorie|cdi|"
    r"documentation|formation|concours|[ée]v[ée]nement|agenda|semaine|journ[ée]e|[ée]tablissement|groupe)",
    re.IGNORECASE,
)
"""Words of rubriques and places, written as names of people are."""
_LABEL = re.compile(
    r"\A(?:auteure?|auteur\(?[.·-]?e?\)?|rédact(?:eur|rice)|author)\(?[.·-]?s?\)?\s{0,3}:?\Z|\A(?:par|by)\s?:?\Z",
    re.IGNORECASE,
)
_MODIFIED_BY = re.compile(r"\d\s{1,3}(?:de|par|by)\s{1,3}(?=[^\W\d_])", re.IGNORECASE)
_WHEN = re.compile(rf"\s*,?\s*\b(?:en|le|on|in)\s+(?:{DATE}|[^\W\d_]{{3,9}}\s\d{{4}})\s*\Z", re.IGNORECASE)
_EDITOR = re.compile(r"(?:de|par|by)\s{1,3}(?=[^\W\d_])", re.IGNORECASE)
_STOP = re.compile(
    r"\s*(?:[|·•]|\s[-–—]\s|\bpublié|\bposté|\bmise? en ligne|\ble\s+(?:[a-zé]{4,8}\s+)?\d|\bdans\b|\bin\b|\bon\s|"
    r"\bsous\b|\bdate\b|\bà\s+\d|\(|\d{1,4}[/.\s-]|,\s*(?:le\b|prof|ensei|ia-?ipr|inspec|lycée|collège|académie|docum|format)|"
    rf"(?<!\b[^\W\d_])\.\s|(?<!\b[^\W\d_])\.\Z|\n|{OTHER_HANDS})",
    re.IGNORECASE,
)
_JOINER = re.compile(r"[\s,;&/+|·•-]{0,6}(?:et|and|avec)?[\s,;&/+|·•-]{0,6}", re.IGNORECASE)
_DATED = re.compile(DATE, re.IGNORECASE)
_LIST_PAGE = re.compile(r"[/?&](?:rubriques?|categor(?:y|ies|ie)|mots?|tags?)(?:[/=-]|\d)", re.IGNORECASE)
_SPOKEN_OF = re.compile(r"(?:le|la|les|un|une|des|notre|nos|mon|ma|mes|cette|ce)\s|l['’]")
"""A group that a sentence speaks of, in lower case, unless it stands alone on its line."""
_LONGEST_AFTER = 12
_MAX_NAME = 90
_MAX_SIGNED = 200
_MAX_ROLE = 60
"""A short line may stand between two authors: what the first one teaches."""
_MOST = 12
_MOST_SIGNING = 3
_OF_TRAAM = re.compile(r"(?:les )?traam\b", re.IGNORECASE)
_FRAME = re.compile(r"\btraam\b.{0,60}\b20\d\d\s?[-/]\s?(?:20)?\d\d\b", re.IGNORECASE)
"""« 18 juin 2023 – TraAM premier degré 2022-2023 »: dated, and of what work it is."""


def read_bylines(page: Page, own: OwnPart, site: SiteNames) -> Values:
    """Read who signs: as marked near the title or at the end of the article, else as written there."""
    signed = (
        _marked(page, own),
        _linked(own.spots),
        _written(own.spots),
        _over_a_date(own),
        _last_editor(own.spots),
        _beside(own.outside),
        _card(own),
        _under_a_rule(own),
    )
    for names in signed:
        kept = tuple(name for name in names if not is_nobody(name.value) and not site.is_name(name.value))
        if kept:
            return kept
    return ()


def _marked(page: Page, own: OwnPart) -> Values:
    """Read microformats and microdata in the article: they stand for it even far from its title."""
    seen = {id(element) for spot in own.spots for element in spot.inner}
    cards = [one for one in page.named("fn", "p-author") if _is_author_card(one)]
    properties = [one for one in page.tagged("span", "a", "div", "p", "meta") if one.get("itemprop") == "author"]
    linked = [link for link in page.tagged("a") if has_rel(link, "author")]
    for elements in (cards, properties, linked):
        near = [one for one in elements if id(one) in seen or any(id(above) in seen for above in one.iterancestors())]
        if names := found(map(_name_in, near[:_MOST]), "auteur affiché"):
            return names
    return ()


def _is_author_card(element: etree._Element) -> bool:
    names = names_of(element)
    if "p-author" in names or "author" in names:
        return True
    return any("author" in names_of(above) for above in element.iterancestors())


def _name_in(element: etree._Element) -> str:
    named = next(
        (one for one in element.iter() if one.get("itemprop") == "name" or names_of(one) & {"fn", "p-name"}), element
    )
    return _bare(str(named.get("content") or "") or plain_text(named))


def _bare(text: str) -> str:
    """Take « Par », « Auteur : » off a name."""
    name = person_name(text)
    while (match := _SAID.match(name)) is not None:
        name = name[match.end() :]
    return name.strip(" ,:;|·•") if len(name) <= _MAX_NAME * 3 else ""


def _linked(spots: Iterable[Spot]) -> Values:
    """Read the parts named as an author's, and the links to authors' pages, of the first lines that have some."""
    names: list[str] = []
    gap = False
    for spot in spots:
        here = _linked_in(spot)
        if names and not here and (gap or len(spot.text) > _MAX_ROLE):
            break
        gap = bool(names) and not here
        names += here
    return found(names, "auteur affiché")


def _linked_in(spot: Spot) -> list[str]:
    links = [one for one in spot.inner if leads_to_author(one)]
    parts = [one for one in spot.inner if _is_named_as_author(one) and not _only_holds_authors(one)]
    if parts and not links:
        links = [link for one in parts for link in one.iter("a") if not _leads_to_list(link)]
    if names := [name for name in map(_bare, map(plain_text, links)) if _is_shown_name(name)]:
        return names
    return [name for one in parts for name in _people(_bare(plain_text(_named_alone(one))))]


def _named_alone(part: etree._Element) -> etree._Element:
    """What of an author's part is the name, where one thing in it is marked so: a rank may stand beside."""
    named = [one for one in part.iterdescendants(etree.Element) if names_of(one) & {"name", "author-name", "fn"}]
    return named[0] if len(named) == 1 else part


def _is_named_as_author(element: etree._Element) -> bool:
    return element.tag != "a" and any(map(_AUTHOR_NAMES.fullmatch, names_of(element)))


def _only_holds_authors(part: etree._Element) -> bool:
    """Say whether a part named as an author's only holds several others, each of one."""
    inside = [one for one in part.iterdescendants(etree.Element) if _is_named_as_author(one)]
    texts = ["".join(plain_text(one).split()) for one in inside]
    return len(inside) > 1 and "".join(texts) == "".join(plain_text(part).split())


def _leads_to_list(link: etree._Element) -> bool:
    """Say whether a link leads to a rubrique or a keyword: a line may sign a text and say where it is filed."""
    return has_rel(link, "category") or _LIST_PAGE.search(str(link.get("href") or "")[:300]) is not None


def _is_shown_name(name: str) -> bool:
    return 1 < len(name) <= _MAX_NAME and any(map(str.isalpha, name)) and not any(map(str.isdigit, name[:3]))


def _written(spots: tuple[Spot, ...]) -> Values:
    """Read « par X », « Auteurs : X et Y » in the lines that may sign."""
    for at, spot in enumerate(spots):
        following = spots[at + 1] if at + 1 < len(spots) else None
        for names in _readings(spot, following):
            if names:
                return found(names, "« Par … »")
    return ()


def _over_a_date(own: OwnPart) -> Values:
    """Read the names that stand alone over a date, or under it, where a text begins or ends: a letter is signed so."""
    if is_agenda(spot.text for spot in own.spots):
        return ()
    lines = own.spots[1:]  # the first one may be the title, of one whose life is told
    for one, other in [*pairwise(lines), *((below, above) for above, below in pairwise(lines))]:
        text = other.text.strip(" .")
        date = _DATED.fullmatch(text) or _PUBLICATION.fullmatch(text)
        if date is None or one.is_heading or not OF_OURS.search(date[1]):
            continue
        if names := names_signing(one.text) or (_people(one.text) if _signs_as_group(one) else []):
            return found(names, "signature")
    return ()


def _signs_as_group(spot: Spot) -> bool:
    """Say whether a line alone names a group of people; a rubrique stands so too, linked, or named by the TraAM."""
    is_linked = any(element.tag == "a" and plain_text(element) == spot.text for element in spot.inner)
    return is_collective(spot.text) and not is_linked and _OF_TRAAM.match(spot.text) is None


def _beside(spots: tuple[Spot, ...]) -> Values:
    """Read, in a box beside the article, what a label alone on its line says to be its authors, or a link to them."""
    for spot, following in pairwise(spots):
        if _LABEL.match(spot.text) and ":" not in following.text and (names := _people(following.text)):
            return found(names, "« Auteur : … »")
    return ()


def _card(own: OwnPart) -> Values:
    return found(read_signing_card(own).names, "auteur affiché à côté de l'article")


def _under_a_rule(own: OwnPart) -> Values:
    """Read the names that stand alone under the last rule of a text (« <hr> »), as one signs a letter."""
    rules = list(own.root.iter("hr"))
    if not rules:
        return ()
    lines = [text for one in rules[-1].itersiblings() if isinstance(one.tag, str) and (text := plain_text(one))]
    lines = [text for text in lines if not _DATED.fullmatch(text.strip(" ."))]
    if not 1 <= len(lines) <= _MOST_SIGNING:
        return ()
    names = [names_signing(text) for text in lines]
    return found([one for each in names for one in each], "signature") if all(names) else ()


def _readings(spot: Spot, following: Spot | None) -> Iterator[list[str]]:
    text = spot.text
    if _LABEL.match(text) and following is not None:
        yield _people(following.text)
        return
    said = _SAID.match(text)
    if said is not None:
        yield _names_after(spot, said.end())
    is_dated = len(text) <= _MAX_SIGNED and any(OF_OURS.search(one[1]) for one in _DATED.finditer(text))
    for match in (*_BY.finditer(text), *(_SAID_AFTER.finditer(text) if is_dated else ())):
        yield _names_after(spot, match.end())
    dated = _DATED_BY.fullmatch(text) if spot.is_near and len(text) <= _MAX_SIGNED else None
    if dated is not None and not _NO_PERSON.search(_STOP.split(dated["names"], maxsplit=1)[0]):
        yield _names_after(spot, dated.start("names"))
    signed = _SIGNED.match(text) if len(text) <= _MAX_SIGNED else None
    if signed is not None and _DATED.search(text, signed.end("names")):
        yield _people(signed["names"])
    if spot.is_near and _DATED.search(text):
        yield [", ".join(names)] if (names := names_signing(text)) else []
    if spot.is_near:
        yield _among_parts(spot)


def _among_parts(spot: Spot) -> list[str]:
    """Who signs, in a line made of parts with a year: the only one that is names, by initials or beside its day.

    A tool, a place or a hero is written as a person is: « SVT / 4e / Vallée Blanche / 12-03-2022 ».
    """
    if not _YEAR.search(spot.text) or not is_made_of_parts(spot.text) or any(one.tag == "a" for one in spot.inner):
        return []
    parts = parts_of(spot.text)
    signing = [
        part
        for part, following in zip_longest(parts, parts[1:], fillvalue="")
        if _people(part) and (_BY_INITIALS.match(part) or _PUT_ON_LINE.match(following))
    ]
    return _people(signing[0]) if len(signing) == 1 and not _NO_PERSON.search(signing[0]) else []


def _last_editor(spots: Iterable[Spot]) -> Values:
    """Read « Dernière modification : 2025/01/14 09:07 de X »: a wiki names nobody else."""
    is_changed = False
    for spot in spots:
        was_changed, is_changed = is_changed, "modif" in spot.text.lower()
        match = _MODIFIED_BY.search(spot.text) if is_changed else _EDITOR.match(spot.text) if was_changed else None
        if match is not None and (names := _names_after(spot, match.end())):
            return found(names, "auteur de la dernière modification")
    return ()


def _names_after(spot: Spot, start: int) -> list[str]:
    """The names that begin at a place of a line, as its links delimit them, else as they are written."""
    rest = spot.text[start:]
    linked: list[str] = []
    left = rest
    for text in [plain_text(one) for one in spot.inner if one.tag == "a"]:
        before = left.find(text) if text else -1
        if before < 0:
            continue
        if not _JOINER.fullmatch(left[:before]):
            break
        linked.append(text)
        left = left[before + len(text) :]
    if linked and all(map(_is_shown_name, linked)):
        return [name for text in linked for name in [_bare(text)] if name]
    stop = _STOP.search(rest)
    if stop and len(rest) - stop.end() > _LONGEST_AFTER and _SPOKEN_OF.match(rest):
        return []  # a sentence goes on: « proposée par le groupe TraAM SVT en 2024-2025. Niveau : … »
    return _people(rest[: stop.start()] if stop else rest)


def _people(text: str) -> list[str]:
    """A text as one value of names when it is nothing else."""
    name = bare_name(person_name(text))
    return [name] if name and len(name) <= _MAX_NAME * 4 and looks_like_people(name) else []


def is_byline(text: str) -> bool:
    """Say whether a line only says who signs, or when: « Mis en ligne le 3 mai 2024 par X », « 3 mai 2024 — X »."""
    text = text.rstrip(" .")
    if len(text) > _MAX_SIGNED:
        return False
    if _PUBLICATION.fullmatch(text) or _DATED.fullmatch(text):
        return True
    said = _SAID.match(text)
    if said is not None:
        names = _WHEN.sub("", f" {text[said.end() :]}").strip()
        return not names or bool(_people(names))
    return _FRAME.search(text) is None and only_signs(text)


def credited(authors: Values, site: SiteNames, own: OwnPart) -> Values:
    """Keep of the authors a page declares those who are not the site itself, its settings or its template's makers.

    Whom the foot credits is kept where a part of the lines near the title is that name and nothing else.
    """
    shown_near = {letters_of(plain_text(one)) for spot in own.head for one in spot.inner}

    def is_kept(author: Found) -> bool:
        name = author.value
        is_maker = site.credits_name(name) and letters_of(name) not in shown_near
        return not (is_nobody(name) or site.is_name(name) or is_maker)

    return tuple(author for author in authors if is_kept(author))

"""What SPIP's templates mark in a page (squelettes-dist, SPIP 2 to 4, and the « crayons » classes)."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from lxml import etree

from schemas.formats.addresses import absolute_address
from schemas.formats.assembly import found, joined
from schemas.formats.cms.signs import Sign, addresses_used, page_names, signature
from schemas.formats.declared import is_home
from schemas.formats.own_part import article_root
from schemas.formats.page import Elements, Page, has_rel, is_inside, main_region, shown
from schemas.formats.page_kind import PageKind
from schemas.formats.page_text import PageText, plain_text, text_lines
from schemas.formats.person import person_name
from schemas.formats.presentations import BEGINNING, is_box_of_links
from schemas.formats.titles import read_title
from schemas.types.record import Line, Reading, Values

_CRAYON = {
    name: re.compile(rf"article-{name}-\d{{1,9}}")
    for name in ("titre", "surtitre", "soustitre", "chapo", "texte", "ps")
}
_SPIP_NAME = re.compile(r"spip_\w{1,40}")
_ADDRESSES = re.compile(
    r"(?:spip\.php)?\?(?:article|rubrique|mot)\d+|/local/cache-(?:js|css|vignettes)/|/IMG/(?:pdf|jpg|png|zip)/"
)
_WORK_PAGES = re.compile(r"page[_-](?:article|breve)s?")
_LIST_PAGES = re.compile(
    r"page[_-](?:rubriques?|secteurs?|sommaire|accueil|plan|mots?|groupe_mots|auteurs?|recherche|sites?|archives?|agenda"
    r"|breves|evenements?|nouveautes)"
)
_FORM_PAGES = re.compile(r"page[_-](?:login|spip_pass|contact|404|identifiants|inscription|forum)")
_LIST_NAME = re.compile(r"(?:-[^/]+-|\+-[^/]+-\+|_[^/]+_)(?:\.html)?/?\Z")
"""How SPIP writes the addresses of rubriques, keywords and authors: « -Nom- », « +-Nom-+ », « _Nom_ » (« propres »)."""
_TEMPLATE_PAGE = re.compile(r"page=(?!article\b|breve\b)[\w.-]+(?:&(?!id_|id=|article|breve|objet)[\w\[\]]+=[^&]*)*\Z")
"""A page of the template alone (« ?page=plan », « ?page=archives&year=2025 »): objects of SPIP have their number."""
_TRUNCATED = re.compile(r"\s*(?:\(\.\.\.\)|\(…\)|\.\.\.|…)\s*\Z")
_LISTS = frozenset({"aside", "footer", "li", "nav"})


def signs(page: Page) -> tuple[Sign, ...]:
    """What shows that SPIP made a page: its signature, its classes, or its templates' names."""
    crayons = (Sign("la page porte les marques « crayons » de SPIP", 2),) if page.named_like(_CRAYON["titre"]) else ()
    own = next((name for name in page.names if _SPIP_NAME.fullmatch(name)), None)
    classes = (Sign(f"une partie de la page se nomme « {own[:60]} »", 2),) if own else ()
    has_names = page.named("cartouche") and page.named("arbo", "surlignable", "texte")
    names = (Sign("les parties de la page ont les noms des squelettes de SPIP", 2),) if has_names else ()
    return (*signature(page, "SPIP"), *crayons, *classes, *names, *addresses_used(page, _ADDRESSES))


def kind(page: Page) -> PageKind | None:
    """Tell an article from a list by the class templates give to the page, then by its address; None for others."""
    names = page_names(page)
    if any(map(_WORK_PAGES.fullmatch, names)):
        # Some templates call all their pages articles: « ?page=forums », of no object, must show a text.
        return None if _TEMPLATE_PAGE.match(urlsplit(page.url).query) else PageKind.CONTENT
    if any(map(_LIST_PAGES.fullmatch, names)):
        return PageKind.LIST
    if any(map(_FORM_PAGES.fullmatch, names)):
        return PageKind.OTHER
    parts = urlsplit(page.url)
    step = unquote(parts.path.rstrip("/").rpartition("/")[2])
    is_list = _LIST_NAME.fullmatch(step) and not parts.query
    return PageKind.LIST if is_list or _TEMPLATE_PAGE.match(parts.query) else None


def read(page: Page) -> Reading:
    """Read the parts SPIP names; what a customised template does not have is left to the generic reader."""
    text = _text(page)
    chapo = " ".join(plain_text(part) for part in _part(page, "chapo") if not is_box_of_links(part))
    return Reading(
        titre=found(shown(_titles(page)[:1]), "titre de l'article"),
        surtitre=found(shown(_part(page, "surtitre")), "surtitre")
        + found(shown(_part(page, "soustitre")), "sous-titre"),
        description=_descriptions(page, chapo, text.lines),
        lines=text.lines,
        auteurs=found((person_name(name) for name in shown(_authors(page))), "auteur affiché"),
        mots_cles=found(shown(_keywords(page)), "mot-clé"),
        rubriques=_path(page),
        links=text.links,
    )


def _part(page: Page, name: str) -> Elements:
    """Find the elements of one field of the article, outermost only, lists and menus left out."""
    marked = page.named(name) + page.named_like(_CRAYON[name])
    own = {id(element): element for element in marked if not is_inside(element, _LISTS)}
    return tuple(element for element in own.values() if not any(id(above) in own for above in element.iterancestors()))


def _titles(page: Page) -> Elements:
    headings = tuple(heading for heading in page.tagged("h1") if not is_inside(heading, _LISTS))
    in_cartouche = tuple(one for one in headings if is_inside(one, frozenset(), frozenset({"cartouche"})))
    entries = tuple(one for one in page.named("entry-title") if not is_inside(one, _LISTS))
    return _part(page, "titre") or in_cartouche or entries


def _text(page: Page) -> PageText:
    region = main_region(page)
    article = article_root(region, read_title(page, region).heading)
    texts = _own(_part(page, "texte"), article)
    if not texts:
        return PageText()  # the text bears another name on this site: the generic reader finds it, with the chapô
    chapos, postscripts = (_own(_part(page, name), article) for name in ("chapo", "ps"))
    parts = [text_lines(part, page.base) for part in (*chapos, *texts, *postscripts)]
    attached = [link for box in page.named("documents_joints", "documents_portfolio") for link in box.iter("a")]
    others = [link for paragraph in page.named("hyperlien") for link in paragraph.iter("a")]
    links = (absolute_address(page.base, str(link.get("href") or "")) for link in (*others, *attached))
    in_text = [link for part in parts for link in part.links]
    together = joined(Reading(links=tuple(in_text)), Reading(links=tuple(link for link in links if link)))
    return PageText(tuple(line for part in parts for line in part.lines), together.links)


def _own(parts: Elements, article: etree._Element) -> Elements:
    """Keep the parts of the article itself: boxes of links beside it bear the same names on some templates."""
    return tuple(part for part in parts if article in part.iterancestors() and not is_box_of_links(part))


def _descriptions(page: Page, chapo: str, lines: tuple[Line, ...]) -> Values:
    """The descriptif, then the chapô; what SPIP itself cut out of the text is replaced by that text."""
    metas = [meta for meta in page.tagged("meta") if str(meta.get("name")).lower() == "description"]
    meta = str(metas[0].get("content") or "").strip() if metas else ""
    intro = found([chapo], "chapô")
    if meta and not is_cut(meta) and not _is_taken_from(meta, lines):
        return found([meta], "descriptif") + intro
    return intro or (found([_beginning(lines, len(_TRUNCATED.sub("", meta)))], BEGINNING) if meta else ())


def is_cut(description: str) -> bool:
    """Say whether a description ends as SPIP cuts texts: « (...) », « … »."""
    return _TRUNCATED.search(description) is not None


def _is_taken_from(meta: str, lines: tuple[Line, ...]) -> bool:
    """Say whether a meta description is only the beginning of the text, its blocks run together."""
    text = "".join(line.text for line in lines)
    return bool(lines) and _letters(text[: 4 * len(meta)]).startswith(_letters(meta))


def _letters(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalnum())


def _beginning(lines: tuple[Line, ...], length: int) -> str:
    """The first whole paragraphs that are at least as long as the cut description."""
    kept: list[str] = []
    for line in lines:
        if line.heading:
            if kept:
                break
            continue
        kept.append(line.text)
        if sum(map(len, kept)) >= length:
            break
    return "\n".join(kept)


def _authors(page: Page) -> Elements:
    cards = [card for card in page.named("vcard") if not is_inside(card, _LISTS)]
    names = (_name_of(card) for card in cards if "author" in str(card.get("class")).lower().split())
    return tuple(name for name in names if name is not None)


def _name_of(card: etree._Element) -> etree._Element | None:
    return next((inner for inner in card.iter() if "fn" in str(inner.get("class") or "").split()), None)


def _keywords(page: Page) -> Elements:
    """Find the keywords of the article, which SPIP puts in a menu; not those of listed articles."""
    return tuple(
        link
        for link in page.tagged("a")
        if has_rel(link, "tag") and not any(above.tag == "li" and "hentry" in str(above.get("class"))
                                            for above in link.iterancestors())
    )  # fmt: skip


def _path(page: Page) -> Values:
    for trail in page.named("arbo"):
        steps = shown(tuple(link for link in trail.iter("a") if link.get("href")))
        if names := found((name for name in steps if not is_home(name)), "rubrique"):
            return names
    return ()

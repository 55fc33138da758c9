"""Writing the example site's pages: the structure and class names of SPIP 4.4, in templates of our own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from examples.markup import spip_text
from examples.production import Block, Production
from examples.site_content import Rubrique, SiteContent

PER_PAGE = 10
_TEMPLATES = Path(__file__).parent / "templates"
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MOIS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
         "décembre")  # fmt: skip


@cache
def _template(name: str) -> Template:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class _Content:
    """What a page holds, written in HTML but for its title."""

    titre: str
    main: str
    kind: str
    """The class of its body."""
    meta: str = ""
    aside: str = ""


def _page(site: SiteContent, base: str, content: _Content) -> str:
    """The content of a page in the site's frame."""
    return _template("page.html").substitute(
        titre=escape(content.titre, quote=False), site=escape(site.name, quote=False), slogan=escape(site.slogan),
        base=base, meta=content.meta, page=content.kind, main=content.main, aside=content.aside,
        menu="".join(f'\t\t<li class="nav-item">{_link(one)}</li>\n' for one in site.children(0)),
    )  # fmt: skip


def _link(rubrique: Rubrique) -> str:
    return f'<a href="spip.php?rubrique{rubrique.number}">{spip_text(rubrique.titre)}</a>'


def article_link(article: Production) -> str:
    """Write a link to an article."""
    return f'<a href="spip.php?article{article.number}">{spip_text(article.titre)}</a>'


def _arbo(base: str, rubriques: Iterable[Rubrique], here: str) -> str:
    steps = [f'<a href="{base}/">Accueil</a>', *(_link(one) for one in rubriques)]
    return " &gt; ".join([*steps, f'<strong class="on">{here}</strong>'])


def article_page(site: SiteContent, base: str, article: Production) -> str:
    """Write the page of an article."""
    titre = article.titre_html or spip_text(article.titre)
    main = _template("article.html").substitute(
        arbo=_arbo(base, site.path(article.rubrique), titre),
        surtitre=_line("surtitre", article.surtitre),
        titre=titre,
        soustitre=_line("soustitre", article.soustitre),
        date=article.date,
        jour=french_day(article.date, weekday=True),
        auteurs=_authors(site, article),
        chapo=_box("chapo surlignable", article.chapo),
        texte=text_html(article),
        ps=f'<div class="ps surlignable"><hr /><p>{spip_text(article.ps)}</p></div>' if article.ps else "",
        hyperlien=_hyperlien(article.relation),
        documents=_documents(article),
    )
    meta = f'\t<link rel="canonical" href="{base}/spip.php?article{article.number}" />\n'
    if summary := introduction(article):
        meta = f'\t<meta name="description" content="{escape(summary)}" />\n{meta}'
    aside = _same_rubrique(site, article) + _keywords(site, article)
    return _page(site, base, _Content(article.titre, main, "page_article", meta, aside))


def _line(name: str, text: str) -> str:
    return f'<p class="{name}">{spip_text(text)}</p>' if text else ""


def _hyperlien(url: str) -> str:
    """Write the link SPIP shows under an article (« Voir en ligne »)."""
    if not url:
        return ""
    return f'<p class="hyperlien">Voir en ligne : <a href="{escape(url)}" class="spip_out">la vitrine</a></p>'


def _box(name: str, text: str) -> str:
    return f'<div class="{name}"><p>{spip_text(text)}</p></div>' if text else ""


def _authors(site: SiteContent, article: Production) -> str:
    cards = ", \n".join(
        f'<span class="vcard author"><a class="url fn spip_in" href="spip.php?auteur{site.auteurs[name]}">'
        f"{escape(name, quote=False)}</a></span>"
        for name in article.auteurs
    )
    return f'<span class="sep">, </span><span class="auteurs">par  {cards}</span>' if cards else ""


def text_html(article: Production) -> str:
    """Write the body of an article: shared presentation, own paragraphs, labelled blocks."""
    paragraphs = [text for text in (article.presentation, *article.texte) if text]
    html = "\n".join(f"<p>{spip_text(text)}</p>" for text in paragraphs)
    if article.shape == "ligne" and article.blocks:
        lines = "\n<br class='autobr' />\n".join(
            f"<strong>{spip_text(label + ' :')}</strong> {spip_text(', '.join(values))}"
            for label, values in article.blocks
        )
        return f"{html}\n<p>{lines}</p>"
    return html + "".join(_block(block, article.shape) for block in article.blocks)


def _block(block: Block, shape: str) -> str:
    label, values = spip_text(block[0] + " :"), [spip_text(value) for value in block[1]]
    items = "".join(f"<li> {value}</li>" for value in values)
    if shape == "titre":
        content = f"<p>{values[0]}</p>" if len(values) == 1 else f'<ul class="spip" role="list">{items}</ul>'
        return f'\n<h2 class="spip">{label}</h2>\n{content}'
    if len(values) == 1:
        return f"\n<p><strong>{label}</strong> {values[0]}</p>"
    return f'\n<p><strong>{label}</strong></p>\n<ul class="spip" role="list">{items}</ul>'


def _documents(article: Production) -> str:
    items = "".join(
        f'<li>\n<a href="IMG/pdf/{file}" type="application/pdf" class="spip_doc pdf">'
        f'<strong class="titre">{spip_text(titre)}</strong>\n<small class="info_document">('
        f'<abbr title="info document PDF" class="ext">PDF</abbr> - <span>{_size(octets)}</span>)</small></a>\n</li>'
        for titre, file, octets in article.documents
    )
    if not items:
        return ""
    return (
        '<div class="menu documents_joints" id="documents_joints">\n<h2>Documents joints</h2>\n'
        f'<ul class="spip">{items}</ul>\n</div><!--#documents_joints-->'
    )


def _size(octets: int) -> str:
    return f"{octets / 1_048_576:.1f} Mio" if octets > 1_048_576 else f"{octets / 1024:.1f} kio"


def _same_rubrique(site: SiteContent, article: Production) -> str:
    siblings = [one for one in site.articles_in(article.rubrique) if not one.hors_plan][:PER_PAGE]
    items = "".join(f"<li>{article_link(one)}</li>\n" for one in siblings)
    return f'<div class="menu">\n<h2>Dans la même rubrique</h2>\n<ul>\n{items}</ul>\n</div>\n'


def _keywords(site: SiteContent, article: Production) -> str:
    items = "".join(
        f'<li><a href="spip.php?mot{site.mots[mot]}" rel="tag">{escape(mot, quote=False)}</a></li>\n'
        for mot in article.mots_cles
    )
    return f'<div class="menu">\n<h2>Mots-clés</h2>\n<ul>\n{items}</ul>\n</div>\n' if items else ""


def rubrique_page(site: SiteContent, base: str, rubrique: Rubrique, start: int) -> str:
    """Write the page of a rubrique, from the article numbered `start` on (from 0)."""
    children = "".join(f"<li>{_link(one)}</li>\n" for one in site.children(rubrique.number))
    menu = f'<div class="menu menu_rubriques">\n<h2>Sous-rubriques</h2>\n<ul class="spip">{children}</ul>\n</div>'
    articles = site.articles_in(rubrique.number)
    main = _template("list.html").substitute(
        arbo=_arbo(base, site.path(rubrique.number)[:-1], spip_text(rubrique.titre)),
        titre=spip_text(rubrique.titre),
        texte=_box("texte surlignable", rubrique.texte),
        sousrubriques=menu if children else "",
        articles=list_items(articles[start : start + PER_PAGE]),
        pagination=_pagination(f"spip.php?rubrique{rubrique.number}", len(articles), start),
    )
    meta = f'\t<link rel="canonical" href="{base}/spip.php?rubrique{rubrique.number}" />\n'
    return _page(site, base, _Content(rubrique.titre, main, "page_rubrique", meta))


def named_list_page(site: SiteContent, base: str, titre: str, articles: Sequence[Production]) -> str:
    """Write the page of a keyword or of an author: all its articles."""
    main = _template("list.html").substitute(
        arbo=_arbo(base, (), spip_text(titre)), titre=spip_text(titre), texte="", sousrubriques="",
        articles=list_items(articles), pagination="",
    )  # fmt: skip
    return _page(site, base, _Content(titre, main, "page_mot"))


def list_items(articles: Iterable[Production]) -> str:
    """Write articles as SPIP lists them: link, day, authors, introduction."""
    return "".join(
        f'<li dir="ltr" class="hentry clearfix text-left">\n<strong>{article_link(one)}</strong>\n'
        f"<br /><small>{french_day(one.date)}{_by(one)}</small>\n"
        f'<div class="introduction entry-content">\n<p>{spip_text(introduction(one))}</p>\n</div>\n</li>\n'
        for one in articles
    )


def _by(article: Production) -> str:
    return f", par  {escape(', '.join(article.auteurs), quote=False)}" if article.auteurs else ""


def introduction(article: Production) -> str:
    """The beginning of an article, as lists and descriptions show it."""
    text = article.chapo or " ".join(article.texte[:1])
    text = text.replace("->", " ").replace("[", "").replace("]", "")
    return text if len(text) <= 300 else text[:300].rsplit(" ", 1)[0] + "…"


def _pagination(address: str, total: int, start: int) -> str:
    if total <= PER_PAGE:
        return ""
    items = []
    for number, first in enumerate(range(0, total, PER_PAGE), start=1):
        if first == start:
            items.append(f'<li class="pagination-item on active"><span class="on">{number}</span></li>')
            continue
        onward = f"{address}&amp;debut_articles={first}" if first else address
        items.append(
            f"<li class=\"pagination-item\"><a href='{onward}#pagination_articles'"
            f" class='pagination-item-label lien_pagination' rel='nofollow'>{number}</a></li>"
        )
    inner = "\n".join(items)
    return (
        f'<nav role="navigation" class="p pagination"><ul class="pagination-items pagination_page">{inner}</ul></nav>'
    )


def home_page(site: SiteContent, base: str) -> str:
    """Write the home page: the latest articles."""
    main = _template("list.html").substitute(
        arbo='<strong class="on">Accueil</strong>', titre=spip_text(site.name),
        texte=_box("chapo", f"{site.slogan} : ressources, actualités et travaux mutualisés."), sousrubriques="",
        articles=list_items(site.listed[:PER_PAGE]), pagination="",
    )  # fmt: skip
    return _page(site, base, _Content("Accueil", main, "page_sommaire"))


def plan_page(site: SiteContent, base: str) -> str:
    """Write the plan: every rubrique and, but for those only a rubrique lists, every article."""
    texte = "\n".join(f"<h2>{_link(one)}</h2>\n{_plan_of(site, one)}" for one in site.children(0))
    return plain_page(site, base, "Plan du site", texte, kind="page_plan")


def _plan_of(site: SiteContent, rubrique: Rubrique) -> str:
    children = "".join(
        f"<li><strong>{_link(one)}</strong>\n{_plan_of(site, one)}</li>\n" for one in site.children(rubrique.number)
    )
    articles = [one for one in site.articles_in(rubrique.number) if not one.hors_plan]
    leaves = "".join(f"<li>{article_link(one)}</li>\n" for one in articles)
    return f'<ul class="spip">\n{children}{leaves}</ul>\n' if children or leaves else ""


def plain_page(site: SiteContent, base: str, titre: str, texte: str, *, kind: str, meta: str = "") -> str:
    """Write a page that is not an article: plan, login, error."""
    main = _template("plain.html").substitute(base=base, titre=escape(titre), texte=texte)
    return _page(site, base, _Content(titre, main, kind, meta))


def french_day(date: str, *, weekday: bool = False) -> str:
    """Write a date as French pages do: « mardi 14 mai 2024 »."""
    day = calendar_date.fromisoformat(date[:10])
    shown = f"{'1er' if day.day == 1 else day.day} {_MOIS[day.month - 1]} {day.year}"
    return f"{_JOURS[day.weekday()]} {shown}" if weekday else shown

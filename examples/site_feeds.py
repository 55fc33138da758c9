"""Writing what the example site offers to machines: RSS, sitemap, robots.txt."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from examples.markup import element
from examples.production import Production
from examples.site_content import SiteContent
from examples.site_pages import introduction, text_html

LATEST = 10


def rss(site: SiteContent, base: str, articles: Iterable[Production]) -> str:
    """Write the RSS 2.0 feed of the latest articles, with the Dublin Core SPIP adds."""
    items = "".join(_item(site, base, article) for article in list(articles)[:LATEST])
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">\n'
        f'<channel xml:lang="fr">\n\t{element("title", site.name)}\n\t{element("link", base + "/")}\n'
        f"\t{element('description', site.slogan)}\n\t<language>fr</language>\n"
        "\t<generator>SPIP - www.spip.net</generator>\n"
        f'\t<atom:link href="{base}/spip.php?page=backend" rel="self" type="application/rss+xml" />\n'
        f"{items}</channel>\n</rss>\n"
    )


def _item(site: SiteContent, base: str, article: Production) -> str:
    address = f"{base}/spip.php?article{article.number}"
    rubrique = site.rubrique(article.rubrique)
    tags = ", ".join(
        f'<a href="{base}/spip.php?mot{site.mots[mot]}" rel="tag">{escape(mot)}</a>' for mot in article.mots_cles
    )
    where = f'<a href="{base}/spip.php?rubrique{article.rubrique}" rel="directory">' if rubrique else ""
    shown = (
        f"<p>{escape(introduction(article))}</p>\n-\n{where}{escape(rubrique.titre) if rubrique else ''}</a>\n/ {tags}"
    )
    chapo = f"<div class='rss_chapo'><p>{escape(article.chapo)}</p></div>" if article.chapo else ""
    lines = (
        element("title", article.titre),
        element("link", address),
        element("guid", address, isPermaLink="true"),
        element("dc:date", article.date),
        "<dc:format>text/html</dc:format>",
        "<dc:language>fr</dc:language>",
        element("dc:creator", ", ".join(article.auteurs)) if article.auteurs else "",
        *(element("dc:subject", mot) for mot in article.mots_cles),
        element("description", shown),
        element("content:encoded", f"{chapo}<div class='rss_texte'>{text_html(article)}</div>"),
        *(
            element("enclosure", "", url=f"{base}/IMG/pdf/{file}", length=str(octets), type="application/pdf")
            for _, file, octets in article.documents
        ),
    )
    return '<item xml:lang="fr">\n' + "".join(f"\t\t{line}\n" for line in lines if line) + "</item>\n"


def sitemap(site: SiteContent, base: str, annee: str = "") -> str:
    """Write the sitemap; as SPIP does, a last modification is said of recently changed articles only."""
    articles = [one for one in site.listed if one.date.startswith(annee)]
    addresses = [(f"{base}/", "")] if not annee else []
    addresses += [(f"{base}/spip.php?rubrique{one.number}", "") for one in site.rubriques if not annee]
    addresses += [(f"{base}/spip.php?article{one.number}", one.datestamp) for one in articles]
    urls = "".join(
        f"<url>\n\t{element('loc', address)}{element('lastmod', stamp) if stamp else ''}\n</url>\n"
        for address, stamp in addresses
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{urls}</urlset>\n"
    )


def robots(base: str) -> str:
    """Write robots.txt, without a Crawl-delay so that a demonstration stays short."""
    return (
        "User-agent: *\nDisallow: /ecrire/\nDisallow: /lib/\nDisallow: /prive/\n"
        "Disallow: /spip.php?action=*\nDisallow: /spip.php?page=login*\nDisallow: /*.api/\n\n"
        f"Sitemap: {base}/sitemap.xml\n"
    )

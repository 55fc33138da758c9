"""What SPIP's feeds of a keyword say of an article older than the site's feed is heard."""

from __future__ import annotations

import pytest

from tests.harvester.site.test_fates import feed
from tests.small_site import Reply, SmallSite, article
from tests.test_site_harvest import configure, exported, harvest

_PAGE = (
    "<html><head><title>{0}</title></head><body>"
    "<div class='article'><h1 class='titre'>{0}</h1>{1}<div class='texte'><p>TraAM SVT 2022-2023. Les élèves de 3e"
    " mesurent la haie, notent les espèces et comparent leurs relevés avec ceux de la classe voisine.</p></div>"
    "</div></body></html>"
)


def dated(site, *paths):
    """A feed that says when and by whom."""
    said = feed(site, *paths).body
    return Reply(
        str(said).replace("</item>", "<dc:date>2023-02-28T09:30:00Z</dc:date><dc:creator>Anne Roux</dc:creator></item>")
        .replace("<rss ", '<rss xmlns:dc="http://purl.org/dc/elements/1.1/" '),
        content_type="text/xml",
    )  # fmt: skip


_TRAIL = (
    "<div id='position'><a href='/'>Accueil</a> &gt; <a href='spip.php?rubrique4'>La haie</a> &gt; {0}</div>"
    "<p>Voir aussi <a href='spip.php?rubrique9'>Nos partenaires</a></p>"
)


@pytest.mark.parametrize(
    ("named", "feed_of"),
    [("<a rel='tag' href='spip.php?mot4'>haie</a>", "id_mot=4"), (_TRAIL, "id_rubrique=4")],
)
def test_an_article_too_old_for_the_feed_is_dated_by_that_of_its_keyword_or_rubrique(traam, tmp_path, named, feed_of):
    with SmallSite() as site:
        site.pages |= {
            "/": "<html><head><meta name='generator' content='SPIP 4.4'></head><body>"
            "<p><a href='spip.php?article1'>Un</a></p><p><a href='spip.php?article2'>Deux</a></p></body></html>",
            "/spip.php?page=backend": dated(site, "spip.php?article1"),
            f"/spip.php?page=backend&{feed_of}": dated(site, *(f"spip.php?article{number}" for number in (1, 2, 3))),
            **{f"/spip.php?article{number}": _PAGE.format(f"Mesurer la haie {number}", named) for number in (1, 2, 3)},
        }  # fmt: skip
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        harvest(traam)
        records = exported(traam, site)

    assert {one["date_publication"] for one in records.values()} == {"2023-02-28"}
    assert {tuple(one["auteurs"]) for one in records.values()} == {("Anne Roux",)}
    assert len(records) == 3


def test_pages_without_a_date_have_the_one_a_list_shows_beside_their_title(traam, tmp_path):
    entries = "".join(
        f"<li><a href='/a{number}/'>Mesurer la haie du collège, relevé {number}</a> (0{number}/03/2025)</li>"
        for number in (1, 2, 3)
    )
    own = "<p class='entry-date'>Publié le 7 avril 2024</p>"
    with SmallSite() as site:
        site.pages |= {
            "/": f"<html><head><title>SVT</title></head><body><h1>SVT</h1><ul>{entries}</ul></body></html>",
            **{f"/a{number}/": article(f"Mesurer la haie du collège, relevé {number}") for number in (1, 2)},
            "/a3/": article("Mesurer la haie du collège, relevé 3").replace("</h1>", f"</h1>{own}"),
        }
        configure(tmp_path, essai=f'url = "{site.url}"\n')
        harvest(traam)
        again = harvest(traam)
        records = exported(traam, site)

    days = {"/a1/": "2025-03-01", "/a2/": "2025-03-02", "/a3/": "2024-04-07"}
    assert {path: records[path]["date_publication"] for path in days} == days
    assert again["essai"]["modified"] == 0

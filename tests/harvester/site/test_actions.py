"""An action is never asked; where its page stays visible in the address, it leads to that page."""

import pytest

from harvester.site.actions import page_behind
from harvester.site.addresses import is_worth_asking, on_own_host
from schemas.files.source import Source

BASE = "https://wiki.example.org"


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/doku.php?id=traam:seance&do=diff&rev=1748954520", "/doku.php?id=traam:seance"),
        ("/doku.php?id=traam:seance&rev=1748954520", "/doku.php?id=traam:seance"),
        ("/doku.php?id=start&idx=traam", "/doku.php?id=start"),
        ("/doku.php?id=traam:seance&s[]=traam", "/doku.php?id=traam:seance"),
        ("/doku.php?do=recent", "/doku.php"),
        ("/wiki/traam:seance?do=edit", "/wiki/traam:seance"),
        ("/traam/seance?rev=1748954520", "/traam/seance"),
        ("/w/index.php?title=Atelier&diff=12&oldid=11", "/w/index.php?title=Atelier"),
        ("/index.php/Atelier?action=history", "/index.php/Atelier"),
        ("/index.php?option=com_content&view=article&id=12&tmpl=component&print=1",
         "/index.php?option=com_content&view=article&id=12"),
        ("/dossier/seance/@@personal-information", "/dossier/seance"),
        ("/dossier/seance/sendto_form", "/dossier/seance"),
        ("/liste?sort=titre&order=asc", "/liste"),
        ("/liste?view=calendar", "/liste"),
        ("/seance?print=1", "/seance"),
        ("/node/12/print", "/node/12"), ("/le-cycle-de-leau/imprimer/", "/le-cycle-de-leau"),
    ],
)  # fmt: skip
def test_what_is_done_with_a_page_leads_to_the_page(address, page):
    assert page_behind(BASE + address) == BASE + page
    assert not is_worth_asking(BASE + address)
    assert page_behind(BASE + page) == BASE + page


@pytest.mark.parametrize(
    "address",
    [
        "/doku.php?image=traam%3Afiche.pdf&ns=traam&do=media", "/lib/exe/fetch.php?media=traam:fiche.pdf",
        "/w/index.php?title=Sp%C3%A9cial:Connexion", "/wiki/Special:RecentChanges", "/wiki/Discussion:Atelier",
        "/wiki/Talk:Atelier", "/index.php/Utilisateur:Admin", "/?share=facebook", "/2024/05/titre/?replytocom=12",
        "/spip.php?page=login&url=x", "/spip.php?page=spip_pass",
        "/spip.php?page=backend&id_rubrique=5", "/x?action=edit", "/spip.php?action=converser", "/spip.php?auteur3",
        "/user/login", "/?q=user", "/?q=user/register", "/comment/reply/12", "/print/12", "/node/12/edit",
        "/index.php?option=com_mailto&tmpl=component", "/index.php?option=com_users&view=login", "/x?format=pdf",
        "/spip.php?article12&lang=en", "/login_form", "/?feed=comments-rss2", "/recherche", "/ecrire/",
        "/x?action=imprimer", "/spip.php?page=imprimer&id_article=12",
        "/spip.php?page=imprim-article&id_article=3", "/spip.php?page=article-pdf&id_article=3",
    ],
)  # fmt: skip
def test_an_action_with_no_page_behind_is_never_asked(address):
    assert page_behind(BASE + address) is None
    assert not is_worth_asking(BASE + address)


@pytest.mark.parametrize(
    "address",
    [
        "/spip.php?article12", "/spip.php?rubrique3&debut_articles=10", "/spip.php?article12&lang=fr", "/?p=12",
        "/spip.php?page=article&id_article=12", "/index.php?option=com_content&view=article&id=12:t",
        "/index.php/traam?start=60", "/index.php?do=article&id=3", "/x?order=12", "/x?theme=lave", "/doku.php?id=a:b",
        "/wiki/Cours:TraAM", "/wiki/Atelier", "/index.php?title=Atelier", "/x?id=12&view=fiche", "/print-3d/",
        "/lettres/ecrire/une-nouvelle.html", "/technologie/imprimer/", "/projets/recherche",
        "/fiche.php?action=voir&id=3",
        "/atelier.php?view=detail&id=3", "/x?view=carte", "/user/dossiers/robots.html",
        "/utilisateurs-et-donnees/", "/action-climat/", "/login-et-mots-de-passe/",
    ],
)  # fmt: skip
def test_a_page_is_itself(address):
    assert page_behind(BASE + address) == BASE + address
    assert is_worth_asking(BASE + address)


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("http://www.svt.example.org/x?y=1", "https://svt.example.org/x?y=1"),
        ("https://www.svt.example.org/x", "https://svt.example.org/x"),
        ("http://svt.example.org/x", "https://svt.example.org/x"),
        ("http://ancien.example.net/svt/x", "https://svt.example.org/x"),
        ("https://autre.example.org/x", "https://autre.example.org/x"),
    ],
)
def test_the_other_names_of_a_site_are_its_own(address, own):
    url = "https://svt.example.org/"
    source = Source("s", "S", "site", url, scope=(url,), aliases=(("http://ancien.example.net/svt/", url),))

    assert on_own_host(address, source) == own


@pytest.mark.parametrize("address", ["/x?action=search&id=3", "/recherche/", "/x?view=list&id=3", "/tag/fiche.html"])
def test_what_a_feed_gives_is_asked_whatever_its_words(address):
    assert page_behind(BASE + address, is_announced=True) == BASE + address
    assert page_behind(BASE + address) != BASE + address


def test_what_a_feed_of_changes_gives_is_the_page_that_changed():
    assert page_behind(f"{BASE}/doku.php?id=a&do=diff&rev=1748954520", is_announced=True) == f"{BASE}/doku.php?id=a"

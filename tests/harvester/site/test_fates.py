"""Every address a crawl meets has one fate, with its reason; what is left is kept in bounds."""

from datetime import UTC, datetime

import pytest

from harvester.batch import Batch, Order
from harvester.fetch import Fetcher, Limits
from harvester.memory import Memory
from harvester.site import fates
from harvester.site.crawl import harvest_site
from schemas.files.source import Source
from schemas.runs.frontier import Fate
from schemas.types.origin import FoundBy
from tests.small_site import Reply, SmallSite, article, listing

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def site():
    with SmallSite() as site:
        yield site


def crawl(site, state=None, waypoints=(), stop_after=None, declared=(), store=None, **card):
    """Crawl the site, stopped after so many events or at the one `stop_after` tells; gives its waypoints, the last.

    `store` is what is held: « held » and « seen » identifiers, « kept » payloads by name.
    """
    store = {"held": (), "seen": (), "kept": {}, **(store or {})}
    source = Source("x", "X", "site", site.url, **{"scope": (site.url,), **card})
    limits = Limits(attempts=1)
    fetcher = Fetcher((source.url, *source.scope), "TraamBot", limits=limits, sleep=lambda seconds: None)
    known = {one.key: one for one in waypoints}
    memory = Memory(
        state or {}, lambda: store["held"], store["kept"].get, waypoints=lambda run: waypoints,
        declared=tuple(declared), seen_since=lambda run: store["seen"],
    )  # fmt: skip
    last = None
    try:
        for number, event in enumerate(harvest_site(source, fetcher, memory, Order(), NOW), start=1):
            last = event
            if isinstance(event, Batch):
                known.update((one.key, one.after(known.get(one.key))) for one in event.waypoints)
            if number == stop_after or (callable(stop_after) and stop_after(event)):
                break
    finally:
        fetcher.close()
    return {one.url.replace(site.url, "/"): one for one in known.values()}, last


def feed(site, *paths):
    items = "".join(f"<item><title>t</title><link>{site.url}{path}</link></item>" for path in paths)
    return Reply(f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>', content_type="text/xml")


def sitemap(*addresses):
    listed = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return Reply(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>', content_type="text/xml"
    )


FEED = '<link rel="alternate" type="application/rss+xml" href="/feed/">'


def prepared(site):
    site.pages |= {
        "/": listing(
            "/gardee/", "/liste/", "/fichier.pdf", "/wp-admin/", "/interdite/a", "/agenda/2024/01/", "/laissee/x",
            "https://autre.exemple.fr/lien", head=FEED,
        ),
        "/robots.txt": Reply("User-agent: *\nDisallow: /interdite/\n", content_type="text/plain"),
        "/feed/": feed(site, "gardee/", "ancienne/", "fermee/"),
        "/sitemap.xml": sitemap(
            site.url, *(f"{site.url}{path}" for path in (
                "gardee/", "absente/", "binaire/", "vide/", "sortie/", "panne/", "partie/", "accueil/",
            )), "https://autre.exemple.fr/annoncee",
        ),
        "/gardee/": article("TraAM : gardée"),
        "/liste/": listing("/gardee/", titre="Liste"),
        "/ancienne/": Reply("", 301, headers={"Location": "/gardee/"}),
        "/fermee/": Reply("", 403),
        "/binaire/": Reply(b"%PDF-1.4", content_type="application/pdf"),
        "/vide/": "",
        "/sortie/": Reply("", 302, headers={"Location": "https://autre.exemple.fr/"}),
        "/panne/": Reply("", 501),
        "/partie/": Reply("", 410),
        "/accueil/": Reply("", 302, headers={"Location": "/"}),
    }  # fmt: skip
    return site


EXPECTED = {
    "/": (Fate.LIST, "accueil"),
    "/gardee/": (Fate.HELD, ""),
    "/liste/": (Fate.LIST, ""),
    "/ancienne/": (Fate.REDIRECTED, "gardee"),
    "/fermee/": (Fate.CLOSED, "403"),
    "/absente/": (Fate.GONE, "404"),
    "/partie/": (Fate.GONE, "410"),
    "/binaire/": (Fate.REFUSED, "pas une page web (application/pdf)"),
    "/vide/": (Fate.UNREADABLE, "vide"),
    "/sortie/": (Fate.REDIRECTED, "autre.exemple.fr"),
    "/panne/": (Fate.FAILED, "501"),
    "/accueil/": (Fate.REDIRECTED, "accueil"),
    "/fichier.pdf": (Fate.REFUSED, "fichier"),
    "/wp-admin/": (Fate.REFUSED, "action"),
    "/interdite/a": (Fate.REFUSED, "robots.txt"),
    "/laissee/x": (Fate.REFUSED, "ignore"),
    "https://autre.exemple.fr/annoncee": (Fate.OUT_OF_SCOPE, "scope"),
}


def test_every_address_met_has_its_fate_and_its_reason(site):
    met, _ = crawl(prepared(site), ignore=("/laissee/",))

    told = {path: (met[path].fate, met[path].reason) for path in EXPECTED}
    assert {path: fate for path, (fate, _) in told.items()} == {path: fate for path, (fate, _) in EXPECTED.items()}
    assert [path for path, (_, word) in EXPECTED.items() if word not in told[path][1]] == []
    assert set(met) == {*EXPECTED, "/agenda/2024/01/"}, "a link to another site is no address of this one"


def test_every_way_an_address_was_met_is_kept(site):
    met, _ = crawl(prepared(site), declared=[f"{site.url}gardee/"])
    assert met["/gardee/"].ways == (FoundBy.BILAN, FoundBy.FEED, FoundBy.SITEMAP, FoundBy.LINK)
    assert met["/ancienne/"].ways == (FoundBy.FEED,)
    assert met["/ancienne/"].leads_to == met["/gardee/"].leads_to


def test_two_addresses_of_one_page_are_told_as_such(site):
    head = f'<link rel="canonical" href="{site.url}a/">'
    site.pages |= {"/": listing("/a/", "/b/"), "/a/": article("TraAM : a", head=head)}
    site.pages["/b/"] = site.pages["/a/"]
    met, _ = crawl(site)
    assert (met["/a/"].fate, met["/b/"].fate) == (Fate.HELD, Fate.DOUBLE)
    assert met["/b/"].leads_to == f"{site.url}a/"


def test_what_a_redirect_led_to_is_not_asked_again(site):
    site.pages |= {"/": listing("/vieille/", "/neuve/"), "/neuve/": article("TraAM : neuve")}
    site.pages["/vieille/"] = Reply("", 301, headers={"Location": "/neuve/"})
    met, _ = crawl(site)
    assert (met["/vieille/"].fate, met["/neuve/"].fate) == (Fate.REDIRECTED, Fate.HELD)
    assert site.asked.count("/neuve/") == 1


def test_an_endless_list_is_cut_and_each_cut_address_says_so(site):
    links = [f"/agenda/2024/{number}/" for number in range(1, 41)]
    site.pages |= {"/": listing(*links, "/a/"), "/a/": article("TraAM : a")}
    met, _ = crawl(site)
    cut = [one for one in met.values() if one.fate is Fate.REFUSED]
    assert len(cut) == 10
    assert {one.reason for one in cut} == {"adresse sans fin : calendrier"}


def test_a_bilan_lifts_the_rule_that_left_an_address(site):
    site.pages |= {"/": listing("/tag/traam/"), "/tag/traam/": article("TraAM : a"), "/laissee/b/": article("b")}
    declared = [f"{site.url}tag/traam/", f"{site.url}laissee/b/"]
    met, _ = crawl(site, declared=declared, ignore=("/laissee/",))
    assert {met["/tag/traam/"].fate, met["/laissee/b/"].fate} == {Fate.HELD}


def test_what_robots_forbid_stays_forbidden_to_a_bilan(site):
    site.pages["/robots.txt"] = Reply("User-agent: *\nDisallow: /p/\n", content_type="text/plain")
    site.pages |= {"/": listing("/a/", "/p/1/"), "/a/": article("TraAM : a"), "/p/1/": article("b")}
    met, ending = crawl(site, declared=[f"{site.url}p/1/"])
    assert (met["/p/1/"].fate, "/p/1/" in site.asked) == (Fate.REFUSED, False)
    assert "1 adresse(s) interdite(s) par robots.txt" in ending.message


@pytest.mark.parametrize("stop_after", [1, 4, 9, 14])
def test_a_crawl_gone_on_with_ends_with_the_same_fates(site, stop_after):
    whole, undisturbed = crawl(prepared(site), ignore=("/laissee/",))
    part, last = crawl(site, stop_after=stop_after, ignore=("/laissee/",))

    again, ending = crawl(
        site, state=dict(last.state), waypoints=tuple(part.values()), ignore=("/laissee/",),
    )  # fmt: skip

    assert {path: one.fate for path, one in again.items()} == {path: one.fate for path, one in whole.items()}
    said = [sorted(one.message.split(" ; ")) for one in (undisturbed, ending)]
    assert said[0] == said[1], "what was found before the stop is counted still"
    assert any("interdite(s) par robots.txt" in one for one in said[1])


def test_what_forbids_to_call_a_crawl_complete_outlives_a_kill(site):
    shut = ("/a/", "/b/", "/c/")
    site.pages |= {"/": listing(*shut, "/d/"), "/d/": article("TraAM : d"), **{path: Reply("", 403) for path in shut}}
    part, last = crawl(site, stop_after=4)
    _, ending = crawl(site, state=dict(last.state), waypoints=tuple(part.values()))
    assert ending.message.startswith("3 page(s) fermée(s)")
    assert not ending.complete


def test_a_page_that_copies_the_address_of_one_met_before_a_kill_is_held_all_the_same(site):
    canonical = f'<link rel="canonical" href="{site.url}a/">'
    site.pages |= {
        "/": listing("/a/", "/b/"),
        "/a/": article("TraAM : a", head=canonical),
        "/b/": article("TraAM : b", head=canonical),
    }
    part, last = crawl(site, stop_after=lambda event: isinstance(event, Batch) and event.records)
    met, _ = crawl(
        site, state=dict(last.state), waypoints=tuple(part.values()),
        store={"seen": {f"{site.url}a/"}, "kept": {last.name: last.payload}},
    )  # fmt: skip
    assert met["/b/"].fate is Fate.HELD


def test_a_page_held_asked_for_by_a_run_that_was_killed_is_told_missing_by_the_next(site):
    gone = f"{site.url}partie/"
    site.pages |= {"/": listing("/a/"), "/a/": article("TraAM : a")}
    part, last = crawl(
        site, store={"held": {gone}}, stop_after=lambda event: isinstance(event, Batch) and event.missing
    )
    assert last.missing == (gone,)
    told = []

    def note(event):
        told.extend(event.missing if isinstance(event, Batch) else ())

    _, ending = crawl(
        site, store={"held": {gone}}, state=dict(last.state), waypoints=tuple(part.values()), stop_after=note
    )
    assert told == [gone]
    assert ending.complete


def test_addresses_left_are_kept_in_bounds(site, monkeypatch):
    monkeypatch.setattr(fates, "MOST_LEFT", 3)
    monkeypatch.setattr(fates, "MOST_ANNOUNCED_LEFT", 2)
    files = [f"/f{number}.pdf" for number in range(20)]
    announced = [f"https://autre.exemple.fr/{number}" for number in range(20)]
    site.pages |= {
        "/": listing("/a/", *files),
        "/a/": article("TraAM : a"),
        "/sitemap.xml": sitemap(f"{site.url}a/", *announced),
    }
    met, ending = crawl(site)
    assert sum(one.fate is Fate.REFUSED for one in met.values()) == 3
    assert sum(one.fate is Fate.OUT_OF_SCOPE for one in met.values()) == 2
    assert ending.complete


def test_a_site_without_end_fills_no_memory_and_is_not_complete(site, monkeypatch):
    monkeypatch.setattr(fates, "MOST_MET", 30)
    links = [f"/a{number}/" for number in range(60)]
    site.pages |= {"/": listing(*links), **{link: article(f"TraAM : {link}") for link in links}}
    met, ending = crawl(site, max_pages=3)
    assert len(met) == 30
    assert not ending.complete
    assert "31 adresse(s) de trop" in ending.message

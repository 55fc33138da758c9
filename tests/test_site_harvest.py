"""Sites through the command line: found, gone on with, side by side, gone for good, declared, alike."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.small_site import WORDS, Reply, SmallSite, article, listing

PRESENTATION = (
    "Dans le cadre des travaux académiques mutualisés, les équipes des huit académies du groupe ont travaillé cette "
    "année sur un même thème, et partagent ici leurs scénarios."
)


@pytest.fixture
def site():
    with SmallSite() as site:
        yield site


def configure(folder: Path, **cards: str) -> None:
    for name in ("sources", "groups", "bilans"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "traam.toml").write_text("[traam]\n", encoding="utf-8")
    for name, card in cards.items():
        head = f'id = "{name}"\ntitre = "{name}"\nkind = "site"\n'
        (folder / "sources" / f"{name}.toml").write_text(head + card, encoding="utf-8")


def harvest(traam: Any, code: int = 0, *options: str) -> dict[str, Any]:
    report = traam("harvest", *options, "--json").expect(code).json()
    return {source["id"]: source for source in report["sources"]}


def exported(traam: Any, site: SmallSite) -> dict[str, dict[str, Any]]:
    records = traam("export", "jsonl", "--all").expect(0).json_lines()
    return {record["identifier"].replace(site.url, "/"): record for record in records}


def test_a_crawl_cut_by_its_budget_goes_on_and_asks_nothing_twice(traam, tmp_path, site):
    links = [f"/a{number}/" for number in range(20)]
    site.pages["/"] = listing(*links)
    site.pages |= {link: article(f"TraAM : {link}", links=("/fin/",)) for link in links}
    site.pages["/fin/"] = article("TraAM : la fin")
    configure(tmp_path, essai=f'url = "{site.url}"\nmax_pages = 8\n')

    first = harvest(traam, 1)["essai"]
    assert (first["status"], first["new"]) == ("incomplete", 7)
    assert "la prochaine moisson continue" in first["message"]
    second = harvest(traam, 1)["essai"]
    third = harvest(traam, 0)["essai"]

    assert (second["new"], third["new"], third["status"]) == (8, 6, "complete")
    asked = site.pages_asked()
    assert len(asked) == len(set(asked)) == 22
    assert harvest(traam, 1)["essai"]["unchanged"] == 7  # a new crawl, from the home page again


def test_what_feeds_say_of_pages_is_not_lost_when_a_crawl_is_cut(traam, tmp_path, site):
    """Only the feed says when the articles were published: it is heard again by the run that goes on."""
    names = [f"a{number}/" for number in range(9)]
    site.pages |= {f"/{name}": article(f"TraAM : {name}") for name in names}
    site.pages["/"] = listing(head='<link rel="alternate" type="application/rss+xml" href="/feed/">')
    item = "<item><title>TraAM : {0}</title><link>{1}{0}</link><pubDate>0{2} Mar 2025 08:00:00 GMT</pubDate></item>"
    site.pages["/feed/"] = _feed(*(item.format(name, site.url, day) for day, name in enumerate(names, start=1)))
    configure(tmp_path, essai=f'url = "{site.url}"\nmax_pages = 4\n')

    for code in (1, 1, 0):
        harvest(traam, code)

    dates = {record["date_publication"] for record in exported(traam, site).values()}
    assert dates == {f"2025-03-0{day}" for day in range(1, 10)}


def test_a_list_that_did_not_answer_is_told_by_the_run_that_ends_the_crawl(traam, tmp_path, site):
    links = [f"/a{number}/" for number in range(6)]
    site.pages |= {link: article(f"TraAM : {link}") for link in links}
    site.pages["/"] = listing(*links)
    site.pages["/robots.txt"] = f"Sitemap: {site.url}plan.xml"
    site.pages["/plan.xml"] = Reply("", 503)
    configure(tmp_path, essai=f'url = "{site.url}"\nmax_pages = 4\n')

    harvest(traam, 1)
    last = harvest(traam, 1)["essai"]

    assert last["status"] == "incomplete"
    assert "liste(s) d'adresses sans réponse" in last["message"]


@pytest.mark.parametrize(("said", "status"), [("2 articles sur 48", "incomplete"), ("", "complete")])
def test_a_list_whose_rest_no_link_leads_to_is_told(traam, tmp_path, site, said, status):
    button = f"<p>{said}</p><form method='post'><button>Voir plus d'articles</button></form></body>"
    site.pages["/"] = listing("/a/", "/b/").replace("</body>", button)
    site.pages |= {"/a/": article("TraAM : a"), "/b/": article("TraAM : b")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    report = harvest(traam, 1 if said else 0)["essai"]

    assert report["status"] == status
    assert "la suite de cette liste n'est pas accessible par un lien" in report["message"]


def test_a_list_that_says_where_its_rest_is_is_read_whole(traam, tmp_path, site):
    site.pages["/"] = listing("/a/").replace(
        "</body>", "<p>1 sur 2</p><button data-next='/?p=2'>Voir plus</button></body>"
    )
    site.pages["/?p=2"] = listing("/b/", titre="Suite")
    site.pages |= {"/a/": article("TraAM : a"), "/b/": article("TraAM : b")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    assert harvest(traam)["essai"]["new"] == 2


def test_full_begins_again(traam, tmp_path, site):
    site.pages["/"] = listing("/a/", "/b/")
    site.pages |= {"/a/": article("TraAM : a"), "/b/": article("TraAM : b")}
    configure(tmp_path, essai=f'url = "{site.url}"\nmax_pages = 2\n')

    harvest(traam, 1)
    assert harvest(traam, 1, "--full")["essai"]["unchanged"] == 1


def test_full_asks_everything_again_whatever_the_server_says_of_changes(traam, tmp_path, site):
    same = {"ETag": '"toujours"'}
    site.pages |= {"/": listing("/a/"), "/a/": Reply(article("TraAM : a"), headers=same)}
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    conditions = []
    site.on_headers = lambda path, headers: conditions.append((path, headers.get("If-None-Match")))

    harvest(traam)
    assert ("/a/", '"toujours"') in conditions
    conditions.clear()
    harvest(traam, 0, "--full")
    assert ("/a/", None) in conditions


def test_pages_in_error_at_the_front_do_not_hide_those_behind(traam, tmp_path, site):
    bad, good = [f"/bad{number}/" for number in range(6)], [f"/good{number}/" for number in range(10)]
    site.pages["/"] = listing(*bad, *good)
    site.pages |= {link: Reply("", 501) for link in bad} | {link: article(f"TraAM : {link}") for link in good}
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    assert harvest(traam, 1)["essai"]["seen"] == 0
    assert harvest(traam, 1)["essai"]["new"] == 10
    site.pages["/"] = listing(*bad, *good, "/nouvelle/")
    site.pages["/nouvelle/"] = article("TraAM : nouvelle")
    third = harvest(traam, 1)["essai"]
    assert (third["new"], third["status"]) == (1, "incomplete"), "the crawl began again, those in error last"
    site.pages |= {link: article(f"TraAM : réparée {link}") for link in bad}
    assert harvest(traam, 0)["essai"]["new"] == 6


@pytest.mark.parametrize("home", ["/", "/accueil/"])
def test_a_crawl_that_goes_on_knows_its_home_page(traam, tmp_path, site, home):
    links = [f"/a{number}/" for number in range(6)]
    site.pages["/"] = Reply("", 302, headers={"Location": home})
    site.pages[home] = article("Bienvenue chez nous", links=tuple(links))
    site.pages |= {link: article(f"TraAM : {link}") for link in links}
    site.pages["/a5/"] = Reply("", 302, headers={"Location": home})
    configure(tmp_path, essai=f'url = "{site.url}"\nmax_pages = 4\n')

    harvest(traam, 1)
    harvest(traam, 0)
    assert sorted(exported(traam, site)) == links[:5]


def test_a_page_whose_server_fails_does_not_hide_the_others(traam, tmp_path, site):
    site.pages["/"] = listing("/panne/", "/a/")
    site.pages |= {"/panne/": Reply("", 501), "/a/": article("TraAM : a")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    report = harvest(traam, 1)["essai"]
    assert (report["status"], report["new"]) == ("incomplete", 1)
    site.pages["/b/"] = article("TraAM : b")
    site.pages["/"] = listing("/panne/", "/a/", "/b/")
    assert harvest(traam, 1)["essai"]["new"] == 1, "the next run begins at the home page"


@pytest.mark.parametrize("gone", ["404", "home", "soft", "said", "other"])
def test_a_page_that_is_gone_is_withdrawn_by_the_second_run_that_misses_it(traam, tmp_path, site, gone):
    site.pages["/"] = listing("/a/", "/b/")
    site.pages |= {"/a/": article("TraAM : Labyrinthe"), "/b/": article("TraAM : b")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)

    soft = article("Bienvenue chez nous", "Choisissez une rubrique pour trouver ce que vous cherchez. " * 12)
    other = "Une carte mentale collaborative prépare la lecture cursive du roman que chaque groupe a choisi. " * 4
    if gone == "soft":
        site.otherwise = Reply(soft)
    site.pages["/a/"] = {
        "404": Reply("", 404), "home": Reply("", 302, headers={"Location": "/"}), "soft": soft,
        "said": article("Page introuvable"), "other": article("Lectures cursives", other),
    }[gone]  # fmt: skip
    first = harvest(traam)["essai"]
    held = exported(traam, site)["/a/"]
    assert (first["deleted"], held["deleted"], held["titre"]) == (0, False, "TraAM : Labyrinthe")
    assert "à confirmer" in first["message"]
    assert "ABSENTE à la dernière moisson" in traam("show", f"{site.url}a/").expect(0).out

    second = harvest(traam)["essai"]
    held = exported(traam, site)["/a/"]
    assert "ABSENTE" not in traam("show", f"{site.url}a/").out
    if gone == "other":
        assert (second["modified"], held["titre"], held["deleted"]) == (1, "Lectures cursives", False)
    else:
        assert (second["deleted"], held["deleted"]) == (1, True)
    assert exported(traam, site)["/b/"]["deleted"] is False


def test_a_page_missed_once_and_back_is_as_before(traam, tmp_path, site):
    site.pages |= {"/": listing("/a/", "/b/"), "/a/": article("TraAM : a"), "/b/": article("TraAM : b")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    page = site.pages.pop("/a/")
    harvest(traam)
    site.pages["/a/"] = page
    assert harvest(traam)["essai"]["unchanged"] == 2
    del site.pages["/a/"]
    assert harvest(traam)["essai"]["deleted"] == 0, "missed for the first time again"


def test_what_a_bilan_declares_is_found_first_and_believed(traam, tmp_path, site):
    site.pages |= {"/": listing("/a/"), "/a/": article("Autre chose"), "/cachee/": article("Trier des roches")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    (tmp_path / "groups" / "g.toml").write_text(
        'id = "svt-2024"\ndiscipline = "SVT"\nannees = ["2024-2025"]\ntheme = "IA"\nacademies = ["Lille"]\n',
        encoding="utf-8",
    )
    (tmp_path / "bilans" / "svt.csv").write_text(
        f"groupe;academie;url;remarque\nsvt-2024;Lille;{site.url}cachee/;\n", encoding="utf-8"
    )
    harvest(traam)

    record = exported(traam, site)["/cachee/"]
    assert (record["groupe"], record["academies"], record["traam"]["class"]) == ("svt-2024", ["Lille"], "production")
    assert site.pages_asked()[1] == "/cachee/"
    assert "bilan (svt.csv, ligne 2)" in traam("show", site.url + "cachee/", "--evidence").expect(0).out


def test_a_fault_in_a_bilan_is_told_with_its_line_and_stops_nothing(traam, tmp_path, site):
    site.pages["/"] = listing("/a/")
    site.pages["/a/"] = article("TraAM 2024-2025 : un scénario")
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    bilan = tmp_path / "bilans" / "x.csv"
    bilan.write_text(f"groupe;academie;url\nsvt;Lille;bonjour\nsvt;Lille;{site.url}a/\n", encoding="utf-8")
    assert "x.csv : ligne 2 : « bonjour »" in traam("harvest").expect(0).err

    bilan.write_text("groupe;academie;url\nsvt;Lille;bonjour\n", encoding="utf-8")
    assert "x.csv : rien n'a pu en être lu, moissonné sans lui" in traam("harvest").expect(1).err


def test_the_paragraph_pages_share_describes_none_of_them(traam, tmp_path, site):
    titles = {f"/a{number}/": f"TraAM 2024-2025 : scénario {number}" for number in range(4)}
    site.pages["/"] = listing(*titles)
    for link, titre in titles.items():
        own = f"Scénario {titre[-1]} : les élèves trient {titre[-1]} roches puis rédigent une clé de détermination."
        site.pages[link] = article(titre, f"{PRESENTATION}</p><p>{own}")
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    report = harvest(traam)["essai"]
    records = exported(traam, site)

    assert (report["new"], report["modified"]) == (4, 0)
    assert all(record["description"].startswith("Scénario ") for record in records.values())
    assert harvest(traam)["essai"]["unchanged"] == 4
    before = traam("export", "jsonl", "--all").out
    traam("reindex", "--from", "raw").expect(0)
    assert traam("export", "jsonl", "--all").out == before


def test_the_text_of_a_joined_document_is_read_where_the_page_says_little(traam, tmp_path, site):
    from tests.harvester.site.test_document_text import ODT, archive

    site.pages |= {
        "/": listing("/a/"),
        "/a/": article("TraAM 2024-2025 : labyrinthe", "À télécharger.", links=("/fiche.odt",)),
        "/fiche.odt": Reply(archive("content.xml", ODT), content_type="application/vnd.oasis.opendocument.text"),
    }
    configure(tmp_path, essai=f'url = "{site.url}"\ndiscipline = "Mathématiques"\n')
    harvest(traam)

    record = exported(traam, site)["/a/"]
    assert record["niveaux"] == ["3e"]
    assert record["documents"][0]["url"] == f"{site.url}fiche.odt"
    assert "du document « suite »" in traam("show", f"{site.url}a/", "--evidence").expect(0).out
    before = traam("export", "jsonl", "--all").out
    for path in (tmp_path / "data").glob("traam.sqlite*"):
        path.unlink()
    traam("reindex", "--from", "raw").expect(0)
    assert traam("export", "jsonl", "--all").out == before


def test_sources_are_harvested_side_by_side_each_at_its_own_pace(traam, tmp_path):
    sites = [SmallSite(f"127.0.0.{number}") for number in range(11, 17)]
    try:
        for number, one in enumerate(sites):
            one.__enter__()
            one.pages["/"] = listing("/a/", "/b/")
            one.pages |= {"/a/": article(f"TraAM : a{number}"), "/b/": article(f"TraAM : b{number}")}
        configure(tmp_path, **{f"s{number}": f'url = "{one.url}"\n' for number, one in enumerate(sites)})
        moments: list[tuple[str, float]] = []

        def note(name: str, _path: str) -> None:
            moments.append((name, time.monotonic()))

        for one in sites:
            one.on_request = partial(note, one.url)
        report = harvest(traam)
    finally:
        for one in sites:
            one.__exit__(None, None, None)

    assert [source["new"] for source in report.values()] == [2] * 6
    spans = []
    for one in sites:
        mine = [moment for name, moment in moments if name == one.url]
        spans.append((min(mine), max(mine)))
        # Over the whole of a site, not between two requests: a busy machine may hold one of them back.
        assert max(mine) - min(mine) > 0.7 * (len(mine) - 1)
    assert max(start for start, _ in spans) < min(end for _, end in spans), "the sites were asked side by side"


def test_moved_addresses_keep_their_records(traam, tmp_path, site):
    site.pages |= {"/": listing("/a/"), "/a/": article("TraAM : a")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)
    with SmallSite() as new:
        new.pages = dict(site.pages)
        new.pages["/b/"] = article("TraAM : b", links=(f"{site.url}a/",))
        new.pages["/"] = listing("/a/", "/b/")
        configure(tmp_path, essai=f'url = "{new.url}"\n[aliases]\n"{site.url}" = "{new.url}"\n')
        report = harvest(traam)["essai"]
        again = harvest(traam)["essai"]
        records = exported(traam, site)

    assert (report["new"], report["modified"], report["deleted"]) == (1, 1, 0)
    assert (again["unchanged"], again["deleted"], again["message"]) == (2, 0, "")
    assert records["/a/"]["url"] == f"{new.url}a/", "the record keeps its identifier, and leads to the new address"
    before = traam("export", "jsonl", "--all").out
    traam("reindex", "--from", "raw").expect(0)
    assert traam("export", "jsonl", "--all").out == before


def test_two_sites_of_one_work_are_told_and_not_merged(traam, tmp_path, site):
    with SmallSite("127.0.0.1") as other:
        text = WORDS + "La séance finit par un défi entre équipes, et chacun rend compte de ce qu'il a compris. "
        for one in (site, other):
            one.pages |= {"/": listing("/a/", "/b/"), "/a/": article("TraAM 2024 : Labyrinthe", text)}
        site.pages["/b/"] = article("TraAM 2024 : Roches", "Trier des roches selon leur texture et leur dureté. " * 9)
        configure(tmp_path, un=f'url = "{site.url}"\n', deux=f'url = "{other.url}"\n')
        harvest(traam)
        (pair,) = traam("duplicates", "--json").expect(0).json()["pairs"]
        shown = traam("duplicates").expect(0).out

    assert {pair["one"]["url"], pair["other"]["url"]} == {f"{site.url}a/", f"{other.url}a/"}
    assert pair["likeness"] == 1.0
    assert "100 %" in shown
    assert len(traam("export", "jsonl", "--all").json_lines()) == 3


@pytest.mark.parametrize(
    "address", ["IMG/pdf/Suivre%20une_population.pdf", "medias/fichier/suivre-une-population?INLINE=FALSE"]
)
def test_a_document_a_bilan_declares_is_a_production_like_another(traam, tmp_path, site, address):
    site.pages["/"] = listing("/a/")
    site.pages["/a/"] = article("TraAM : a")
    titre = "Suivre une population avec un tableur"
    text = f"TraAM SVT 2023-2024 : suivre une population. Niveau : 5e. {WORDS}"
    site.pages[f"/{address}"] = Reply(document(titre, text), content_type="application/pdf")
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    declared = f"{site.url}{address}".replace("%20", " ")
    (tmp_path / "bilans" / "svt.csv").write_text(f"groupe;academie;url\n;Lille;{declared}\n", encoding="utf-8")

    assert harvest(traam)["essai"]["new"] == 2
    record = exported(traam, site)[f"/{address}"]
    assert (record["titre"], record["url"]) == (titre, site.url + address)
    assert (record["date_publication"], record["niveaux"], record["traam"]["class"]) == (
        "2024-03-05",
        ["5e"],
        "production",
    )

    assert harvest(traam)["essai"]["unchanged"] == 2
    (tmp_path / "data" / "traam.sqlite").unlink(missing_ok=True)
    traam("reindex", "--from", "raw").expect(0)
    again = exported(traam, site)[f"/{address}"]
    assert again["titre"] == titre


def test_a_declared_document_nobody_can_read_is_told(traam, tmp_path, site):
    site.pages |= {"/": listing("/a/"), "/a/": article("TraAM : a")}
    site.pages["/x.pdf"] = Reply(b"%PDF-1.4 rien", content_type="application/pdf")
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    (tmp_path / "bilans" / "svt.csv").write_text(f"groupe;academie;url\n;;{site.url}x.pdf\n", encoding="utf-8")

    assert "x.pdf" in harvest(traam)["essai"]["message"]


def document(titre: str, text: str) -> bytes:
    """A PDF of one page, that says its title and its date."""
    shown = text.encode("ascii", "ignore").decode().replace("(", "").replace(")", "")
    rows = [shown[start : start + 90] for start in range(0, len(shown), 90)]
    stream = "BT /F1 10 Tf 50 700 Td 14 TL " + " ".join(f"({row}) Tj T*" for row in rows) + " ET"
    font = "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << {font} >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        f"<< /Title ({titre}) /CreationDate (D:20240305100000Z) >>",
    ]  # fmt: skip
    body = "%PDF-1.4\n"
    for number, content in enumerate(objects, start=1):
        body += f"{number} 0 obj\n{content}\nendobj\n"
    return (body + "trailer << /Root 1 0 R /Info 5 0 R /Size 6 >>\nstartxref\n0\n%%EOF").encode()


def _feed(*items: str) -> Reply:
    return Reply(f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>", content_type="application/rss+xml")


def _item(site: SmallSite, name: str) -> str:
    return (
        f"<item><title>Fiche {name}</title><link>{site.url}{name}/</link>"
        f"<description>Ce que la fiche {name} propose à une classe entière.</description></item>"
    )


@pytest.mark.parametrize("is_open", [True, False])
def test_what_wordpress_says_of_its_older_posts_is_read_as_its_feed_is(traam, tmp_path, site, is_open):
    """By its interface; where that is closed, by the older pages of its feed."""
    names = [f"a{number}" for number in range(8)]
    site.pages["/"] = listing()
    site.pages |= {f"/{name}/": article(f"Fiche {name}") for name in names}
    site.pages["/feed/"] = _feed(*(_item(site, name) for name in names[:3]))
    if is_open:
        posts = [
            {"link": f"{site.url}{name}/", "title": {"rendered": f"Fiche {name}"},
             "excerpt": {"rendered": f"<p>Ce que la fiche {name} propose à une classe entière.</p>"}}
            for name in names
        ]  # fmt: skip
        site.pages["/wp-json/wp/v2/posts?_embed=1&per_page=100"] = Reply(
            json.dumps(posts), content_type="application/json"
        )
    else:
        site.pages["/feed/?paged=2"] = _feed(*(_item(site, name) for name in names[3:6]))
        site.pages["/feed/?paged=3"] = _feed(*(_item(site, name) for name in names[6:]))
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    assert harvest(traam)["essai"]["status"] == "complete"
    records = exported(traam, site)
    assert {name: records[f"/{name}/"]["description"] for name in names} == {
        name: f"Ce que la fiche {name} propose à une classe entière." for name in names
    }


def test_what_a_site_says_of_all_its_pages_presents_none_of_them_from_the_first_harvest(traam, tmp_path, site):
    """Be they of the TraAM or not: a second harvest, which changes nothing, says that nothing changed."""
    head = '<meta name="description" content="Ressources et productions pour enseigner les sciences de la vie.">'
    titles = {f"/a{number}/": f"TraAM SVT 2024-2025 : séance {number}" for number in range(6)}
    titles |= {"/concours/": "Un concours de photographie", "/salles/": "Les salles de sciences"}
    own = {f"/b{number}/": article(f"Fiche {number}", head=head.replace("Ressources", f"La fiche {number}, ressources"))
           for number in range(10)}  # fmt: skip
    site.pages["/"] = listing(*titles, *own)
    site.pages |= own | {path: article(title, f"{title}. {WORDS}", head=head) for path, title in titles.items()}
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    harvest(traam)
    records = exported(traam, site)
    assert not [path for path in titles if "pour enseigner" in (records[path]["description"] or "")]
    assert harvest(traam)["essai"]["unchanged"] == len(titles) + len(own)

"""The vitrine as browsers ask it: every link leads somewhere, every search has one address."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urldefrag, urljoin

import httpx
import pytest
from lxml import etree

from schemas.parsing.xml import parse_html
from tests.conftest import cases, clean_environment, copy_examples
from tests.serving import ServedByTraam
from tests.test_serve import command

ONLY_FILES = ("integrer/", "fragment/", "report.html")
KINDS = ("", "groupe/", "academie/", "discipline/", "annee/", "production/", "recherche", "integrer", "accessibilite",
         "bilan/", "bilan-odt/", "fiches/", "notices/", "niveau/", "nature/")  # fmt: skip


@pytest.fixture(scope="module")
def filled(harvested_examples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_examples(harvested_examples, tmp_path_factory.mktemp("vitrine"))


@pytest.fixture(scope="module")
def served(filled: Path) -> Iterator[ServedByTraam]:
    with ServedByTraam(filled, clean_environment(filled)) as running:
        yield running


@pytest.fixture(scope="module")
def pages(served: ServedByTraam) -> dict[str, httpx.Response]:
    """Every page that links lead to from the home page, searches but the first pages left out."""
    found: dict[str, httpx.Response] = {}
    waiting = [served.url]
    with httpx.Client() as client:
        while waiting:
            address = waiting.pop()
            if address in found:
                continue
            found[address] = client.get(address)
            if "html" not in found[address].headers.get("content-type", ""):
                continue
            for link in parse_html(found[address].text).iter("a"):
                target = urldefrag(urljoin(address, str(link.get("href")))).url
                if target.startswith(served.url) and not ("recherche?" in address and "recherche?" in target):
                    waiting.append(target)
    return found


def test_every_link_leads_to_a_page(pages: dict[str, httpx.Response], served: ServedByTraam) -> None:
    assert {address: page.status_code for address, page in pages.items() if page.status_code != 200} == {}
    for kind in KINDS:
        assert any(address.startswith(served.url + kind) for address in pages), kind
    assert len(pages) > 100


def test_a_group_shows_its_year_beside_what_is_found(pages: dict[str, httpx.Response], served: ServedByTraam) -> None:
    page = parse_html(pages[f"{served.url}groupe/svt-2024-2025"].text)
    projects = [str(one.text_content()) for one in page.xpath("//section[@class='bloc']/h3")]
    assert "Orléans-Tours\xa0: Vérifier ce que dit une IA" in projects
    items = [" ".join(str(one.text_content()).split()) for one in page.xpath("//h2[.='Réunions']/following::ul[1]/li")]
    assert [item.partition(",")[0] for item in items] == ["15 octobre 2024", "5 février 2025"]
    assert "pas encore en ligne" in items[0]
    assert "compte rendu de la réunion du 5 février 2025" in items[1]
    assert page.xpath("//h2[.='Calendrier']")
    other = pages[f"{served.url}groupe/maths-2023-2024"].text
    assert "Réunions" not in other


def test_pages_take_nothing_from_elsewhere(pages: dict[str, httpx.Response], served: ServedByTraam) -> None:
    for address, page in pages.items():
        assert "set-cookie" not in page.headers
        if "html" not in page.headers["content-type"]:
            continue
        root = parse_html(page.text)
        own_style = address.removeprefix(served.url).startswith(("bilan/", "fiches/"))
        assert not list(root.iter("iframe", "object", "img", *(() if own_style else ("style",)))), address
        for script in root.iter("script"):
            ours = urljoin(address, str(script.get("src"))) == f"{served.url}suggestions.js"
            assert ours or script.get("type") == "application/ld+json", address
        assert not root.xpath("//@style | //@onclick"), address
        for link in root.iter("link"):
            assert urljoin(address, str(link.get("href"))).startswith(served.url)
        assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_every_production_has_its_page_and_the_academy_comes_first(pages: Any, filled: Path) -> None:
    records = command(filled, "export", "jsonl").expect(0).json_lines()
    shown = {address: page for address, page in pages.items() if "/production/" in address}

    assert len(shown) == len(records) > 40
    for page in shown.values():
        (main,) = parse_html(page.text).iter("main")
        first = next(main.iter("a"))
        assert first.get("class") == "principal"
        assert first.get("href") in {record["url"] for record in records}
        assert "D’où vient chaque valeur" in page.text
        (proofs,) = (table for table in parse_html(page.text).iter("table") if table.get("class") == "preuves")
        rows = [[str(cell.xpath("string()")) for cell in row.iter("th", "td")] for row in proofs.iter("tr")]
        assert rows[0][-2:] == ["À cet endroit", "Sûreté"]
        assert {row[-1] for row in rows[1:]} <= {"sûr", "probable", "à confirmer"}
        assert not [cell for row in rows[1:] for cell in row[3:] if " %" in cell or re.search(r"\w/\w+\Z", cell)]


def test_a_production_says_itself_to_search_engines(pages: Any, served: ServedByTraam) -> None:
    shown = [page for address, page in pages.items() if "/production/" in address]
    for page in shown:
        (script,) = (one for one in parse_html(page.text).iter("script") if one.get("type"))
        node = json.loads(str(script.text))
        assert (node["@context"], node["@type"]) == ("https://schema.org", "LearningResource")
        assert node["name"]
        assert str(script.text).count("<") == 0


def test_the_academy_page_says_what_is_to_be_seen_to(pages: Any, served: ServedByTraam, filled: Path) -> None:
    checks = command(filled, "check", "--json").json()
    points = [
        fault for one in checks for two in one["academies"] if two["academie"] == "Nice" for fault in two["faults"]
    ]
    page = pages[f"{served.url}academie/nice"].text
    spaces = set(re.findall(r'href="\.\./(referent/[^"]+\.nice)"', page))
    texts = [page, *(httpx.get(served.url + one).text for one in spaces)]
    trees: list[Any] = [parse_html(one) for one in texts]
    said = re.sub("[\u00a0\u202f]", " ", " ".join(part for tree in trees for part in tree.itertext()))

    assert points
    for point in points:
        assert point["message"][1:] in said
        assert (point["titre"] or point["url"]) in said
    assert "academie:nice" in said


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("discipline=SVT", "discipline=Sciences+de+la+vie+et+de+la+Terre"),
        ("mots=&discipline=&page=1", ""),
        ("academie=Nice&mots=robot&academie=Nice", "mots=robot&academie=Nice"),
        ("niveau=2nde", "niveau=2de"),
        ("q=%22esprit+critique%22", "mots=%22esprit+critique%22"),
        ("page=999999&x=1", "page=5"),
        ("mots=%00a%0Ab", "mots=a+b"),
    ],
)
def test_a_search_has_one_address(served: ServedByTraam, asked: str, canonical: str) -> None:
    answer = httpx.get(f"{served.url}recherche?{asked}")

    assert answer.status_code == 302
    assert answer.headers["location"] == f"recherche{'?' if canonical else ''}{canonical}"
    assert httpx.get(urljoin(served.url, answer.headers["location"])).status_code == 200


def test_a_search_is_that_of_the_command(served: ServedByTraam, filled: Path) -> None:
    mine = httpx.get(f"{served.url}recherche.json?mots=algorithme&niveau=2de").json()
    theirs = command(filled, "search", "algorithme", "--niveau", "2nde", "--json").expect(0).json()

    assert mine["total"] == theirs["total"] > 0
    assert [hit["identifier"] for hit in mine["hits"]] == [hit["identifier"] for hit in theirs["hits"]]


def test_a_search_as_files(served: ServedByTraam) -> None:
    total = httpx.get(f"{served.url}recherche.json?academie=Nice").json()["total"]
    table = httpx.get(f"{served.url}recherche.csv?academie=Nice")
    feed = httpx.get(f"{served.url}recherche.atom?academie=Nice")
    fragment = httpx.get(f"{served.url}fragment?academie=Nice")
    entries = etree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")

    assert table.content.count(b"\r\n") == total + 1 > 1
    sheet = httpx.get(f"{served.url}recherche.ods?academie=Nice")
    rows = zipfile.ZipFile(io.BytesIO(sheet.content)).read("content.xml").count(b"<table:table-row")
    assert rows == total + 1
    assert len(entries) == total
    assert feed.headers["content-type"].startswith("application/atom+xml")
    assert fragment.text.count("<li>") == total
    assert "<script" not in fragment.text
    assert f'href="{served.url}recherche?academie=Nice"' in fragment.text


def test_only_the_frame_may_be_framed(served: ServedByTraam) -> None:
    policies = {path: httpx.get(served.url + path).headers["content-security-policy"] for path in ("", "integrer")}

    assert "frame-ancestors 'none'" in policies[""]
    assert "frame-ancestors *" in policies["integrer"]


def test_no_search_is_a_dead_end(served: ServedByTraam) -> None:
    page = httpx.get(f"{served.url}recherche?mots=introuvablement&academie=Nice").text
    main = parse_html(page).find(".//main")
    links = [str(link.get("href")) for link in main.iter("a")]

    assert "recherche?academie=Nice" in links
    assert "recherche?mots=introuvablement" in links
    assert "recherche" in links


def test_a_misspelt_search_is_given_the_right_one(served: ServedByTraam) -> None:
    page = httpx.get(f"{served.url}recherche?mots=algoritme").text

    assert "« algoritme » n’est écrit nulle part" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert 'href="recherche?mots=%22algoritme%22"' in page
    assert "<mark>" in page


def test_what_answers_a_part_of_the_words_follows_and_says_what_it_lacks(served: ServedByTraam) -> None:
    found = httpx.get(f"{served.url}recherche.json?mots=algorithme+volcan").json()
    main = parse_html(httpx.get(f"{served.url}recherche?mots=algorithme+volcan").text).find(".//main")

    said = [" ".join(one.text_content().split()) for one in main.iter("p") if one.text_content().startswith("sans ")]
    assert [str(heading.text) for heading in main.iter("h3")].count("Avec une partie des mots") == 1
    assert found["complete"] == 0 < found["total"] == len(said)
    assert {word for hit in found["hits"] for word in hit["missing"]} <= {"algorithme", "volcan"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [("orl", "Orléans-Tours"), ("ALGO", "algorithmes"), ("esprit cri", "esprit critique"), ("a", ""), ("<b>", "")],
)
def test_what_is_typed_is_completed(served: ServedByTraam, typed: str, first: str) -> None:
    answer = httpx.get(f"{served.url}suggestions", params={"debut": typed})
    texts = [one["texte"] for one in answer.json()]

    assert answer.headers["content-type"] == "application/json"
    assert first in {"", *texts}
    assert "<" not in "".join(texts)


def test_the_words_are_marked_where_they_stand(served: ServedByTraam) -> None:
    main = parse_html(httpx.get(f"{served.url}recherche?mots=algorithme").text).find(".//main")

    marks = [str(mark.text).lower() for mark in main.iter("mark")]

    assert marks
    assert all("algorithm" in mark for mark in marks)


@pytest.mark.parametrize(
    "path", ["groupe/rien", "academie/x", "annee/1900", "production/x", "a/b/c/d", "groupe/", "%ff", "recherche.xml"]
)
def test_what_is_not_there_is_said_in_french(served: ServedByTraam, path: str) -> None:
    answer = httpx.get(served.url + path)

    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.text
    style = str(parse_html(answer.text).find(".//link").get("href"))
    assert httpx.get(urljoin(str(answer.url), style)).status_code == 200


def test_hostile_requests_are_all_answered(served: ServedByTraam) -> None:
    chance = random.Random(11)
    paths = ["", "recherche", "recherche.atom", "recherche.csv", "recherche.json", "integrer", "fragment", "groupe/x",
             "academie/", "production/", "annee/%00", "style.css", "flux/x", "..", "%2e%2e/x"]  # fmt: skip
    names = ["mots", "discipline", "academie", "niveau", "annee", "groupe", "type", "page", "x", ""]
    values = ["robot", "a*", '"', "niveau:", "OU", "-", "(", "é", "%00", "%ED%A0%80", "-1", "9" * 30, "A" * 3_000, "🙂",
              "%", "<script>", "*", "2de", "Nice", "a OU", "mots:x", "[1 TO 2]", "~", "^9", "\\"]  # fmt: skip
    with httpx.Client() as client:
        for number in range(cases(800, 1_500)):
            pairs = [f"{chance.choice(names)}={_value(chance, values)}" for _ in range(chance.randrange(5))]
            address = f"{served.url}{chance.choice(paths)}?{'&'.join(pairs)}"
            answer = client.request(chance.choice(["GET", "GET", "GET", "HEAD", "POST"]), address)
            assert answer.status_code < 500, (number, address)
            assert "html" not in answer.headers.get("content-type", "") or "<script>" not in answer.text, address
    assert "Traceback" not in served.said


def _value(chance: random.Random, values: list[str]) -> str:
    if chance.random() < 0.2:
        return quote("".join(chr(chance.randrange(1, 0xD000)) for _ in range(chance.randrange(20))))
    value = chance.choice(values)
    return value if value.startswith("%") else quote(value)


@pytest.fixture(scope="module")
def laid(filled: Path) -> Path:
    """The pages as files."""
    said = command(filled, "publish", "--out", "pages", "--base-url", "https://traam.exemple.fr/").expect(0).out
    assert "Les pages se lisent à partir de pages/index.html" in said
    return filled / "pages"


def test_the_pages_laid_in_files_are_those_served(laid: Path, pages: dict[str, Any], served: ServedByTraam) -> None:
    files = {path.relative_to(laid).as_posix() for path in laid.rglob("*.html")}
    addresses = {address.removeprefix(served.url) for address in pages}
    kinds = tuple(kind for kind in KINDS if kind.endswith("/"))
    addresses = {address.removesuffix(".html") for address in addresses if not address.endswith((".odt", ".xml"))}

    assert {name.removesuffix(".html") for name in files if name.startswith(kinds)} == {
        address for address in addresses if address.startswith(kinds)
    }
    for name in files:
        if name.startswith(ONLY_FILES):
            continue
        address = served.url + name.removesuffix("index.html")
        served_page = pages.get(address) or pages.get(address.removesuffix(".html"))
        assert served_page is not None, name
        titre = parse_html((laid / name).read_text(encoding="utf-8")).findtext(".//h1")
        assert titre == parse_html(served_page.text).findtext(".//h1")


def test_every_link_of_a_file_leads_to_a_file(laid: Path) -> None:
    count = 0
    for path in laid.rglob("*.html"):
        root = parse_html(path.read_text(encoding="utf-8"))
        for link in (*root.iter("a"), *root.iter("link")):
            target = urldefrag(str(link.get("href"))).url
            if target and ":" not in target:
                assert (path.parent / target).resolve().is_file(), (path, target)
                count += 1
        assert not list(root.iter("form"))
    assert count > 500


def test_files_are_replaced_at_once_and_only_ours(filled: Path, laid: Path, tmp_path: Path) -> None:
    (laid / "groupe" / "ancien.html").write_text("ancien")
    command(filled, "publish", "--out", "pages", "--base-url", "https://traam.exemple.fr/").expect(0)
    assert not (laid / "groupe" / "ancien.html").exists()
    assert not [path for path in laid.parent.iterdir() if path.name.startswith(".pages")]
    (tmp_path / "autre.txt").write_text("à garder")
    refused = command(filled, "publish", "--out", str(tmp_path))
    assert refused.code == 3
    assert "autre.txt" in refused.err
    assert (tmp_path / "autre.txt").read_text() == "à garder"


def test_without_a_harvest_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "traam.toml").write_text('[traam]\ncontact = "moi@example.org"\n', encoding="utf-8")
    refused = command(tmp_path, "publish", "--out", "pages")
    assert refused.code == 3
    assert "traam harvest" in refused.err
    assert not (tmp_path / "pages").exists()


def test_a_changed_group_file_is_read_again_and_a_faulty_one_is_told(filled: Path, tmp_path: Path) -> None:
    folder = tmp_path / "service"
    shutil.copytree(filled, folder, ignore=shutil.ignore_patterns("*.lock", "pages"))
    card = folder / "groups" / "svt-2024-2025.toml"
    with ServedByTraam(folder, clean_environment(folder)) as running:
        before = httpx.get(f"{running.url}groupe/svt-2024-2025").text
        theme = re.sub(r'(?m)^theme = ".*"$', 'theme = "Un thème tout autre"', card.read_text(encoding="utf-8"))
        card.write_text(theme, encoding="utf-8")
        wait_for(lambda: "Un thème tout autre" in httpx.get(f"{running.url}groupe/svt-2024-2025").text)
        card.write_text("theme = ", encoding="utf-8")
        wait_for(lambda: "svt-2024-2025.toml" in running.said)
        after = httpx.get(f"{running.url}groupe/svt-2024-2025")

    assert "Un thème tout autre" not in before
    assert after.status_code == 200
    assert "Un thème tout autre" in after.text


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.5)

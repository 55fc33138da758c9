"""The référents' space as served: what a key opens, what nothing opens, and what is tried against it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from pipeline.referent.desk import CHECKS_AN_HOUR, MOST_WAITING, REREADINGS_AN_HOUR
from tests.conftest import clean_environment, traam_in
from tests.serving import ServedByTraam
from tests.small_site import WORDS, SmallSite, article, listing
from tests.test_check import GROUP
from tests.test_site_harvest import configure

GOOD = "</p><p>Niveau : 3e</p><p>Modalité : présentiel</p><p>TraAM-SVT-2425"
FORM = {"content-type": "application/x-www-form-urlencoded"}


class World:
    """A site, the service that harvests it, and what référents hold."""

    def __init__(self, folder: Path, site: SmallSite, other: SmallSite) -> None:
        self.folder, self.site, self.other = folder, site, other
        self.traam = traam_in(folder, clean_environment(folder))
        self.service: ServedByTraam

    def key(self, *scope: str) -> str:
        return str(self.traam("access", "new", *(scope or ("--academie", "Lille")), "--json").expect(0).json()["key"])

    def visitor(self, key: str = "") -> Visitor:
        return Visitor(self.service.url, key or self.key())


class Visitor:
    """Whoever has a browser, and a key."""

    known: ClassVar[list[Visitor]] = []

    def __init__(self, url: str, key: str = "") -> None:
        self.http = httpx.Client(base_url=f"{url}referent/", follow_redirects=True, timeout=60)
        self.known.append(self)
        self.entered = self.http.post("entrer", data={"cle": key}) if key else None

    @property
    def token(self) -> str:
        found = re.search(r'name="jeton" value="([0-9a-f]{64})"', self.http.get("verifier").text)
        assert found is not None
        return found[1]

    def check(self, url: str, groupe: str = "svt-2024", **headers: str) -> httpx.Response:
        data = {"jeton": self.token, "url": url, "groupe": groupe}
        return self.http.post("verifier", data=data, headers=headers)


@pytest.fixture(autouse=True)
def closed_after() -> Iterator[None]:
    yield
    while Visitor.known:
        Visitor.known.pop().http.close()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("referent")
    with SmallSite() as site, SmallSite() as other:
        vitrine = f"{site.url}vitrine/"
        site.pages = {
            "/": listing("/bonne/", "/niveau/"),
            "/bonne/": article("TraAM SVT 2024-2025 : une", WORDS + GOOD, links=(vitrine,)),
            "/niveau/": article("TraAM SVT 2024-2025 : deux", f"{WORDS}</p><p>Modalité : au jardin"),
            "/muette/": article("<script>alert(1)</script>Une séance", WORDS),
            "/loin/": article("x", head=f'<meta http-equiv="refresh" content="0;url={other.url}secret/">'),
        }
        other.pages = {"/": listing("/a/"), "/a/": article("TraAM SVT 2024-2025 : trois", WORDS)}
        configure(
            folder,
            essai=f'url = "{site.url}"\ndiscipline = "SVT"\nacademie = "Lille"\n',
            nice=f'url = "{other.url}"\ndiscipline = "SVT"\nacademie = "Nice"\n',
        )
        (folder / "groups" / "g.toml").write_text(GROUP.format(vitrine=vitrine), encoding="utf-8")
        made = World(folder, site, other)
        made.traam("harvest").expect(0)
        with (folder / "traam.toml").open("a", encoding="utf-8") as stream:
            stream.write('[serve]\nemail = "service@example.org"\n')
        with ServedByTraam(folder, clean_environment(folder)) as made.service:
            yield made


def test_the_space_is_read_without_a_key(world: World) -> None:
    nobody = Visitor(world.service.url)
    home = nobody.http.get("")
    assert "Lille" in home.text
    space = nobody.http.get("svt-2024.lille")
    assert space.status_code == 200
    assert "Niveau : à compléter" in space.text
    assert "là où est écrit « au jardin »" in space.text.replace("\u00a0", " ")
    assert space.headers["x-robots-tag"] == "noindex"
    assert "Clé de l’académie" in nobody.http.get("verifier").text
    assert nobody.http.cookies.jar._cookies == {}  # type: ignore[attr-defined]
    assert nobody.http.get("svt-2024.absente").status_code == 404


def test_a_page_is_checked_and_the_result_kept(world: World) -> None:
    visitor = world.visitor()
    answer = visitor.check(f"{world.site.url}niveau/")
    text = answer.text.replace("\u00a0", " ")
    assert answer.status_code == 200
    assert "Prise pour" in text
    assert "Lien vers la vitrine" in text
    assert "Niveau : à compléter" in text
    assert "lu sous « Modalité : »" in text
    assert visitor.http.get(str(answer.url)).status_code == 200
    assert "Complète." in visitor.check(f"{world.site.url}bonne/").text
    assert all(answer.headers["cache-control"] == "no-store" for answer in (answer, visitor.http.get("verifier")))


def test_a_page_that_holds_markup_stays_text(world: World) -> None:
    answer = world.visitor().check(f"{world.site.url}muette/")
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "script-src" not in answer.headers["content-security-policy"]


def test_what_a_referent_wants_read_again_is_read_first(world: World) -> None:
    visitor = world.visitor()
    world.site.pages["/neuve/"] = article("TraAM SVT 2024-2025 : neuve", WORDS + GOOD)
    checked = visitor.check(f"{world.site.url}neuve/")
    name = str(checked.url).rpartition("page=")[2]
    assert world.traam("show", f"{world.site.url}neuve/").code == 3
    asked = visitor.http.post("relire", data={"jeton": visitor.token, "page": name})
    assert "C’est demandé" in asked.text
    del world.site.asked[:]
    world.traam("harvest").expect(0)
    pages = [path for path in world.site.asked if path in world.site.pages]
    assert pages.index("/neuve/") < pages.index("/bonne/")
    held = world.traam("show", f"{world.site.url}neuve/", "--json").expect(0).json()
    assert held["traam"]["class"] == "production"
    # Asked for once: the next harvest begins no other way than before.
    del world.site.asked[:]
    world.traam("harvest").expect(0)
    again = [path for path in world.site.asked if path in world.site.pages]
    assert again.index("/neuve/") > again.index("/bonne/")


@pytest.mark.parametrize("key", ["", "traam-" + "a" * 32, "x" * 5_000, "é" * 30])
def test_a_wrong_key_opens_nothing(world: World, key: str) -> None:
    wrong = Visitor(world.service.url)
    wrong.http.cookies.clear()
    answer = wrong.http.post("entrer", content=f"cle={key}".encode(), headers=FORM)
    assert answer.status_code in {400, 403, 429}
    assert "set-cookie" not in answer.headers
    forged = Visitor(world.service.url).http
    forged.follow_redirects = False
    forged.headers["cookie"] = f"traam_referent={key[:100]}" if key.isascii() else ""
    for path, data in (("verifier", {"url": f"{world.site.url}bonne/"}), ("relire", {"page": "0" * 32})):
        assert forged.post(path, data={**data, "jeton": "0" * 64}).headers.get("location", "verifier") == "verifier"
    assert forged.get("resultat?page=" + "0" * 32).headers["location"] == "verifier"


def test_guessing_ends_in_refusals_and_locks_no_referent_out(world: World) -> None:
    key = world.key()
    guesses = [httpx.post(f"{world.service.url}referent/entrer", data={"cle": f"traam-{n:032d}"}) for n in range(15)]
    assert {answer.status_code for answer in guesses} <= {403, 429}
    assert guesses[-1].status_code == 429
    assert world.visitor(key).check(f"{world.site.url}bonne/").status_code == 200


def test_a_key_taken_back_opens_nothing_at_once(world: World) -> None:
    made = world.traam("access", "new", "--groupe", "svt-2024", "--json").expect(0).json()
    visitor = world.visitor(made["key"])
    assert visitor.check(f"{world.site.url}bonne/").status_code == 200
    token = visitor.token
    world.traam("access", "revoke", made["id"]).expect(0)
    refused = visitor.http.post("verifier", data={"jeton": token, "url": f"{world.site.url}bonne/"})
    assert "Clé de l’académie" in refused.text
    assert world.traam("access", "revoke", made["id"]).expect(3).err.count("aucun accès") == 1


def test_the_key_is_kept_nowhere_and_its_cookie_is_shut(world: World) -> None:
    key = world.key()
    file = world.folder / "data" / "acces.json"
    assert key not in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0
    entered = httpx.post(f"{world.service.url}referent/entrer", data={"cle": key})
    said = entered.headers["set-cookie"].lower()
    assert all(part in said for part in ("httponly", "samesite=strict", "path=/referent"))
    assert "max-age" not in said
    assert key not in world.service.said
    assert key not in json.dumps(world.traam("access", "list", "--json").expect(0).json())


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://ailleurs.exemple.org"},
        {"content-type": "text/plain"}, {"content-type": "application/json"},
        {"content-type": "multipart/form-data; boundary=x"},
    ],
)  # fmt: skip
def test_a_form_of_another_site_does_nothing(world: World, headers: dict[str, str]) -> None:
    visitor = world.visitor()
    body = f"jeton={visitor.token}&url={world.site.url}bonne/"
    before = len(world.site.asked)
    answer = visitor.http.post("verifier", content=body, headers={**FORM, **headers})
    assert answer.status_code == 400
    assert len(world.site.asked) == before


@pytest.mark.parametrize("token", ["", "0" * 64, "é", "0" * 63])
def test_a_form_without_its_token_does_nothing(world: World, token: str) -> None:
    visitor = world.visitor()
    before = len(world.site.asked)
    for path in ("verifier", "relire", "sortir"):
        data = {"jeton": token, "url": f"{world.site.url}bonne/", "page": "0" * 32}
        assert visitor.http.post(path, data=data).status_code == 403
        assert visitor.http.get(path).status_code in {200, 404, 405}
    assert len(world.site.asked) == before


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "http://[::1]:80/", "file:///etc/passwd",
        "http://localhost/", "gopher://127.0.0.1/", "http://2130706433/", "{other}a/", "{site}@127.0.0.1/",
        "http://u:p@{host}/bonne/", "{bare}.exemple.org/", "{site}\\@autre/", "javascript:alert(1)", "//{host}/bonne/",
        "http://" + "a" * 3_000, "{site}bonne/\r\nHost: autre",
    ],
)  # fmt: skip
def test_no_address_out_of_the_scope_of_the_key_is_asked(world: World, url: str) -> None:
    visitor = world.visitor()
    host = world.site.url.removeprefix("http://").rstrip("/")
    before = len(world.site.asked), len(world.other.asked)
    asked = url.format(site=world.site.url, other=world.other.url, host=host, bare=world.site.url.rstrip("/"))
    answer = visitor.check(asked)
    # What stays of an address of the site is an address of the site, and is asked as such.
    assert answer.status_code in {400, 403} or (answer.status_code == 200 and asked.startswith(world.site.url))
    if answer.status_code != 200:
        assert (len(world.site.asked), len(world.other.asked)) == before
    assert len(world.other.asked) == before[1]


def test_a_page_that_leads_out_of_its_site_is_not_followed(world: World) -> None:
    before = len(world.other.asked)
    answer = world.visitor().check(f"{world.site.url}loin/")
    assert answer.status_code == 200
    assert "hors du domaine" in answer.text
    assert len(world.other.asked) == before


def test_the_results_of_a_key_are_not_those_of_another(world: World) -> None:
    mine, theirs = world.visitor(), world.visitor(world.key("--academie", "Nice"))
    answer = mine.check(f"{world.site.url}bonne/")
    name = str(answer.url).rpartition("page=")[2]
    assert mine.http.get(f"resultat?page={name}").status_code == 200
    assert theirs.http.get(f"resultat?page={name}").status_code == 404
    assert theirs.http.post("relire", data={"jeton": theirs.token, "page": name}).status_code == 404
    assert theirs.check(f"{world.site.url}bonne/").status_code == 403
    assert theirs.check(f"{world.other.url}a/", "autre").status_code == 403
    assert mine.http.get("resultat?page=../../acces").status_code == 404


def test_pages_are_asked_one_at_a_time_and_few_may_wait(world: World) -> None:
    visitors = [world.visitor() for _ in range(4)]
    token = [one.token for one in visitors]
    at_once, most, guard = 0, 0, threading.Lock()

    def seen(path: str) -> None:
        nonlocal at_once, most
        with guard:
            at_once += 1
            most = max(most, at_once)
        time.sleep(0.15)
        with guard:
            at_once -= 1

    world.site.on_request = seen
    try:

        def ask(number: int) -> int:
            who = number % 4
            data = {"jeton": token[who], "url": f"{world.site.url}flot{number}/"}
            return visitors[who].http.post("verifier", data=data).status_code

        with ThreadPoolExecutor(20) as pool:
            codes = list(pool.map(ask, range(20)))
    finally:
        world.site.on_request = lambda path: None
    assert most == 1
    assert set(codes) == {200, 503}
    assert codes.count(200) <= MOST_WAITING + 4
    assert httpx.get(world.service.url).status_code == 200


def test_the_same_page_asked_twice_at_once_is_asked_once(world: World) -> None:
    visitors = [world.visitor() for _ in range(2)]
    tokens = [one.token for one in visitors]
    del world.site.asked[:]
    world.site.pages["/jumelle/"] = article("TraAM SVT 2024-2025 : jumelle", WORDS)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(
            lambda pair: pair[0].http.post("verifier", data={"jeton": pair[1], "url": f"{world.site.url}jumelle/"}),
            zip(visitors, tokens, strict=True),
        ))  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 200]
    assert world.site.asked.count("/jumelle/") == 1


def test_one_key_may_ask_for_so_many_pages_and_no_more(world: World) -> None:
    visitor = world.visitor()
    token = visitor.token
    codes = []
    for number in range(CHECKS_AN_HOUR + 2):
        data = {"jeton": token, "url": f"{world.site.url}image{number}.png"}  # left by the card: nothing is asked
        codes.append(visitor.http.post("verifier", data=data).status_code)
    assert codes == [200] * CHECKS_AN_HOUR + [429] * 2
    visitor = world.visitor()
    name = str(visitor.check(f"{world.site.url}bonne/").url).rpartition("page=")[2]
    codes = [
        visitor.http.post("relire", data={"jeton": visitor.token, "page": name}).status_code
        for _ in range(REREADINGS_AN_HOUR + 1)
    ]
    assert codes == [200] * REREADINGS_AN_HOUR + [429]


@pytest.mark.parametrize("body", [b"x" * 20_000, b"&".join([b"a=b"] * 500), b"\xff\xfe", b""])
def test_a_form_that_is_none_is_refused(world: World, body: bytes) -> None:
    visitor = world.visitor()
    for path in ("verifier", "relire", "entrer", "sortir"):
        assert visitor.http.post(path, content=body, headers=FORM).status_code in {400, 403, 429}

"""The whole text of pages and of their documents is searched, shown in short extracts, and published nowhere."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urldefrag, urljoin

import httpx
import pytest

from index.snippets import LONGEST_EXTRACT
from schemas.parsing.xml import parse_html
from tests.conftest import Outcome, clean_environment
from tests.harvester.site.test_document_text import archive, pdf
from tests.serving import ServedByTraam
from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_serve import command
from tests.test_site_harvest import configure

LEAD = "Une séance où la classe bâtit un abri et en mesure la chaleur, avec un carnet de bord tenu par chaque équipe."
LONG = " ".join(f"{WORDS} Étape {number}." for number in range(1, 20))
"""Some four thousand characters: what follows is past any presentation."""
PARAGRAPH = "Les équipes comparent ensuite trois isolants, le zirgonel, le mandolux et la paille, puis concluent."
SECRETS = ("zirgonel", "mandolux", "fulcorin", "ambrilet", "vastiquor")
"""Words that only a body or a document holds."""
TYPES = {
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ODT = f'<o:d xmlns:o="o" xmlns:text="t"><text:p>{WORDS}</text:p><text:p>Poser le fulcorin.</text:p></o:d>'
DOCX = '<w:d xmlns:w="w"><w:p><w:r><w:t>Le professeur garde un ambrilet par équipe.</w:t></w:r></w:p></w:d>'
GROUP = """
id = "svt-2024-2025"
discipline = "SVT"
annees = ["2024-2025"]
theme = "Isoler et mesurer"
academies = ["Lyon"]
[[element]]
name = "niveau"
label = "Niveau"
cardinality = "1..n"
type = "niveau"
"""


def shelter(text: str = PARAGRAPH) -> str:
    head = f'<meta name="description" content="{LEAD}">'
    body = f"Niveau : 5e.</p><p>{LONG}</p><p>{text}"
    links = ("/fiche.odt", "/carnet.docx", "/affiche.pdf")
    return article("TraAM 2024-2025 SVT : un abri de carton", body, links=links, head=head)


def fill(site: SmallSite) -> None:
    site.pages |= {
        "/": listing("/abri/", "/riviere/"),
        "/abri/": shelter(),
        "/riviere/": article("TraAM 2024-2025 SVT : la rivière", f"Niveau : 6e.</p><p>{WORDS}"),
        "/fiche.odt": Reply(archive("content.xml", ODT), content_type=TYPES["odt"]),
        "/carnet.docx": Reply(archive("word/document.xml", DOCX), content_type=TYPES["docx"]),
        "/affiche.pdf": Reply(pdf("Un vastiquor en couverture"), content_type="application/pdf"),
    }


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, SmallSite]]:
    """A folder where a small site was harvested."""
    folder = tmp_path_factory.mktemp("textes")
    with SmallSite() as site:
        fill(site)
        card = f'url = "{site.url}"\ndiscipline = "SVT"\nacademie = "Lyon"\n'
        configure(folder, abri=card)
        (folder / "groups" / "svt.toml").write_text(GROUP, encoding="utf-8")
        (folder / "traam.toml").write_text('[traam]\n[serve]\nemail = "moisson@example.org"\n', encoding="utf-8")
        command(folder, "harvest").expect(0)
        yield folder, site


def run(folder: Path, *arguments: str) -> Outcome:
    return command(folder, *arguments).expect(0)


@pytest.mark.parametrize(
    ("words", "document"),
    [
        ("zirgonel", None), ('"le mandolux et la paille"', None), ("mandol*", None), ("abri zirgonel", None),
        ("fulcorin", "suite"), ("ambrilets", "suite"), ("vastiquor couverture", "suite"),
    ],
)  # fmt: skip
def test_words_of_the_body_and_of_documents_are_found(filled, words, document):
    folder, site = filled
    asked = [words] if words.startswith('"') else words.split()
    (hit,) = run(folder, "search", *asked, "--json").json()["hits"]

    assert hit["identifier"] == f"{site.url}abri/"
    assert hit["description"] == LEAD
    extract = hit["extrait"]
    assert extract["document"] == document
    marked = [extract["texte"][begin:end] for begin, end in extract["marques"]]
    assert {word.lower() for word in marked} & {"zirgonel", "mandolux", "fulcorin", "ambrilet", "vastiquor"}
    assert len(extract["texte"]) <= LONGEST_EXTRACT
    assert ("dans le document « suite »" in run(folder, "search", *asked).out) is (document is not None)


def test_words_of_the_body_exclude_too(filled):
    folder, site = filled
    assert len(run(folder, "search", "traam", "--json").json()["hits"]) == 2
    (left,) = run(folder, "search", "--json", "--", "traam", "-fulcorin").json()["hits"]
    assert left["identifier"] == f"{site.url}riviere/"


def test_what_the_page_says_of_itself_is_shown_where_it_answers(filled):
    folder, _ = filled
    (hit,) = run(folder, "search", "chaleur", "--json").json()["hits"]
    assert "mesure la chaleur" in hit["extrait"]["texte"]


def texts_of(content: bytes) -> list[bytes]:
    """The content, and that of the files in it when it is an archive."""
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return [packed.read(name) for name in packed.namelist()]


def leaked(content: bytes) -> set[str]:
    return {word for text in texts_of(content) for word in SECRETS if word.encode() in text.lower()}


COMMANDS = (
    ("publish", "--out", "flux"), ("export", "csv", "--all"), ("export", "json", "--all"), ("export", "jsonl", "--all"),
    ("export", "jsonld", "--all"), ("export", "ods", "--out", "t.ods"), ("export", "fiches", "--out", "fiches"),
    ("export", "scolomfr", "--out", "notices"), ("bilan", "--groupe", "svt-2024-2025", "--out", "bilans-a-envoyer"),
    ("synthese", "--annee", "2024-2025", "--out", "synthese"), ("letter", "propose"),
    ("check", "--json"), ("duplicates",), ("review", "list"), ("groups",), ("sources", "--json"),
)  # fmt: skip


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_no_output_holds_the_texts(filled, tmp_path, arguments):
    folder, _ = filled
    before = {path for path in folder.rglob("*") if path.is_file()}
    outcome = command(folder, *arguments)
    assert outcome.code in {0, 1}, outcome.err
    written = [path for path in folder.rglob("*") if path.is_file() and path not in before]
    assert leaked(outcome.out.encode()) == leaked(outcome.err.encode()) == set()
    assert {str(path): found for path in written if (found := leaked(path.read_bytes()))} == {}
    assert written or outcome.out, "the command did something"


def test_shown_records_do_not_hold_the_texts(filled):
    folder, site = filled
    for options in ((), ("--evidence",), ("--json",), ("--json", "--evidence")):
        assert leaked(run(folder, "show", f"{site.url}abri/", *options).out.encode()) == set()
    assert leaked(run(folder, "similar", f"{site.url}abri/", "--json").out.encode()) == set()
    assert run(folder, "suggest", "zirg").out.strip() == ""


def test_no_page_nor_answer_of_the_server_holds_the_texts(filled):
    """Every page links lead to, the search outputs for words of the texts, and the OAI-PMH repository."""
    folder, _ = filled
    found: dict[str, bytes] = {}
    with ServedByTraam(folder, clean_environment(folder)) as served, httpx.Client(timeout=30) as client:
        verbs = [f"verb=ListRecords&metadataPrefix={prefix}" for prefix in ("oai_dc", "scolomfr")]
        outputs = [f"recherche.{kind}?mots={word}" for kind in ("atom", "csv", "json", "ods") for word in SECRETS]
        waiting = [served.url, *(f"{served.url}oai?{verb}" for verb in verbs), *(served.url + one for one in outputs)]
        while waiting:
            address = waiting.pop()
            if address in found or len(found) > 400:
                continue
            answer = client.get(address)
            found[address] = answer.content
            if "html" in answer.headers.get("content-type", ""):
                links = (
                    urldefrag(urljoin(address, str(link.get("href")))).url for link in parse_html(answer.text).iter("a")
                )
                waiting += [link for link in links if link.startswith(served.url) and "recherche?" not in link]
        page = client.get(f"{served.url}recherche?mots={quote('fulcorin')}").text
    # What was asked for stands in a feed of it, once as its name and in its addresses.
    told = {
        address: leaked(content) - {word for word in SECRETS if word in address} for address, content in found.items()
    }
    assert {address: words for address, words in told.items() if words} == {}
    for address, content in found.items():
        assert b"professeur garde" not in content, address
        assert b"trois isolants" not in content, address
    assert sum(b"abri de carton" in content for content in found.values()) > 10
    assert "<mark>fulcorin</mark>" in page
    assert "dans le document «\xa0suite\xa0»" in page
    assert "ambrilet" not in page


def undated(lines: str) -> str:
    """What is published, without when it was last known to change: a text that is published nowhere counts."""
    return re.sub(r'"updated": ?"[^"]+"', "", lines)


def test_a_change_of_the_text_alone_is_a_change_that_is_found(traam, tmp_path):
    with SmallSite() as site:
        fill(site)
        configure(tmp_path, abri=f'url = "{site.url}"\n')
        traam("harvest").expect(0)
        before = undated(traam("export", "jsonl").out)
        assert traam("harvest", "--json").expect(0).json()["sources"][0]["modified"] == 0
        site.pages["/abri/"] = shelter("Les équipes gardent le brovantin.")
        changed = traam("harvest", "--json").expect(0).json()["sources"][0]
        assert (changed["modified"], changed["unchanged"]) == (1, 1)
        site.pages["/carnet.docx"] = Reply(
            archive("word/document.xml", DOCX.replace("ambrilet", "cordouvan")), content_type=TYPES["docx"]
        )
        assert traam("harvest", "--json").expect(0).json()["sources"][0]["modified"] == 1

    assert undated(traam("export", "jsonl").out) == before
    for word, count in {"zirgonel": 0, "brovantin": 1, "ambrilet": 0, "cordouvan": 1}.items():
        assert traam("search", word, "--json").json()["total"] == count, word


def test_the_texts_are_built_again_from_what_was_kept(traam, tmp_path):
    with SmallSite() as site:
        fill(site)
        configure(tmp_path, abri=f'url = "{site.url}"\n')
        traam("harvest").expect(0)
    for path in (tmp_path / "data").glob("traam.sqlite*"):
        path.unlink()
    traam("reindex", "--from", "raw").expect(0)
    for word in SECRETS:
        assert traam("search", word, "--json").json()["total"] == 1, word


def test_a_withdrawn_page_loses_its_texts(traam, tmp_path):
    with SmallSite() as site:
        fill(site)
        configure(tmp_path, abri=f'url = "{site.url}"\n')
        traam("harvest").expect(0)
        site.pages["/abri/"] = Reply("partie", 410)
        traam("harvest").expect(0)
    with sqlite3.connect(tmp_path / "data" / "traam.sqlite") as store:
        texts = [text for (text,) in store.execute("SELECT texts FROM texts")]
    assert not any(word in text for text in texts for word in SECRETS)
    assert traam("search", "zirgonel", "--all", "--json").json()["total"] == 0

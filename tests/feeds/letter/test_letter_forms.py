"""Every form of an issue, read back by readers that are not ours, and with hostile texts in every place."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from html import unescape
from html.parser import HTMLParser

import feedparser
import pytest
from lxml import etree
from markdown_it import MarkdownIt

from feeds.letter.archive import archive_html, issues_atom
from feeds.letter.content import content_of
from feeds.letter.mail_html import fragment_html, mail_html, page_html
from feeds.letter.message import message_bytes
from feeds.letter.plain import WIDTH, letter_markdown, letter_text
from feeds.wording.identity import entry_id, feed_id
from schemas.files.letter import Breve, Envoi, Letter, Rubrique
from tests.feeds.conftest import HOSTILE

LETTER = Letter(
    numero=12, periode="novembre-décembre 2026", date=date(2026, 11, 24),
    introduction="Trois groupes ont publié.\n\nVoir [la synthèse](https://vitrine.example.org/s?a=1&b=2).",
    en_ligne="https://lettres.example.org/lettre-12.html", signature="Le bureau des usages.",
    rubriques=(
        Rubrique("SVT", "Le vivant & l'IA.", (
            Breve("Débusquer les biais : « l'IA » <à l'œuvre>", "https://svt.example.org/spip.php?article101&lang=fr",
                  "Les élèves mènent l'enquête. " * 8, "oai:1", ("Orléans-Tours",), "SVT 2024-2025", ("3e", "cycle 4")),
            Breve("Sans mention", "https://svt.example.org/2"),
        )),
        Rubrique("Agenda", "1. Réunion du 3 décembre."),
    ),
    envoi=Envoi("lettre@example.org", "abonnes@liste.example.org", "https://lettres.example.org/partir", un_clic=True),
)  # fmt: skip
LINKS = {"https://vitrine.example.org/s?a=1&b=2", "https://svt.example.org/spip.php?article101&lang=fr",
         "https://svt.example.org/2"}  # fmt: skip


class Links(HTMLParser):
    """The addresses a page leads to, its tags and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: set[str] = set()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name in {"href", "src"} and value}

    def handle_data(self, data):
        self.text += data.replace("\N{NO-BREAK SPACE}", " ")


def message_of(letter: Letter) -> EmailMessage:
    content = content_of(letter)
    raw = message_bytes(content, letter_text(content), mail_html(content), letter.envoi)
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_the_mail_is_inlined_keeps_dark_mode_and_leads_to_every_work():
    html = mail_html(content_of(LETTER))
    read = Links(html)
    assert read.links == LINKS | {LETTER.en_ligne, LETTER.envoi.desabonnement}
    assert "consultez-la en ligne" in read.text
    assert "Débusquer les biais : « l'IA » <à l'œuvre>" in read.text
    assert '<a class="lien" href="https://svt.example.org/2" style="' in html
    assert html.count("prefers-color-scheme: dark") == 1
    assert not set(read.tags) & {"script", "img", "link", "form", "iframe"}
    preheader = html.index('class="apercu"')
    assert html.index("Trois groupes ont publié.") > preheader < html.index("<table")


def test_spaces_that_french_holds_are_held_and_none_is_added():
    letter = replace(LETTER, introduction="Voir [la fiche](https://a.example/) : a:b, « oui » !")
    html = unescape(mail_html(content_of(letter)))
    assert ">la fiche</a>\xa0: a:b, «\xa0oui\xa0»\xa0!" in html
    assert "Débusquer les biais\xa0: «\xa0l'IA\xa0» " in html
    assert "Lettre TIC'Édu n°\xa012</h1>" in html
    assert content_of(LETTER).sujet == "Lettre TIC'Édu n° 12 – novembre-décembre 2026"


def test_the_line_after_the_subject_reads_as_the_introduction_does():
    accroche = content_of(
        replace(LETTER, introduction="Lire [la page](https://a.example/).\n\nBonne lecture.")
    ).accroche
    assert accroche == "Lire la page. Bonne lecture."


def test_the_message_is_read_back_whole():
    message = message_of(LETTER)
    assert message["Subject"] == "Lettre TIC'Édu n° 12 – novembre-décembre 2026"
    assert message["From"] == "lettre@example.org"
    assert message["To"] == "abonnes@liste.example.org"
    assert message["Date"].datetime.date() == LETTER.date
    assert message["Content-Language"] == "fr"
    assert message["List-Id"] == "<abonnes.liste.example.org>"
    assert message["List-Unsubscribe"] == "<https://lettres.example.org/partir>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Archived-At"] == "<https://lettres.example.org/lettre-12.html>"
    assert "X-Unsent" not in message
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    content = content_of(LETTER)
    text, html = (message.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    assert text == letter_text(content)
    assert html.strip() == mail_html(content).strip()


def test_a_message_without_addresses_opens_as_a_draft():
    message = message_of(replace(LETTER, envoi=Envoi()))
    assert message["X-Unsent"] == "1"
    assert "From" not in message
    assert "To" not in message


def test_the_bytes_of_a_message_are_legal_lines_and_always_the_same():
    content = content_of(LETTER)
    first, second = (message_bytes(content, letter_text(content), mail_html(content), LETTER.envoi) for _ in range(2))
    assert first == second
    assert first.isascii()
    lines = first.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 998
    changed = content_of(replace(LETTER, periode="janvier 2027"))
    assert message_bytes(changed, letter_text(changed), mail_html(changed), LETTER.envoi) != first


def test_the_text_part_is_narrow_and_breaks_no_address():
    text = letter_text(content_of(LETTER))
    lines = text.splitlines()
    assert all(len(line) <= WIDTH for line in lines if "://" not in line)
    assert {line.strip() for line in lines if "://" in line} == LINKS | {LETTER.en_ligne, LETTER.envoi.desabonnement}
    assert "-- " in lines


def test_the_archive_lists_issues_and_its_feed_is_read():
    contents = [content_of(replace(LETTER, numero=n, date=date(2026, n, 1))) for n in (9, 11, 10)]
    page = Links(archive_html(contents))
    assert page.links >= {f"lettre-{n}.html" for n in (9, 10, 11)}
    feed = feedparser.parse(issues_atom(contents))
    assert not feed.bozo
    assert [entry.title.split(" – ")[0][-2:] for entry in feed.entries] == ["11", "10", " 9"]
    assert len({entry.id for entry in feed.entries}) == 3
    assert feed.entries[0].link == LETTER.en_ligne
    assert "Débusquer les biais" in feed.entries[0].content[0].value
    assert issues_atom(contents) == issues_atom(contents[::-1])
    etree.fromstring(issues_atom([]))
    assert "Aucun numéro" in archive_html([])


def test_no_two_series_share_the_name_of_an_issue_of_a_message_or_of_a_feed():
    letters = [replace(LETTER, serie=serie, numero=n) for serie in ("", "a", "a-1", "lettre") for n in (1, 11)]
    contents = [content_of(letter) for letter in letters]
    assert len({content.name for content in contents}) == len(letters)
    # A series changes no word of an issue: the Message-ID has to tell them apart.
    raws = [message_of(letter)["Message-ID"].partition(".")[0] for letter in letters]
    assert len(set(raws)) == len(letters)
    feeds = [feedparser.parse(issues_atom([one], one.serie)) for one in contents if one.numero == 1]
    assert len({feed.feed.id for feed in feeds}) == len({feed.entries[0].id for feed in feeds}) == len(feeds) == 4
    empty = [feedparser.parse(issues_atom([], serie)).feed.id for serie in ("", "a", "a-1", "lettre")]
    assert empty == [feed.feed.id for feed in feeds]


def test_an_issue_without_series_keeps_the_names_it_was_published_under():
    feed = feedparser.parse(issues_atom([content_of(LETTER)]))
    assert (feed.feed.id, feed.entries[0].id) == (feed_id("lettres.atom"), entry_id("lettre:12"))
    assert message_of(LETTER)["Message-ID"].startswith("<lettre-12.")


@pytest.fixture
def hostile() -> Letter:
    breve = Breve(
        HOSTILE, "javascript:alert(1)", f"[mots](javascript:alert(1)) {HOSTILE}", HOSTILE, (HOSTILE,), HOSTILE
    )
    linked = replace(breve, url='https://a.example/"onload="x', texte=f"[{'x'}](https://b.example/?a=<b>) {HOSTILE}")
    return Letter(
        1, HOSTILE, date(2026, 1, 1), titre=HOSTILE, accroche=HOSTILE, introduction=f"# {HOSTILE}\n\n3. {HOSTILE}",
        en_ligne="javascript:alert(1)", signature=HOSTILE, rubriques=(Rubrique(HOSTILE, HOSTILE, (breve, linked)),),
        envoi=Envoi(desabonnement="data:text/html,x"),
    )  # fmt: skip


def test_hostile_texts_stay_text_in_every_form(hostile: Letter):
    content = content_of(hostile)
    mild = Links(mail_html(content_of(LETTER)))
    for html in (mail_html(content), page_html(content), fragment_html(content), archive_html([content])):
        read = Links(html)
        assert not set(read.tags) & {"script", "b", "img"}
        assert all(link.startswith(("https://", "lettre", "index")) for link in read.links)
        assert "onload" not in read.attributes
        assert "<script>alert(1)</script>" in read.text
    assert Links(mail_html(content)).attributes <= mild.attributes
    forms = [mail_html(content), page_html(content), fragment_html(content), archive_html([content]),
             letter_text(content), letter_markdown(content), issues_atom([content]).decode(),
             str(message_of(hostile))]  # fmt: skip
    for form in forms:
        assert "dubosc" not in form
        assert not {"\x00", "\x08", "\x1b", "\ud800"} & set(form)
    etree.fromstring(issues_atom([content]))


def test_a_header_cannot_be_added_by_a_title():
    content = content_of(replace(LETTER, titre="Lettre\r\nBcc: x@example.org\r\n", periode="a\nb"))
    message = email.message_from_bytes(message_bytes(content, "t", "<p>h</p>", Envoi()), policy=email.policy.default)
    assert message["Bcc"] is None
    assert "\n" not in message["Subject"]


def test_markdown_reads_no_harvested_text_as_a_mark(hostile: Letter):
    read = Links(MarkdownIt("commonmark").render(letter_markdown(content_of(hostile))))
    assert read.links == {"https://a.example/%22onload=%22x", "https://b.example/?a=%3Cb%3E"}
    assert set(read.tags) == {"h1", "h2", "h3", "p", "a", "hr", "em"}
    assert read.text.count("<script>alert(1)</script>") == 15, "once in each place it was put"


def test_markdown_says_the_same_as_the_letter():
    read = Links(MarkdownIt("commonmark").render(letter_markdown(content_of(LETTER))))
    assert {link.replace("&amp;", "&") for link in read.links} == LINKS | {LETTER.en_ligne}
    assert "Débusquer les biais : « l'IA » <à l'œuvre>" in read.text
    assert "1. Réunion" in read.text

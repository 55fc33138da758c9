"""The whole text of a page and of its documents is kept to be searched, bounded, cleaned, and out of every output."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from harvester.site.document_text import MAX_TEXT
from schemas.files.source import Source
from schemas.normalize import normalize
from schemas.normalize.texte import MAX_JOINT, MAX_JOINTS, MAX_TEXTE
from schemas.types.record import Attached, Document, Found, JoinedText, Line, RawRecord, Reading, Record, texts_as_json
from schemas.types.written_record import with_texts

CARD = Source("svt", "SVT", "site", "https://svt.example.org/")
PAGE = "https://svt.example.org/article1"
FILES = tuple(Document(f"https://svt.example.org/{n}.pdf", f"Fiche {n}", "application/pdf") for n in range(12))
LEAD = Found("Une séance sur la chaleur, avec trois isolants à comparer.", "chapô")


def record_of(lines: list[Line], *attached: Attached, lead: tuple[Found, ...] = (LEAD,)) -> tuple[Record, list[str]]:
    reading = Reading((Found("TraAM : un abri", "titre"),), description=lead, lines=tuple(lines), documents=FILES)
    raw = RawRecord("svt", PAGE, "html", b"<p/>", url=PAGE, attached=attached)
    record, issues = normalize(raw, reading, CARD, ())
    return record, [issue.message for issue in issues if issue.field in {"texte", "textes_joints"}]


def test_headings_and_blocks_are_lines_of_the_text():
    record, said = record_of([Line("Niveau", heading=True), Line("5e"), Line("Les   élèves\u200b mesurent.")])
    assert record.texte == "Niveau\n5e\nLes élèves mesurent."
    assert record.description == LEAD.value
    assert said == []


def test_addresses_of_persons_are_left_out():
    record, _ = record_of(
        [Line("Écrire à camille.essai@ac-exemple.fr.")], Attached(FILES[0].url, "Ou à c.essai [at] exemple.fr"),
    )  # fmt: skip
    assert record.texte == "Écrire à [adresse retirée]."
    assert record.textes_joints == (JoinedText(FILES[0].url, "Fiche 0", "Ou à [adresse retirée]"),)


@pytest.mark.parametrize(
    "lines", [[], [Line(LEAD.value)], [Line("Une séance sur la chaleur,"), Line("avec trois isolants")]]
)
def test_a_text_the_description_says_whole_is_not_kept_twice(lines):
    assert record_of(lines)[0].texte is None


def test_a_text_longer_than_the_description_is_kept_whole_without_any_chapo():
    lines = [Line(f"Étape {number} : mesurer la température de l'abri, puis la noter.") for number in range(300)]
    record, _ = record_of(lines, lead=())
    assert record.texte is not None
    assert record.texte.endswith(lines[-1].text)
    assert len(record.description or "") <= 2_000


def test_the_other_descriptions_of_a_notice_without_text_are_its_text():
    record, _ = record_of(
        [], lead=(LEAD, Found("<p>La fiche de l'élève donne le <b>mandolux</b>.</p>", "dc:description"))
    )
    assert record.description == LEAD.value
    assert "le mandolux." in (record.texte or "")


def test_what_is_too_long_is_cut_and_said():
    one = "x" * 99
    record, said = record_of([Line(one)] * 3_000, *(Attached(file.url, f"{one}\n" * 1_010) for file in FILES[:6]))
    assert len(record.texte or "") <= MAX_TEXTE
    assert len(record.texte or "") > MAX_TEXTE - 100
    lengths = [len(joined.texte) for joined in record.textes_joints]
    assert max(lengths) <= MAX_JOINT < MAX_TEXT
    assert MAX_JOINTS - 200 < sum(lengths) <= MAX_JOINTS
    assert said[0] == "texte très long : seuls ses 200 000 premiers caractères sont cherchés"
    assert "document joint « Fiche 0 » très long : seul son début est cherché" in said


def test_a_document_whose_address_is_not_shown_is_not_searched():
    assert record_of([], Attached("https://svt.example.org/autre.pdf", "Rien"))[0].textes_joints == ()


def test_no_value_is_read_in_documents_that_are_only_searched():
    text = "Niveau : 3e\nCompétences : 1.1 Mener une recherche"
    raw = RawRecord("svt", PAGE, "html", b"", attached=(Attached(FILES[0].url, text, only_searched=True),))
    from schemas.formats.documents import with_attached

    assert with_attached(Reading(documents=FILES), raw).attached_lines == ()
    read = replace(raw, attached=(Attached(FILES[0].url, text),))
    assert [line.document for line in with_attached(Reading(documents=FILES), read).attached_lines] == ["Fiche 0"] * 2


def test_texts_are_in_the_digest_of_a_record_and_in_nothing_it_gives():
    plain = Record("a", "svt", titre="Un abri")
    with_body = replace(plain, texte="Du zirgonel")
    joined = replace(plain, textes_joints=(JoinedText("https://svt.example.org/1.pdf", "Fiche", "Du fulcorin"),))
    assert len({plain.fingerprint, with_body.fingerprint, joined.fingerprint}) == 3
    assert plain.canonical == with_body.canonical == joined.canonical
    assert "zirgonel" not in json.dumps(with_body.as_dict())
    assert with_body.as_deleted().texte is None
    assert joined.as_deleted().textes_joints == ()
    for record in (plain, with_body, joined):
        assert with_texts(plain, texts_as_json(record.texte, record.textes_joints)) == record
    assert with_texts(plain, None) == plain

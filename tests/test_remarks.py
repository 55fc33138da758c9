"""A remark is what someone can mend, said once per cause, the worst first; the check and the harvest say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.quality_remarks import measure_remarks
from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.types.issue import Issue
from schemas.types.record import RawRecord
from tests.conftest import Run

CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"
SOURCE = Source("s", "S", "oai", "https://entrepot.example/oai")


def card(name: str) -> str:
    return f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nN:;;;;\nORG:{name}\nEND:VCARD"


def publisher(text: str) -> str:
    role = "<role><source>LOMv1.0</source><value>publisher</value></role>"
    return f"<lifeCycle><contribute>{role}<entity>{text}</entity></contribute></lifeCycle>"


def classified(purpose: str, source: str, *taxons: tuple[str, str]) -> str:
    told = "".join(
        f"<taxon><id>{identifier}</id><entry><string>{label}</string></entry></taxon>" for identifier, label in taxons
    )
    named = f"<purpose><source>LOMv1.0</source><value>{purpose}</value></purpose>"
    path = f"<taxonPath><source><string>{source}</string></source>{told}</taxonPath>"
    return f"<classification>{named}{path}</classification>"


def educational(**terms: str) -> str:
    told = "".join(f"<{name}><source>LOMv1.0</source><value>{value}</value></{name}>" for name, value in terms.items())
    return f"<educational>{told}</educational>"


def lom(*parts: str) -> bytes:
    general = "<general><title><string language='fre'>Le volcan en classe</string></title></general>"
    technical = "<technical><location>https://svt.example/volcan</location></technical>"
    return f'<lom xmlns="http://ltsc.ieee.org/xsd/LOM">{general}{technical}{"".join(parts)}</lom>'.encode()


def remarks(*parts: str) -> tuple[Issue, ...]:
    described = describe(RawRecord("s", "oai:x:1", "lom", lom(*parts)), SOURCE, ())
    assert described.record is not None
    return described.issues


@pytest.mark.parametrize(
    "part",
    [
        publisher(card("CRDP Versailles")),
        publisher(card("Bibliothèque nationale de France")),
        educational(learningResourceType="figure", context="higher education"),
        educational(learningResourceType="problem statement", context="vocational training"),
        "<educational><typicalAgeRange><string>De 7 à 77 ans</string></typicalAgeRange></educational>",
        classified("prerequisite", "une liste", ("1", "savoir lire")),
        classified("scolomfr-voc-028-num-011", "scolomfr-voc-021", (f"{CONCEPT}scolomfr-voc-021-num-00092", "élève")),
        classified("discipline", "classification décimale Dewey", ("577", "")),
        classified("educational level", "scolomfr-voc-022", (f"{CONCEPT}scolomfr-voc-022-num-615", "cycles"),
                   (f"{CONCEPT}scolomfr-voc-022-num-021", "4e")),
    ],
)  # fmt: skip
def test_what_nobody_can_mend_is_no_remark(part: str) -> None:
    assert remarks(part) == ()


def test_term_of_another_scheme_is_kept_as_a_keyword() -> None:
    part = classified("discipline", "Diplômes", ("4", "Bac pro"), ("40022106", "BAC PRO Cuisine"))
    described = describe(RawRecord("s", "oai:x:1", "lom", lom(part)), SOURCE, ())

    assert described.record is not None
    assert "BAC PRO Cuisine" in described.record.mots_cles


def test_what_is_ill_written_is_a_remark_with_what_was_meant() -> None:
    (one,) = remarks(publisher(card("Académie de Creteile")))

    assert (one.level, one.field, one.value, one.code) == (
        "warning", "academies", "Académie de Creteile", "hors_vocabulaire",
    )  # fmt: skip
    assert "vouliez-vous dire « Créteil » ?" in one.message


def test_only_the_last_step_of_a_path_nobody_understood_is_a_remark() -> None:
    steps = ((f"{CONCEPT}scolomfr-voc-015-num-99901", "zones"), (f"{CONCEPT}scolomfr-voc-015-num-99902", "brouillages"))
    found = remarks(classified("scolomfr-voc-028-num-003", "scolomfr-voc-015", *steps))

    assert [(one.field, one.value) for one in found] == [("disciplines", "brouillages")]


def test_remarks_come_once_per_cause_and_the_worst_first() -> None:
    old = [("1", "2nde"), ("2", "1ere"), ("3", "Terminales")]
    found = remarks(
        classified("educational level", "Niveaux EDU'bases v2012", *old),
        classified("educational level", "scolomfr-voc-022", (f"{CONCEPT}scolomfr-voc-022-num-99999", "zut")),
    )

    assert [one.level for one in found] == ["warning", "notice"]
    assert "« 2nde », « 1ere », « Terminales »" in found[1].message


def test_the_check_and_the_harvest_say_the_same(traam: Run, tmp_path: Path) -> None:
    content = lom(
        publisher("Rectorat de Creteile"),
        classified("scolomfr-voc-028-num-003", "scolomfr-voc-015", (f"{CONCEPT}scolomfr-voc-015-num-99901", "zut")),
    )
    (tmp_path / "notice.xml").write_bytes(content)
    issues = describe(RawRecord("s", "oai:x:1", "lom", content), SOURCE, ()).issues
    told = traam("scolomfr", "check", "notice.xml", "--json").expect(1).json()["notice.xml"]

    assert [one.field for one in issues] == ["academies", "disciplines", ""]
    for issue in issues[:2]:
        assert len([one for one in told if issue.message in one["message"]]) == 1
    assert "vCard" in issues[2].message
    assert [(one["check"], one["level"]) for one in told] == [
        ("vcards", "error"), ("lecture", "warning"), ("lecture", "warning")
    ]  # fmt: skip
    assert "vouliez-vous dire « Créteil » ?" in traam("scolomfr", "check", "notice.xml").expect(1).out


def test_real_records_have_few_remarks(shared: Path) -> None:
    counted = measure_remarks(shared / "data")

    assert counted.records > 100
    assert counted.remarks <= 1.2 * counted.records
    assert counted.without >= counted.records / 4

"""LOM records: each repair by itself, and every record of the reference folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.formats import read
from schemas.formats.lom_people import repaired_date
from schemas.formats.person import person_name, read_card
from schemas.notions.disciplines import read_disciplines
from schemas.types.errors import UnreadableError
from schemas.types.record import RawRecord, Reading, Values

LOM = "http://ltsc.ieee.org/xsd/LOM"


def lom(inside: str, *, title: str = "<general><title>T</title></general>") -> Reading:
    return read(RawRecord("essai", "notice", "lom", f'<lom xmlns="{LOM}">{title}{inside}</lom>'.encode()))


def texts(values: Values) -> tuple[str, ...]:
    return tuple(value.value for value in values)


def classified(purpose: str, source: str, *taxons: str) -> Reading:
    return lom(
        f"<classification><purpose><value>{purpose}</value></purpose><taxonPath><source><string>{source}</string>"
        f"</source>{''.join(taxons)}</taxonPath></classification>"
    )


def taxon(identifier: str = "", entry: str = "") -> str:
    return f"<taxon><id>{identifier}</id><entry><string>{entry}</string></entry></taxon>"


def test_every_reference_record_is_read_or_refused(shared: Path) -> None:
    paths = sorted((shared / "data" / "lom").rglob("*.xml"))
    assert len(paths) > 60
    refused = {}
    for path in paths:
        try:
            reading = read(RawRecord("essai", path.name, "lom", path.read_bytes()))
        except UnreadableError as error:
            refused[path.name] = str(error)
        else:
            assert reading.titre, path.name
    assert all(said.startswith(name) for name, said in refused.items())
    assert list(refused) == ["lien_histoire.xml", "test1.xml", "test2.xml", "test3.xml", "test4.xml", "blank.xml"]


def test_reference_record_of_a_project_keeps_its_terms(shared: Path) -> None:
    path = shared / "data" / "lom" / "scolomfr3utils" / "3.0" / "any" / "valid" / "exemple.xml"
    reading = read(RawRecord("essai", "exemple", "scolomfr", path.read_bytes()))
    assert texts(reading.types) == ("scénario pédagogique",)
    assert "comprendre (écouter) - A1" in texts(reading.competences)
    assert texts(reading.outils) == ("logiciel organiseur d’idées",)
    assert len(reading.auteurs) == 2
    assert reading.unread == ()


@pytest.mark.parametrize(
    ("purpose", "source", "identifier", "field"),
    [
        ("discipline", "Nomenclature diciplines EDU'bases v2007", "7", "disciplines"),
        ("idea", "domaines EDU'bases histgeo v2007", "7", "disciplines"),
        ("educational level", "Niveaux EDU’bases v2012", "7", "niveaux"),
        ("discipline", "nomenclature niveaux EDU'bases v2099", "7", "niveaux"),
        ("discipline", "Domaines de compétence du socle", "C1", "competences"),
        ("educational level", "", "scolomfr-voc-015-num-919", "disciplines"),
        ("http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-028-num-003", "", "", "disciplines"),
        ("http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-028-num-037", "", "", "competences"),
        ("idea", "thésaurus", "4", "mots_cles"),
        ("educational level", "Domaine d'enseignement - scolomfr-voc-022", "x", "niveaux"),
        ("", "http://data.education.fr/voc/scolomfr/scolomfr-voc-022", "x", "niveaux"),
    ],
)
def test_term_goes_to_the_field_of_its_vocabulary(purpose: str, source: str, identifier: str, field: str) -> None:
    reading = classified(purpose, source, taxon(identifier, "terme"))
    # The label of a discipline is told with its concept, which says what it is.
    assert texts(getattr(reading, field)) in {("terme",), (f"terme ({identifier})",)}
    others = {"disciplines", "niveaux", "competences", "mots_cles"} - {field}
    assert not any(getattr(reading, other) for other in others)


def test_purpose_without_a_field_is_reported() -> None:
    assert classified("type de trouble", "", taxon("1", "dyslexie")).unread == ("classification / type de trouble",)


def test_split_taxon_is_joined_and_said() -> None:
    reading = classified("educational level", "", "<taxon><id>31</id></taxon>", taxon("", "1re L"), taxon("9"))
    assert texts(reading.niveaux) == ("1re L", "9")
    assert reading.niveaux[0].place == "classification / educational level (31)"
    assert any("réunis" in defect for defect in reading.repaired)


def test_whole_taxons_are_left_as_they_are() -> None:
    reading = classified("educational level", "", taxon("1", "6e"), taxon("2"), taxon("3", "5e"))
    assert texts(reading.niveaux) == ("6e", "2", "5e")
    assert reading.defects == ()


@pytest.mark.parametrize(
    ("written", "value", "is_repaired"),
    [
        ("2012-10-16", "2012-10-16", False),
        ("2015-06", "2015-06", False),
        ("2016-06-23T18:35:10.18+02:00", "2016-06-23T18:35:10.18+02:00", False),
        ("", "", False),
        ("2010-5-3", "2010-05-03", True),
        ("\n 2011-09-13 \n", "2011-09-13", False),
        ("le 2011-13-40 ?", "2011", True),
        ("vers 2009", "2009", True),
        ("03/05/2010", "2010", True),
        ("20101", "", True),
        ("hier", "", True),
    ],
)
def test_date_is_cut_to_what_is_sure(written: str, value: str, is_repaired: bool) -> None:
    repaired, defect = repaired_date(written)
    assert (repaired, bool(defect)) == (value, is_repaired)


@given(st.text(max_size=60))
def test_repaired_date_is_empty_or_begins_with_a_year(written: str) -> None:
    value, _ = repaired_date(written)
    assert value == "" or value[:4].isdecimal()


@pytest.mark.parametrize(
    ("card", "name", "organization"),
    [
        ("BEGIN:VCARD\nVERSION:3.0\nFN:Ève Sorlin\nORG:Lycée Doisneau\nEND:VCARD", "Ève Sorlin", "Lycée Doisneau"),
        ("BEGIN:VCARD VERSION:3.0 FN:SORLIN, Ève N:SORLIN, Ève ORG:Académie de Valmont END:VCARD", "SORLIN, Ève",
         "Académie de Valmont"),
        ("begin:vcard\nN:Sorlin;Ève;;;\nend:vcard", "Ève Sorlin", ""),
        ("BEGIN:VCARD\nFN;CHARSET=UTF-8:Ève\nEMAIL;TYPE=INTERNET:eve@x.example\nEND:VCARD", "Ève", ""),
        ("BEGIN:VCARD\nFN:eve@x.example\nEND:VCARD", "", ""),
        ("BEGIN:VCARD\nORG:Acad&eacute;mie;DANE\nEND:VCARD", "", "Académie"),
        ("Ève Sorlin <eve@x.example>", "Ève Sorlin", ""),
        ("", "", ""),
    ],
)  # fmt: skip
def test_vcard_gives_names_and_never_an_address(card: str, name: str, organization: str) -> None:
    read_as = read_card(card)
    assert (read_as.name, read_as.organization) == (name, organization)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("eve@x.example (Ève Sorlin)", "Ève Sorlin"),
        ("Ève Sorlin", "Ève Sorlin"),
        ("mailto:eve@x.example", ""),
        ("Ève @ Valmont", "Ève @ Valmont"),
    ],
)
def test_person_name_has_no_e_mail_address(text: str, name: str) -> None:
    assert person_name(text) == name


def test_roles_tell_authors_from_publishers_and_reviewers() -> None:
    def contribution(role: str, name: str) -> str:
        card = f"BEGIN:VCARD\nFN:{name}\nEND:VCARD"
        return f"<contribute><role><value>{role}</value></role><entity>{card}</entity></contribute>"

    reading = lom(
        "<lifeCycle>"
        + contribution("contributeur", "Deux")
        + contribution("publisher", "Éditeur")
        + contribution("validator", "Relecteur")
        + contribution("http://data.education.fr/voc/scolomfr/concept/author", "Un")
        + contribution("souffleur", "Personne")
        + "</lifeCycle>"
    )
    assert texts(reading.auteurs) == ("Un", "Deux")
    assert texts(reading.academies) == ("Éditeur",)
    assert reading.unread == ("lifeCycle/contribute (souffleur)",)


def test_undeclared_prefixes_are_declared_and_said() -> None:
    reading = lom("<scolomfr:inconnu>x</scolomfr:inconnu>")
    assert reading.defects == ("des espaces de noms XML n'étaient pas déclarés : ajoutés",)
    assert reading.unread == ("inconnu",)


def test_record_is_found_inside_a_package() -> None:
    inside = "<metadata><lom><general><title>Paquet</title></general></lom></metadata><lom/>"
    reading = read(RawRecord("essai", "paquet", "lom", f'<manifest xmlns="{LOM}">{inside}</manifest>'.encode()))
    assert texts(reading.titre) == ("Paquet",)
    assert reading.defects == ("2 notices LOM dans le même document : seule la première est lue",)


def test_text_wrapped_by_its_indentation_is_one_line() -> None:
    wrapped = (
        "<general><title>T</title><description><string>Une phrase\n\t\t\tqui se suit.</string></description></general>"
    )
    reading = lom("", title=wrapped)
    assert [line.text for line in reading.lines] == ["Une phrase qui se suit."]


def test_french_is_preferred_then_what_says_no_language() -> None:
    titles = '<string language="eng">English</string><string>Sans langue</string>'
    reading = lom("", title=f"<general><title>{titles}</title></general>")
    assert texts(reading.titre) == ("Sans langue",)


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ('xmlns="http://ltsc.ieee.org/xsd/LOM"', ()),
        ('xmlns="http://www.imsglobal.org/xsd/imsmd_v1p2"', ()),
        ("", ("espace de noms : la notice n'en a pas ; lue quand même",)),
        (
            'xmlns="http://www.educnet.education.fr/lom"',
            ("espace de noms : « http://www.educnet.education.fr/lom » n'est pas celui de LOM ; lue quand même",),
        ),
    ],
)
def test_wrong_or_missing_namespace_is_said(attributes: str, said: tuple[str, ...]) -> None:
    record = f"<lom {attributes}><general><title>T</title></general></lom>"
    reading = read(RawRecord("essai", "notice", "lom", record.encode()))
    assert texts(reading.titre) == ("T",)
    assert reading.defects == said


def test_old_levels_are_read_and_each_is_said() -> None:
    reading = classified("educational level", "Niveaux EDU'bases v2012", taxon("4", "2nde"), taxon("1", "6e"))
    assert texts(reading.niveaux) == ("2nde", "6e")
    assert reading.repaired == ("libellé de niveau ancien « 2nde » : lu selon le vocabulaire actuel",)


def test_orphan_identifiers_of_old_lists_are_said() -> None:
    reading = classified("educational level", "Niveaux EDU'bases v2012", "<taxon><id>31</id></taxon>", taxon("1", "6e"))
    assert texts(reading.niveaux) == ("31", "6e")
    assert reading.repaired == ("terme donné par son seul identifiant « 31 », sans libellé : gardé tel quel",)


def test_two_educational_blocks_are_merged_and_said() -> None:
    block = "<educational><learningResourceType><value>{}</value></learningResourceType></educational>"
    reading = lom(block.format("exercise") + block.format("lecture"))
    assert texts(reading.types) == ("exercise", "lecture")
    assert reading.defects == ("2 blocs « educational » dans la notice : réunis",)


@pytest.mark.parametrize(
    ("inside", "unread"),
    [
        ("<general><title><string>T<gras>x</gras></string></title></general>", ("general/title/string/gras",)),
        ("<general><titre>x</titre></general>", ("general/titre",)),
        ("<lifeCycle><contribute><date><heure>9</heure></date></contribute></lifeCycle>",
         ("lifeCycle/contribute/date/heure",)),
        ("<classification><taxonPath><taxon><id>1</id><couleur/></taxon></taxonPath></classification>",
         ("classification/taxonPath/taxon/couleur",)),
        ("<classification><classification/></classification>", ("classification/classification",)),
        ("<rights><licence>x</licence></rights>", ("rights/licence",)),
        ("<classification><taxonPath><taxon><taxon><id>2</id></taxon></taxon></taxonPath></classification>", ()),
        ("<technical><requirement><orComposite><type><value>x</value></type></orComposite></requirement></technical>",
         ()),
        ("<!-- un mot --><?et une='instruction'?>", ()),
    ],
)  # fmt: skip
def test_element_the_standard_does_not_have_there_is_named(inside: str, unread: tuple[str, ...]) -> None:
    assert tuple(path for path in lom(inside).unread if "sans objectif" not in path) == unread


def test_unknown_elements_are_named_once_and_not_without_end() -> None:
    many = "".join(f"<inconnu{number}/>" for number in range(200))
    assert lom("<general>" + "<gras/>" * 300 + "</general>").unread == ("general/gras",)
    assert len(lom(f"<general>{many}</general>").unread) == 50


DOMAIN = "http://data.education.fr/voc/scolomfr/concept/scolomfr-voc-015-num-"


@pytest.mark.parametrize(
    ("taxons", "disciplines"),
    [
        ((("008", "domaines d'enseignement du second degré"), ("107", "sciences expérimentales et technologie")),
         ("Sciences et technologie",)),
        ((("1273", "enseignements du collège"), ("1229", "histoire des arts (cycle 4)"), ("1230", "arts et société")),
         ("Histoire des arts",)),
        ((("1430", "langues vivantes"), ("1440", "langues vivantes étrangères ou régionales (cycle 3)"),
          ("1623", "allemand (LVER)")), ("Allemand",)),
        ((("919", "un libellé faux"),), ("Mathématiques",)),
        ((("919", "mathématiques (discipline)"), ("1831", "physique-chimie (discipline)")),
         ("Mathématiques", "Physique-chimie")),
        ((("107", ""),), ("Sciences et technologie",)),
    ],
)  # fmt: skip
def test_discipline_of_a_path_is_that_of_its_concept(
    taxons: tuple[tuple[str, str], ...], disciplines: tuple[str, ...]
) -> None:
    reading = classified("discipline", "scolomfr-voc-015", *(taxon(DOMAIN + number, label) for number, label in taxons))
    found = dict.fromkeys(one for text in texts(reading.disciplines) for one in read_disciplines(text).values)
    assert tuple(found) == disciplines


def test_taxons_that_stand_side_by_side_are_read_one_by_one() -> None:
    reading = classified("discipline", "", taxon("ENSFR", "français"), taxon("ENSX", "enseignement inconnu"))
    assert texts(reading.disciplines) == ("français", "enseignement inconnu")


def test_identifiers_that_grow_are_branches() -> None:
    taxons = (taxon("x_2", "Cycle 4"), taxon("x_2.3", "SVT"), taxon("x_2.3.1", "Le vivant et son évolution"))
    reading = classified("discipline", "", *taxons)
    assert texts(reading.disciplines) == ("Cycle 4 > SVT > Le vivant et son évolution",)
    assert read_disciplines(texts(reading.disciplines)[0]).values == ("Sciences de la vie et de la Terre",)


def test_heading_of_a_vocabulary_is_no_level_but_a_wrong_identifier_hides_nothing() -> None:
    level = "scolomfr-voc-022-num-"
    reading = classified(
        "educational level", "", taxon(f"{level}626", "Niveau éducatif détaillé (2015-)"), taxon(f"{level}018", "6e")
    )
    assert texts(reading.niveaux) == ("6e",)
    reading = classified("educational level", "", taxon(f"{level}087", "lycée professionnel"), taxon("9", "2de"))
    assert texts(reading.niveaux) == ("lycée professionnel", "2de")


def test_unknown_identifier_without_a_label_is_named() -> None:
    reading = classified("discipline", "", taxon(f"{DOMAIN}1273"))
    assert texts(reading.disciplines) == ("enseignements du collège (scolomfr-voc-015-num-1273)",)


def test_real_records_keep_the_discipline_of_their_concepts(shared: Path) -> None:
    folder = shared / "data" / "lom" / "scolomfr3utils" / "3.0" / "any" / "valid"
    reading = read(RawRecord("essai", "echanges", "lom", (folder / "echanges.xml").read_bytes()))
    found = dict.fromkeys(one for text in texts(reading.disciplines) for one in read_disciplines(text).values)
    assert tuple(found) == ("Sciences et technologie",)

"""A record says what its source says, in the project's words, with evidence; what is doubtful is said, never lost."""

from __future__ import annotations

import time
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.files.group import Element, Group
from schemas.files.source import Source
from schemas.normalize import normalize
from schemas.normalize.findings import Findings
from schemas.normalize.plain_fields import read_description
from schemas.types.issue import Issue
from schemas.types.record import Document, Found, Line, RawRecord, Reading, Record

GROUP = Group(
    id="svt-2024-2025", discipline="SVT", annees=("2024-2025",), theme="Des machines et des doutes en SVT",
    academies=("Orléans-Tours", "Lille"), vitrine="https://vitrine.example.org/svt",
    elements=(
        Element("niveau", "Niveau", ("Public",), "1..n", "niveau"),
        Element("crcn", "Compétences CRCN", (), "1..n", "competence"),
        Element("objectif", "Objectif notionnel", (), "0..1"),
        Element("outils", "Outils", (), "0..n", "outil"),
        Element("duree", "Durée", (), "0..1", "niveau"),
    ),
)  # fmt: skip
OTHER = Group("hg-2024-2025", "Histoire-géographie", ("2024-2025",), "Raconter")
GROUPS = (GROUP, OTHER)
CARD = Source("svt-lille", "SVT, Lille", "site", "https://svt.ac-lille.fr/", academie="Lille", discipline="SVT")
PLAIN = Source("entrepot", "Entrepôt", "oai", "https://oai.example.org/")
RAW = RawRecord("svt-lille", "oai:x:1", "oai_dc", b"<x/>", url="https://svt.ac-lille.fr/spip.php?article1")
BODY = (
    "Niveau : cycle 4, classe de troisième\n"
    "Compétences CRCN :\n- 1.1 Mener une recherche d'information\n- 2.3 Partager, publier\n"
    "Objectif notionnel : Relier une éruption au magma.\nOutils : GeoGebra, Trucmuche"
)


def found(text: str, place: str = "champ") -> tuple[Found, ...]:
    return (Found(text, place),)


READING = Reading(
    titre=found("Trier des volcans", "titre"), surtitre=found("TraAM 2024-2025", "surtitre"),
    description=found("Douze images de volcans, dont la moitié n'existe pas.", "chapô"),
    lines=tuple(Line(text) for text in BODY.split("\n")), auteurs=found("Corbin, Maëlle <m.corbin@ac-exemple.fr>"),
    mots_cles=(*found("Volcan"), *found("volcan"), *found("IA ; image")), dates_publication=found("12/05/2025"),
)  # fmt: skip


def of(reading: Reading = READING, source: Source = CARD, raw: RawRecord = RAW) -> tuple[Record, tuple[Issue, ...]]:
    return normalize(raw, reading, source, GROUPS)


def issues_of(field: str, issues: tuple[Issue, ...]) -> list[tuple[str, str]]:
    return [(issue.level, issue.value) for issue in issues if issue.field == field]


def test_whole_record_is_assembled() -> None:
    record, issues = of()
    assert record == Record(
        identifier="oai:x:1", source="svt-lille", titre="Trier des volcans", url="https://svt.ac-lille.fr/spip.php?article1",
        description="Douze images de volcans, dont la moitié n'existe pas.", elements=record.elements,
        academies=("Lille",), disciplines=("Sciences de la vie et de la Terre",), niveaux=("cycle 4", "3e"),
        annee_scolaire="2024-2025", groupe="svt-2024-2025", auteurs=("Maëlle Corbin",),
        mots_cles=("Volcan", "IA", "image"), outils=("GeoGebra",),
        competences=("1.1 Mener une recherche et une veille d'information", "2.3 Partager, publier"),
        date_publication="2025-05-12", traam=record.traam, evidence=record.evidence, texte=BODY,
    )  # fmt: skip
    assert list(record.elements.items()) == [
        ("niveau", ("cycle 4, classe de troisième",)),
        ("crcn", ("1.1 Mener une recherche d'information", "2.3 Partager, publier")),
        ("objectif", ("Relier une éruption au magma.",)),
        ("outils", ("GeoGebra", "Trucmuche")),
    ]
    assert record.traam.traam_class == "production"
    assert issues_of("outils", issues) == [("warning", "Trucmuche")]
    assert issues_of("competences", issues) == [("warning", "2.3 Partager, publier")]
    assert len(issues) == 2


def test_each_value_has_its_evidence() -> None:
    record, _ = of()
    shown = {(one.field, one.value) for one in record.evidence}
    for name in ("titre", "url", "description", "annee_scolaire", "groupe", "date_publication"):
        assert (name, getattr(record, name)) in shown
    for name in ("academies", "disciplines", "niveaux", "auteurs", "mots_cles", "outils", "competences"):
        assert {(name, value) for value in getattr(record, name)} <= shown
    assert {(name, value) for name, values in record.elements.items() for value in values} <= shown
    assert all(one.place and one.rule and 0 < one.confidence <= 1 for one in record.evidence)
    niveau = next(one for one in record.evidence if one.field == "niveaux")
    assert (niveau.raw, niveau.place) == ("cycle 4, classe de troisième", "bloc « Niveau »")


def test_deleted_record_holds_nothing_else() -> None:
    assert of(Reading(), raw=replace(RAW, deleted=True)) == (Record("oai:x:1", "svt-lille", deleted=True), ())


def test_empty_reading_gives_an_empty_record_that_says_so() -> None:
    record, issues = of(Reading(), PLAIN, replace(RAW, url=None))
    assert (record.titre, record.url, record.description, record.traam.traam_class) == (None, None, None, None)
    assert [(issue.level, issue.field) for issue in issues] == [("warning", "titre"), ("warning", "url")]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "ftp://a.example/", "https://u:p@a.example/",
     "https://a.example/\nb", "//a.example", "https://"],
)  # fmt: skip
def test_address_that_is_not_the_web_is_refused(url: str) -> None:
    record, issues = of(replace(READING, urls=found(url)), raw=replace(RAW, url=None))
    assert record.url is None
    assert [issue.level for issue in issues if issue.field == "url"] == ["warning"]


def test_dangerous_address_is_said_even_beside_a_good_one() -> None:
    record, issues = of(replace(READING, urls=found("javascript:alert(1)")))
    assert record.url == RAW.url
    assert issues_of("url", issues) == [("warning", "javascript:alert(1)")]


def test_no_address_of_a_person_is_anywhere() -> None:
    address = "m.corbin@ac-exemple.fr"
    reading = replace(
        READING, titre=found(f"Trier {address}"), description=found(f"Écrire à {address}."), mots_cles=found(address),
        niveaux=found(address),
        auteurs=found(f"BEGIN:VCARD\nFN:Maëlle Corbin\nTEL:0612345678\nEMAIL:{address}\nEND:VCARD"),
        lines=(Line(f"Niveau : 3e, {address}"), Line(f"Objectif notionnel : {address}")),
        defects=(f"{address} illisible",),
    )  # fmt: skip
    record, issues = of(reading)
    assert address not in repr(record)
    assert "0612345678" not in repr(record)
    assert address not in repr(issues)
    assert record.auteurs == ("Maëlle Corbin",)


def test_boilerplate_is_no_description() -> None:
    reading = replace(
        READING,
        description=(*found("Bienvenue sur le site de SVT"), *found("Trier des volcans"), *found("Le vrai texte.")),
    )
    assert of(reading)[0].description == "Le vrai texte."


def test_text_stands_for_a_missing_description() -> None:
    reading = replace(READING, description=(), lines=(Line("Un titre", heading=True), Line("Le texte de la page.")))
    assert of(reading)[0].description == "Le texte de la page."


def test_description_is_plain_and_not_too_long() -> None:
    reading = replace(READING, description=found("<p>Un</p><p>deux &amp; trois</p>" + " mot" * 2_000))
    description = of(reading)[0].description
    assert description is not None
    assert description.startswith("Un\ndeux & trois\nmot mot")
    assert len(description) <= 2_000


def test_leaked_markup_is_cut_from_the_title() -> None:
    reading = replace(READING, titre=found("TraAM 2015 2016\" /> Actualités > <figure class='x'>"))
    assert of(reading)[0].titre == "TraAM 2015 2016"


def test_title_that_speaks_of_a_tag_keeps_it() -> None:
    assert of(replace(READING, titre=found("La balise <script> en SNT")))[0].titre == "La balise <script> en SNT"


def test_two_values_of_a_single_element_are_kept_and_said() -> None:
    lines = (*READING.lines, Line("Objectif notionnel : Autre chose."))
    record, issues = of(replace(READING, lines=lines))
    assert record.elements["objectif"] == ("Relier une éruption au magma.", "Autre chose.")
    assert issues_of("objectif", issues) == [("warning", "Relier une éruption au magma. ; Autre chose.")]


def test_missing_required_element_names_label_and_group() -> None:
    _, issues = of(replace(READING, lines=(Line("Niveau : 3e"),)))
    missing = [issue for issue in issues if issue.field == "crcn"]
    assert [issue.level for issue in missing] == ["warning"]
    assert "Compétences CRCN" in missing[0].message
    assert GROUP.id in missing[0].message


def test_missing_element_is_not_asked_of_a_report() -> None:
    reading = replace(READING, titre=found("TraAM : compte rendu de la réunion du 3 mars"), lines=())
    record, issues = of(reading)
    assert (record.groupe, record.traam.traam_class) == (GROUP.id, "compte_rendu")
    assert issues == ()


def test_academie_outside_the_group_is_said_and_the_group_not_given() -> None:
    record, issues = of(
        raw=replace(RAW, url="https://svt.ac-nice.fr/1"),
        source=PLAIN,
        reading=replace(READING, disciplines=found("SVT")),
    )
    assert record.academies == ("Nice",)
    assert record.groupe is None
    assert record.elements == {}
    assert issues_of("groupe", issues) == [("warning", "Nice")]


def test_record_without_the_traam_has_no_group() -> None:
    record, _ = of(replace(READING, surtitre=found("Année 2024-2025")))
    assert (record.annee_scolaire, record.groupe, record.traam.traam_class) == ("2024-2025", None, None)
    assert record.niveaux == ("cycle 4", "3e")


def test_set_and_vitrine_are_marks_of_the_group() -> None:
    bare = replace(READING, surtitre=(), mots_cles=())
    in_set = of(bare, PLAIN, replace(RAW, sets=("traam:svt-2024-2025",)))[0]
    linked = of(replace(bare, links=("https://vitrine.example.org/svt/",)), PLAIN)[0]
    assert (in_set.groupe, in_set.annee_scolaire) == (GROUP.id, "2024-2025")
    assert (linked.groupe, linked.disciplines) == (GROUP.id, ("Sciences de la vie et de la Terre",))
    assert linked.traam.traam_class == "production"
    assert in_set.traam.traam_class == "production"


def test_year_of_the_only_group_is_taken_when_the_date_allows_it() -> None:
    undated = replace(READING, surtitre=found("TraAM"))
    assert of(undated)[0].annee_scolaire == "2024-2025"
    assert of(replace(undated, dates_publication=found("2019-05-02")))[0].annee_scolaire is None


@pytest.mark.parametrize(
    ("changes", "annee"),
    [
        ({"surtitre": found("TraAM 2023/2024")}, "2023-2024"),
        ({"surtitre": (), "rubriques": found("TraAM 2022-23")}, "2022-2023"),
        ({"surtitre": (), "mots_cles": found("TraAM 2021-2022")}, "2021-2022"),
        ({"surtitre": (), "lines": (Line("Mené dans le cadre des TraAM SVT 2020-2021, en 3e."),)}, "2020-2021"),
        ({"surtitre": found("TraAM 2025")}, "2024-2025"),
    ],
)
def test_school_year_is_found_where_it_is_said(changes: dict[str, Any], annee: str) -> None:
    assert of(replace(READING, **changes))[0].annee_scolaire == annee


def test_explicit_places_come_before_passing_words() -> None:
    reading = replace(READING, lines=(), niveaux=found("2nde"), mots_cles=found("3e"), titre=found("Trier en 6e"))
    assert of(reading)[0].niveaux == ("2de",)
    assert of(replace(reading, niveaux=()))[0].niveaux == ("3e",)
    assert of(replace(reading, niveaux=(), mots_cles=()))[0].niveaux == ("6e",)


def test_card_gives_discipline_and_academie_when_nothing_else_does() -> None:
    record, _ = of(replace(READING, surtitre=()), raw=replace(RAW, url="https://blog.example.org/1"))
    places = {one.field: one.place for one in record.evidence}
    assert (record.disciplines, record.academies) == (("Sciences de la vie et de la Terre",), ("Lille",))
    assert places["disciplines"] == places["academies"] == "carte de la source"


def test_value_that_cannot_be_placed_is_said() -> None:
    reading = replace(
        READING,
        niveaux=found("tout public"),
        disciplines=found("cuisine"),
        types=found("rêverie"),
        dates_publication=found("hier"),
    )
    _, issues = of(reading)
    said = {(issue.field, issue.value) for issue in issues if issue.level == "warning"}
    assert {
        ("niveaux", "tout public"),
        ("disciplines", "cuisine"),
        ("type", "rêverie"),
        ("date_publication", "hier"),
    } <= said


def test_general_type_is_passed_over() -> None:
    record, issues = of(replace(READING, types=(*found("Text"), *found("scénario"))))
    assert record.type == "scénario pédagogique"
    assert issues_of("type", issues) == []


def test_labels_of_any_group_fill_fields_but_no_element() -> None:
    lines = (Line("Public : 2de"), Line("Outil numérique : Scratch"))
    record, _ = of(replace(READING, surtitre=(), lines=lines))
    assert (record.niveaux, record.outils, record.elements) == (("2de",), ("Scratch",), {})


def test_blocks_are_read_from_a_description_without_lines() -> None:
    record, _ = of(replace(READING, lines=(), description=found(f"Une activité.\n{BODY}")))
    assert record.elements["niveau"] == ("cycle 4, classe de troisième",)


def test_unread_elements_and_defects_become_issues() -> None:
    _, issues = of(
        replace(READING, unread=tuple(f"dc:x{number}" for number in range(20)), defects=("Une date a été réparée.",))
    )
    assert sum(issue.level == "notice" for issue in issues) == 10
    assert "Une date a été réparée." in [issue.message for issue in issues if issue.level == "warning"]


words = st.text(max_size=60) | st.sampled_from(["TraAM 2024-2025", "SVT", "3e", "1.1", "Lille", "2024"])
places = st.lists(st.builds(Found, words, st.just("x")), max_size=4).map(tuple)
texts = st.text(max_size=60) | st.sampled_from(["Niveau : 3e", "Outils :", "- x"])
lines = st.lists(st.builds(Line, texts, st.booleans()), max_size=6).map(tuple)
NOT_VALUES = {"lines", "attached_lines", "documents", "links", "unread", "defects", "repaired"}
VALUES = [one.name for one in fields(Reading) if one.name not in NOT_VALUES]


@given(
    st.fixed_dictionaries(dict.fromkeys(VALUES, places) | {"lines": lines, "attached_lines": lines}),
    st.sampled_from([CARD, PLAIN]),
)
def test_any_reading_gives_a_bounded_record(values: dict[str, Any], source: Source) -> None:
    titles = [found.value for found in values["titre"]]
    documents = tuple(Document(f"https://a.example/{text}.pdf", text, "application/pdf", 12) for text in titles)
    values |= {"documents": documents}
    record, issues = of(Reading(**values), source)
    again, _ = of(Reading(**values), source)
    assert record == again
    assert record.titre is None or 0 < len(record.titre) <= 300
    assert record.description is None or 0 < len(record.description) <= 2_000
    assert all(0 < len(value) <= 500 for value in (*record.mots_cles, *record.auteurs))
    assert all(issue.level in {"warning", "notice"} and issue.message for issue in issues)
    record.fingerprint.encode()


def test_endless_readings_are_bounded() -> None:
    start = time.process_time()
    many = tuple(Found(f"mot {number} " + "x" * 5_000, "x") for number in range(500))
    lines = tuple(Line("Niveau : 3e " * 500) for _ in range(750))
    values: dict[str, Any] = dict.fromkeys(VALUES, many)
    reading = Reading(**values, lines=lines)
    record, issues = of(reading)
    assert len(record.mots_cles) <= 50
    assert max(map(len, record.mots_cles)) <= 500
    assert len(issues) <= 100
    assert time.process_time() - start < 30


def test_two_years_are_decided_by_their_place_and_told() -> None:
    reading = replace(READING, surtitre=(Found("TraAM 2024-2025", "surtitre"),), mots_cles=found("TraAM 2023-2024"))
    record, issues = of(reading)
    assert record.annee_scolaire == "2024-2025"
    (told,) = [issue for issue in issues if issue.code == "conflit"]
    assert "2024-2025 (surtitre) est retenue, 2023-2024" in told.message


@pytest.mark.parametrize(
    ("changed", "field", "kept", "told"),
    [
        ({"niveaux": found("6e", "métadonnée")}, "niveaux", ("cycle 4", "3e"), "« 6e » (métadonnée) écarté"),
        ({"mots_cles": found("CM2", "mot-clé")}, "niveaux", ("cycle 4", "3e"), "« CM2 » (mot-clé) écarté"),
        ({"titre": found("Trier en seconde", "titre")}, "niveaux", ("cycle 4", "3e"), "« 2de » (titre) écarté"),
        (
            {"disciplines": found("SVT", "dc:subject"), "mots_cles": found("Mathématiques", "mot-clé")},
            "disciplines", ("Sciences de la vie et de la Terre",), "« Mathématiques » (mot-clé) écarté",
        ),
    ],
)  # fmt: skip
def test_places_that_disagree_are_decided_in_order_and_told(
    changed: dict[str, Any], field: str, kept: tuple[str, ...], told: str
) -> None:
    record, issues = of(replace(READING, **changed))
    (conflict,) = [issue for issue in issues if issue.code == "conflit"]
    assert getattr(record, field) == kept
    assert conflict.field == field
    assert told in conflict.message
    assert all(one.value in kept for one in record.evidence if one.field == field)


@pytest.mark.parametrize("beside", ["3e", "collège", "cycle 4", "4e, 3e", "troisième"])
def test_a_wider_or_narrower_level_is_no_conflict(beside: str) -> None:
    record, issues = of(replace(READING, niveaux=found(beside), mots_cles=found(beside)))
    assert not [issue for issue in issues if issue.code == "conflit"]
    assert set(record.niveaux) >= {"cycle 4", "3e"}


def test_the_socle_fills_the_competences_after_the_crcn() -> None:
    lines = (*READING.lines, Line("Domaines du socle : D1.3, D2"))
    record, issues = of(replace(READING, lines=lines, competences=found("Domaine 4.1 : démarches scientifiques")))
    assert record.competences == (
        "1.1 Mener une recherche et une veille d'information", "2.3 Partager, publier",
        "Socle D4.1 Démarches scientifiques",
        "Socle D1.3 Comprendre, s'exprimer en utilisant les langages mathématiques, scientifiques et informatiques",
        "Socle D2 Les méthodes et outils pour apprendre",
    )  # fmt: skip
    assert [issue.code for issue in issues if issue.field == "competences"] == ["crcn_desaccord"]


LOOKS = {
    "TraAM : <i>Scratch</i> & robots": "TraAM : Scratch & robots",
    "<b><i>Capteurs</i></b> et <span class='x'>données</span>": "Capteurs et données",
    "CO<sub>2</sub> en classe<br/>de 2de": "CO2 en classe de 2de",
    "La balise <p> et l'élément <canvas>": "La balise <p> et l'élément <canvas>",
    "Si a < b et b > c": "Si a < b et b > c",
}


@pytest.mark.parametrize("written", LOOKS)
def test_tags_that_only_say_how_a_title_looks_are_dropped(written: str) -> None:
    assert of(replace(READING, titre=found(written)))[0].titre == LOOKS[written]


@pytest.mark.parametrize(
    ("over", "stays"),
    [
        ("TraAM 2024-2025", False),
        ("Actualités", False),
        ("Une classe de troisième dessine la carte de son quartier.", True),
        ("Niveau : 3e", True),
    ],
)
def test_what_a_template_writes_over_a_text_begins_no_presentation(over, stays):
    text = "Les élèves relèvent la température du sol en vingt points, puis en tirent une carte de leur cour."
    reading = Reading(titre=found("Une carte"), lines=(Line(over), Line(text)))
    description = read_description(reading, "Une carte", Findings("s", "x"))
    assert description == (f"{over}\n{text}" if stays else text)


def test_a_title_shown_as_any_line_and_a_table_of_labels_begin_no_presentation():
    text = "Les élèves relèvent la température du sol en vingt points, puis en tirent une carte de leur cour."
    cells = (Line("Public", heading=True), Line("les secondes", shape="cell"))
    reading = Reading(titre=found("Une carte"), lines=(Line("UNE CARTE"), *cells, Line(text, shape="cell")))
    assert read_description(reading, "Une carte", Findings("s", "x")) == text

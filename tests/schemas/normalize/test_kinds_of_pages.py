"""Kinds of wordings met on whole pages: each is read where it stands, and what only looks like it is not."""

from __future__ import annotations

import pytest

from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.normalize.own_text import sentences
from schemas.normalize.traam_work import kind_of_announcement
from schemas.notions.niveaux import read_niveaux
from schemas.types.record import Line, RawRecord

URL = "https://pages.example/essai"
_PROSE = "Les élèves relèvent des mesures, les comparent à celles du voisin et rédigent leur conclusion en séance."


def read(title, *lines, url=URL):
    html = f"<main><h1>{title}</h1>{''.join(f'<p>{line}</p>' for line in (*lines, _PROSE))}</main>"
    source = Source("s", "S", "site", "https://pages.example/", scope=("https://pages.example/",))
    return describe(RawRecord("s", url, "html", html.encode(), url=url), source, ())


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("CAP deuxième année", ("CAP 2e année",)),
        ("CAP cuisine, seconde année", ("CAP 2e année",)),
        ("BTS première année", ("BTS 1re année",)),
        ("moyenne et grande sections", ("moyenne section", "grande section")),
        ("toute petite et petite sections", ("toute petite section", "petite section")),
        ("petite section", ("petite section",)),
        ("collégiens et lycéens", ("collège", "lycée")),
        ("collégiens de 6e", ("6e",)),
        ("2nde MCB (métiers de la construction durable)", ("2de professionnelle",)),
        ("terminale STHR du lycée hôtelier", ("terminale STHR",)),
        ("collège et lycée", ("collège", "lycée")),
        ("CAP électricien 1re année", ("CAP 1re année",)),
        ("CAP maçon 2e année", ("CAP 2e année",)),
        ("terminale commercialisation et services en restauration", ("terminale professionnelle",)),
        ("Voie technologique, série ST2S (première et terminale)", ("1re ST2S", "terminale ST2S")),
    ],
)
def test_levels_of_a_label(text, values):
    assert read_niveaux(text).values == values


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("Séquence de seconde, à mener en demi-groupe.", ("2de",)),
        ("Nous avons travaillé la continuité du cycle 3 au cycle 4 puis au lycée.", ("cycle 3", "cycle 4", "lycée")),
    ],
)
def test_levels_of_a_sentence(line, values):
    assert read("TraAM 2024-2025 : essai", line).record.niveaux == values


def test_what_a_title_says_of_the_place_gives_way_to_the_class():
    lines = ("Des élèves de 3ᵉ ont conçu une arche.", "Technologie, cycle 4, dans le cadre des TraAM 2024-2025.")
    assert read("Chronométrer le cross du collège", *lines).record.niveaux == ("3e",)
    assert read("TraAM 2024-2025 : le procès des quatrièmes").record.niveaux == ("4e",)
    assert read("TraAM 2024-2025 : les quatrièmes de couverture").record.niveaux == ()
    lines = (
        "TraAM STI 2023-2024",
        "Les CAP électricien 1re année câblent, les bacs pro MELEC de première programment.",
    )
    assert read("Une station sur le toit du LP", *lines).record.niveaux == ("CAP 1re année", "1re professionnelle")


@pytest.mark.parametrize(
    ("title", "line", "kind"),
    [
        ("Recrutement 2026-2027", "Académie de Dijon, TraAM physique-chimie. Un poste est à pourvoir.", "appel"),
        ("Postulez !", "Le groupe TraAM EPS se renouvelle : trois places, réponse avant le 12 juin.", "appel"),
        (
            "Le projet de notre équipe pour 2026-2027",
            "TraAM Lettres, académie de Corse. L'oral, cette année.",
            "presentation",
        ),
        ("Rétrospective 2023-2024 des travaux mutualisés de SES", "Les étapes, les réussites, les limites.", "bilan"),
    ],
)
def test_what_a_title_says_of_a_group(title, line, kind):
    html = f"<main><h1>{title}</h1><p>{line}</p><p>Merci de transmettre à vos collègues.</p></main>"
    source = Source("s", "S", "site", "https://pages.example/", scope=("https://pages.example/",))
    done = describe(RawRecord("s", URL, "html", html.encode(), url=URL), source, ())
    assert done.record.traam.traam_class == kind


def test_the_year_of_a_diploma_told_in_another_sentence():
    record = read(
        "TraAM 2022-2023 : une boutique en BTS MCO", "Les étudiants de première année tiennent la caisse."
    ).record
    assert record.niveaux == ("BTS 1re année",)


def test_a_sentence_after_listed_tools_leaves_nothing_to_wait():
    line = "Outils : GeoGebra, Phyphox. Les élèves mesurent, tracent et concluent avec leur téléphone."
    done = read("TraAM 2024-2025 : le pendule", line)
    assert done.record.outils == ("GeoGebra", "Phyphox", "smartphone")
    assert [issue.value for issue in done.issues if issue.field == "outils"] == []


def test_an_unknown_tool_before_a_sentence_waits_without_its_full_stop():
    done = read(
        "TraAM 2024-2025 : le pendule", "Outils : Phyphox, Zorglubator 3000. Les élèves mesurent, tracent et concluent."
    )
    assert [issue.value for issue in done.issues if issue.field == "outils"] == ["Zorglubator 3000"]


def test_a_code_and_a_label_that_disagree_are_cut_where_the_next_code_begins():
    line = "Compétences CRCN-Édu : C1.5 S'autoévaluer, C3.2 (mettre en œuvre)"
    record = read("TraAM 2024-2025 : s'évaluer", "Niveau : 2de", line).record
    assert record.competences == ("CRCN-Édu 1.5 S'autoévaluer", "CRCN-Édu 3.2 Mettre en œuvre")


@pytest.mark.parametrize(
    ("lines", "academie"),
    [
        (
            (
                "TraAM 2024-2025",
                "Six professeurs de collège, dans trois départements de l'académie de Créteil, ont cherché.",
            ),
            "Créteil",
        ),
        (("Pour les TraAM 2024-2025.", "La séquence est celle de l'équipe de l'académie de Poitiers."), "Poitiers"),
        (
            ("Les professeurs de la Martinique engagés dans les TraAM (2023-2024) publient ici leur première fiche.",),
            "Martinique",
        ),
    ],
)
def test_academies_of_those_who_tell_their_work(lines, academie):
    done = read("Peser une classe", *lines)
    assert (done.record.academies, done.record.traam.traam_class) == ((academie,), "production")


@pytest.mark.parametrize(
    ("name", "discipline"),
    [("English", "Anglais"), ("español", "Espagnol"), ("Deutsch", "Allemand"), ("italiano", "Italien")],
)
def test_a_language_by_its_own_name(name, discipline):
    assert read("Essai", f"TraAM {name} 2024-2025, académie de Lyon.").record.disciplines == (discipline,)


def test_a_language_that_is_taught_says_more_than_languages():
    record = read("TraAM langues vivantes 2024-2025 : parler", "Discipline : breton").record
    assert record.disciplines == ("Breton",)
    assert [one.value for one in record.evidence if one.field == "disciplines"] == ["Breton"]


def test_the_folder_of_a_page_says_which_language():
    record = read("TraAM langues vivantes 2024-2025 : parler", url="https://pages.example/espagnol/essai").record
    assert record.disciplines == ("Espagnol",)


def test_languages_said_expressly_beside_another_stay():
    record = read("TraAM 2024-2025 : parler", "Discipline : tahitien, kanak").record
    assert record.disciplines == ("Tahitien", "Langues vivantes")


def test_the_discipline_of_others_work_is_not_that_of_the_page():
    lines = ("Ce travail s'inspire des TraAM de mathématiques.", "TraAM SVT 2024-2025, académie de Dijon.")
    assert read("Mesurer un pas", *lines).record.disciplines == ("Sciences de la vie et de la Terre",)


@pytest.mark.parametrize(
    ("line", "tools"),
    [
        ("GeoGebra permet de déplacer les points.", ("GeoGebra",)),
        ("Comparer la main à GeoGebra n'est pas le propos.", ()),
        ("On a choisi Wooclap plutôt que Kahoot.", ("Wooclap",)),
        ("Le cahier remplace Padlet.", ()),
    ],
)
def test_a_tool_the_work_does_without_is_none_of_its_tools(line, tools):
    described = read("TraAM 2024-2025 : essai", line)
    assert described.record.outils == tools
    assert tools or any(issue.code == "a_confirmer" and issue.field == "outils" for issue in described.issues)


@pytest.mark.parametrize(
    ("title", "lines", "expected"),
    [
        ("Mein Lernpfad", ("Scénario de l'équipe (TraAM LV 2023-2024, académie de Dijon)",), "production"),
        ("Le site change d'adresse", ("Les pages des TraAM y seront reprises au fil de l'automne.",), "mention"),
        ("TraAM SVT : la réunion de lancement", ("Le groupe 2025-2026 s'est réuni le 25 septembre.",), "compte_rendu"),
        (
            "Les travaux académiques mutualisés",
            ("Pilotés par la direction du numérique, les travaux académiques mutualisés réunissent des équipes.",),
            "presentation",
        ),
    ],
)
def test_what_a_page_is(title, lines, expected):
    assert read(title, *lines).record.traam.traam_class == expected


def test_where_a_report_is_makes_no_report_of_a_page():
    line = "Pour 2018-2019, six académies. Le relevé des échanges de la réunion du 22 novembre est à lire plus bas."
    assert read("Les chantiers des TraAM 2018-2019", line).record.traam.traam_class != "compte_rendu"


@pytest.mark.parametrize(
    "line",
    [
        "Séance menée avec une classe de 4e. Les élèves utilisent Wooclap.",
        "Les élèves de quatrième comparent leurs mesures.",
        "Une progression en seconde, avec un tableur.",
    ],
)
def test_the_sentences_of_a_record_of_a_repository_are_read_as_those_of_a_page(line):
    title = "TraAM SVT 2024-2025 : le sommeil"
    spaces = 'xmlns:o="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:d="http://purl.org/dc/elements/1.1/"'
    told = f"<d:title>{title}</d:title><d:description>{line}</d:description><d:identifier>{URL}</d:identifier>"
    raw = RawRecord("s", "oai:x:1", "oai_dc", f"<o:dc {spaces}>{told}</o:dc>".encode())
    record = describe(raw, Source("s", "S", "oai", "https://o.example/oai"), ()).record
    of_page = read(title, line).record
    assert record.niveaux
    assert (record.niveaux, record.outils) == (of_page.niveaux, of_page.outils)
    sure = {(one.value, one.confidence) for one in record.evidence if one.field in {"niveaux", "outils"}}
    assert sure == {(one.value, one.confidence) for one in of_page.evidence if one.field in {"niveaux", "outils"}}


def test_a_class_that_acts_makes_no_presentation_of_its_group():
    lines = (
        "Le groupe bisontin de mathématiques réunit trois professeurs des écoles et deux professeurs de collège.",
        "Les CM2 posent, les 6e répondent, et la semaine d'après c'est l'inverse.",
    )
    record = read("Un problème par semaine", "Travaux académiques mutualisés 2022-2023", *lines).record
    assert record.traam.traam_class == "production"
    assert record.academies == ("Besançon",)


@pytest.mark.parametrize(
    ("last", "kind"),
    [
        ("Notre groupe, douze enseignants, se réunira trois fois et publiera ses scénarios au printemps.", True),
        ("Notre groupe a publié ses scénarios au printemps.", False),
        ("Le groupe publiera la suite. Les 6e posent des questions, les CM2 répondent.", False),
    ],
)
def test_what_a_group_that_was_chosen_will_do_is_a_presentation(last, kind):
    said = tuple(sentences([Line("L'académie a été retenue pour les TraAM de mathématiques 2024-2025."), Line(last)]))
    assert (kind_of_announcement(said) == "presentation") is kind

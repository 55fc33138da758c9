"""Lines of whole pages: what is said beside the TraAM, in a folder, under a label in other words, is read or waits."""

from __future__ import annotations

import pytest

from schemas import formats
from schemas.files.source import Source
from schemas.normalize import normalize
from schemas.types.issue import Issue
from schemas.types.origin import FoundBy
from schemas.types.record import RawRecord, Record

HOST = "https://site.example/"
WORK = "<p>Les élèves mesurent, notent et comparent. La séance dure une heure et se termine par un écrit.</p>"


def described(body: str, path: str = "pages/mesurer", titre: str = "Mesurer") -> tuple[Record, tuple[Issue, ...]]:
    page = (
        f"<html><head><title>{titre}</title></head><body><article><h1>{titre}</h1>{body}{WORK}</article></body></html>"
    )
    raw = RawRecord("s", HOST + path, "html", page.encode(), url=HOST + path, found_by=FoundBy.LINK)
    return normalize(raw, formats.read(raw), Source("s", "S", "site", HOST, scope=(HOST,)), ())


@pytest.mark.parametrize(
    ("line", "academies"),
    [
        ("TraAM économie et gestion 2024-2025 | Martinique", ("Martinique",)),
        ("Production du groupe TraAM SES 2017-2018 (Besançon).", ("Besançon",)),
        ("TraAM STMS-SBSSA 2020-2021, Aix-Marseille", ("Aix-Marseille",)),
        ("TraAM EPS 2020-2021 – Dijon et Reims", ("Dijon", "Reims")),
        ("Projet TraAM de musique, 2020-2021, Polynésie française.", ("Polynésie française",)),
        ("TraAM SVT 2020-2021, à Paris on mesure aussi", ()),
        ("Par le groupe de Toulouse, TraAM SES, année 2025-2026.", ("Toulouse",)),
        ("Travail réalisé par Montpellier pour les TraAM 2019-2020", ("Montpellier",)),
        ("Groupe philosophie de Créteil – TraAM 24-25", ("Créteil",)),
        ("[TraAM école] Clermont-Ferrand, 2023/2024", ("Clermont-Ferrand",)),
        ("TraAM design // Lyon // 2024 – 2025", ("Lyon",)),
        ("#TraAM #SVT #2022-2023 #Strasbourg", ("Strasbourg",)),
        ("Travail TraAM 2023-2024 mené par le collège de Nice", ()),
    ],
)
def test_the_academie_is_a_part_of_the_line_of_the_traam(line: str, academies: tuple[str, ...]) -> None:
    assert described(f"<p>{line}</p>")[0].academies == academies


def test_what_has_the_look_of_an_address_or_of_an_end_is_read() -> None:
    body = "<p>TraAM E.P.S. 2018 - 2019 • Académie de Nantes</p><p>Pl@ntNet propose, puis on compose dans Canva.</p>"
    record, _ = described(body)
    assert (record.annee_scolaire, record.outils) == ("2018-2019", ("Pl@ntNet", "Canva"))


@pytest.mark.parametrize(
    ("line", "disciplines"),
    [
        ("Cadre : développer les compétences psychosociales des élèves", ("Compétences psychosociales",)),
        ("Compétences psychosociales : coopérer", ("Compétences psychosociales",)),
        ("Le comité parle de compétences psychosociales.", ()),
        ("Les professeurs de langues (espagnol, italien) corrigent.", ("Espagnol", "Italien")),
    ],
)
def test_what_a_work_educates_to_and_lists_in_brackets_are_its_disciplines(
    line: str, disciplines: tuple[str, ...]
) -> None:
    assert described(f"<p>TraAM 2024-2025</p><p>{line}</p>")[0].disciplines == disciplines


def test_a_program_that_is_named_stays_visible() -> None:
    record, _ = described("<p>TraAM 2024-2025</p><p>Outils : Framapad, LibreOffice Writer</p>")
    assert record.outils == ("Framapad", "LibreOffice", "traitement de texte")


def test_an_academie_begins_the_line_that_says_its_discipline() -> None:
    record, _ = described("<p>TraAM 2015-2016</p><p>Académie d'Amiens, éducation musicale.</p>")
    assert record.academies == ("Amiens",)


@pytest.mark.parametrize(
    ("path", "line", "disciplines"),
    [
        ("arts-plastiques/spip.php?article58", "TraAM 2019-2020", ("Arts plastiques",)),
        ("docs/traam/rythme", "TraAM 2019-2020", ()),
        ("musique/traam/paysage", "TraAM 2019-2020", ("Éducation musicale",)),
        ("portail-de-langues/espagnol/enquete", "TraAM Langues vivantes 2023-2024", ("Espagnol",)),
        ("p/1", "Mathématiques – Terminale générale – TraAM 2024-2025", ("Mathématiques",)),
        ("p/1", "TraAM 2023-2024</p><p>Domaine : agir dans ses relations", ()),
        (
            "p/1",
            "TraAM 2023-2024</p><p>Enseignement : EVARS",
            ("Éducation à la vie affective, relationnelle et sexuelle",),
        ),
        (
            "p/1",
            "Les TraAM de mathématiques ont ouvert la voie ; en SVT, le groupe 2016-2017 s'en est inspiré.",
            ("Sciences de la vie et de la Terre",),
        ),
    ],
)
def test_the_discipline_is_that_of_the_folder_or_of_the_line(
    path: str, line: str, disciplines: tuple[str, ...]
) -> None:
    assert described(f"<p>{line}</p>", path)[0].disciplines == disciplines


@pytest.mark.parametrize(
    ("line", "niveaux"),
    [
        ("TraAM espagnol 2023-2024, cycle 4.", ("cycle 4",)),
        ("Mathématiques – Terminale générale (spécialité) – TraAM 2024-2025", ("terminale générale",)),
        (
            "TraAM 2024-2025</p><p>Public : collégiens volontaires, lycéens professionnels",
            ("collège", "lycée professionnel"),
        ),
        ("TraAM 2024-2025</p><p>Bénéficiaires : élèves du dispositif ULIS", ("ULIS",)),
    ],
)
def test_levels_beside_the_traam_and_of_pupils(line: str, niveaux: tuple[str, ...]) -> None:
    assert described(f"<p>{line}</p>")[0].niveaux == niveaux


@pytest.mark.parametrize(
    "label",
    ["Compétences CRCN pour le professeur", "Compétences CRCN-Édu (enseignants)", "CRCN des professeurs visées"],
)
def test_a_label_that_speaks_of_teachers_is_of_their_frame(label: str) -> None:
    record, _ = described(f"<p>TraAM 2024-2025</p><p>{label} : 3.1 Concevoir</p>")
    assert record.competences == ("CRCN-Édu 3.1 Concevoir",)


@pytest.mark.parametrize(
    ("line", "field", "values"),
    [
        ("Niveau : 3e. Les relevés sont saisis puis discutés par deux groupes de 5e.", "niveaux", ("3e",)),
        ("Outils : GeoGebra. On compare ensuite les figures avec un tableur.", "outils", ("GeoGebra", "tableur")),
        ("Outils : aucun logiciel n'est nécessaire", "outils", ()),
        ("Compétences CRCN : Domaine 3 : Création de contenus", "competences", ("3 Création de contenus",)),
        ("Niveau : Terminale NSI", "disciplines", ("Numérique et sciences informatiques",)),
        ("Cycle : 4 – niveau 4e/3e", "niveaux", ("cycle 4", "4e", "3e")),
        (
            "On vise la compétence 3.3 du CRCN-Édu.",
            "competences",
            ("CRCN-Édu 3.3 Évaluer au service des apprentissages",),
        ),
    ],
)
def test_nothing_waits_that_is_read_elsewhere_or_says_that_there_is_none(
    line: str, field: str, values: tuple[str, ...]
) -> None:
    record, issues = described(f"<p>TraAM 2024-2025</p><p>{line}</p>")
    assert getattr(record, field) == values
    assert [issue for issue in issues if issue.code in {"hors_vocabulaire", "reste"}] == []


def test_a_sentence_that_only_says_levels_beside_the_traam_is_about_its_own() -> None:
    assert described("<p>TraAM 2024-2025. Cycle 4 – niveau 4e/3e</p>")[0].niveaux == ("cycle 4", "4e", "3e")


@pytest.mark.parametrize(
    ("titre", "line", "traam_class"),
    [
        ("Un salon de coiffure", "TraAM 2024-2025 en économie-gestion", "production"),
        ("Le prix", "Article écrit à plusieurs mains, dans le cadre des TraAM documentation 2024-2025", "production"),
        ("Les séismes, d'après un TraAM de l'académie de Nice", "Nous avons repris l'idée de leurs TraAM.", "mention"),
        ("Thématique nationale 2025-2026 des TraAM technologie", "Diagnostiquer, réparer.", "presentation"),
        ("TraAM : toutes les productions depuis 2012", "Les travaux du groupe.", "rubrique"),
    ],
)
def test_what_a_page_is(titre: str, line: str, traam_class: str) -> None:
    assert described(f"<p>{line}</p>", titre=titre)[0].traam.traam_class == traam_class


def test_news_of_a_prize_is_no_production() -> None:
    body = (
        "<p>Le travail mené dans le cadre des TraAM par nos collègues a été distingué par le jury national.</p>"
        "<p>La rectrice leur a remis leur diplôme. Bravo à tous.</p>"
    )
    record, _ = described(body, titre="Félicitations à l'équipe d'histoire-géographie")
    assert record.traam.traam_class == "mention"


@pytest.mark.parametrize(
    ("line", "disciplines"),
    [
        ("Niveau : Première générale (spécialité NSI)", ("Numérique et sciences informatiques",)),
        ("Public : classes de seconde, en SNT", ("Sciences numériques et technologie",)),
        ("Niveau : 2de", ("Numérique et sciences informatiques", "Sciences numériques et technologie")),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    ("of_all", "path"), [("Groupe TraAM NSI-SNT, 2024-2025", "p/trier"), ("TraAM 2024", "nsi-snt/a")]
)
def test_the_class_says_which_discipline_of_a_joint_name(
    line: str, disciplines: tuple[str, ...], of_all: str, path: str
) -> None:
    assert described(f"<p>{of_all}</p><p>{line}</p>", path)[0].disciplines == disciplines


def test_a_page_that_names_its_disciplines_has_them_all() -> None:
    body = "<p>Un parcours croisé SVT et EMI (TraAM 2024-2025).</p><p>Niveau : terminale, spécialité SVT</p>"
    assert len(described(body)[0].disciplines) == 2


@pytest.mark.parametrize(
    ("line", "outils"),
    [
        ("Matériel : un ordinateur par binôme, OpenStreetMap", ("OpenStreetMap",)),
        ("Matériel : tablettes ou ordinateurs", ("tablette", "ordinateur")),
        ("Matériel : un ordinateur", ("ordinateur",)),
    ],
)
def test_a_computer_is_a_tool_where_no_other_is(line: str, outils: tuple[str, ...]) -> None:
    record, _ = described(f"<p>TraAM 2024-2025</p><p>{line}</p>")
    assert record.outils == outils
    assert {one.value for one in record.evidence if one.field == "outils"} == set(outils)


@pytest.mark.parametrize(
    ("line", "traam_class", "niveaux"),
    [
        ("À lire : les TraAM de Rennes ont leur page.", "mention", ()),
        ("Production du groupe TraAM SVT 2024-2025.", "production", ("lycée",)),
    ],
)
def test_the_rubrique_of_a_mere_mention_says_no_level(line: str, traam_class: str, niveaux: tuple[str, ...]) -> None:
    trail = "<nav class='breadcrumb'><a href='/'>Accueil</a> &gt; <a href='/l/'>Lycée</a> &gt; Mesurer</nav>"
    record, _ = described(f"{trail}<p>{line}</p>")
    assert (record.traam.traam_class, record.niveaux) == (traam_class, niveaux)

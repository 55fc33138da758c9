"""What « traam » says to a référent: French words for what it did, the right spelling of what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.types.proof_words import said_place, said_sureness
from schemas.types.record import Evidence
from tests.conftest import Run
from tests.small_site import WORDS, SmallSite, article, listing
from tests.test_site_harvest import configure

GROUP = """
id = "svt-2024"
discipline = "SVT"
annees = ["2024-2025"]
theme = "Isoler et mesurer"
academies = ["Lille"]
jetons = ["TraAM-SVT-2425"]

[[element]]
name = "crcn_eleve"
label = "Compétences de l'élève"
cardinality = "1..n"
type = "competence"

[[element]]
name = "niveau"
label = "Niveau"
cardinality = "1..n"
type = "niveau"
"""


@pytest.fixture
def harvested(traam: Run, tmp_path: Path):
    text = f"{WORDS}</p><p>Niveau : les petits</p><p>Compétences de l'élève : 2.3"
    with SmallSite() as site:
        site.pages |= {
            "/": listing("/abri/", "/vide/"),
            "/abri/": article("TraAM 2024-2025 : un abri avec Scratch", text),
            "/vide/": article("TraAM 2024-2025 : rien"),
        }
        configure(tmp_path, essai=f'url = "{site.url}"\ndiscipline = "SVT"\nacademie = "Lille"\n')
        (tmp_path / "groups" / "g.toml").write_text(GROUP, encoding="utf-8")
        traam("harvest").expect(0)
        yield site


def test_show_speaks_french_and_json_keeps_its_keys(traam: Run, harvested: SmallSite) -> None:
    told = traam("show", f"{harvested.url}abri/", "--evidence").expect(0).out

    for internal in ("crcn_eleve", "element/", "confiance", "[", "niveaux =", "annee_scolaire"):
        assert internal not in told
    assert "Compétences de l'élève (convenu par le groupe) : 2.3" in told
    assert "lu sous « Compétences de l'élève : »" in told
    assert "d'après la carte de la source" in told
    assert "(sûr)" in told
    assert "(à confirmer)" in told
    values = traam("show", f"{harvested.url}abri/", "--evidence", "--json").expect(0).json()
    assert {"crcn_eleve"} <= set(values["elements"])
    assert {"field", "value", "raw", "place", "rule", "confidence"} == set(values["evidence"][0])


@pytest.mark.parametrize(
    ("place", "rule", "confidence", "said"),
    [
        ("bloc « Niveau »", "niveau/bloc", 0.95, "lu sous « Niveau : » (sûr)"),
        ("bloc « Niveau » du document « Fiche »", "niveau/bloc", 0.95,
         "lu sous « Niveau : » du document « Fiche » (sûr)"),
        ("titre de la page", "niveau/titre", 0.6, "d'après le titre (à confirmer)"),
        ("mot-clé", "niveau/mot-cle", 0.8, "d'après un mot-clé (probable)"),
        ("bilan (bilans/svt.csv, ligne 3)", "academie/bilan", 1.0, "déclaré au bilan (bilans/svt.csv, ligne 3) (sûr)"),
        ("dc:subject", "discipline/champ", 1.0, "lu dans : dc:subject (sûr)"),
    ],
)  # fmt: skip
def test_proofs_are_said_in_words(place: str, rule: str, confidence: float, said: str) -> None:
    proof = Evidence("niveaux", "3e", "3e", place, rule, confidence)

    assert f"{said_place(proof)} ({said_sureness(proof)})" == said


def test_check_says_a_page_once_with_its_remarks_under_it(traam: Run, harvested: SmallSite) -> None:
    told = traam("check").expect(1).out
    faults = [
        fault for check in traam("check", "--json").json() for one in check["academies"] for fault in one["faults"]
    ]

    assert len([one for one in faults if one["url"] == f"{harvested.url}vide/"]) > 1
    assert told.count(f"{harvested.url}vide/") == told.count("TraAM 2024-2025 : rien") == 1
    assert all(told.count(f"· {one['message']}") >= 1 for one in faults)
    assert f"{len(faults)} points à voir, sur 2 pages." in told


def group(tmp_path: Path, **changes: str) -> Path:
    keys = {"discipline": '"SVT"', "academies": '["Lille"]', "element": ""} | changes
    path = tmp_path / "svt-2025.toml"
    more = "".join(f"{key} = {value}\n" for key, value in keys.items() if key != "element")
    path.write_text(f'id = "svt-2025"\nannees = ["2025-2026"]\ntheme = "T"\n{more}{keys["element"]}', encoding="utf-8")
    return path


def element(*lines: str) -> str:
    return "\n[[element]]\n" + "\n".join(('name = "modalite"', 'label = "Modalité"', *lines)) + "\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (('type = "terme"',), 'valeurs = ["en classe", "à distance"]'),
        (('valeurs = ["a"]',), 'ne vaut qu\'avec type = "terme" (ici « texte »)'),
        (('type = "terme"', 'valeurs = ["en classe"]', 'synonymes = ["présentiel"]'), 'synonymes = { "en classe" ='),
        (('type = "terme"', 'valeurs = ["en classe"]', 'synonymes = { "présentiel" = ["en classe"] }'),
         'à l\'envers : écrire synonymes = { "en classe" = ["présentiel"] }'),
        (('type = "terme"', 'valeurs = ["en classe"]', 'synonymes = { "en clase" = ["présentiel", "classe"] }'),
         "« en clase » n'est pas dans « valeurs » ; vouliez-vous dire « en classe » ?"),
        (('synonymes = { "en classe" = ["présentiel"] }',), "les écrire, ou ôter « synonymes »"),
    ],
)  # fmt: skip
def test_terms_of_a_group_say_what_to_write(traam: Run, tmp_path: Path, lines: tuple[str, ...], said: str) -> None:
    told = traam("group", "check", group(tmp_path, element=element(*lines))).expect(2).err

    assert said in told
    assert told.count("element[1].") == 1


def test_names_typed_in_a_group_are_told_all_at_once(traam: Run, tmp_path: Path) -> None:
    path = group(tmp_path, discipline='"svet"', academies='["Orlean", "Creteil", "Créteil", "Atlantide"]')
    told = traam("group", "check", path).expect(2).err

    assert "« Orlean » s'écrit « Orléans-Tours »" in told
    assert "« Creteil » s'écrit « Créteil »" in told
    assert "« Atlantide » n'est pas une académie" in told
    assert "« svet » n'est pas du vocabulaire ; vouliez-vous dire « Sciences de la vie et de la Terre » ?" in told


def test_missing_base_is_told_with_the_names_of_the_file(traam: Run, tmp_path: Path) -> None:
    wrong = '\n[[element]]\nname = "niveau"\ntype = "nivo"\n[[element]]\nname = "niveau"\nvaleurs = ["a"]\n'
    path = group(tmp_path, extends='"svt-2024"', academies='["Creteil"]', element=wrong)
    told = traam("group", "check", path).expect(2).err
    assert "aucun groupe « svt-2024 »" in told
    assert "ôter « extends »" in told
    assert "« Creteil » s'écrit « Créteil »" in told
    assert "element[1].type : « nivo » inconnu" in told
    assert "element : « niveau » est défini deux fois" in told
    assert "obligatoire" not in told
    assert "valeurs" not in told.replace("valeurs possibles", "")

    (tmp_path / "avant.toml").write_text(GROUP.replace('"svt-2024"', '"svt-2024-2025"'), encoding="utf-8")
    told = traam("group", "check", group(tmp_path, extends='"svt-2024-202"')).expect(2).err
    assert "vouliez-vous dire « svt-2024-2025 » ?" in told


def test_names_typed_in_a_card_are_told_all_at_once(traam: Run, tmp_path: Path) -> None:
    configure(tmp_path, essai='url = "https://svt.example/"\nacademie = "Orlean"\ndiscipline = "svet"\n')
    told = traam("sources").expect(2).err

    assert "academie : « Orlean » s'écrit « Orléans-Tours »" in told
    assert "discipline : « svet » n'est pas du vocabulaire ; vouliez-vous dire « Sciences de la vie" in told

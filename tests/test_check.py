"""« traam check », « review » and « group » through the command line: every planted fault is found, and no other."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from schemas.files.decisions import load_decisions
from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_site_harvest import configure

# What lies in examples/: (group, code, end of the address).
PLANTED = {
    ("doc-2023-2024", "hors_vocabulaire", "spip.php?article55"),
    ("maths-2023-2024", "vitrine_absente", "spip.php?article153"),
    ("maths-2023-2024", "element_manquant", "spip.php?article1310"),
    ("svt-2024-2025", "introuvable", "spip.php?article199"),
    ("svt-2024-2025", "crcn_desaccord", "spip.php?article103"),
    ("svt-2024-2025", "crcn_desaccord", "spip.php?article208"),
    ("svt-2024-2025", "conflit", "spip.php?article106"),
    ("svt-2024-2025", "non_declaree", "spip.php?article107"),
    ("svt-2024-2025", "element_manquant", "spip.php?article109"),
    ("svt-2024-2025", "element_manquant", "spip.php?article151"),
    ("svt-2024-2025", "vitrine_absente", "spip.php?article151"),
    ("svt-2024-2025", "element_manquant", "spip.php?article152"),
    ("svt-2024-2025", "vitrine_absente", "spip.php?article152"),
    ("svt-2024-2025", "element_manquant", "herbier-legende/"),
}

GROUP = """
id = "svt-2024"
discipline = "SVT"
annees = ["2024-2025"]
theme = "IA"
academies = ["Lille", "Nice"]
vitrine = "{vitrine}"
jetons = ["TraAM-SVT-2425"]

[[element]]
name = "niveau"
label = "Niveau"
cardinality = "1..n"
type = "niveau"

[[element]]
name = "modalite"
label = "Modalité"
type = "terme"
valeurs = ["en classe", "à distance"]
synonymes = {{ "en classe" = ["présentiel"] }}
"""


def faults(checks: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {
        (check["groupe"], fault["code"], fault["url"])
        for check in checks
        for academie in check["academies"]
        for fault in academie["faults"]
    }


@pytest.fixture
def demo(examples_here: Path) -> Path:
    return examples_here


def test_every_fault_planted_in_the_examples_is_found_and_no_other(traam: Any, demo: Path, tmp_path: Path) -> None:
    checks = traam("check", "--json").expect(1).json()
    found = faults(checks)
    assert {(group, code) for group, code, _ in found} == {(group, code) for group, code, _ in PLANTED}
    assert len(found) == len(PLANTED)
    for group, code, ending in PLANTED:
        assert any(one[:2] == (group, code) and one[2].endswith(ending) for one in found), (group, code, ending)
    orleans = next(one for check in checks if check["groupe"] == "svt-2024-2025" for one in check["academies"]
                   if one["academie"] == "Orléans-Tours")  # fmt: skip
    assert (orleans["expected"], orleans["found"]) == (12, 12)

    shown = traam("check", "svt-2024-2025", "--html", tmp_path / "pages").expect(1)
    assert "12 attendues, 12 trouvées" in shown.out
    page = (tmp_path / "pages" / "orleans-tours.html").read_text(encoding="utf-8")
    assert "à voir" in page
    assert "spip.php?article199" in page
    assert "<script" not in page


@pytest.fixture
def planted(traam: Any, tmp_path: Path):
    """A site whose pages each have one fault, and a vitrine that forgets one of them."""
    with SmallSite() as site:
        vitrine = f"{site.url}vitrine/"

        def page(titre: str, niveau: str = "3e", modalite: str = "présentiel", jeton: str = "TraAM-SVT-2425") -> str:
            text = f"{WORDS}</p><p>Niveau : {niveau}</p><p>Modalité : {modalite}</p><p>{jeton}"
            return article(f"TraAM 2024-2025 : {titre}", text, links=(vitrine,))

        pages = {
            "/bonne/": page("bonne"), "/jeton/": page("jeton", jeton=""),
            "/double/": page("double", jeton="TraAM-SVT-2425 et traam-svt-2425"),
            "/terme/": page("terme", modalite="au jardin"), "/niveau/": page("niveau", niveau="les petits"),
            "/oubliee/": page("oubliée"),
        }  # fmt: skip
        site.pages = {"/": listing(*pages), **pages}
        linked = [link for link in pages if link != "/oubliee/"]
        site.pages["/vitrine/"] = listing(*linked, titre="Vitrine")
        configure(tmp_path, essai=f'url = "{site.url}"\ndiscipline = "SVT"\nacademie = "Lille"\n')
        (tmp_path / "groups" / "g.toml").write_text(GROUP.format(vitrine=vitrine), encoding="utf-8")
        traam("harvest").expect(0)
        yield site


def test_tokens_terms_and_links_are_checked(traam: Any, planted: SmallSite) -> None:
    found = {(code, url.replace(planted.url, "/")) for _, code, url in faults(traam("check", "--json").json())}
    assert found == {
        ("jeton_absent", "/jeton/"), ("jeton_double", "/double/"), ("hors_vocabulaire", "/terme/"),
        ("hors_vocabulaire", "/niveau/"),
    }  # fmt: skip
    del planted.pages["/jeton/"]
    online = {(code, url.replace(planted.url, "/")) for _, code, url in
              faults(traam("check", "--links", "--json").json())}  # fmt: skip
    assert online - found == {("vitrine_sans_retour", "/oubliee/"), ("lien_mort", "/jeton/")}


def test_what_waits_is_decided_once_and_stays_decided(traam: Any, planted: SmallSite, tmp_path: Path) -> None:
    waiting = traam("review", "list", "--json").expect(0).json()
    assert [(one["field"], one["value"], one["groupes"]) for one in waiting] == [
        ("modalite", "au jardin", ["svt-2024"]), ("niveaux", "les petits", ["svt-2024"]),
    ]  # fmt: skip
    assert "niveaux : « les petits »" in traam("review", "list").expect(0).out

    assert "À vérifier" not in traam("review", "alias", "niveaux", "les petits", "sixième").expect(0).err
    traam("review", "accept", "modalite", "au jardin").expect(0)
    nowhere = traam("review", "reject", "niveaux", "à compléter").expect(0)
    assert "« à compléter » n'attend dans aucune notice" in nowhere.err
    written = tomllib.loads((tmp_path / "decisions.toml").read_text(encoding="utf-8"))["decision"]
    assert {(one["field"], one["value"], one["verdict"], one.get("means")) for one in written} == {
        ("niveaux", "les petits", "alias", "6e"), ("modalite", "au jardin", "accept", None),
        ("niveaux", "à compléter", "reject", None),
    }  # fmt: skip

    report = traam("harvest", "--json").expect(0).json()["sources"][0]
    assert report["modified"] == 1
    records = {r["url"].replace(planted.url, "/"): r for r in traam("export", "jsonl", "--all").json_lines()}
    assert records["/niveau/"]["niveaux"] == ["6e"]
    assert records["/terme/"]["elements"]["modalite"] == ["au jardin"]
    assert records["/bonne/"]["elements"]["modalite"] == ["en classe"]
    assert "d'après une décision" in traam("show", f"{planted.url}niveau/", "--evidence").out
    assert traam("review", "list", "--json").json() == []
    traam("harvest", "--full").expect(0)
    assert traam("review", "list", "--json").json() == []
    assert {code for _, code, _ in faults(traam("check", "--json").json())} == {"jeton_absent", "jeton_double"}


def test_what_people_write_beside_decisions_stays(traam: Any, planted: SmallSite, tmp_path: Path) -> None:
    written = tmp_path / "decisions.toml"
    written.write_text(
        '# avis de Mme X, 3 mars\n[[decision]]\nfield = "niveaux"\nvalue = "prépa"\nverdict = "accept"\n'
    )
    traam("review", "reject", "niveaux", "prépa").expect(0)

    text = written.read_text(encoding="utf-8")
    assert text.startswith("# avis de Mme X, 3 mars\n")
    assert [one["verdict"] for one in tomllib.loads(text)["decision"]] == ["accept", "reject"]
    faults: list[str] = []
    assert load_decisions(written, faults).rejects("niveaux", "prépa")
    assert faults == []


def test_an_alias_that_points_nowhere_is_refused(traam: Any, planted: SmallSite, tmp_path: Path) -> None:
    refused = traam("review", "alias", "niveaux", "les petits", "n'importe quoi").expect(2)
    assert "n'est pas un terme" in refused.err
    assert not (tmp_path / "decisions.toml").exists()


def test_a_fault_in_the_decisions_is_told(traam: Any, planted: SmallSite, tmp_path: Path) -> None:
    (tmp_path / "decisions.toml").write_text('[[decision]]\nfield = "niveaux"\nverdict = "peut-être"\n')
    refused = traam("review", "list").expect(2)
    assert "« peut-être » inconnu" in refused.err
    assert "value : clé obligatoire" in refused.err


def test_a_group_file_is_begun_checked_and_compared(traam: Any, tmp_path: Path) -> None:
    first = tmp_path / "groups" / "svt-2024-2025.toml"
    assert "« 2024 » n'est pas une année scolaire" in traam("group", "new", first, "--annee", "2024").expect(2).err
    traam("group", "new", first, "--discipline", "SVT", "--annee", "2024-2025", "--theme", "IA").expect(0)
    second = tmp_path / "groups" / "svt-2025-2026.toml"
    traam("group", "new", second, "--extends", "svt-2024-2025", "--annee", "2025-2026", "--theme", "IA encore").expect(
        0
    )
    with second.open("a", encoding="utf-8") as file:
        file.write('retire = ["description"]\n[[element]]\nname = "niveau"\nlabel = "Public"\n'
                   '[[element]]\nname = "duree"\nlabel = "Durée"\n')  # fmt: skip

    assert "svt-2025-2026, 2 éléments" in traam("group", "check", first, second).expect(0).out
    changes = {one["where"]: (one["before"], one["after"])
               for one in traam("group", "diff", first, second, "--json").expect(0).json()}  # fmt: skip
    assert changes == {
        "annees": ("2024-2025", "2025-2026"), "theme": ("IA", "IA encore"),
        "element niveau.label": ("Niveau", "Public"), "element description": ("Description de l'activité", ""),
        "element duree": ("", "Durée"),
    }  # fmt: skip
    schema = json.loads(traam("group", "schema").expect(0).out)
    assert set(schema["properties"]["element"]["items"]["properties"]) >= {"name", "label", "synonymes", "affichage"}
    assert (tmp_path / "groups" / "groupe.schema.json").is_file()


def test_every_fault_of_a_group_file_is_told_at_once(traam: Any, tmp_path: Path) -> None:
    path = tmp_path / "g.toml"
    path.write_text(
        'id = "g"\nannees = ["2023/2024"]\ntheme = "T"\nreferents = "m.x@ac-lille.fr"\n'
        'jetons = ["a", "TraAM", "TraAM-2"]\nextends = "rien"\n[[element]]\nname = "É"\nlabel = "N"\ntype = "terme"\n',
        encoding="utf-8",
    )
    refused = traam("group", "check", path).expect(2)
    assert "extends : aucun groupe « rien »" in refused.err
    path.write_text(path.read_text(encoding="utf-8").replace('extends = "rien"\n', ""), encoding="utf-8")
    refused = traam("group", "check", path).expect(2)
    for said in ("discipline : clé obligatoire", "vouliez-vous dire « 2023-2024 » ?", "referents : donner la fonction",
                 "« a » : un texte d'une ligne", "est contenu dans", "minuscules sans accent",
                 "valeurs : un élément de type"):  # fmt: skip
        assert said in refused.err, said


def test_the_page_of_a_group_is_checked_too(traam: Any, tmp_path: Path) -> None:
    path = tmp_path / "g.toml"
    start = 'id = "g"\ndiscipline = "SVT"\nannees = ["2024-2025"]\ntheme = "T"\n'
    path.write_text(f'{start}classement = "niveau"\npresentation = "Écrire à x@ac-nice.fr"\n', encoding="utf-8")
    refused = traam("group", "check", path).expect(2)
    assert "« niveau » n'est ni « academie », ni le nom d'un élément" in refused.err
    assert "presentation : sans adresse électronique" in refused.err
    element = '[[element]]\nname = "niveau"\nlabel = "Niveau"\n'
    path.write_text(f'{start}classement = "niveau"\npresentation = "Bonjour"\n{element}', encoding="utf-8")
    traam("group", "check", path).expect(0)


def test_what_a_group_file_says_to_no_effect_is_told(traam: Any, tmp_path: Path) -> None:
    head = 'id = "{}"\ndiscipline = "SVT"\nannees = ["2024-2025"]\ntheme = "IA"\nacademies = ["Lyon", "Dijon"]\n'
    element = '[[element]]\nname = "{}"\nlabel = "Public"\ncardinality = "1"\ntype = "niveau"\n'
    before, alone, after = (tmp_path / "groups" / f"{name}.toml" for name in ("avant", "seul", "apres"))
    before.parent.mkdir()
    before.write_text(head.format("avant") + element.format("niveau"), encoding="utf-8")
    pair = 'binome = [{ academies = ["Lyon"] }]\n'
    alone.write_text(
        head.format("seul") + 'retire = ["niveau"]\n' + pair + element.format("a") + element.format("b"),
        encoding="utf-8",
    )
    after.write_text('id = "apres"\nextends = "avant"\nretire = ["niveau", "nivau"]\n', encoding="utf-8")

    told = traam("group", "check", before, alone, after).expect(2).err

    assert told.count("\n") == 4
    assert "retire : ne vaut qu'avec « extends »" in told
    assert "binome : deux académies qui travaillent ensemble attendues, Lyon lu" in told
    assert told.count("« Public »") == 2  # both in one sentence: two elements of one label are told once
    assert "retire : « nivau » n'est pas un élément du groupe « avant »" in told


def test_a_discipline_nobody_knows_is_told_and_refuses_nothing(traam: Any, tmp_path: Path) -> None:
    path = tmp_path / "g.toml"
    path.write_text('id = "g"\ndiscipline = "Alchimie"\nannees = ["2024-2025"]\ntheme = "T"\n', encoding="utf-8")
    told = traam("group", "check", path).expect(0)
    assert "« Alchimie » n'est pas du vocabulaire" in told.err
    path.write_text('id = "g"\ndiscipline = "SVT"\nannees = ["2024-2025"]\ntheme = "T"\n', encoding="utf-8")
    assert traam("group", "check", path).expect(0).err == ""


def test_what_would_be_read_as_two_things_is_refused(traam: Any, tmp_path: Path) -> None:
    path = tmp_path / "g.toml"
    path.write_text(
        'id = "../mal"\ndiscipline = "SVT"\nannees = ["2021-2022", "2024-2025"]\ntheme = "T"\n'
        'academies = ["Lille", "Lile", "Lille"]\n[[binome]]\nacademies = ["Lille", "Lille"]\n'
        '[[element]]\nname = "a"\nlabel = "Niveau"\n[[element]]\nname = "b"\nlabel = "niveau"\n'
        '[[element]]\nname = "c"\nlabel = "C"\ntype = "terme"\nvaleurs = ["x", "y"]\n'
        'synonymes = { x = ["z"], y = ["Z"] }\n',
        encoding="utf-8",
    )
    refused = traam("group", "check", path).expect(2)
    for said in ("« ../mal »", "se suivent", "« Lile » n'est pas une académie", "« Lille » est nommée deux fois",
                 "binome : une académie y est nommée deux fois", "« niveau » est aussi le libellé de « a »",
                 "dit « x » et « y »"):  # fmt: skip
        assert said in refused.err, said


BILAN = """groupe;academie;url;remarque
SVT-2024;Lille;{secure}bonne/#haut;
svt-2024;Lille;{base}bonne/;
svt-2024;Nice;{base}bonne/;à deux
svt-2024;Lile;{base}terme/;
svt-2024;;{base}niveau/;
autre;Lille;{base}double/;
svt-2024;Lille;;pas encore en ligne
"""


def test_a_bilan_is_compared_with_what_is_found_and_stops_nothing(
    traam: Any, planted: SmallSite, tmp_path: Path
) -> None:
    secure = planted.url.replace("http://", "https://")
    (tmp_path / "bilans").mkdir(exist_ok=True)
    (tmp_path / "bilans" / "b.csv").write_text(BILAN.format(base=planted.url, secure=secure), encoding="utf-8")
    assert "ligne 8 : aucune adresse" in traam("harvest").expect(0).err

    checks = traam("check", "--json").expect(1).json()
    held = {one["academie"]: one for one in checks[0]["academies"]}
    assert [(name, one["expected"], one["found"]) for name, one in held.items()] == [
        ("Lille", 1, 6), ("Nice", 1, 1), ("Lile", 1, 1), ("(académie non dite)", 1, 1),
    ]  # fmt: skip
    found = {(code, url.replace(planted.url, "/")) for _, code, url in faults(checks)}
    assert {one for one in found if one[0] not in {"jeton_absent", "jeton_double", "hors_vocabulaire"}} == {
        ("academie_inconnue", "/terme/"), ("groupe_inconnu", "/double/"), ("bilan_illisible", ""),
        ("non_declaree", "/jeton/"), ("non_declaree", "/oubliee/"),
    }  # fmt: skip


def test_a_page_replaced_by_the_home_or_by_a_notice_is_dead(traam: Any, planted: SmallSite) -> None:
    planted.pages["/jeton/"] = article("Page introuvable", "Cette page n'existe pas.")
    planted.pages["/terme/"] = Reply("", status=302, headers={"Location": "/"})
    online = {(code, url.replace(planted.url, "/")) for _, code, url in
              faults(traam("check", "--links", "--json").json())}  # fmt: skip
    assert {("lien_mort", "/jeton/"), ("lien_mort", "/terme/")} <= online


def test_a_dead_link_is_told_everywhere_until_its_page_is_read_again(
    traam: Any, planted: SmallSite, tmp_path: Path
) -> None:
    def shown() -> list[str]:
        traam("publish", "--out", "flux").expect(0)
        pages = [*(tmp_path / "flux" / "production").glob("*.html"), *(tmp_path / "flux" / "groupe").glob("*.html")]
        return [path.parent.name for path in pages if "Lien à vérifier" in path.read_text(encoding="utf-8")]

    page = planted.pages.pop("/jeton/")
    assert shown() == []
    traam("check", "--links")
    again = {(code, url.replace(planted.url, "/")) for _, code, url in faults(traam("check", "--json").json())}
    assert ("lien_mort", "/jeton/") in again
    assert "lien_muet" not in {code for code, _ in again}
    assert shown() == ["production", "groupe"]
    planted.pages["/jeton/"] = page
    traam("harvest").expect(0)
    assert "lien_mort" not in {code for _, code, _ in faults(traam("check", "--json").json())}
    assert shown() == []


def test_a_page_missed_by_a_harvest_is_told_before_it_is_withdrawn(traam: Any, planted: SmallSite) -> None:
    del planted.pages["/jeton/"]
    traam("harvest").expect(0)
    told = [fault for check in traam("check", "--json").json() for one in check["academies"] for fault in one["faults"]
            if fault["code"] == "lien_mort"]  # fmt: skip
    assert [fault["url"].replace(planted.url, "/") for fault in told] == ["/jeton/"]
    assert "absente à la moisson" in told[0]["message"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept", "niveaux", ""), "aucune valeur"), (("reject", "niveaux", " . "), "aucune valeur"),
        (("reject", "niveau_scolaire", "x"), "n'est pas un champ à revoir"),
        (("alias", "niveaux", "x", "3e, 4e et 6e"), "plusieurs termes"),
    ],
)  # fmt: skip
def test_a_decision_that_could_not_be_read_again_is_refused(
    traam: Any, planted: SmallSite, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert said in traam("review", *words).expect(2).err
    assert not (tmp_path / "decisions.toml").exists()
    traam("review", "list").expect(0)

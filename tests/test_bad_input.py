"""Bad input gets one clear French line a fault, and its exit code."""

import pytest

CONFIG = '[traam]\ncontact = "moi@example.org"\ndata = "data"\n'
CARD = 'id = "exemple"\ntitre = "Un entrepôt"\nkind = "oai"\nurl = "http://127.0.0.1:9/oai"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "groups").mkdir()
    (tmp_path / "traam.toml").write_text(CONFIG)
    (tmp_path / "sources" / "exemple.toml").write_text(CARD)
    return tmp_path


def test_no_configuration(traam):
    outcome = traam("harvest").expect(2)

    assert outcome.err.startswith("Erreur : aucune configuration")
    assert outcome.err.count("\n") == 1
    assert outcome.out == ""


def test_each_fault_of_the_cards_is_one_line(traam, folder):
    (folder / "sources" / "exemple.toml").write_text(CARD.replace("kind", "knid") + "expect = { min = 5, max = 2 }\n")
    (folder / "groups" / "g.toml").write_text('id = "g"\n')

    outcome = traam("sources").expect(2)

    lines = outcome.err.splitlines()
    assert all(line.startswith("Erreur : ") for line in lines)
    assert any("exemple.toml" in line and "knid" in line and "vouliez-vous dire « kind »" in line for line in lines)
    assert any("exemple.toml" in line and "kind : clé obligatoire" in line for line in lines)
    assert any("exemple.toml" in line and "expect.min" in line for line in lines)
    assert sum("g.toml" in line for line in lines) >= 3


def test_two_cards_of_one_id_are_told_though_one_is_faulty(traam, folder):
    (folder / "sources" / "autre.toml").write_text(CARD.replace('kind = "', 'kind = "x'))

    assert "sert déjà dans" in traam("sources").expect(2).err


def test_an_unknown_key_of_the_configuration(traam, folder):
    (folder / "traam.toml").write_text(CONFIG + '[index]\npaht = "x"\n')

    outcome = traam("search", "loup").expect(2)

    assert "traam.toml" in outcome.err
    assert "index.paht" in outcome.err


def test_a_contact_that_is_none_is_told_with_the_rest(traam, folder):
    (folder / "traam.toml").write_text(CONFIG.replace("moi@example.org", "pas une adresse") + '[index]\npaht = "x"\n')

    outcome = traam("sources").expect(2)

    assert "traam.contact : « pas une adresse »" in outcome.err
    assert "index.paht" in outcome.err


def test_an_unreachable_host(traam, folder):
    outcome = traam("harvest").expect(1)

    assert outcome.err.count("\n") == 1
    assert "127.0.0.1:9" in outcome.err
    assert "connexion impossible (refusée : rien n'y répond)" in outcome.err


def test_an_unknown_host(traam, folder):
    (folder / "sources" / "exemple.toml").write_text(CARD.replace("127.0.0.1:9", "hote.invalid"))

    outcome = traam("harvest", "--json").expect(1)

    (source,) = outcome.json()["sources"]
    assert source["status"] == "failed"
    assert "hote.invalid" in source["message"]


def test_an_empty_index(traam, folder):
    traam("harvest").expect(1)

    said = traam("search", "loup").expect(3)
    as_json = traam("search", "loup", "--json").expect(3)

    assert said.err == "Erreur : l'index est vide : lancer d'abord « traam harvest »\n"
    assert as_json.json() | {"total": 0, "hits": [], "facets": {}} == as_json.json()


EMPTY_HANDED = [["search", "loup"], ["show", "x"], ["export", "jsonl"], ["publish", "--out", "f"]]


@pytest.mark.parametrize("command", EMPTY_HANDED)
def test_nothing_harvested_yet(traam, folder, command):
    outcome = traam(*command).expect(3)

    assert "traam harvest" in outcome.err
    assert outcome.err.count("\n") == 1
    assert not (folder / "data").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["harvest", "inconnue"], "source inconnue : « inconnue »"),
        (["harvest", "--foo"], "--foo"),
        (["export", "xml"], "xml"),
        (["moissonner"], "Commande inconnue"),
        (["search", "--niveau"], "Voir « traam search --help »"),
        (["search", "--niveu", "3e"], "--niveu"),
        (["harvest", "--since", "2024-02-30"], "'2024-02-30' n'est pas une date écrite AAAA-MM-JJ"),
        (["search", "--limit", "99999", "x"], "hors des bornes"),
        (["publish"], "--out"),
    ],
)
def test_wrong_use(traam, folder, command, said):
    outcome = traam(*command).expect(2)

    assert said in outcome.err
    assert outcome.err.startswith("Erreur : ")
    assert outcome.err.count("\n") == 1
    assert outcome.out == ""


def test_an_identifier_nobody_knows(traam, folder):
    traam("harvest").expect(1)

    assert "aucune notice « oai:x »" in traam("show", "oai:x").expect(3).err


def test_a_data_folder_that_cannot_be_made(traam, folder):
    (folder / "fichier").write_text("")

    outcome = traam("harvest", "--data", "fichier/data").expect(3)

    assert "fichier" in outcome.err
    assert outcome.err.count("\n") == 1


def test_looking_at_sources_and_groups_writes_nothing(traam, folder):
    assert "jamais moissonnée" in traam("sources").expect(0).out
    traam("groups").expect(0)

    assert not (folder / "data").exists()


def test_search_with_nothing_explains_itself_by_example(traam, folder):
    outcome = traam("search").expect(2)

    assert "traam search intelligence artificielle" in outcome.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('id = "b"\ntitre = "B"\nkind = "site"\nurl = "http://[::1"\n', "« http://[::1 » n'est pas une adresse"),
        ('id = "b"\ntitre = "B"\nkind = "site"\nurl = "http://a.fr/"\nscope = ["http://[::1"]\n', "« http://[::1 »"),
        ('id = "b"\nselectors = { titre = "h1[" }\n', "sélecteur CSS illisible (écriture fautive au signe 4)"),
        ('id = "b"\nselectors = { titre = "h1::x" }\n', "« ::… » ne désigne aucun élément"),
        ('id = "b"\na = ' + "[" * 5_000 + "]" * 5_000 + "\n", "sans fin"),
        ('id = "b"\nmax_pages = ' + "9" * 5_000 + "\n", "trop de chiffres"),
    ],
)
def test_a_card_nobody_would_write_is_one_line_too(traam, folder, text, said):
    (folder / "sources" / "b.toml").write_text(text)

    outcome = traam("sources").expect(2)

    assert all(line.startswith("Erreur : ") for line in outcome.err.splitlines())
    assert "b.toml" in outcome.err
    assert said in outcome.err


def test_a_contact_with_accents_is_given_in_ascii(traam, folder):
    (folder / "traam.toml").write_text(CONFIG.replace("moi@", "mailto:rené@"), encoding="utf-8")

    outcome = traam("harvest").expect(1)

    assert "Traceback" not in outcome.err
    assert "connexion impossible" in outcome.err + outcome.out

"""What pages say of themselves, read on pages that are served and harvested; what waits, and what a person decides."""

from __future__ import annotations

import pytest

from tests.harvester.site.test_document_text import archive
from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_site_harvest import configure, exported, harvest

ODT_TYPE = "application/vnd.oasis.opendocument.text"
ODT = """<o:d xmlns:o="o" xmlns:text="t"><text:h text:outline-level="2">Compétences numériques</text:h><text:list>
<text:list-item><text:p>1.1 Mener une recherche et une veille d'information.</text:p></text:list-item>
<text:list-item><text:p>2.2 Partager et publier.</text:p></text:list-item></text:list>
<text:h text:outline-level="2">La suite</text:h><text:p>3.1 Rien de cela.</text:p></o:d>"""
SENTENCES = """<h3>Compétences CRCN</h3><p>Les compétences suivantes sont travaillées :</p><ul>
<li>1.1 Mener une recherche et une veille d'information.</li><li>1.2 Gérer des données.</li>
<li>2.2 Partager et publier.</li></ul>"""
COLUMNS = """<table><tr><th>Niveau</th><th>Outils</th></tr><tr><td>3e.</td><td>Scratch</td></tr>
<tr><td>4e.</td><td>GeoGebra</td></tr></table>"""
DEFINITIONS = """<dl><dt>Niveaux</dt><dd>5e.</dd><dd>6e.</dd><dt>Académies</dt><dd>Nice et Corse</dd>
<dt>Année scolaire</dt><dd>De septembre 2023 à juin 2024</dd></dl>"""


ROWS = """<table><tr><td>Niveau de classe</td><td>6e, 5e (non testé en 4e)</td></tr>
<tr><td>Compétences du socle commun</td><td>D2, D4</td></tr><tr><td>Compétences CRCN-Edu</td><td>3.2</td></tr>
<tr><td>Applications</td><td>Audacity</td></tr></table>"""
COLUMNS_UNMARKED = """<table><tr><td>Niveau</td><td>Discipline</td><td>Outils</td></tr>
<tr><td>1re ; Tle</td><td>SES, HGGSP</td><td>Wooclap</td></tr></table>"""
QUALIFIED = """<h2>Compétences CRCN-Édu travaillées</h2><ul><li>1.2 Collaborer.</li><li>4.2 Différencier.</li></ul>
<h2>Compétences CRCN des élèves</h2><ul><li>2.3 Collaborer.</li></ul><h2>Outils mobilisés</h2>
<ul><li>Pour dessiner :<ul><li>Audacity</li></ul></li><li>Pour publier :<ul><li>Genially</li></ul></li></ul>"""
FRAME = "<p>TraAM Langues vivantes – allemand – 2021-2022 – Besançon</p><p>Cycle 4 – niveau 4e/3e</p>"
BRACKETS = "<p>Niveaux : toutes les classes de CAP et bac pro (2de, 1re, Tle) du lycée Jean-Zay</p>"
BARS = "<p>Académie de Montpellier | TraAM SVT 2023-2024 | Niveau : Terminale spécialité SVT</p>"


@pytest.fixture
def site():
    with SmallSite() as site:
        yield site


def page(titre: str, body: str, *, links: tuple[str, ...] = ()) -> str:
    return article(titre, f"{WORDS}</p>{body}<p>{WORDS}", links=links)


def test_values_are_read_where_pages_put_them(traam, tmp_path, site):
    site.pages |= {
        "/": listing("/liste/", "/tableau/", "/definitions/", "/document/", "/croise/"),
        "/liste/": page("TraAM 2024-2025 : chercher", SENTENCES),
        "/tableau/": page("TraAM 2024-2025 : programmer", COLUMNS),
        "/definitions/": page("TraAM : raconter", DEFINITIONS),
        "/document/": page("TraAM 2024-2025 : publier", "<p>Tout est dans le document.</p>", links=("/fiche.odt",)),
        "/croise/": article("TraAM : mesurer", f"Un parcours croisé SVT et EMI en 3ème.</p><p>{WORDS}"),
        "/fiche.odt": Reply(archive("content.xml", ODT), content_type=ODT_TYPE),
    }
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    harvest(traam)
    found = exported(traam, site)

    crcn = {path: {one[:3] for one in record["competences"]} for path, record in found.items()}
    assert crcn["/liste/"] == {"1.1", "1.2", "2.2"}
    assert crcn["/document/"] == {"1.1", "2.2"}
    assert (found["/tableau/"]["niveaux"], found["/tableau/"]["outils"]) == (["3e", "4e"], ["Scratch", "GeoGebra"])
    definitions = found["/definitions/"]
    assert (definitions["niveaux"], definitions["annee_scolaire"]) == (["5e", "6e"], "2023-2024")
    assert definitions["academies"] == ["Nice", "Corse"]
    assert found["/croise/"]["disciplines"] == [
        "Sciences de la vie et de la Terre",
        "Éducation aux médias et à l'information",
    ]


def test_names_of_fields_are_known_without_marks_and_with_what_they_add(traam, tmp_path, site):
    bodies = {
        "rangs": ROWS, "colonnes": COLUMNS_UNMARKED, "precises": QUALIFIED, "cadre": FRAME, "voie": BRACKETS,
        "barres": BARS,
    }  # fmt: skip
    site.pages |= {"/": listing(*(f"/{name}/" for name in bodies))}
    site.pages |= {f"/{name}/": page(f"TraAM : {name}", body) for name, body in bodies.items()}
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    harvest(traam)
    found = {path.strip("/"): record for path, record in exported(traam, site).items()}

    assert (found["rangs"]["niveaux"], found["rangs"]["outils"]) == (["6e", "5e"], ["Audacity", "Scratch"])
    assert [one.split(" ")[:2] for one in found["rangs"]["competences"]] == [
        ["CRCN-Édu", "3.2"], ["Socle", "D2"], ["Socle", "D4"],
    ]  # fmt: skip
    assert found["colonnes"]["niveaux"] == ["1re générale", "terminale générale"] or found["colonnes"]["niveaux"] == [
        "1re", "terminale",
    ]  # fmt: skip
    assert set(found["colonnes"]["disciplines"]) == {"Sciences économiques et sociales", "Histoire-géographie"}
    assert found["colonnes"]["outils"] == ["Wooclap", "Scratch"]  # which the text around the labels names
    assert [one[:12] for one in found["precises"]["competences"]] == ["CRCN-Édu 1.2", "CRCN-Édu 4.2", "2.3 Collabor"]
    assert found["precises"]["outils"] == ["Audacity", "Genially", "Scratch"]
    cadre = found["cadre"]
    assert (cadre["annee_scolaire"], cadre["academies"]) == ("2021-2022", ["Besançon"])
    assert (cadre["disciplines"], cadre["niveaux"]) == (["Allemand"], ["cycle 4", "4e", "3e"])
    assert found["voie"]["niveaux"] == [
        "CAP", "2de professionnelle", "1re professionnelle", "terminale professionnelle",
    ]  # fmt: skip
    assert (found["barres"]["niveaux"], found["barres"]["academies"]) == (["terminale générale"], ["Montpellier"])


def test_what_lists_or_announces_the_works_of_others_is_no_production(traam, tmp_path, site):
    pages = {
        "/sitographie/": ("Sitographie : l'IA à l'école", "Académie de Lyon, TraAM Documentation 2022-2023, l'IA."),
        "/choix/": ("Enseigner l'IA", "Voici une sélection de ressources : le scénario TraAM Maths 2023-2024."),
        "/stage/": ("Formation TraAM : inscrivez-vous", "Deux journées autour des productions des TraAM SVT."),
        "/suite/": ("Mesurer", "Ce scénario prolonge le TraAM 2019-2020 de l'académie de Reims, pour la terminale."),
    }  # fmt: skip
    site.pages |= {"/": listing(*pages)}
    rest = "D'autres liens sont réunis plus bas, avec leur auteur et leur date, pour qui veut les lire à son tour. " * 3
    site.pages |= {path: article(titre, f"{text}</p><p>{rest}") for path, (titre, text) in pages.items()}
    configure(tmp_path, essai=f'url = "{site.url}"\n')

    harvest(traam)
    assert {record["traam"]["class"] for record in exported(traam, site).values()} == {"mention"}


def test_two_years_at_once_are_told_or_decided_by_the_date(traam, tmp_path, site):
    published = '<meta property="article:published_time" content="2023-11-12T10:00:00+01:00">'
    dated = article("TraAM STI 2022-2024 : un pont", WORDS, head=published)
    site.pages |= {
        "/": listing("/sans-date/", "/datee/", "/reunion/"),
        "/sans-date/": article("TraAM STI 2022-2024 : un robot", WORDS),
        "/datee/": dated,
        "/reunion/": article("Réunion du groupe TraAM EPS du 12 novembre 2024", f"Présents : trois.</p><p>{WORDS}"),
    }
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)

    years = {path: record["annee_scolaire"] for path, record in exported(traam, site).items()}
    assert years == {"/sans-date/": None, "/datee/": "2023-2024", "/reunion/": "2024-2025"}
    assert "2022-2023, 2023-2024" in traam("show", f"{site.url}sans-date/").expect(0).out


def test_what_is_not_understood_waits_and_what_is_decided_counts(traam, tmp_path, site):
    news = "Les inscriptions au webinaire sont ouvertes. Rendez-vous le 12 mars ; retrouvez le calendrier en ligne."
    site.pages |= {
        "/": listing("/a/", "/b/"),
        "/a/": page("TraAM 2024-2025 : publier", "<p><strong>Niveau :</strong> 2nde GATL, prépa-zorglub</p>"),
        "/b/": article("TraAM 2024-2025 : webinaire", news),
    }
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)

    waiting = {(one["field"], one["value"]) for one in traam("review", "list", "--json").expect(0).json()}
    assert ("classe", f"{site.url}b/") in waiting
    assert any(field == "niveaux" and "zorglub" in value for field, value in waiting)
    assert exported(traam, site)["/b/"]["traam"]["class"] == "a_classer"
    told = traam("review", "list").expect(0).out
    assert "classe : « TraAM 2024-2025 : webinaire » (1 notice)" in told
    assert f"traam review alias classe {site.url}b/ production" in told

    traam("review", "alias", "niveaux", "prépa-zorglub", "CAP").expect(0)
    traam("review", "alias", "niveaux", "2nde GATL", "2de").expect(0)
    traam("review", "alias", "classe", f"{site.url}b/", "mention").expect(0)
    traam("reindex", "--from", "raw").expect(0)

    found = exported(traam, site)
    assert set(found["/a/"]["niveaux"]) == {"CAP", "2de"}
    assert found["/b/"]["traam"]["class"] == "mention"
    assert traam("review", "list", "--json").expect(0).json() == []


def test_what_a_work_may_say_is_proposed_and_one_command_makes_it_so(traam, tmp_path, site):
    text = "Le professeur prépare. La fiche vaut surtout le jour où les 3e rentrent de stage. Les 4e y sont partis."
    site.pages |= {"/": listing("/a/"), "/a/": article("TraAM 2024-2025 : une partie", f"{text} {text} {text}")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)

    (proposed,) = [one for one in traam("review", "list", "--json").expect(0).json() if one["field"] == "niveaux"]
    assert (proposed["value"], exported(traam, site)["/a/"]["niveaux"]) == (f"{site.url}a/", [])
    assert f'traam review alias niveaux {site.url}a/ "3e ; 4e"' in proposed["proposition"]
    assert "les 3e rentrent" in proposed["proposition"]
    (line,) = [one for one in traam("review", "list").expect(0).out.splitlines() if one.startswith("niveaux : ")]
    assert "les 3e rentrent" in line
    assert len(line) <= 100
    assert site.url not in line

    traam("review", "alias", "niveaux", f"{site.url}a/", "2de ; 1re").expect(0)
    traam("reindex", "--from", "raw").expect(0)
    assert exported(traam, site)["/a/"]["niveaux"] == ["2de", "1re"]


def test_a_class_that_is_none_is_refused_and_says_which_are(traam, tmp_path):
    configure(tmp_path)
    refused = traam("review", "alias", "classe", "https://x.example/a", "nouveauté").expect(2)
    assert "production, synthese, bilan" in refused.err
    assert "review alias classe" in traam("review", "accept", "classe", "https://x.example/a").expect(2).err

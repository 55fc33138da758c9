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

    traam("review", "alias", "niveaux", "prépa-zorglub", "CAP").expect(0)
    traam("review", "alias", "niveaux", "2nde GATL", "2de").expect(0)
    traam("review", "alias", "classe", f"{site.url}b/", "mention").expect(0)
    traam("reindex", "--from", "raw").expect(0)

    found = exported(traam, site)
    assert set(found["/a/"]["niveaux"]) == {"CAP", "2de"}
    assert found["/b/"]["traam"]["class"] == "mention"
    assert traam("review", "list", "--json").expect(0).json() == []


def test_what_a_work_may_say_is_proposed_and_one_command_makes_it_so(traam, tmp_path, site):
    text = "Le professeur prépare. La fiche vaut surtout le jour où les 3e rentrent de stage."
    site.pages |= {"/": listing("/a/"), "/a/": article("TraAM 2024-2025 : une partie", f"{text} {text} {text}")}
    configure(tmp_path, essai=f'url = "{site.url}"\n')
    harvest(traam)

    (proposed,) = [one for one in traam("review", "list", "--json").expect(0).json() if one["field"] == "niveaux"]
    assert (proposed["value"], exported(traam, site)["/a/"]["niveaux"]) == (f"{site.url}a/", [])
    assert f'traam review alias niveaux {site.url}a/ "3e"' in proposed["proposition"]
    assert "les 3e rentrent" in proposed["proposition"]

    traam("review", "alias", "niveaux", f"{site.url}a/", "2de ; 1re").expect(0)
    traam("reindex", "--from", "raw").expect(0)
    assert exported(traam, site)["/a/"]["niveaux"] == ["2de", "1re"]


def test_a_class_that_is_none_is_refused_and_says_which_are(traam, tmp_path):
    configure(tmp_path)
    refused = traam("review", "alias", "classe", "https://x.example/a", "nouveauté").expect(2)
    assert "production, synthese, bilan" in refused.err
    assert "review alias classe" in traam("review", "accept", "classe", "https://x.example/a").expect(2).err

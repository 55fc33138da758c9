"""Pairs learnt of what was harvested, through the command line: proposed with what shows them, used once accepted."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from index.company import Read, propose
from tests.small_site import WORDS, Reply, SmallSite, article, listing
from tests.test_site_harvest import configure

KEYWORD = '<meta property="article:tag" content="joutes oratoires">'


def site_of(pages: int) -> dict[str, Reply | str]:
    """Some pages say « plaidoiries », their keyword is « joutes oratoires »; the others say neither."""
    found: dict[str, Reply | str] = {
        f"/autre-{number}/": article(f"Page {number}", f"{WORDS} Essai {number}.") for number in range(pages)
    }
    for number, said in enumerate(("commencent", "durent", "finissent")):
        text = f"{WORDS} Les plaidoiries {said}."
        found[f"/oral-{number}/"] = article(f"Séance {number}", text, head=KEYWORD)
    return {"/": listing(*found), **found}


def test_a_pair_is_proposed_accepted_and_searched_below_the_word_itself(traam: Any, tmp_path: Path) -> None:
    with SmallSite() as site:
        site.pages = site_of(12)
        site.pages["/mot/"] = article("Les joutes oratoires", f"{WORDS} Une séance de joutes oratoires.")
        site.pages["/"] = listing(*site.pages)
        configure(tmp_path, essai=f'url = "{site.url}"\ndiscipline = "SVT"\nacademie = "Lille"\n')
        traam("harvest").expect(0)

    def found() -> list[str]:
        return [hit["titre"] for hit in traam("search", "plaidoirie", "--all", "--json").expect(0).json()["hits"]]

    proposed = traam("review", "pairs", "--json").expect(0).json()
    assert [(one["field"], one["value"], one["count"]) for one in proposed] == [
        ("synonymes", "joutes oratoires = plaidoiries", 3)
    ]
    assert "est mot-clé de 3 textes" in traam("review", "list").expect(0).out
    assert sorted(found()) == ["Séance 0", "Séance 1", "Séance 2"]  # nothing is used before a person says so

    refused = traam("review", "accept", "synonymes", "plaidoiries").expect(2)
    assert "deux expressions sont attendues" in refused.err
    told = traam("review", "accept", "synonymes", "plaidoiries = joutes oratoires").expect(0).err
    assert "dès la prochaine recherche" in told
    assert "À vérifier" not in told
    assert found()[3:] == ["Les joutes oratoires"]
    assert traam("review", "pairs", "--json").json() == traam("review", "list", "--json").json() == []

    traam("review", "reject", "synonymes", "joutes oratoires = plaidoiries").expect(0)
    assert len(found()) == 3
    assert traam("review", "pairs", "--json").json() == []  # what is refused is proposed no more
    written = tomllib.loads((tmp_path / "decisions.toml").read_text(encoding="utf-8"))["decision"]
    assert [one["verdict"] for one in written] == ["accept", "reject"]
    assert "À vérifier" in traam("review", "accept", "synonymes", "chou = chèvre").expect(0).err


def test_words_in_like_company_are_proposed_unless_they_are_of_one_family() -> None:
    """Two words in one frame each, in a hundred texts of other words."""
    frame = "patient lavabo savon infirmier couloir hygiène stérile {} compresse pansement désinfecté sparadrap"
    said = ["brancard", "civière"] * 6
    texts = [frame.format(word) + f" numéro{number} jour{number % 5}" for number, word in enumerate(said)]
    texts += [f"alpha{n} beta{n % 7} gamma{n % 5} delta{n % 3} texte{n}" for n in range(100)]
    read = [Read(f"id:{n}", (), text, ("Anne Lavabo",)) for n, text in enumerate(texts)]

    (found,) = propose(read, lambda _one, _other: False)

    assert (found.one, found.other, found.shown_by, found.count, found.of) == ("brancard", "civière", "compagnie", 6, 6)
    assert len(found.identifiers) == len(found.beside) == 4
    assert "lavabo" not in found.beside  # a person's name
    assert propose(read, lambda _one, _other: True) == ()

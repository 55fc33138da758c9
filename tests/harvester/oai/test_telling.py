"""What came and is not kept is told by name, and told again wherever its identifier comes again in the run."""

import pytest

from harvester.oai.clashes import Clashes
from harvester.oai.comparing import Compared
from harvester.oai.telling import MAX_TOLD, Told
from schemas.types.record import RawRecord
from schemas.types.state_keys import ListKey


def raw(name="a", titre="B", sets=(), deleted=False):
    content = f"<dc><title>{titre}</title><identifier>http://ex.test/{titre}</identifier></dc>".encode()
    return RawRecord("x", name, "oai_dc", b"" if deleted else content, sets=sets, deleted=deleted)


def said(told, **compared):
    return [(issue.identifier, issue.message) for issue in told.of_page(Compared(**compared))]


OTHER = "autre contenu sous le même identifiant, mis de côté : « B », http://ex.test/B"
ALL, OF_SET = ListKey("oai_dc"), ListKey("oai_dc", "s")
CLASHING = {"clashing": (raw(),)}


@pytest.mark.parametrize("later", [{"kept": (raw(deleted=True),)}, {"kept": (raw(titre="A"), raw("b"))}])
def test_what_was_set_aside_is_told_again_where_its_identifier_comes_again_whatever_the_list(later):
    clashes = Clashes()
    first = Told("x", ALL, clashes)
    assert said(first, **CLASHING) == [("a", OTHER)]
    assert said(first, **later) == [("a", OTHER)]
    assert said(Told("x", OF_SET, clashes), **later) == [("a", OTHER)]
    assert said(first, kept=(raw("b"),)) == []


def test_each_other_content_is_told_and_those_of_other_sets_too():
    told = Told("x", OF_SET, Clashes())
    assert len(said(told, clashing=(raw(), raw(titre="C")))) == 2
    assert len(said(told, clashing=(raw(titre="D"),))) == 3
    outside = said(told, outside=(raw(sets=("u",)), raw("b", sets=("u",), deleted=True)))
    assert (len(outside), outside[-1]) == (4, ("a", "hors du lot demandé « s » (u) : mise de côté"))
    assert said(told, outside=(raw("c"),))[-1] == (
        "c",
        "hors du lot demandé « s » (elle n'en nomme aucun) : mise de côté",
    )


def test_only_so_many_are_told_by_name():
    told = Told("x", ALL, Clashes())
    first = said(told, clashing=tuple(raw(str(number)) for number in range(MAX_TOLD + 2)))
    assert (len(first), first[-1]) == (
        MAX_TOLD + 1,
        ("", "2 autres contenus sous des identifiants déjà venus, mis de côté"),
    )
    assert said(told, outside=(raw("z"),)) == [("", "1 autres notices hors du lot demandé, mises de côté")]

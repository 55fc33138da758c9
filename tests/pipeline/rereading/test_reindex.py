"""What is built again from the raw payloads is what the harvests had come to, withdrawals included."""

import shutil

import pytest

from schemas.files.source import Source
from schemas.types.errors import NothingToDoError
from tests.oai_cases.answers import Reply, envelope, error, xml
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer
from tests.small_site import Reply as PageReply
from tests.small_site import SmallSite, article, listing
from tests.stores import Folder, assert_rebuilds

OLD, NEW = "2024-05-01T10:00:00Z", "2024-06-01T10:00:00Z"


@pytest.fixture
def repository():
    return LiveRepository()


@pytest.fixture
def folder(tmp_path, repository):
    with FaultyServer({"cas": repository}) as server:
        yield Folder(tmp_path / "data", (Source("cas", "Cas", "oai", f"{server.url}/cas/oai"),))


def harvested(folder, **card):
    """The same folder, with another card."""
    (source,) = folder.sources
    fields = {"metadata_prefix": source.metadata_prefix, "sets": source.sets} | card
    folder.sources = (Source(source.id, source.titre, source.kind, source.url, **fields),)
    return folder


def test_a_deletion_said_by_a_repository_is_built_again(folder, repository, tmp_path):
    repository.put_many(9)
    folder.harvest()
    repository.put(4, NEW, deleted=True)
    assert folder.harvest().deleted == 1

    assert "oai:cas:4" not in folder.living()
    assert_rebuilds(folder, tmp_path / "twin")


def test_records_two_whole_lists_no_longer_name_are_not_brought_back(folder, repository, tmp_path):
    repository.put_many(12)
    folder.harvest()
    del repository.entries["oai:cas:4"]
    repository.before = lambda asked: Reply(b"", 403) if asked["verb"] == "GetRecord" else None
    for expected in (0, 1):
        assert folder.harvest(full=True).deleted == expected

    assert_rebuilds(folder, tmp_path / "twin")


def test_a_record_that_is_back_is_living_when_built_again(folder, repository, tmp_path):
    repository.put_many(9)
    folder.harvest()
    for deleted, stamp in ((True, NEW), (False, "2024-06-02T10:00:00Z")):
        repository.put(4, stamp, deleted=deleted)
        folder.harvest()

    assert "oai:cas:4" in folder.living()
    assert_rebuilds(folder, tmp_path / "twin")


def test_a_record_found_withdrawn_is_built_again_as_such(folder, repository, tmp_path):
    repository.put_many(3)
    repository.put(9, deleted=True)
    folder.harvest()

    assert_rebuilds(folder, tmp_path / "twin")


def test_a_record_in_several_formats_is_withdrawn_in_each(folder, repository, tmp_path):
    repository.prefixes = ("oai_dc", "lom")
    repository.put_many(9, prefixes=("oai_dc", "lom"))
    harvested(folder, metadata_prefix=("lom", "oai_dc")).harvest()
    repository.put(4, NEW, deleted=True, prefixes=("oai_dc", "lom"))
    repository.put(5, NEW, "Changé", prefixes=("oai_dc",))
    folder.harvest()
    for _ in range(2):  # no list gives the fifth as LOM any more
        folder.harvest(full=True)

    content = folder.content()
    assert [content["cas", "oai:cas:5", name][0] for name in ("lom", "oai_dc")] == [True, False]
    assert_rebuilds(folder, tmp_path / "twin")


def in_sets(repository, words):
    """Make each set say its own word: (stamp, deleted) by set, of the record 1; the record 2 lives in both."""

    def answer(arguments):
        spec = arguments["set"]
        stamp, deleted = words[spec]
        other = LiveRepository()
        other.put(1, stamp, sets=(spec,), deleted=deleted)
        other.put(2, OLD, sets=(spec,))
        written = "".join(entry.written(name, "oai_dc") for name, entry in other.entries.items())
        return xml(envelope(f"<ListRecords>{written}</ListRecords>"))

    repository.before = lambda asked: answer(asked) if asked["verb"] == "ListRecords" else None


@pytest.mark.parametrize("sets", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("known_first", [True, False])
def test_what_one_set_withdraws_and_another_gives_is_living_at_every_sweep(
    folder, repository, tmp_path, sets, known_first
):
    harvested(folder, sets=sets)
    if known_first:
        in_sets(repository, {"a": (OLD, False), "b": (OLD, False)})
        folder.harvest()
    in_sets(repository, {"a": (NEW, True), "b": (OLD, False)})
    for _ in range(3):
        report = folder.harvest(full=True)
        assert report.status == "complete"
        assert folder.living() == {"oai:cas:1", "oai:cas:2"}
        assert_rebuilds(folder, tmp_path / "twin")


@pytest.mark.parametrize("sets", [("a", "b"), ("b", "a")])
def test_what_left_a_set_is_told_once_and_what_every_set_withdraws_is_withdrawn(folder, repository, tmp_path, sets):
    harvested(folder, sets=sets)
    in_sets(repository, {"a": (OLD, False), "b": (OLD, False)})
    folder.harvest()
    in_sets(repository, {"a": (NEW, True), "b": (OLD, False)})
    told = [folder.harvest(full=True).message for _ in range(2)]
    assert "1 notice(s) retirée(s) d'un lot et vivante(s) dans un autre : oai:cas:1 (lot « a »)" in told[0]
    assert told[1] == ""

    in_sets(repository, {"a": (NEW, True), "b": (NEW, True)})
    assert folder.harvest().deleted == 1
    assert folder.living() == {"oai:cas:2"}
    assert_rebuilds(folder, tmp_path / "twin")


def test_of_two_sets_the_later_word_is_kept_and_built_again(folder, repository, tmp_path):
    harvested(folder, sets=("a", "b"))
    words = {"a": (NEW, "Récent"), "b": (OLD, "Ancien")}

    def answer(arguments):
        stamp, titre = words[arguments["set"]]
        other = LiveRepository()
        other.put(1, stamp, titre, sets=(arguments["set"],))
        other.put(arguments["set"] + ":2", OLD, sets=(arguments["set"],))
        written = "".join(entry.written(name, "oai_dc") for name, entry in other.entries.items())
        return xml(envelope(f"<ListRecords>{written}</ListRecords>"))

    repository.before = lambda asked: answer(asked) if asked["verb"] == "ListRecords" else None
    for _ in range(2):
        folder.harvest(full=True)

        assert '"titre":"Récent"' in folder.content()["cas", "oai:cas:1", "oai_dc"][2]
        assert_rebuilds(folder, tmp_path / "twin")


def test_a_record_that_has_become_unreadable_stays_as_it_was_when_built_again(folder, repository, tmp_path):
    harvested(folder, metadata_prefix=("lom",))
    repository.prefixes = ("lom",)
    repository.put_many(3, prefixes=("lom",))
    folder.harvest()
    repository.put(2, NEW, "<lom>", prefixes=("lom",))
    repository.before = lambda asked: None
    folder.harvest()

    assert_rebuilds(folder, tmp_path / "twin")


def test_a_list_begun_again_is_read_again_in_its_order(folder, repository, tmp_path):
    repository.put_many(9)
    lost = []

    def lose_the_place_once(asked):
        if asked.get("resumptionToken", "").endswith("|3") and not lost:
            lost.append(asked)
            repository.put(1, OLD, "Changé pendant la liste")
            return xml(error("badResumptionToken"))
        return None

    repository.before = lose_the_place_once
    folder.harvest()

    assert '"titre":"Changé pendant la liste"' in folder.content()["cas", "oai:cas:1", "oai_dc"][2]
    assert_rebuilds(folder, tmp_path / "twin")


def test_a_list_stopped_and_resumed_is_read_again_in_the_order_it_came(folder, repository, tmp_path):
    harvested(folder, sets=("a", "b"))
    repository.put_many(5, sets=("a", "b"))
    repository.before = lambda asked: (
        Reply(b"", 403) if asked.get("resumptionToken", "").startswith("oai_dc|b") else None
    )
    assert folder.harvest().status == "incomplete"
    repository.put(5, NEW, "Changé", sets=("a", "b"))
    repository.before = lambda asked: None
    folder.harvest()

    assert '"titre":"Changé"' in folder.content()["cas", "oai:cas:5", "oai_dc"][2]
    assert_rebuilds(folder, tmp_path / "twin")


@pytest.fixture
def site():
    with SmallSite() as served:
        links = [f"/a{number}/" for number in range(6)]
        served.pages["/"] = listing(*links)
        served.pages |= {link: article(f"TraAM : labyrinthe {link}") for link in links}
        yield served


@pytest.fixture
def pages(tmp_path, site):
    return Folder(tmp_path / "data", (Source("cas", "Cas", "site", site.url, scope=(site.url,)),))


@pytest.mark.parametrize("status", [410, 404])
def test_a_page_that_is_gone_is_not_brought_back(pages, site, tmp_path, status):
    pages.harvest()
    site.pages["/a3/"] = PageReply("", status)
    outcomes = [pages.harvest().deleted for _ in range(2)]

    assert outcomes == ([1, 0] if status == 410 else [0, 1])
    assert len(pages.living()) == 5
    assert_rebuilds(pages, tmp_path / "twin")


@pytest.mark.parametrize("etag", ["", '"le-meme"'])
def test_a_page_that_is_back_is_living_when_built_again(pages, site, tmp_path, etag):
    whole = article("TraAM : labyrinthe /a3/")
    site.pages["/a3/"] = PageReply(whole, headers={"ETag": etag} if etag else {})
    pages.harvest()
    site.pages["/a3/"] = PageReply("", 410)
    assert pages.harvest().deleted == 1
    site.pages["/a3/"] = PageReply("", 304) if etag else whole
    assert pages.harvest().modified == 1

    assert len(pages.living()) == 6
    assert_rebuilds(pages, tmp_path / "twin")


def test_a_page_that_took_the_place_of_another_may_change_without_bringing_it_back(pages, site, tmp_path):
    pages.harvest()
    site.pages["/b3/"] = article("TraAM : autre labyrinthe", "Un texte tout autre, sur les fractions et les aires.")
    site.pages["/a3/"] = PageReply("", 302, headers={"Location": "/b3/"})
    for _ in range(2):
        pages.harvest()
    site.pages["/b3/"] = article("TraAM : autre labyrinthe", "Le texte a changé : il parle aussi de volumes.")
    pages.harvest()

    assert f"{site.url}a3" not in "".join(pages.living())
    assert_rebuilds(pages, tmp_path / "twin")


def test_building_again_between_two_misses_forgets_none(pages, site):
    pages.harvest()
    site.pages["/a3/"] = PageReply("", 404)
    assert pages.harvest().deleted == 0
    pages.rebuild()

    assert pages.harvest().deleted == 1


def test_building_again_in_the_middle_of_a_whole_list_makes_nothing_vanish(folder, repository):
    repository.put_many(9)
    folder.harvest()
    repository.before = lambda asked: Reply(b"", 403) if asked.get("resumptionToken", "").endswith("|6") else None
    assert folder.harvest(full=True).status == "incomplete"
    folder.rebuild()
    repository.before = lambda asked: None
    report = folder.harvest()

    assert (report.status, report.deleted, report.message) == ("complete", 0, "")


def test_lost_payloads_are_kept_again_by_a_whole_harvest(folder, repository, tmp_path):
    repository.put_many(9)
    folder.harvest()
    shutil.rmtree(folder.path / "raw")
    report = folder.harvest(full=True)

    assert (report.status, report.unchanged, report.modified) == ("complete", 9, 0)
    assert_rebuilds(folder, tmp_path / "twin")


def test_lost_pages_are_kept_again_by_the_next_harvest(pages, tmp_path):
    pages.harvest()
    shutil.rmtree(pages.path / "raw")
    report = pages.harvest()

    assert (report.unchanged, report.modified) == (6, 0)
    assert_rebuilds(pages, tmp_path / "twin")


def test_what_would_lose_most_of_the_store_is_refused_with_the_way_out(folder, repository):
    repository.put_many(9)
    folder.harvest()
    before = folder.content()
    shutil.rmtree(folder.path / "raw")

    with pytest.raises(NothingToDoError, match=r"9 notices sur 9 .* « traam harvest --full »") as refused:
        folder.rebuild()

    assert "\n" not in str(refused.value)
    assert folder.content() == before
    folder.harvest(full=True)
    assert folder.rebuild().payloads == 3

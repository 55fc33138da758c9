"""Scenarios T, the rest: what real repositories do to dates, sets, identifiers and the text of their records."""

from __future__ import annotations

from datetime import timedelta

from pipeline.reviewing.duplicates import find_duplicates
from tests.oai_cases.answers import Asked, Reply, envelope, error, xml
from tests.oai_cases.real_scenarios import assert_incomplete, living, scripted
from tests.oai_cases.scenarios import scenario
from tests.oai_cases.scripted_repository import ScriptedRepository, described, page_of, page_with
from tests.oai_cases.world import World

SMILE = "\N{GRINNING FACE}"


@scenario("T09-from-choisit-une-autre-date", "from selects on a date the headers do not show", "all that comes is kept")
def _(world: World) -> None:
    repository = scripted(
        world, first=page_of(1, 2, 3, token="a1"), a1=page_of(4, 5, 6, token="a2"), a2=page_of(7, 8, 9)
    )
    assert world.harvest().status == "complete"
    repository.clock = "2024-06-02T12:00:00Z"
    new = [described(number, stamp="2024-06-02T12:00:00Z") for number in (10, 11, 12)]
    old = [described(5, titre="TITRE CORRIGE"), described(13, stamp="2024-02-01T00:00:00Z")]
    repository.asks_from = {"": page_with(new, "b1"), "b1": page_with(old)}
    report = world.harvest()
    assert living(world) == list(range(1, 14)), report
    assert world.living()["oai:cas:5"] == "TITRE CORRIGE"
    assert (report.status, report.new, report.modified) == ("complete", 4, 1)
    assert "une autre date que celle de l'en-tête" in report.message
    assert "jeton" not in report.message


@scenario("T10-ensemble-ignore", "set is ignored from the first page on", "only the set's own is kept, and said")
def _(world: World) -> None:
    def page(numbers: tuple[int, ...], token: str, cursor: int) -> str:
        records = [described(number, sets=("traam" if number < 3 else "autre",)) for number in numbers]
        return page_with(records, token, 9, cursor)

    repository = scripted(world, first=page((1, 2, 3), "t1", 0), t1=page((4, 5, 6), "t2", 3), t2=page((7, 8, 9), "", 6))
    sets = "".join(f"<set><setSpec>{name}</setSpec><setName>{name}</setName></set>" for name in ("traam", "autre"))
    repository.others["ListSets"] = lambda asked: envelope(f"<ListSets>{sets}</ListSets>")
    for _run in range(2):
        report = world.harvest(sets=("traam",))
        assert_incomplete(world, report, "ignorer « set »", "7 notices sur 9")
        assert living(world) == [1, 2]
        told = {issue.identifier for issue in world.issues()}
        assert told >= {f"oai:cas:{number}" for number in range(3, 10)}


@scenario(
    "T11-identifiants-tous-renommes", "every identifier is renamed, nothing said deleted", "said; nothing doubled"
)
def _(world: World) -> None:
    def resource(name: str, number: int, stamp: str) -> str:
        return described(
            f"{name}:{number}", titre=f"TraAM SVT 2024-2025 séance {number}", stamp=stamp,
            more=f"<dc:identifier>http://ex.test/{number}</dc:identifier>",
        )  # fmt: skip

    old = page_with([resource("oai:cas", number, "2024-01-01T00:00:00Z") for number in range(1, 10)], None)
    new = page_with([resource("oai:neuf", number, "2024-06-01T18:00:00Z") for number in range(1, 10)], None)
    repository = scripted(world, first=old)
    assert world.harvest().status == "complete"
    repository.pages = {"": new}
    repository.clock = "2024-06-02T12:00:00Z"
    report = world.harvest()
    assert (report.status, report.new, report.deleted, len(world.living())) == ("complete", 9, 0, 18), report
    assert "9 adresses connues" in report.message
    assert len(find_duplicates(world.settings().store)) == 9
    report = world.harvest(full=True)
    assert (report.status, report.deleted, len(world.living())) == ("complete", 0, 18), report
    report = world.harvest(full=True)
    assert (report.status, report.deleted) == ("complete", 9), report
    assert set(world.living()) == {f"oai:neuf:{number}" for number in range(1, 10)}


@scenario("T16-balises-dans-le-titre", "tags and entities, escaped, in the title", "read as text, the script dropped")
def _(world: World) -> None:
    titre = "TraAM : &lt;i&gt;Scratch&lt;/i&gt; &amp;amp; robots"
    told = (
        "&lt;p&gt;Des &lt;strong&gt;capteurs&lt;/strong&gt;&amp;nbsp;: l&amp;#39;air du pr&amp;eacute;au&lt;/p&gt;"
        "&lt;script&gt;alert(1)&lt;/script&gt;"
    )
    more = f"<dc:description>{told}</dc:description><dc:identifier>http://ex.test/1</dc:identifier>"
    scripted(world, first=page_with([described(1, titre=titre, more=more)], None))
    report = world.harvest()
    assert report.status == "complete"
    record = world.stored()["oai:cas:1"].record
    assert record.titre == "TraAM : Scratch & robots"
    said = (record.description or "").replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "Des capteurs : l'air du préau" in said.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    assert "alert" not in said
    assert "<" not in said


@scenario("T17-doi-ou-hdl-seul", "doi: or hdl: is the only address", "the address it stands for, and said")
def _(world: World) -> None:
    for name, written, address in (
        ("doi", "doi:10.5072/FK2/ABC", "https://doi.org/10.5072/FK2/ABC"),
        ("hdl", "hdl:12345/678", "https://hdl.handle.net/12345/678"),
    ):
        scripted(world, first=page_with([described(1, more=f"<dc:identifier>{written}</dc:identifier>")], None))
        report = world.run(world.source(name)).sources[0]
        assert report.status == "complete"
        record = next(one for one in world.records() if one.source == name)
        assert record.url == address
        told = " ".join(issue.message for issue in world.issues() if issue.source == name)
        assert "déduite" in told


@scenario("T18-redirection-sans-arguments", "301 that drops the arguments", "code said, the address of arrival offered")
def _(world: World) -> None:
    repository = scripted(
        world,
        first=page_of(1, 2, 3, token="t1", size=9, cursor=0),
        t1=page_of(4, 5, 6, token="t2", size=9, cursor=3),
        t2=page_of(7, 8, 9, size=9, cursor=6),
    )

    def answer(asked: Asked) -> Reply:
        return repository(asked) if asked.arguments.get("verb") else xml(error("badVerb", "x"))

    answer.answers_identify = True  # type: ignore[attr-defined]
    arrival = world.add("arrivee", answer)

    def moved(asked: Asked) -> Reply:
        return Reply(b"", 301, {"Location": "/arrivee/oai"})

    moved.answers_identify = True  # type: ignore[attr-defined]
    report = world.run(world.source(url=world.add("ancien", moved))).sources[0]
    assert arrival.removeprefix(world.server.url) in report.message, report.message
    assert "arguments" in report.message
    if report.status == "complete":
        assert len(world.living()) == 9
    else:
        assert (report.status, world.living()) == ("failed", {})
        assert "badVerb" in report.message


@scenario("T19-emoji-cesu8-et-paires", "an emoji as CESU-8 and as surrogate references", "the emoji, and said")
def _(world: World) -> None:
    text = page_with(
        [
            described(1),
            described(2, titre="paire &#xD83D;&#xDE00; fin"),
            described(3),
            described(4, titre="octets @@ fin"),
            described(5, titre=f"{SMILE} vrai"),
            described(6, titre="moitié &#xD83D; seule"),
        ],
        None,
    )
    body = text.encode().replace(b"@@", bytes.fromhex("eda0bdedb880"))
    scripted(world, first=Reply(body))
    report = world.harvest()
    assert report.status == "complete", report
    titles = world.living()
    assert titles["oai:cas:2"] == f"paire {SMILE} fin"
    assert titles["oai:cas:4"] == f"octets {SMILE} fin"
    assert titles["oai:cas:5"] == f"{SMILE} vrai"
    assert titles["oai:cas:6"] in {"moitié \N{REPLACEMENT CHARACTER} seule", "moitié seule"}
    assert {issue.identifier for issue in world.issues()} >= {"oai:cas:2", "oai:cas:4", "oai:cas:6"}


def slow_to_answer(repository: ScriptedRepository, delay: timedelta) -> None:
    """Make each page of a repository come after a while."""
    repository.pages = {
        token: Reply(page.encode(), delay=delay.total_seconds()) if isinstance(page, str) else page
        for token, page in repository.pages.items()
    }

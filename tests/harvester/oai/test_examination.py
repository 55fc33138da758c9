"""A repository is looked at before its first harvest: what is wrong with it is said, and what its card needs."""

import pytest

from harvester.fetch import Fetcher, Limits
from harvester.oai.examination import examine, preferred_prefix, without_arguments
from harvester.oai.findings import in_english
from harvester.oai.probing import Probed
from schemas.types.errors import FetchError, ProtocolError, SourceError
from tests.oai_cases.answers import Reply, dublin_core, envelope, error, gone, header, listed, record, xml
from tests.oai_cases.live_repository import LiveRepository
from tests.oai_cases.server import FaultyServer


@pytest.fixture
def look():
    """Look at a living repository."""
    opened = []

    def run(repository):
        server = FaultyServer({"cas": repository})
        url = f"{server.url}/cas/oai"
        if repository.identity.get("base_url") is None:
            repository.identity["base_url"] = url
        fetcher = Fetcher((url,), "TraamBot", limits=Limits(attempts=1), sleep=lambda seconds: None)
        opened.append((server, fetcher))
        return examine(url, fetcher)

    yield run
    for server, fetcher in opened:
        fetcher.close()
        server.__exit__()


def sound(**identity):
    repository = LiveRepository(**identity)
    repository.prefixes = ("oai_dc", "lom")
    repository.put_many(4, prefixes=("oai_dc", "lom"), sets=("svt",))
    repository.sets = {"svt": "SVT"}
    repository.announces_size = True
    return repository


def test_sound_repository_has_no_fault_and_its_fullest_format_is_sampled(look):
    seen = look(sound())
    assert (seen.faults, seen.quirks) == ((), ())
    assert dict(seen.sets) == {"svt": "SVT"}
    assert list(seen.prefixes) == ["oai_dc", "lom"]
    assert seen.sample is not None
    assert (seen.sample.prefix, len(seen.sample.records), seen.sample.complete_list_size) == ("lom", 3, 4)
    assert not seen.sample.is_whole


def spoiled(**switches):
    repository = sound()
    for name, value in switches.items():
        setattr(repository, name, value)
    return repository


def replaced(moment, reply):
    def before(asked):
        if not moment(asked):
            return None
        return xml(reply(asked)) if callable(reply) else reply

    return spoiled(before=before)


def is_list(asked):
    return asked["verb"] == "ListRecords" and "from" not in asked and "resumptionToken" not in asked


def is_record_list(asked):
    return asked["verb"] == "ListRecords" and "from" not in asked and "until" not in asked and "set" not in asked


def is_whole_list(asked):
    return asked["verb"] == "ListRecords" and "from" not in asked and "until" not in asked


def sized(asked, first, second, last="", numbers=(1, 2, 3, 4), titre=""):
    """Answer two pages, each with the size it announces."""
    said = [f' completeListSize="{size}"' if size else "" for size in (first, second)]
    if "resumptionToken" not in asked:
        return listed([record(number) for number in numbers[:3]], "t1", said[0])
    if asked["resumptionToken"] != "t1":
        return error("badResumptionToken")
    content = dublin_core(titre) if titre else None
    return listed([record(number, content=content) for number in numbers[3:]], last, said[1])


TOKEN = "<resumptionToken"


def identifiers(*numbers):
    headers = "".join(f"<header>{header(number)}</header>" for number in numbers)
    return envelope(f"<ListIdentifiers>{headers}</ListIdentifiers>")


FAULTS = {
    "dates ignored": (spoiled(ignores_dates=True), "ne tient pas compte de « from »", ""),
    "dates refused": (
        replaced(lambda asked: "from" in asked, xml(error("badArgument"))), "refuse « from »", "no_date_window"
    ),
    "token needs prefix": (
        replaced(
            lambda asked: "resumptionToken" in asked and "metadataPrefix" not in asked, xml(error("badArgument"))
        ),
        "metadataPrefix à côté", "token_needs_prefix",
    ),
    "token refused": (
        replaced(lambda asked: "resumptionToken" in asked, xml(error("badResumptionToken"))), "suite de la liste", ""
    ),
    "same page again": (
        replaced(lambda asked: "resumptionToken" in asked, xml(listed([record(1), record(1)]))), "", ""
    ),
    "no list": (replaced(is_list, Reply(b"<html>", 200)), "ListRecords (lom)", ""),
    "not XML by type": (
        replaced(is_list, xml(listed([record(1)]), content_type="text/html")), "« text/html »", ""
    ),
    "malformed": (replaced(is_list, xml(listed([record(1, content="<a>R&D</a>")]))), "XML mal formé", ""),
    "no identifier": (replaced(is_list, xml(listed(["<record><header/></record>"]))), "sans identifiant", ""),
    "no metadata": (
        replaced(is_list, xml(listed(["<record><header><identifier>a</identifier></header></record>"]))),
        "sans métadonnées", "",
    ),
    "too small a size": (
        replaced(is_list, xml(listed([record(1), record(2)], "", ' completeListSize="1"'))),
        "completeListSize", "ignore_complete_list_size",
    ),
    "unknown set": (spoiled(sets={"maths": "Maths"}), "absents de ListSets", ""),
    "twice the same": (replaced(is_list, xml(listed([record(1), record(1)]))), "en double", ""),
    "no oai_dc": (spoiled(prefixes=("lom",)), "oai_dc", ""),
    "odd granularity": (sound(granularity="YYYY"), "granularité", ""),
    "finer dates": (sound(granularity="YYYY-MM-DD"), "plus fines", ""),
    "silent deletions": (sound(deleted="transient"), "suppressions", ""),
    "odd deletions": (sound(deleted="parfois"), "deletedRecord « parfois »", ""),
    "elsewhere": (sound(base_url="https://ailleurs.example/oai"), "ailleurs.example", ""),
    "the size shrinks": (
        replaced(is_record_list, lambda asked: sized(asked, 8, 5)), "8 puis 5", ""
    ),
    "a list that ends too early": (
        replaced(is_record_list, lambda asked: sized(asked, 9, 9, numbers=(1, 2, 3, 4))), "4 notices reçues sur 9", ""
    ),
    "records left open": (
        replaced(is_record_list, lambda asked: sized(asked, None, None).replace(f"</record>{TOKEN}", TOKEN)),
        "balises de notices absentes", "",
    ),
    "several resources under one identifier": (
        replaced(is_record_list, lambda asked: sized(asked, None, None, numbers=(1, 2, 3, 1), titre="Autre")),
        "plusieurs ressources sous un même identifiant", "",
    ),
    "no stable order": (
        replaced(is_record_list, lambda asked: sized(asked, None, None, numbers=(1, 2, 3, 3))), "redonnée", ""
    ),
    "no GetRecord": (replaced(lambda asked: asked["verb"] == "GetRecord", xml(error("badVerb"))), "GetRecord", ""),
    "GetRecord says deleted": (
        replaced(
            lambda asked: asked["verb"] == "GetRecord",
            xml(envelope(f"<GetRecord>{''.join(map(gone, (1, 2, 3)))}</GetRecord>")),
        ),
        "il la dit supprimée", "",
    ),
    "no ListIdentifiers": (
        replaced(lambda asked: asked["verb"] == "ListIdentifiers", xml(error("badVerb"))), "ListIdentifiers", ""
    ),
    "another order of identifiers": (
        replaced(lambda asked: asked["verb"] == "ListIdentifiers", xml(identifiers(5, 6, 7, 8))),
        "pas d'ordre stable", "",
    ),
    "set ignored": (
        replaced(is_whole_list, xml(listed([record(1), record(2, head=header(2, sets=("maths",)))], None))),
        "ignorer « set »", "",
    ),
    "set refused": (
        replaced(lambda asked: "set" in asked, xml(error("badArgument"))), "lots annoncés et refusés", ""
    ),
    "until ignored": (
        replaced(lambda asked: "until" in asked, xml(listed([record(1, head=header(1, stamp="2099-01-01"))], None))),
        "« until »", "",
    ),
    "until refused": (replaced(lambda asked: "until" in asked, xml(error("badArgument"))), "refuse « until »", ""),
    "no name": (
        replaced(
            lambda asked: asked["verb"] == "Identify",
            xml(envelope("<Identify><protocolVersion>1.1</protocolVersion></Identify>")),
        ),
        "repositoryName", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_wrong_is_said_and_the_card_gets_what_it_needs(look, name):
    repository, said, quirk = FAULTS[name]
    seen = look(repository)
    assert any(said in fault for fault in seen.faults), seen.faults
    assert seen.quirks == ((quirk,) if quirk else ())
    assert seen.useless_sets == (("svt",) if name in {"set ignored", "set refused"} else ())


@pytest.mark.parametrize("after", [xml(error("badResumptionToken", "périmé")), Reply(b"", 500)])
def test_a_token_too_many_gives_the_card_its_quirk_and_its_keeper_a_word(look, after):
    repository = sound()

    def answer(arguments):
        token = arguments.get("resumptionToken", "")
        size = ' completeListSize="4"'
        return after if token == "fin" else xml(listed([record(4)], "fin", size)) if token.endswith("|3") else None

    repository.before = answer
    seen = look(repository)
    assert seen.quirks == ("ends_with_extra_token",)
    assert "All the records announced came, but the resumptionToken given after them leads nowhere." in {
        one.english for one in seen.findings
    }


FAILING = {
    "page 2 refused": (lambda asked: "resumptionToken" in asked, xml(error("badResumptionToken", "périmé"))),
    "page 2 in error": (lambda asked: "resumptionToken" in asked, Reply(b"<html>", 500)),
    "identifiers refused": (lambda asked: asked["verb"] == "ListIdentifiers", xml(error("badArgument", "périmé"))),
    "until refused": (lambda asked: "until" in asked, xml(error("badArgument", "périmé"))),
}
IN_ENGLISH = {
    "page 2 refused": "ListRecords stops before its end: the OAI-PMH error badResumptionToken.",
    "page 2 in error": "ListRecords stops before its end: HTTP 500.",
    "identifiers refused": "ListIdentifiers fails: the OAI-PMH error badArgument.",
    "until refused": "The until argument is refused (2024-05-01T10:00:00Z): the OAI-PMH error badArgument.",
}


@pytest.mark.parametrize("name", FAILING)
def test_what_its_keeper_reads_in_english_has_no_french_in_it(look, name):
    told = [one.english for one in look(replaced(*FAILING[name])).findings if one.english]
    assert IN_ENGLISH[name] in told
    assert not [said for said in told if "erreur" in said or "périmé" in said or not said.isascii()]


def test_what_does_not_answer_is_said_in_english():
    assert in_english(FetchError("u", "non", waited=60.4)) == "no answer within 60 s"
    assert in_english(FetchError("u", "non")) == in_english(ProtocolError("u", "non")) == "no usable answer"


def test_without_a_list_of_formats_the_one_all_owe_is_tried(look):
    seen = look(replaced(lambda asked: asked["verb"] == "ListMetadataFormats", Reply(b"", 500)))
    assert seen.sample is not None
    assert seen.sample.prefix == "oai_dc"


def test_what_is_no_repository_is_refused(look):
    with pytest.raises(SourceError):
        look(replaced(lambda asked: True, Reply(b"<html><body>Bonjour</body></html>", 200)))


@pytest.mark.parametrize(
    ("offered", "prefix"),
    [
        ({"oai_dc": "", "scolomfr": "", "marc21": ""}, "scolomfr"),
        ({"marc21": "", "edu": " http://ltsc.ieee.org/xsd/LOM "}, "edu"),
        ({"marc21": "x"}, ""),
        ({}, ""),
    ],
)
def test_fullest_format_we_read_is_preferred(offered, prefix):
    assert preferred_prefix(offered) == prefix


@pytest.mark.parametrize(
    ("pasted", "base"),
    [
        ("https://x.example/oai?verb=Identify", "https://x.example/oai"),
        (" https://x.example/spip.php?page=oai&verb=ListRecords&set=a ", "https://x.example/spip.php?page=oai"),
        ("https://x.example/oai", "https://x.example/oai"),
        ("https://x.example/oai?", "https://x.example/oai"),
    ],
)
def test_pasted_address_gives_the_base_url(pasted, base):
    assert without_arguments(pasted) == base


def test_what_its_keeper_can_mend_is_said_in_english_too_and_the_rest_is_not(look):
    repository, _, _ = FAULTS["until ignored"]
    told = [one for one in look(repository).findings if one.english]
    assert [one.english for one in told] == ["The until argument is ignored: later records come (OAI-PMH 2.0, 2.7.1)."]
    assert not any(one.english for one in look(sound(deleted="no")).findings)


@pytest.mark.parametrize(("seconds", "minutes"), [(1.0, None), (14.9, None), (15.0, 2), (70.0, 7)])
def test_the_time_a_page_takes_sets_how_long_it_is_waited_for(seconds, minutes):
    timeout = Probed(seconds).timeout
    assert (timeout and timeout.total_seconds() / 60) == minutes


SIZE = ' completeListSize="9"'


def endless(asked, twice=(), deleted=()):
    """Answer a list of which no end is seen, of one record a page."""
    number = int(asked.get("resumptionToken", "0")) + 1
    one = gone(number) if number in deleted else record(1 if number in twice else number)
    return listed([one], str(number), SIZE)


@pytest.mark.parametrize(
    ("repository", "living", "why"),
    [
        (sound(), 4, ""),
        (replaced(is_record_list, xml(listed([record(1), gone(2)], "", ' completeListSize="2"'))), 1, ""),
        (replaced(is_record_list, endless), 9, ""),
        (FAULTS["the size shrinks"][0], None, "ne la confirme pas"),
        (FAULTS["a list that ends too early"][0], None, "ne la confirme pas"),
        (FAULTS["too small a size"][0], None, "ne la confirme pas"),
        (replaced(is_record_list, lambda asked: endless(asked, twice={3})), None, "ne la confirme pas"),
        (replaced(is_record_list, lambda asked: endless(asked, deleted={2})), None, "notices supprimées"),
        (replaced(lambda asked: "resumptionToken" in asked, Reply(b"<html>", 500)), None, "ne la confirme pas"),
    ],
)
def test_what_the_list_contradicts_is_expected_of_nobody(look, repository, living, why):
    seen = look(repository)

    assert seen.probed.living == living
    assert [why in said for said in seen.faults if "aucun minimum" in said] == ([True] if why else [])

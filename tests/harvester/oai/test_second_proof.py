"""Records a whole list does not name are asked for one by one: what each answer proves, and when asking ends."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from harvester.fetch import Answer as Fetched
from harvester.oai.second_proof import MAX_ASKED, Answer, ask_for
from schemas.files.source import Source
from schemas.types.errors import FetchError

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
URL = "https://x.example/oai"
NAMES = tuple(f"oai:x:{number:02}" for number in range(40))


def envelope(inside):
    head = '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><responseDate>2026-11-23T08:00:00Z</responseDate>'
    return f"{head}<request/>{inside}</OAI-PMH>"


def one(name, *, deleted=False, sets=()):
    status = ' status="deleted"' if deleted else ""
    named = "".join(f"<setSpec>{spec}</setSpec>" for spec in sets)
    header = f"<header{status}><identifier>{name}</identifier><datestamp>2024-05-01</datestamp>{named}</header>"
    content = "" if deleted else '<metadata><dc xmlns="x"><title>Titre</title></dc></metadata>'
    return envelope(f"<GetRecord><record>{header}{content}</record></GetRecord>")


class Client:
    """Answers GetRecord by identifier."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def harvest(self, **arguments):
        self.asked.append(arguments)
        answer = self.answers(arguments["identifier"])
        if isinstance(answer, Exception):
            raise answer
        return SimpleNamespace(answer=Fetched(URL, 200, {"content-type": "text/xml"}, answer.encode(), AT))


def asked(answers, names=NAMES[:1], **card):
    client: Any = Client(answers)
    source = Source("x", "X", "oai", URL, **{"metadata_prefix": ("lom", "oai_dc"), **card})
    return list(ask_for(client, source, names, "oai/asked")), client


def error(code):
    return envelope(f'<error code="{code}">non</error>')


@pytest.mark.parametrize(
    ("answer", "sets", "said"),
    [
        (one(NAMES[0]), (), Answer.LIVES),
        (one(NAMES[0]), ("svt",), Answer.LIVES),
        (one(NAMES[0], sets=("svt:lycee",)), ("maths", "svt"), Answer.LIVES),
        (one(NAMES[0], sets=("svt",)), ("maths",), Answer.LEFT),
        (one(NAMES[0], deleted=True), (), Answer.DELETED),
        (one(NAMES[0], deleted=True, sets=("svt",)), ("maths",), Answer.DELETED),
        (one(NAMES[1]), (), Answer.NONE),
        (error("idDoesNotExist"), (), Answer.UNKNOWN),
        (error("cannotDisseminateFormat"), (), Answer.OTHER),
        (error("badVerb"), (), Answer.NONE),
        ("<html>", (), Answer.NONE),
        (FetchError(URL, "non", status=500), (), Answer.NONE),
    ],
)
def test_what_each_answer_proves(answer, sets, said):
    (found,), client = asked(lambda _: answer, sets=sets)
    assert (found.identifier, found.answer) == (NAMES[0], said)
    assert client.asked == [{"verb": "GetRecord", "identifier": NAMES[0], "metadataPrefix": "lom"}]


@pytest.mark.parametrize("answer", [error("idDoesNotExist"), one(NAMES[0], sets=("svt",))])
def test_one_that_is_not_there_any_more_is_gone_and_its_answer_is_not_kept(answer):
    (found,), _ = asked(lambda _: answer, sets=("maths",))
    assert (found.batch.payload, found.batch.name, found.batch.gone) == (None, "oai/asked/000001", (NAMES[0],))
    assert found.batch.records == ()


@pytest.mark.parametrize("deleted", [True, False])
def test_one_that_is_told_is_kept_with_its_answer(deleted):
    (found,), _ = asked(lambda name: one(name, deleted=deleted))
    payload = found.batch.payload
    assert (payload.source, payload.url, payload.format, payload.found_by) == ("x", URL, "lom", "oai")
    assert payload.body == one(NAMES[0], deleted=deleted).encode()
    assert [(raw.identifier, raw.source, raw.format, raw.deleted) for raw in found.batch.records] == [
        (NAMES[0], "x", "lom", deleted)
    ]
    assert (found.batch.name, found.batch.gone) == ("oai/asked/000001", ())


def test_no_answer_is_nothing_to_keep():
    (found,), _ = asked(lambda _: error("badVerb"))
    assert found.batch is None


OTHER_FORMAT = error("cannotDisseminateFormat")


def test_a_few_are_asked_and_none_any_more_after_one_that_is_not_answered():
    found, _ = asked(one, NAMES)
    assert [each.identifier for each in found] == list(NAMES[:MAX_ASKED])
    assert found[-1].batch.name == "oai/asked/000030"
    silent, client = asked(lambda name: one(name) if name < NAMES[2] else error("badVerb"), NAMES)
    assert [each.answer for each in silent] == [Answer.LIVES, Answer.LIVES, Answer.NONE]
    assert len(client.asked) == 3


@pytest.mark.parametrize("control", [error("idDoesNotExist"), one(NAMES[9], deleted=True), "<html>", OTHER_FORMAT])
@pytest.mark.parametrize(
    "answer", [error("idDoesNotExist"), one(NAMES[0], sets=("svt",)), one(NAMES[0], deleted=True), OTHER_FORMAT]
)
def test_a_repository_that_denies_what_it_lists_proves_nothing(answer, control):
    client: Any = Client(lambda name: control if name == NAMES[9] else answer)
    found = list(ask_for(client, Source("x", "X", "oai", URL, sets=("maths",)), NAMES[:2], "oai/asked", NAMES[9]))
    assert [(each.answer, each.batch) for each in found] == [(Answer.NONE, None)]
    assert [asked["identifier"] for asked in client.asked] == [NAMES[0], NAMES[9]]


def test_the_record_that_lives_is_asked_for_once_and_only_before_another_is_believed_gone():
    answers = {NAMES[0]: one(NAMES[0]), NAMES[9]: one(NAMES[9])}
    client: Any = Client(lambda name: answers.get(name, error("idDoesNotExist")))
    found = list(ask_for(client, Source("x", "X", "oai", URL), NAMES[:3], "oai/asked", NAMES[9], "marc"))
    assert [each.answer for each in found] == [Answer.LIVES, Answer.UNKNOWN, Answer.UNKNOWN]
    assert [asked["identifier"] for asked in client.asked] == [NAMES[0], NAMES[1], NAMES[9], NAMES[2]]
    assert {asked["metadataPrefix"] for asked in client.asked} == {"marc"}

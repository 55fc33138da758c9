"""The client of the protocol, beside what the whole harvest shows: redirections, and errors of any status."""

from urllib.parse import parse_qs, urlsplit

import pytest

from harvester.fetch import Fetcher, Limits
from harvester.oai.client import OaiClient
from harvester.oai.repository import identify, offered_sets
from schemas.types.errors import ProtocolError

OAI = 'xmlns="http://www.openarchives.org/OAI/2.0/"'
BAD_VERB = f'<OAI-PMH {OAI}><error code="badVerb">x</error></OAI-PMH>'
IDENTIFY = f"<OAI-PMH {OAI}><Identify><repositoryName>R</repositoryName></Identify></OAI-PMH>"


def answered(body, status="200 OK", location=""):
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    return f"{head}{f'Location: {location}' + chr(13) + chr(10) if location else ''}\r\n{body}".encode()


@pytest.fixture
def client_of(serve):
    opened = []

    def make(answer):
        server = serve(lambda connection, path, number: connection.sendall(answer(path)))
        fetcher = Fetcher((server.url,), "TraamBot", limits=Limits(attempts=1), sleep=lambda seconds: None)
        opened.append(fetcher)
        return server, OaiClient(f"{server.url}/old", fetcher)

    yield make
    for fetcher in opened:
        fetcher.close()


@pytest.mark.parametrize("status", ["301 Moved", "302 Found"])
def test_arguments_a_redirection_drops_are_asked_again_where_it_leads(client_of, status):
    def answer(path):
        if path.startswith("/old"):
            return answered("", status, "/oai")
        return answered(IDENTIFY if "verb" in parse_qs(urlsplit(path).query) else BAD_VERB)

    server, client = client_of(answer)
    repository = identify(client, f"{server.url}/old")

    assert repository.name == "R"
    assert (client.endpoint, repository.has_moved) == (f"{server.url}/oai", True)
    assert any("perd les arguments" in note and f"{server.url}/oai" in note for note in repository.notes)


def test_a_redirection_that_always_drops_them_is_not_followed_for_ever(client_of):
    server, client = client_of(
        lambda path: answered(BAD_VERB) if "?" not in path else answered("", "302 Found", f"/x{len(path)}")
    )
    with pytest.raises(ProtocolError, match="badVerb"):
        identify(client, f"{server.url}/old")
    assert len(server.requests) <= 6


@pytest.mark.parametrize("status", ["200 OK", "400 Bad", "422 No", "500 Failed"])
def test_an_error_is_read_whatever_the_status(client_of, status):
    server, client = client_of(lambda path: answered(BAD_VERB, status))
    with pytest.raises(ProtocolError, match=r"badVerb \(x\)") as caught:
        identify(client, f"{server.url}/old")
    assert caught.value.code == "badVerb"


SETS = f"<OAI-PMH {OAI}><ListSets><set><setSpec>s</setSpec><setName>S</setName></set></ListSets></OAI-PMH>"


@pytest.mark.parametrize(
    ("body", "offered"),
    [
        (SETS, {"s": "S"}), (BAD_VERB.replace("badVerb", "noSetHierarchy"), {}),
        (BAD_VERB, "badVerb"), (BAD_VERB.replace(' code="badVerb"', ""), "sans code"),
    ],
)  # fmt: skip
def test_a_repository_that_refuses_to_list_its_sets_does_not_say_that_it_has_none(client_of, body, offered):
    _, client = client_of(lambda path: answered(body))
    if isinstance(offered, dict):
        assert offered_sets(client) == offered
    else:
        with pytest.raises(ProtocolError, match=f"ListSets : erreur OAI-PMH {offered}"):
            offered_sets(client)

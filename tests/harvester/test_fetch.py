"""The HTTP stack is polite, and nothing a server does can hold it, fill it or lead it astray."""

import email.utils
import gzip
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock
from urllib.parse import urlsplit

import pytest

from harvester.fetch import Fetcher, Limits
from schemas.types.errors import FetchError, StoppedError

FAST = Limits(attempts=3, answer_seconds=2.0, wait_seconds=60.0)


def reply(status="200 OK", body=b"bonjour", **headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@pytest.fixture
def waits():
    return []


@pytest.fixture
def fetcher_for(waits):
    opened = []

    def make(server, **named):
        opened.append(Fetcher((server.url,), "TraamBot/0.1 (+mailto:a@example.org)", limits=FAST, sleep=waits.append))
        return opened[-1]

    yield make
    for fetcher in opened:
        fetcher.close()


def test_an_answer_comes_with_its_headers_and_is_counted(serve, fetcher_for):
    server = serve(lambda connection, path, number: connection.sendall(reply(ETag='"a"')))
    fetcher = fetcher_for(server)

    answer = fetcher.get(server.url + "/page")

    assert (answer.body, answer.status, answer.headers["etag"]) == (b"bonjour", 200, '"a"')
    assert (fetcher.requests, fetcher.bytes) == (1, 7)
    assert "User-Agent: TraamBot/0.1 (+mailto:a@example.org)" in server.headers[0]
    assert "From: a@example.org" in server.headers[0]


@pytest.mark.parametrize("is_of_an_intranet", [False, True])
def test_the_name_on_the_card_is_checked_too_unless_the_card_says_it_is_of_an_intranet(
    serve, monkeypatch, is_of_an_intranet
):
    server = serve(lambda connection, path, number: connection.sendall(reply()))
    port = urlsplit(server.url).port
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_named: answers)
    card = (f"http://svt.ac-exemple.fr:{port}/",)
    fetcher = Fetcher(card, "TraamBot", limits=FAST, intranet_urls=card if is_of_an_intranet else ())

    if is_of_an_intranet:
        assert fetcher.get(card[0]).body == b"bonjour"
    else:
        with pytest.raises(FetchError, match=r"adresse privée 127\.0\.0\.1, refusée sans « intranet = true »"):
            fetcher.get(card[0])
    fetcher.close()


def test_a_passing_fault_is_tried_again_after_a_pause(serve, fetcher_for, waits):
    def answer(connection, path, number):
        connection.sendall(reply("503 Busy", Retry_After="7") if number < 3 else reply())

    server = serve(answer)

    assert fetcher_for(server).get(server.url).body == b"bonjour"
    assert waits == pytest.approx([7.0, 7.0], abs=0.5)


def test_retry_after_may_be_a_date(serve, fetcher_for, waits):
    moment = email.utils.format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)

    def answer(connection, path, number):
        connection.sendall(reply("503 Busy", Retry_After=moment) if number == 1 else reply())

    server = serve(answer)
    fetcher_for(server).get(server.url)

    assert 25 < waits[0] <= 30


def test_a_wait_beyond_the_budget_is_not_waited_for(serve, fetcher_for, waits):
    server = serve(lambda connection, path, number: connection.sendall(reply("503 Busy", Retry_After="999999")))

    with pytest.raises(FetchError, match="503"):
        fetcher_for(server).get(server.url)
    assert waits == []


def test_a_refusal_is_not_tried_again(serve, fetcher_for):
    server = serve(lambda connection, path, number: connection.sendall(reply("404 Not Found")))

    with pytest.raises(FetchError) as caught:
        fetcher_for(server).get(server.url)
    assert caught.value.status == 404
    assert len(server.requests) == 1


@pytest.mark.parametrize(("keeps", "told"), [(True, [False, True]), (False, [False, False])])
def test_a_cookie_goes_on_to_another_page_only_where_cookies_are_kept(serve, fetcher_for, keeps, told):
    server = serve(lambda connection, path, number: connection.sendall(reply(Set_Cookie="vues=page1; Path=/")))
    fetcher = fetcher_for(server)
    fetcher.keeps_cookies = keeps

    fetcher.get(server.url + "/page1")
    fetcher.get(server.url + "/page2")

    assert ["vues=page1" in head for head in server.headers] == told


def test_a_cookie_is_kept_as_far_as_the_page_it_was_given_for(serve, fetcher_for):
    def answer(connection, path, number):
        known = "entree=oui" in server.headers[-1]
        connection.sendall(reply() if known else reply("302 Found", Location="/page", Set_Cookie="entree=oui; Path=/"))

    server = serve(answer)
    fetcher = fetcher_for(server)
    fetcher.keeps_cookies = False

    assert [fetcher.get(server.url + "/page").body for _ in range(2)] == [b"bonjour", b"bonjour"]
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://x/", "http://169.254.169.254/", "http://[::1]/", "http://2130706433:1/"]
)
def test_a_redirect_inward_or_out_of_http_is_refused(serve, fetcher_for, target):
    server = serve(lambda connection, path, number: connection.sendall(reply("302 Found", Location=target)))

    with pytest.raises(FetchError, match=r"refusée|impossible"):
        fetcher_for(server).get(server.url)


def test_a_redirect_out_of_scope_is_not_followed(serve, fetcher_for):
    server = serve(lambda connection, path, number: connection.sendall(reply("301 Moved", Location="/ailleurs")))

    with pytest.raises(FetchError, match="hors du domaine"):
        fetcher_for(server).get(server.url, following=(following := Mock(allows=Mock(return_value=False))))
    assert len(server.requests) == 1
    assert [one[0] for one in following.method_calls] == ["learn", "allows"]


def test_a_loop_of_redirects_ends(serve, fetcher_for):
    server = serve(lambda connection, path, number: connection.sendall(reply("302 Found", Location="/encore")))

    with pytest.raises(FetchError, match="redirections"):
        fetcher_for(server).get(server.url)
    assert len(server.requests) == FAST.max_redirects + 1


def test_a_bomb_is_given_up(serve, fetcher_for):
    bomb = gzip.compress(b"\0" * 30_000_000)
    server = serve(lambda connection, path, number: connection.sendall(reply(body=bomb, Content_Encoding="gzip")))

    with pytest.raises(FetchError, match="Kio"):
        fetcher_for(server).get(server.url, max_bytes=100_000)


def drip_body(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b"x")
        time.sleep(0.1)


def drip_headers(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1000):
        connection.sendall(f"X-{number}: y\r\n".encode())
        time.sleep(0.1)


@pytest.mark.parametrize("drip", [drip_body, drip_headers])
def test_a_drip_is_cut_at_the_deadline(serve, fetcher_for, drip):
    server = serve(lambda connection, path, number: drip(connection))
    started = time.monotonic()

    with pytest.raises(FetchError, match=r"lente|interrompue|à temps"):
        fetcher_for(server).get(server.url)
    assert time.monotonic() - started < FAST.attempts * (FAST.answer_seconds + 1)


def test_an_answer_is_no_longer_waited_for_once_the_run_is_asked_to_stop(serve):
    """Whatever time it has left: within a second or so."""
    stopping = threading.Event()

    def check() -> None:
        if stopping.is_set():
            raise StoppedError("arrêt")

    def stay_silent(*_: object) -> None:
        stopping.set()
        time.sleep(20)

    server = serve(stay_silent)
    fetcher = Fetcher((server.url,), "TraamBot", limits=Limits(answer_seconds=60.0))
    fetcher.heed(check)
    started = time.monotonic()
    with pytest.raises(StoppedError):
        fetcher.get(server.url)
    with pytest.raises(StoppedError):  # nor is anything asked any more
        fetcher.get(server.url)
    fetcher.close()
    assert time.monotonic() - started < 10
    assert len(server.requests) == 1


def test_what_we_do_between_two_readings_is_not_the_server_s_slowness(serve, fetcher_for, monkeypatch):
    """On a machine that does much else, an answer that has come is read to its end."""
    body = b"x" * 400_000
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    server = serve(lambda connection, path, number: connection.sendall(head + body))

    def read_slowly(chunks, **_bounds):
        first = next(chunks)
        time.sleep(FAST.answer_seconds + 0.2)
        return first + b"".join(chunks)

    monkeypatch.setattr("harvester.fetch.read_bounded", read_slowly)
    assert fetcher_for(server).get(server.url).body == body


def test_a_body_cut_by_the_network_is_never_taken_for_whole(serve, fetcher_for):
    cut = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<debut>"
    server = serve(lambda connection, path, number: connection.sendall(cut))

    with pytest.raises(FetchError, match="interrompue"):
        fetcher_for(server).get(server.url)
    assert len(server.requests) == FAST.attempts


def test_huge_headers_are_refused(serve, fetcher_for):
    head = b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 2_000_000 + b"\r\n\r\n"
    server = serve(lambda connection, path, number: connection.sendall(head))

    with pytest.raises(FetchError):
        fetcher_for(server).get(server.url)


@pytest.mark.parametrize("url", ["file:///etc/passwd", "javascript:alert(1)", "http://", "http://x/" + "a" * 3_000])
def test_what_is_no_web_address_is_refused_without_a_request(serve, fetcher_for, url):
    server = serve(lambda connection, path, number: connection.sendall(reply()))
    fetcher = fetcher_for(server)

    with pytest.raises(FetchError):
        fetcher.get(url)
    assert fetcher.requests == 0


def test_a_form_is_posted_for_arguments_too_long_for_an_address(serve, fetcher_for):
    server = serve(lambda connection, path, number: connection.sendall(reply()))

    answer = fetcher_for(server).post(server.url + "/oai", {"verb": "ListRecords", "set": "é&"}, max_bytes=1_000)

    assert answer.body == b"bonjour"
    assert server.headers[0].startswith("POST /oai ")
    assert "application/x-www-form-urlencoded" in server.headers[0]


@pytest.mark.parametrize(
    ("statuses", "moved"), [(("301",), True), (("308", "301"), True), (("302",), False), (("301", "302"), False)]
)
def test_an_address_has_moved_when_every_redirect_is_for_good(serve, fetcher_for, statuses, moved):
    def answer(connection, path, number):
        if number <= len(statuses):
            connection.sendall(reply(f"{statuses[number - 1]} Moved", b"", Location=f"/{number}"))
        else:
            connection.sendall(reply())

    server = serve(answer)

    assert fetcher_for(server).get(server.url + "/").moved is moved


@pytest.mark.parametrize(
    ("written", "asked"),
    [("120", 120.0), ("999999999999", 604_800.0), ("bientôt", None), ("-5", None), ("Mon, 32 Foo 2024", None)],
)
def test_the_delay_asked_is_told_with_the_fault_and_never_more_than_a_week(serve, fetcher_for, written, asked):
    server = serve(
        lambda connection, path, number: connection.sendall(
            reply("503 Busy", Retry_After=written.encode().decode("latin-1"))
        )
    )

    with pytest.raises(FetchError) as caught:
        fetcher_for(server).get(server.url)

    assert caught.value.retry_after == asked


def test_a_body_that_stops_is_not_asked_for_again(serve, fetcher_for):
    def stop(connection, path, number):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx")
        time.sleep(2.5)

    server = serve(stop)
    fetcher = fetcher_for(server)
    with pytest.raises(FetchError, match="trop lente"):
        fetcher.get(server.url)
    assert fetcher.requests == 1


@pytest.mark.parametrize(("body", "attempts"), [(b"<OAI-PMH><error/></OAI-PMH>", 1), (b"<html>panne</html>", 3)])
def test_the_body_of_a_failure_is_an_answer_where_it_tells_why(serve, fetcher_for, body, attempts):
    server = serve(lambda connection, path, number: connection.sendall(reply("500 Failed", body)))
    fetcher = fetcher_for(server)

    def ask():
        return fetcher.get(server.url, accept_errors=lambda said: b"<error" in said)

    if attempts == 1:
        assert (ask().status, ask().body) == (500, body)
    else:
        with pytest.raises(FetchError, match="HTTP 500"):
            ask()
        assert fetcher.requests == attempts


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"])
def test_an_answer_slower_than_its_time_says_how_long_it_was_waited_for(serve, sent):
    def answer(connection, path, number):
        connection.sendall(sent)
        time.sleep(1.0)

    server = serve(answer)
    limits = Limits(attempts=1, answer_seconds=0.3, silence_seconds=0.2)
    fetcher = Fetcher((server.url,), "TraamBot", limits=limits, sleep=lambda seconds: None)
    with pytest.raises(FetchError) as caught:
        fetcher.get(server.url)
    fetcher.close()
    assert caught.value.waited is not None
    assert 0.1 < caught.value.waited < 0.9
    assert "0," in str(caught.value)

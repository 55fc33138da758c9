"""What of a site's answers is a page."""

from datetime import UTC, datetime

import pytest

from harvester.fetch import Answer
from harvester.site.page_asking import is_html


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("text/html; charset=utf-8", b"<p>Un article.</p>", True),
        ("", b"\n<!DOCTYPE html><title>Un article</title>", True),
        ("application/pdf", b"%PDF-1.7", False),
        ("text/html", b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', True),
        ("text/html", b'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel></channel></rss>', False),
        ("text/html", b"\xef\xbb\xbf <feed xmlns='http://www.w3.org/2005/Atom'></feed>", False),
    ],
)
def test_a_page_is_html_and_a_feed_never_is(content_type: str, body: bytes, expected: bool) -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)
    answer = Answer("http://site.example/", 200, {"content-type": content_type}, body, now)
    assert is_html(answer) is expected

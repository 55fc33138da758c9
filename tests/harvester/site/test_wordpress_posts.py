"""What WordPress's interface says of its posts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harvester.site.wordpress_posts import read_posts
from schemas.formats import read
from schemas.formats.feed_entry import read_said
from schemas.formats.presentations import is_cut, said_by_feed
from schemas.types.record import RawRecord, Reading

POST: dict[str, Any] = {
    "link": "https://blog.example/2024/05/21/mesurer/",
    "date": "2024-05-21T10:00:00",
    "modified": "2024-06-02T09:00:00",
    "title": {"rendered": "Mesurer l&rsquo;ombre &amp; le temps"},
    "excerpt": {"rendered": "<p>Un gnomon, une cour, deux heures.</p>\n", "protected": False},
    "content": {"rendered": "<p>Les élèves plantent un bâton.</p>", "protected": False},
    "_embedded": {
        "author": [{"name": "Anaïs Brévent"}],
        "wp:term": [[{"name": "TraAM", "taxonomy": "category"}], [{"name": "4e", "taxonomy": "post_tag"}]],
    },
}


def said_of(post: dict[str, Any]) -> Reading:
    ((link, entry),) = read_posts(json.dumps([post]).encode())
    return read_said(RawRecord("s", link, "html", b"", url=link, said=(entry,)))


def test_a_post_is_said_as_a_feed_says_it() -> None:
    said = said_of(POST)
    assert said.titre[0].value == "Mesurer l’ombre & le temps"
    assert [one.value for one in said.auteurs] == ["Anaïs Brévent"]
    assert [one.value for one in said.mots_cles] == ["TraAM", "4e"]
    assert said.dates_publication[0].value.startswith("2024-05-21")
    assert said.description[0].value == "Un gnomon, une cour, deux heures."


def test_an_excerpt_wordpress_cut_out_of_the_text_is_no_presentation() -> None:
    cut = {"rendered": "<p>Les élèves plantent un bâton et mesurent [&hellip;]</p>"}
    summaries = said_of({**POST, "excerpt": cut}).description
    assert [is_cut(one.value) for one in summaries] == [True]
    whole = "<article><p>Les élèves plantent un bâton et mesurent son ombre, puis recommencent.</p></article>"
    lines = read(RawRecord("s", "p", "html", whole.encode(), url="https://site.example/p")).lines
    assert said_by_feed(summaries[0], lines) == ()


def test_a_protected_post_gives_no_text() -> None:
    hidden = {"rendered": "<p>secret</p>", "protected": True}
    assert said_of({**POST, "excerpt": hidden, "content": hidden}).description == ()


@pytest.mark.parametrize(
    "part",
    [
        {"title": "texte"}, {"title": None}, {"excerpt": []}, {"_embedded": []}, {"_embedded": {"author": {"name": 1}}},
        {"_embedded": {"author": [{"code": "rest_user_invalid_id"}], "wp:term": ["x", [None]]}}, {"date": 3},
    ],
)  # fmt: skip
def test_a_post_of_another_shape_loses_no_address(part: dict[str, Any]) -> None:
    posts = read_posts(json.dumps([{**POST, **part}, {"link": "javascript:x"}, 3]).encode())
    assert [link for link, _ in posts] == [POST["link"]]


@pytest.mark.parametrize("body", [b"{}", b"<html>", b"", b"[" * 100_000])
def test_what_is_no_list_of_posts_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_posts(body)

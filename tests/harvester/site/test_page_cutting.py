"""An article is published at its own address, whatever page of a box beside it was asked."""

from datetime import UTC, datetime

import pytest

from harvester.site.page_cutting import page_record
from schemas.files.source import Source
from schemas.types.origin import FoundBy
from schemas.types.payload import Payload

SOURCE = Source(id="essai", titre="Essai", kind="site", url="http://a.fr/")


@pytest.mark.parametrize(
    ("asked", "published"),
    [
        ("http://a.fr/spip.php?article6&debut_posts=10", "http://a.fr/spip.php?article6"),
        ("http://a.fr/texte?debut_articles=5", "http://a.fr/texte"),
        ("http://a.fr/texte?debut_a=5&b=2", "http://a.fr/texte?b=2"),
        ("http://a.fr/texte?debut_a=5#suite", "http://a.fr/texte?debut_a=5#suite"),
        ("http://a.fr/les-debut_s", "http://a.fr/les-debut_s"),
    ],
)
def test_the_page_of_a_box_is_no_part_of_an_address(asked, published):
    payload = Payload("essai", asked, datetime(2026, 1, 1, tzinfo=UTC), 200, "text/html", b"<p>x</p>", FoundBy.LINK)
    assert page_record(SOURCE, payload, "id", "<p>x</p>").url == published

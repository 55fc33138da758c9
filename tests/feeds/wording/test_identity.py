"""Ids and file names that never change."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.wording.identity import entry_id, feed_id, group_feed_name, scheme


def test_ids_already_published_never_change():
    assert entry_id("oai:exemple:1") == "urn:uuid:62abe5cc-3f20-5d54-9421-8401b54cda85"
    assert feed_id("productions.atom") == "urn:uuid:a4510a11-2bde-54ce-b904-1737d35dc6bd"
    assert scheme("niveau") == "urn:x-traam:niveau"


def test_a_feed_and_an_entry_of_one_name_have_two_ids():
    assert entry_id("productions.atom") != feed_id("productions.atom")


def test_ids_that_differ_only_by_what_no_feed_may_carry_stay_apart():
    assert len({entry_id("a\ud800"), entry_id("a\ud801"), entry_id("a"), entry_id("a\x00")}) == 4


def test_a_safe_group_id_is_its_own_file_name():
    assert group_feed_name("maths-2024-2025") == "groupe-maths-2024-2025.atom"


@pytest.mark.parametrize(
    "group", ["../../etc/passwd", "Élan & Cie", "", ".", "a/b", "x" * 500, "\x00", "\ud800", "CON"]
)
def test_any_group_id_gives_a_plain_file_name(group):
    assert re.fullmatch(r"groupe-[a-z0-9-]{0,60}(_[0-9a-f]{12})?\.atom", group_feed_name(group))


@given(st.lists(st.text(max_size=8), unique=True, max_size=10))
def test_two_groups_never_share_a_file(groups):
    assert len({group_feed_name(group).casefold() for group in groups}) == len(groups)

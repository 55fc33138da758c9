"""Names of payloads are those of the folders that are there already, and say their list and their order."""

from datetime import UTC, datetime, timedelta, timezone

from schemas.types.payload_name import PROFILE_NAME, PayloadName, list_folder, page_of_list

AT = datetime(2026, 11, 23, 9, 0, 0, 5, tzinfo=timezone(timedelta(hours=1)))


def test_names_are_those_of_folders_that_are_there_already():
    digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
    assert PayloadName.of_page("foo") == f"page/{digest}"
    assert PayloadName.of_said("foo") == f"feed/{digest}"
    assert PayloadName.of_document("foo") == f"document/{digest}"
    assert PayloadName.of_page("foo").notice == f"page/{digest}.gone"
    assert PayloadName.of_feed(AT) == PayloadName.of_feed(AT.astimezone(UTC)) == "feed/20261123T080000000005Z"
    assert PayloadName.of_notice("oai", AT, "gone") == "oai/20261123T080000000005Z-gone"
    assert page_of_list(list_folder(AT, "000"), 12) == "oai/20261123T080000000005Z-000/000012"
    assert PROFILE_NAME == "site/profil"


def test_the_pages_of_one_list_share_it_and_read_again_in_their_order():
    folder, later = list_folder(AT, "000"), list_folder(AT, "000-r")
    names = [page_of_list(folder, number) for number in (1, 2, 10)]
    assert {name.list for name in names} == {folder}
    assert page_of_list(later, 1).list != folder
    every = [*names, page_of_list(later, 1)]
    assert sorted(every, key=lambda name: name.order) == every, "a folder comes whole before one whose name goes on"

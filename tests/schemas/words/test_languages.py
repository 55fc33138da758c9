"""The languages of records: any way of writing one gives its code, and nothing else does."""

import pytest

from schemas.words.languages import language_name, library_code, read_languages


@pytest.mark.parametrize(
    "written",
    ["fr", "fre", "fra", "FR_fr", "fr-FR", "Français", "francais", "French", "langue française",
     "http://id.loc.gov/vocabulary/iso639-2/fre", " fr. "],
)  # fmt: skip
def test_french_is_read_however_it_is_written(written):
    assert read_languages(written).codes == ("fr",)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("eng", ("en",)), ("en_US", ("en",)), ("zh-Hans", ("zh",)), ("ger", ("de",)), ("breton", ("br",)),
        ("gsw", ("gsw",)), ("fr; en", ("fr", "en")),
        ("français, anglais", ("fr", "en")), ("français et latin", ("fr", "la")),
    ],
)  # fmt: skip
def test_others_are_read_too(written, codes):
    assert read_languages(written).codes == codes


@pytest.mark.parametrize("written", ["", "x-none", "und", "zxx", "other", "mul"])
def test_what_says_there_is_none_is_neither_read_nor_left(written):
    assert read_languages(written).codes == ()
    assert read_languages(written).leftover == ""


@pytest.mark.parametrize("written", ["qqq", "{{ lang }}", "français de Vulcain", "12"])
def test_nonsense_is_left(written):
    assert read_languages(written).codes == ()
    assert read_languages(written).leftover == written


def test_codes_have_a_name_and_the_letters_of_libraries():
    assert (language_name("fr"), library_code("fr")) == ("français", "fre")
    assert (language_name("de"), library_code("de")) == ("allemand", "ger")
    assert (language_name("qq"), library_code("qq")) == ("qq", "qq")

"""A card that is written is read back as it was, whatever a repository calls itself."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from schemas.files.source import QUIRKS, Expect, Source, load_sources
from schemas.files.source_card import written_card
from schemas.parsing.xml import legal_text
from schemas.words.vocabulary import load_vocabulary

texts = st.text(max_size=60).map(lambda text: legal_text(text).replace("\x7f", "").strip()).filter(bool)


def read_back(text: str) -> Source:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "carte.toml"
        path.write_text(text, encoding="utf-8", newline="")
        faults: list[str] = []
        (source,) = load_sources(path, faults)
        assert faults == []
        return source


cards = st.builds(
    Source,
    id=st.just("essai"),
    titre=texts,
    kind=st.just("oai"),
    url=st.just("https://x.example/oai?page=oai"),
    metadata_prefix=st.just(("lom", "oai_dc")),
    sets=st.lists(texts, max_size=3).map(tuple),
    academie=st.none() | st.sampled_from(load_vocabulary("academies").labels),
    quirks=st.lists(st.sampled_from(sorted(QUIRKS)), unique=True).map(tuple),
    expect=st.builds(Expect, min=st.none() | st.integers(0, 10**6), max=st.none()),
    timeout=st.integers(1, 90_000).map(lambda seconds: timedelta(seconds=seconds)),
)


@given(st.text(max_size=60), cards)
def test_card_is_read_back(remark: str, source: Source) -> None:
    back = read_back(written_card(source, [remark]))
    assert (back.id, back.url, back.metadata_prefix, back.quirks, back.expect) == (
        source.id, source.url, source.metadata_prefix, source.quirks, source.expect,
    )  # fmt: skip
    assert (back.titre, back.sets, back.academie) == (source.titre, source.sets, source.academie)
    assert back.timeout == source.timeout


def test_remark_cannot_leave_its_comment() -> None:
    card = written_card(Source("essai", "T", "oai", "https://x.example/oai"), ['a\nid = "autre"\r\x0b\u2028b'])
    assert card.splitlines()[0] == '# a id = "autre" b'
    assert read_back(card).id == "essai"


def test_what_the_card_does_not_say_of_its_source_waits_to_be_completed() -> None:
    card = written_card(Source("essai", "T", "site", "https://x.example/", academie="Dijon"))
    waiting = [line for line in card.splitlines() if line.startswith("#")]
    assert [line.partition(" =")[0] for line in waiting] == ["# discipline"]
    assert read_back(card.replace('# discipline = ""', 'discipline = "SVT"')).discipline == "SVT"

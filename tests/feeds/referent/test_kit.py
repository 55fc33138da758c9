"""A group's kit: what its models say once filled in, and left as they are, read by the program's own readers."""

import html
import re
from pathlib import Path

import pytest

from feeds.referent.blocks import examples_of
from feeds.referent.kit import HTML, JSON_LD, PATTERN, SHEET, SPIP, TEXT, kit_of
from feeds.referent.mending import title_to_write
from pipeline.describing.read import describe
from schemas.files.group import Group, load_group
from schemas.files.source import Source
from schemas.parsing.xml import parse_html
from schemas.types.record import RawRecord
from tests.small_site import WORDS, article

GROUPS = sorted((Path(__file__).parents[3] / "examples" / "groups").glob("*.toml"))
PLACE = re.compile(r"à compléter(?: \(par exemple [^)]*\))?")


def group_of(path: Path) -> Group:
    faults: list[str] = []
    group = load_group(path, faults)
    assert faults == []
    return group


def described(group: Group, block: str):
    """The record of a page that holds a block, and the codes of its issues."""
    page = article(title_to_write(group, "une séance"), f"{WORDS}</p>{block}<p>")
    url = "https://site.exemple.org/une/"
    raw = RawRecord("s", url, "html", page.encode(), url=url)
    source = Source("s", "S", "site", "https://site.exemple.org/", discipline=group.discipline)
    read = describe(raw, source, (group,))
    return read.record, {issue.code for issue in read.issues}


@pytest.mark.parametrize("path", GROUPS, ids=lambda path: path.stem)
def test_a_model_filled_in_is_read_whole(path: Path) -> None:
    group = group_of(path)
    expected = {
        one.name: examples_of(one, group)[:1] or (f"Texte {number}",) for number, one in enumerate(group.elements)
    }
    values = iter(next(iter(one)) for one in expected.values())
    record, codes = described(group, PLACE.sub(lambda _: html.escape(next(values)), kit_of(group)[HTML].decode()))

    assert record.elements == expected
    assert (record.groupe, record.traam.traam_class) == (group.id, "production")
    assert codes & {"element_manquant", "vitrine_absente", "jeton_absent", "hors_vocabulaire"} == set()


@pytest.mark.parametrize("path", GROUPS, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", [HTML, TEXT])
def test_a_model_left_as_it_is_says_nothing(path: Path, name: str) -> None:
    group = group_of(path)
    block = kit_of(group)[name].decode()
    record, codes = described(group, block if name == HTML else f"<p>{block.replace(chr(10), '<br>')}</p>")

    assert record.elements == {}
    assert ("element_manquant" in codes) is any(one.is_required for one in group.elements)
    assert "hors_vocabulaire" not in codes


HOSTILE = Group(
    "g", "SVT", ("2024-2025",), "<b>thème</b> m.x@ac-lille.fr",
    elements=group_of(GROUPS[0]).elements, vitrine="javascript:alert(1)", jetons=("{{{*/ ?> </script> [x->y]",),
)  # fmt: skip


def test_what_a_group_says_stays_text() -> None:
    kit = {name: content.decode() for name, content in kit_of(HOSTILE).items()}

    assert "[x->y]" not in kit[SPIP]
    assert "{{{" not in kit[SPIP]
    assert "javascript:" not in kit[HTML] + kit[SHEET]
    assert kit[JSON_LD].count("</script>") == 1
    assert "*/" not in kit[PATTERN].partition("*/")[0].replace("/**", "")
    assert kit[PATTERN].count("?>") == 1 + kit[PATTERN].count("&gt;?>")
    assert "<b>" not in kit[SHEET]
    assert "@ac-lille" not in kit[SHEET]
    assert parse_html(kit[SHEET]) is not None

"""The formats records come in, and the one way to read any of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from schemas.formats.assembly import unreadable
from schemas.formats.document import read_alone
from schemas.formats.feed_entry import read_feed_entry
from schemas.formats.html_page import read_html
from schemas.formats.languages import read_page_languages
from schemas.formats.lom import read_lom
from schemas.formats.oai_dc import read_oai_dc
from schemas.parsing.selectors import Selectors
from schemas.parsing.xml import root_name
from schemas.types.record import RawRecord, Reading
from schemas.types.site_profile import NOTHING_LEARNT, SiteProfile

Reader: TypeAlias = Callable[[RawRecord, frozenset[str]], Reading]
"""Takes the record and the lower-case names of the elements to leave; raises UnreadableError."""

FORMATS: Mapping[str, Reader] = MappingProxyType(
    {
        "oai_dc": read_oai_dc,
        "lom": read_lom,
        "lomfr": read_lom,
        "scolomfr": read_lom,
        "suplomfr": read_lom,
        "oai_lom": read_lom,
        "html": read_html,
        "feed": read_feed_entry,
        "document": read_alone,
    }
)


_READER_BY_ROOT: Mapping[str, Reader] = MappingProxyType({"lom": read_lom, "dc": read_oai_dc})
"""What a record's first element is called says more than the prefix a repository gives it."""
_NO_XML = frozenset({"html", "feed", "document"})


def read(
    raw: RawRecord,
    *,
    ignore: Collection[str] = (),
    selectors: Selectors = (),
    profile: SiteProfile = NOTHING_LEARNT,
) -> Reading:
    """Read one raw record, leaving out the elements named in `ignore` (« rights », « general/coverage »).

    `selectors` point at the parts of a page; `profile` is what was learnt of its site.

    Raises UnreadableError when the format is unknown or nothing at all can be read.
    """
    by_root = None if raw.format in _NO_XML else _READER_BY_ROOT.get(root_name(raw.metadata))
    reader = by_root or FORMATS.get(raw.format)
    if reader is None:
        raise unreadable(raw, f"format « {raw.format[:50]} » inconnu ; formats lus : {', '.join(FORMATS)}")
    if raw.deleted or not raw.metadata.strip():
        raise unreadable(raw, "notice supprimée ou vide, rien à lire")
    left = frozenset(name.lower() for name in ignore)
    if reader is read_html:
        reading = read_html(raw, left, selectors, profile)
        reading = replace(reading, langues=reading.langues or read_page_languages(raw))
    else:
        reading = reader(raw, left)
    if not (reading.titre or reading.description or reading.lines):
        raise unreadable(raw, "ni titre, ni description, ni texte")
    return reading

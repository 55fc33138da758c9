"""What a search knows of words before it reads any: synonyms, and the words that may name a level, a subject or a tool.

Making it ready takes longer than a search: it is written beside each generation, and made anew where the program's
data have changed since.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import schemas
from index.analysis import chunks, fold
from index.layout import LAYOUT
from index.synonyms import SYNONYMS, Synonyms, load_synonyms

LEXICON = "lexique.json"
_VOCABULARIES = ("niveaux", "disciplines", "outils")


class Naming(NamedTuple):
    """What names a level, a discipline or a tool (schemas.notions.said_in_query.naming_phrases)."""

    by_first_word: Mapping[str, Sequence[Sequence[str]]]
    spellings: Mapping[str, Sequence[str]]


class Lexicon(NamedTuple):
    """What is known of words."""

    synonyms: Synonyms
    naming: Naming
    """What names something: the keys of its words, by the first, each key by every spelling of its word."""

    def may_name(self, texts: Iterable[str]) -> bool:
        """Say whether some words may name a level, a discipline or a tool; where not, it is sure."""
        forms = [form for text in texts for chunk in chunks(text) for form in fold(chunk).split()]
        if any(map(str.isdigit, "".join(forms))):
            return True
        keys = {
            key for form in forms for one in (form, form[:-1]) for key in (one, *self.naming.spellings.get(one, ()))
        }
        return any(keys.issuperset(others) for key in keys for others in self.naming.by_first_word.get(key, ()))


def load_lexicon() -> Lexicon:
    """Make the project's own ready."""
    from schemas.notions.said_in_query import naming_phrases  # imported when needed only: it waits for vocabularies

    return Lexicon(load_synonyms(), Naming(*naming_phrases()))


def write_lexicon(folder: Path) -> None:
    """Write the project's in the folder of a generation."""
    lexicon = load_lexicon()
    synonyms = {
        name: [[" ".join(key), others] for key, others in table.items()] for name, table in lexicon.synonyms.items()
    }
    written = {"source": _source(), "synonymes": synonyms, "nommant": lexicon.naming}
    (folder / LEXICON).write_text(json.dumps(written), encoding="ascii")


def read_lexicon(folder: Path) -> Lexicon:
    """Read the one beside a generation; make it anew where it is absent, unreadable or of other data."""
    try:
        found = json.loads((folder / LEXICON).read_bytes())
        if found["source"] != _source():
            return load_lexicon()
        synonyms = {
            name: {tuple(key.split(" ")): tuple(others) for key, others in table}
            for name, table in found["synonymes"].items()
        }
        return Lexicon(synonyms, Naming(*map(dict, found["nommant"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return load_lexicon()


def _source() -> list[int]:
    """What tells the data apart: the layout, and the checksum of each file."""
    vocabularies = Path(schemas.__path__[0]) / "vocabularies"
    files = (SYNONYMS, *(vocabularies / f"{name}.toml" for name in _VOCABULARIES))
    return [LAYOUT, *(zlib.crc32(path.read_bytes()) for path in files)]

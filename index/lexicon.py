"""What a search knows of words before it reads any: synonyms, and the words that may name a level, a subject or a tool.

Making it ready takes longer than a search: it is written beside each generation, and made anew where the program's
data have changed since.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

import schemas
from index.analysis import chunks, fold_letters, folded_words
from index.layout import LAYOUT
from index.synonyms import SYNONYMS, Synonyms, load_synonyms

LEXICON = "lexique.json"
FRENCH = "mots.txt"
"""Common words of French, folded, one a line, each between two ends of line: none of them is a misspelling."""
_VOCABULARIES = ("niveaux", "disciplines", "outils")


class NamingPhrase(NamedTuple):
    """What names a level, a discipline or a tool (schemas.notions.said_in_query.naming_phrases)."""

    by_first_word: Mapping[str, Sequence[Sequence[str]]]
    spellings: Mapping[str, Sequence[str]]


class Lexicon(NamedTuple):
    """What is known of words."""

    synonyms: Synonyms
    naming: NamingPhrase
    """What names something: the keys of its words, by the first, each key by every spelling of its word."""
    french: Container[str] = frozenset()
    """Common words of French, folded."""

    def may_name(self, texts: Iterable[str]) -> bool:
        """Say whether some words may name a level, a discipline or a tool; where not, it is sure."""
        forms = [form for text in texts for chunk in chunks(text) for form in folded_words(chunk).split()]
        if any(map(str.isdigit, "".join(forms))):
            return True
        keys = {
            key for form in forms for one in (form, form[:-1]) for key in (one, *self.naming.spellings.get(one, ()))
        }
        return any(keys.issuperset(others) for key in keys for others in self.naming.by_first_word.get(key, ()))


def load_lexicon(french: Container[str] = frozenset()) -> Lexicon:
    """Make the project's own ready."""
    from schemas.notions.said_in_query import naming_phrases  # imported when needed only: it waits for vocabularies

    return Lexicon(load_synonyms(), NamingPhrase(*naming_phrases()), french)


def write_lexicon(folder: Path) -> None:
    """Write the project's in the folder of a generation."""
    lexicon = load_lexicon()
    synonyms = {
        name: [[" ".join(key), others] for key, others in table.items()] for name, table in lexicon.synonyms.items()
    }
    written = {"source": _source(), "synonymes": synonyms, "nommant": lexicon.naming}
    (folder / LEXICON).write_text(json.dumps(written), encoding="ascii")
    (folder / FRENCH).write_bytes(_french())


def read_lexicon(folder: Path) -> Lexicon:
    """Read the one beside a generation; make it anew where it is absent, unreadable or of other data."""
    french = French(folder)
    try:
        found = json.loads((folder / LEXICON).read_bytes())
        if found["source"] != _source():
            return load_lexicon(french)
        synonyms = {
            name: {tuple(key.split(" ")): tuple(others) for key, others in table}
            for name, table in found["synonymes"].items()
        }
        return Lexicon(synonyms, NamingPhrase(*map(dict, found["nommant"])), french)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return load_lexicon(french)


class French:
    """The common words of French kept beside a generation; read when a word is met that no text holds."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FRENCH

    def __contains__(self, form: object) -> bool:
        return f"\n{form}\n".encode() in self._lines

    @cached_property
    def _lines(self) -> bytes:
        try:
            return self._path.read_bytes()
        except OSError:
            return b""


@cache
def _french() -> bytes:
    """Fold the words of the spelling library; none where an installation made before it was needed lacks it."""
    import gzip  # imported when needed only: an index is built less often than searched
    from importlib.resources import files

    try:
        packed = files("spellchecker").joinpath("resources", "fr.json.gz").read_bytes()
    except (ModuleNotFoundError, FileNotFoundError):  # « traam doctor » tells it; what looks like no word is put right
        return b""
    # Its own reader makes ready what is counted and compared, and takes half a second: only the words are wanted.
    known = "\n".join(json.loads(gzip.decompress(packed)))
    return f"\n{fold_letters(known.replace('’', '-'))}\n".encode()


def _source() -> list[int]:
    """What tells the data apart: the layout, and the checksum of each file."""
    vocabularies = Path(schemas.__path__[0]) / "vocabularies"
    files = (SYNONYMS, *(vocabularies / f"{name}.toml" for name in _VOCABULARIES))
    return [LAYOUT, *(zlib.crc32(path.read_bytes()) for path in files)]

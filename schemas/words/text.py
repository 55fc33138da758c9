"""Making any harvested text readable and comparable, without ever interpreting it."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from schemas.words.remembering import remembered

MAX_LENGTH = 50_000
"""Characters of a value that are looked at; what follows is nobody's description."""
MAX_WORD = 80
"""Characters of a word; what is longer is none."""
_MAX_ROUNDS = 20

_PLAIN = re.compile(r"[ -%'-Z^_a-zÀ-ÁÇ-ÖØ-ſ‐-‧«»°²³µ’]*")
_BEGINS_DOUBLED = re.compile(r" (.)\1")
_HAS_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,31}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_STACKED_AMP = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_END = re.compile(r"\\r\\n|\\[rn](?![a-zA-Z])|\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_BRACES = re.compile(r"\{{2,3}|\}{2,3}")
_SPIP_LINK = re.compile(r"\[([^\[\]<>]{1,300}?)->[^\[\]\s]{0,500}\]")
_SPIP_DOCUMENT = re.compile(r"<(?:doc|img|emb|document)\d{1,8}(?:\|[^<>]{0,60})?>")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")

# UTF-8 read as cp1252: bytes 0x80-0xBF seen as characters, the five cp1252 has not being left as controls.
_TRAIL = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0))
_MOJIBAKE = re.compile(f"[ÂÃÄÅ][{re.escape(_TRAIL)}]|[âï][{re.escape(_TRAIL)}]{{2}}|ðŸ[{re.escape(_TRAIL)}]{{2}}")
_LONE_A_GRAVE = re.compile(r"(?<!\w)Ã(?=\s)")
_TAGS_SEEN = re.compile(r"</(?:p|div|ul|ol|li|h[1-6]|td)>|<br\s{0,3}/?>", re.IGNORECASE)
_DROPPED_TAGS = re.compile(r"<(script|style)\b.*?(?:</\1>|\Z)", re.IGNORECASE | re.DOTALL)
_LINE_TAGS = re.compile(r"</?(?:p|div|li|ul|ol|h[1-6]|tr|table|blockquote|br)\b[^<>]{0,1000}>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,1000}>")

_TYPOGRAPHY = str.maketrans({
    **dict.fromkeys("’‘ʼ´`′＇", "'"), **dict.fromkeys("‐‑‒–—―−﹣－", "-"), **dict.fromkeys("«»“”„″", '"'),
    "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i",
})  # fmt: skip

_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_BEYOND_LATIN_1 = tuple(
    (char, plain)
    for char, plain in zip(
        "’–—œŒæÆ…\u202f“”", ("'", "-", "-", "oe", "oe", "ae", "ae", "...", " ", '"', '"'), strict=True
    )
)


@remembered
def clean_text(value: str) -> str:
    """The text on one line, its damage repaired: entities, mojibake, invisible characters, wiki marks, blanks."""
    if len(value) > MAX_LENGTH or not _is_clean(value):
        return " ".join(clean_paragraphs(value).split())
    return value


def clean_paragraphs(value: str) -> str:
    """The text repaired as clean_text does, its line ends kept as single newlines."""
    if len(value) <= MAX_LENGTH and all(line and _is_clean(line) for line in value.split("\n")):
        return value
    text = value[:MAX_LENGTH]
    for _ in range(_MAX_ROUNDS):
        before, text = text, _clean_once(text)
        if text == before:
            break
    return text


def _is_clean(line: str) -> bool:
    """Say whether a line has surely nothing to repair; quick, since nearly every text goes through here.

    Where the letters of nearly all words are doubled, some of the first quarter are.
    """
    if _PLAIN.fullmatch(line) is None or "  " in line or line[:1] == " " or line[-1:] == " ":
        return False
    start = line[: len(line) // 4 + 200]
    if start[:1] != start[1:2] and _BEGINS_DOUBLED.search(start) is None:
        return True
    return not any(word[:1] == word[1:2] and len(word) > 5 and word[::2] == word[1::2] for word in start.split(" "))


def _clean_once(text: str) -> str:
    if "&" in text and _HAS_ENTITY.search(text):
        text = html.unescape(_STACKED_AMP.sub("&", text))
    text = _CONTROL.sub("", _LINE_END.sub("\n", _INVISIBLE.sub("", _repaired(text))))
    if "{{" in text or "}}" in text:
        text = _BRACES.sub("", text)
    if "->" in text:
        text = _SPIP_LINK.sub(r"\1", text)
    if "<" in text:
        text = _SPIP_DOCUMENT.sub("", text)
    text = unicodedata.normalize("NFC", _BLANKS.sub(" ", text))
    return _LINES.sub("\n", _undoubled(text)).strip()


def _repaired(text: str) -> str:
    """Undo UTF-8 read as cp1252, sequence by sequence, so that a text half damaged is half repaired."""
    if text.isascii():
        return text
    return _LONE_A_GRAVE.sub("à", _MOJIBAKE.sub(_decoded, text))


def _decoded(match: re.Match[str]) -> str:
    try:
        raw = b"".join(char.encode("latin-1" if "\x80" <= char <= "\x9f" else "cp1252") for char in match[0])
        return raw.decode("utf-8")
    except UnicodeError:
        return match[0]


def _undoubled(text: str) -> str:
    """Undo the doubled letters of a bad PDF extraction, when nearly the whole text shows them."""
    words = text.split()
    doubled = [word for word in words if len(word) % 2 == 0 and word[::2] == word[1::2]]
    total = sum(map(len, words))
    if total < 8 or sum(map(len, doubled)) < 0.8 * total or all(len(set(word)) == 1 for word in doubled):
        return text
    known = set(doubled)
    return re.sub(r"\S+", lambda match: match[0][::2] if match[0] in known else match[0], text)


def without_tags(text: str) -> str:
    """A text laid out in HTML as plain text, one line a block; a text that speaks of tags stays as it is."""
    if "<" not in text or not _TAGS_SEEN.search(text):
        return text
    return _ANY_TAG.sub("", _LINE_TAGS.sub("\n", _DROPPED_TAGS.sub("", text[:MAX_LENGTH])))


@remembered
def fold(text: str) -> str:
    """The form texts are compared in: no case, accents, ligatures nor typographic apostrophes and dashes."""
    return _quickly(text, _FOLDED_BYTES) or _folded(text)


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.translate(_TYPOGRAPHY)).casefold().translate(_TYPOGRAPHY)
    folded = unicodedata.normalize("NFKD", folded).translate(_TYPOGRAPHY)
    return "".join(char for char in folded if not unicodedata.combining(char))


_FOLDED_BYTES = bytes(
    ord(plain) if len(plain := _folded(chr(code))) == 1 and plain.isascii() else 0xFF for code in range(0x100)
)
"""What each byte of Latin-1 is folded to; 0xFF where that takes more than a byte."""
_WORD_BYTES = bytes(byte if byte == 0xFF or chr(byte).isalnum() else ord(" ") for byte in _FOLDED_BYTES)
"""The same, with a blank between words."""


def _quickly(text: str, table: bytes) -> str:
    """Fold a text of plain French letters as bytes, ten times as quickly; nothing when it holds others."""
    try:
        return text.encode("latin-1").translate(table).decode("ascii")
    except UnicodeError:
        pass
    for char, plain in _BEYOND_LATIN_1:
        text = text.replace(char, plain)
    try:
        return text.encode("latin-1").translate(table).decode("ascii")
    except UnicodeError:
        return ""


def plain_words(text: str) -> list[str]:
    """The folded words of a text of plain French letters, as a regular expression would find them; none of others."""
    words = _quickly(text, _WORD_BYTES).split() if "+" not in text and "#" not in text else []
    return words if max(map(len, words), default=0) <= MAX_WORD else []


@lru_cache(maxsize=16_384)
def fold_word(word: str) -> str:
    """The key of one word: folded, its plural mark taken away."""
    folded = fold(word[:MAX_WORD])
    return folded[:-1] if len(folded) > 3 and folded[-1] in "sx" else folded


def hyphenated(folded: str) -> str:
    """Write « - » for all that is no plain letter nor digit in a folded text: « entrepot n° 1 » → « entrepot-n-1 »."""
    return _NOT_PLAIN.sub("-", folded).strip("-")


def cut(text: str, length: int) -> str:
    """The text, or its beginning up to a word and « … », in at most that many characters."""
    if len(text) <= length:
        return text
    if length < 1:
        return ""
    start = text[: length - 1]
    if not text[length - 1].isspace() and (space := max(start.rfind(" "), start.rfind("\n"))) > length // 2:
        start = start[:space]
    return start.rstrip(" \n,;:") + "…"


def some_of(names: Sequence[str], most: int) -> str:
    """The first of some names, and « … » where there are more."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")

"""Reading labelled blocks (« Niveau : 3e », or a heading and what follows it) out of a description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from schemas.files.group import Element
from schemas.types.record import Line, LineShape
from schemas.words.phrases import distinct, key_of
from schemas.words.text import clean_paragraphs, clean_text, cut, fold

MAX_LINES = 2_000
MAX_VALUES = 50
MAX_VALUE = 500
_MAX_LABEL = 120
_MAX_WORDS = 14
_MAX_TYPED_LINE = 160
_MAX_COLONS = 8
_PLURAL_MARK = re.compile(r"\((?:s|x|e|es|ne|nes|ère|le|les)\)|[·.](?:s|x|e|es)\b", re.IGNORECASE)
BULLET = re.compile(
    r"^\s*(?:[-–—‒•◦▪▫■□●○◆◇❖➢➤➔✓✔✗☐☑‣⁃∙⦁*+·→►»>\uf0a7\uf0b7\uf0d8\uf0fc\uf076-]|o(?=\s)|\d{1,2}[.)]|[a-z]\))\s+"
    r"|^\s*[•◦▪▫■□●○◆◇❖➢➤✓✔‣⁃∙⦁\uf0a7\uf0b7\uf0d8\uf0fc\uf076]\s*"
)
"""What begins the item of a list that was typed, or came out of a document; the last are of Word's symbol fonts."""
_COLON = re.compile(r"\s?[:：](?!//)")
_WORD_START = re.compile(r"(?<!\S)\S")
_BEFORE_LABEL = "-–—|;,.•·/)»"
_SENTENCE_ENDS = frozenset(".!?…|•·;")
"""What may stand before the first label of a line."""
_QUALIFIERS = frozenset(
    key
    for text in (
        "utilisé utilisée visé visée concerné concernée travaillé travaillée mobilisé mobilisée abordé abordée",
        "développé développée ciblé ciblée employé employée exercé exercée retenu retenue principal principale",
    )
    for key in key_of(text)
)
"""What a label may add to its name: « Outils mobilisés », « Compétences CRCN-Édu travaillées »."""
_FRAME_OF_PUPILS, _FRAME_OF_TEACHERS = ("crcn",), ("crcn", "edu")
_OF_TEACHERS = frozenset(
    key_of("édu professeur professeure enseignant enseignante formateur formatrice professionnelle")
)
_OF_FRAME = re.compile(r"(?:comp[ée]tences?|CRCN|domaines?|cadre|r[ée]f[ée]rentiel)\b[^\d.!?]{0,60}\Z", re.IGNORECASE)
_INTRODUCES_ITEMS = re.compile(r"(?:pour|avec|sur|c[oô]t[ée])\b[^:]{2,60}:\Z", re.IGNORECASE)
"""An item that only introduces the list within it: « Pour dessiner : »."""
_NOT_BEGINNING = " \t*•-–—·►→#:"
_LISTED = re.compile(r"\s*[;•]\s*|\s+\|\s+")
_LISTED_NAMES = re.compile(r"\s*[;,•]\s*(?![^()]*\))|\s+[|/+]\s+")
_NAMES = frozenset({"outil", "discipline"})
_SENTENCE_AFTER = re.compile(
    r"(?<=[^\s.][^\s.])\.\s+(?=(?:L(?:es?|a|['’])|On|Nous|Ils?|Elles?|Chac\w+|Chaque|Une?|Des|Ce(?:t|tte|s)?|[ÀA]|Au|Aux|Après"
    r"|Avant|Pendant|Puis|Ensuite|Dans|Deux|Trois|Plusieurs|Toute?s?|Tous|Nos|Mes|Leurs?|Ici|Il)\b\s?(?:\S+\s+){3}\S)"
)
_NOTHING = frozenset({"aucun", "aucune", "neant", "rien", "sans objet", "n/a", "-", "non", "/", "x"})
"""What people write where a form asks for what there is none of: nothing to be read, nor to be mended."""
_NONE_NEEDED = re.compile(
    r"(?:aucune?|pas (?:de |d')) ?(?:[\w'-]+ ){0,6}?(?:(?:n'est |n'ont ete )?(?:necessaires?|requise?s?|exigee?s?"
    r"|utilisee?s?)|particuli\w+|specifiques?|numeriques?|outils?|logiciels?|materiel)\W*"
)
_TO_FILL = re.compile(r"a completer(?: \(.*\))?\W*")
"""What stands in a model where its author has yet to write (feeds.referent.blocks)."""
_ENDED_BY_THEIR_SHAPE = frozenset({"cell", "definition"})
"""What a text in a cell or a definition says ends with it: the paragraph below the table is another."""
_GOES_ON = frozenset(":,;…")
"""A value that ends so goes on in the list below it."""
_FEWEST_WORDS_THAT_ANNOUNCE = 4


@dataclass(frozen=True, slots=True)
class Block:
    """One labelled block of a description."""

    element: Element
    label: str
    """As the source wrote it."""
    values: tuple[str, ...]
    """Cleaned, in reading order; empty when the label stands alone."""
    document: str = ""
    """Title of the joined document it stands in; empty for the page's own text."""

    @property
    def place(self) -> str:
        """Say where the block stands."""
        within = f" du document « {cut(self.document, 80)} »" if self.document else ""
        return f"bloc « {self.label} »{within}"


class _Open:
    """A block whose content is still being read."""

    def __init__(self, element: Element, label: str, content: list[str], line: Line) -> None:
        self.document = line.document
        self.element = element
        self.label = label
        self.content = content
        self._line = line
        self._is_inline = bool(content)
        self._shape: LineShape = "text"
        """What its first line stands in: a list goes on as long as it lasts, whatever its items end with."""

    def take(self, line: Line, following: Line | None) -> bool:
        """Take the next line if it belongs to the block, and say so.

        After a value on the label's own line only list items do; a block of names or levels takes no sentence.
        """
        if not self.content and not self._is_inline and _introduces(line, following):
            if self.element.type == "texte":
                self.content.append(line.text)
            return True
        if not self._is_inline and line.shape == "item" and _INTRODUCES_ITEMS.match(line.text):
            return True
        is_taken = len(self.content) < MAX_VALUES and self._is_content(line)
        if is_taken:
            if not self.content:
                self._shape = line.shape
            self.content.append(line.text)
        return is_taken

    def is_ended_by(self, line: Line) -> bool:
        """Say whether a heading ends the block: one below its own, in a text, is part of it."""
        if not line.heading or BULLET.match(line.text):
            return False
        if line.shape == "item" and not line.level and self._shape == "item":
            return False  # an item that is wholly bold
        return not (self.element.type == "texte" and 0 < self._line.level < line.level)

    def _is_content(self, line: Line) -> bool:
        text = line.text
        if BULLET.match(text):
            return True
        if len(text) <= _MAX_LABEL and text.endswith(":"):  # a label nobody agreed on
            return False
        if not self.content:
            return True
        if self._is_inline:
            return line.shape == "item" and self.content[-1][-1:] in _GOES_ON
        if self.element.type == "texte":
            return self._shape not in _ENDED_BY_THEIR_SHAPE or line.shape == self._shape
        if self._shape != "text" or line.shape == "item":
            return line.shape == self._shape or (line.shape == "item" and self._shape == "text")
        return len(text) <= _MAX_TYPED_LINE and not text.endswith(".")


def _introduces(line: Line, following: Line | None) -> bool:
    """Say whether a line only announces the list that follows it: « Les compétences suivantes sont travaillées : »."""
    return (
        line.shape == "text"
        and not line.heading
        and line.text.endswith(":")
        and len(line.text.split()) >= _FEWEST_WORDS_THAT_ANNOUNCE
        and following is not None
        and (following.shape == "item" or BULLET.match(following.text) is not None)
    )


@lru_cache(maxsize=512)
def _labels(elements: tuple[Element, ...]) -> Mapping[tuple[str, ...], Element]:
    """The element of each label's key; the first of two elements that share a label has it."""
    found: dict[tuple[str, ...], Element] = {}
    for element in elements:
        for text in (element.label, *element.variants):
            found.setdefault(_label_key(text), element)
    found.pop((), None)
    return found


def _label_key(text: str) -> tuple[str, ...]:
    return key_of(_PLURAL_MARK.sub("", text[: _MAX_LABEL + 40]))


def lines_of_text(text: str) -> tuple[Line, ...]:
    """Cut a plain text description into lines."""
    return tuple(Line(line) for line in clean_paragraphs(text).split("\n")[:MAX_LINES] if line)


def read_blocks(lines: Sequence[Line], elements: Sequence[Element]) -> tuple[Block, ...]:
    """The blocks whose label is one of the elements', in reading order, from lines as their source wrote them.

    A label ends with a colon, or is a whole line; its content is the rest of the line, or when nothing is left the
    lines that follow, up to the next label or heading.
    """
    return blocks_of_clean(clean_lines(lines), elements)


def clean_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with their damage repaired, none of them empty, as many as are looked at."""
    return tuple(_cleaned(lines))


def blocks_of_clean(lines: Sequence[Line], elements: Sequence[Element]) -> tuple[Block, ...]:
    """Read the blocks of lines that clean_lines gave: they are often read with several sets of labels."""
    labels = _labels(tuple(elements))
    blocks: list[Block] = []
    current: _Open | None = None
    for position, line in enumerate(lines if labels else ()):
        opened = [
            _Open(element, label, [rest] if rest else [], line) for label, element, rest in _segments(line.text, labels)
        ]
        is_end = current is not None and (current.document != line.document or current.is_ended_by(line))
        if not opened and not is_end:
            following = lines[position + 1] if position + 1 < len(lines) else None
            if current is not None and not current.take(line, following):
                blocks.append(_block(current))
                current = None
            continue
        ended = [current, *opened] if current is not None else [*opened]
        current = ended.pop() if opened else None
        blocks += [_block(one) for one in ended]
    return (*blocks, _block(current)) if current is not None else tuple(blocks)


def _cleaned(lines: Sequence[Line]) -> Iterator[Line]:
    for line in lines[:MAX_LINES]:
        for text in clean_paragraphs(line.text).split("\n") if "\n" in line.text else (clean_text(line.text),):
            if text:
                yield line if text == line.text else replace(line, text=text)


def _segments(text: str, labels: Mapping[tuple[str, ...], Element]) -> list[tuple[str, Element, str]]:
    """The labels that begin a line, or stand further on it, each with the text that follows it."""
    start = text.lstrip(_NOT_BEGINNING)
    asked = start.find("?", 0, _MAX_LABEL)
    answer = start[asked + 1 :].lstrip(" *_»\u00a0") if asked > 0 else ""
    if answer and (element := _label_before(start[:asked], labels)) is not None:
        return [(start[:asked].strip(), element, answer)]  # « Avec quoi ? Un tableur. »
    colons = list(_COLON.finditer(start, 0, 2_000))[:_MAX_COLONS] if ":" in start or "：" in start else []
    if not colons or colons[0].start() > _MAX_LABEL:
        return _whole_line(start, labels)
    first = _label_before(start[: colons[0].start()], labels)
    marks: list[tuple[int, int, str, Element]] = []
    if first is not None:
        marks.append((0, colons[0].end(), start[: colons[0].start()].strip(), first))
    for colon in colons[len(marks) :]:
        # Before any label only the end of a sentence lets one begin: « TraAM 2012-2013. Niveau : seconde ».
        found = _label_at_end(start, marks[-1][1] if marks else 0, colon.start(), labels)
        if found is not None and not marks and start[: found[0]].rstrip()[-1:] not in _SENTENCE_ENDS:
            found = None
        if found is not None:
            marks.append((found[0], colon.end(), start[found[0] : colon.start()].strip(), found[1]))
    if not marks:
        return []
    ends = [mark[0] for mark in marks[1:]] + [len(start)]
    return [
        (label, element, start[after:end].strip().rstrip(_BEFORE_LABEL if end < len(start) else "").strip(" :"))
        for (_, after, label, element), end in zip(marks, ends, strict=True)
    ]


def _whole_line(text: str, labels: Mapping[tuple[str, ...], Element]) -> list[tuple[str, Element, str]]:
    if len(text) > _MAX_LABEL or not text[:1].isupper():
        return []
    element = _label_before(text, labels)
    return [(text, element, "")] if element is not None else []


def _label_before(text: str, labels: Mapping[tuple[str, ...], Element]) -> Element | None:
    """The element whose label is the text; what parentheses add (« (CRCN) ») may be left out."""
    key = _label_key(text)
    element = labels.get(key)
    if element is None and "(" in text:
        key = _label_key(re.sub(r"\([^()]{0,80}\)", " ", text))
        element = labels.get(key)
    if element is None and not _QUALIFIERS.isdisjoint(key):
        element = labels.get(tuple(word for word in key if word not in _QUALIFIERS))
    if element is None and "crcn" in key and _OF_FRAME.match(text):  # whatever its other words
        element = labels.get(_FRAME_OF_PUPILS if _OF_TEACHERS.isdisjoint(key) else _FRAME_OF_TEACHERS)
    return element


def _label_at_end(
    text: str, start: int, end: int, labels: Mapping[tuple[str, ...], Element]
) -> tuple[int, Element] | None:
    """Find the longest label that ends before a colon inside a line: it begins with a capital, or after a separator."""
    begins = [match.start() for match in _WORD_START.finditer(text, start, end)][-_MAX_WORDS:]
    for begin in begins:
        before = text[start:begin].rstrip()[-1:]
        if not text[begin].isupper() and before not in _BEFORE_LABEL:
            continue
        element = _label_before(text[begin:end], labels)
        if element is not None:
            return begin, element
    return None


def value_and_sentence(value: str) -> tuple[str, ...]:
    """A value, and the sentence that goes on after it in its paragraph: « 3e. Les relevés sont saisis… ».

    The sentence is running text: it is read as such, and nothing of it waits as a word of the label's.
    """
    found = _SENTENCE_AFTER.search(value)
    return (value,) if found is None else (value[: found.start()], value[found.end() :])


def _parts(text: str, separator: re.Pattern[str]) -> list[str]:
    """The values of a list; the sentence that goes on after the last, « Phyphox. Les élèves tracent… », stays whole."""
    listed, *sentence = value_and_sentence(text)
    parts = separator.split(listed)
    return [*parts[:-1], ". ".join((parts[-1], *sentence))]


def _says_nothing(value: str, element: Element) -> bool:
    """Say whether a value says that there is none: « aucun », « aucun logiciel n'est nécessaire »."""
    folded = fold(value)
    if folded in _NOTHING or _TO_FILL.fullmatch(folded):
        return True
    return element.type != "texte" and _NONE_NEEDED.fullmatch(folded) is not None


def _block(opened: _Open) -> Block:
    element, content = opened.element, opened.content
    if element.is_single and element.type == "texte":
        joined = cut(" ".join(BULLET.sub("", text) for text in content).strip(), MAX_VALUE)
        is_said = joined and not _TO_FILL.fullmatch(fold(joined))
        return Block(element, opened.label, (joined,) if is_said else (), opened.document)
    separator = _LISTED_NAMES if element.type in _NAMES else _LISTED
    parts = (part for text in content for part in _parts(BULLET.sub("", text), separator))
    values = [cut(part.strip(" \t.;" if element.type in _NAMES else " \t;"), MAX_VALUE) for part in parts]
    kept = distinct([value for value in values if value and not _says_nothing(value, element)])[:MAX_VALUES]
    return Block(element, opened.label, kept, opened.document)

"""Names and values laid out side by side, whatever holds them: rows of a flex box, fields of a CMS, bold leads.

Nothing in HTML says that « <div>Niveau</div><div>4e</div> » is a name and its value; that others beside it are built
the same way does, as soon as one of their names is that of a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

_SAYS_FIELD = re.compile(
    r"\W*(?:niveaux?|classes?|cycles?|public|disciplines?|mati[èe]res?|comp[ée]tences?|crcn|socle|outils?|logiciels?"
    r"|applications?|mat[ée]riel|acad[ée]mies?|ann[ée]es?|langues?|ressources|supports?|[ée]quipement"
    r"|environnement)\b[^.!?]{0,40}\??\W*\Z",
    re.IGNORECASE,
)
"""A name of a field, alone or with what it adds: « Niveau(x) concerné(s) », « Compétences mobilisées »."""
_BEGINNINGS = frozenset({
    "niv", "cla", "cyc", "pub", "dis", "mat", "com", "crc", "soc", "out", "log", "app", "aca", "ann", "lan", "res",
    "sup", "équ", "equ", "env",
})  # fmt: skip
"""How these names begin: most texts of a page are told from them at once."""
_AROUND = " \t\r\n\u00a0\u202f•·*–—-►→▪"
_LABELS = ("div", "span", "p", "b", "strong", "em", "u", "label", "li", "td")
_ALONE = frozenset({"div", "p", "span", "label"})
_LEADS = frozenset({"b", "strong", "em", "u", "span"})
_NO_ROWS = frozenset({"table", "tbody", "thead", "tr", "dl", "ul", "ol", "select", "nav", "form", "html", "head"})
_NAMES_LABEL = re.compile(r"(?:\A|[-_])(?:label|libelle|etiquette|intitule|key|cle|term)\Z", re.IGNORECASE)
_LONGEST = 60
_MOST_KIDS = 60
_MOST_LABELS = 400


@dataclass(slots=True)
class Pairs:
    """The elements that are labels, and where the value of each is."""

    labels: set[etree._Element] = field(default_factory=set)
    values: set[etree._Element] = field(default_factory=set)
    leads: set[etree._Element] = field(default_factory=set)
    """The labels a block begins with: their value is the rest of it."""
    led: set[etree._Element] = field(default_factory=set)
    """The blocks they begin."""

    def __bool__(self) -> bool:
        return bool(self.labels)


def find_pairs(root: etree._Element) -> Pairs:
    """Find the pairs of a text, by the labels of fields it shows."""
    found, seen = Pairs(), set[etree._Element]()
    for label in _labels_of_fields(root):
        parent = label.getparent()
        if parent is None or parent in seen or parent.tag in _NO_ROWS:
            continue
        seen.add(parent)
        if label is not root:
            _take(found, parent, label)
    return found


def _labels_of_fields(root: etree._Element) -> Iterator[etree._Element]:
    """The largest element that says each name of a field and nothing else, as many as are looked at."""
    count = 0
    for element in root.iter(*_LABELS):
        text = element.text
        if not text or len(text) > 4 * _LONGEST or len(element):
            continue
        text = text.strip(_AROUND)
        if text[:3].lower() not in _BEGINNINGS or len(text) > _LONGEST or not _SAYS_FIELD.match(text):
            continue
        count += 1
        if count > _MOST_LABELS:
            return
        while (parent := element.getparent()) is not None and parent is not root and _is_only_child(element, parent):
            element = parent
        yield element


def _is_only_child(element: etree._Element, parent: etree._Element) -> bool:
    return len(parent) == 1 and not _says(parent.text) and not _says(element.tail) and parent.tag not in _NO_ROWS


def _take(found: Pairs, parent: etree._Element, label: etree._Element) -> None:
    kids = [kid for kid in islice(parent, _MOST_KIDS) if isinstance(kid.tag, str) and kid.tag != "br"]
    is_bare = not _says(parent.text) and not any(_says(kid.tail) for kid in parent)
    if is_bare and len(kids) > 2:
        if _alternate(kids):
            found.labels.update(kids[::2])
            found.values.update(kids[1::2])
    elif is_bare and len(kids) == 2 and kids[0] is label:
        rows = [row for row in _beside(parent) if (pair := _row(row)) is not None and _is_label(pair[0])]
        if len(rows) > 1 or _names_label(label) or (label.tag in _ALONE and kids[1].tag == label.tag):
            for name, value in filter(None, map(_row, rows)):
                found.labels.add(name)
                found.values.add(value)
    elif kids and kids[0] is label and label.tag in _LEADS:
        leads = [row for row in _beside(parent) if _lead(row, str(label.tag)) is not None]
        if len(leads) > 1:
            found.labels.update(row[0] for row in leads)
            found.leads.update(row[0] for row in leads)
            found.led.update(leads)


def _beside(parent: etree._Element) -> list[etree._Element]:
    """An element and those of its kind beside it."""
    above = parent.getparent()
    if above is None:
        return [parent]
    names = parent.get("class")
    is_named = parent.tag not in {"p", "li"}
    return [
        one for one in islice(above, 4 * _MOST_KIDS)
        if one.tag == parent.tag and (not is_named or _kind(one) == _kind(parent) or one.get("class") == names)
    ]  # fmt: skip


def _kind(element: etree._Element) -> str:
    """What an element is by the first of its classes: those after it name the field or the turn."""
    return f"{element.tag} {(element.get('class') or '').partition(' ')[0]}"


def _row(element: etree._Element) -> tuple[etree._Element, etree._Element] | None:
    """Read an element that holds a name, then its value, and nothing else."""
    kids = [kid for kid in islice(element, 4) if isinstance(kid.tag, str) and kid.tag != "br"]
    if len(kids) != 2 or _says(element.text) or any(_says(kid.tail) for kid in islice(element, 4)):
        return None
    return (kids[0], kids[1]) if _is_label(kids[0]) and _text(kids[1]) else None


def _lead(element: etree._Element, tag: str) -> etree._Element | None:
    """The name a block begins with, where it is put forward and no colon follows it."""
    if len(element) == 0 or element[0].tag != tag or _says(element.text) or not _is_label(element[0]):
        return None
    after = (element[0].tail or "").strip()
    return element[0] if after and not after.startswith((":", "：")) and not _text(element[0]).endswith(":") else None


def _alternate(kids: Sequence[etree._Element]) -> bool:
    """Say whether elements are names and values in turn, each of its kind."""
    if len(kids) % 2:
        return False
    names, values = kids[::2], kids[1::2]
    kinds = {_kind(one) for one in names}, {_kind(one) for one in values}
    if any(len(kind) != 1 for kind in kinds) or not all(map(_is_label, names)) or not all(map(_text, values)):
        return False
    said = sum(1 for one in names if _SAYS_FIELD.match(_text(one)))
    if kinds[0] != kinds[1]:
        return said > 0
    return said > 1 and not any(_SAYS_FIELD.match(_text(one)[: 2 * _LONGEST]) for one in values)


def _is_label(element: etree._Element) -> bool:
    text = _text(element)
    if not text or len(text) > _LONGEST or text.endswith((".", "!", ";", ",")):
        return False
    return element.tag not in {"a", "h1", "h2", "h3", "h4", "h5", "h6", "img"} and element.find(".//a") is None


def _names_label(element: etree._Element) -> bool:
    return any(_NAMES_LABEL.search(name) for name in (element.get("class") or "").split())


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _says(text: str | None) -> bool:
    return bool(text) and any(char.isalnum() or char in ":：" for char in str(text))

"""A repository of made-up ScoLOMFR records of about 4 kB, each different, always the same for the same number."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

PAGE_DELETED = 100
"""One record in so many is deleted."""
_OAI = "http://www.openarchives.org/OAI/2.0/"
_DISCIPLINES = (("919", "sciences de la vie et de la Terre"), ("857", "mathématiques"), ("875", "histoire"),
                ("890", "français"), ("906", "physique-chimie"), ("901", "technologie"))  # fmt: skip
_LEVELS = (("018", "6e"), ("020", "5e"), ("021", "4e"), ("023", "3e"), ("136", "2de générale et technologique"),
           ("146", "1re générale"), ("201", "terminale générale"))  # fmt: skip
_TEXT = """
    élèves carte numérique enquête terrain groupe classe données tableur graphique oral écrit débat analyse image
    source document espace temps mesure nombre figure preuve modèle expérience cellule énergie climat ville paysage
    roman poème récit argument média information réseau programme algorithme robot capteur compétence évaluation
    parcours projet atelier séance séquence consigne production mutualisation académie scénario ressource tablette
"""
_WORDS = _TEXT.split()
_PLACES = ("Dijon", "Lyon", "Nantes", "Poitiers", "Lille")
_FIRST = ("Ève", "Paul", "Inès", "Noé", "Zoé", "Marc", "Lina", "Hugo")
_LAST = ("Sorlin", "Vidal", "Marchand", "Leroux", "Bonnet", "Garnier", "Faure")


def record_xml(number: int) -> str:
    """One OAI-PMH record of the list."""
    deleted = number % PAGE_DELETED == PAGE_DELETED - 1
    status = ' status="deleted"' if deleted else ""
    head = (
        f"<header{status}><identifier>oai:banc.example:{number}</identifier>"
        f"<datestamp>20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}T08:00:00Z</datestamp>"
        f"<setSpec>traam:{number % 7}</setSpec></header>"
    )
    return f"<record>{head}</record>" if deleted else f"<record>{head}<metadata>{lom_xml(number)}</metadata></record>"


def lom_xml(number: int) -> str:
    """One ScoLOMFR record, written as the French repositories write them."""
    words = _words(number)
    level, other = _LEVELS[number % len(_LEVELS)], _LEVELS[(number + 1) % len(_LEVELS)]
    subject = _DISCIPLINES[number % len(_DISCIPLINES)]
    person = f"{_FIRST[number % len(_FIRST)]} {_LAST[number % len(_LAST)]}"
    title = " ".join(next(words) for _ in range(7)).capitalize()
    keywords = "".join(f"<keyword>{_string(next(words))}</keyword>" for _ in range(4))
    return (
        '<lom xmlns="http://ltsc.ieee.org/xsd/LOM" xmlns:lomfr="http://www.lom-fr.fr/xsd/LOMFR" '
        'xmlns:scolomfr="http://www.lom-fr.fr/xsd/SCOLOMFR"><general>'
        f"<identifier><catalog>URI</catalog><entry>https://banc.example/notice/{number}</entry></identifier>"
        f"<title>{_string(title)}</title><language>fre</language>"
        f"<description>{_string(_prose(words, 40))}</description>{keywords}"
        f"{_term('lomfr:documentType', 'LOMFRv1.0', 'texte')}</general>"
        f"<lifeCycle>{_contribution('author', person, number)}{_contribution('publisher', _body(number), number)}"
        "</lifeCycle><metaMetadata><identifier><catalog>URI</catalog>"
        f"<entry>https://banc.example/meta/{number}</entry></identifier>{_contribution('creator', person, number)}"
        "<metadataSchema>LOMv1.0</metadataSchema><metadataSchema>SCOLOMFRv1.1</metadataSchema>"
        "<language>fre</language></metaMetadata><technical><format>text/html</format>"
        f"<location>https://svt.ac-{_PLACES[number % len(_PLACES)].lower()}.example/article{number}</location>"
        "</technical><educational>"
        f"{_term('learningResourceType', 'SCOLOMFRv1.0', 'scénario pédagogique')}"
        f"{_term('intendedEndUserRole', 'LOMv1.0', 'teacher')}"
        f"{_term('context', 'LOMv1.0', 'school')}<typicalAgeRange>{_string('12-15')}</typicalAgeRange>"
        f"<description>{_string(_prose(words, 10))}</description><language>fre</language>"
        f"{_term('scolomfr:place', 'SCOLOMFRv1.0', 'en salle de classe')}</educational>"
        f"<rights>{_term('cost', 'LOMv1.0', 'no')}{_term('copyrightAndOtherRestrictions', 'LOMv1.0', 'yes')}</rights>"
        + _classified("scolomfr-voc-028-num-003", "scolomfr-voc-015", f"scolomfr-voc-015-num-{subject[0]}", subject[1])
        + _classified("educational level", "scolomfr-voc-022", f"scolomfr-voc-022-num-{level[0]}", level[1])
        + _classified("educational level", "scolomfr-voc-022", f"scolomfr-voc-022-num-{other[0]}", other[1])
        + _classified("scolomfr-voc-028-num-021", "scolomfr-voc-042", "1.1", "Mener une recherche d'informations")
        + "</lom>"
    )


def pages(count: int, size: int) -> Iterator[str]:
    """The whole list, page after page."""
    return (page_at(start, count, size) for start in range(0, count, size))


def page_at(start: int, count: int, size: int) -> str:
    """The page that begins with a record; its token is the number of the next page's first record."""
    records = "".join(record_xml(number) for number in range(start, min(start + size, count)))
    token = str(start + size) if start + size < count else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="{_OAI}">'
        '<responseDate>2026-11-23T08:00:00Z</responseDate><request verb="ListRecords">https://banc.example</request>'
        f"<ListRecords>{records}"
        f'<resumptionToken completeListSize="{count}">{token}</resumptionToken></ListRecords></OAI-PMH>'
    )


def _words(number: int) -> Iterator[str]:
    """Words without end, drawn from the number."""
    round_number = 0
    while True:
        for byte in hashlib.sha512(f"{number}/{round_number}".encode()).digest():
            yield _WORDS[byte % len(_WORDS)]
        round_number += 1


def _prose(words: Iterator[str], count: int) -> str:
    sentences = [" ".join(next(words) for _ in range(10)).capitalize() + "." for _ in range(count // 10 + 1)]
    return " ".join(sentences)


def _string(text: str) -> str:
    return f'<string language="fre">{text}</string>'


def _term(name: str, source: str, value: str) -> str:
    return f"<{name}><source>{source}</source><value>{value}</value></{name}>"


def _body(number: int) -> str:
    return f"Académie de {_PLACES[number % len(_PLACES)]}"


def _contribution(role: str, name: str, number: int) -> str:
    card = f"BEGIN:VCARD&#13;\nVERSION:3.0&#13;\nFN:{name}&#13;\nN:{name};;;;&#13;\nORG:{_body(number)}&#13;\nEND:VCARD"
    date = f"20{10 + number % 15}-{1 + number % 12:02}-{1 + number % 28:02}"
    return (
        f"<contribute>{_term('role', 'LOMv1.0', role)}<entity>{card}</entity>"
        f"<date><dateTime>{date}</dateTime></date></contribute>"
    )


def _classified(purpose: str, source: str, identifier: str, label: str) -> str:
    concept = "http://data.education.fr/voc/scolomfr/concept/"
    value = f"{concept}{purpose}" if purpose.startswith("scolomfr") else purpose
    return (
        f"<classification>{_term('purpose', 'SCOLOMFRv1.0', value)}<taxonPath><source>{_string(source)}</source>"
        f"<taxon><id>{identifier}</id><entry>{_string(label)}</entry></taxon></taxonPath></classification>"
    )

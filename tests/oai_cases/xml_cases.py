"""Cases C: what is wrong in the XML; the fault of a record must cost that record at most."""

from __future__ import annotations

from tests.oai_cases.answers import (
    DC,
    DECLARATION,
    OAI,
    OAI_DC,
    Asked,
    Reply,
    dublin_core,
    gone,
    header,
    record,
    three_pages,
    xml,
)
from tests.oai_cases.cases import FLAGGED_OR_WHOLE, case

BUT_FIVE = (1, 2, 3, 4, 6, 7, 8, 9)
NO_DC = f"<oai_dc:dc {OAI_DC}><dc:title>Sans déclaration</dc:title></oai_dc:dc>"


def with_five(name: str, sends: str, must: str, five: str, **more: object) -> None:
    """A list of which only record 5 is spoiled."""
    case(name, sends, must, **more)(lambda asked: three_pages(asked, {5: five}))  # type: ignore[arg-type]


def titled(text: str) -> str:
    return record(5, content=dublin_core(text))


with_five(
    "C01-control-char", "control characters in record 5", "cleaned", titled("Ti\x0btre\x08 5"), titles={5: "Titre 5"}
)
with_five("C02-illegal-charref", "&#8; in record 5", "cleaned", titled("Ti&#8;tre 5"), titles={5: "Titre 5"})
with_five("C03-unescaped-amp", "bare & and < in record 5", "mended", titled("A & B < C"), titles={5: "A & B < C"})
with_five(
    "C04-html-entities", "HTML entities in record 5", "mended", titled("caf&eacute; noir"), titles={5: "café noir"}
)
with_five(
    "C05-undeclared-prefix",
    "an undeclared prefix",
    "declared",
    record(5, content=NO_DC),
    titles={5: "Sans déclaration"},
)
with_five(
    "C06-unclosed-element",
    "an element left open in record 5",
    "set aside, the others whole",
    record(5, content=dublin_core("x", more="<dc:subject>ouvert")),
    ids=BUT_FIVE,
    set_aside=True,
)
with_five(
    "C07-inner-xml-declaration",
    "an XML declaration inside record 5",
    "dropped",
    record(5, content=DECLARATION + dublin_core("Titre 5")),
    titles={5: "Titre 5"},
)


@case("C08-invalid-utf8", "a Latin-1 byte in record 5", "read as such", titles={5: "café noir"})
def _(asked: Asked) -> Reply:
    return Reply(three_pages(asked, {5: titled("caf@ noir")}).body.replace(b"caf@", b"caf\xe9"))


case("C09-bom", "a byte order mark", "passed over")(lambda asked: Reply(b"\xef\xbb\xbf" + three_pages(asked).body))
case("C12-php-notice-after", "a PHP notice after the answer", "left out")(
    lambda asked: Reply(
        three_pages(asked).body + b"<br />\n<b>Notice</b>: Undefined index: x in <b>oai.php</b><br />\n"
    )
)


@case("C13-latin1-declared", "ISO-8859-1, said to be", "titles right", spoiled=())
def _(asked: Asked) -> Reply:
    return Reply(_in_latin_1(asked, declared="ISO-8859-1"), content_type="text/xml")


@case(
    "C14-latin1-undeclared", "ISO-8859-1, said to be UTF-8", "titles right, or reported", FLAGGED_OR_WHOLE, spoiled=()
)
def _(asked: Asked) -> Reply:
    return Reply(_in_latin_1(asked, declared="UTF-8"), content_type="text/xml")


case("C15-wrong-namespace", "another namespace for the envelope", "read all the same", FLAGGED_OR_WHOLE)(
    lambda asked: xml(three_pages(asked).body.decode().replace(OAI, "https://www.openarchives.org/OAI/2.0/"))
)


@case(
    "C17-xxe",
    "an external entity in a title",
    "nothing is read from the disk",
    FLAGGED_OR_WHOLE,
    ids=(),
    most_requests=10,
)
def _(asked: Asked) -> Reply:
    doctype = '<!DOCTYPE OAI-PMH [<!ENTITY fichier SYSTEM "file:///etc/hostname">]>\n'
    return _with_doctype(asked, doctype, "X&fichier;X")


@case("C18-billion-laughs", "entities that grow to 10^9", "bounded", FLAGGED_OR_WHOLE, ids=(), most_requests=10)
def _(asked: Asked) -> Reply:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return _with_doctype(asked, f'<!DOCTYPE OAI-PMH [<!ENTITY e0 "ha">{entities}]>\n', "&e9;")


with_five(
    "C19-huge-text-node",
    "a text of 12 MB in record 5",
    "set aside, the others whole",
    titled("x" * 12_000_000),
    ids=BUT_FIVE,
    set_aside=True,
)
with_five(
    "C21-comment-first",
    "a comment before the metadata",
    "passed over",
    record(5, content=f"<!-- écrit --><?outil x?>{dublin_core('Titre 5')}"),
    titles={5: "Titre 5"},
)
with_five(
    "C23-empty-metadata", "<metadata/> in record 5", "said, the others whole", record(5, content=""), set_aside=True
)
with_five(
    "C24-record-without-header",
    "record 5 has no header",
    "set aside, the others whole",
    f"<record><metadata>{dublin_core('x')}</metadata></record>",
    ids=BUT_FIVE,
    set_aside=True,
)
with_five("C28-deleted-case", 'status="Deleted"', "a deletion", gone(5, "Deleted"), ids=BUT_FIVE, deleted=(5,))


case("C51-blank-before", "blank lines before the declaration", "passed over")(
    lambda asked: Reply(b"\n\n  " + three_pages(asked).body)
)
case("C52-php-notice-before", "a PHP warning before the answer", "left out")(
    lambda asked: Reply(b"<br />\n<b>Warning</b>: date(): timezone in <b>oai.php</b><br />\n" + three_pages(asked).body)
)


@case("C53-prefixed-envelope", "the envelope has a prefix", "read all the same")
def _(asked: Asked) -> Reply:
    return xml(_prefixed(three_pages(asked).body.decode()))


@case("C54-prefixed-and-broken", "a prefix, and a bare & in record 5", "mended", titles={5: "A & B"})
def _(asked: Asked) -> Reply:
    return xml(_prefixed(three_pages(asked, {5: titled("A & B")}).body.decode()))


case("C55-no-namespace", "no namespace at all", "read all the same", FLAGGED_OR_WHOLE)(
    lambda asked: xml(three_pages(asked).body.decode().replace(f' xmlns="{OAI}"', ""))
)
with_five(
    "C56-no-metadata",
    "record 5 has only its header",
    "said, the others whole",
    f"<record><header>{header(5)}</header></record>",
    set_aside=True,
)
with_five(
    "C57-no-identifier",
    "record 5 has no identifier",
    "set aside, the others whole",
    record(5, head="<datestamp>2024-05-01</datestamp>"),
    ids=BUT_FIVE,
    set_aside=True,
)
with_five(
    "C58-deleted-with-metadata",
    "a deleted record that still has metadata",
    "a deletion",
    record(5).replace("<header>", '<header status="deleted">'),
    ids=BUT_FIVE,
    deleted=(5,),
)
with_five("C59-empty-set", "<setSpec></setSpec>", "passed over", record(5, head=header(5, sets=("",))), spoiled=())
with_five("C60-no-datestamp", "no datestamp", "kept", record(5, head="<identifier>oai:cas:5</identifier>"), spoiled=())
with_five(
    "C61-record-never-closed",
    "record 5 is not closed",
    "closed where the next one begins, and said",
    record(5).removesuffix("</record>"),
)
with_five(
    "C62-cdata-with-marks",
    "bare & beside a CDATA section that holds marks",
    "the section is left as it is",
    titled("A & <![CDATA[B & C <record> ]]>D"),
    titles={5: "A & B & C <record> D"},
)
with_five(
    "C63-embedded-and-broken",
    "a record inside record 5, and a bare &",
    "one record, mended",
    record(5, content=f'<boite xmlns="urn:x">A & B<record xmlns="{OAI}"><header/></record></boite>'),
    set_aside=True,
)


@case(
    "C64-every-record-broken",
    "a fault in each record of a page",
    "none is kept, the next page is reached",
    ids=(1, 2, 3, 7, 8, 9),
    set_aside=True,
)
def _(asked: Asked) -> Reply:
    broken = {number: record(number, content="<dc><ouvert></dc>") for number in (4, 5, 6)}
    return three_pages(asked, broken)


case("C65-declared-elsewhere", "prefixes declared on the envelope only", "kept with each record", spoiled=())(
    lambda asked: xml(
        three_pages(asked)
        .body.decode()
        .replace(f" {OAI_DC} {DC}", "")
        .replace("<OAI-PMH ", f"<OAI-PMH {OAI_DC} {DC} ", 1)
    )
)


def _in_latin_1(asked: Asked, declared: str) -> bytes:
    text = three_pages(asked).body.decode().replace("UTF-8", declared)
    return text.encode("latin-1")


def _with_doctype(asked: Asked, doctype: str, titre: str) -> Reply:
    text = three_pages(asked, {1: record(1, content=dublin_core(titre))}).body.decode()
    return xml(text.replace(DECLARATION, DECLARATION + doctype, 1))


def _prefixed(text: str) -> str:
    names = ("OAI-PMH", "responseDate", "request", "ListRecords", "resumptionToken", "record", "header", "identifier",
             "datestamp", "setSpec", "metadata")  # fmt: skip
    for name in names:
        text = text.replace(f"<{name}>", f"<oai:{name}>").replace(f"<{name} ", f"<oai:{name} ")
        text = text.replace(f"</{name}>", f"</oai:{name}>")
    return text.replace("xmlns=", "xmlns:oai=", 1)

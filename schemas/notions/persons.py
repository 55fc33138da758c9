"""Reading the name of an author, never anything else of the person."""

from __future__ import annotations

import re

from schemas.words.mail_addresses import REMOVED_ADDRESS, without_addresses
from schemas.words.remembering import remembered
from schemas.words.text import clean_text, cut

MAX_NAME = 200
_CARD_LINE = re.compile(
    r"(?:^|[\r\n])\s*(?:item\d\.)?(FN|N|ORG)\s*(?:;[^:\r\n]{0,200})?:([^\r\n]{0,500})", re.IGNORECASE
)
_CARD_INLINE = re.compile(r"\b(FN|N|ORG)(?:;[^:]{0,100})?:(.{0,500}?)(?=\s+[A-Z-]{1,12}(?:;[^:]{0,100})?:|$)")
_REMOVED = re.compile(r"[<(\[{]?\s*" + re.escape(REMOVED_ADDRESS) + r"\s*[>)\]}]?")
_BY = re.compile(r"^(?:par|de la part de|auteurs?\s*:|by)\s+", re.IGNORECASE)
_LAST_FIRST = re.compile(r"([^\W\d_][\w'’. -]{0,60}),\s*([^\W\d_][\w'’. -]{0,60})")
_PHONE = re.compile(r"(?:\+33|0)\s?[1-9](?:[\s.-]?\d\d){4}")
_CIVILITY = re.compile(
    r"\A(?i:mmes?|mlles?|mm|mr|m|madame|mademoiselle|monsieur)\b\.?\s+"
    r"(?!(?:L[ea]s?|D[aeiu]s?|V[ao]n|Ben|El|Al|Saint)\s\S+\Z)(?=[A-ZÀ-ÖØ-Þ]\S*\s+\S)"
)
"""Said before a first name and a surname; before a surname alone it stays: « M. Martin »."""
_SPOKEN_ARTICLE = re.compile(r"\A(?:l['’]|l[ea]\s|les\s)(?=(?:collectif|groupe|équipe|réseau|commission|cellule)\s)")
"""« par le groupe TraAM de Lille »: the article is the sentence's; a capital makes it the name's."""
_EMPTY_MARKS = ' \t,;:|<>()[]{}"«»-–—/\\'


@remembered
def read_person(text: str) -> str | None:
    """The name to show for a person or a body; None when nothing is left once addresses are taken away.

    A vCard gives its FN, else its N as « Prénom Nom », else its ORG; « Nom, Prénom » becomes « Prénom Nom ».
    """
    card = _from_card(text) if "VCARD" in text.upper() else text
    name = _REMOVED.sub(" ", without_addresses(clean_text(card)))
    name = clean_text(_BY.sub("", _PHONE.sub(" ", name).strip())).strip(_EMPTY_MARKS)
    name = _SPOKEN_ARTICLE.sub("", _CIVILITY.sub("", name))
    match = _LAST_FIRST.fullmatch(name)
    if match is not None and not name.lower().startswith(("groupe", "académie", "collège", "lycée")):
        name = _CIVILITY.sub("", f"{match[2]} {match[1]}")
    name = cut(clean_text(name).strip(_EMPTY_MARKS), MAX_NAME)
    return name if any(char.isalpha() for char in name) and "@" not in name else None


def _from_card(text: str) -> str:
    text = text.replace("\\r", "").replace("\\n", "\n")
    fields: dict[str, str] = {}
    pattern = _CARD_LINE if len(text.strip().splitlines()) > 1 else _CARD_INLINE
    for match in pattern.finditer(text[:5_000]):
        value = match[2].replace("\\,", ",").replace("\\;", " ").strip()
        if value.strip(" ;"):
            fields.setdefault(match[1].upper(), value)
    if "FN" in fields:
        return fields["FN"]
    if "N" in fields:
        last, _, rest = fields["N"].partition(";")
        return f"{rest.split(';')[0]} {last}".strip()
    return fields.get("ORG", "").split(";")[0]

"""The fields kept as their source wrote them, once cleaned: title, address, description, authors, keywords, dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from schemas.formats.feed_entry import LISTED
from schemas.normalize.common_text import is_common
from schemas.normalize.findings import MAX_VALUES, Findings, first_values, safe_value
from schemas.normalize.own_text import is_signature
from schemas.notions.dates import read_date
from schemas.notions.persons import read_person
from schemas.parsing.web_address import is_web_address
from schemas.types.record import Document, Found, Line, RawRecord, Reading, Values
from schemas.words.mail_addresses import without_addresses
from schemas.words.text import clean_paragraphs, clean_text, cut, fold, without_tags

MAX_TITLE = 300
MAX_DESCRIPTION = 2_000
ENOUGH_TO_PRESENT = 200
MAX_OPENING = 500
"""Characters of a text that stand for the presentation a page does not have."""
_LISTED_ON = 0.7
"""Confidence of a day shown beside a title in a list: not measured, less than one the page says of itself."""
_MOST_OVER = 3
_LONGEST_OVER = 60
_IN_TABLES = frozenset({"cell", "definition"})
_SENTENCE_ENDS = tuple(".!?…")
MAX_URL = 2_000
_LEAKED_MARKUP = re.compile(r"[\"']\s{0,3}/>.*", re.DOTALL)
_LOOK = re.compile(
    r"<(i|b|em|strong|sub|sup|u|s|q|p|span|font|small|big|tt|cite|code|mark|a|div)(?:\s[^<>]{0,300})?>"
    r"([^<>]{0,300})</\1\s{0,3}>|<br\s{0,3}/?>",
    re.IGNORECASE,
)
"""Tags that open and close: the look of the text between. « <title> » or « <p> » alone is what a title is about."""
_MAX_NESTED = 4
_UNSAFE_IN_URL = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f<>\"\\^`{|}\u200b-\u200f\u2028-\u202e\u2060-\u206f]|\A[^/]{0,10}//[^/?#]{0,500}@"
)
_SPOKEN_SCHEME = re.compile(r"\s*(?:javascript|data|vbscript|file|mailto|ftp)\s*:", re.IGNORECASE)
_BOILERPLATE = re.compile(
    r"^(?:bienvenue (?:sur|a)\b|site (?:officiel |academique |pedagogique )?(?:de|du|des|d')\b.{0,80}$"
    r"|espaces? pedagogiques?\b.{0,60}$"
    r"|accueil\b.{0,40}$|vous etes ici\b|ce site utilise des cookies"
    r"|veuillez activer javascript|erreur \d{3}|page not found|sans titre$"
    r"|no description|description$|lire la suite|ressources, actualites)"
)
_AUTHORS = re.compile(r"\s*;\s*|\s+&\s+")
_QUOTED = re.compile(r"« [^«»]{0,200} »")
_KEYWORDS = re.compile(r"\s*[;|]\s*")


def read_titre(reading: Reading, findings: Findings) -> str | None:
    """The title: the first that says anything."""
    for found in reading.titre[:MAX_VALUES]:
        titre = safe_value(_LEAKED_MARKUP.sub("", found.value[: 4 * MAX_TITLE]), MAX_TITLE)
        if plain := _without_look(titre):
            return findings.keep("titre", plain, found, "titre/premier", 1.0)
    findings.note("warning", "titre", "", "aucun titre : la description est gardée, mais on ne la trouvera guère")
    return None


def _without_look(titre: str | None) -> str | None:
    """Drop the tags that only say how a title looks."""
    for _ in range(_MAX_NESTED):
        if titre is None or "<" not in titre:
            return titre
        plain = _LOOK.sub(lambda match: match[2] or " " * (match[1] is None), titre)
        if plain == titre:
            break
        titre = " ".join(plain.split())
    return titre


def read_url(reading: Reading, raw: RawRecord, findings: Findings) -> str | None:
    """The page's address, http or https only; any other is an issue."""
    own = (Found(raw.url, "adresse de la page"),) if raw.url else ()
    refused: list[Found] = []
    for found in (*reading.urls[:MAX_VALUES], *own):
        url = found.value.strip()
        if is_safe_address(url):
            for bad in refused:
                if _SPOKEN_SCHEME.match(bad.value):
                    findings.note(
                        "warning", "url", bad.value, f"adresse refusée ({bad.place}) : http ou https seulement"
                    )
            return findings.keep("url", url, found, "url/premiere", 1.0)
        refused.append(found)
    for bad in refused[:5]:
        findings.note("warning", "url", bad.value, f"adresse refusée ({bad.place}) : http ou https seulement")
    if not refused:
        findings.note("warning", "url", "", "aucune adresse : la description ne mène à aucune page")
    return None


def is_safe_address(url: str) -> bool:
    """Say whether an address may be shown as a link: http or https, no credentials, no unprintable character."""
    return len(url) <= MAX_URL and _UNSAFE_IN_URL.search(url) is None and is_web_address(url)


def read_description(
    reading: Reading, titre: str | None, findings: Findings, common: Collection[str] = ()
) -> str | None:
    """The first description that is one, else the beginning of the text; plain text, without addresses.

    What begins as a paragraph common to many pages of the source describes none of them.
    """
    for found in reading.description[:MAX_VALUES]:
        text = _description_text(found.value)
        if text and not _is_boilerplate(text, titre) and not (common and is_common(text, common)):
            return findings.keep("description", text, found, "description/premiere", 1.0)
    for lines, place, confidence in ((reading.lines, "texte", 0.6), (reading.attached_lines, "document joint", 0.5)):
        said = _said(lines[:200], titre)
        own = [text for text in said if not (is_signature(text) or (common and is_common(text, common)))]
        text = _description_text(_opening(own))
        if text and not _is_boilerplate(text, titre):
            rule = "description/texte" if place == "texte" else "description/document"
            return findings.keep("description", text, Found(text, place), rule, confidence)
    return None


def _said(lines: Sequence[Line], titre: str | None) -> Iterator[str]:
    """What a text says, without its headings, the title shown as any line, and the values of a table of labels."""
    titled = fold(titre or "")
    is_label = False
    for line in lines:
        is_value = is_label and line.shape in _IN_TABLES and not line.text.endswith(_SENTENCE_ENDS)
        is_label = line.heading
        if not (line.heading or is_value or fold(line.text[: 2 * MAX_TITLE]) == titled):
            yield line.text


def _opening(paragraphs: Sequence[str]) -> str:
    """The first paragraphs of a text, a few sentences in all: what presents a page is not the page itself.

    The text belongs to its académie: it is searched, and never published.
    """
    kept: list[str] = []
    for paragraph in _from_its_first_sentence(paragraphs):
        kept.append(paragraph)
        if sum(map(len, kept)) >= ENOUGH_TO_PRESENT:
            break
    return cut("\n".join(kept), MAX_OPENING)


def _from_its_first_sentence(paragraphs: Sequence[str]) -> Sequence[str]:
    """Leave what a template writes over a text (« TraAM 2024-2025 », a rubrique): short, no sentence, and no label."""
    for at, paragraph in enumerate(paragraphs[:_MOST_OVER]):
        if len(paragraph) > _LONGEST_OVER or paragraph.endswith(_SENTENCE_ENDS):
            return paragraphs[at:] if paragraph.endswith(_SENTENCE_ENDS) else paragraphs
        if ":" in paragraph or not any(map(str.isalpha, paragraph)):
            break
    return paragraphs


def _description_text(value: str) -> str:
    text = clean_paragraphs(without_tags(clean_paragraphs(value[: 10 * MAX_DESCRIPTION])))
    return cut(clean_paragraphs(without_addresses(text)), MAX_DESCRIPTION)


def _is_boilerplate(text: str, titre: str | None) -> bool:
    folded = fold(text[:300])
    return _BOILERPLATE.match(folded) is not None or (titre is not None and folded == fold(titre))


def read_auteurs(reading: Reading, findings: Findings) -> tuple[str, ...]:
    """The authors' names."""
    names: list[str] = []
    for found in reading.auteurs[:MAX_VALUES]:
        is_card = "VCARD" in found.value.upper()
        for part in (found.value,) if is_card else _AUTHORS.split(found.value[:5_000]):
            name = read_person(part)
            if name is not None:
                shown = Found(name, found.place) if is_card else Found(part, found.place)
                names.append(findings.keep("auteurs", name, shown, "auteur/nom", 1.0))
            elif part.strip():
                findings.note("notice", "auteurs", "", f"auteur sans nom lisible ({found.place})")
    return first_values(names)


def read_mots_cles(reading: Reading, findings: Findings) -> tuple[str, ...]:
    """The keywords, the first spelling of each."""
    kept: dict[str, str] = {}
    for found in reading.mots_cles[: 4 * MAX_VALUES]:
        for part in _KEYWORDS.split(found.value[:5_000]):
            word = safe_value(part).strip(" ,.")
            if word and fold(word) not in kept and len(kept) < MAX_VALUES:
                kept[fold(word)] = findings.keep("mots_cles", word, found, "mot-cle/tel-quel", 1.0)
    return tuple(kept.values())


def read_documents_field(reading: Reading) -> tuple[Document, ...]:
    """The joined documents whose address may be shown."""
    safe = (document for document in reading.documents[:MAX_VALUES] if is_safe_address(document.url))
    return tuple(replace(one, titre=safe_value(one.titre, MAX_TITLE) or one.url) for one in safe)


def read_date_field(field: str, places: Values, findings: Findings, latest: str = "") -> str | None:
    """The first date that can be read; those before it that cannot, or come after `latest`, are issues."""
    for found in places[:MAX_VALUES]:
        text = clean_text(found.value[:500])
        day = read_date(text)
        if day is not None and latest and day > latest:
            findings.note("warning", field, text, f"date à venir, laissée de côté ({found.place})")
            continue
        if day is not None:
            if found.place == LISTED:
                return findings.keep(field, day, found, "date/liste", _LISTED_ON)
            return findings.keep(field, day, found, "date/premiere", 1.0)
        if text:
            findings.note("warning", field, text, f"date illisible ou impossible ({found.place})")
    return None


def note_reading(reading: Reading, findings: Findings) -> None:
    """Turn what the reader left unread or repaired into issues."""
    for name in _first(reading.unread, 10):
        findings.note(
            "notice",
            "",
            name,
            "élément que rien ne lit : l'ignorer dans la carte (« ignore »), ou demander sa prise en compte",
        )
    for defect in _each_cause(_first(reading.defects, MAX_VALUES)):
        findings.note("warning", "", "", safe_value(defect))
    for repaired in _each_cause(_first(reading.repaired, MAX_VALUES)):
        findings.note("notice", "", "", safe_value(repaired))


def _each_cause(sentences: Sequence[str]) -> Iterator[str]:
    """One sentence for each cause, with all it quotes: « libellé ancien « 2nde », « 1ère » : lu… »."""
    causes: dict[tuple[str, str], list[str]] = {}
    for sentence in sentences:
        quoted = _QUOTED.search(sentence)
        cause = (sentence, "") if quoted is None else (sentence[: quoted.start()], sentence[quoted.end() :])
        causes.setdefault(cause, []).append("" if quoted is None else quoted[0])
    for (before, after), quotes in causes.items():
        yield f"{before}{', '.join(dict.fromkeys(quotes))}{after}"


def _first(values: Sequence[str], count: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:count]

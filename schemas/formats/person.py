"""Names of people and bodies as records write them, in plain text or as vCards (RFC 6350); never an e-mail address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

_EMAIL = re.compile(r"(?:mailto:)?[^\s<>()\"',;:@]{1,64}@[^\s<>()\"',;:@]{1,255}", re.IGNORECASE)
_LABEL = re.compile(
    r"\A\W*(?:(?:(?:écrit|publié|rédigé|posté|proposé|créé|ajouté|transmis|envoyé|mis en ligne)e?s? par|written by"
    r"|posted by|published by)\s*:?|(?:auteure?s?|rédact(?:eur|rice)s?|authors?)\s*:)\s+",
    re.IGNORECASE,
)
"""What a template writes before who signs."""
_ONLY_PARENTHESES = re.compile(r"[(<]([^()<>]+)[)>]\Z")
_PROPERTIES = "BEGIN|END|VERSION|KIND|FN|N|ORG|EMAIL|TEL|URL|NOTE|REV|TITLE|ROLE|ADR|LOGO|PHOTO|UID"
_SAME_LINE = re.compile(rf"[ \t]+(?=(?:{_PROPERTIES})[;:])", re.IGNORECASE)
_PROPERTY = re.compile(r"\s*([A-Za-z-]{1,20})((?:;[^:;]{0,80}){0,8})\s*:(.*)\Z")
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,6});", re.IGNORECASE)


def person_name(text: str) -> str:
    """The name without any e-mail address; empty when there was nothing else."""
    text = _LABEL.sub("", text, count=1)
    if "@" not in text:
        return text.strip()
    left = _EMAIL.sub("", text).replace("<>", "").replace("()", "").strip(" \t\r\n,;:-")
    alone = _ONLY_PARENTHESES.match(left)
    return (alone[1] if alone else left).strip()


_INITIAL = re.compile(r"(?:\A|[\s-])[^\W\d_]\.\Z")


def bare_name(text: str) -> str:
    """A name without the signs around it; the point of a last initial stays (« Inès B. »)."""
    name = text.strip(" .,:;|·•–—\u00a0")
    return f"{name}." if name and _INITIAL.search(name + ".") and f"{name}." in text else name


_NOBODY = re.compile(
    r"(?:l['’]|la\s|le\s)?(?:admin(?:istrat(?:eur|rice|or))?(?:\s.{0,20})?|administration|web-?m[ae]ste?r(?:e|ing)?(?:[\s_.-].{0,20})?|mod[ée]rateur|publicat(?:eur|rice)|r[ée]daction(?:\s.{0,20})?|"
    r"équipe(?:\s(?:de (?:la )?|du )?(?:rédaction|site|web|éditoriale|pédagogique))?|collectif|groupe|team|"
    r"super\s?(?:user|utilisateur)|root|user|utilisateur|auteure?|author|anonyme|anonymous|invité|guest|unknown|inconnu|"
    r"spip|wordpress|drupal|joomla!?|site|système|system|none|null|n/a|editor|éditeur|gestionnaire)",
    re.IGNORECASE,
)
_COLLECTIVE = re.compile(
    r"(?:(?:le|la|les|l['’])\s?)?(?:collectif|groupe|équipe|réseau|commission|association|inspection|pôle|"
    r"gr[ea]td|greid|traam|dane|drane|ia-ipr|académie|service|secrétariat|délégation|mission|comité|cellule|team)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|\.?['’.-](?=[^\W\d_]|\Z)){0,40}\.?")
_PARTICLES = frozenset(
    {"de", "du", "des", "la", "le", "les", "von", "van", "der", "den", "da", "di", "el", "al", "ben", "d", "l"}
)
_BETWEEN = re.compile(r"\s*[,;&/+]\s*(?:et\s+|and\s+)?|\s+(?:et|and|avec)\s+", re.IGNORECASE)
_LISTED = re.compile(r"\s*[,;&/]\s*")
_TITLES = re.compile(r"\A(?:mme|mlle|mr|m|dr|pr)\.?\s+", re.IGNORECASE)
_CODE = re.compile(r"=>|[{}\[\]<>|\\]|://|\b(?:nil|undefined|object Object)\b")
"""What a template wrote instead of a name it did not have."""
_MOST_WORDS = 6
_LONGEST_GROUP = 100


def is_nobody(name: str) -> bool:
    """Say whether a name is that of an account or a role, and of no author: « admin », « La rédaction »; or no name."""
    return _NOBODY.fullmatch(name.strip()) is not None or _CODE.search(name) is not None


_ACCOUNT = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


def is_account(name: str) -> bool:
    """Say whether a name is written as an account or the end of an address: « jean-rochefort », « jrochefort2 »."""
    return _ACCOUNT.fullmatch(name.strip()) is not None


def is_collective(name: str) -> bool:
    """Say whether a name begins as those of groups do: « Collectif … », « Groupe … » ; not « par groupe de deux »."""
    text = name.strip()
    match = _COLLECTIVE.match(text)
    return match is not None and (text[:1].isupper() or text[match.end() :].lstrip()[:1].isupper())


def looks_like_person(name: str) -> bool:
    """Say whether a text has the shape of one person's name: a few words, each with a capital but the particles."""
    bare = _TITLES.sub("", name.strip())
    words = bare.split()
    if not (1 if bare != name.strip() else 2) <= len(words) <= _MOST_WORDS or not words[0][:1].isupper():
        return False
    return all(_NAME.fullmatch(word) and (word[0].isupper() or _is_particle(word)) for word in words) and (
        words[-1][0].isupper() or "'" in words[-1] or "’" in words[-1]
    )


def _is_particle(word: str) -> bool:
    return word.lower() in _PARTICLES or word[:2].lower() in {"d'", "d’", "l'", "l’"}


def looks_like_people(text: str) -> bool:
    """Say whether a text names people or groups and nothing else."""
    parts = [part for part in _BETWEEN.split(text[:400]) if part]
    if is_collective(text):
        return len(text) <= _LONGEST_GROUP and "," not in text
    return bool(parts) and all(looks_like_person(part) or is_collective(part) for part in parts)


def split_people(text: str) -> tuple[str, ...]:
    """Split « A, B et C » where each part is somebody by itself; « Dupont, Jean » is one person and stays whole."""
    has_group = is_collective(text)
    parts = [part.strip() for part in (_LISTED if has_group else _BETWEEN).split(text[:2_000]) if part.strip()]
    if len(parts) < 2:
        return (text,)
    rest = parts[1:] if has_group else parts
    if all(looks_like_person(part) or (not has_group and is_collective(part)) for part in rest):
        return tuple(parts)
    return (text,)


@dataclass(frozen=True, slots=True)
class VCard:
    """What a vCard says that we use: a name and a body, either of which may be empty."""

    name: str = ""
    organization: str = ""
    defects: tuple[str, ...] = ()


@lru_cache(maxsize=4_096)
def read_card(text: str) -> VCard:
    """Read a vCard, even one written on a single line or with parameters that are not allowed."""
    plain = unescape(text) if _ENTITY.search(text) else text
    defects = ["une vCard contenait des entités HTML : décodées"] if plain != text else []
    if "begin:vcard" not in plain.lower():
        defects.append("une personne est donnée sans vCard : son nom est pris tel quel")
        return VCard(person_name(plain), defects=tuple(defects))
    properties: dict[str, str] = {}
    for line in _card_lines(plain):
        match = _PROPERTY.match(line)
        if match is None:
            continue
        if "encoding=" in match[2].lower() or "charset=" in match[2].lower():
            defects.append("une vCard portait des paramètres interdits : écartés")
        properties.setdefault(match[1].upper(), _plain_value(match[3]))
    name = person_name(properties.get("FN", "")) or person_name(_name_in_order(properties.get("N", "")))
    organization = person_name(properties.get("ORG", "").split(";")[0])
    return VCard(name, organization, tuple(dict.fromkeys(defects)))


def _card_lines(card: str) -> list[str]:
    lines = card.strip().splitlines()
    return lines if len(lines) > 1 else _SAME_LINE.sub("\n", card.strip()).splitlines()


def _plain_value(value: str) -> str:
    return value.replace("\\,", ",").replace("\\;", ";").strip()


def _name_in_order(structured: str) -> str:
    """Turn « Martin;Claire;;; » (family; given, RFC 6350 6.2.2) into « Claire Martin »."""
    family, _, rest = structured.partition(";")
    return f"{rest.split(';')[0]} {family}".strip()


_BYLINE = re.compile(r"\A\s*(?:(?:[^\W\d_]+\s+)?(?:par|by)\b|auteure?s?\b)\s*:?\s*", re.IGNORECASE)


def names_in(text: str) -> list[str]:
    """The names in a line that names one author or several: « par Claire Martin, Ali Benani et Zoé Roux ».

    « Martin, Claire » is one name: each part of a list of names has its own first name and surname.
    """
    return [name for part in split_people(_BYLINE.sub("", text.strip())) if (name := person_name(part))]

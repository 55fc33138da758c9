"""Classes that a sentence says to do something: « les troisièmes interrogent une infirmière », « chaque MS/GS »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.notions.niveaux import read_niveaux
from schemas.notions.niveaux_around import CLASS_BY_NAME, is_class_by_name

_DO = r" (?:(?:ne|se|y|en|les?|la|leurs?|nous|lui) |[ns]['’])?(?:[a-zéèêîûç]{2,}(?:[a-z]ent|ont)|ont)(?!\w)"
_SUBJECT = re.compile(
    r"(?:(?<!\w)(?<!où )(?<!que )(?<!quand )(?<!si )(?:(?i:les|nos|mes|deux|trois|quatre|ces|quelques|cinq|six|sept"
    r"|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|(?:vingt|trente)(?:[ -](?:et[ -])?"
    r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf))?)|[1-3]?\d) )"
    r"(?P<classes>(?:sixi[èe]mes|cinqui[èe]mes|quatri[èe]mes|troisi[èe]mes|terminales|[3-6](?:e|è|ème)s?"
    r"|(?-i:CM[12]|CE[12]|CP|[TPMG]S)(?:\s?(?:/|-|et)\s?(?:CM[12]|CE[12]|CP|[PMG]S))?))"
    r"(?: (?:bi-?langues?|(?:latin|hell[ée]n|german|hispan)istes|europ[ée]ennes?|volontaires))?,?" + _DO
)
"""« Les troisièmes interrogent une infirmière »: pupils by the name of their class; « les premières permettent » is
of anything, and what they do « le jour où les 3e rentrent » is told by the way.
"""
_SUBJECT_TOO = re.compile(r"(?<!\w)[Ll]es (?P<classes>premi[èe]res|secondes)" + _DO)
"""« Les troisièmes produisent, les premières accrochent »: where others are pupils, so are these."""
_SECONDES = re.compile(
    r"(?:\A|(?<=[.!?:;»] ))Les (?P<classes>secondes) (?:compt|mesur|[ée]criv|programm|cod|lis"
    r"|interrog|enqu[êe]t|film|calcul|dessin|constru|cherch|r[ée]dig|enregistr|choisi|d[ée]couvr|pr[ée]par|invent|test|travaill"
    r"|jou|imagin|fabriqu|cr[ée]|r[ée]alis|d[ée]batt|analys|explor|visit|apprenn|utilis)[a-z]{0,6}ent "
    r"(?:les?|la|l['’]|leurs?|des?|une?|deux|trois|sur|dans|en|avec|comment)(?![\w-])"
)
"""« Les secondes comptent les voitures »: no hand of a clock does so, nor the second of two things."""
_ONE_CLASS = re.compile(
    r"(?<!\w)(?:[Cc]haque|[Uu]ne?) (?P<classes>sixi[èe]me|cinqui[èe]me|quatri[èe]me|troisi[èe]me|terminale|CM[12]"
    r"|CE[12]|CP|[PMG]S)"
    r" (?:a|doit|peut|re[çc]oit|[ée]crit|choisit|dit|lit|tire|rapporte|d[ée]pose|note|pr[ée]sente) "
)
_DIVISION = re.compile(
    r"(?<!\w)[Ll]a (?P<classes>seconde|premi[èe]re|terminale) \d{1,2}(?= (?:a|est|s['’]est|n['’]a|qui)(?!\w))"
    r"|(?<!\w)(?:[DdLl]es|[Nn]os|[Mm]es|[Cc]es|[Aa]ux) (?P<listed>(?:(?:2n?des|1[èe]?res)(?:,| et)"
    r"(?: (?:les|des|aux|nos|mes))? )*T(?:a?les|erms))(?!\w)"
)
"""« La seconde 4 s'est perdue », « des 1res et des Tles »."""
_SECTIONS = re.compile(
    r"(?<!\w)(?P<classes>(?:[TPMG]S)(?:(?:\s?(?:/|-|,)\s?|\set\s)(?:[PMG]S)){1,3})(?!\w)"
    r"|(?<!\w)les (?P<first>petits|moyens) et les (?P<last>moyens|grands)"
    r"(?= (?:ont|[a-z]{3,}ent|de la (?:classe|maternelle))\b|[.,;:)])"
)
"""« Chaque MS/GS », « les moyens et les grands ont photographié »."""
_SECTION_OF = {"petits": "petite section", "moyens": "moyenne section", "grands": "grande section"}


def of_classes(text: str) -> Iterator[str]:
    """The levels of the classes that a sentence says to do something."""
    classes = list(_SUBJECT.finditer(text))
    others = _SUBJECT_TOO.finditer(text) if classes else _SECONDES.finditer(text)
    for match in (*classes, *others, *_ONE_CLASS.finditer(text)):
        yield from read_niveaux(match["classes"]).values
    for match in CLASS_BY_NAME.finditer(text):
        yield from read_niveaux(match["classes"]).values if is_class_by_name(text, match.start()) else ()
    for match in _DIVISION.finditer(text):
        yield from read_niveaux(match["classes"] or match["listed"]).values
    for match in _SECTIONS.finditer(text):
        yield from read_niveaux(
            match["classes"] or f"{_SECTION_OF[match['first']]}, {_SECTION_OF[match['last']]}"
        ).values

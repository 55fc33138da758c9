"""Writing a production as oai_dc, or as a LOM record in the shape of ScoLOMFR."""

from __future__ import annotations

import re

from examples.markup import element, plain_text
from examples.production import Production

CONCEPT = "http://data.education.fr/voc/scolomfr/concept/"
NIVEAUX = {
    "CM2": "015", "collège": "016", "6e": "018", "5e": "020", "4e": "021", "3e": "023",
    "cycle 3 (2016)": "620", "cycle 4 (2016)": "621", "2de professionnelle": "027",
    "2de générale et technologique": "136", "1re générale": "146", "terminale générale": "201",
    "lycée général et technologique": "142",
}  # fmt: skip
DISCIPLINES = {
    "SVT": ("1832", "sciences de la vie et de la Terre (discipline)"),
    "Mathématiques": ("919", "mathématiques (discipline)"),
    "Documentation": ("908", "éducation aux médias et à l'information (discipline)"),
}
COMPETENCES = {
    "1.1": ("003", "mener une recherche et une veille d'information"), "1.2": ("004", "gérer des données"),
    "1.3": ("005", "traiter des données"), "2.1": ("007", "interagir"), "2.2": ("008", "partager et publier"),
    "2.3": ("009", "collaborer"), "2.4": ("010", "s'insérer dans le monde numérique"),
    "3.1": ("012", "développer des documents textuels"), "3.2": ("013", "développer des documents multimédia"),
    "3.3": ("014", "adapter les documents à leur finalité"), "3.4": ("015", "programmer"),
    "4.1": ("017", "sécuriser l'environnement numérique"),
    "4.2": ("018", "protéger les données personnelles et la vie privée"),
    "5.2": ("022", "évoluer dans un environnement numérique"),
}  # fmt: skip
TYPES = {
    "scénario pédagogique": "scolomfr-voc-010-num-020",
    "activité pédagogique": "scolomfr-voc-010-num-027",
    "guide": "scolomfr-voc-010-num-012",
    "jeu éducatif": "scolomfr-voc-010-num-013",
}
_CODE = re.compile(r"\b[1-5]\.[1-4]\b")


def description(production: Production) -> str:
    """The whole description as plain text, one labelled block a line, as repositories keep it."""
    lines = [plain_text(text) for text in (production.chapo, *production.texte) if text]
    for label, values in production.blocks:
        if len(values) == 1 or production.shape == "ligne":
            lines.append(f"{label} : {' ; '.join(values)}")
        else:
            lines.append("\n".join((f"{label} :", *(f"- {value}" for value in values))))
    if production.ps:
        lines.append(plain_text(production.ps))
    return "\n".join(lines)


def oai_dc(production: Production) -> str:
    """Write the unqualified Dublin Core of a production."""
    subjects = dict.fromkeys((production.discipline, *production.mots_cles))
    parts = [
        element("dc:title", production.titre),
        *(element("dc:creator", name) for name in production.auteurs),
        *(element("dc:subject", subject) for subject in subjects if subject),
        element("dc:description", description(production)),
        element("dc:publisher", f"Académie de {production.academie}") if production.academie else "",
        element("dc:date", production.date[:10]),
        element("dc:type", production.type) if production.type else "",
        element("dc:format", "text/html"),
        element("dc:identifier", production.url) if production.url else "",
        element("dc:language", "fr"),
        element("dc:relation", production.relation) if production.relation else "",
        element("dc:rights", "CC BY-SA 4.0"),
    ]
    return (
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:schemaLocation="http://www.openarchives.org/OAI/2.0/oai_dc/'
        ' http://www.openarchives.org/OAI/2.0/oai_dc.xsd">'
        f"{''.join(parts)}</oai_dc:dc>"
    )


def lom(production: Production) -> str:
    """Write the LOM record of a production, its vocabularies being ScoLOMFR's."""
    return (
        '<lom:lom xmlns:lom="http://ltsc.ieee.org/xsd/LOM" xmlns:lomfr="http://www.lom-fr.fr/xsd/LOMFR"'
        ' xmlns:scolomfr="http://www.lom-fr.fr/xsd/SCOLOMFR">'
        f"{_general(production)}{_life_cycle(production)}"
        f"<lom:metaMetadata>{element('lom:metadataSchema', 'SCOLOMFRv8.0')}{element('lom:language', 'fre')}"
        f"</lom:metaMetadata>{_technical(production)}{_educational(production)}"
        f"<lom:rights><lom:description>{_string('CC BY-SA 4.0')}</lom:description></lom:rights>"
        f"{_classifications(production)}</lom:lom>"
    )


def _string(text: str) -> str:
    return element("lom:string", text, language="fre")


def _general(production: Production) -> str:
    keywords = "".join(f"<lom:keyword>{_string(mot)}</lom:keyword>" for mot in production.mots_cles)
    catalog = element("lom:catalog", "URL") + element("lom:entry", production.url)
    identifier = f"<lom:identifier>{catalog}</lom:identifier>" if production.url else ""
    return (
        f"<lom:general>{identifier}<lom:title>{_string(production.titre)}</lom:title>"
        f"{element('lom:language', 'fre')}<lom:description>{_string(description(production))}</lom:description>"
        f"{keywords}</lom:general>"
    )


def _life_cycle(production: Production) -> str:
    contributions = [_contribution("author", "auteur", _vcard(name, production)) for name in production.auteurs]
    if production.academie:
        card = f"BEGIN:VCARD\nVERSION:3.0\nFN:Académie de {production.academie}\nN:;;;;\n"
        card += f"ORG:Académie de {production.academie}\nEND:VCARD"
        contributions.append(_contribution("publisher", "éditeur", card, production.date))
    return f"<lom:lifeCycle>{''.join(contributions)}</lom:lifeCycle>"


def _contribution(role: str, label: str, card: str, date: str = "") -> str:
    dated = f"<lom:date>{element('lom:dateTime', date[:10])}</lom:date>" if date else ""
    return (
        f"<lom:contribute><lom:role>{_term(CONCEPT + role, label)}</lom:role>"
        f"{element('lom:entity', card)}{dated}</lom:contribute>"
    )


def _vcard(name: str, production: Production) -> str:
    first, _, last = name.partition(" ")
    email = f"EMAIL;TYPE=INTERNET:{production.courriel}\n" if production.courriel else ""
    return (
        f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nN:{last};{first};;;\n{email}"
        f"ORG:Académie de {production.academie}\nEND:VCARD"
    )


def _term(value: str, label: str) -> str:
    source, shown = element("lom:source", "SCOLOMFRv8.0"), element("lom:label", label)
    return source + shown + element("lom:value", value)


def _technical(production: Production) -> str:
    location = element("lom:location", production.url) if production.url else ""
    return f"<lom:technical>{element('lom:format', 'text/html')}{location}</lom:technical>"


def _educational(production: Production) -> str:
    if production.type not in TYPES:
        return ""
    term = _term(CONCEPT + TYPES[production.type], production.type)
    return f"<lom:educational><lom:learningResourceType>{term}</lom:learningResourceType></lom:educational>"


def _classifications(production: Production) -> str:
    niveaux = [(f"scolomfr-voc-022-num-{NIVEAUX[niveau]}", niveau) for niveau in production.niveaux]
    codes = dict.fromkeys(
        code
        for label, values in production.blocks
        if "CRCN" in label
        for value in values
        for code in _CODE.findall(value)
        if code in COMPETENCES
    )
    competences = [(f"scolomfr-voc-038-num-{COMPETENCES[code][0]}", COMPETENCES[code][1]) for code in codes]
    discipline = DISCIPLINES.get(production.discipline)
    domaines = [(f"scolomfr-voc-015-num-{discipline[0]}", discipline[1])] if discipline else []
    return (
        _classification("educational_level", "niveau éducatif détaillé", "scolomfr-voc-022", niveaux)
        + _classification("scolomfr-voc-028-num-003", "domaine d'enseignement", "scolomfr-voc-015", domaines)
        + _classification(
            "scolomfr-voc-028-num-037", "cadre de référence des compétences numériques", "scolomfr-voc-038", competences
        )
    )


def _classification(purpose: str, label: str, vocabulary: str, taxons: list[tuple[str, str]]) -> str:
    if not taxons:
        return ""
    paths = "".join(
        f"<lom:taxonPath><lom:source>{_string(f'SCOLOMFRv8.0 ; {vocabulary}')}</lom:source>"
        f"<lom:taxon>{element('lom:id', CONCEPT + number)}<lom:entry>{_string(entry)}</lom:entry></lom:taxon>"
        "</lom:taxonPath>"
        for number, entry in taxons
    )
    return (
        f"<lom:classification><lom:purpose>{_term(CONCEPT + purpose, label)}</lom:purpose>{paths}</lom:classification>"
    )

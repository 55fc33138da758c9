"""What people call the fields of a record: the labels of pages, fiches and messages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from schemas.files.group import Group

FIELD_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "identifier": "Identifiant", "source": "Source", "titre": "Titre", "url": "Adresse",
        "description": "Description", "academies": "Académies", "disciplines": "Disciplines", "niveaux": "Niveaux",
        "annee_scolaire": "Année scolaire", "groupe": "Groupe", "type": "Type", "auteurs": "Auteurs",
        "mots_cles": "Mots-clés", "outils": "Outils", "competences": "Compétences", "socle": "Socle commun",
        "langues": "Langue",
        "date_publication": "Date de publication", "date_modification": "Date de modification",
        "documents": "Documents", "texte": "Texte", "textes_joints": "Texte des documents",
        "traam": "TraAM", "vitrine": "Vitrine", "jetons": "Jetons",
    }
)  # fmt: skip


def field_label(name: str, group: Group | None = None) -> str:
    """The label of a field, or of an element as its group calls it; one nobody names is made of its own name."""
    own = next((element.label for element in group.elements if element.name == name), "") if group else ""
    plain = name.replace("_", " ")
    return own or FIELD_LABELS.get(name, plain[:1].upper() + plain[1:])


def said_of_field(name: str, message: str, group: Group | None = None) -> str:
    """A message with the field it is about, where it does not name it already."""
    label = field_label(name, group)
    return message if not name or f"« {label} »" in message else f"{label} : {message}"

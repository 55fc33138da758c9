"""The JSON Schema of group files, so that editors help who writes them (JSON Schema 2020-12)."""

from __future__ import annotations

from typing import Any

from schemas.files.group import ACADEMIE, CARDINALITIES, ELEMENT_TYPES, LONGUEUR, MAX_ACADEMIES, PLACES
from schemas.words.vocabulary import VOCABULARY_NAMES

_ANNEE = r"^\d{4}-\d{4}$"


def group_schema() -> dict[str, Any]:
    """The schema of a group file as JSON values; a file that extends another may leave anything out but its id."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Groupe national TraAM",
        "type": "object",
        "additionalProperties": False,
        "required": ["id"],
        "properties": {
            "id": _text("Nom court du groupe, par exemple « svt-2024-2025 »"),
            "extends": _text("Identifiant du groupe que ce fichier prolonge : on n'écrit que ce qui change"),
            "retire": _texts("Noms des éléments du groupe prolongé qui n'ont plus cours"),
            "discipline": _text("Discipline du groupe"),
            "annees": {**_texts("Une ou deux années scolaires"), "minItems": 1, "maxItems": 2,
                       "items": {"type": "string", "pattern": _ANNEE}},
            "theme": _text("Thème national"),
            "academies": {**_texts("Académies du groupe"), "maxItems": MAX_ACADEMIES},
            "binome": {"type": "array", "description": "Académies qui travaillent ensemble", "items": {
                "type": "object", "additionalProperties": False, "required": ["academies"],
                "properties": {"academies": _texts("Académies du binôme")}}},
            "referents": _text("Fonction des référents, sans nom ni adresse"),
            "vitrine": {**_text("Adresse de la page nationale"), "format": "uri"},
            "edubase_discipline": _text("Libellé de la discipline dans Édubase"),
            "edubase_mot_cle": _text("Mot-clé des fiches du groupe dans Édubase"),
            "jetons": _texts("Textes que chaque description porte une fois, et une seule"),
            "longueur": {"type": "integer", "minimum": 200, "default": LONGUEUR,
                         "description": "Longueur permise d'une description, en signes"},
            "presentation": _text("Ce que le groupe dit de son travail, sur sa page"),
            "classement": {**_text("Ce sous quoi sa page range les productions : « academie », ou un élément"),
                           "default": ACADEMIE},
            "element": {"type": "array", "items": _element(), "description": "Éléments du champ description"},
        },
    }  # fmt: skip


def _element() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["name"],
        "properties": {
            "name": {**_text("Nom court : minuscules sans accent"), "pattern": "^[a-z][a-z0-9_]*$"},
            "label": _text("Libellé, tel qu'on l'écrit avant les deux-points"),
            "variants": _texts("Autres libellés du même élément"),
            "cardinality": {"enum": list(CARDINALITIES), "default": "0..n", "description": "Combien de valeurs"},
            "type": {"enum": list(ELEMENT_TYPES), "default": "texte", "description": "Nature des valeurs"},
            "requis": {"type": "boolean", "description": "Une description qui ne l'a pas est incomplète"},
            "vocabulaire": {"enum": list(VOCABULARY_NAMES), "description": "Vocabulaire des valeurs"},
            "version": _text("Version du vocabulaire"),
            "valeurs": _texts("Valeurs permises d'un « terme »"),
            "synonymes": {"type": "object", "additionalProperties": _texts("Graphies de cette valeur")},
            "affichage": {"type": "array", "items": {"enum": list(PLACES)}, "description": "Où l'élément se montre"},
        },
    }


def _text(description: str) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "description": description}


def _texts(description: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "minLength": 1}, "description": description}

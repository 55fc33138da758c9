"""The elements LOM and its French profiles define (IEEE 1484.12.1, LOMFR 1.0, ScoLOMFR, SupLOMFR), as a tree.

What is not in the tree, or not where the tree has it, is named to the user: nothing is dropped without a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

Kind: TypeAlias = str
"""A datatype of the standard, or a section or an element with children of its own."""

_VOCABULARY: Mapping[str, Kind] = {"source": "text", "value": "text", "label": "text"}
_IDENTIFIER: Mapping[str, Kind] = {"catalog": "leaf", "entry": "text"}
_CONTRIBUTE: Mapping[str, Kind] = {
    "role": "vocabulary", "entity": "leaf", "centity": "card", "date": "date"
}  # fmt: skip
KINDS: Mapping[Kind, Mapping[str, Kind]] = MappingProxyType(
    {
        "leaf": {},
        "text": {"string": "leaf", "langstring": "leaf"},
        "vocabulary": _VOCABULARY,
        "identifier": _IDENTIFIER,
        "date": {"datetime": "leaf", "description": "text"},
        "duration": {"duration": "leaf", "datetime": "leaf", "description": "text"},
        "card": {"vcard": "leaf"},
        "contribute": _CONTRIBUTE,
        "lom": {
            "general": "general", "lifecycle": "lifecycle", "metametadata": "metametadata", "technical": "technical",
            "educational": "educational", "rights": "rights", "relation": "relation", "annotation": "annotation",
            "classification": "classification",
        },
        "general": {
            "identifier": "identifier", "catalogentry": "identifier", "title": "text", "language": "leaf",
            "description": "text", "keyword": "text", "coverage": "text", "structure": "vocabulary",
            "aggregationlevel": "vocabulary", "documenttype": "vocabulary", "generalresourcetype": "vocabulary",
        },
        "lifecycle": {"version": "text", "status": "vocabulary", "contribute": "contribute"},
        "metametadata": {
            "identifier": "identifier", "catalogentry": "identifier", "contribute": "contribute",
            "metadataschema": "leaf", "metadatascheme": "leaf", "language": "leaf",
        },
        "technical": {
            "format": "leaf", "size": "leaf", "location": "leaf", "extendedlocation": "extendedlocation",
            "requirement": "requirement", "installationremarks": "text", "otherplatformrequirements": "text",
            "duration": "duration",
        },
        "extendedlocation": {
            "location": "leaf", "platform": "leaf", "description": "text", "personaldataprocesstype": "vocabulary",
        },
        "requirement": {
            "orcomposite": "composite", "type": "vocabulary", "name": "vocabulary", "minimumversion": "leaf",
            "maximumversion": "leaf",
        },
        "composite": {
            "type": "vocabulary", "name": "vocabulary", "minimumversion": "leaf", "maximumversion": "leaf",
        },
        "educational": {
            "interactivitytype": "vocabulary", "learningresourcetype": "vocabulary",
            "interactivitylevel": "vocabulary", "semanticdensity": "vocabulary", "intendedenduserrole": "vocabulary",
            "context": "vocabulary", "typicalagerange": "text", "difficulty": "vocabulary",
            "typicallearningtime": "duration", "description": "text", "language": "leaf", "activity": "vocabulary",
            "credit": "text", "place": "vocabulary", "educationalmethod": "vocabulary", "tool": "vocabulary",
        },
        "rights": {"cost": "vocabulary", "copyrightandotherrestrictions": "vocabulary", "description": "text"},
        "relation": {"kind": "vocabulary", "resource": "resource"},
        "resource": {
            "identifier": "identifier", "catalogentry": "identifier", "description": "text", "entry": "text",
        },
        "annotation": {"entity": "leaf", "person": "card", "date": "date", "description": "text"},
        "classification": {
            "purpose": "vocabulary", "taxonpath": "taxonpath", "description": "text", "keyword": "text",
        },
        "taxonpath": {"source": "text", "taxon": "taxon"},
        "taxon": {"id": "leaf", "entry": "text", "taxon": "taxon"},
    }
)  # fmt: skip
"""For each kind of element, the lower-case local names of its children and what kind each is."""

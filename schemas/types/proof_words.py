"""Where a value was read and how sure it is, in the words of those who wrote the page: no rule's name, no figure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from schemas.types.record import Evidence

_LABELLED = re.compile(r"bloc « (.{1,200}?) »(?: du document « (.{1,200}?) »)?")
_BY_KIND: Mapping[str, str] = {
    "titre": "d'après le titre", "adresse": "d'après l'adresse", "rubrique": "d'après la rubrique",
    "mot-cle": "d'après un mot-clé", "texte": "d'après le texte", "sujet": "d'après le texte",
    "ligne": "d'après une ligne du texte",
    "carte": "d'après la carte de la source", "site": "d'après le nom du site",
    "groupe": "d'après son groupe", "bilan": "déclaré au bilan",
    "decision": "d'après une décision", "document": "d'après un document joint", "publication": "d'après la date",
}  # fmt: skip
"""The second half of a rule's name → how people say it; other rules read what a place says as it is."""
_SURE = 0.9
_LIKELY = 0.7


def said_place(proof: Evidence) -> str:
    """Say where a value was read: « lu sous « Niveau : » », « d'après le titre », « lu dans general / title »."""
    if proof.field == "source":
        return proof.place
    labelled = _LABELLED.fullmatch(proof.place)
    kind = proof.rule.rpartition("/")[2]
    if labelled is not None:
        within = f" du document « {labelled[2]} »" if labelled[2] else ""
        decided = ", d'après une décision" if kind == "decision" else ""
        return f"lu sous « {labelled[1]} : »{within}{decided}"
    if kind in _BY_KIND and proof.field not in {"titre", "url", "description"}:
        said = _BY_KIND[kind]
        detail = re.search(r"\((.+)\)", proof.place)
        return f"{said} ({detail[1]})" if detail is not None else said
    return f"lu dans : {proof.place}"


def said_sureness(proof: Evidence) -> str:
    """Say how sure a value is."""
    if proof.confidence >= _SURE:
        return "sûr"
    return "probable" if proof.confidence >= _LIKELY else "à confirmer"

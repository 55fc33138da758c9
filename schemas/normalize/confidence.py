"""How far a value may be trusted by where it was read: as measured, `python -m benchmarks.quality_confidence`.

Of the labelled readings a rule gave, the part that was right, (right + 1) / (read + 2): few readings prove little.
"""

from __future__ import annotations

from collections.abc import Mapping

MEASURED: Mapping[str, float] = {
    "academie/adresse": 0.95,
    "academie/bloc": 0.95,
    "academie/ligne": 0.95,
    "annee/adresse": 0.88,
    "annee/bloc": 0.91,
    "annee/mot-cle": 0.94,
    "annee/rubrique": 0.98,
    "annee/surtitre": 0.95,
    "annee/texte": 0.86,
    "annee/titre": 0.98,
    "competence/bloc": 0.88,
    "competence/texte": 0.98,
    "discipline/adresse": 0.92,
    "discipline/bloc": 0.93,
    "discipline/mot-cle": 0.91,
    "discipline/rubrique": 0.94,
    "discipline/texte": 0.90,
    "discipline/titre": 0.98,
    "niveau/bloc": 0.96,
    "niveau/mot-cle": 0.92,
    "niveau/texte": 0.97,
    "niveau/titre": 0.94,
    "outil/bloc": 0.99,
    "outil/mot-cle": 0.86,
    "outil/texte": 0.91,
    "outil/titre": 0.83,
}
_UNMEASURED: Mapping[str, float] = {
    "champ": 1.0, "bilan": 1.0, "bloc": 0.9, "adresse": 0.8, "groupe": 0.9, "mot-cle": 0.7, "ligne": 0.7,
    "rubrique": 0.5, "surtitre": 0.7, "titre": 0.7, "carte": 0.5, "seul": 0.8, "site": 0.7, "sujet": 0.7,
    "texte": 0.5,
}  # fmt: skip
"""Where too little was labelled to tell: set by hand, and modest but for what a source says in a field of its own."""


def confidence_of(rule: str, kind: str) -> float:
    """How far what a field's rule reads at a kind of place may be trusted, from 0 to 1."""
    return MEASURED.get(f"{rule}/{kind}", _UNMEASURED[kind])

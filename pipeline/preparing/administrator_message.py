"""The message a référent may send to who keeps a repository, once it was looked at; French and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from harvester.oai.findings import Finding
from schemas.words.text import clean_text, cut

_MOST = 20
_SHOWN_CHARS = 400
_FOR_US = re.compile(
    r" \((?:[^()]|\([^()]*\))*\bdans la carte\)"
    r"| [:;] (?:la carte (?:attend|peut)|ne pas mettre|à signaler à l'entrepôt|une disparition ne se prouve)\b"
    r"[^;]*?(?= ;|$)"
)
"""What our card may do meanwhile: nothing to whoever keeps the repository."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message in both languages."""

    french: str
    english: str


def written_message(name: str, url: str, findings: Sequence[Finding]) -> Message | None:
    """Write what an administrator can mend; None when nothing found concerns them."""
    told = [one for one in findings if one.english][:_MOST]
    if not told:
        return None
    shown = cut(clean_text(name), 200) or url
    french = "\n".join(f"- {_line(_FOR_US.sub('', one.french))}" for one in told)
    english = "\n".join(f"- {_line(one.english)}" for one in told)
    return Message(
        f"Bonjour,\n\nNous nous préparons à moissonner « {shown} » par OAI-PMH ({url}), et y avons remarqué :"
        f"\n\n{french}\n\n"
        "Tant que cela dure, des notices peuvent manquer à la moisson. Pouvez-vous le corriger, ou nous dire comment "
        "faire autrement ?\n\nAvec nos remerciements.",
        f"Hello,\n\nWe are about to harvest “{shown}” over OAI-PMH ({url}), and noticed:\n\n{english}\n\n"
        "As long as this lasts, records may be missing from the harvest. Could you mend it, or tell us what to do "
        "instead?\n\nThank you.",
    )


def _line(text: str) -> str:
    return cut(" ".join(text.split()), _SHOWN_CHARS)

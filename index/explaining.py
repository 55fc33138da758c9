"""Why a record stands where it does: what each word is found as, where, and what that is worth; in French."""

from __future__ import annotations

from index.fields import JOINTS, MOTS, PAGE, TEXTE, TITRE, ZONES
from index.query_language import Request, Wanted
from index.searching import Searching
from index.understanding import NEAR_EACH_OTHER, SIGNED

_PLACES = {
    TITRE: "le titre", TEXTE: "la présentation", MOTS: "les mots-clés et les champs", PAGE: "le texte de la page",
    JOINTS: "un document joint",
}  # fmt: skip
_SMALLEST = 0.005


def explained(searching: Searching, request: Request, number: int) -> tuple[str, ...]:
    """Say of one record what every clause is found as: « robot » : 3,21 (le titre, le texte de la page)."""
    required = [_of_clause(searching, clause, number) for clause in request.clauses]
    preferred = [
        f"{said} ; préféré, sans être exigé"
        for clause in request.preferred
        if not (said := _of_clause(searching, clause, number)).endswith("absent")
    ]
    return (*required, *preferred)


def _of_clause(searching: Searching, clause: tuple[Wanted, ...], number: int) -> str:
    typed = " OU ".join(one.typed for one in clause if one.typed)
    found = [(worth, one) for one in clause if (worth := searching.worth_of(one, number)) > _SMALLEST]
    if not found:
        return f"{quoted_once(typed)} : absent"
    parts = []
    for worth, one in sorted(found, key=lambda pair: -pair[0]):
        places = [_PLACES[zone] for zone in ZONES if searching.is_in(one, zone, number)]
        within = f" ({', '.join(places)})" if places else ""
        parts.append(f"{_said(one)}{str(round(worth, 2)).replace('.', ',')}{within}")
    said = " ; ".join(parts[:4])
    return f"{quoted_once(typed)} : {said}" if typed else said


def quoted_once(typed: str) -> str:
    """What was typed, between quotes: a phrase has its own already."""
    return typed if typed.startswith("«") and typed.endswith("»") else f"« {typed} »"


def _said(wanted: Wanted) -> str:
    """Say what an alternative is to the word that was typed."""
    if wanted.typed:
        return ""
    if wanted.kind == "facet":
        return f"champ « {', '.join(wanted.exact)} » "
    if wanted.kind == "forms":
        return "mot de la même famille "
    if wanted.joined in {NEAR_EACH_OTHER, SIGNED}:
        return f"{wanted.joined} "
    return f"synonyme « {wanted.joined or ' '.join(wanted.exact)} » "

"""What a page of the TraAM says it is, or tells of a class, in the language that is taught.

English, Spanish, German and Italian, with a few words of Portuguese. Pages of language teaching name the TraAM and
their académie in French, and tell the rest in their own language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.normalize.own_text import Sentence
from schemas.types.record import TraamClass

OF_CLASS_ABROAD = re.compile(
    r"\b(?:pupils?|students?|classroom|lessons?|learners?|worksheets?|homework"
    r"|alumn[oa]s?|estudiantes?|clases?|actividad(?:es)?|tareas?|secuencia"
    r"|schuler(?:innen|n)?|klassen?|unterricht\w*|aufgaben?|lernende\w*"
    r"|alunn[oiae]|student[ie]|lezion[ei]|compit[oi]|attivita|aluno?s|aula?s|turmas?)\b"
)
"""What pages of language teaching say of a class at work, where they are written in the language taught."""
LEVELS_ABROAD = re.compile(
    r"(?<!\w)(?:class(?:es)?|pupils|students|groups?|level|year|klassen?|sch[üu]ler(?:innen)?|clases?|alumnos|grupos?|classi"
    r"|alunn[ei]|turmas?) (?:of|in|from|der|des|in der|aus der|de|di|della|de la|em)\s"
    r"(?=(?-i:Sixi|Cinqui|Quatri|Troisi|Second|Premi|Termin)|(?:sixi|cinqui|quatri|troisi)[èe]me|premi[èe]re|terminale)"
    r"|(?<!\w)(?=(?-i:Sixi[èe]me|Cinqui[èe]me|Quatri[èe]me|Troisi[èe]me|Seconde|Premi[èe]re|Terminale)[ -]"
    r"(?:class(?:es)?|pupils|students|groups?|klassen?|sch[üu]ler)\b)",
    re.IGNORECASE,
)
"""« Two classes of Seconde », « eine Seconde-Klasse »: a French class in the language that is taught."""
_PEOPLE = r"(?:\w+ ){0,3}(?:teachers?|colleagues?|volunteers?|schools?|members?)"
_PEOPLE_ELSEWHERE = r"(?:\w+ ){0,3}(?:profesor|docent|maestr|colega|voluntari|lehr|kolleg|freiwillig|insegnant|collegh)"
_KINDS: tuple[tuple[TraamClass, re.Pattern[str]], ...] = (
    (
        "compte_rendu",
        re.compile(
            r"\b(?:minutes of (?:the|our)\b|(?:meeting|workshop) (?:notes|report|minutes)\b"
            r"|acta de (?:la |nuestra )?(?:reunion|sesion)|sitzungsprotokoll|protokoll (?:der|unserer|vom) "
            r"|verbale (?:della|dell'|del )|(?:attending|apologies|asistentes|anwesend|presenti) ?:)"
        ),
    ),
    (
        "bilan",
        re.compile(
            r"\b(?:final report|annual report|year in review|what (?:we|the (?:team|group)) (?:achieved|did) this year"
            r"|looking back (?:on|at) (?:the|our) year|balance (?:final|del (?:curso|grupo|ano))"
            r"|memoria (?:final|anual)|abschlussbericht|jahresruckblick|jahresbericht|wir ziehen bilanz|bilancio finale"
            r"|bilancio del(?:l'anno| gruppo)|relazione finale)"
        ),
    ),
    (
        "appel",
        re.compile(
            rf"\A\W*join (?:the|our) (?:team|group)\b|\b(?:we are looking for {_PEOPLE}\b|please apply\b"
            rf"|call for applications|(?:se )?buscamos {_PEOPLE_ELSEWHERE}|convocatoria (?:de|para) "
            r"|unete al (?:grupo|equipo)"
            rf"|wir suchen {_PEOPLE_ELSEWHERE}|bewerben sie sich|cerchiamo {_PEOPLE_ELSEWHERE}|candidature aperte)"
        ),
    ),
    ("presentation", re.compile(r"\b(?:who we are|meet the team|quienes somos|wer wir sind|chi siamo)\b")),
)
_LOOKED_AT = 4


def kind_abroad(title: str, said: Sequence[Sentence]) -> TraamClass | None:
    """The class the folded title or the first sentences tell in another language; None where they tell none."""
    texts = (title, *(one.folded for one in said[:_LOOKED_AT]))
    return next((kind for kind, told in _KINDS if any(told.search(text) for text in texts)), None)

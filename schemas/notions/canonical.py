"""What a person types for a facet, in the words records hold: « 2nde » → « 2de », « SVT » → its long label."""

from __future__ import annotations

# Each reader is imported when a value of its field is typed: most searches wait for none.


def canonical_values(field: str, value: str) -> tuple[str, ...]:
    """The labels a value means in a field of Record; the value itself when it means none we know."""
    return known_values(field, value) or (value,)


def known_values(field: str, value: str) -> tuple[str, ...]:
    """The labels a value means in a field of Record; nothing when it means none we know."""
    if field == "langues":
        from schemas.words.languages import read_languages

        return tuple(read_languages(value).codes)
    if field == "annee_scolaire":
        from schemas.notions.annee_scolaire import read_annee_scolaire

        # As in « annee>=2023 », a year alone is the one a school year begins in.
        year = value.strip()
        is_year = len(year) == len("2023") and year.isdecimal() and year.isascii()
        return _one(read_annee_scolaire(f"{year}-{int(year) + 1}" if is_year else value))
    if field == "type":
        from schemas.notions.types import read_type

        return _one(read_type(value))
    return _named(field, value)


def _named(field: str, value: str) -> tuple[str, ...]:
    if field == "academies":
        from schemas.notions.academies import read_academies

        return tuple(read_academies(value))
    if field == "disciplines":
        from schemas.notions.disciplines import read_disciplines

        return tuple(read_disciplines(value).values)
    if field == "niveaux":
        from schemas.notions.niveaux import read_niveaux

        return tuple(read_niveaux(value).values)
    if field == "outils":
        from schemas.notions.outils import read_outils

        return tuple(read_outils(value).values)
    if field == "competences":
        from schemas.notions.competences import read_competences

        return tuple(read_competences(value).values)
    return ()


def _one(read: str | None) -> tuple[str, ...]:
    return (read,) if read else ()

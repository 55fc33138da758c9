"""What a letter may put forward: works no issue has shown, the newest and most complete of each group in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from feeds.wording.french import written_month
from feeds.wording.production import GroupLabels
from feeds.wording.safe_text import safe_identifier, safe_link, safe_record, safe_text
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings
from pipeline.letter.files import already_shown, letters_folder, load_letters
from schemas.files.group import Group
from schemas.files.letter import LIMITE, TITRE, TITRE_MAX, Breve, Letter, Rubrique
from schemas.files.letter_text import without_link_marks
from schemas.normalize.description import introduction_of
from schemas.parsing.page_address import canonical_address
from schemas.types.errors import NothingToDoError
from schemas.types.record import Record, StoredRecord
from schemas.words.text import clean_text, cut
from store.record_reading import latest_by_identifier

WANTED = ("description", "niveaux", "academies", "groupe", "type", "annee_scolaire", "competences", "outils")
"""The fields a work is the better for having; completeness is the share of them it has."""
ELSEWHERE = "Autres travaux"
_FULL_DATE = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """One work that may be put forward."""

    record: Record
    """Safe: see feeds.wording.safe_text."""
    day: date
    """The source's date of publication where it is a full one, else the day we first saw the work."""
    completeness: float
    """From 0 to 1: see WANTED."""
    rubrique: str
    """Its discipline."""
    groupe_titre: str
    presentation: str
    """Its description, without the labelled elements of its group, which a letter does not list."""

    def as_dict(self) -> dict[str, Any]:
        """The JSON values."""
        return {
            "identifier": self.record.identifier, "titre": self.record.titre, "url": self.record.url,
            "academies": list(self.record.academies), "groupe": self.record.groupe, "date": self.day.isoformat(),
            "completeness": round(self.completeness, 2), "rubrique": self.rubrique,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class LetterWish:
    """What the person who prepares the issue asks for."""

    most: int
    since: date | None = None
    """Only works of that day or after."""
    groups: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    """Canonical labels."""


def candidates(settings: Settings, wish: LetterWish, shown: frozenset[str]) -> tuple[Candidate, ...]:
    """The works to propose, best first; those of `shown` (identifiers, canonical addresses) are left out."""
    labels = GroupLabels(settings.groups)
    groups = {group.id: group for group in settings.groups}
    with open_database(settings.store) as database, database.transaction() as transaction:
        living = transaction.records.all(deleted=False, evidence=False)
        held = latest_by_identifier(item for item in living if item.record.is_published)
    kept: dict[str, Candidate] = {}
    for stored in held:
        candidate = _candidate(stored)
        if candidate is not None and _is_wanted(candidate, wish) and not _is_shown(candidate.record, shown):
            # The same page may come from two sources, under two identifiers: it is one work.
            address = canonical_address(candidate.record.url or "")
            if address not in kept or candidate.completeness > kept[address].completeness:
                kept[address] = candidate
    # Making a record safe is most of the work: only those that will be shown are, in their order.
    ordered = (_made_safe(one, labels, groups) for one in in_turn(kept.values()))
    return tuple(islice((one for one in ordered if (one.record.titre or "").strip()), wish.most))


def in_turn(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Put works in order: the best of each group, then the second of each…; the newest school years go first.

    Within a group the more complete goes first, then the more recent, then académies that have not been named yet.
    """
    by_group: dict[str, list[Candidate]] = defaultdict(list)
    for one in found:
        by_group[one.record.groupe or one.rubrique].append(one)
    rounds: list[tuple[int, int, str, Candidate]] = []
    for name, some in by_group.items():
        ordered = _spread(
            sorted(some, key=lambda one: (-one.completeness, -one.day.toordinal(), one.record.identifier))
        )
        newest = max(one.day.toordinal() for one in some)
        rounds += [(place, -newest, name, one) for place, one in enumerate(ordered)]
    rounds.sort(key=lambda item: item[:3])
    return tuple(one for *_, one in rounds)


def _spread(ordered: Sequence[Candidate]) -> list[Candidate]:
    """Take one work of each académie before a second of any, the order else kept."""
    seen: dict[str, int] = defaultdict(int)
    ranked = []
    for place, one in enumerate(ordered):
        academie = one.record.academies[0] if one.record.academies else ""
        ranked.append((seen[academie], place, one))
        seen[academie] += 1
    return [one for _, _, one in sorted(ranked, key=lambda item: item[:2])]


def _candidate(stored: StoredRecord) -> Candidate | None:
    """What ranks a work; of its texts only those an issue is remembered by are already safe."""
    url = safe_link(stored.record.url)
    if url is None or not (stored.record.titre or "").strip():
        return None
    record = replace(stored.record, identifier=safe_identifier(stored.record.identifier), url=url)
    return Candidate(
        record=record,
        day=_day(record.date_publication) or stored.first_seen.date(),
        completeness=sum(bool(getattr(record, name)) for name in WANTED) / len(WANTED),
        rubrique=record.disciplines[0] if record.disciplines else ELSEWHERE,
        groupe_titre="",
        presentation="",
    )


def _made_safe(candidate: Candidate, labels: GroupLabels, groups: Mapping[str, Group]) -> Candidate:
    held = candidate.record
    record = safe_record(held)
    group = groups.get(held.groupe or "")
    introduction = introduction_of(held, group) if group is not None else ""
    return replace(
        candidate,
        record=record,
        rubrique=safe_text(candidate.rubrique),
        groupe_titre=labels.group_titre(held.groupe) if held.groupe else "",
        presentation=safe_text(introduction) or record.description or "",
    )


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat((written or "")[:_FULL_DATE])
    except ValueError:
        return None


def _is_wanted(candidate: Candidate, wish: LetterWish) -> bool:
    record = candidate.record
    if wish.since is not None and candidate.day < wish.since:
        return False
    if wish.groups and record.groupe not in wish.groups:
        return False
    return not wish.disciplines or bool(set(wish.disciplines) & set(record.disciplines))


def _is_shown(record: Record, shown: frozenset[str]) -> bool:
    return record.identifier in shown or canonical_address(record.url or "") in shown


@dataclass(frozen=True, slots=True)
class LetterProposal:
    """The head of the issue to propose."""

    numero: int
    day: date
    periode: str = ""
    """The month of the day when empty."""
    serie: str = ""


def propose_letter(settings: Settings, wish: LetterWish, head: LetterProposal) -> Letter:
    """Compose a draft issue; raises NothingToDoError when no work is left to show.

    What never changes from an issue to the next (name, disciplines, signature, list) is taken from the one before it.
    The first issue of a series is about the disciplines wished for, and is named after them.
    """
    known = tuple(load_letters(letters_folder(settings.config), head.serie).values())
    found = candidates(settings, within_series(wish, known), already_shown(known))
    if not found:
        raise NothingToDoError("aucune production que les numéros passés n'aient déjà montrée, avec ces critères")
    before = next((letter for letter in reversed(known) if letter.numero < head.numero), None)
    rubriques = _rubriques(found, before.limite if before else LIMITE)
    letter = Letter(
        head.numero, head.periode or written_month(head.day), head.day, serie=head.serie, brouillon=True,
        rubriques=rubriques,
    )  # fmt: skip
    if before is None and head.serie:
        titre = f"{TITRE} {', '.join(wish.disciplines)}".rstrip()
        return replace(letter, titre=titre, disciplines=wish.disciplines)
    if before is None:
        return letter
    page = f"lettre-{before.numero}."
    return replace(
        letter,
        titre=before.titre,
        disciplines=before.disciplines,
        signature=before.signature,
        limite=before.limite,
        envoi=before.envoi,
        en_ligne=before.en_ligne.replace(page, f"lettre-{head.numero}.") if page in before.en_ligne else "",
    )


def within_series(wish: LetterWish, known: Sequence[Letter]) -> LetterWish:
    """Wish for the disciplines of the last issue, unless some are asked for."""
    if wish.disciplines or not known:
        return wish
    return replace(wish, disciplines=known[-1].disciplines)


def _rubriques(found: Sequence[Candidate], limite: int) -> tuple[Rubrique, ...]:
    by_titre: Mapping[str, list[Breve]] = defaultdict(list)
    for one in found:
        by_titre[one.rubrique].append(_breve(one, limite))
    return tuple(Rubrique(titre, breves=tuple(breves)) for titre, breves in by_titre.items())


def _breve(candidate: Candidate, limite: int) -> Breve:
    record = candidate.record
    # On one line, what was harmless over two may be an address: safe_text comes last.
    texte = cut(without_link_marks(safe_text(" ".join(clean_text(candidate.presentation).split()))), limite)
    return Breve(
        titre=cut(safe_text(" ".join((record.titre or "").split())), TITRE_MAX),
        url=safe_link(record.url) or "",
        texte=texte,
        identifier=record.identifier,
        academies=tuple(filter(str.strip, record.academies)),
        groupe=safe_text(candidate.groupe_titre),
        niveaux=tuple(filter(str.strip, record.niveaux)),
    )

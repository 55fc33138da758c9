"""An issue as it is shown: every text made safe, every link http, dates in words; all forms are made of it alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from feeds.wording.french import french_spaces, written_day
from feeds.wording.safe_text import safe_link, safe_text, safe_texts
from schemas.files.letter import ACCROCHE_MAX, Breve, Letter, Rubrique
from schemas.files.letter_text import Paragraph, Piece, paragraphs_of
from schemas.words.text import cut


@dataclass(frozen=True, slots=True)
class ShownBreve:
    """One work put forward."""

    titre: str
    url: str
    """Empty when its address cannot be followed safely: the title is then plain text."""
    paragraphs: tuple[Paragraph, ...]
    mention: str
    """« Orléans-Tours · SVT 2024-2025 · 3e »."""


@dataclass(frozen=True, slots=True)
class ShownRubrique:
    """One part."""

    titre: str
    paragraphs: tuple[Paragraph, ...]
    breves: tuple[ShownBreve, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """One issue."""

    numero: int
    serie: str
    """Empty for the letter that has no series; else nothing but a safe word."""
    titre: str
    periode: str
    day: str
    """« 24 novembre 2026 »."""
    iso_day: str
    sujet: str
    """« Lettre TIC'Édu n° 12 – novembre 2026 »."""
    accroche: str
    introduction: tuple[Paragraph, ...]
    rubriques: tuple[ShownRubrique, ...]
    en_ligne: str
    signature: tuple[Paragraph, ...]
    desabonnement: str

    @property
    def page_name(self) -> str:
        """The file name of its page on the web."""
        return f"lettre-{self.numero}.html"

    @property
    def name(self) -> str:
        """What no other issue of any series is named: « 12 », « svt-12 »; a series never begins with a digit."""
        return f"{self.serie}-{self.numero}" if self.serie else str(self.numero)

    @property
    def moment(self) -> datetime:
        """The instant that stands for its date: noon, so that it is the same day all over France but Polynesia."""
        return datetime.combine(datetime.fromisoformat(self.iso_day), time(12), UTC)


def content_of(letter: Letter) -> Content:
    """Make an issue ready to be shown."""
    titre, periode = _one_line(letter.titre), _one_line(letter.periode)
    introduction = _paragraphs(letter.introduction)
    return Content(
        numero=letter.numero,
        serie=letter.serie,
        titre=titre,
        periode=periode,
        day=written_day(letter.date),
        iso_day=letter.date.isoformat(),
        sujet=f"{titre} n° {letter.numero} – {periode}",
        accroche=french_spaces(_one_line(letter.accroche)) or _beginning(introduction, letter),
        introduction=introduction,
        rubriques=tuple(_rubrique(one) for one in letter.rubriques),
        en_ligne=safe_link(letter.en_ligne) or "",
        signature=_paragraphs(letter.signature),
        desabonnement=safe_link(letter.envoi.desabonnement) or "",
    )


def _rubrique(rubrique: Rubrique) -> ShownRubrique:
    return ShownRubrique(
        french_spaces(_one_line(rubrique.titre)),
        _paragraphs(rubrique.texte),
        tuple(_breve(one) for one in rubrique.breves),
    )


def _breve(breve: Breve) -> ShownBreve:
    parts = [", ".join(safe_texts(breve.academies)), safe_text(breve.groupe), ", ".join(safe_texts(breve.niveaux))]
    return ShownBreve(
        titre=french_spaces(_one_line(breve.titre)),
        url=safe_link(breve.url) or "",
        paragraphs=_paragraphs(breve.texte),
        mention=_one_line(" · ".join(part for part in parts if part)),
    )


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(tuple(_safe_pieces(paragraph)) for paragraph in paragraphs_of(safe_text(text)))


def _safe_pieces(paragraph: Paragraph) -> list[Piece]:
    return [Piece(french_spaces(safe_text(piece.text)), safe_link(piece.url) or "") for piece in paragraph]


def _one_line(text: str) -> str:
    # On one line, what was harmless over two may be an address: once more.
    return safe_text(" ".join(safe_text(text).split()))


def _beginning(introduction: tuple[Paragraph, ...], letter: Letter) -> str:
    """The line mail programs show, where the file gives none."""
    said = " ".join("".join(piece.text for piece in paragraph) for paragraph in introduction)
    titles = " ; ".join(_one_line(breve.titre) for breve in letter.breves)
    return french_spaces(cut(" ".join((said or titles).split()), ACCROCHE_MAX))

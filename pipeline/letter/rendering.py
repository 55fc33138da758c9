"""Writing an issue in all its forms, and the archive of those that are done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from disk.aside import write_files
from feeds.letter.archive import ATOM_NAME, archive_html, issues_atom
from feeds.letter.content import Content, content_of
from feeds.letter.mail_html import fragment_html, mail_html, page_html
from feeds.letter.message import message_bytes
from feeds.letter.plain import letter_markdown, letter_text
from pipeline.ground.configuration import StorePlace
from pipeline.ground.opening import open_database
from schemas.files.letter import Letter
from schemas.parsing.page_address import canonical_address

MESSAGE = "lettre.eml"
MAIL = "courriel.html"
MAIL_MAX = 102_000
"""Bytes of HTML after which Gmail cuts a message and hides the rest behind a link."""


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """What was written of one issue."""

    folder: Path
    files: tuple[Path, ...]
    message: bytes
    mail_size: int
    """Bytes of the HTML of the e-mail."""

    @property
    def doubts(self) -> tuple[str, ...]:
        """Say, in French, why some reader would not see it whole."""
        if self.mail_size <= MAIL_MAX:
            return ()
        size, most = self.mail_size // 1_000, MAIL_MAX // 1_000
        return (f"le courriel a {size} ko de HTML : Gmail le coupe à {most} ko ; ôter des brèves",)


def letter_files(letter: Letter) -> dict[str, bytes]:
    """The name and the bytes of each form; the same letter gives the same bytes."""
    content = content_of(letter)
    text, html = letter_text(content), mail_html(content)
    return {
        MAIL: html.encode(),
        "courriel.txt": text.encode(),
        MESSAGE: message_bytes(content, text, html, letter.envoi),
        "lettre.md": letter_markdown(content).encode(),
        "fragment.html": fragment_html(content).encode(),
        content.page_name: page_html(content, "../").encode(),
    }


def write_letter(letter: Letter, out: Path) -> WrittenLetter:
    """Write every form of an issue in a folder of its own under `out` (and its series), named after its number."""
    files = letter_files(letter)
    to_write = would_be_written(letter, out, files)
    write_files(to_write.folder, files)
    return to_write


def would_be_written(letter: Letter, out: Path, files: Mapping[str, bytes] | None = None) -> WrittenLetter:
    """What `write_letter` would write, of forms that may be made already; nothing is written."""
    files = letter_files(letter) if files is None else files
    folder = out / letter.serie / str(letter.numero)
    return WrittenLetter(folder, tuple(folder / name for name in files), files[MESSAGE], len(files[MAIL]))


def write_archive(letters: Sequence[Letter], out: Path, serie: str = "") -> tuple[Path, ...]:
    """Write the page of each issue that is done, the page that lists them and their feed; drafts are left out.

    A series has a folder of its own under `out`.
    """
    contents: list[Content] = [content_of(letter) for letter in letters if not letter.brouillon]
    files = {content.page_name: page_html(content).encode() for content in contents}
    lists = {"index.html": archive_html(contents).encode(), ATOM_NAME: issues_atom(contents, serie)}
    return write_files(out / serie, files | lists)


def doubts(store: StorePlace, letter: Letter) -> tuple[str, ...]:
    """Say, in French, what an issue shows that the store no longer holds, and what it lacks to be read by everyone."""
    said = (
        [] if letter.en_ligne else ["« en_ligne » est vide : le courriel n'aura pas de lien « consultez-la en ligne »"]
    )
    with open_database(store) as database, database.transaction() as transaction:
        records = [stored.record for stored in transaction.records.all(evidence=False)]
    living = {name for record in records if record.is_published for name in (record.identifier, _address(record.url))}
    known = {name for record in records for name in (record.identifier, _address(record.url))}
    for number, breve in enumerate(letter.breves, start=1):
        names = {breve.identifier, canonical_address(breve.url)}
        if breve.identifier and not names & living:
            why = "n'est plus publiée" if names & known else "n'est pas dans la base"
            said.append(f"brève {number} (« {breve.titre} ») : la production {why} ; vérifier {breve.url}")
    return tuple(said)


def _address(url: str | None) -> str:
    return canonical_address(url) if url else ""

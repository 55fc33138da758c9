"""The issue as plain text (the other part of the e-mail) and as Markdown (CommonMark)."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from feeds.letter.content import Content
from schemas.files.letter_text import Paragraph

WIDTH = 72
"""Columns of the text part: short enough to be quoted (RFC 5322, 2.1.1 recommends 78)."""
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_AT_LINE_START = re.compile(r"^(\s*)([-+=]|\d{1,9}[.)])")


def letter_text(content: Content) -> str:
    """The text part: headings underlined, each address on a line of its own so that it is never broken."""
    heading = f"{content.titre} n° {content.numero}"
    lines = [heading, "=" * len(heading), f"{content.periode} ({content.day})"]
    if content.en_ligne:
        lines += ["", "À lire en ligne :", content.en_ligne]
    lines += _text_paragraphs(content.introduction)
    for rubrique in content.rubriques:
        lines += ["", "", *_wrapped(rubrique.titre.upper()), "-" * min(len(rubrique.titre), WIDTH)]
        lines += _text_paragraphs(rubrique.paragraphs)
        for breve in rubrique.breves:
            lines += ["", *_wrapped(f"* {breve.titre}", "  ")]
            lines += _wrapped(f"  {breve.mention}", "  ") if breve.mention else []
            lines += [f"  {line}" if line else "" for line in _text_paragraphs(breve.paragraphs, WIDTH - 2)[1:]]
            lines += [f"  {breve.url}"] if breve.url else []
    # « -- » alone on a line begins the signature (RFC 3676, 4.3); mail programs do not quote what follows.
    if content.signature or content.desabonnement:
        lines += ["", "-- "]
        lines += _text_paragraphs(content.signature)[1:]
        lines += ["Se désabonner :", content.desabonnement] if content.desabonnement else []
    return "\n".join(lines) + "\n"


def _text_paragraphs(paragraphs: Sequence[Paragraph], width: int = WIDTH) -> list[str]:
    lines: list[str] = []
    for paragraph in paragraphs:
        lines += ["", *_wrapped("".join(piece.text for piece in paragraph), width=width)]
        lines += [piece.url for piece in paragraph if piece.url]
    return lines


def _wrapped(text: str, indent: str = "", width: int = WIDTH) -> list[str]:
    wrapped = textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return wrapped or [text]


def letter_markdown(content: Content) -> str:
    """The issue as Markdown, in which nothing harvested is read as a mark."""
    return "\n\n".join(_markdown_blocks(content)) + "\n"


def _markdown_blocks(content: Content) -> Iterator[str]:
    yield f"# {_plain(content.titre)} n° {content.numero}"
    yield f"{_plain(content.periode)} ({content.day})"
    if content.en_ligne:
        yield f"[À lire en ligne]({_address(content.en_ligne)})"
    yield from (_markdown_paragraph(one) for one in content.introduction)
    for rubrique in content.rubriques:
        yield f"## {_plain(rubrique.titre)}"
        yield from (_markdown_paragraph(one) for one in rubrique.paragraphs)
        for breve in rubrique.breves:
            titre = _plain(breve.titre)
            yield f"### {f'[{titre}]({_address(breve.url)})' if breve.url else titre}"
            if breve.mention:
                yield f"*{_plain(breve.mention)}*"
            yield from (_markdown_paragraph(one) for one in breve.paragraphs)
    if content.signature:
        yield "---"
        yield from (_markdown_paragraph(one) for one in content.signature)


def _markdown_paragraph(paragraph: Paragraph) -> str:
    said = "".join(
        f"[{_plain(piece.text)}]({_address(piece.url)})" if piece.url else _marks_escaped(piece.text)
        for piece in paragraph
    )
    return _AT_LINE_START.sub(r"\1\\\2", said) if not said[:1].isdigit() else _number_escaped(said)


def _number_escaped(text: str) -> str:
    """Keep « 3. » at the beginning of a paragraph from being read as a list."""
    return re.sub(r"^(\d{1,9})([.)])", r"\1\\\2", text)


def _plain(text: str) -> str:
    return _marks_escaped(text).strip()


def _marks_escaped(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)


def _address(url: str) -> str:
    return url.replace("(", "%28").replace(")", "%29")

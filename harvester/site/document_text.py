"""Reading the text of a document (PDF, ODT, DOCX), in a process of its own: bounded in time, memory and size.

As a program: the document on the standard input, its reader as the argument; on the standard output what it says of
itself, a line of JSON, then its text.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from lxml import etree

from schemas.parsing.archive import archive_member
from schemas.parsing.xml import legal_text, local_name, namespace_of, parse_xml
from schemas.types.marked_text import marked

READ_TYPES = {
    "application/pdf": "pdf",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
"""The media types read, each with the name of its reader."""
MAX_TEXT = 110_000
"""Characters kept of a document: a little more than is searched of it (schemas.normalize.texte.MAX_JOINT), so that
what is cut can be said."""
_MAX_PDF_PAGES = 60
_SECONDS = 20
"""Of the processor, which a reading may take: the same bytes are read or not whatever else the machine does."""
_PATIENCE = 600
"""Seconds by the clock, where the system counts no others, or the machine hardly goes on."""
_LOOK_EVERY = 0.5
"""Seconds after which it is seen that the process that waits for the text has died."""
_MEMORY = 1024 * 1024 * 1024
_SIGXCPU = 24
"""The signal of a process that has had its time (POSIX), by its number: not every system names it."""
_PARAGRAPHS = frozenset({"p", "h"})
_LEFT = frozenset(
    {
        "Fallback", "del", "delText", "instrText", "moveFrom", "annotation", "tracked-changes", "sequence-decls",
    }
)  # fmt: skip
"""What is no text of a document: a frame written a second time for older programs, what was deleted, remarks, codes."""
_DESCRIBES = frozenset({"desc", "title"})
"""What a picture is said to show, in OpenDocument."""
_SPACES = frozenset({"tab", "s", "br", "line-break"})
_HEADING_STYLE = re.compile(r"(?:heading|titre|title|berschrift)\s?([1-6])?", re.IGNORECASE)
_LONGEST_LANGUAGE = 40
_DEPTHS = frozenset("123456")
_ROOT = Path(__file__).resolve().parents[2]


def read_document(content: bytes, media_type: str) -> str:
    """The text of a document; raises ValueError when it cannot be read within its bounds."""
    return describe_document(content, media_type)["text"]


def describe_document(content: bytes, media_type: str) -> dict[str, str]:
    """The text of a document and what it says of itself.

    « text », « title », « created », « modified », « language », « default_language »: those that are said.
    Raises ValueError when it cannot be read within its bounds.
    """
    reader = READ_TYPES.get(media_type)
    if reader is None:
        raise ValueError(f"type « {media_type} » non lu")
    command = [sys.executable, "-I", "-c", _START, str(_ROOT), reader, str(_SECONDS), str(os.getpid())]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, on our own module
            command, input=content, capture_output=True, timeout=_PATIENCE, check=False, process_group=0
        )
    except subprocess.TimeoutExpired as error:
        raise ValueError(f"lecture de plus de {_PATIENCE // 60} minutes, abandonnée") from error
    if done.returncode == -_SIGXCPU:
        raise ValueError(f"lecture de plus de {_SECONDS} s de calcul, abandonnée")
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", errors="replace").strip().splitlines()[-1:] or ["arrêt du lecteur"]
        raise ValueError(legal_text(last[0])[:200])
    head, _, text = done.stdout.decode("utf-8", errors="replace").partition("\n")
    return {**{key: str(value)[:300] for key, value in json.loads(head).items()}, "text": text[:MAX_TEXT]}


_START = "import sys; sys.path.insert(0, sys.argv[1]); from harvester.site.document_text import main; main()"


def main() -> None:
    """Read the standard input as the argument says, within limits the system holds us to.

    A signal that stops the harvest is not for the document being read; the end of the harvesting process is.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_after, args=(int(sys.argv[4]),), daemon=True).start()
    with contextlib.suppress(ImportError):  # not every system has these limits; the one on time is kept outside
        import resource

        seconds = int(sys.argv[3])
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))  # the first says why it ends, the second ends
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    readers = {"pdf": pdf_text, "odt": odt_text, "docx": docx_text}
    told = {"pdf": pdf_about, "odt": odt_about, "docx": docx_about}
    content = sys.stdin.buffer.read()
    try:
        text = readers[sys.argv[2]](content)
        about = told[sys.argv[2]](content)
    except (ValueError, MemoryError, RecursionError) as error:
        sys.stderr.write(f"{error or type(error).__name__}\n")
        sys.exit(1)
    sys.stdout.buffer.write(f"{json.dumps(about)}\n{text}".encode(errors="replace"))


def _end_after(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    os._exit(1)


def pdf_text(content: bytes) -> str:
    """The text of a PDF's first pages; raises ValueError when it is none."""
    from pypdf import PdfReader  # here, since it is slow to load, and for the process of this document alone
    from pypdf.errors import PyPdfError

    kept: list[str] = []
    try:
        reader = PdfReader(io.BytesIO(content))
        for number, page in enumerate(reader.pages):
            if number == _MAX_PDF_PAGES or sum(map(len, kept)) > MAX_TEXT:
                break
            with contextlib.redirect_stderr(io.StringIO()):
                kept.append(page.extract_text() or "")
    except (PyPdfError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError) as error:
        # A damaged file may make the library fail in any of these ways.
        raise ValueError(f"PDF illisible ({type(error).__name__})") from error
    return _joined(line for text in kept for line in text.splitlines())


def pdf_about(content: bytes) -> dict[str, str]:
    """What a PDF says of itself (ISO 32000, 14.3.3); nothing when it says nothing that can be read."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        said, language = reader.metadata, reader.root_object.get("/Lang")
        if said is None:
            return _about("", "", "", language)
        dates = {"created": said.creation_date, "modified": said.modification_date}
        created, modified = (moment.isoformat() if moment else "" for moment in dates.values())
        return _about(said.title, created, modified, language)
    except (PyPdfError, KeyError, TypeError, AttributeError, IndexError, OSError, RecursionError, ValueError):
        return {}  # its text was read: that counts


def odt_about(content: bytes) -> dict[str, str]:
    """What an OpenDocument text says of itself (ODF 1.3, 4.3)."""
    about = _about_in(content, "meta.xml", ("title", "creation-date", "date"))
    return about | _default_language(content, "styles.xml", "default-style", "text-properties", ("language", "country"))


def docx_about(content: bytes) -> dict[str, str]:
    """What a Word document says of itself (ECMA-376, part 2, 11)."""
    about = _about_in(content, "docProps/core.xml", ("title", "created", "modified"))
    return about | _default_language(content, "word/styles.xml", "rPrDefault", "lang", ("val",))


def _about_in(content: bytes, name: str, fields: tuple[str, str, str]) -> dict[str, str]:
    try:
        root = parse_xml(archive_member(content, name))
    except ValueError:
        return {}
    said = {local_name(one): one.text or "" for one in root.iter() if isinstance(one.tag, str)}
    title, created, modified = (said.get(field) for field in fields)
    return _about(title, created, modified, said.get("language"))


def _default_language(content: bytes, name: str, holder: str, element: str, parts: Sequence[str]) -> dict[str, str]:
    """The language of the text no style says otherwise of: ODF 1.3, 20.202; ECMA-376, 17.3.2.20."""
    try:
        root = parse_xml(archive_member(content, name))
    except ValueError:
        return {}
    within = (one for default in root.iter(f"{{*}}{holder}") for one in default.iter(f"{{*}}{element}"))
    written = ("-".join(filter(None, (_attribute(one, part) for part in parts))) for one in within)
    language = next((one for one in written if one and not one.startswith("none")), "")
    return {"default_language": language[:_LONGEST_LANGUAGE]} if language else {}


def _about(title: object, created: str | None, modified: str | None, language: object) -> dict[str, str]:
    told = {
        "title": str(title or ""), "created": created or "", "modified": modified or "",
        "language": str(language or "")[:_LONGEST_LANGUAGE],
    }  # fmt: skip
    return {key: one for key, value in told.items() if (one := " ".join(legal_text(value).split())[:300])}


def odt_text(content: bytes) -> str:
    """The paragraphs of an OpenDocument text (ODF 1.3, 5.1); raises ValueError when it is none."""
    return _paragraphs(archive_member(content, "content.xml"))


def docx_text(content: bytes) -> str:
    """The paragraphs of a Word document (ECMA-376, 17.3.1); raises ValueError when it is none."""
    return _paragraphs(archive_member(content, "word/document.xml"))


def _paragraphs(content: bytes) -> str:
    """The paragraphs of a document, each once: one may hold a frame or a note, whose own are lines apart."""
    root = parse_xml(content)
    etree.strip_elements(root, *(f"{{*}}{name}" for name in _LEFT), with_tail=False)
    return _joined(map(_line, (one for one in root.iter() if local_name(one) in _PARAGRAPHS)))


def _line(paragraph: etree._Element) -> str:
    text = " ".join(legal_text(_text(paragraph)).split())
    return marked(text, level=_heading_level(paragraph), is_item=_is_item(paragraph))


def _heading_level(paragraph: etree._Element) -> int:
    """The depth of a heading: ODF 1.3, 5.1.2; the style of Word's paragraphs (ECMA-376, 17.3.1.27)."""
    if local_name(paragraph) == "h":
        written = _attribute(paragraph, "outline-level")
        return int(written) if written in _DEPTHS else 1
    style = next((one for one in _properties(paragraph) if local_name(one) == "pStyle"), None)
    named = _HEADING_STYLE.fullmatch(_attribute(style, "val")) if style is not None else None
    return 0 if named is None else int(named[1] or 1)


def _is_item(paragraph: etree._Element) -> bool:
    """Say whether a paragraph begins an item of a list: ODF 1.3, 5.3.3; ECMA-376, 17.3.1.19."""
    parent = paragraph.getparent()
    if parent is not None and local_name(parent) == "list-item":
        return next((one for one in parent if isinstance(one.tag, str)), None) is paragraph
    return any(local_name(one) == "numPr" for one in _properties(paragraph))


def _properties(paragraph: etree._Element) -> Iterable[etree._Element]:
    own = next((one for one in paragraph if local_name(one) == "pPr"), None)
    return () if own is None else own


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), "")


def _text(paragraph: etree._Element) -> str:
    """The text of a paragraph, without that of the paragraphs it holds nor what was deleted or only says how."""
    parts: list[str] = [paragraph.text or ""]
    stack = [(paragraph, iter(paragraph))]
    while stack:
        holder, children = stack[-1]
        element = next(children, None)
        if element is None:
            stack.pop()
            if stack:
                parts.append(holder.tail or "")
        elif not isinstance(element.tag, str) or local_name(element) in _PARAGRAPHS or _describes(element):
            parts.append(element.tail or "")
        else:
            if local_name(element) in _SPACES:
                parts.append(" ")
            parts.append(element.text or "")
            stack.append((element, iter(element)))
    return "".join(parts)


def _describes(element: etree._Element) -> bool:
    return local_name(element) in _DESCRIBES and "svg" in namespace_of(element)


def _joined(lines: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for line in lines:
        text = " ".join(legal_text(line).split())
        if text:
            kept.append(text)
            length += len(text) + 1
        if length > MAX_TEXT:
            break
    return "\n".join(kept)[:MAX_TEXT]

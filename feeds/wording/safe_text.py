"""The last net before anything leaves: characters no format may carry, e-mail addresses, dangerous links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from schemas.parsing.web_address import is_web_address
from schemas.parsing.xml import legal_text
from schemas.types.record import Record, Traam
from schemas.words.mail_addresses import REMOVED_ADDRESS, holds_plain_address, without_addresses
from schemas.words.remembering import remembered

_DELETE_AND_C1 = re.compile(r"[\x7f-\x9f]")
_ADDRESS = re.compile(r"[\w.+'-]{1,64}(?:@|%40)[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NOT_IN_A_LINK = re.compile(r"[\s\"<>\\^`{|}]")


@remembered
def safe_text(text: str) -> str:
    """The text without control characters, lone surrogates nor e-mail addresses; its markup stays text."""
    if not text.isprintable():  # what is has none of the characters to drop
        text = _DELETE_AND_C1.sub("", legal_text(text))
    return without_addresses(text)


def safe_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """Each text as safe_text does."""
    return tuple(safe_text(text) for text in texts)


def safe_link(url: str | None) -> str | None:
    """An http or https address that any reader may follow; None for any other, or one that carries a person's."""
    if not url:
        return None
    link = _NOT_IN_A_LINK.sub(lambda found: quote(found[0]), _DELETE_AND_C1.sub("", legal_text(url)).strip())
    if not is_web_address(link) or urlsplit(link).username is not None or holds_plain_address(link):
        return None
    return link


def safe_identifier(identifier: str) -> str:
    """The identifier as it is, but for forbidden characters and e-mail addresses."""
    safe = _ADDRESS.sub(REMOVED_ADDRESS, _DELETE_AND_C1.sub("", legal_text(identifier)))
    return REMOVED_ADDRESS if holds_plain_address(safe) else safe


def safe_record(record: Record) -> Record:
    """The record with each field made safe, and without its evidence, which quotes the source."""
    return replace(
        record,
        identifier=safe_identifier(record.identifier),
        source=safe_text(record.source),
        titre=_or_none(record.titre),
        url=safe_link(record.url),
        description=_or_none(record.description),
        elements=_safe_elements(record.elements),
        academies=safe_texts(record.academies),
        disciplines=safe_texts(record.disciplines),
        niveaux=safe_texts(record.niveaux),
        annee_scolaire=_or_none(record.annee_scolaire),
        groupe=_or_none(record.groupe),
        type=_or_none(record.type),
        auteurs=safe_texts(record.auteurs),
        mots_cles=safe_texts(record.mots_cles),
        outils=safe_texts(record.outils),
        competences=safe_texts(record.competences),
        langues=safe_texts(record.langues),
        date_publication=_or_none(record.date_publication),
        date_modification=_or_none(record.date_modification),
        documents=tuple(
            replace(one, url=link, titre=safe_text(one.titre), media_type=safe_text(one.media_type))
            for one in record.documents
            if (link := safe_link(one.url)) is not None
        ),
        traam=Traam(record.traam.score, safe_texts(record.traam.reasons), record.traam.traam_class),
        evidence=(),
    )


def _or_none(text: str | None) -> str | None:
    return None if text is None else safe_text(text)


def _safe_elements(elements: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({safe_text(name): safe_texts(values) for name, values in elements.items()})

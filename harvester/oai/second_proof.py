"""Asking for the records a whole list does not name, one by one: a list alone proves no disappearance.

Bounded and polite: a few identifiers, and none any more once the repository does not answer such questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from harvester.batch import Batch
from harvester.oai.client import OaiClient
from harvester.oai.comparing import is_in_set
from harvester.oai.page import payload_of_answer, read_page
from schemas.files.source import Source
from schemas.types.errors import ProtocolError, SourceError
from schemas.types.payload_name import NO_NAME, PayloadName, page_of_list
from schemas.types.record import RawRecord

MAX_ASKED = 30


class Answer(Enum):
    """What a repository says of one record."""

    LIVES = "lives"
    DELETED = "deleted"
    LEFT = "left"
    """It lives, and is in none of the sets asked for."""
    OTHER = "other"
    """It exists, and not in the format asked for (cannotDisseminateFormat)."""
    UNKNOWN = "unknown"
    """It does not exist (idDoesNotExist)."""
    NONE = "none"
    """The repository does not answer, or not so that it can be understood."""


_DENIALS = frozenset({Answer.UNKNOWN, Answer.LEFT, Answer.DELETED, Answer.OTHER})


@dataclass(frozen=True, slots=True)
class Asked:
    """One record asked for."""

    identifier: str
    answer: Answer
    batch: Batch | None = None
    """What is to be kept of the answer."""


def ask_for(
    client: OaiClient, source: Source, identifiers: Sequence[str], folder: str, control: str = "", prefix: str = ""
) -> Iterator[Asked]:
    """Ask for some records, until one is not answered.

    `control` is a record that lives: a repository that says of it too that it does not exist, that it is deleted or
    has not the format, answers nothing.
    """
    for number, identifier in enumerate(identifiers[:MAX_ASKED], 1):
        asked = _ask(client, source, identifier, page_of_list(folder, number), prefix)
        if control and asked.answer in _DENIALS:
            if _ask(client, source, control, NO_NAME, prefix).answer is not Answer.LIVES:
                asked = Asked(identifier, Answer.NONE)
            control = ""
        yield asked
        if asked.answer is Answer.NONE:
            return


def _ask(client: OaiClient, source: Source, identifier: str, name: PayloadName, prefix: str) -> Asked:
    prefix = prefix or source.metadata_prefix[0]
    try:
        answer = client.harvest(verb="GetRecord", identifier=identifier, metadataPrefix=prefix).answer
        page = read_page(answer.body, answer.url, source.id, prefix, verb="GetRecord")
    except ProtocolError as error:
        if error.code == "idDoesNotExist":
            return Asked(identifier, Answer.UNKNOWN, Batch(None, name, gone=(identifier,)))
        return Asked(identifier, Answer.OTHER if error.code == "cannotDisseminateFormat" else Answer.NONE)
    except SourceError:
        return Asked(identifier, Answer.NONE)
    raw = next((raw for raw in page.records if raw.identifier == identifier), None)
    if raw is None:
        return Asked(identifier, Answer.NONE)
    if not raw.deleted and not _is_asked_for(raw, source):
        return Asked(identifier, Answer.LEFT, Batch(None, name, gone=(identifier,)))
    payload = payload_of_answer(source.id, answer, prefix)
    return Asked(identifier, Answer.DELETED if raw.deleted else Answer.LIVES, Batch(payload, name, (raw,)))


def _is_asked_for(raw: RawRecord, source: Source) -> bool:
    return not source.sets or any(is_in_set(raw, asked) for asked in source.sets)

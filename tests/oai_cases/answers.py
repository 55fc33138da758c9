"""The ordinary answers of a small repository, and the means to spoil them: nine records in three pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

OAI = "http://www.openarchives.org/OAI/2.0/"
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
OAI_DC = 'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SECONDS = "YYYY-MM-DDThh:mm:ssZ"


@dataclass(frozen=True)
class Asked:
    """One request, as a case sees it."""

    method: str
    target: str
    arguments: Mapping[str, str]
    headers: Mapping[str, str]
    """Names in lower case."""
    seen: int
    """How many times the same arguments were asked, this time included."""
    memory: dict[str, Any]
    """What the case keeps from one request to the next."""

    @property
    def token(self) -> str:
        return self.arguments.get("resumptionToken", "")


@dataclass(frozen=True)
class Reply:
    """One answer, and how its sending is spoiled."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "text/xml; charset=utf-8"
    spoiled: str = ""
    """« reset »: nothing is sent; « short »: half of what is announced; « cut »: no length, stopped early."""
    delay: float = 0.0
    """Seconds before anything is sent, the status included."""


Handler = Callable[[Asked], Reply]


def xml(text: str, **more: Any) -> Reply:
    return Reply(text.encode(), **more)


def envelope(inside: str, *, declaration: str = DECLARATION, date: str = "2024-06-01T12:00:00Z") -> str:
    dated = f"<responseDate>{date}</responseDate>" if date else ""
    return f'{declaration}<OAI-PMH xmlns="{OAI}">{dated}<request verb="ListRecords">x</request>{inside}</OAI-PMH>'


def error(code: str, text: str = "raison", **more: Any) -> str:
    return envelope(f'<error code="{code}">{text}</error>', **more)


def dublin_core(titre: str, more: str = "", declared: str = f"{OAI_DC} {DC}") -> str:
    return f"<oai_dc:dc {declared}><dc:title>{titre}</dc:title>{more}</oai_dc:dc>"


def title_of(number: int) -> str:
    return f"Étude n° {number} : été"


def header(number: int, *, stamp: str = "2024-05-01T10:00:00Z", sets: tuple[str, ...] = ("svt",)) -> str:
    named = "".join(f"<setSpec>{name}</setSpec>" for name in sets)
    return f"<identifier>oai:cas:{number}</identifier><datestamp>{stamp}</datestamp>{named}"


def record(number: int, *, content: str | None = None, head: str | None = None, after: str = "") -> str:
    metadata = f"<metadata>{dublin_core(title_of(number)) if content is None else content}</metadata>"
    return f"<record><header>{header(number) if head is None else head}</header>{metadata}{after}</record>"


def gone(number: int, status: str = "deleted", **head: Any) -> str:
    return f'<record><header status="{status}">{header(number, **head)}</header></record>'


def listed(records: list[str], token: str | None = None, attributes: str = "", **more: Any) -> str:
    last = "" if token is None else f"<resumptionToken{attributes}>{token}</resumptionToken>"
    return envelope(f"<ListRecords>{''.join(records)}{last}</ListRecords>", **more)


def three_pages(
    asked: Asked,
    replaced: Mapping[int, str] | None = None,
    *,
    last: str | None = "",
    tokens: tuple[str, str] = ("suite-1", "suite-2"),
    attributes: str = "",
) -> Reply:
    """The ordinary list; some of its records may be replaced. A token comes alone, as the protocol has it."""
    numbers = {"": (1, 2, 3), tokens[0]: (4, 5, 6), tokens[1]: (7, 8, 9)}.get(asked.token)
    if asked.token and set(asked.arguments) - {"verb", "resumptionToken"}:
        return xml(error("badArgument", "resumptionToken est exclusif"))
    if numbers is None:
        return xml(error("badResumptionToken", "inconnu"))
    following = {1: tokens[0], 4: tokens[1]}.get(numbers[0], last)
    records = [(replaced or {}).get(number) or record(number) for number in numbers]
    return xml(listed(records, following, attributes))


def identify(
    granularity: str | None = SECONDS,
    deleted: str = "persistent",
    earliest: str = "2020-01-01T00:00:00Z",
    base_url: str = "",
    date: str = "2024-06-01T12:00:00Z",
) -> str:
    said = "" if granularity is None else f"<granularity>{granularity}</granularity>"
    fields = (
        f"<repositoryName>Entrepôt d'essai</repositoryName><baseURL>{base_url}</baseURL>"
        "<protocolVersion>2.0</protocolVersion><adminEmail>contact@example.org</adminEmail>"
        f"<earliestDatestamp>{earliest}</earliestDatestamp><deletedRecord>{deleted}</deletedRecord>{said}"
    )
    return envelope(f"<Identify>{fields}</Identify>", date=date)

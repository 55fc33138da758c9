"""What a repository says of itself (Identify, OAI-PMH 2.0, 4.2), and what is odd in it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from urllib.parse import urlsplit

from lxml import etree

from harvester.oai.client import OaiAnswer, OaiClient, child_texts, text_of
from harvester.oai.dates import (
    Granularity,
    is_believable,
    read_earliest,
    read_granularity,
    read_instant,
    server_instant,
)
from schemas.parsing.xml import local_name
from schemas.types.errors import ProtocolError
from schemas.words.text import fold

_SHOWN_SETS = 10
_MANDATORY = (
    "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord", "granularity"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository as it presents itself."""

    name: str
    base_url: str
    protocol_version: str
    granularity: Granularity
    deleted_record: str
    """« no », « transient » or « persistent » (2.5.1), as it is written."""
    earliest: datetime | None
    """None when it is absent or not to be believed."""
    now: datetime
    """The server's clock."""
    asked_at: str
    """The address that answered, without arguments."""
    has_moved: bool
    """True when the base URL leads there for good."""
    notes: tuple[str, ...]
    """French: what is odd and worth a word in the report."""
    missing: tuple[str, ...] = ()
    """Mandatory elements of Identify (4.2) it leaves out."""


def identify(client: OaiClient, url: str) -> Repository:
    """Ask a repository who it is; raises SourceError when it does not say, or the answer is none."""
    answer = client.harvest(verb="Identify")
    fields = child_texts(_identify_element(answer))
    now = server_instant(_response_date(answer), answer.answer)
    granularity, note = read_granularity(fields.get("granularity", ""))
    found_at = answer.answer.url.partition("?")[0]
    notes = [note, _clock(answer), _moved(url, answer), _lost(client), _elsewhere(url, fields.get("baseURL", ""))]
    return Repository(
        name=fields.get("repositoryName", ""),
        base_url=fields.get("baseURL", ""),
        protocol_version=fields.get("protocolVersion", ""),
        granularity=granularity,
        deleted_record=fields.get("deletedRecord", ""),
        earliest=read_earliest(fields.get("earliestDatestamp", ""), now),
        now=now,
        asked_at=found_at,
        has_moved=answer.answer.moved or bool(client.arrived_at),
        notes=tuple(filter(None, notes)),
        missing=tuple(name for name in _MANDATORY if not fields.get(name)),
    )


def endpoint_of(url: str, repository: Repository) -> str:
    """Where the lists are asked: where Identify was answered, with the arguments of the card's own address."""
    _, mark, query = url.partition("?")
    return f"{repository.asked_at}{mark}{query}" if repository.has_moved else url


def remembered_as(repository: Repository) -> str:
    """Write who a repository says it is, to be compared by the next harvest."""
    return json.dumps([repository.name, repository.base_url], ensure_ascii=False)


def changes_since(remembered: str, repository: Repository) -> list[str]:
    """Say in French what a repository no longer says of itself: another may stand at its address, or it has moved."""
    if not remembered:
        return []
    former_name, former_url = json.loads(remembered)
    said = []
    if former_name and repository.name != former_name:
        said.append(f"l'entrepôt se nommait « {former_name[:200]} », il se nomme « {repository.name[:200]} »")
    if former_url and repository.base_url != former_url:
        said.append(f"l'entrepôt disait être à {former_url[:200]}, il dit être à {repository.base_url[:200]}")
    return said


def offered_prefixes(client: OaiClient) -> dict[str, str]:
    """The metadataPrefixes a repository offers, each with its namespace (4.4)."""
    found = map(child_texts, client.items("ListMetadataFormats", "metadataFormat"))
    return {one["metadataPrefix"]: one.get("metadataNamespace", "") for one in found if one.get("metadataPrefix")}


def offered_sets(client: OaiClient) -> dict[str, str]:
    """The sets of a repository, each with its name; none when it has none (4.6)."""
    found = map(child_texts, client.items("ListSets", "set"))
    return {one["setSpec"]: one.get("setName", "") for one in found if one.get("setSpec")}


def offers_set(asked: str, offered: Collection[str]) -> bool:
    """Say whether a set is offered, by itself or by those under it (2.6)."""
    return any(spec == asked or spec.startswith(f"{asked}:") for spec in offered)


def said_of_sets(asked: str, offered: Mapping[str, str]) -> str:
    """Say in French which sets are offered in the place of one that is not; empty when it is offered."""
    if offers_set(asked, offered):
        return ""
    shown = ", ".join(f"{spec} ({name})" if name else spec for spec, name in list(offered.items())[:_SHOWN_SETS])
    more = f" et {len(offered) - _SHOWN_SETS} autres" if len(offered) > _SHOWN_SETS else ""
    by_word = {fold(word): spec for spec, name in offered.items() for word in (name, spec)}
    near = get_close_matches(fold(asked), by_word, n=1)
    meant = f" ; vouliez-vous dire « {by_word[near[0]]} » ?" if near else ""
    return f"lots offerts : {shown or 'aucun'}{more}{meant}"


def _identify_element(answer: OaiAnswer) -> etree._Element:
    root = answer.xml
    found = next(root.iterchildren("{*}Identify"), None)
    if local_name(root) != "OAI-PMH" or found is None:
        name = "page HTML" if local_name(root).lower() == "html" else f"élément « {local_name(root)[:60]} »"
        error = next(root.iterchildren("{*}error"), None)
        if error is None:
            raise ProtocolError(answer.answer.url, f"réponse à Identify attendue, {name} à la place")
        code = error.get("code", "").strip()
        said = f"erreur OAI-PMH {code[:60] or 'sans code'} ({text_of(error)[:200] or 'sans explication'})"
        raise ProtocolError(answer.answer.url, said, code=code)
    return found


def _response_date(answer: OaiAnswer) -> str:
    return child_texts(answer.xml).get("responseDate", "")


def _clock(answer: OaiAnswer) -> str:
    """Say that the server's clock is not to be believed."""
    said = read_instant(_response_date(answer))
    if said is None or is_believable(said, answer.answer.fetched_at):
        return ""
    return f"l'entrepôt se dit au {said:%d/%m/%Y} (responseDate) : son horloge n'est pas crue, la nôtre sert"


def _moved(url: str, answer: OaiAnswer) -> str:
    """Say that the base URL has moved for good."""
    target = answer.answer.url.partition("?")[0]
    if not answer.answer.moved:
        return ""
    return f"l'adresse {url} a changé pour {target} : mettre la carte à jour"


def _lost(client: OaiClient) -> str:
    """Say that a redirection dropped the arguments of the question."""
    if not client.arrived_at:
        return ""
    return (
        f"la redirection vers {client.arrived_at} perd les arguments de la demande : elle y est posée de nouveau ; "
        "mettre cette adresse dans la carte"
    )


def _elsewhere(url: str, base_url: str) -> str:
    """Say that the repository names another place than the one asked; its scheme does not count."""
    said, asked = urlsplit(base_url.strip()), urlsplit(url)
    if not base_url.strip() or (said.netloc.lower(), said.path.rstrip("/")) == (
        asked.netloc.lower(),
        asked.path.rstrip("/"),
    ):
        return ""
    return f"l'entrepôt dit être à {base_url.strip()[:200]}"

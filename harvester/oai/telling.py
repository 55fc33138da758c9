"""Telling, one by one, of the records of a list that came and are not kept: nothing is left out in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harvester.oai.clashes import Clashes
from harvester.oai.comparing import Compared
from schemas.parsing.xml import local_name, parse_xml
from schemas.types.issue import Issue
from schemas.types.record import RawRecord
from schemas.types.state_keys import ListKey

MAX_TOLD = 1_000
"""Records of one list told of by name at most; the page's own words count the others."""
_ADDRESS = re.compile(r"(?:https?://|doi:|hdl:|urn:)\S{1,500}")
_SHOWN_CHARS = 200


class Told:
    """What was told of one list."""

    def __init__(self, source: str, name: ListKey, clashes: Clashes) -> None:
        """Tell of a list beside what all the lists of the harvest told."""
        self._source = source
        self._name = name
        self._told = clashes.count(name)
        self._clashes = clashes

    def of_page(self, compared: Compared) -> tuple[Issue, ...]:
        """Say what one page gives that is not kept."""
        return (*self._clashing(compared), *self._outside(compared))

    def _clashing(self, compared: Compared) -> Iterator[Issue]:
        names = []
        for raw in compared.clashing:
            if self._told < MAX_TOLD:
                self._told += 1
                titre, address = title_and_address(raw)
                shown = ", ".join(filter(None, (f"« {titre} »" if titre else "", address))) or "sans titre ni adresse"
                said = f"autre contenu sous le même identifiant, mis de côté : {shown}"
                self._clashes.add(self._name, raw.identifier, said)
                names.append(raw.identifier)
        given = (raw.identifier for raw in (*compared.kept, *compared.outside))
        for name in dict.fromkeys((*names, *given)):
            for said in self._clashes.on(name):
                yield self._warning(name, said)
        if more := len(compared.clashing) - len(names):
            yield self._warning("", f"{more} autres contenus sous des identifiants déjà venus, mis de côté")

    def _outside(self, compared: Compared) -> Iterator[Issue]:
        outside = [raw for raw in compared.outside if not raw.deleted]
        named = outside[: max(0, MAX_TOLD - self._told)]
        self._told += len(named)
        for raw in named:
            its_own = ", ".join(raw.sets)[:_SHOWN_CHARS] or "elle n'en nomme aucun"
            said = f"hors du lot demandé « {self._name.set_spec} » ({its_own}) : mise de côté"
            yield self._warning(raw.identifier, said)
        if more := len(outside) - len(named):
            yield self._warning("", f"{more} autres notices hors du lot demandé, mises de côté")

    def _warning(self, identifier: str, message: str) -> Issue:
        return Issue("warning", self._source, identifier, "", "", message)


def title_and_address(raw: RawRecord) -> tuple[str, str]:
    """The first title and the first address of a record, each empty when there is none."""
    try:
        root = parse_xml(raw.metadata)
    except ValueError:
        return "", ""
    texts = [(local_name(element), " ".join("".join(map(str, element.itertext())).split())) for element in root.iter()]
    titre = next((text for name, text in texts if name == "title" and text), "")
    addresses = (match[0] for name, text in texts if name != "dc" for match in _ADDRESS.finditer(text))
    return titre[:_SHOWN_CHARS], next(addresses, "")[:_SHOWN_CHARS]

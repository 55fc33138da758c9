"""A repository that answers page by page what a scenario wrote for it, and nothing else."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence

from tests.oai_cases.answers import Asked, Reply, dublin_core, envelope, error, identify, listed, xml

Answer = str | Reply | Callable[[dict[str, str]], "str | Reply"]


def described(
    number: int | str, *, titre: str = "", stamp: str = "2024-01-01T00:00:00Z", sets: Sequence[str] = (), more: str = ""
) -> str:
    """Write a record: its title, and an address of its own unless « more » says other things."""
    name = str(number) if isinstance(number, str) else f"oai:cas:{number}"
    named = "".join(f"<setSpec>{one}</setSpec>" for one in sets)
    address = more or f"<dc:identifier>http://ex.test/{name.rpartition(':')[2]}</dc:identifier>"
    content = dublin_core(titre or f"TraAM titre {name.rpartition(':')[2]}", address)
    return (
        f"<record><header><identifier>{name}</identifier><datestamp>{stamp}</datestamp>{named}</header>"
        f"<metadata>{content}</metadata></record>"
    )


def tombstone(number: int, *, stamp: str, sets: Sequence[str] = ()) -> str:
    named = "".join(f"<setSpec>{one}</setSpec>" for one in sets)
    return (
        f'<record><header status="deleted"><identifier>oai:cas:{number}</identifier>'
        f"<datestamp>{stamp}</datestamp>{named}</header></record>"
    )


def page_of(*numbers: int, token: str | None = "", size: int | None = None, cursor: int | None = None) -> str:
    """Write an ordinary page."""
    return page_with([described(number) for number in numbers], token, size, cursor)


def page_with(
    records: Sequence[str], token: str | None = "", size: int | None = None, cursor: int | None = None
) -> str:
    attributes = "" if size is None else f' completeListSize="{size}"'
    attributes += "" if cursor is None else f' cursor="{cursor}"'
    return listed(list(records), token, attributes)


class ScriptedRepository:
    """Answers ListRecords by token; Identify as the protocol has it; any other verb is refused, unless it is given."""

    answers_identify = True

    def __init__(self) -> None:
        self.clock = "2024-06-01T12:00:00Z"
        self.identity: dict[str, str] = {"earliest": "2010-01-01T00:00:00Z"}
        self.pages: Mapping[str, Answer] = {}
        self.asks_from: Mapping[str, Answer] | None = None
        """What is answered in the place of the pages when « from » is asked, or a token of those pages."""
        self.others: dict[str, Callable[[dict[str, str]], str | Reply]] = {}
        """What other verbs answer."""
        self.asked: list[dict[str, str]] = []

    def __call__(self, asked: Asked) -> Reply:
        arguments = dict(asked.arguments)
        self.asked.append(arguments)
        verb = arguments.get("verb", "")
        if verb == "Identify":
            return xml(identify(**{"date": self.clock, **self.identity}))
        if verb in self.others:
            return _reply(self.others[verb](arguments))
        if verb == "ListSets":
            return xml(error("noSetHierarchy"))
        return self._list(arguments) if verb == "ListRecords" else xml(error("badVerb"))

    def _list(self, arguments: dict[str, str]) -> Reply:
        token = arguments.get("resumptionToken", "")
        changed = self.asks_from or {}
        pages = (
            changed if (token in changed and token) or (not token and changed and "from" in arguments) else self.pages
        )
        answer = pages.get(token)
        if answer is None:
            return xml(error("badResumptionToken", "inconnu"))
        reply = _reply(answer(arguments) if callable(answer) else answer)
        return dataclasses.replace(reply, body=reply.body.replace(b"2024-06-01T12:00:00Z", self.clock.encode()))

    def lists_asked(self) -> list[dict[str, str]]:
        return [arguments for arguments in self.asked if arguments.get("verb") == "ListRecords"]


def _reply(answer: str | Reply) -> Reply:
    return xml(answer) if isinstance(answer, str) else answer


def empty_envelope() -> str:
    return envelope("")

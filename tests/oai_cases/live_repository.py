"""A small OAI-PMH repository that lives: its records change, its clock is its own, and its ways may be faulty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.oai_cases.answers import SECONDS, Asked, Reply, dublin_core, envelope, error, identify, listed, xml

PAGE = 3


@dataclass(frozen=True)
class Entry:
    """One record as the repository holds it."""

    stamp: str
    titre: str
    sets: tuple[str, ...] = ()
    deleted: bool = False
    prefixes: tuple[str, ...] = ("oai_dc",)
    visible: bool = True

    def written(self, identifier: str, prefix: str) -> str:
        named = "".join(f"<setSpec>{name}</setSpec>" for name in self.sets)
        status = ' status="deleted"' if self.deleted else ""
        head = (
            f"<header{status}><identifier>{identifier}</identifier><datestamp>{self.stamp}</datestamp>{named}</header>"
        )
        if self.deleted:
            return f"<record>{head}</record>"
        lom = f'<lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string>{self.titre}</string></title></general></lom>'
        content = lom if prefix == "lom" else dublin_core(self.titre)
        return f"<record>{head}<metadata>{content}</metadata></record>"


class LiveRepository:
    """Answers as the protocol has it, but for the switches a test turns."""

    answers_identify = True

    def __init__(self, **identity: str | None) -> None:
        self.identity = identity
        self.clock = "2024-06-01T12:00:00Z"
        """What its responseDate says; empty says nothing."""
        self.entries: dict[str, Entry] = {}
        self.asked: list[dict[str, str]] = []
        self.date_header = ""
        self.ignores_dates = False
        self.forgets_question = False
        """Its tokens forget the set and the dates."""
        self.announces_size = False
        self.sets: dict[str, str] | None = None
        """What ListSets says; None means there are none."""
        self.sets_per_page = 100
        self.answers_one = True
        """False when it knows neither GetRecord nor ListIdentifiers, which every repository owes."""
        self.prefixes: tuple[str, ...] = ("oai_dc",)
        self.before: Callable[[dict[str, str]], Reply | None] = lambda arguments: None
        """May answer in the place of the repository."""

    def put(self, name: int | str, stamp: str = "2024-05-01T10:00:00Z", titre: str = "", **more: object) -> None:
        identifier = f"oai:cas:{name}" if isinstance(name, int) else name
        self.entries[identifier] = Entry(stamp, titre or f"Titre {name}", **more)  # type: ignore[arg-type]

    def put_many(self, count: int, **more: object) -> None:
        for number in range(1, count + 1):
            self.put(number, **more)  # type: ignore[arg-type]

    def __call__(self, asked: Asked) -> Reply:
        arguments = dict(asked.arguments)
        self.asked.append(arguments)
        reply = self.before(arguments) or self._reply(arguments)
        if not self.date_header:
            return reply
        return Reply(reply.body, reply.status, {**reply.headers, "Date": self.date_header})

    def lists_asked(self) -> list[dict[str, str]]:
        return [arguments for arguments in self.asked if arguments["verb"] == "ListRecords"]

    def _reply(self, arguments: dict[str, str]) -> Reply:
        verb = arguments["verb"]
        if verb == "Identify":
            return xml(identify(**{"granularity": SECONDS, "date": self.clock, **self.identity}))  # type: ignore[arg-type]
        if verb == "ListMetadataFormats":
            formats = "".join(
                f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>x</schema>"
                f"<metadataNamespace>urn:{prefix}</metadataNamespace></metadataFormat>"
                for prefix in self.prefixes
            )
            return xml(envelope(f"<ListMetadataFormats>{formats}</ListMetadataFormats>"))
        if verb in {"GetRecord", "ListIdentifiers"} and not self.answers_one:
            return xml(error("badVerb"))
        if verb == "GetRecord":
            return self._get_record(arguments)
        if verb == "ListIdentifiers":
            return self._list_identifiers(arguments)
        return self._list_sets(arguments) if verb == "ListSets" else self._list_records(arguments)

    def _list_identifiers(self, arguments: dict[str, str]) -> Reply:
        """Every identifier of a format at once."""
        headers = "".join(
            entry.written(identifier, arguments["metadataPrefix"]).partition("<record>")[2].partition("<metadata>")[0]
            for identifier, entry in self.entries.items()
            if entry.visible and arguments["metadataPrefix"] in entry.prefixes
        ).replace("</record>", "")
        return xml(envelope(f"<ListIdentifiers>{headers}</ListIdentifiers>", date=self.clock))

    def _get_record(self, arguments: dict[str, str]) -> Reply:
        identifier, prefix = arguments["identifier"], arguments["metadataPrefix"]
        entry = self.entries.get(identifier)
        if entry is None:
            return xml(error("idDoesNotExist", date=self.clock))
        if prefix not in entry.prefixes:
            return xml(error("cannotDisseminateFormat", date=self.clock))
        return xml(envelope(f"<GetRecord>{entry.written(identifier, prefix)}</GetRecord>", date=self.clock))

    def _list_sets(self, arguments: dict[str, str]) -> Reply:
        if self.sets is None:
            return xml(error("noSetHierarchy"))
        start = int(arguments.get("resumptionToken", "0"))
        some = list(self.sets.items())[start : start + self.sets_per_page]
        written = "".join(f"<set><setSpec>{spec}</setSpec><setName>{name}</setName></set>" for spec, name in some)
        end = start + self.sets_per_page
        token = f"<resumptionToken>{end if end < len(self.sets) else ''}</resumptionToken>"
        return xml(envelope(f"<ListSets>{written}{token}</ListSets>"))

    def _list_records(self, arguments: dict[str, str]) -> Reply:
        token = arguments.get("resumptionToken")
        if token is None:
            prefix, asked_set = arguments["metadataPrefix"], arguments.get("set", "")
            since, until, start = arguments.get("from", ""), arguments.get("until", ""), 0
        else:
            prefix, asked_set, since, until, place = token.split("|")
            start = int(place)
        if prefix not in self.prefixes:
            return xml(error("cannotDisseminateFormat"))
        if self.ignores_dates:
            since = until = ""
        chosen = [
            (identifier, entry)
            for identifier, entry in self.entries.items()
            if entry.visible and prefix in entry.prefixes and _is_asked(entry, asked_set, since, until)
        ]
        if not chosen:
            return xml(error("noRecordsMatch", date=self.clock))
        page = [entry.written(identifier, prefix) for identifier, entry in chosen[start : start + PAGE]]
        end = start + PAGE
        kept = ("", "", "") if self.forgets_question else (asked_set, since, until)
        following = "|".join((prefix, *kept, str(end))) if end < len(chosen) else ""
        size = f' completeListSize="{len(chosen)}"' if self.announces_size else ""
        return xml(listed(page, following, size, date=self.clock))


def _is_asked(entry: Entry, asked_set: str, since: str, until: str) -> bool:
    in_set = not asked_set or any(name == asked_set or name.startswith(f"{asked_set}:") for name in entry.sets)
    return in_set and entry.stamp[: len(since)] >= since and (not until or entry.stamp[: len(until)] <= until)

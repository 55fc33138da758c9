"""Holding whole lists against what else a repository says: the list of its identifiers, and each record by itself.

A list that contradicts itself, or does not name what the repository gives, is complete where the second list names all
that was had, and what differs was fetched; else what is not proven is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from harvester.batch import Batch
from harvester.oai.asking import Asking, Fault
from harvester.oai.identifiers_proof import Checking, Doubted, Lacking, Outcome
from harvester.oai.list_harvest import ListHarvest
from harvester.oai.list_memory import ListName
from harvester.oai.second_proof import MAX_ASKED, Answer, ask_for
from schemas.runs.disappearance import is_mass
from schemas.types.errors import ProtocolError
from schemas.types.payload_name import list_folder
from schemas.words.text import some_of

_NAMED = 5
_WAY_OUT = "à signaler à l'entrepôt (« traam source check » écrit le message) ; ce qui est tenu reste gardé"


class CrossCheck:
    """The lists of one harvest, held against the rest; each second list is asked for once at most."""

    def __init__(self, asking: Asking, lists: Mapping[ListName, ListHarvest], lacking: Lacking) -> None:
        self._asking = asking
        self._lists = lists
        self._lacking = lacking
        self._outcomes: dict[ListName, Outcome] = {}
        self._named: set[tuple[str, str]] = set()
        """The living records the second lists name, each as its format and its identifier."""
        self._gone: set[str] = set()
        """The records that said themselves they are gone, whatever names them."""

    def check(self) -> Iterator[Batch]:
        """Check the lists that contradict themselves by what the repository lists of its identifiers."""
        for one in self._lists.values():
            doubted = one.doubted()
            if doubted is not None and self._may_ask():
                yield from self._check(one, doubted)

    def _may_ask(self) -> bool:
        return self._asking.order.since is None and not any(fault.is_of_host for fault in self._asking.faults)

    def _check(self, one: ListHarvest, doubted: Doubted) -> Iterator[Batch]:
        checking = Checking(doubted)
        yield from self._ask_names(checking)
        one.settle(checking.outcome)
        said = f"la liste se contredit ({' ; '.join(doubted.doubts)})"
        if checking.left:
            few = some_of(checking.left, _NAMED)
            self._contradict(f"{said}, et ListIdentifiers nomme {len(checking.left)} notices qui manquent : {few}")
        elif checking.came:
            self._note(f"{said} : {checking.came} notices qu'elle oubliait ont été demandées une à une")
        elif checking.outcome is Outcome.AGREES and doubted.displaced:
            self._note(f"{said} : ListIdentifiers confirme que tout est venu")
        elif checking.outcome is Outcome.UNKNOWN:
            said = f"{said}, et ListIdentifiers ne permet pas de vérifier que rien n'y manque"
            if doubted.displaced:
                self._contradict(said)
            else:
                self._note(said)

    def _ask_names(self, checking: Checking) -> Iterator[Batch]:
        """Ask for one second list, and for what it names that was not had."""
        folder = list_folder(self._asking.now, "named")
        yield from checking.go(self._asking.client, self._asking.source, self._lacking, folder)
        self._outcomes[checking.doubted.name] = checking.outcome
        self._named |= {(checking.doubted.name.prefix, name) for name in checking.named}

    def _is_named(self, identifier: str) -> bool:
        """Say whether a second list of the first format names a record: it is asked for in that one."""
        return (self._asking.source.metadata_prefix[0], identifier) in self._named

    def look_for(self, missing: Sequence[str], held: int) -> Iterator[Batch]:
        """Ask for the records held that the whole lists do not name, of so many; what contradicts them is a fault."""
        folder = list_folder(self._asking.now, "asked")
        # Those that the second list names are the last asked for: it speaks for them already.
        first = sorted(missing, key=lambda name: (self._is_named(name), name))
        left = set(missing)
        living = []
        for asked in ask_for(self._asking.client, self._asking.source, first, folder, self._control()):
            if asked.answer is Answer.NONE:
                break
            if asked.answer is Answer.OTHER:
                continue
            left.discard(asked.identifier)
            if asked.answer is Answer.LIVES:
                living.append(asked.identifier)
            else:
                self._gone.add(asked.identifier)
            if asked.batch is not None:
                yield asked.batch
        if (living or left) and self._may_ask():
            yield from self._ask_those_not_asked()
        if living:
            self._judge_forgotten(sorted(living), held)
        named = {name for name in left if self._is_named(name)}
        if named:
            few = some_of(sorted(named), _NAMED)
            self._note(f"la liste entière ne nomme pas {len(named)} notices que ListIdentifiers nomme : {few}")
        self._judge_left(sorted(left - named), len(missing))

    def named(self) -> Iterator[Batch]:
        """Take the word of the second lists: what they name has not vanished, unless it says so itself.

        A format may be named that its list forgets, while another format of the same record came.
        """
        seen = sorted(one for one in self._named if one[1] not in self._gone)
        if seen:
            yield Batch(None, seen=tuple(seen))

    def _control(self) -> str:
        """A record of the first format that a list gave living; empty when none did."""
        return next((one.living for one in self._of_first_format() if one.living), "")

    def _of_first_format(self) -> list[ListHarvest]:
        prefix = self._asking.source.metadata_prefix[0]
        return [one for name, one in self._lists.items() if name.prefix == prefix]

    def _ask_those_not_asked(self) -> Iterator[Batch]:
        """Ask for the second lists of those that nothing contradicted till now."""
        for one in self._of_first_format():
            doubted = one.to_check()
            if doubted is None or doubted.name in self._outcomes:
                continue
            checking = Checking(doubted)
            yield from self._ask_names(checking)
            if checking.left:
                few = some_of(checking.left, _NAMED)
                self._contradict(f"ListIdentifiers nomme {len(checking.left)} notices qui manquent : {few}")

    def _judge_forgotten(self, living: Sequence[str], held: int) -> None:
        """Say what records that live and that the whole list does not name prove of it."""
        said = f"la liste entière ne nomme pas {len(living)} notices qui existent : {some_of(living, _NAMED)}"
        unnamed = [name for name in living if not self._is_named(name)]
        outcomes = set(self._outcomes.values())
        agrees = outcomes == {Outcome.AGREES} and not unnamed
        if agrees and is_mass(len(living), held):
            self._contradict(f"{said} : sur {held} tenues, ce n'est pas une liste entière ; {_WAY_OUT}")
        elif agrees:
            self._note(f"{said} ; ListIdentifiers les nomme, et elles ont été demandées une à une : rien ne manque")
        elif Outcome.UNKNOWN in outcomes or not outcomes:
            unproven = "ListIdentifiers ne permet pas de vérifier que rien d'autre n'y manque"
            self._contradict(f"{said}, et {unproven} : {_WAY_OUT}")
        elif unnamed:
            unproven = (
                f"ListIdentifiers n'en nomme pas {len(unnamed)} non plus, et rien ne prouve que rien d'autre n'y manque"
            )
            self._contradict(f"{said} ; {unproven} : {_WAY_OUT}")
        else:
            self._contradict(f"{said} : {_WAY_OUT}")

    def _judge_left(self, left: Sequence[str], missing: int) -> None:
        """Say what records that nothing speaks for prove."""
        doubts = dict.fromkeys(doubt for one in self._lists.values() for doubt in one.memory.doubts)
        if left and doubts:
            said = f"la liste entière se contredit ({' ; '.join(doubts)}) et il y manque {len(left)} notices tenues"
            self._contradict(f"{said} : {some_of(left, _NAMED)}")
        elif left:
            more = f", dont {MAX_ASKED} ont été demandées une à une" if missing > MAX_ASKED else ""
            self._note(f"la liste entière ne nomme pas {len(left)} notices tenues{more} : {some_of(left, _NAMED)}")

    def _note(self, said: str) -> None:
        self._asking.notes.append(said)

    def _contradict(self, said: str) -> None:
        self._asking.faults.append(Fault(ProtocolError(self._asking.source.url, said), said))

"""What the second lists and the records asked for one by one prove of whole lists: pure words and faults.

A list that contradicts itself, or does not name what the repository gives, is complete where the second list names all
that was had, and what differs was fetched; else what is not proven is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from harvester.oai.asking import Fault, Said
from harvester.oai.identifiers_proof import Checked, Outcome
from harvester.oai.list_memory import ListName
from harvester.oai.list_state import ListState
from harvester.oai.second_proof import MAX_ASKED
from schemas.files.source import Source
from schemas.runs.disappearance import is_mass
from schemas.types.errors import ProtocolError
from schemas.words.text import some_of

_NAMED = 5
_KEPT = "ce qui est venu est gardé, et rien de ce qui est tenu n'est retiré pour y manquer"
_WAY_OUT = "à signaler à l'entrepôt (« traam source check » écrit le message) ; ce qui est tenu reste gardé"


@dataclass(frozen=True, slots=True)
class Crossed:
    """The lists of one harvest, and what was found of them so far."""

    source: Source
    lists: Mapping[ListName, ListState]
    said: Said
    outcomes: Mapping[ListName, Outcome] = field(default_factory=dict)
    """Of the second lists; each is asked for once at most."""
    named: frozenset[tuple[str, str]] = frozenset()
    """The living records the second lists name, each as its format and its identifier."""
    gone: frozenset[str] = frozenset()
    """The records that said themselves they are gone, whatever names them."""

    def is_named(self, identifier: str) -> bool:
        """Say whether a second list of the first format names a record: it is asked for in that one."""
        return (self.source.metadata_prefix[0], identifier) in self.named

    @property
    def of_first_format(self) -> tuple[ListState, ...]:
        """The lists of the first format of the card."""
        prefix = self.source.metadata_prefix[0]
        return tuple(one for name, one in self.lists.items() if name.prefix == prefix)

    @property
    def control(self) -> str:
        """A record of the first format that a list gave living; empty when none did."""
        return next((one.living for one in self.of_first_format if one.living), "")

    @property
    def still_named(self) -> tuple[tuple[str, str], ...]:
        """What the second lists name, and that did not say itself that it is gone."""
        return tuple(sorted(one for one in self.named if one[1] not in self.gone))

    def with_names(self, checked: Checked) -> Crossed:
        """Take what a second list names."""
        name = checked.doubted.name
        named = self.named | {(name.prefix, identifier) for identifier in checked.named}
        return replace(self, outcomes={**self.outcomes, name: checked.outcome}, named=named)

    def settled(self, checked: Checked) -> Crossed:
        """Take what a second list says of a list that contradicts itself."""
        name, doubted, outcome = checked.doubted.name, checked.doubted, checked.outcome
        one = replace(self.with_names(checked), lists={**self.lists, name: self.lists[name].settled(outcome)})
        said = f"la liste se contredit ({' ; '.join(doubted.doubts)})"
        unknown = f"{said}, et ListIdentifiers ne permet pas de vérifier que rien n'y manque"
        if checked.left:
            return one.contradicted(f"{said}, et {_lacking(checked)}")
        if checked.came:
            return one.noted(f"{said} : {checked.came} notices qu'elle oubliait ont été demandées une à une")
        if outcome is Outcome.AGREES:
            agrees = f"{said} : ListIdentifiers confirme que tout est venu"
            return one.noted(agrees) if doubted.displaced else one
        return one.contradicted(unknown) if doubted.displaced else one.noted(f"{unknown} : {_KEPT}")

    def completed(self, checked: Checked) -> Crossed:
        """Take what a second list says of a list that nothing contradicted till now."""
        one = self.with_names(checked)
        return one.contradicted(_lacking(checked)) if checked.left else one

    def judged(self, living: Collection[str], gone: Collection[str], left: Collection[str], held: int) -> Crossed:
        """Say what the records held that no whole list names prove, of so many.

        Some live, some are gone, and of those left nothing was heard.
        """
        one = replace(self, gone=self.gone | frozenset(gone))
        if living:
            one = one._forgotten(sorted(living), held)
        if named := sorted(name for name in left if self.is_named(name)):
            few = some_of(named, _NAMED)
            one = one.noted(f"la liste entière ne nomme pas {len(named)} notices que ListIdentifiers nomme : {few}")
        silent = sorted(name for name in left if not self.is_named(name))
        return one._left(silent, len(living) + len(gone) + len(left)) if silent else one

    def _forgotten(self, living: Sequence[str], held: int) -> Crossed:
        """Say what records that live and that the whole list does not name prove of it."""
        said = f"la liste entière ne nomme pas {len(living)} notices qui existent : {some_of(living, _NAMED)}"
        unnamed = [name for name in living if not self.is_named(name)]
        outcomes = set(self.outcomes.values())
        agrees = outcomes == {Outcome.AGREES} and not unnamed
        if agrees and not is_mass(len(living), held):
            shown = "ListIdentifiers les nomme, et elles ont été demandées une à une : rien ne manque"
            return self.noted(f"{said} ; {shown}")
        if agrees:
            said = f"{said} : sur {held} tenues, ce n'est pas une liste entière ; {_WAY_OUT}"
        elif Outcome.UNKNOWN in outcomes or not outcomes:
            unproven = "ListIdentifiers ne permet pas de vérifier que rien d'autre n'y manque"
            said = f"{said}, et {unproven} : {_WAY_OUT}"
        elif unnamed:
            unproven = (
                f"ListIdentifiers n'en nomme pas {len(unnamed)} non plus, et rien ne prouve que rien d'autre n'y manque"
            )
            said = f"{said} ; {unproven} : {_WAY_OUT}"
        else:
            said = f"{said} : {_WAY_OUT}"
        return self.contradicted(said)

    def _left(self, silent: Sequence[str], missing: int) -> Crossed:
        """Say what records that nothing speaks for prove, of so many that are missing."""
        few = some_of(silent, _NAMED)
        if doubts := dict.fromkeys(doubt for one in self.lists.values() for doubt in one.memory.doubts):
            said = f"la liste entière se contredit ({' ; '.join(doubts)}) et il y manque {len(silent)} notices tenues"
            return self.contradicted(f"{said} : {few}")
        more = f", dont {MAX_ASKED} ont été demandées une à une" if missing > MAX_ASKED else ""
        return self.noted(f"la liste entière ne nomme pas {len(silent)} notices tenues{more} : {few}")

    def noted(self, said: str) -> Crossed:
        """Add a word for the report."""
        return replace(self, said=self.said + Said((said,)))

    def contradicted(self, said: str) -> Crossed:
        """Add a fault: the lists are not whole."""
        return replace(self, said=self.said + Said(faults=(Fault(ProtocolError(self.source.url, said), said),)))


def _lacking(checked: Checked) -> str:
    few = some_of(checked.left, _NAMED)
    return f"ListIdentifiers nomme {len(checked.left)} notices qui manquent : {few}"

"""Asking for the former identifiers of records that came under others: one that answers living is no renaming.

What is asked of a few speaks for the rest: of a repository that changes all its identifiers, thirty are asked for.
Nothing is kept of the answers: software that renames may answer anything to a former identifier, and only a whole list
then says that it is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from harvester.oai.client import OaiClient
from harvester.oai.second_proof import MAX_ASKED, Answer, Asked, ask_for
from schemas.files.source import Source

_GONE = frozenset({Answer.UNKNOWN, Answer.DELETED, Answer.LEFT})


@dataclass
class Confirming:
    """Renamings being confirmed, one former identifier after the other."""

    pairs: Mapping[str, str]
    """The former identifiers, each with the one its address came under."""
    answers: dict[str, Answer] = field(default_factory=dict)

    def go(self, client: OaiClient, source: Source) -> None:
        """Ask for the former identifiers, a few at most."""
        self.answers |= {asked.identifier: asked.answer for asked in self._asked(client, source)}

    def _asked(self, client: OaiClient, source: Source) -> Iterator[Asked]:
        control = min(self.pairs.values(), default="")
        return ask_for(client, source, sorted(self.pairs), "", control)

    def confirmed(self, *, is_complete: bool) -> dict[str, str]:
        """The renamings to believe.

        Of a harvest whose lists all ended, those whose former identifier did not answer living; of another one, where
        it may still be listed, those whose former identifier was said gone.
        """
        told = set(self.answers.values())
        is_told_gone = len(self.answers) == min(len(self.pairs), MAX_ASKED) and told <= _GONE
        believed = _GONE | {Answer.NONE} if is_complete else _GONE
        believes_rest = Answer.LIVES not in told and (is_complete or is_told_gone)
        return {
            old: new
            for old, new in self.pairs.items()
            if (self.answers[old] in believed if old in self.answers else believes_rest)
        }

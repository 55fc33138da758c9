"""Asking what whole lists are held against: identifiers, and records by themselves (`cross_judging` judges)."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from harvester.batch import Batch
from harvester.oai.asking import Asking
from harvester.oai.cross_judging import Crossed
from harvester.oai.identifiers_proof import Checked, Doubted, Lacking, check_names
from harvester.oai.second_proof import Answer, ask_for
from schemas.types.payload_name import list_folder


def check_doubted(asking: Asking, crossed: Crossed, lacking: Lacking) -> Generator[Batch, None, Crossed]:
    """Check the lists that contradict themselves by what the repository lists of its identifiers."""
    for one in crossed.lists.values():
        doubted = one.doubted()
        if doubted is not None and _may_ask(asking, crossed):
            crossed = crossed.settled((yield from _names(asking, doubted, lacking)))
    return crossed


def _may_ask(asking: Asking, crossed: Crossed) -> bool:
    return asking.order.since is None and not crossed.said.host_closed


def _names(asking: Asking, doubted: Doubted, lacking: Lacking) -> Generator[Batch, None, Checked]:
    folder = list_folder(asking.now, "named")
    return (yield from check_names(doubted, asking.client, asking.source, lacking, folder))


def look_for(
    asking: Asking, crossed: Crossed, lacking: Lacking, missing: Sequence[str], held: int
) -> Generator[Batch, None, Crossed]:
    """Ask for the records held that the whole lists do not name, of so many; what contradicts them is a fault."""
    folder = list_folder(asking.now, "asked")
    # Those that the second list names are the last asked for: it speaks for them already.
    first = sorted(missing, key=lambda name: (crossed.is_named(name), name))
    left, living, gone = set(missing), set[str](), set[str]()
    for asked in ask_for(asking.client, asking.source, first, folder, crossed.control):
        if asked.answer is Answer.NONE:
            break
        if asked.answer is Answer.OTHER:
            continue
        left.discard(asked.identifier)
        (living if asked.answer is Answer.LIVES else gone).add(asked.identifier)
        if asked.batch is not None:
            yield asked.batch
    if (living or left) and _may_ask(asking, crossed):
        for one in crossed.of_first_format:  # those that nothing contradicted till now
            doubted = one.to_check()
            if doubted is not None and doubted.name not in crossed.outcomes:
                crossed = crossed.completed((yield from _names(asking, doubted, lacking)))
    return crossed.judged(living, gone, left, held)

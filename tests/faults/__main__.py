"""Play the table of faults: `python -m tests.faults [--most N] [--only TEXT]… [--json FILE]`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from tests.faults.beside import BESIDE, of_beside
from tests.faults.commands import COMMANDS, Command
from tests.faults.faults import DAMAGES, SHOWN, TARGETS, faults_of, targets
from tests.faults.oracle import BROKEN, EQUAL, TOLD, Calm, Verdict, calls_of, meet, meet_damage
from tests.faults.servers import DEEDS, Base, new_base, of_servers
from tests.faults.soak import soak
from tests.faults.world import world


def play(commands: Sequence[Command], kinds: Sequence[str], most: int, served: Base | None = None) -> Iterator[Verdict]:
    """Try commands with kinds of faults (those of calls, those of files), so many of each at most.

    `served` is the base they are tried on, where it is not a file.
    """
    with (
        tempfile.TemporaryDirectory(prefix="traam-fautes-") as name,
        world(Path(name), served.url if served else "") as base,
    ):
        if served:
            served.is_model()
        for command in commands:
            calm = Calm(command, base, Path(name), *((served.renew, served.mend) if served else ()))
            yield from of_calls(calm, [kind for kind in kinds if kind in SHOWN], most)
            yield from of_files(calm, [kind for kind in kinds if kind in DAMAGES], TARGETS, most)
            yield from of_beside(calm, [kind for kind in kinds if kind in BESIDE])
            if served:
                yield from of_servers(calm, served, kinds, most)


def of_files(calm: Calm, kinds: Sequence[str], patterns: Sequence[str], most: int) -> Iterator[Verdict]:
    """Try a command on damaged files, so many of a pattern at most."""
    for kind in kinds:
        for place in targets(calm.start, patterns, most):
            verdict = meet_damage(calm, DAMAGES[kind], kind, place)
            if verdict is not None:
                yield verdict


def of_calls(calm: Calm, effects: Sequence[str], most: int) -> Iterator[Verdict]:
    """Try a command with faults of the calls it makes, so many of a call at most."""
    calls = calls_of(calm) if effects else ""
    for effect in effects:
        for fault, place in faults_of(calls, effect, most):
            yield meet(calm, fault, SHOWN[effect], place)


def table(verdicts: Sequence[Verdict]) -> str:
    """The figures, a command a line, then a kind of fault a line."""
    lines = ["| | injections | égal | dit | cassé |", "|---|---:|---:|---:|---:|"]
    for field, quote in (("command", "`"), ("kind", "")):
        for name in dict.fromkeys(getattr(one, field) for one in verdicts):
            found = Counter(one.outcome for one in verdicts if getattr(one, field) == name)
            lines.append(_row(f"{quote}{name}{quote}", found))
    lines.append(_row("en tout", Counter(one.outcome for one in verdicts)))
    return "\n".join(lines)


def _row(name: str, found: Counter[str]) -> str:
    return f"| {name} | {found.total()} | {found[EQUAL]} | {found[TOLD]} | {found[BROKEN]} |"


def main() -> None:
    """Play, tell each broken one as it comes, then the table; the exit code is 1 when anything is broken."""
    options = argparse.ArgumentParser(prog="scripts/faults", description=__doc__)
    options.add_argument("--most", type=int, default=6, help="so many injections of each call, or files of each kind")
    options.add_argument("--only", action="append", default=[], help="commands that begin so")
    options.add_argument("--kind", action="append", default=[], choices=[*SHOWN, *DAMAGES, *BESIDE, *DEEDS])
    options.add_argument("--postgresql", action="store_true", help="on a PostgreSQL server started for it, killed too")
    options.add_argument("--json", type=Path, help="a file to write every verdict in")
    options.add_argument("--soak", type=float, nargs="?", const=10, metavar="MINUTES", help="serve under load instead")
    given = options.parse_args()
    for one in (signal.SIGTERM, signal.SIGHUP):  # what was begun is ended: a server, its disk, folders
        signal.signal(one, lambda number, _: sys.exit(128 + number))
    if given.soak:
        with tempfile.TemporaryDirectory(prefix="traam-endurance-") as name:
            seen = soak(Path(name), given.soak)
        print(seen.said())
        sys.exit(bool(seen.faults()))
    chosen = [one for one in COMMANDS if not given.only or one.name.startswith(tuple(given.only))]
    kinds = given.kind or [*SHOWN, *DAMAGES, *BESIDE, *DEEDS]
    verdicts = []
    with new_base() if given.postgresql else nullcontext() as served:
        if given.postgresql and served is None:
            sys.exit("PostgreSQL n'est pas installé ici")
        for verdict in play(chosen, kinds, given.most, served):
            verdicts.append(verdict)
            if verdict.outcome == BROKEN:
                print(f"{BROKEN} : {verdict.command} | {verdict.kind} | {verdict.place} | {verdict.why}", flush=True)
            if given.json:
                given.json.write_text(json.dumps([asdict(one) for one in verdicts], ensure_ascii=False, indent=1))
    print(table(verdicts))
    sys.exit(any(one.outcome == BROKEN for one in verdicts))


if __name__ == "__main__":
    main()

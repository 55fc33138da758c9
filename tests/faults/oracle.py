"""The one judgement of all that is tried: equal to undisturbed, or told, and nothing less than before."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.commands import Command
from tests.faults.shim import Fault
from tests.faults.world import Done, State, run, state_of

EQUAL, TOLD, BROKEN = "égal", "dit", "cassé"
_VARIES = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?[0-9:.]*(?:Z|[+-][0-9:]+)?|[0-9]+ ?(?:ms|s)\b|gen-[a-z0-9_]+|[0-9]+,[0-9] Gio"
)
"""What is not the same in two runs: instants, lengths of time, names drawn, the room left on the disk."""


@dataclass(frozen=True)
class Verdict:
    """How one command met one fault."""

    command: str
    kind: str
    """What was done, as the table names it."""
    place: str
    """Where: the call and the file, or the file that was damaged."""
    outcome: str
    why: str = ""


def _nothing() -> None:
    """All is in the folder."""


@dataclass
class Calm:
    """A command that nothing disturbs: where it begins, and what it makes."""

    command: Command
    start: Path
    scratch: Path
    renew: Callable[[], None] = _nothing
    """Puts back as it was what the folder does not hold: a server's base."""
    mend: Callable[[], None] = _nothing
    """Ends a fault that is of no file: a server that was killed runs again."""
    done: Done = field(init=False)
    before: State = field(init=False)
    after: State = field(init=False)
    twice: State = field(init=False)
    """What it makes when it is played a second time: a killed one may have had all its work done."""

    def __post_init__(self) -> None:
        folder = self.fresh()
        self.before = state_of(self.start)
        self.done = run(folder, *self.command.arguments)
        if self.done.code not in {0, 1}:
            raise RuntimeError(f"{self.command.name}, undisturbed: {self.done}")
        self.after = state_of(folder) if self.command.writes else self.before
        if self.command.writes:
            run(folder, *self.command.arguments)
        self.twice = state_of(folder) if self.command.writes else self.before
        shutil.rmtree(folder)

    def fresh(self) -> Path:
        """A copy of the folder it begins in."""
        folder = self.scratch / "essai"  # the same name each time: it is in what commands say
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(
            self.start, folder, symlinks=True, copy_function=_copied, ignore=shutil.ignore_patterns("*.lock")
        )
        self.renew()
        return folder

    def is_said(self, done: Done) -> bool:
        """Say whether a command said what the undisturbed one does."""
        return done.code == self.done.code and _alike(done.out) == _alike(self.done.out)


def _copied(one: str, other: str) -> None:
    """Copy what is changed in its place; the rest, which is only ever replaced, is the same file under two names."""
    if Path(one).suffix in {".toml", ".csv", ".jsonl", ".sqlite", ".sqlite-wal", ".sqlite-shm"}:
        shutil.copy2(one, other)
    else:
        os.link(one, other)


def _alike(text: str) -> str:
    return _VARIES.sub("…", text)


def meet(calm: Calm, fault: Fault, kind: str, place: str) -> Verdict:
    """Play a command with a fault of one call, then again without it, and judge."""
    folder = calm.fresh()
    done = _tried(lambda: run(folder, *calm.command.arguments, fault=fault))
    calm.mend()
    outcome, why = judge(calm, folder, done, calm.before, was_killed=fault.effect.startswith(("kill", "term")))
    if outcome == TOLD and calm.command.writes:
        why = _again(calm, folder)
        outcome = BROKEN if why else outcome
    return Verdict(calm.command.name, kind, place, outcome, why)


def meet_damage(calm: Calm, damage: Callable[[Path], bool], kind: str, place: str) -> Verdict | None:
    """Damage a file, play a command, and judge; None where there was nothing to damage."""
    folder = calm.fresh()
    if not damage(folder / place):
        return None
    before = state_of(folder) if calm.command.writes else calm.before
    done = _tried(lambda: run(folder, *calm.command.arguments))
    outcome, why = judge(calm, folder, done, before, damaged=place)
    return Verdict(calm.command.name, kind, place, outcome, why)


def calls_of(calm: Calm) -> str:
    """The calls a command makes, one a line."""
    log = calm.scratch / "appels"
    log.unlink(missing_ok=True)
    run(calm.fresh(), *calm.command.arguments, fault=Fault("count", log=str(log)))
    return log.read_text(encoding="utf-8", errors="surrogateescape") if log.exists() else ""


def _tried(go: Callable[[], Done]) -> Done:
    try:
        return go()
    except Exception as error:  # noqa: BLE001 - whatever it is, the command did not end well
        return Done(-1, "", f"Traceback : {error!r}")


def judge(
    calm: Calm, folder: Path, done: Done, before: State, *, was_killed: bool = False, damaged: str = "data/"
) -> tuple[str, str]:
    """Say how a command met what was done to it, and why it is broken where it is."""
    if done.has_trace:
        said = (done.err or done.out).strip().splitlines()
        return BROKEN, f"trace : {said[-1][:200]}"
    now = state_of(folder) if calm.command.writes else before
    # Nothing tells a file that was lost from one that its author took away or changed: it is named, what is published
    # is whole, and nothing is refused for it.
    is_named = any(damaged in line for line in done.err.splitlines() if line.startswith("À savoir"))
    if less := _less(calm, now, before, is_named=is_named):
        return BROKEN, f"moins qu'avant (code {done.code}) : {' ; '.join(less)}"
    if was_killed and done.code in {-9, -15}:  # whoever sent the signal knows
        return TOLD, ""
    stays = before if damaged.startswith(calm.command.beside) else None
    unlike = now.differs(calm.after, damaged, stays) if calm.command.writes else []
    unlike = [one for one in unlike if one not in calm.command.only_reads or one not in before.faults]
    if not unlike and (calm.is_said(done) or (calm.command.writes and done.code == calm.done.code)):
        return EQUAL, ""
    is_new = done.code != calm.done.code or done.err != calm.done.err
    if done.is_told and is_new:
        return TOLD, ""
    if is_named and done.code == calm.done.code:
        return TOLD, ""
    said = (done.err or done.out).strip().splitlines()[-1:]
    return BROKEN, f"ni égal ni dit (code {done.code}) : {' ; '.join(unlike) or 'dit autre chose'} ; {said}"


def _less(calm: Calm, now: State, before: State, *, is_named: bool) -> list[str]:
    """What is less than before, unless an undisturbed run takes it away too."""
    less = [f"{name} : {sorted(gone)[:3]}" for name in ("records", "payloads", "written")
            if (gone := getattr(before, name).keys() - getattr(now, name).keys() - _taken(calm, name))]  # fmt: skip
    less += [f"{name} n'est plus lisible" for name, found in now.written.items()
             if found == "illisible" and before.written.get(name) != found]  # fmt: skip
    if not is_named and now.published not in (before.published, calm.after.published):
        less.append("publié : ni l'ancien ni le nouveau")
    return less + [fault for fault in now.faults if fault not in before.faults]


def _taken(calm: Calm, name: str) -> set[str]:
    return getattr(calm.before, name).keys() - getattr(calm.after, name).keys()


def _again(calm: Calm, folder: Path) -> str:
    """Play the command again, undisturbed: it must end as if it had always been."""
    done = _tried(lambda: run(folder, *calm.command.arguments))
    if done.has_trace:
        return f"ensuite, trace : {done.err.strip().splitlines()[-1][:200]}"
    if done.code not in {calm.done.code, *calm.command.again}:
        return f"ensuite, code {done.code} : {done.err.strip().splitlines()[-1:]}"
    now = state_of(folder)
    unlike = now.differs(calm.twice) and now.differs(calm.after)
    return f"ensuite, pas égal : {' ; '.join(unlike)}" if unlike else ""

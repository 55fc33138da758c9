"""How long a letter takes to propose over a store of productions, and an issue to render; how big its forms are.

Run as « python -m benchmarks.letter » (scripts/benchmark-letter prepares the environment). Proposing is measured as the
command line does it, the start of Python included, and beside it the time that start takes alone.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from benchmarks.provider import ROOT, run_servers
from pipeline.letter.rendering import MAIL, MAIL_MAX, MESSAGE, letter_files
from schemas.files.letter import Letter, load_letter

BREVES = (12, 60)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; gives 1 when a proposed issue has a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_servers("fill", folder, options.records)
        start = _seconds(options.rounds, lambda: _command(folder, "letter", "propose", "--help"))
        print(f"start of the command line: {start:.2f} s")
        proposing = _seconds(options.rounds, lambda: _command(folder, "letter", "propose", "--list"))
        print(f"proposing 12 of {options.records} productions: {proposing:.2f} s, start included")
        for number, count in enumerate(BREVES, start=1):
            _command(folder, "letter", "propose", "--limit", str(count))
            faults: list[str] = []
            letter = load_letter(folder / "lettres" / f"lettre-{number}.toml", faults)
            if faults or len(letter.breves) != count:
                print(f"the issue of {count} is not what was asked: {faults or len(letter.breves)}")
                return 1
            _print_issue(letter, options.rounds)
    return 0


def _print_issue(letter: Letter, rounds: int) -> None:
    rendering = _seconds(rounds, lambda: letter_files(letter))
    files = letter_files(letter)
    mail, message = len(files[MAIL]), len(files[MESSAGE])
    print(
        f"issue of {len(letter.breves)}: all forms in {1_000 * rendering:.0f} ms, courriel.html {mail / 1_000:.1f} kB "
        f"({mail / MAIL_MAX:.0%} of what Gmail shows), {MESSAGE} {message / 1_000:.1f} kB"
    )


def _seconds(rounds: int, work: Callable[[], object]) -> float:
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return median(taken)


def _command(folder: Path, *arguments: str) -> None:
    config = ["--config", str(folder / "traam.toml"), "--data", str(folder)]
    subprocess.run([sys.executable, "-m", "cli", *config, *arguments], cwd=ROOT, check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())

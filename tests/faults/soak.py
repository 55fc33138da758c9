"""« traam serve » under mixed load, with harvests, publications and kills beside it: flat, leaking nothing, right.

`scripts/faults --soak MINUTES`. Its memory and its open files are read every second; the first fifth is warm-up.
"""

from __future__ import annotations

import random
import re
import signal
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx

from examples.production import load_productions
from examples.servers import ExampleServers
from tests import warm
from tests.conftest import clean_environment
from tests.faults.world import CONFIG, EVERY, served_world
from tests.serving import ServedByTraam

FLAT = 0.10
"""How far memory may go from what it was after warm-up."""
_OAI = "{http://www.openarchives.org/OAI/2.0/}"
_READERS = 4
_WORDS = ("robot", "élèves", "carte")


@dataclass
class Soaked:
    """What was seen."""

    answers: Counter[str] = field(default_factory=Counter)
    done: Counter[str] = field(default_factory=Counter)
    """Commands beside, by what they are and how they ended."""
    wrong: list[str] = field(default_factory=list)
    memory: list[tuple[float, int]] = field(default_factory=list)
    """Seconds since the beginning, kibibytes resident."""
    files: list[int] = field(default_factory=list)
    """Open descriptors, at the same instants."""

    def faults(self) -> list[str]:
        """What is not as promised."""
        found = list(self.wrong[:20])
        warm_at = self.memory[-1][0] / 5
        after = [size for second, size in self.memory if second > warm_at]
        third = max(1, len(after) // 3)
        before, last = statistics.median(after[:third]), statistics.median(after[-third:])
        if last > before * (1 + FLAT):
            found.append(f"memory grows: {before} KiB after warm-up, {last} KiB at the end")
        most = [count for count, (second, _) in zip(self.files, self.memory, strict=True) if second > warm_at]
        if statistics.median(most[-third:]) > statistics.median(most[:third]) + 2:
            found.append(f"descriptors leak: {most[0]} after warm-up, {most[-1]} at the end")
        return found

    def said(self) -> str:
        """The figures."""
        sizes, files = [size // 1024 for _, size in self.memory], self.files
        lines = [
            f"réponses : {self.answers.total()} ({', '.join(f'{one} {n}' for one, n in self.answers.items())})",
            f"commandes : {', '.join(f'{one} {n}' for one, n in sorted(self.done.items()))}",
            f"mémoire (Mio) : {sizes[len(sizes) // 5]} après échauffement, {max(sizes)} au plus, {sizes[-1]} à la fin",
            f"descripteurs : {files[len(files) // 5]} après échauffement, {max(files)} au plus, {files[-1]} à la fin",
        ]
        return "\n".join([*lines, *(f"FAUTE : {one}" for one in self.faults())])


def soak(folder: Path, minutes: float) -> Soaked:
    """Serve, ask, harvest, publish and kill for so many minutes."""
    seen, over = Soaked(), threading.Event()
    with served_world(folder) as (base, servers):
        (base / "traam.toml").write_text(CONFIG + '[serve]\nout = "flux"\n', encoding="utf-8")
        with ServedByTraam(base, clean_environment(base)) as served:
            known = len(_identifiers(served.oai))
            asked = [threading.Thread(target=_ask, args=(served, known, seen, over, one)) for one in range(_READERS)]
            beside = threading.Thread(target=_beside, args=(base, servers, seen, over))
            for thread in (*asked, beside):
                thread.start()
            start = time.monotonic()
            while (second := time.monotonic() - start) < minutes * 60:
                _look(served.process.pid, second, seen)
                time.sleep(1)
            over.set()
            for thread in (*asked, beside):
                thread.join(180)
            if "Traceback" in served.said:
                seen.wrong.append("a traceback in the server's log")
    return seen


def _look(pid: int, second: float, seen: Soaked) -> None:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", status)
    seen.memory.append((second, int(found[1]) if found else 0))
    seen.files.append(len(list(Path(f"/proc/{pid}/fd").iterdir())))


def _ask(served: ServedByTraam, known: int, seen: Soaked, over: threading.Event, number: int) -> None:
    """Ask all kinds of things one after another, and check each answer."""
    chance = random.Random(number)
    kinds: dict[str, Callable[[httpx.Client], str]] = {
        "page": lambda client: _page(client, served.url),
        "recherche": lambda client: _page(client, f"{served.url}recherche?q={chance.choice(_WORDS)}"),
        "entrepôt": lambda _: "" if (count := len(_identifiers(served.oai))) >= known else f"{count} of {known} items",
        "fichier": lambda client: _page(client, f"{served.url}flux/productions.csv", end=""),
    }
    with httpx.Client(timeout=60, follow_redirects=True) as client:
        while not over.is_set():
            kind = chance.choice(list(kinds))
            try:
                wrong = kinds[kind](client)
            except (httpx.HTTPError, ET.ParseError) as error:
                wrong = repr(error)
            seen.answers[kind] += 1
            if wrong:
                seen.wrong.append(f"{kind}: {wrong}")
            over.wait(0.05)


def _page(client: httpx.Client, url: str, end: str = "</html>") -> str:
    answer = client.get(url)
    if answer.status_code != 200:
        return f"{url} {answer.status_code}"
    return "" if answer.text.rstrip().endswith(end) else f"{url} cut short"


def _identifiers(oai: str) -> set[str]:
    """Every identifier, withdrawn or not, that a whole list gives."""
    found: set[str] = set()
    asked = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc"}
    while asked:
        root = ET.fromstring(httpx.get(oai, params=asked, timeout=60).raise_for_status().content)
        found |= {one.text or "" for one in root.iter(f"{_OAI}identifier")}
        token = root.findtext(f".//{_OAI}resumptionToken")
        asked = {"verb": "ListIdentifiers", "resumptionToken": token} if token else {}
    return found


def _beside(base: Path, servers: ExampleServers, seen: Soaked, over: threading.Event) -> None:
    """Harvest and publish without end, of which one in three is killed."""
    chance, turn = random.Random(8), 0
    names = [one.identifier for one in load_productions()[::EVERY] if one.identifier and not one.deleted]
    while not over.is_set():
        turn += 1
        servers.edit(chance.choice(names), titre=f"Un titre, le {turn}")
        for command in (["harvest", "entrepot"], ["publish", "--out", "flux", "--force"], ["harvest", "site"]):
            killed = chance.random() < 1 / 3
            log = base / "à-côté.log"
            with log.open("wb") as out:
                one = warm.start(command, cwd=base, env=clean_environment(base), stdout=out, stderr=out)
                if killed:
                    time.sleep(chance.uniform(0.1, 2))
                    one.send_signal(signal.SIGKILL)
                code = one.wait(180)
            said = log.read_text(encoding="utf-8", errors="replace")
            seen.done[f"{command[0]} {'tuée' if killed else code}"] += 1
            if "Traceback" in said or (not killed and code not in {0, 1, 3}):
                seen.wrong.append(f"{command}: {code} {said[-300:]}")

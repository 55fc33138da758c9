"""Someone told when a person is needed, and when they are no more: once each, whatever the number of runs.

What each channel was told is remembered beside the base once it took it: one that refuses is told by the next run.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid
from functools import partial
from pathlib import Path

from disk.aside import replaced_file
from feeds.wording.french import counted
from harvester.webhook import post_json
from pipeline.ground.alert_settings import Alerts
from pipeline.ground.configuration import Configuration
from pipeline.ground.lock import alerts_lock
from pipeline.ground.mailing import hand_in, read_mail_server
from pipeline.ground.opening import open_database
from pipeline.ground.settings import Settings, whole_settings
from pipeline.reports.finding import Finding
from pipeline.reports.upkeep import watch_and_ask
from schemas.types.errors import MoissonError, NothingToDoError, SettingsError, StoreError, reason_of
from schemas.words.text import some_of
from store.salvage import faults_of

MEMORY = "alertes.json"
"""In the data folder: by channel, what it was told and not taken back."""
_SERVICE = "service "
_BASE = "base"
_CARDS = "configuration"
_NAMED = 3
Told = Mapping[str, str]
"""Details by subject."""
Send = Callable[["News"], None]


@dataclass(frozen=True, slots=True)
class News:
    """What changed for one channel, and what did not."""

    new: Told
    over: Told
    """What was wrong and is not any more, with what is found now."""
    still: Told

    def __bool__(self) -> bool:
        """Say whether there is something to tell."""
        return bool(self.new or self.over)

    def as_dict(self) -> dict[str, object]:
        """The JSON values."""
        return {"new": dict(self.new), "over": dict(self.over), "still": dict(self.still)}

    @property
    def subject(self) -> str:
        """The subject of a message."""
        parts = [counted(len(self.new), "point à voir", "points à voir")] if self.new else []
        parts += [counted(len(self.over), "réglé", "réglés")] if self.over else []
        rest = f"{len(self.still)} toujours à voir" if self.still else "tout va bien"
        return f"traam : {', '.join(parts) or rest}"

    @property
    def text(self) -> str:
        """The text of a message."""
        parts = (("À voir", self.new), ("Réglé", self.over), ("Toujours à voir, déjà dit", self.still))
        lines = [
            line
            for title, told in parts
            if told
            for line in (f"{title} :", *(f"- {subject} : {detail}" for subject, detail in told.items()), "")
        ]
        end = f"« traam doctor » dit tout, sur {os.uname().nodename}."
        return "\n".join([*(lines or ["Rien n'attend une personne.", ""]), end])


def observed(found: Settings | Configuration, now: datetime) -> list[Finding]:
    """What can be said of the service now; of faulty cards, or of a base that does not answer, that alone."""
    try:
        settings = whole_settings(found)
    except SettingsError as error:
        detail = f"{some_of(error.faults, _NAMED)} ; les corriger, « traam doctor » les dit toutes"
        return [Finding(_CARDS, good=False, detail=detail)]
    sound = Finding(_CARDS, good=True, detail="sans faute")
    try:
        with open_database(settings.store) as database:
            if faults := list(faults_of(database, deep=False)):
                return [sound, Finding(_BASE, good=False, detail=" ; ".join(faults))]
            return [
                sound,
                Finding(_BASE, good=True, detail="elle répond"),
                *watch_and_ask(settings, database, now),
            ]
    except MoissonError as error:
        return [sound, Finding(_BASE, good=False, detail=str(error))]


def service_finding(name: str, *, good: bool) -> Finding:
    """What a service manager says of one of its units."""
    failed = f"a échoué ; « journalctl -u {name} » dit pourquoi, « systemctl start {name} » le relance"
    return Finding(f"{_SERVICE}{name}", good=good, detail="va de nouveau" if good else failed)


def news(known: Told, findings: Iterable[Finding]) -> News:
    """Compare what a channel was told with what is found; what could not be looked at stays as it was told."""
    found = {one.subject: one for one in findings}
    wrong = {subject: one.detail for subject, one in found.items() if not one.good}
    is_whole = found.get(_BASE, Finding(_BASE, good=False, detail="")).good
    over = {
        subject: found[subject].detail if subject in found else "n'est plus suivi"
        for subject in known
        if subject not in wrong and (subject in found or (is_whole and not subject.startswith(_SERVICE)))
    }
    new = {subject: detail for subject, detail in wrong.items() if subject not in known}
    still = {subject: wrong.get(subject, known[subject]) for subject in known if subject not in over}
    return News(new, over, still)


def alert(
    settings: Settings | Configuration, findings: Iterable[Finding], now: datetime, smtp: tuple[str, str]
) -> list[str]:
    """Tell each channel what changed since it was last told; gives in French why one could not be."""
    findings, faults = list(findings), []
    with alerts_lock(settings.data):
        memory = _memory(settings.data)
        for name, send in channels(settings.alerts, now, smtp):
            found = news(memory.get(name, {}), findings)
            if found:
                try:
                    send(found)
                except MoissonError as error:
                    faults.append(f"alerte non envoyée, redite la prochaine fois : {error}")
                    continue
                memory[name] = {**found.still, **found.new}
                _remember(settings.data, memory)
    return faults


def digest(
    settings: Settings | Configuration, findings: Iterable[Finding], now: datetime, smtp: tuple[str, str]
) -> list[str]:
    """Tell each channel all that awaits a person, told or not; gives in French why one could not be."""
    still = {one.subject: one.detail for one in findings if not one.good}
    faults = []
    for _, send in channels(settings.alerts, now, smtp):
        try:
            send(News({}, {}, still))
        except MoissonError as error:
            faults.append(f"récapitulatif non envoyé : {error}")
    return faults


def channels(alerts: Alerts, now: datetime, smtp: tuple[str, str]) -> Iterator[tuple[str, Send]]:
    """Each way by which people are to be told, by the name it is remembered under; smtp: a name and its password."""
    if alerts.courriel:
        yield "courriel", partial(_mail, alerts, now, smtp)
    if alerts.webhook:
        yield "webhook", partial(_post, alerts.webhook)


def pending(settings: Settings | Configuration, findings: Iterable[Finding]) -> News:
    """What would be told to a channel that was told all that any was."""
    known = {subject: detail for told in _memory(settings.data).values() for subject, detail in told.items()}
    return news(known, findings)


def _mail(alerts: Alerts, now: datetime, smtp: tuple[str, str], found: News) -> None:
    message = EmailMessage(policy=SMTP)
    message["Subject"], message["Date"] = found.subject, now
    message["From"], message["To"] = alerts.de, ", ".join(alerts.courriel)
    message["Message-ID"] = make_msgid(domain=alerts.de.partition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(found.text, cte="quoted-printable")
    hand_in(read_mail_server(alerts.smtp, *smtp), alerts.de, alerts.courriel, message.as_bytes())


def _post(url: str, found: News) -> None:
    """Post what changed, with the « text » that chat rooms show."""
    post_json(url, {"text": f"{found.subject}\n\n{found.text}", **found.as_dict()})


def _memory(data: Path) -> dict[str, dict[str, str]]:
    path = data / MEMORY
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise NothingToDoError(f"{path} : illisible ; l'ôter, et tout ce qui est à voir sera redit") from error
    if not isinstance(found, dict) or not all(isinstance(told, dict) for told in found.values()):
        raise NothingToDoError(f"{path} : ce n'est pas une mémoire des alertes ; l'ôter")
    return found


def _remember(data: Path, memory: Mapping[str, Told]) -> None:
    path = data / MEMORY
    try:
        data.mkdir(parents=True, exist_ok=True)
        with replaced_file(path) as stream:
            stream.write(f"{json.dumps(memory, ensure_ascii=False, indent=1)}\n".encode())
    except OSError as error:
        raise StoreError(f"{path} : écriture impossible ({reason_of(error)})") from error

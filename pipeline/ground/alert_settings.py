"""Who is told when a person is needed ([alertes] of the configuration)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PORTS = 65_536
_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"


@dataclass(frozen=True, slots=True)
class Alerts:
    """Two ways to tell, both at choice."""

    courriel: tuple[str, ...] = ()
    """Mail addresses that are written to."""
    de: str = ""
    """The address messages come from; empty: the first of those they go to."""
    smtp: str = ""
    """« hôte:port » of the mail server."""
    webhook: str = ""
    """Address a JSON document is posted to."""

    @property
    def is_wanted(self) -> bool:
        """Say whether somebody is to be told."""
        return bool(self.courriel or self.webhook)

    def faults(self) -> Iterator[tuple[str, str]]:
        """Each key whose value cannot be, with a French sentence."""
        from schemas.parsing.web_address import is_web_address  # when needed only: most configurations tell nobody

        for address in dict.fromkeys((*self.courriel, *filter(None, [self.de]))):
            if not is_mail_address(address):
                yield "courriel", f"« {address} » n'est pas une adresse électronique"
        if self.courriel and host_and_port(self.smtp) is None:
            found = f"« {self.smtp} » :" if self.smtp else "il manque le serveur de courrier :"
            yield "smtp", f"{found} HÔTE:PORT est attendu, « localhost:25 » par exemple"
        if self.webhook and not is_web_address(self.webhook):
            yield "webhook", "ce n'est pas une adresse http ou https"

    def completed(self, _given: object) -> Alerts:
        """The same, with whom messages come from."""
        return Alerts(self.courriel, self.de or next(iter(self.courriel), ""), self.smtp, self.webhook)


def is_mail_address(text: str) -> bool:
    """Say whether a text is one mail address."""
    return re.fullmatch(_EMAIL, text) is not None


def host_and_port(text: str) -> tuple[str, int] | None:
    """Read « hôte:port », an IPv6 address standing between brackets; None where it is none."""
    host, _, port = text.rpartition(":")
    if not (host.strip("[]") and port.isascii() and port.isdigit() and 0 < int(port) < _PORTS) or re.search(
        r"\s", text
    ):
        return None
    return host.strip("[]"), int(port)


NOBODY = Alerts()

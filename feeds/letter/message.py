"""The issue as a message (RFC 5322, MIME): text and HTML, the same bytes whenever it is made."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from email.policy import SMTP

from feeds.letter.content import Content
from schemas.files.letter import Envoi

_POLICY = SMTP.clone(max_line_length=78)


def message_bytes(content: Content, text: str, html: str, envoi: Envoi) -> bytes:
    """The « .eml »; without addresses to send with, it opens as a draft in the programs that know X-Unsent."""
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = content.sujet
    message["Date"] = content.moment
    digest = hashlib.sha256(f"{content.sujet}\0{text}\0{html}".encode()).hexdigest()
    if envoi.de:
        message["From"] = envoi.de
        message["To"] = envoi.liste
        message["Message-ID"] = f"<lettre-{content.name}.{digest[:24]}@{_host(envoi.de)}>"
        name, _, host = envoi.liste.partition("@")
        message["List-Id"] = f"<{name}.{host}>"
    else:
        message["X-Unsent"] = "1"
    if content.desabonnement:
        message["List-Unsubscribe"] = f"<{content.desabonnement}>"
        if envoi.un_clic:
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if content.en_ligne:
        message["Archived-At"] = f"<{content.en_ligne}>"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    # After add_alternative, which moves what was said of the text away from the whole.
    message["Content-Language"] = "fr"
    message.set_boundary(f"lettre-{digest[:32]}")
    return message.as_bytes()


def _host(address: str) -> str:
    return address.partition("@")[2]

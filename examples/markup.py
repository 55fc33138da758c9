"""Writing XML and SPIP's HTML as text, always escaped."""

from __future__ import annotations

import re
from html import escape

_LINK = re.compile(r"\[([^\[\]<>]{1,200})-&gt;([^\[\]<>\s]{1,300})\]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 (2.2) forbids."""
_PLAIN_LINK = re.compile(r"\[([^\[\]<>]{1,200})->([^\[\]<>\s]{1,300})\]")


def element(name: str, text: str, **attributes: str) -> str:
    """Write one XML element holding text."""
    written = "".join(f' {key.replace("__", ":")}="{escape(value)}"' for key, value in attributes.items() if value)
    return _ILLEGAL.sub("", f"<{name}{written}>{escape(text, quote=False)}</{name}>")


def spip_text(text: str) -> str:
    """Write a text as SPIP shows it: escaped, with French spaces, round apostrophes and « [mot->adresse] » links."""
    html = escape(text, quote=False)
    html = _LINK.sub(_anchor, html)
    for sign in (":", "?", "!", "»"):
        html = html.replace(f" {sign}", f"&nbsp;{sign}")
    html = re.sub(r" ;(?=\s|$)", "&nbsp;;", html)
    html = html.replace("« ", "«&nbsp;")
    return _round_apostrophes(html)


def _anchor(link: re.Match[str]) -> str:
    manner = 'class="spip_in"' if link[2].startswith("spip.php?") else 'class="spip_out" rel="external"'
    return f'<a href="{link[2]}" {manner}>{link[1]}</a>'


def plain_text(text: str) -> str:
    """A text without SPIP's link shortcuts."""
    return _PLAIN_LINK.sub(r"\1 (\2)", text)


def _round_apostrophes(html: str) -> str:
    pieces = re.split(r"(<[^<>]{1,600}>)", html)
    return "".join(piece if piece.startswith("<") else piece.replace("'", "&#8217;") for piece in pieces)

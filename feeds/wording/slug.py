"""Short names made of values: for sets, addresses and files, where few characters may stand."""

from __future__ import annotations

import hashlib
import re

from schemas.words.text import fold, hyphenated

_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


def slug(value: str) -> str:
    """A name of lower-case letters, digits, « - » and « _ »; two values differ by more than case and accents."""
    plain = hyphenated(fold(value)[:200])
    if _PLAIN.fullmatch(plain):
        return plain
    # « _ » cannot be in a plain name: the two kinds never meet.
    return f"{plain[:40].strip('-')}_{hashlib.sha256(value.encode('utf-8', 'replace')).hexdigest()[:12]}"

"""E-mail addresses in a text, in the many ways people write and hide them, and their removal."""

from __future__ import annotations

import html
import re

REMOVED_ADDRESS = "[adresse retirée]"

_INVISIBLE = "\xad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff"
_SAME_LENGTH = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "‐‑﹣"), "-")
    | dict.fromkeys(map(ord, "\xa0\u202f\u2009"), " ")
    | {ord("﹫"): "@"}
)
"""Other forms of a sign, each as long as the sign: fullwidth, no-break."""
_OTHER_FORMS = re.compile(f"[{re.escape(''.join(map(chr, _SAME_LENGTH)))}]")
"""Most texts hold none of these: looking for one is quicker than putting signs in their place."""
_HIDDEN = re.compile(
    r"&(?:amp;)*(?:#0*(?:64|46|45|95)|#[xX]0*(?:40|2[eEdD]|5[fF])|commat|period|hyphen|lowbar)(?:;|(?![\w;]))"
    rf"|%(?:25)*(?:40|2[eEdD])|[{_INVISIBLE}]"
)
"""A sign written as an entity (stacked ones included), as a part of an address, or a character nobody sees."""
_MAY_BE = re.compile(
    r"@|arr?obas|[\[({<|] ?(?:at|a|à|chez) ?[\])}>|]| (?:at|chez) |[-_]at[-_]|[a-z0-9](?-i:AT)[a-z]", re.IGNORECASE
)
"""What stands in every address that is looked for; most texts have none, and are read no further."""
_SIGNS = ("@", "oba", " at ", " chez ", "-at-", "_at_", "-at_", "_at-")
_BRACKET = re.compile(r"[\[({<|]")
"""One of the signs, a bracket or « AT » is in all that the pattern above finds."""

_WORD = r"[\w+'-]{1,64}"
_LABEL = r"[^\W_][\w-]{0,62}"
_LAST = r"[^\W\d_][\w-]{1,62}"
_TLD = (
    r"(?:fr|com|org|net|eu|edu|info|be|ch|ca|re|nc|pf|yt|gp|gf|mq|wf|bzh|corsica|alsace|paris|academy|education)"
    r"(?![\w-])"
)
_DOT = r"(?:\.| ?[\[({] ?(?:dot|point|pt|\.) ?[\])}] ?| (?:point|dot) )"
_AROBASE = r"[ _-]?arr?obas(?:e|)[ _-]?"
_AT = r"(?: ?@ ?| ?[\[({<|] ?(?:at|arr?obase?|chez|@) ?[\])}>|] ?)"
_ONE_LETTER_AT = r" ?[\[({] ?[aà] ?[\])}] ?"
_ADDRESS = re.compile(
    # lea.petit@ac-exemple.fr, lea.petit [at] ac-exemple (point) fr; one that was cut: lea.petit@ac-ex…
    rf"(?:mailto: ?)?(?:{_WORD}{_DOT}){{0,6}}[\w.+'-]{{0,64}}"
    rf"{_AT}(?:{_LABEL}{_DOT}(?:{_LABEL}{_DOT}){{0,4}}{_LAST}|{_LABEL}(?: ?\. ?{_LABEL}){{0,4}} ?\. ?{_TLD})"
    rf"|[\w.+'-]{{2,64}}@[\w.-]{{1,200}}…"
    # lea.petit (a) ac-exemple.fr
    rf"|{_WORD}(?:\.{_WORD}){{0,5}}{_ONE_LETTER_AT}(?:{_LABEL}{_DOT}){{1,5}}{_TLD}"
    # lea point petit arobase ac-exemple point fr, lea.petit chez ac-exemple.fr, lea.petit-at-ac-exemple.fr
    rf"|(?:{_WORD}(?:\.| point | dot )){{0,5}}{_WORD}{_AROBASE}(?:{_LABEL}{_DOT}){{1,5}}{_LAST}"
    rf"|(?:{_WORD}(?:\.| point | dot )){{1,5}}{_WORD}(?: chez | at |_at_|-at-)(?:{_LABEL}{_DOT}){{1,5}}{_TLD}"
    # lea.petitATac-exemple.fr
    rf"|(?:{_WORD}\.){{1,5}}(?-i:[a-z0-9_-]{{1,64}}AT[a-z0-9-]{{1,63}})\.(?:{_LABEL}\.){{0,4}}{_TLD}",
    re.IGNORECASE,
)


def _may_hold_one(seen: str) -> bool:
    """Say whether a text may hold an address; what most texts do not hold is looked for first, which is quicker."""
    lowered = seen.lower()
    may = "AT" in seen or _BRACKET.search(seen) is not None or any(sign in lowered for sign in _SIGNS)
    return may and _MAY_BE.search(seen) is not None


def without_addresses(text: str) -> str:
    """Replace each e-mail address, disguised ones included, by « [adresse retirée] »."""
    seen = text if text.isascii() or _OTHER_FORMS.search(text) is None else text.translate(_SAME_LENGTH)
    hidden = list(_HIDDEN.finditer(seen))
    if not hidden:
        return _without(text, seen, None) if _may_hold_one(seen) else text
    parts, places, end = [], [], 0
    for match in hidden:
        sign = _sign(match[0])
        parts += [seen[end : match.start()], sign]
        places += [*range(end, match.start()), *([match.start()] if sign else [])]
        end = match.end()
    parts.append(seen[end:])
    places += range(end, len(text) + 1)
    seen = "".join(parts)
    return _without(text, seen, places) if _may_hold_one(seen) else text


def _without(text: str, seen: str, places: list[int] | None) -> str:
    """The text without the addresses a reader sees; `places` tell where what is seen stands in it."""
    parts, end = [], 0
    for match in _ADDRESS.finditer(seen):
        start, stop = match.span()
        if places is not None:
            start, stop = places[start], places[stop]
        parts += [text[end:start], REMOVED_ADDRESS]
        end = stop
    return "".join((*parts, text[end:]))


def _sign(written: str) -> str:
    """The sign an entity or a percent encoding stands for; nothing for a character nobody sees."""
    if written[0] == "%":
        return chr(int(written[-2:], 16))
    if written[0] != "&":
        return ""
    name = re.sub(r"&(?:amp;)*", "&", written)
    return html.unescape(name if name.endswith(";") else f"{name};").replace("‐", "-")

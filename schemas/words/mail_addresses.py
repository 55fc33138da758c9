"""E-mail addresses in a text, in the many ways people write and hide them, and their removal."""

from __future__ import annotations

import html
import re
from functools import lru_cache

REMOVED_ADDRESS = "[adresse retirée]"

_INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff"
)
"""What no reader sees (Unicode, Default_Ignorable_Code_Point and Cf)."""
_SAME_LENGTH = str.maketrans(
    {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-")
    | dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"), " ")
    | dict.fromkeys(range(0x2000, 0x200B), " ")
    | dict.fromkeys(map(ord, "․。｡﹒·"), ".")
    | {ord("﹫"): "@"}
)
"""Other forms of a sign, each as long as the sign: fullwidth, no-break, of another script."""
_OTHER_FORMS = re.compile(f"[{re.escape(''.join(map(chr, _SAME_LENGTH)))}]")
"""Most texts hold none of these: looking for one is quicker than putting signs in their place."""
_ORDINARY = re.compile("[ -~À-ÿœŒ’«»…]*")
"""What most texts are wholly of: nothing in it is unseen, or stands for a sign."""
_HIDDEN = re.compile(
    r"&(?:amp;)*(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|commat|period|hyphen|lowbar|lpar|rpar|lbrack|rbrack|lsqb|rsqb"
    r"|lcub|rcub|lbrace|rbrace|lt|gt|nbsp|ensp|emsp|thinsp|zwj|zwnj|shy|lrm|rlm|ZeroWidthSpace|NoBreak)(?:;|(?![\w;]))"
    rf"|(?:%(?:25)*[0-9a-fA-F]{{2}})+|[{_INVISIBLE}]"
)
"""A sign written as an entity (stacked ones included), as a part of an address, or a character nobody sees."""
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_MAY_BE = re.compile(
    r"@|arr?ob[ae]|[\[({<|/] ?a t ?[\])}>|/]|/ ?at ?/|[\[({<|#*“«\"] ?(?:at|a|à|chez) ?[\])}>|#*”»\"]| (?:at|chez) "
    r"| à [\w-]{1,63}[ _-](?:point|dot)[ _-]|[-_]at[-_]|[a-z0-9](?-i:AT)[a-z]",
    re.IGNORECASE,
)
"""What stands in every address that is looked for; most texts have none, and are read no further."""
_SET_OFF = re.compile(r"[ _/-](?:a ?t(?![^\W_])|(?:point|dot)[ _-]|chez )")
_BRACKET = re.compile(r"[\[({<|#*“«\"]")
"""One of the signs, a bracket or « AT » is in all that the pattern above finds."""

_WORD = r"[\w+'-]{1,64}"
_LABEL = r"[^\W_][\w-]{0,62}"
_LAST = r"[^\W\d_][\w-]{1,62}"
_TLD = (
    r"(?:fr|com|org|net|eu|edu|info|be|ch|ca|re|nc|pf|yt|gp|gf|mq|wf|bzh|corsica|alsace|paris|academy|education)"
    r"(?![\w-])"
)
_DOT = r"(?:\.|[ _]?[\[({] ?(?:dot|point|pt|\.) ?[\])}][ _]?|[ _-](?:point|dot)[ _-])"
_SAID_DOT = r"[ _-](?:point|dot)[ _-]"
_AROBASE = r"[ _-]?arr?ob(?:ase?|e)[ _-]?"
_AT = r"(?: {0,2}@{1,3} {0,2}|[ _]?[\[({<|] ?(?:at|arr?ob(?:ase?|e)|chez|@) ?[\])}>|][ _]?)"
_ONE_LETTER_AT = r" ?[\[({]{1,2} ?[aà] ?[\])}]{1,2} ?"
_SET_OFF_AT = r" ?(?:[#*“«\"]{1,2} ?(?:at|arr?ob(?:ase?|e)|chez|@) ?[#*”»\"]{1,2}|-{1,3}at-{1,3}) ?"
_APART_AT = r"(?:@|[\[({<|/] ?(?:at|a t|arobase) ?[\])}>|/])"
_ADDRESS = re.compile(
    # lea.petit@ac-exemple.fr, lea.petit [at] ac-exemple (point) fr; one that was cut: lea.petit@ac-ex…
    rf"(?:mailto: ?)?(?:{_WORD}{_DOT}){{0,6}}[\w.+'-]{{0,64}}"
    rf"{_AT}(?:{_LABEL}{_DOT}(?:{_LABEL}{_DOT}){{0,4}}{_LAST}|{_LABEL}(?: ?\. ?{_LABEL}){{0,4}} ?\. ?{_TLD})"
    rf"|[\w.+'-]{{2,64}}@(?:[\w.-]{{1,200}}…|\[[0-9a-fA-F.:IPv]{{3,45}}\])"
    # l e a . p e t i t @ a c - e x e m p l e . f r, l e a . p @ ac-exemple.fr
    rf"|(?<!\w)(?:[a-z0-9_.+'-] {{1,2}}){{2,64}}{_APART_AT} {{0,2}}"
    rf"(?:(?:[\w.-] {{1,2}}){{2,64}}\. {{1,2}}(?:\w {{1,2}}){{1,5}}\w(?!\w)|(?:{_LABEL}{_DOT}){{1,5}}{_LAST})"
    # lea.petit/at/ac-exemple.fr, which no address of the web is
    rf"|(?<![\w./:-])(?:{_WORD}\.){{0,5}}{_WORD} ?/{{1,2}} ?at ?/{{1,2}} ?(?:{_LABEL}{_DOT}){{1,5}}{_TLD}"
    # lea.petit (a) ac-exemple.fr
    rf"|{_WORD}(?:\.{_WORD}){{0,5}}{_ONE_LETTER_AT}(?:{_LABEL}{_DOT}){{1,5}}{_TLD}"
    # lea.petit #at# ac-exemple.fr, lea.petit -at- ac-exemple.fr
    rf"|(?:{_WORD}\.){{0,5}}{_WORD}{_SET_OFF_AT}(?:{_LABEL}{_DOT}){{1,5}}{_TLD}"
    # lpetit chez ac-exemple point fr, lea.petit à ac-exemple point fr
    rf"|(?:(?:{_WORD}(?:\.|{_SAID_DOT})){{0,5}}{_WORD} (?:chez|at)|(?:{_WORD}\.){{1,5}}{_WORD} à)"
    rf" (?:{_LABEL}{_SAID_DOT}){{1,5}}(?:fr|com|org|net|eu|edu)(?![\w-])"
    # lea point petit arobase ac-exemple point fr, lea.petit chez ac-exemple.fr, lea.petit-at-ac-exemple.fr
    rf"|(?:{_WORD}(?:\.| point | dot )){{0,5}}{_WORD}{_AROBASE}(?:{_LABEL}{_DOT}){{1,5}}{_LAST}"
    rf"|(?:{_WORD}(?:\.| point | dot )){{1,5}}{_WORD}(?: chez | at |_at_|-at-)(?:{_LABEL}{_DOT}){{1,5}}{_TLD}"
    # lea.petitATac-exemple.fr
    rf"|(?:{_WORD}\.){{1,5}}(?-i:[a-z0-9_-]{{1,64}}AT[a-z0-9-]{{1,63}})\.(?:{_LABEL}\.){{0,4}}{_TLD}",
    re.IGNORECASE,
)

_PLAIN = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")


def _may_hold_one(seen: str) -> bool:
    """Say whether a text may hold an address; what most texts do not hold is looked for first, which is quicker."""
    return _holds_a_sign(seen) and _MAY_BE.search(seen) is not None


def _holds_a_sign(seen: str) -> bool:
    if "AT" in seen or "@" in seen or _BRACKET.search(seen) is not None:
        return True
    lowered = seen.lower()
    return "oba" in lowered or "obe" in lowered or _SET_OFF.search(lowered) is not None


def holds_plain_address(link: str) -> bool:
    """Say whether an address of the web, or an identifier, carries one of a person: words in it say nothing."""
    return _PLAIN.search(_seen(link)[0]) is not None


@lru_cache(maxsize=256)
def without_addresses(text: str) -> str:
    """Replace each e-mail address, disguised ones included, by « [adresse retirée] »."""
    seen, places = _seen(text)
    return _without(text, seen, places) if _may_hold_one(seen) else text


def _seen(text: str) -> tuple[str, list[int] | None]:
    """What a reader sees of a text, and where it stands there; None where each sign stands for itself."""
    is_plain = _ORDINARY.fullmatch(text) is not None
    seen = text if is_plain or _OTHER_FORMS.search(text) is None else text.translate(_SAME_LENGTH)
    may_hide = "&" in seen or "%" in seen or not (is_plain or _UNSEEN.search(seen) is None)
    hidden = list(_HIDDEN.finditer(seen)) if may_hide else []
    if not hidden:
        return seen, None
    parts: list[str] = []
    places: list[int] = []
    end = 0
    for match in hidden:
        sign = _sign(match[0])
        parts += [seen[end : match.start()], sign]
        places += [*range(end, match.start()), *[match.start()] * len(sign)]
        end = match.end()
    parts.append(seen[end:])
    places += range(end, len(text) + 1)
    return "".join(parts), places


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
        octets = re.sub(r"%(?:25)*", "", written)
        said = bytes.fromhex(octets).decode("utf-8", "replace")
    elif written[0] == "&":
        name = re.sub(r"&(?:amp;)*", "&", written)
        said = html.unescape(name if name.endswith(";") else f"{name};")
    else:
        return ""
    return _UNSEEN.sub("", said.translate(_SAME_LENGTH))

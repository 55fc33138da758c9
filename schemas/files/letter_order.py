"""The blocks of a letter file put in another order: what a person wrote in it stays as it was, comments with them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any

from schemas.files.letter import Letter

Order = tuple[tuple[int, tuple[int, ...]], ...]
"""The ranks of the rubriques kept, each with those of its brèves."""


def order_of(letter: Letter, numbers: Sequence[int]) -> Order:
    """Only the brèves of these numbers (from 1, through the letter), in this order within each rubrique.

    Rubriques come in the order of their first brève; one left without brève nor text goes.
    """
    places = {number: place for place, number in enumerate(numbers)}
    found: list[tuple[int, int, tuple[int, ...]]] = []
    before = 0
    for rank, rubrique in enumerate(letter.rubriques):
        kept = sorted(
            (places[before + one + 1], one) for one in range(len(rubrique.breves)) if before + one + 1 in places
        )
        before += len(rubrique.breves)
        if kept or rubrique.texte:
            found.append((kept[0][0] if kept else len(places), rank, tuple(one for _, one in kept)))
    return tuple((rank, breves) for _, rank, breves in sorted(found, key=lambda item: item[0]))


def reordered(text: str, order: Order) -> str:
    """The text of a letter file with its blocks in this order; a comment right above a block goes with it.

    Raises ValueError where they are not written as blocks.
    """
    import tomlkit  # imported when needed only: nothing but editing needs it
    from tomlkit.items import AoT

    document = tomlkit.parse(text)
    rubriques = document.pop("rubrique")
    breves = [rubrique.pop("breve", AoT([])) for rubrique in rubriques]
    if not all(isinstance(one, AoT) for one in (rubriques, *breves)):
        raise ValueError("rubriques ou brèves écrites sur une ligne : les écrire [[rubrique]] et [[rubrique.breve]]")
    envoi = [document.pop("envoi")] if "envoi" in document else []
    parts = [document, *chain.from_iterable((one, *own) for one, own in zip(rubriques, breves, strict=True)), *envoi]
    above = {id(part): _taken_from(_body(before)) for before, part in pairwise(parts)}
    kept = chain.from_iterable((rubriques[rank], *(breves[rank][one] for one in own)) for rank, own in order)
    blocks = [f"{above[id(block)]}{_header(block)}{block.value.as_string()}" for block in kept]
    last = [f"{above[id(one)]}{_header(one)}{one.value.as_string()}" for one in envoi]
    return "".join((document.as_string(), *blocks, *last))


def _header(block: Any) -> str:  # noqa: ANN401 - tomlkit's tables
    opening, closing = ("[[", "]]") if block.is_aot_element() else ("[", "]")
    trivia = block.trivia
    return f"{trivia.indent}{opening}{block.display_name}{closing}{trivia.comment_ws}{trivia.comment}{trivia.trail}"


def _body(part: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401
    body: list[tuple[Any, Any]] = part.body if hasattr(part, "body") else part.value.body
    return body


def _taken_from(body: list[tuple[Any, Any]]) -> str:
    """Take off a part the empty line at its end and the comments under it: they are of the block that follows."""
    from tomlkit.items import Comment, Null, Whitespace

    while body and isinstance(body[-1][1], Null):  # what was popped leaves its place
        body.pop()
    start = len(body)
    while start and isinstance(body[start - 1][1], Comment):
        start -= 1
    if not start or not isinstance(body[start - 1][1], Whitespace):
        return ""
    text = "".join(item.as_string() for _, item in body[start - 1 :])
    del body[start - 1 :]
    return text

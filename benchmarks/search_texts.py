"""Texts of real length for the search benchmark: 300 to 3,000 words, always the same for the same number.

Of 180 articles and their documents (the recorded sites), what is imitated is how soon new forms come and how common
each is: 3,900 forms in 29,000 words, the hundredth one word in 900, the thousandth one in 7,300, 5.9 characters a word.
Words follow that law over 200,000 forms: what 20,000 such texts of French hold.
"""

from __future__ import annotations

import random
from functools import cache
from itertools import accumulate, product

from benchmarks.search_words import vocabulary

_FORMS = 200_000
_SHIFT = 2
"""Of the law: the nth form comes in proportion to 1 / (n + shift)…"""
_COMMON, _STEEPER = 5_000, 1.9
"""…and past the common ones, to a power of 1 / n."""
_LITTLE = tuple(
    """
    de la les et une des en un le du à pour que dans l d par sur est qui au avec il se ce plus ne sont on pas leur son
    élèves aux cette ou sa nous être mais a comme ont ces même fait deux tout
    """.split()  # noqa: SIM905
)
_SYLLABLES = tuple(
    """
    ba be bi bo cha ci cla co cri da de di do du fa fe fi fo ga ge gra gui ja jo la le li lo lu ma me mi mo mu na ne ni
    no nu pa pe pi po pra que ra re ri ro ru sa se si so su ta te ti to tra tu va ve vi vo
    """.split()  # noqa: SIM905
)
_ENDINGS = ("", "s", "e", "es", "r", "nt", "tion", "ment", "teur", "ble", "que", "ge")
_LEAST, _MIDDLE, _MOST = 300, 750, 3_000
_SENTENCE, _LINE = 14, 70
_AT_ONCE = 20_000


@cache
def forms() -> tuple[str, ...]:
    """Every form, the most frequent first: little words, the words of descriptions, then made ones."""
    chance = random.Random("formes")
    known = dict.fromkeys((*_LITTLE, *vocabulary()))
    for syllables in (2, 3):
        roots = ["".join(some) for some in product(_SYLLABLES, repeat=syllables)]
        chance.shuffle(roots)
        for root in roots:
            known.update(dict.fromkeys(root + ending for ending in chance.sample(_ENDINGS, 4)))
    return tuple(known)[:_FORMS]


@cache
def _weights() -> tuple[float, ...]:
    weights = (
        (1 if rank < _COMMON else (_COMMON / rank) ** (_STEEPER - 1)) / (rank + _SHIFT)
        for rank in range(1, len(forms()) + 1)
    )
    return tuple(accumulate(weights))


def real_text(number: int, edition: int) -> str:
    """The text of one record: sentences, a paragraph a line."""
    chance = random.Random(f"vrai texte {number}/{edition}")
    wanted = min(_MOST, max(_LEAST, round(chance.lognormvariate(0, 0.6) * _MIDDLE)))
    said = chance.choices(forms(), cum_weights=_weights(), k=wanted)
    for place in range(0, wanted, _SENTENCE):
        said[place] = said[place].capitalize()
        said[min(place + _SENTENCE, wanted) - 1] += "."
    return "\n".join(" ".join(said[place : place + _LINE]) for place in range(0, wanted, _LINE))

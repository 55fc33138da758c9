"""Two forms of one text are alike, two texts are not; the estimate needs no text."""

import random

from hypothesis import given
from hypothesis import strategies as st

from schemas.words.likeness import likeness, sketch_of

WORDS = [f"{a}{b}" for a in "bcdfglmnprst" for b in ("ala", "ire", "one", "ument", "ité", "age")]


def text(seed: int, length: int = 400) -> list[str]:
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) for _ in range(length)]


def alike(one: list[str], other: list[str]) -> float:
    return likeness(sketch_of(" ".join(one)), sketch_of(" ".join(other)))


def test_the_same_work_elsewhere_is_alike():
    words = text(1)
    assert alike(words, words) == 1.0
    assert alike(words, [*text(2, 40), *words, *text(3, 40)]) > 0.6
    changed = [word if number % 20 else "autre" for number, word in enumerate(words)]
    assert alike(words, changed) > 0.5
    assert alike(words, words[:280]) > 0.5


def test_other_works_are_not():
    sketches = [sketch_of(" ".join(text(seed))) for seed in range(40)]
    others = [likeness(a, b) for number, a in enumerate(sketches) for b in sketches[:number]]
    assert max(others) < 0.2


def test_a_text_too_short_is_like_nothing():
    assert sketch_of("trop court") == ()
    assert likeness((), sketch_of(" ".join(text(1)))) == 0.0


@given(st.text(max_size=300), st.text(max_size=300))
def test_likeness_is_symmetric_and_bounded(one: str, other: str):
    a, b = sketch_of(one * 20), sketch_of(other * 20)
    assert 0.0 <= likeness(a, b) == likeness(b, a) <= 1.0

"""Learn what the words of a page say of its class, and measure it on pages it has not learnt from.

`python -m benchmarks.class_weights` prints, for each set of labelled pages, how those of the set are classed by what
the others teach: no page is judged by what was learnt of it. With `--write`, what all of them teach is written to
`schemas/vocabularies/classes.tsv` (decision 0074).

With `--read`, each set of short pages is read whole, wordings and values too, the words being learnt of the other sets.

The pages: the eight sets of `quality_sixty`, and `tests/data/quality/classes.tsv` (set, class, title, beginning), the
fictitious articles of five sets of whole sites. Multinomial logistic regression, by AdaGrad over the pages in an order
that is always the same.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from benchmarks.quality_sixty import PAGES, SETS, labelled, page_of
from pipeline.describing.read import describe
from schemas.files.source import Source
from schemas.normalize import class_likelihood
from schemas.normalize.class_likelihood import CLASSES, WEIGHTS, features, shares_of
from schemas.types.origin import FoundBy
from schemas.types.record import PUBLISHED_CLASSES, RawRecord

ARTICLES = PAGES.with_name("classes.tsv")
WRITTEN = Path(__file__).resolve().parents[1] / "schemas" / "vocabularies" / WEIGHTS
_ROUNDS = 20
_RATE = 0.5
_SHRINKING = 2e-5
_SEEN_IN = 2
"""Pages a feature is in, at least, to be weighed."""
_NEGLIGIBLE = 0.05
"""A feature whose weights are all smaller is not kept."""
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Page:
    """One labelled page."""

    of_set: str
    classes: tuple[str, ...]
    """Those that are right, the best first."""
    features: frozenset[str]

    @property
    def taught(self) -> str:
        """The class it teaches; empty when it teaches none."""
        return next((name for name in self.classes if name in CLASSES), "")


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt."""

    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def likelihoods(self, found: frozenset[str]) -> list[float]:
        """The share of belief in each class."""
        known = [self.weights[one] for one in sorted(found) if one in self.weights]
        return shares_of(self.bias, known)


def pages() -> list[Page]:
    """Every labelled page."""
    found = [
        Page(path.stem, tuple(page["classe"].split("|")), _features(page["titre"], _TAG.sub(" ", page["corps"])))
        for path in SETS
        for page in labelled(path)
    ]
    for line in ARTICLES.read_text(encoding="utf-8").splitlines():
        of_set, kind, titre, text = line.split("\t")
        found.append(Page(of_set, (kind,), _features(titre, text)))
    return found


def _features(titre: str, text: str) -> frozenset[str]:
    return frozenset(features(titre, [html.unescape(text)]))


def learn(known: Sequence[Page]) -> Model:
    """Learn from pages."""
    seen = Counter(one for page in known for one in page.features)
    vocabulary = sorted(one for one, count in seen.items() if count >= _SEEN_IN)
    weights = {one: [0.0] * len(CLASSES) for one in vocabulary}
    past = {one: [1e-3] * len(CLASSES) for one in vocabulary}
    bias, past_bias = [0.0] * len(CLASSES), [1e-3] * len(CLASSES)
    taught = [(sorted(page.features & weights.keys()), CLASSES.index(page.taught)) for page in known if page.taught]
    taught = [taught[(place * 7919) % len(taught)] for place in range(len(taught))]  # no set after the other
    for _ in range(_ROUNDS):
        for found, right in taught:
            rows = [weights[one] for one in found]
            shares = shares_of(bias, rows)
            shares[right] -= 1
            scale = 1 / math.sqrt(len(found)) if found else 0.0
            _step(bias, past_bias, shares, 1.0)
            for one, row in zip(found, rows, strict=True):
                _step(row, past[one], shares, scale)
    kept = {one: tuple(row) for one, row in weights.items() if max(map(abs, row)) >= _NEGLIGIBLE}
    return Model(tuple(bias), kept)


def _step(row: list[float], past: list[float], error: Sequence[float], scale: float) -> None:
    for place, wrong in enumerate(error):
        slope = wrong * scale + _SHRINKING * row[place]
        past[place] += slope * slope
        row[place] -= _RATE * slope / math.sqrt(past[place])


def digest_of_pages() -> str:
    """What tells the labelled pages of today from others."""
    content = b"".join(path.read_bytes() for path in (*SETS, ARTICLES))
    return hashlib.sha256(content).hexdigest()[:16]


def written(model: Model) -> str:
    """The file of what was learnt."""
    lines = [
        f"# {len(CLASSES)} poids par trait : {' '.join(CLASSES)} (python -m benchmarks.class_weights --write)",
        f"# pages {digest_of_pages()}",
    ]
    rows = {"": model.bias} | dict(sorted(model.weights.items()))
    lines += [f"{name}\t{' '.join(f'{weight:.2f}' for weight in row)}" for name, row in rows.items()]
    return "\n".join(lines) + "\n"


def measured(known: Sequence[Page], sets: Sequence[str] = ()) -> list[list[str]]:
    """One row a set, or of those named: how its pages are classed by what the others teach."""
    rows = []
    for name in sets or dict.fromkeys(page.of_set for page in known):
        model = learn([page for page in known if page.of_set != name])
        right = missed = invented = 0
        own = [page for page in known if page.of_set == name]
        for page in own:
            shares = model.likelihoods(page.features)
            best = CLASSES[shares.index(max(shares))]
            right += best in page.classes
            missed += page.classes[0] == "production" and best != "production"
            invented += best == "production" and "production" not in page.classes
        rows.append([name, str(len(own)), _share(right, len(own)), str(missed), str(invented)])
    return rows


def measured_reading(known: Sequence[Page], sets: Sequence[str] = ()) -> list[list[str]]:
    """One row a set of short pages: how they are classed when they are read, by wordings, then by what others teach."""
    rows = []
    for path in SETS:
        if sets and path.stem not in sets:
            continue
        model = learn([page for page in known if page.of_set != path.stem])
        with patch.object(class_likelihood, "_weights", lambda model=model: (model.bias, model.weights)):
            read = [(page["classe"].split("|"), _read(page)) for page in labelled(path)]
        wrong = [(right, found) for right, found in read if found not in right]
        missed = sum(right[0] in PUBLISHED_CLASSES and found not in PUBLISHED_CLASSES for right, found in wrong)
        invented = sum(found in PUBLISHED_CLASSES and not PUBLISHED_CLASSES & {*right} for right, found in wrong)
        rows.append([path.stem, str(len(read)), _share(len(read) - len(wrong), len(read)), str(missed), str(invented)])
    return rows


def _read(page: Mapping[str, str]) -> str:
    """The class of a page, read alone."""
    base = "http://pages.example.org/"
    url = f"{base}{page['chemin']}"
    body = page_of(page["titre"], page["corps"], page.get("langue", "fr")).encode()
    raw = RawRecord("s", url, "html", body, url=url, found_by=FoundBy.PLAN)
    record = describe(raw, Source("s", "S", "site", base, scope=(base,)), ()).record
    return (record.traam.traam_class if record else None) or "none"


def _share(right: int, among: int) -> str:
    return f"{right / among:.2f}".replace(".", ",")


def main() -> None:
    """Measure, or learn and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="learn from every page, and write what was learnt")
    parser.add_argument("--read", action="store_true", help="read the short pages whole, not by their words alone")
    parser.add_argument("--sets", nargs="+", default=(), help="the sets to measure; all by default")
    options = parser.parse_args()
    if options.write:
        WRITTEN.write_text(written(learn(pages())), encoding="utf-8")
        return
    print("| jeu | pages | justes | productions manquées | inventées |\n|---|---|---|---|---|")
    for row in (measured_reading if options.read else measured)(pages(), options.sets):
        print(f"| {' | '.join(row)} |")


if __name__ == "__main__":
    main()

"""Count what was read right of one recorded site: each article of its database against the record kept of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import unquote

Wanted = Mapping[str, Any]
"""What expected.json holds: articles, neutral."""
Article = Mapping[str, Any]
Record = Mapping[str, Any]
Report = Mapping[str, Any]

SHOWN_FIELDS = ("titre", "date", "auteurs", "resume")
"""Scored where the site shows them only: nobody can read the others."""
VALUE_FIELDS = ("niveaux", "disciplines", "outils", "competences")
COMPLETE = "complete"
CHANGES = {"new": "nouvelle(s)", "modified": "modifiée(s)", "deleted": "supprimée(s)"}
NEAR_ENOUGH = 0.9
MOST_OF_IT = 0.6


@dataclass(frozen=True, slots=True)
class SearchHit:
    """The first answer of its own site to a search for one article."""

    article: Article
    words: tuple[str, ...]
    url: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """A value read otherwise than the database has it."""

    article: str
    field: str
    read: str
    wanted: str


@dataclass(slots=True)
class SiteScore:
    """What was read of one site, or of several added up."""

    name: str
    articles: int = 0
    held: int = 0
    records: int = 0
    invented: int = 0
    status: str = ""
    again: str = ""
    """What the second harvest says has changed; nothing when it is right, since nothing has."""
    falsely_complete: int = 0
    right: dict[str, list[int]] = field(default_factory=dict)
    """Field → right readings, expected ones."""
    values: dict[str, list[int]] = field(default_factory=dict)
    """Field of several values → right ones read, wrong ones read, missed."""
    faults: list[Fault] = field(default_factory=list)

    def count(self, name: str, *, right: bool) -> None:
        """Count one reading of a field."""
        pair = self.right.setdefault(name, [0, 0])
        pair[0] += right
        pair[1] += 1

    def ratio(self, name: str) -> float:
        """The part of a field's readings that are right; 1 where the site shows none."""
        right, expected = self.right.get(name, [0, 0])
        return right / expected if expected else 1.0

    def precision(self, name: str) -> float:
        """The part of the values read that are right."""
        right, wrong, _ = self.values.get(name, [0, 0, 0])
        return right / (right + wrong) if right + wrong else 1.0

    def recall(self, name: str) -> float:
        """The part of the expected values that were read."""
        right, _, missed = self.values.get(name, [0, 0, 0])
        return right / (right + missed) if right + missed else 1.0

    def add(self, other: SiteScore) -> None:
        """Add the counts of another site."""
        for name in ("articles", "held", "records", "invented", "falsely_complete"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, theirs in ((self.right, other.right), (self.values, other.values)):
            for name, counts in theirs.items():
                known = mine.setdefault(name, [0] * len(counts))
                mine[name] = [a + b for a, b in zip(known, counts, strict=True)]


def longest_words(phrase: str, number: int = 5) -> tuple[str, ...]:
    """The longest words of a phrase."""
    return tuple(sorted(re.findall(r"[^\W\d_]{5,}", phrase), key=len)[-number:])


def score_site(
    name: str,
    base: str,
    wanted: Wanted,
    reports: Sequence[Report],
    records: Sequence[Record],
    hits: Sequence[SearchHit],
) -> SiteScore:
    """Score one site: the records kept of it, its two harvests, and what a search finds first."""
    articles: Sequence[Article] = wanted["articles"]
    score = SiteScore(name, articles=len(articles), records=len(records))
    kept = _kept(score, base, wanted, records)
    score.held = len(kept)
    _judge_harvests(score, reports)
    for number, article in enumerate(articles):
        record = kept.get(number)
        if record is None:
            score.faults.append(Fault(article["urls"][0], "gardé", "", article["titre"]))
        _score_shown(score, article, record)
        _score_judged(score, article, record)
        _score_values(score, article, record)
    for hit in hits:
        found = hit.url is not None and bare(hit.url.replace(base, "")) in map(bare, hit.article["urls"])
        _note(score, hit.article, "trouvé", right=found, read=hit.url, wanted=" ".join(hit.words))
    return score


def bare(address: str) -> str:
    """The path and query of an address, of whatever form; the route after « #/ » names a page and is kept."""
    page, _, fragment = unquote(address).partition("#")
    path, _, query = page.partition("?")
    path = re.sub(r"/(?:index|spip)\.(?:php|html?)$", "/", path).rstrip("/")
    route = "#" + fragment.partition("?")[0].rstrip("/") if fragment.startswith("/") else ""
    return (path + ("?" + "&".join(sorted(query.split("&"))) if query else "") + route) or "/"


def _kept(score: SiteScore, base: str, wanted: Wanted, records: Sequence[Record]) -> dict[int, Record]:
    """The first record of each article by the article's number; count the records of anything else."""
    names = {bare(url): number for number, article in enumerate(wanted["articles"]) for url in article["urls"]}
    neutral = {bare(url) for url in wanted.get("neutral", ())}
    kept: dict[int, Record] = {}
    for record in records:
        url = (record["url"] or record["identifier"]).replace(base, "")
        number = names.get(bare(url))
        if number is not None and number not in kept:
            kept[number] = record
        elif number is not None or bare(url) not in neutral:
            score.invented += 1
            said = "deux fois" if number is not None else "n'est pas un article"
            score.faults.append(Fault(url, "sans article", record["titre"] or "", said))
    return kept


def _judge_harvests(score: SiteScore, reports: Sequence[Report]) -> None:
    first, second = reports
    score.status = str(first["status"])
    score.falsely_complete = int(score.status == COMPLETE and score.held < score.articles)
    changes = [f"{second[name]} {said}" for name, said in CHANGES.items() if second[name]]
    if second["status"] != first["status"]:
        changes.append(str(second["status"]))
    score.again = ", ".join(changes)


def _score_shown(score: SiteScore, article: Article, record: Record | None) -> None:
    for name in SHOWN_FIELDS:
        if not article["shown"].get(name) or not article.get(name):
            continue
        wanted, read = article[name], _read_of(name, record)
        right = record is not None and _agrees(name, read, wanted)
        _note(score, article, name, right=right, read=read, wanted=wanted)


def _read_of(name: str, record: Record | None) -> Any:
    if record is None:
        return None
    return record[{"date": "date_publication", "resume": "description"}.get(name, name)]


def _agrees(name: str, read: Any, wanted: Any) -> bool:
    if name == "date":
        return (read or "")[:10] == str(wanted)[:10]
    if name == "auteurs":
        return {_flat(one) for one in read} == {_flat(one) for one in wanted}
    return _near(wanted, read) if name == "resume" else _flat(read) == _flat(wanted)


def _score_judged(score: SiteScore, article: Article, record: Record | None) -> None:
    """The class and the year; an optional year is not scored."""
    read = record["traam"]["class"] if record else None
    right = record is not None and read == article["classe"]
    _note(score, article, "classe", right=right, read=read, wanted=article["classe"])
    if str(article["annee"]).startswith("?"):
        return
    read = record["annee_scolaire"] if record else None
    right = record is not None and read == (article["annee"] or None)
    _note(score, article, "annee", right=right, read=read, wanted=article["annee"])


def _score_values(score: SiteScore, article: Article, record: Record | None) -> None:
    """Values of what is about the TraAM; « ? » before an expected one: right if read, not missed if not."""
    if not article["classe"]:
        return
    for name in VALUE_FIELDS:
        wanted = article.get(name) or []
        read = list(record[name]) if record else []
        if name == "competences":
            read = [one.split(" ")[0] if one[:1].isdigit() else one for one in read]
        sure = {_flat(one) for one in wanted if not one.startswith("?")}
        allowed = sure | {_flat(one[1:]) for one in wanted if one.startswith("?")}
        got = {_flat(one) for one in read}
        counts = [len(got & allowed), len(got - allowed), len(sure - got)]
        known = score.values.setdefault(name, [0, 0, 0])
        score.values[name] = [a + b for a, b in zip(known, counts, strict=True)]
        if counts[1] or counts[2]:
            score.faults.append(Fault(article["urls"][0], name, _said(read), _said(wanted)))


def _note(score: SiteScore, article: Article, name: str, *, right: bool, read: Any, wanted: Any) -> None:
    score.count(name, right=right)
    if not right:
        score.faults.append(Fault(article["urls"][0], name, _said(read), _said(wanted)))


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " | ".join(map(str, value)) or "rien"
    return "rien" if value in (None, "") else str(value)


def _flat(text: str | None) -> str:
    """A text without what typography alone changes: apostrophes, quotes, spaces, case."""
    plain = unicodedata.normalize("NFKC", text or "")
    plain = re.sub("[’‘`]", "'", re.sub("[«»“”]", '"', plain))
    return " ".join(plain.split()).casefold()


def _near(wanted: str, read: str | None) -> bool:
    """Say whether a presentation is the expected one, which may be followed by the text, or be a little cut."""
    a, b = _flat(wanted), _flat(read)
    if not a:
        return False
    inside = a in b or (b in a and len(b) > MOST_OF_IT * len(a))
    return inside or SequenceMatcher(None, a, b[: len(a) + 40]).ratio() > NEAR_ENOUGH

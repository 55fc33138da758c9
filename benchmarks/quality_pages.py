"""How well whole descriptions are read, for three groups: pages of SPIP and WordPress, old EDU'bases records.

The cases are fictitious, in the shapes met on real sites (tests/data/quality/pages/*.toml); each goes the whole way of
a record: the format's reader, then normalizing with the group files of examples/groupes-reels.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.quality import Score
from pipeline.describing.read import describe
from schemas.files.group import Group, load_group
from schemas.files.source import Source
from schemas.types.origin import FoundBy
from schemas.types.record import RawRecord, Record
from schemas.words.vocabulary import load_vocabulary

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "tests" / "data" / "quality" / "pages"
GROUPS = ROOT / "examples" / "groupes-reels"
FIELDS = ("niveau", "annee_scolaire", "discipline", "academie", "competence", "groupe")


def measure_pages() -> dict[str, Score]:
    """Read every page of every group and count, field by field."""
    groups = _groups()
    scores: dict[str, Score] = defaultdict(Score)
    for path in sorted(PAGES.glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        group = next(one for one in groups if one.id == content["groupe"])
        for number, page in enumerate(content["page"], 1):
            record = _record(content, page, number, groups)
            wanted = _wanted(content, page, group)
            for field, found in _found(record).items():
                scores[field].count(f"{field} : {path.stem} {number} : {page['titre']}", found, wanted[field])
    return dict(scores)


def _groups() -> tuple[Group, ...]:
    faults: list[str] = []
    groups = tuple(load_group(path, faults) for path in sorted(GROUPS.glob("*.toml")))
    assert not faults, faults
    return groups


def _record(content: Mapping[str, Any], page: Mapping[str, Any], number: int, groups: tuple[Group, ...]) -> Record:
    base = content["base"]
    form = content["form"]
    source = Source(
        "s", "S", "oai" if form == "edubases" else "site", base, scope=(base,),
        academie=content["academie"] or None, discipline=content["discipline"] or None,
    )  # fmt: skip
    if form == "edubases":
        raw = RawRecord("s", f"edubases:{number}", "lom", _edubases(base, page, number).encode())
    else:
        url = f"{base}spip.php?article{number}" if form == "spip" else f"{base}2024/03/{number:02}/page-{number}/"
        html = (_spip if form == "spip" else _wordpress)(content, page, url)
        raw = RawRecord("s", url, "html", html.encode(), url=url, found_by=FoundBy.PLAN)
    record = describe(raw, source, groups).record
    assert record is not None
    return record


def _wanted(content: Mapping[str, Any], page: Mapping[str, Any], group: Group) -> dict[str, set[str]]:
    own = {"discipline": _labels("disciplines", group.discipline)}
    academies = page.get("academies_attendues") or page.get("academies") or [content["academie"]]
    return {
        "niveau": set(page["niveaux"]),
        "annee_scolaire": set(filter(None, [page.get("annee", group.annees[0])])),
        "discipline": set(page.get("disciplines") or own["discipline"]),
        "academie": set(academies),
        "competence": {_of_code(code) for code in page.get("competences", ())},
        "groupe": set(filter(None, [page.get("groupe_attendu", content["groupe"])])),
    }


def _labels(vocabulary: str, text: str) -> set[str]:
    return {
        term.label for term in load_vocabulary(vocabulary).terms if text == term.label or text in term.variants
    }  # fmt: skip


def _of_code(code: str) -> str:
    terms = (*load_vocabulary("crcn").terms, *load_vocabulary("socle").terms)
    return next(term.label for term in terms if term.code == code)


def _found(record: Record) -> dict[str, set[str]]:
    official = {term.label for name in ("crcn", "socle") for term in load_vocabulary(name).terms}
    return {
        "niveau": set(record.niveaux),
        "annee_scolaire": set(filter(None, [record.annee_scolaire])),
        "discipline": set(record.disciplines),
        "academie": set(record.academies),
        # A code and a label that disagree are kept as written, with a remark: nothing is decided, nothing is counted.
        "competence": set(record.competences) & official,
        "groupe": set(filter(None, [record.groupe])),
    }


def _paragraphs(content: Mapping[str, Any], page: Mapping[str, Any]) -> Iterator[str]:
    if not page.get("sans_presentation"):
        yield f"<p>{escape(content['presentation'])}</p>"
    for line in page["lignes"]:
        label, colon, rest = line.partition(" :")
        if line.startswith("- "):
            yield f"<ul class='spip'><li>{escape(line[2:])}</li></ul>"
        elif colon:
            yield f"<p><strong>{escape(label)} :</strong>{escape(rest)}</p>"
        else:
            yield f"<p>{escape(line)}</p>"


def _spip(content: Mapping[str, Any], page: Mapping[str, Any], url: str) -> str:
    surtitre = f'<p class="surtitre">{escape(page["surtitre"])}</p>' if page.get("surtitre") else ""
    rubriques = " &gt; ".join(
        f'<a href="spip.php?rubrique{n}">{escape(one)}</a>' for n, one in enumerate(page.get("rubriques", ["SVT"]), 2)
    )
    mots = "".join(f'<li><a href="spip.php?mot{n}" rel="tag">{escape(one)}</a></li>' for n, one in
                   enumerate(page.get("mots", ()), 1))  # fmt: skip
    return (
        f'<!DOCTYPE html><html lang="fr"><head><title>{escape(page["titre"])} - Académie</title>'
        f'<meta name="generator" content="SPIP 4.2.8"><link rel="canonical" href="{url}"></head>'
        f'<body id="top" class="pas_surlignable page_article"><p class="arbo">'
        f'<a href="{content["base"]}">Accueil</a> &gt; '
        f'{rubriques} &gt; <strong class="on">{escape(page["titre"])}</strong></p><div class="content hentry">'
        f'<div class="cartouche">{surtitre}<h1 class="surlignable entry-title">{escape(page["titre"])}</h1>'
        f'<p class="info-publi">Publié le 12/05/2025 | Modifié le 14/05/2025</p></div>'
        f'<div class="texte surlignable clearfix">{"".join(_paragraphs(content, page))}</div>'
        f'<ul class="mots">{mots}</ul></div></body></html>'
    )


def _wordpress(content: Mapping[str, Any], page: Mapping[str, Any], url: str) -> str:
    categories = "".join(f'<a href="/category/{n}/" rel="category tag">{escape(one)}</a>' for n, one in
                         enumerate(page.get("categories", ("Prof doc",))))  # fmt: skip
    return (
        f'<!DOCTYPE html><html lang="fr-FR"><head><title>{escape(page["titre"])} – Prof doc</title>'
        f'<meta name="generator" content="WordPress 6.4"><link rel="canonical" href="{url}">'
        f'<meta property="article:published_time" content="2024-03-11T08:00:00+00:00"></head>'
        f'<body class="post-template-default single"><main><article class="post hentry"><header class="entry-header">'
        f'<h1 class="entry-title">{escape(page["titre"])}</h1></header>'
        f'<div class="entry-content">{"".join(_paragraphs(content, page))}</div>'
        f'<footer class="entry-footer">{categories}</footer></article></main></body></html>'
    )


def _edubases(base: str, page: Mapping[str, Any], number: int) -> str:
    cards = "".join(
        f"<contribute><role><source>LOMv1.0</source><value>publisher</value></role><entity>BEGIN:VCARD\nVERSION:3.0\n"
        f"ORG:Académie de {one}\nEND:VCARD</entity><date><dateTime> 2013-5-{number} </dateTime></date></contribute>"
        for one in page["academies"]
    )
    levels = "".join(
        _split_taxon(source, label, n) for n, (source, label) in enumerate(page.get("niveaux_ecrits", ()), 1)
    )
    disciplines = "".join(_split_taxon(source, label, 40) for source, label in page["disciplines_ecrites"])
    socle = "".join(_split_taxon("Compétences du socle", one, 90) for one in page.get("socle", ()))
    return (
        "<lom><general>"
        f"<identifier><catalog>EDU'bases SES</catalog><entry> {base}?commande=aper&amp;id={number} </entry>"
        f"</identifier>"
        f"<title><string language='fre'>{escape(page['titre'])}</string></title>"
        f"<description><string language='fre'>{escape(page['description'])}</string></description></general>"
        f"<lifeCycle>{cards}</lifeCycle><technical><location>http://ses.example.fr/{number}.htm</location></technical>"
        "<educational><learningResourceType><source>LOMFRv1.0</source><value>exercise</value></learningResourceType>"
        "</educational><educational><context><value>school</value></context></educational>"
        f"<classification><purpose><value>discipline</value></purpose>{disciplines}</classification>"
        f"<classification><purpose><value>educational level</value></purpose>{levels}{socle}</classification></lom>"
    )


def _split_taxon(source: str, label: str, number: int) -> str:
    """Write a term as the old base did: its identifier in one taxon, its label in the next."""
    return (
        f"<taxonPath><source><string>{escape(source)}</string></source><taxon><id>{number}</id></taxon>"
        f"<taxon><entry><string>{escape(label)}</string></entry></taxon></taxonPath>"
    )

"""Showing a person what was seen of a site."""

from __future__ import annotations

from commands.options import count_of, say
from pipeline.site_check import SiteCheck
from schemas.normalize.text import clean_text, cut

_SHOWN = 5


def show_site(checked: SiteCheck) -> None:
    """Show a site or a feed that was looked at."""
    seen = checked.examination
    say(f"{'Flux' if checked.source.kind == 'feed' else 'Site'} : {plain(checked.source.titre)}")
    say(f"  {checked.url}")
    if seen.cms:
        say(f"CMS : {seen.cms}")
        for said in seen.evidence:
            say(f"  {plain(said)}")
    if seen.crawl_delay:
        say(f"robots.txt demande {seen.crawl_delay:g} s entre deux requêtes".replace(".", ","))
    ways = ", ".join(f"{count} par {way}" for way, count in seen.ways.items())
    say(f"Adresses trouvées : {ways or 'aucune'}")
    for item in checked.described:
        if item.record is not None:
            _show_page(item.record.as_dict())
    for message, count in checked.remarks[:_SHOWN]:
        say(f"  remarque ({count_of(count, 'page')}) : {plain(message)}")
    if seen.faults:
        say("\nÀ savoir :")
        for fault in seen.faults:
            say(f"  - {plain(fault)}")


def _show_page(record: dict[str, object]) -> None:
    say(f"\n« {plain(str(record['titre'] or 'sans titre'))} »")
    say(f"  {record['url']}")
    for name in ("date_publication", "auteurs", "rubriques", "mots_cles", "niveaux", "annee_scolaire", "description"):
        value = record.get(name)
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if shown:
            say(f"  {name} : {cut(plain(shown), 120)}")
    traam = record["traam"]
    if isinstance(traam, dict) and traam["class"]:
        say(f"  TraAM : {traam['class']} ({traam['score']:g})".replace(".", ","))


def plain(text: str) -> str:
    """Give what a source wrote on one line, safe for a terminal."""
    return cut(clean_text(text), 300)

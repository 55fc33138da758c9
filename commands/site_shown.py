"""Showing a person what was seen of a site."""

from __future__ import annotations

from commands.options import count_of, say
from harvester.site.examination import State
from pipeline.describing.read import Described
from pipeline.preparing.site_check import SiteCheck
from schemas.learning.site import FEWEST
from schemas.runs.frontier import FATE_LABELS
from schemas.words.text import clean_text, cut

_SHOWN = 5
_PARTS = ("titre", "auteurs", "date", "texte")
_STATES = {
    State.EMPTY: "0 article : rien ne pourrait en être moissonné.",
    State.SCRIPT: "JavaScript seul : ses pages sont faites par le navigateur, rien ne pourrait en être moissonné.",
    State.CLOSED: "Fermé : le site ne se montre pas, rien ne pourrait en être moissonné.",
}


def show_site(checked: SiteCheck) -> None:
    """Show a site or a feed that was looked at."""
    seen = checked.examination
    is_feed = checked.source.kind == "feed"
    say(f"{'Flux' if is_feed else 'Site'} : {plain(checked.source.titre)}")
    say(f"  {checked.url}")
    if seen.state in _STATES:
        say(_STATES[seen.state])
    if seen.state is not State.CLOSED:
        _show_ways(checked)
    if not is_feed and checked.described:
        _show_learnt(checked)
    _show_pages(checked)
    _show_left(checked)
    faults = checked.faults
    if faults:
        say("\nÀ savoir :")
        for fault in faults:
            say(f"  - {plain(fault, 600)}")


def _show_ways(checked: SiteCheck) -> None:
    seen = checked.examination
    if seen.cms:
        say(f"CMS : {seen.cms}")
        for said in seen.evidence:
            say(f"  {plain(said)}")
    if seen.crawl_delay:
        delay = f"{seen.crawl_delay:g}".replace(".", ",")
        say(f"robots.txt demande {delay} s entre deux requêtes")
    ways = ", ".join(f"{count} par {way}" for way, count in seen.ways.items())
    say(f"Adresses trouvées : {ways or 'aucune'}")


def _show_learnt(checked: SiteCheck) -> None:
    """Show where each part stands on the pages of the sample, and how surely."""
    reading = checked.reading
    profile = reading.profile
    if profile.is_empty:
        read = count_of(len(checked.described), "page lue", "pages lues")
        say(f"\nGabarit : rien d'appris ({read}, il en faut {FEWEST})")
        return
    say(f"\nGabarit, appris sur {count_of(profile.pages, 'page')} :")
    found = {one.part: one for one in reading.places}
    for part in _PARTS:
        place = found.get(part)
        if place is None:
            say(f"  {part} : aucune place sûre ; lu par ses marques")
        elif 2 * place.right < place.pages:
            say(f"  {part} : pas à une place qui ne soit qu'à lui ({place.score}) ; trouvé page par page")
        else:
            say(f"  {part} : {plain(place.css) or 'place que CSS ne sait pas dire'} ({place.score})")
    boxes = count_of(len(profile.boxes), "place")
    lines = count_of(len(profile.repeated), "ligne redite", "lignes redites")
    say(f"  laissés de côté : {boxes} (menus, encadrés) ; {lines} de page en page")


def _show_pages(checked: SiteCheck) -> None:
    looked = {record.identifier: one for one in checked.examination.looked for record in one.records}
    for item in [item for item in checked.described if item.record is not None][:_SHOWN]:
        _show_page(item)
        one = looked.get(item.raw.identifier)
        if one is not None:
            say(f"  prise pour un article : {plain(one.reason) or 'sans raison dite'} ; trouvée par : {one.found_by}")
    for message, count in checked.remarks[:_SHOWN]:
        say(f"  remarque ({count_of(count, 'page')}) : {plain(message)}")


def _show_page(item: Described) -> None:
    assert item.record is not None
    record = item.record.as_dict()
    say(f"\n« {plain(str(record['titre'] or 'sans titre'))} »")
    say(f"  {record['url']}")
    for name in ("date_publication", "auteurs", "rubriques", "mots_cles", "niveaux", "annee_scolaire"):
        value = record.get(name)
        shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if shown:
            say(f"  {name} : {cut(plain(shown), 120)}")
    for label, text in (("présentation", item.record.description), ("texte", item.record.texte)):
        if text:
            say(f"  {label} : {cut(plain(text), 120)}")
    traam = record["traam"]
    if isinstance(traam, dict) and traam["class"]:
        say(f"  TraAM : {traam['class']} ({traam['score']:g})".replace(".", ","))


def _show_left(checked: SiteCheck) -> None:
    left = checked.examination.left
    if not left:
        return
    asked = count_of(len(checked.examination.looked), "page demandée", "pages demandées")
    say(f"\nPas des articles : {len(left)}, sur {asked}")
    for one in left[:_SHOWN]:
        say(f"  {plain(one.url)}")
        say(f"    {FATE_LABELS[one.fate]}{f' : {plain(one.reason)}' if one.reason else ''}")


def plain(text: str, longest: int = 300) -> str:
    """What a source wrote on one line, safe for a terminal."""
    return cut(clean_text(text), longest)

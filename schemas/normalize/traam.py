"""Judging whether a description belongs to the TraAM, and what it is to them: work, synthesis, call, mention."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from schemas.files.group import Group
from schemas.normalize.class_likelihood import likely_class
from schemas.normalize.frames import Naming, is_borrowed, names_traam, own_namings
from schemas.normalize.own_text import Sentence, own_sentences
from schemas.normalize.traam_class import class_of_own_title, class_of_page, is_national, path_of, presents_group
from schemas.normalize.traam_wordings import kind_of_group_title, kind_of_opening
from schemas.normalize.traam_work import has_class_acting
from schemas.types.record import Found, Reading, Traam, TraamClass
from schemas.words.mail_addresses import without_addresses
from schemas.words.text import clean_text, cut, fold

__all__ = ["judge", "names_traam"]

_MAX_LINKS = 500
_SHOWN = 80
_MAX_TITLE = 300

_IN_ADDRESS = re.compile(
    r"(?<![a-z])(?:tra+a+ms?|trams?(?=-(?:dans|academi)|s?-\d{4}))(?![a-z])"
    r"|(?:travaux|travail|actions?)-(?:s-)?academiques?-(?:s-)?mutualis|actions?-mutuali|travaux-mutualis"
    r"|(?<![a-z])aam(?![a-z])"
)
_SIGNS_IN_ADDRESSES = ("traa", "tram", "aam", "mutuali")
_LEADS_AWAY = re.compile(
    r"\W*(?:(?:a|pour) )?(?:(?:re)?lire|(?:re)?voir|consulter|decouvrir|ecouter|retrouver|lisez|voyez|consultez"
    r"|decouvrez|ecoutez|retrouvez)\b"
)
_AUTHOR_ADDRESS = re.compile(r"/(?:auteurs?|authors?)[/\d-]|[?&]auteur\d|[?&]author=|page=auteur|/-?_[^/]{1,200}_/?\Z")
"""Who wrote a page says nothing of the page: SPIP writes « _Nom_ », others « /author/nom »."""
_WEIGHTS = {
    "titre": 1.0, "surtitre": 0.95, "vitrine": 0.95, "lot": 0.95, "bilan": 0.95, "rubrique": 0.8,
    "adresse": 0.8, "mot-clé": 0.7,
    "cadre": 0.65, "texte": 0.5, "thème": 0.4, "lien": 0.2,
}  # fmt: skip
_OWN_PLACES = frozenset({"titre", "surtitre", "vitrine", "lot", "bilan", "rubrique", "adresse", "mot-clé"})
_MENTION_AT_MOST = 0.3


@dataclass(frozen=True, slots=True)
class _Sign:
    place: str
    shown: str

    @property
    def reason(self) -> str:
        return f"{_REASONS[self.place]} : « {cut(without_addresses(clean_text(self.shown)), _SHOWN)} »"


_REASONS = {
    "titre": "le titre nomme les TraAM", "surtitre": "le surtitre nomme les TraAM",
    "vitrine": "la page renvoie à la vitrine du groupe", "lot": "l'entrepôt la range dans le lot du groupe",
    "bilan": "le bilan de l'académie la déclare",
    "rubrique": "la rubrique nomme les TraAM", "adresse": "l'adresse nomme les TraAM",
    "mot-clé": "un mot-clé nomme les TraAM", "cadre": "le texte dit le cadre TraAM",
    "texte": "le texte nomme les TraAM", "thème": "le texte reprend le thème du groupe",
    "lien": "un lien mène à une page TraAM",
}  # fmt: skip


def judge(
    reading: Reading,
    url: str | None,
    groups: Sequence[Group] = (),
    sets: Collection[str] = (),
    *,
    declared: bool = False,
) -> Traam:
    """Weigh every sign a description gives, and say what it is to the TraAM.

    `sets` are the OAI-PMH sets the record is in: one named as a group is that group's own mark. `declared` says that
    a référent's bilan gives its address.
    """
    said = own_sentences(reading)
    named = own_namings(reading)
    signs = list(_signs(reading, url, groups, sets, said, named))
    if declared:
        signs.append(_Sign("bilan", "adresse déclarée"))
    if not signs:
        return Traam()
    places = {sign.place for sign in signs}
    own_places = places & _OWN_PLACES
    if own_places == {"adresse"} and "cadre" not in places and _has_borrowed_title(reading):
        own_places = set()  # its address repeats its title: « …/inspire-des-traam »
    is_own = bool(own_places)
    titre = reading.titre[0].value if reading.titre else ""
    traam_class: TraamClass
    if not is_own and (is_national(url) or "cadre" not in places):
        traam_class = _class_of_group(titre, said, named) or _kind_of_text(said, named)
        if traam_class == "mention" and not (is_national(url) or _has_borrowed_title(reading) or _of_others(named)):
            traam_class = likely_class(traam_class, titre, [one.text for one in said], is_framed=False)
    elif declared or not reading.lines:  # an account names it; a notice of a catalogue describes works
        traam_class = _class_of_notice(titre, url, said, named_in_title="titre" in places)
    else:
        traam_class = class_of_page(
            titre, url, said, named_in_title="titre" in places, has_documents=bool(reading.documents),
            is_given="cadre" in places or bool(reading.niveaux),
        )  # fmt: skip
        if traam_class in {"production", "a_classer"} and said:
            traam_class = likely_class(traam_class, titre, [one.text for one in said], is_framed="cadre" in places)
    missing = 1.0
    for place in places:
        missing *= 1 - _WEIGHTS[place]
    score = round(1 - missing, 2)
    if traam_class == "mention":
        score = min(score, _MENTION_AT_MOST)
    return Traam(score, tuple(dict.fromkeys(sign.reason for sign in signs)), traam_class)


def _class_of_group(titre: str, said: Sequence[Sentence], named: Sequence[Naming]) -> TraamClass | None:
    """What a page says of a group, by its title or its first sentences; None where it says nothing of one."""
    of_group = class_of_own_title(titre) if any(one.is_subject for one in named[:3]) else None
    opening = [sentence for sentence in said[:2] if names_traam(sentence.text)]
    of_group = of_group or kind_of_opening(opening)
    if of_group or not opening or has_class_acting(said):
        return of_group
    return kind_of_group_title(fold(clean_text(titre)[:_MAX_TITLE]))


def _kind_of_text(said: Sequence[Sentence], named: Sequence[Naming]) -> TraamClass:
    """What the text says of a page that nothing else says to be of the TraAM."""
    if any(one.is_roll for one in named[:2]):
        return "compte_rendu"
    return "presentation" if presents_group(said) else "mention"


def _class_of_notice(titre: str, url: str | None, said: Sequence[Sentence], *, named_in_title: bool) -> TraamClass:
    """The class of what is known to be a work unless it says otherwise."""
    found = class_of_page(titre, url, said, named_in_title=named_in_title)
    return "production" if found == "a_classer" else found


def _signs(
    reading: Reading, url: str | None, groups: Sequence[Group], sets: Collection[str],
    said: Sequence[Sentence], named: Sequence[Naming],
) -> Iterator[_Sign]:  # fmt: skip
    yield from _named("texte" if _has_borrowed_title(reading) else "titre", reading.titre[:3])
    yield from _named("surtitre", reading.surtitre[:3])
    yield from _named("rubrique", reading.rubriques[:20])
    yield from _named("mot-clé", reading.mots_cles[:50])
    if url is not None and (found := _name_in_address(url)):
        yield _Sign("adresse", found)
    yield from _group_signs(reading, groups, sets, said)
    if named:
        best = next((one for one in named if one.manner == "cadre"), None)
        yield _Sign("cadre", best.shown) if best is not None else _Sign("texte", named[0].shown)
    linked = next((link for link in reading.links[:_MAX_LINKS] if _leads_to_traam(link)), None)
    if linked is not None:
        yield _Sign("lien", linked)


def _of_others(named: Sequence[Naming]) -> bool:
    """Say whether a sentence that names the TraAM names others' work, or leads to it."""
    return any(one.manner == "emprunt" or _LEADS_AWAY.match(one.sentence.folded) for one in named)


def _has_borrowed_title(reading: Reading) -> bool:
    """Say whether a page's title names the TraAM as others' work."""
    titre = reading.titre[0].value[:1_000] if reading.titre else ""
    return names_traam(titre) and is_borrowed(titre)


def _leads_to_traam(link: str) -> bool:
    return bool(_name_in_address(link)) and _AUTHOR_ADDRESS.search(link) is None


def _name_in_address(url: str) -> str:
    folded = fold(path_of(url))
    found = _IN_ADDRESS.search(folded) if any(sign in folded for sign in _SIGNS_IN_ADDRESSES) else None
    return found[0] if found else ""


def _named(place: str, values: Iterable[Found]) -> Iterator[_Sign]:
    for found in values:
        if names_traam(found.value[:1_000]):
            yield _Sign(place, found.value)
            return


def _group_signs(
    reading: Reading, groups: Sequence[Group], sets: Collection[str], said: Sequence[Sentence]
) -> Iterator[_Sign]:
    folded = fold(" ".join(sentence.text for sentence in said)) if groups else ""
    links = {link.rstrip("/") for link in reading.links[:_MAX_LINKS]}
    for group in groups:
        if group.id in sets:
            yield _Sign("lot", group.id)
        if group.vitrine is not None and group.vitrine.rstrip("/") in links:
            yield _Sign("vitrine", group.vitrine)
        if len(group.theme) >= 25 and _folded_theme(group.theme) in folded:
            yield _Sign("thème", group.theme)


@lru_cache(maxsize=256)
def _folded_theme(theme: str) -> str:
    return fold(theme)

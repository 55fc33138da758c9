"""Judging whether a description belongs to the TraAM, and what it is to them: work, synthesis, call, mention."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from schemas.group import Group
from schemas.normalize.annee_scolaire import read_annees
from schemas.normalize.text import clean_text, cut, fold
from schemas.record import Found, Reading, Traam, TraamClass

_MAX_BODY = 20_000
_MAX_LINKS = 500
_SHOWN = 80

# What precedes is looked at once the first letters are found: a search that begins with letters is ten times as quick.
_NAME = re.compile(r"t(?<![a-z]t)(?:ra+a+ms?|aa+ms?)(?![a-z])")
_SIGNS_OF_NAMES = ("traa", "taa", "tram", "mutualis")
"""One of these is in all that the patterns below find; looking for them is quicker."""
_TRAM = re.compile(r"tram(?<![a-z]tram)s?(?![a-z])")
_TRAM_RAW = re.compile(r"(?<![A-Za-z])(?:TrAMs?|TRAMs?)(?![a-z])")
_TRAM_CONTEXT = re.compile(
    r"(?:19|20)\d\d\s?[-/ ]\s?(?:19|20)?\d\d|academi|mutualis|langues|interlangues|eduscol|edu'?base|iufm|ia-ipr"
)
_PHRASE = re.compile(
    r"(?:travaux|actions?)\s+(?:academiques?\s+|nationales?\s+)?mutualise(?:e?s)\b|actions academiques mutualisees"
)
_IN_ADDRESS = re.compile(
    r"(?<![a-z])(?:tra+a+ms?|trams?(?=-(?:dans|academi)|s?-\d{4}))(?![a-z])"
    r"|travaux-academiques-mutualises|actions?-(?:academiques-)?mutuali|(?<![a-z])aam(?![a-z])"
)
_SIGNS_IN_ADDRESSES = ("traa", "tram", "aam", "mutuali")
_FRAME = re.compile(
    r"(?:dans le cadre|cadre d|groupe|equipe|production|travail|thematique|theme|scenario|projet|annee|suite|axe \d)"
    r"\W+(?:\w+\W+){0,3}?"
    r"(?:tra+a+ms?|travaux (?:academiques )?mutualises)"
)
_NAMED = re.compile(r"tra+a+ms?|travaux (?:academiques )?mutualises")
_FRAME_BEFORE = 150
"""Characters: more than the frame, three words, and what stands between them take."""
_BORROWED = re.compile(
    r"(?:inspir\w{1,5}|d'apres|emprunt\w{1,5}|adapt\w{1,5}|issue?s?) (?:\w+['\s]+){0,9}?"
    r"(?:tra+a+ms?\b|travaux (?:academiques )?mutualises|travail (?:\w+ ){0,4}autres? academies?|autres academies)"
    r"|(?:pour aller plus loin|on lira|a lire|voir aussi|a consulter)\b[^.]{0,200}?tra+a+ms?\b"
)
"""Words by which a page speaks of others' work."""
_NAME_OR_PHRASE = r"(?:tra+a*ms?|travaux (?:academiques )?mutualises|actions (?:academiques )?mutualisees)"
_YEAR = r"(?:[\s,:-]*(?:19|20)\d\d(?:\s?[-/ ]\s?\d{2,4})?)?"

_NATIONAL_HOSTS = ("eduscol.education.fr", "education.gouv.fr", "edubase.eduscol.education.fr")
_REPORT = re.compile(
    r"(?:compte[s-]?\s?-?rendus?|releve)\s(?:de |du |des |d')?(?:la |l'|le |notre )?(?:\w+ )?"
    r"(?:reunion|visio|journee|seminaire|regroupement|seance de travail|commission|conclusions|decisions)"
    r"|(?<!la )(?<!a )\breunions? (?:de (?:travail|lancement|bilan|rentree)|du groupe|des? (?:tra|refer)|pleniere)"
    r"|(?:premiere|deuxieme|seconde|troisieme|derniere|1re|2e|3e|4e) reunion|^reunion\b"
    r"|seminaire (?:national|academique|inter)|journee (?:de travail|de regroupement)"
)
_CALL = re.compile(
    r"appels? (?:a |aux? )(?:candidatures?|projets?|participation|participer|contributions?|volontaires)|candidatez|"
    r"depot des candidatures|recrutement|rejoi(?:gnez|ndre) (?:le groupe|les tra|l'equipe)|constitution du groupe"
)
_SYNTHESIS = re.compile(
    rf"^(?:\W|la |l')*(?:synthese|compte[- ]?rendu)\b(?: nationale?| academique| finale?| generale)*(?: \w+){{0,2}}? "
    rf"(?:des |du |de la |de |d'|groupe |equipe )*(?:groupe |les )?{_NAME_OR_PHRASE}"
    rf"|{_NAME_OR_PHRASE}{_YEAR}[\s:,(-]+(?:\w+ ){{0,2}}synthese\b(?: nationale?| academique| finale?)?\W*(?:\(|$)"
)
_SUMMARY = re.compile(
    rf"\bbilans?\b(?: national| academique| final| de l'annee| annuel)*(?: (?:des|du|de la|de|d'un|groupe|les))* "
    rf"{_NAME_OR_PHRASE}|{_NAME_OR_PHRASE}[^:]{{0,40}}{_YEAR}[\s:,(-]+bilan\b"
)
_PRESENTATION = re.compile(
    rf"^\W*(?:presentation|lancement|calendrier|cahier des charges|le dispositif|decouvrir)\b"
    rf".{{0,60}}?(?:{_NAME_OR_PHRASE}|dispositif)|{_NAME_OR_PHRASE}.{{0,60}}?"
    r"(?:presentation|lancement|cahier des charges|qu'est-ce|c'est quoi|laboratoires? de pratiques|mode d'emploi)"
    r"|qu'est[- ]ce que c'est"
)
_LISTING = re.compile(
    r"^\W*(?:ensemble|toutes? les|tous les|liste|archives|recueil|sommaire|index|les ressources|les productions)\b"
    rf".{{0,60}}?{_NAME_OR_PHRASE}"
    rf"|{_NAME_OR_PHRASE}.{{0,20}}?(?:archives|les archives)|: les {_NAME_OR_PHRASE}(?: academiques)?$"
)
_LISTING_ADDRESS = re.compile(r"[?&/]rubrique\d|page=rubrique|/categor(?:y|ies)/|/tag/|[?&]page=mot|[?]mot\d")
_BARE_WORDS = frozenset(
    [
        "traam",
        "traams",
        "tram",
        "trams",
        "travaux",
        "academiques",
        "mutualises",
        "mutualisees",
        "actions",
        "les",
        "le",
        "en",
        "de",
        "des",
        "du",
        "l",
        "academie",
        "annee",
        "svt",
        "sti",
        "eps",
        "ses",
        "hg",
        "lv",
        "lettres",
        "mathematiques",
        "documentation",
        "copie",
    ]
)

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
        return f"{_REASONS[self.place]} : « {cut(clean_text(self.shown), _SHOWN)} »"


_REASONS = {
    "titre": "le titre nomme les TraAM", "surtitre": "le surtitre nomme les TraAM",
    "vitrine": "la page renvoie à la vitrine du groupe", "lot": "l'entrepôt la range dans le lot du groupe",
    "bilan": "le bilan de l'académie la déclare",
    "rubrique": "la rubrique nomme les TraAM", "adresse": "l'adresse nomme les TraAM",
    "mot-clé": "un mot-clé nomme les TraAM", "cadre": "le texte dit le cadre TraAM",
    "texte": "le texte nomme les TraAM", "thème": "le texte reprend le thème du groupe",
    "lien": "un lien mène à une page TraAM",
}  # fmt: skip


def names_traam(text: str) -> bool:
    """Say whether a text names the TraAM, in any of their spellings; « tram » alone is a means of transport."""
    return _names(text, fold(text))


def _names(text: str, folded: str) -> bool:
    if not any(sign in folded for sign in _SIGNS_OF_NAMES):
        return False
    if _NAME.search(folded) or ("mutualis" in folded and _PHRASE.search(folded)):
        return True
    if _TRAM.search(folded) is None or _TRAM_RAW.search(text) is None:
        return False
    return "TrAM" in text or _TRAM_CONTEXT.search(folded) is not None


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
    body = _body(reading)
    folded = fold(body)
    signs = list(_signs(reading, url, groups, sets, body, folded))
    if declared:
        signs.append(_Sign("bilan", "adresse déclarée"))
    if not signs:
        return Traam()
    places = {sign.place for sign in signs}
    traam_class = _class_of(reading, url, places, folded)
    missing = 1.0
    for place in places:
        missing *= 1 - _WEIGHTS[place]
    score = round(1 - missing, 2)
    if traam_class == "mention":
        score = min(score, _MENTION_AT_MOST)
    return Traam(score, tuple(dict.fromkeys(sign.reason for sign in signs)), traam_class)


def _body(reading: Reading) -> str:
    text = " ".join(line.text for line in reading.lines)
    parts = [found.value for found in reading.description if found.value not in text]
    return clean_text(" ".join((text, *parts))[:_MAX_BODY])


def _signs(
    reading: Reading, url: str | None, groups: Sequence[Group], sets: Collection[str], body: str, folded: str
) -> Iterator[_Sign]:
    yield from _named("titre", reading.titre[:3])
    yield from _named("surtitre", reading.surtitre[:3])
    yield from _named("rubrique", reading.rubriques[:20])
    yield from _named("mot-clé", reading.mots_cles[:50])
    if url is not None and (found := _name_in_address(url)):
        yield _Sign("adresse", found)
    yield from _group_signs(reading, groups, sets, folded)
    if _names(body, folded):
        framed = _framed(folded)
        yield _Sign("cadre", framed[0]) if framed else _Sign("texte", _around(body))
    linked = next((link for link in reading.links[:_MAX_LINKS] if _name_in_address(link)), None)
    if linked is not None:
        yield _Sign("lien", linked)


def _framed(folded: str) -> re.Match[str] | None:
    """Find the words that say a page was made within the TraAM, just before one of their names."""
    for name in _NAMED.finditer(folded):
        found = _FRAME.search(folded, max(0, name.start() - _FRAME_BEFORE), name.end())
        if found is not None:
            return found
    return None


def _name_in_address(url: str) -> str:
    folded = fold(_path(url))
    found = _IN_ADDRESS.search(folded) if any(sign in folded for sign in _SIGNS_IN_ADDRESSES) else None
    return found[0] if found else ""


def _named(place: str, values: Iterable[Found]) -> Iterator[_Sign]:
    for found in values:
        if names_traam(found.value[:1_000]):
            yield _Sign(place, found.value)
            return


def _group_signs(reading: Reading, groups: Sequence[Group], sets: Collection[str], folded: str) -> Iterator[_Sign]:
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


def _path(url: str) -> str:
    try:
        parts = urlsplit(url[:2_000])
    except ValueError:
        return ""
    return unquote(f"{parts.path}?{parts.query}").replace("_", "-")


def _around(body: str) -> str:
    """Give the words around the name, so that a person sees at once what it says."""
    lowered = body.lower()
    match = _NAME.search(lowered) or _PHRASE.search(lowered) or _TRAM.search(lowered)
    start = max(0, match.start() - 30) if match else 0
    return body[start : start + _SHOWN].strip()


def _class_of(reading: Reading, url: str | None, places: set[str], body: str) -> TraamClass:
    title = fold(clean_text(reading.titre[0].value)[:300]) if reading.titre else ""
    if not places & _OWN_PLACES and _is_mention(url, places, body):
        return "mention"
    by_title = _class_of_title(title)
    if by_title is not None:
        return by_title
    if url is not None and _LISTING_ADDRESS.search(_path(url)):
        return "rubrique"
    if "titre" in places and set(re.findall(r"[a-z]+", title)) <= _BARE_WORDS:
        return _class_of_bare(url, body)
    if re.search(r"\b(?:page|article|rubrique) qui (?:recense|rassemble|regroupe|liste)\b", body[:1_000]):
        return "rubrique"
    return "production"


def _class_of_title(title: str) -> TraamClass | None:
    """Read the class in the title; a synthesis « of proteins » is none, hence TraAM must be named beside the word."""
    if _CALL.search(title):
        return "appel"
    if _SYNTHESIS.search(title):
        return "synthese"
    if _REPORT.search(title):
        return "compte_rendu"
    if _SUMMARY.search(title):
        return "bilan"
    if _PRESENTATION.search(title):
        return "presentation"
    return "rubrique" if _LISTING.search(title) else None


def _is_mention(url: str | None, places: set[str], body: str) -> bool:
    """Say whether the TraAM are only spoken of: by a link, as a source of inspiration, or from a national page."""
    if not places - {"lien", "thème"}:
        return len(places) == 1
    return _BORROWED.search(body) is not None or _is_national(url)


def _is_national(url: str | None) -> bool:
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return False
    return any(host == name or host.endswith("." + name) for name in _NATIONAL_HOSTS)


def _class_of_bare(url: str | None, body: str) -> TraamClass:
    """Judge a page whose title says nothing but « TraAM » and a year: a group's page, or its one production."""
    if _is_national(url) or (len(read_annees(body[:5_000])) > 1) or "synthese des tra" in body[:300]:
        return "presentation"
    return "production"

"""What a page that belongs to the TraAM is to them, by its title first, then by its own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from schemas.normalize.frames import NAME, plain, with_plain_names
from schemas.normalize.own_text import Sentence
from schemas.normalize.traam_abroad import kind_abroad
from schemas.normalize.traam_wordings import (
    explains_traam,
    kind_of_named_title,
    kind_of_opening,
    kind_of_own_title,
    tells_where,
)
from schemas.normalize.traam_work import (
    has_class_acting,
    is_beside_works,
    is_selection,
    kind_of_announcement,
    speaks_of_others,
    tells_of_others,
    tells_of_work,
)
from schemas.notions.annee_scolaire import read_annees
from schemas.types.record import TraamClass
from schemas.words.text import clean_text, fold

_NAMED = re.compile(NAME)
_MONTHS = "(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)"
_YEAR = r"(?:[\s,:-]*(?:19|20)\d\d(?:\s?[-/ ]\s?\d{2,4})?)?"
_NATIONAL_HOSTS = ("eduscol.education.fr", "education.gouv.fr")
_CATALOGUE = "edubase.eduscol.education.fr"
"""A national host, whose notices are those of académies' productions."""
_GROUP = r"(?:groupes?|equipes?|collectif|reseau)"
_MEETING = (
    r"(?:reunions?|rencontres?|visio(?:conference)?s?|webinaires?|journees?|seminaires?|regroupements?"
    r"|seance de travail|seances? pleniere"
    r"|ateliers?|commission|comite|conclusions|decisions|echanges|pleniere|stage|point d'etape|visite)"
)
_REPORT = re.compile(
    rf"(?:compte[s-]?\s?-?rendus?|releve|proces-verbal|c\.?r\.?)\W{{1,3}}(?:de |du |des |d')?(?:la |l'|le "
    rf"|notre )?(?:\w+ )?{_MEETING}"
    r"|(?<!la )(?<!a )\breunions? (?:de (?:travail|lancement|bilan|rentree|mi-\w+|cloture)|du groupe"
    r"|des? (?:tra|refer)|pleniere|inter)"
    r"|[:|–—-] (?:la |notre )?reunion (?:de (?:lancement|rentree|bilan|cloture|mi-\w+)|inaugurale)\W*$"
    r"|(?:premiere|deuxieme|seconde|troisieme|quatrieme|cinquieme|derniere|1re|2e|3e|4e|5e) (?:reunion"
    r"|rencontre)|^reunion\b"
    r"|ce qu[ei'] ?(?:\w+ ){0,5}?(?:s'est (?:dit|decide|passe)|(?:a|ont) (?:decide|conclu|arrete|retenu))"
    r"|(?:notes?|memo|synthese|retours?) (?:de|sur|apres) (?:la |notre )?(?:reunion|rencontre|journee|seance pleniere)"
    r"|seminaire (?:national|academique|inter)|journee (?:de travail|de regroupement)"
)
_REPORT_WORD = re.compile(r"compte[s-]?\s?-?rendus?|releve de|proces-verbal|\bappel a")
_CALL = re.compile(
    r"appels? (?:a |aux? )(?:candidatures?|projets?|participation|participer|contributions?|volontaires"
    r"|manifestation)"
    r"|candidate[zr]\b(?! (?:a|pour) (?:\w+ )?(?:stage|emploi|job|apprentissage|alternance|lycee|master|bts|service))"
    r"|candidatures? (?:(?:est|sont|restent) )?(?:ouverte?s?|attendue?s?|pour|au|aux|a)\b"
    r"|depot des candidatures"
    r"|recrut(?:e|ent|ement|ez)\b"
    r"|(?:rejoi(?:gnez|ndre)|integre[zr]|participe[zr] a) (?:le groupe|l'equipe|le collectif|l'aventure"
    r"|un groupe|une equipe|notre|nos|aux? |les )"
    r"|deven(?:ir|ez) (?:\w+ ){0,3}?(?:membres?|referente?s?|contribut\w+|acteurs?|testeurs?)"
    r"|constitution du groupe|a pourvoir|^\W*appel\W*$|\bqui (?:veut|souhaite) (?:en etre|(?:nous )?rejoindre)\b"
    r"|(?:venez|envie de) (?:nous )?(?:rejoindre|participer)|inscri(?:vez-vous|ptions? ouvertes?)"
    rf"|{_GROUP} (?:\w+ )?(?:re)?cherche(?:nt)? |participer aux? (?:groupe |equipe )?{NAME}"
)
_SYNTHESIS = re.compile(
    rf"^(?:\W|la |l')*(?:synthese|compte[- ]?rendu)\b(?: nationale?| academique| finale?| generale)*(?: \w+){{0,2}}? "
    rf"(?:des |du |de la |de |d'|groupe |equipe )*(?:groupe |les )?{NAME}"
    rf"|{NAME}{_YEAR}[\s:,(-]+(?:\w+ ){{0,2}}synthese\b(?: nationale?| academique| finale?)?\W*(?:\(|$)"
    rf"|{NAME}.{{0,40}}?[:,(-] ?(?:la |une )?synthese (?:des|de nos) (?:travaux|productions|actions|scenarios"
    rf"|experimentations)"
)
_SUMMARY = re.compile(
    rf"bilans? (?:de (?:l'|notre )annee|des travaux|des actions|d'etape|final)[^:]{{0,30}}? (?:du |de l'"
    rf"|des ){_GROUP}.{{0,20}}? ?{NAME}|"
    rf"\bbilans?\b(?: national| academique| final| de l'annee| annuel)*(?: (?:des|du|de la|de|d'un|groupe|les))* "
    rf"{NAME}|{NAME}[^:]{{0,40}}{_YEAR}[\s:,(-]+bilan\b"
    rf"|\bbilans?\b(?! (?:carbone|energetique|radiatif|hydrique|thermique|de matiere|sanguin))(?: [\w'-]+){{0,4}}?"
    rf" {NAME}"
)
_PRESENTATION = re.compile(
    rf"^\W*(?:presentation|lancement|calendrier|cahier des charges|le dispositif|decouvrir|a propos)\b"
    rf".{{0,60}}?(?:{NAME}|dispositif)|{NAME}.{{0,60}}?"
    r"(?:presentation(?! (?:orale|ecrite|interactive|animee|multimedia|d'une? (?!groupe|equipe|dispositif)))|lancement"
    r"|cahier des charges|qu'est-ce|c'est quoi|laboratoires? de pratiques|mode d'emploi)"
    r"|qu'est[- ]ce que c'est"
    rf"|(?:qu'est[- ]ce qu|c'est quoi|que sont|que fait|qui (?:sommes|etes|est|sont)|pourquoi|comment fonctionne"
    rf"|qui compose"
    rf"|a quoi ser\w+).{{0,60}}?{NAME}"
    rf"|^\W*les {NAME} (?:\w+ )?(?:explique|presente|raconte|decrypte|pas a pas|en (?:bref|pratique|quelques"
    rf"|\w+ questions))"
    rf"|^\W*(?:le |l'|un |une |notre ){_GROUP}\b.{{0,60}}? {NAME}\W*$"
    rf"|{_GROUP}.{{0,60}}?{NAME}.{{0,60}}?(?:se presente|qui fait|comment ca|missions?|fonctionnement"
    rf"|composition|organisation"
    rf"|objectifs|qui sommes)"
    rf"|{NAME}.{{0,40}}?{_GROUP}.{{0,30}}?se presente"
    rf"|^\W*(?:le |l'|les |un |une |notre |nos )?{_GROUP}(?: (?:academique|de travail|de reflexion|disciplinaire))*"
    rf"(?: (?:des|du|de|d'))? ?{NAME}(?!.{{0,80}}?(?: :| propose| presente | raconte| partage| publie| met ))"
    rf"|^\W*(?:un |une |le |l'){_GROUP}\b.{{0,40}}?: (?:les )?{NAME}"
)
_ONLY_NAMED = re.compile(rf"^\W*(?:les |nos )?{NAME}{_YEAR}(?:\W{{1,3}}(?:en |de |d'|des )?[\w'-]+){{0,3}}{_YEAR}\W*$")
"""« Les travaux académiques mutualisés en histoire-géographie »."""
_LISTING = re.compile(
    r"^\W*(?:ensemble|toutes? (?:les|nos)|tous (?:les|nos)|liste|archives|recueil|sommaire|index"
    r"|les ressources|les productions)\b"
    rf".{{0,60}}?{NAME}"
    rf"|{NAME}.{{0,20}}?(?:archives|les archives)|: les {NAME}(?: academiques)?$"
    rf"|{NAME}[^:]{{0,40}}? ?[:–—-] (?:toutes? les|tous les|l'ensemble des|la liste des|liste des|les) "
    r"(?:ressources|productions|scenarios|travaux|articles|annees)"
)
_OWN_TITLES: tuple[tuple[re.Pattern[str], TraamClass], ...] = (
    (
        re.compile(
            rf"^\W*(?:notre|derniere|la) (?:\w+ )?reunion d(?:u|e) (?:\d{{1,2}}|{_MONTHS})\b(?!.* 1[0-8]\d\d)"
            rf"|compte[- ]rendu(?: (?:de|du|des) (?:la |l')?{_MEETING}|\W*$)|{_MEETING}.{{0,60}}?compte[- ]rendu"
        ),
        "compte_rendu",
    ),
    (
        re.compile(
            r"^\W*(?:toutes? (?:les|nos)|tous (?:les|nos)|l'ensemble de nos"
            r"|(?:sommaire|index|liste|recueil) (?:des|de nos)) (?:fiches|scenarios|productions|ressources"
            r"|sequences|seances|travaux|activites)\b"
        ),
        "rubrique",
    ),
    (
        re.compile(
            rf"synthese (?:des travaux|des productions|du {_GROUP}|de l'annee)"
            r"|[:|–—-] (?:une |la )?synthese (?:academique|nationale|de nos \w+)\W*$"
        ),
        "synthese",
    ),
    (
        re.compile(
            rf"{NAME}.{{0,20}} en chiffres\W*$"
            rf"|bilans? (?:de (?:l'|notre |fin d')annee|des travaux|des actions|d'etape|du {_GROUP}|de l'equipe|annuel)"
        ),
        "bilan",
    ),
    (
        re.compile(rf"^\W*(?:presentation (?:du |de l'|de notre )|qui sommes|(?:le |l'|notre ){_GROUP}\W*$)"),
        "presentation",
    ),
)
"""Read only where the text says that it is about a group of the TraAM."""
_NEWS = re.compile(
    rf"^\W*(?:les |nos )?{NAME}.{{0,40}}? (?:sont|est|arrivent|viennent d'etre) (?:\w+ )?(?:en ligne"
    rf"|disponibles?|publie\w*|parus?|accessibles?|la\b)|"
    rf"^\W*(?:breves?|actu(?:alite)?s?|en bref|flash(?: info)?|infos?|agenda|revue de presse)\b\s?[.:"
    rf"|-].{{0,80}}?les (?:groupes? )?{NAME}"
    rf"|^\W*(?:on|ils|elles|la presse|le journal|les medias) parle(?:nt)? (?:de |des |du )|.{{0,60}}?{NAME}.{{0,20}}?"
    r" dans (?:la presse|les medias|le journal)"
    r"|.{0,30}?\bnouvelles? (?:fiches?|ressources?|productions?|publications?|notices?|scenarios?) (?:dans|sur|de) "
    r"(?:l'|la |le |les )?(?:edu'?\s?base|site|page|banque)"
    r"|^\W*(?:la |notre |une )?(?:lettre|infolettre|newsletter|gazette|bulletin)\b[^:]{0,60}?"
    rf"(?:n\W{{0,2}}\s?\d+|(?:{_MONTHS}|automne|hiver|printemps|ete)(?: et \w+)? 20\d\d)\W*$"
    r"|^(?=.*\b\d{1,2} ?h(?:eures?)? ?(?:\d\d)?\b|.*\ben direct\b)"
    rf"\W*(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi) )?\d{{1,2}}(?:er)? (?:{_MONTHS})\b"
)
_TRAINING = re.compile(
    rf"^\W*(?:formations?|stages?|webinaires?|conferences?|animations? pedagogiques?|salon|journees? de formation"
    rf"|(?:auto-?)?formation|modules?|parcours (?:de formation|m@?.?gistere)|m@?.?gistere)\b"
    rf".{{0,60}}?{NAME}"
)
"""What announces, or tells of, a meeting with teachers that is none of a group's own."""
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
_WORK_WORDS = re.compile(
    r"\b(?:seances?|sequences?|activites?|eleves? (?:de|du|d')|en classe|scenario|competences? travaillees"
    r"|niveau ?:|duree ?:|deroulement)"
)
_SAYS_PRESENTATION = re.compile(
    rf"\b(?:cette page|cet article|ce billet|cette rubrique|ce site) (?:vous )?(?:presente|decrit"
    rf"|explique) (?:le |l'|les |notre ){_GROUP}"
    rf"|(?:le|notre|l') ?{_GROUP} [^.]{{0,60}}?(?:reunit|compte|rassemble|se compose|est compose|est ne\b"
    rf"|comprend|est anime)[^.]{{0,80}}?\b(?:profess|enseignant|collegue|membre|formateur|documentaliste|academi"
    rf"|{NAME})"
)
_SAYS_OUR_GROUP = re.compile(
    rf"\bnotre {_GROUP} (?:reunit|rassemble|compte|comprend|se compose|est (?:anime|compose|pilote))\w*\b"
)
_SAYS_REPORT = re.compile(
    rf"^\W*(?:compte[- ]rendu|releve de decisions|ordre du jour|proces-verbal|etaient presents|presents? ?:"
    rf"|excuses? ?:|participants? ?:)"
    rf"|le groupe [^.]{{0,40}}?s'est reuni\b|{_MEETING} (?:s'est tenue|a eu lieu|s'est deroulee)"
)
_SAYS_REPORT_FIRST = re.compile(
    rf"\W*(?:compte[- ]rendu|releve de (?:decisions|conclusions)) (?:\w+ ){{0,3}}?.{{0,20}}{_MEETING}"
)
_SAYS_CALL = re.compile(
    r"\bcandidat(?:ures?|er)\b|postes? (?:est|sont) a pourvoir|places? (?:est|sont) (?:a pourvoir|ouvertes?)"
    r"|professeurs? volontaires?"
    r"|nous (?:cherchons|recherchons|recrutons)|faire acte de candidature"
)
_ATTENDED = re.compile(r"\W*(?:etaient )?(?:presents?|excuses?|absents?)(?: \w+){0,2} ?:")
_SAYS_LISTING = re.compile(
    r"\b(?:page|article|rubrique) qui (?:recense|rassemble|regroupe|liste)\b"
    r"|\bretrouvez (?:ici|ci-dessous|sur cette page) (?:les|nos|tous|toutes)(?: \w+){0,3} (?:scenarios?|fiches"
    rf"|productions|ressources|sequences) (?:des? |du |de l'|de notre )?{_GROUP}"
)
_BEGINNING = 12
_MAX_BEGINNING = 6_000
"""Sentences in which a page says what it is."""


def class_of_title(titre: str) -> TraamClass | None:
    """Read the class in a title; a synthesis « of proteins » is none, hence TraAM must be named beside the word."""
    cut = clean_text(titre)[:300]
    title = with_plain_names(cut, fold(cut))
    if _NEWS.match(title):
        return "mention"
    if _TRAINING.match(title) and not _REPORT_WORD.search(title):
        return "mention"
    if _CALL.search(title):
        return "appel"
    if _REPORT.search(title):
        return "compte_rendu"
    if _SYNTHESIS.search(title):
        return "synthese"
    if _SUMMARY.search(title):
        return "bilan"
    if _PRESENTATION.search(title):
        return "presentation"
    if _LISTING.search(title):
        return "rubrique"
    return kind_of_named_title(title) if _NAMED.search(title) else None


def class_of_own_title(titre: str, said: Sequence[Sentence] = ()) -> TraamClass | None:
    """Read the class in the title of a page whose text speaks of its own group: the title need not name the TraAM."""
    cut = clean_text(titre)[:300]
    title = with_plain_names(cut, fold(cut))
    by_title = class_of_title(titre) or next((found for pattern, found in _OWN_TITLES if pattern.search(title)), None)
    return by_title or kind_of_own_title(title, said)


def class_of_page(
    titre: str,
    url: str | None,
    said: Sequence[Sentence],
    *,
    named_in_title: bool,
    has_documents: bool = False,
    is_given: bool = False,
) -> TraamClass:
    """The class of a page of the TraAM: what its title says, else its address, else its own words.

    What speaks of events or of others more than of a class at work is to be classed by a person; so is what its title
    alone says is of the TraAM (neither a line nor a field of levels says more: `is_given`), and that tells of no class
    at work.
    """
    by_title = class_of_own_title(titre, said) or kind_of_opening(said) or kind_of_announcement(said)
    if by_title is not None:
        return by_title
    if is_beside_works(titre, said):
        return "mention"
    if url is not None and _LISTING_ADDRESS.search(path_of(url)):
        return "rubrique"
    folded = fold(clean_text(titre)[:300])
    beginning = fold(" ".join(sentence.text for sentence in said[:_BEGINNING])[:_MAX_BEGINNING])
    if named_in_title and _ONLY_NAMED.match(plain(folded)) and explains_traam(said):
        return "presentation"
    if named_in_title and set(re.findall(r"[a-z]+", plain(folded))) <= _BARE_WORDS:
        return _class_of_bare(url, said, has_documents=has_documents)
    told = _told_first(folded, beginning, said)
    if told is not None:
        return told
    by_text = None if _WORK_WORDS.search(beginning) else _class_of_text(said)
    if by_text is not None:
        return by_text
    if is_national(url):
        return "presentation"
    if not named_in_title and is_selection(titre, said):
        return "mention"
    return _class_of_work(titre, said, is_given=has_documents or is_given, has_documents=has_documents)


def _told_first(title: str, beginning: str, said: Sequence[Sentence]) -> TraamClass | None:
    """What the folded title and beginning say a page is, whatever work it then tells of."""
    if abroad := kind_abroad(title, said):
        return abroad
    if any(_ATTENDED.match(sentence.folded) for sentence in said[:4]):
        return "compte_rendu"
    if _SAYS_LISTING.search(beginning[:1_000]):
        return "rubrique"
    if any(_SAYS_REPORT_FIRST.match(one.folded) and not tells_where(one.folded) for one in said[:2]):
        return "compte_rendu"
    return None


def _class_of_work(titre: str, said: Sequence[Sentence], *, is_given: bool, has_documents: bool) -> TraamClass:
    """The class of a page nothing says to be other than a work: one, unless it speaks of others more."""
    if not speaks_of_others(titre, said, has_documents=has_documents):
        return "production" if is_given or tells_of_work(titre, said) else "a_classer"
    return "mention" if tells_of_others(titre) else "a_classer"


def _class_of_text(said: Sequence[Sentence]) -> TraamClass | None:
    """Read what a page says it is, when it does not speak of a class at work."""
    beginning = said[:_BEGINNING]
    if any(_WORK_WORDS.search(sentence.folded) for sentence in beginning):
        return None
    if any(_SAYS_REPORT.search(sentence.folded) for sentence in beginning[:4]):
        return "compte_rendu"
    if sum(len(_SAYS_CALL.findall(sentence.folded)) for sentence in said[:60]) >= 2:
        return "appel"
    is_explained = explains_traam(said) or any(_SAYS_PRESENTATION.search(sentence.folded) for sentence in beginning[:6])
    return "presentation" if is_explained and not has_class_acting(said) else None


def _class_of_bare(url: str | None, said: Sequence[Sentence], *, has_documents: bool) -> TraamClass:
    """Judge a page whose title says nothing but « TraAM » and a year: a group's page, or its one production."""
    text = " ".join(sentence.folded for sentence in said[:60])
    if (
        is_national(url)
        or explains_traam(said)
        or len(read_annees(text[:5_000])) > 1
        or "synthese des tra" in text[:300]
    ):
        return "presentation"
    return _class_of_text(said) or (
        "a_classer" if speaks_of_others("", said, has_documents=has_documents) else "production"
    )


def presents_group(said: Sequence[Sentence]) -> bool:
    """Say whether a page begins by telling what the TraAM are, then who is of a group, and shows no class at work."""
    told = (_SAYS_PRESENTATION, _SAYS_OUR_GROUP)
    is_of_group = any(one.search(sentence.folded) for sentence in said[:_BEGINNING] for one in told)
    return is_of_group and explains_traam(said) and not has_class_acting(said)


def is_national(url: str | None) -> bool:
    """Say whether an address is one of the ministry's, which speaks of the académies' works and does none."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        return False
    if host == _CATALOGUE:
        return False
    return any(host == name or host.endswith("." + name) for name in _NATIONAL_HOSTS)


def path_of(url: str) -> str:
    """The path and query of an address, decoded."""
    try:
        parts = urlsplit(url[:2_000])
    except ValueError:
        return ""
    return unquote(f"{parts.path}?{parts.query}").replace("_", "-")

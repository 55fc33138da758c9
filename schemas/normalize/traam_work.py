"""Whether a page of the TraAM speaks of a work done with pupils, or of works to come, of events, of others' works.

A page that rather speaks of these is no production because it says nothing else of itself: it waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.normalize.own_text import Sentence
from schemas.normalize.traam_abroad import OF_CLASS_ABROAD
from schemas.types.record import TraamClass
from schemas.words.text import clean_text, fold

_WORK_IN_TEXT = re.compile(
    r"\A\W*(?:niveaux?|classes?|publics?|outils?|materiels?|logiciels?|durees?|disciplines?)"
    r"(?: (?:vise|concerne|utilise|numerique)e?s?)?\W*\Z"
    r"|\b(?:seances?|sequences?|activites?|scenarios?|eleves?|en classe|competences?|niveaux? ?:|duree ?:|deroulement"
    r"|objectifs? ?:|consignes?|prolongements?|mise en oeuvre|evaluation|groupes? de \w+ eleves|ilots?)\b"
)
_OF_CLASS = re.compile(
    r"\b(?:l'eleve|enfants?|etudiante?s?|apprentie?s?|lyceene?s?|collegiene?s?|binomes?|trinomes?|equipes? d'eleves"
    r"|(?:la|une|sa|ma|ta|notre|votre|leur) classe|classes? d(?:e|u) |classe entiere"
    r"|experimentations?|experimente\w*|teste\w* (?:en|avec|par) "
    r"|chaque (?:groupe|trio|equipe|binome)|cm[12]|ce[12]|cp|cycle \d|segpa|ulis|cap|bts|bac pro|sixiemes?|cinquiemes?"
    r"|quatriemes?|troisiemes?|terminales?|[1-6](?:e|eme|ere|re|nde|de)\b|en (?:seconde|premiere)|college|lycee"
    r"|creation|realisation|capsules?|jeux?|escape|quiz|tutoriels?|podcasts?|videos?|cartes?|defis?|concours|outils?)\b"
)
_ELSEWHERE = re.compile(
    r"\b(?:webinaires?|visioconferences? (?:de|du|le|d'information|nationale|academique)"
    r"|salons?(?! de (?:coiffure|the|beaute|jardin|discussion|massage))"
    r"|conferences?|inscri(?:vez|re)\b"
    r"|inscription (?:en ligne|obligatoire|gratuite|avant)|lien de connexion|ouverture des inscriptions"
    r"|inscriptions (?:\w+ ){0,4}(?:ouvertes?|closes?|jusqu)|rendez-vous|a vos agendas"
    r"|academies (?:\w+ ){0,3}(?:retenues|participantes|engagees|candidates)|candidatures?|cahier des charges"
    r"|themes? (?:\w+ ){0,2}(?:retenus?|nationa\w+)|referente?s? (?:academiques?|traam)|appel a|lettre de mission"
    r"|calendrier|concours (?:national|academique|ouvert)|laureats?|mouvement du|mutations?|nominations?"
    r"|lettre d'information|newsletter"
    r"|(?:vous )?(?:retrouver|trouver|decouvrir)ez|(?:seront|viennent d'etre) (?:mis\w*|publie\w*|presente\w*)"
    r"|a ete (?:distingue|recompense|prime)\w*|a (?:recu|obtenu|remporte) (?:le|un) prix"
    r"|(?:par|du) (?:le )?jury national"
    r"|remis (?:\w+ )?(?:leurs? |un |le |les )(?:diplome|prix|trophee)|felicitations|bravo (?:a|aux)"
    r"|bibliographie|lu pour vous|expositions? (?:a voir|temporaires?)|(?:mise|remise) a jour|parution"
    r"|vient de paraitre)\b"
)
_OWN_WORK = re.compile(
    r"\b(?:dans le cadre (?:de |des |du )(?:nos |notre )?(?:tra+a*ms?|travaux)|ce (?:scenario|travail|projet|parcours)"
    r"|cette (?:sequence|seance|activite|production)|experimente\w* par|nos eleves|les eleves|mes eleves|nous avons)\b"
)
_OF_OTHERS = re.compile(
    r"\b(?:bibliographie|sitographie|lu pour vous|vu pour vous|a lire|expositions?|parution|vient de paraitre"
    r"|newsletter|lettre d'information|laureats?|revue de presse|felicitations|palmares|remise d[eu]s? prix"
    r"|(?:nos|un|une|deux|trois) (?:\w+ )?(?:collegues|equipes?|enseignants?|professeurs) (?:distingue|recompense"
    r"|prime)\w*)\b"
)
"""A title that says so announces a page that only mentions the TraAM."""
_SELECTION = re.compile(
    r"^\W*(?:sitographie|bibliographie|webographie|bibliosito\w*|ressources (?:pour|utiles|sur|autour)"
    r"|(?:une |notre )?selection d|liens utiles"
    r"|(?:la |notre |petite )?revue (?:de (?:liens|web|sites|lectures|sites web)|du (?:web|net))\b"
    r"|(?:la |notre )?veille (?:du (?:mois|trimestre|net|web)|de la semaine|de (?:rentree|janvier|fevrier|mars|avril"
    r"|mai|juin|juillet|septembre|octobre|novembre|decembre)|n\W?\s?\d)|(?:les |nos )?liens d(?:u mois|e la semaine))"
)
_SELECTS = re.compile(
    r"\b(?:une|notre|voici (?:une|la|notre)|cette) (?:\w+ )?selection (?:de|d') ?(?:ressources|liens|sites|outils"
    r"|scenarios|lectures|videos|articles)"
    r"|\b(?:deux|trois|quatre|cinq|six|sept|huit|dix) (?:liens|lectures|sites|articles|adresses) "
    r"(?:ce mois|cette semaine|pour (?:le|ce) mois|du mois|a (?:lire|voir|visiter))"
)
_GROWN_UPS = (
    r"(?:collegues?|enseignante?s?|profess?eure?s?|profs?|formateurs?|formatrices?|inspect\w+|ia-?ipr|referente?s?|membres?"
    r"|coordonn\w+|coordinat\w+|equipes)"
)
_BESIDE_WORKS = re.compile(
    rf"^\W*(?:(?:grand |un |l'|une |notre )?(?:entretien|interview|portrait)s? (?:avec |de |d')(?:[\w'-]+,? ){{0,5}}?"
    rf"{_GROWN_UPS}\b"
    rf"|(?:trois|cinq|\d) questions a\b.{{0,40}}?{_GROWN_UPS}\b"
    rf"|(?:un |le |notre |petit )*(?:questionnaire|sondage|enquete)s? (?:en ligne )?"
    rf"(?:a (?:destination|l'attention) des?|aux?|pour|aupres des?|adresse\w* aux|destine\w* aux) "
    rf"(?:les? |des |nos )?{_GROWN_UPS}\b"
    r"|(?:la |notre |une )?charte (?:graphique|editoriale|de nommage|des fiches)|(?:le |les )?palmares\b"
    rf"|(?:et )?ce qu'en (?:disent|pensent|retiennent) (?:les |des |nos )?(?:eleves|parents|familles|{_GROWN_UPS})"
    rf"|(?:paroles|temoignages?) (?:d'|de |des )(?:\w+ )?(?:eleves|parents|familles|{_GROWN_UPS})\W*$)"
)
"""Titles of what a group publishes beside its works."""
_INTERVIEW = re.compile(
    r"\b(?i:entretien avec|interview (?:de|d['’]|avec)|(?:deux|trois|quatre|cinq|six|sept|dix|\d\d?) questions à)"
    r"\s?[A-ZÀ-ÖØ-Þ]\w"
)
_HEARD = re.compile(r"\bpropos (?:recueillis|rapportes) (?:par|aupres)\b")
_FEWEST_ASKED = 2
_LABELS_OF_WORK = re.compile(
    r"\b(?:niveaux?|durees?|deroulement|objectifs?|competences?(?: travaillees)?)\W{0,3}(?::|\Z)"
)
_LOOKED_AT = 40
_CLASS_ACTS = re.compile(
    r"\b(?:les|nos|mes|chaque|ces|deux|trois|quatre) (?:eleves|cm[12]|ce[12]|cp|[tpmg]s|[3-6]e(?:me)?s?|sixiemes?"
    r"|cinquiemes?|quatriemes?|troisiemes?|secondes|premieres|terminales|[12](?:de|nde|re|ere)s) "
    r"(?:(?:ne|se|y|en|les?|la|leurs?|nous|lui) |s')?(?:\w{3,}(?:ent|e)|ont|font|vont|sont|a|est)\b"
)
"""« Les CM2 posent, les 6e répondent »: a class does something."""
_WILL = re.compile(
    r"\b(?:groupe|equipe|collectif|academie|nous)\b[^.;!?]{0,100}?\b(?:(?:re)?uni|retrouve|rencontre|publie|travaille"
    r"|produi|propose|experimente|teste|elabore|partage|attache|explore|concev|mett|mutualise)r(?:a|ont|ons)\b"
)
_CHOSEN = re.compile(
    r"\b(?:academie|groupe|equipe|nous|projet|candidature)\b[^.;!?]{0,60}?\b(?:retenu|selectionne|choisi)e?s?\b"
)
"""« L'académie a été retenue pour les TraAM »: with what the group will do, a page that presents it."""


def has_class_acting(said: Sequence[Sentence]) -> bool:
    """Say whether the beginning of a page shows a class that does something."""
    return any(_CLASS_ACTS.search(one.folded) for one in said[:12])


def kind_of_announcement(said: Sequence[Sentence]) -> TraamClass | None:
    """Take for a presentation what tells that a group was chosen and what it will do, with no class at work in it."""
    beginning = said[:8]
    is_chosen = any(_CHOSEN.search(one.folded) for one in beginning)
    will_work = is_chosen and any(_WILL.search(one.folded) for one in beginning)
    return "presentation" if will_work and not has_class_acting(said) else None


def tells_of_others(titre: str) -> bool:
    """Say whether a title announces what others wrote, show or won."""
    return _OF_OTHERS.search(fold(clean_text(titre)[:300])) is not None


def is_beside_works(titre: str, said: Sequence[Sentence]) -> bool:
    """Say whether a page is of what a group publishes beside its works: an interview, a survey, a charter, prizes."""
    if _BESIDE_WORKS.match(fold(clean_text(titre)[:300])) is None and not _is_interview(titre, said):
        return False
    return not any(_LABELS_OF_WORK.search(one.folded) for one in said[:_LOOKED_AT])


def _is_interview(titre: str, said: Sequence[Sentence]) -> bool:
    """Say whether somebody named in the title is asked questions; a class may also write an interview, a work."""
    asked = sum(one.text.count("?") for one in said[:_LOOKED_AT])
    is_heard = any(_HEARD.search(one.folded) for one in said[:_LOOKED_AT])
    return _INTERVIEW.search(clean_text(titre)[:300]) is not None and (is_heard or asked >= _FEWEST_ASKED)


def is_selection(titre: str, said: Sequence[Sentence]) -> bool:
    """Say whether a page lists what others made: a sitography, a selection of resources; none of it is its work."""
    is_titled = _SELECTION.match(fold(clean_text(titre)[:300])) is not None
    is_said = any(_SELECTS.search(one.folded) for one in said[:4])
    if not (is_titled or is_said):
        return False
    return not any(_OWN_WORK.search(one.folded) for one in said[:_LOOKED_AT])


def tells_of_work(titre: str, said: Sequence[Sentence]) -> bool:
    """Say whether a page tells of a class at work, or signs a work: without a sign of one, a person is to class it."""
    if _WORK_IN_TEXT.search(fold(clean_text(titre)[:300])):
        return True
    signs = (_WORK_IN_TEXT, _OF_CLASS, OF_CLASS_ABROAD)
    return any(sign.search(one.folded) for one in said[:_LOOKED_AT] for sign in signs)


def speaks_of_others(titre: str, said: Sequence[Sentence], *, has_documents: bool) -> bool:
    """Say whether a page speaks of events, calls and others' works more than of a class at work."""
    title = fold(clean_text(titre)[:300])
    looked = said[:_LOOKED_AT]
    if not looked and not has_documents:
        return True
    if not _ELSEWHERE.search(title) and not _ELSEWHERE.search(fold(" ".join(one.text for one in looked))):
        return False  # nothing speaks of others: most pages
    works = sum(1 for one in looked if _WORK_IN_TEXT.search(one.folded)) + bool(_WORK_IN_TEXT.search(title))
    others = sum(1 for one in looked if _ELSEWHERE.search(one.folded)) + 2 * bool(_ELSEWHERE.search(title))
    return others > works

"""How a text names the TraAM: as the frame of its own work, as others' work, or by the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from schemas.normalize.own_text import Sentence, own_sentences
from schemas.types.record import Reading
from schemas.words.text import fold

Manner = Literal["cadre", "emprunt", "mention"]
_MAX_NAMINGS = 100

# What precedes is looked at once the first letters are found: a search that begins with letters is ten times as quick.
_NAME = re.compile(r"t(?<![a-z]t)(?:ra+a+ms?|aa+ms?|ra'am|raa'm|\.r\.a\.a\.m)(?![a-z])")
_SIGNS_OF_NAMES = ("traa", "taa", "tram", "tra'", "t.r.a", "mutu", "mutal")
"""One of these is in all that the patterns below find; looking for them is quicker."""
_TRAM = re.compile(r"tram(?<![a-z]tram)s?(?![a-z])")
_TRAM_RAW = re.compile(r"(?<![A-Za-z])(?:TrAMs?|TRAMs?)(?![a-z])")
_TRAM_CONTEXT = re.compile(
    r"(?:19|20)\d\d\s?[-/ ]\s?(?:19|20)?\d\d|academi|mutualis|langues|interlangues|eduscol|edu'?base|iufm|ia-ipr"
)
_PLURAL_MARKS = re.compile(
    r"\((?:e|s|es|x|aux|e\)\(s)\)|[·.-](?:e|s|es)\b(?!\w)(?:[·.-]s\b)?|(?<=travail)/(?:tra)?vaux|(?<=travail)\(aux\)"
)
_DOTTED = re.compile(r"(?<![a-z.])(?:[a-z]\.){2,6}(?:[a-z](?![a-z]))?")
"""« E.P.S. »: its full stops end no sentence."""
_SHARED = r"mutu?al+i[sz]ee?s?"
_PHRASE_TEXT = (
    rf"(?:travaux|travail|actions?|tra|aam)\W{{1,3}}(?:(?:et|inter|nationaux"
    rf"|nationales?)\W{{1,3}})?ac+ademi(?:qu)?e?s?\W{{1,3}}"
    rf"(?:(?:et|nationaux|nationales?|numeriques?|de|pedagogiques?)\W{{1,3}}){{0,2}}(?:{_SHARED}"
    rf"|mutualisation)(?![a-z])"
    rf"|(?:travail|actions?|travaux)\W{{1,3}}{_SHARED}\W{{1,3}}(?:inter-?)?academiques?(?![a-z])"
    r"|(?:travaux|actions)\W{1,3}(?:(?:nationaux|nationales)\W{1,3})?mutualise(?:e?s)(?![a-z])"
)
_PHRASE = re.compile(_PHRASE_TEXT)
NAME = rf"(?:(?<![a-z])tra+a+ms?(?![a-z])|(?<![a-z])(?:{_PHRASE_TEXT}))"
"""A name of the TraAM in a folded text, as a part of longer patterns."""
_ANY_NAME = re.compile(NAME)

_WORK = (
    r"(?:productions?|travail|travaux|activites?|sequences?|seances?|scenarios?|ressources?|projets?|articles?"
    r"|fiches?|actions?"
    r"|propositions?|experimentations?|experiences?|documents?|contributions?|demarches?|parcours|dispositifs?"
    r"|outils?|jeux?"
    r"|tutoriels?|pages?|recits?|temoignages?|retours? d'experience|exemples?|essais?|defis?|ateliers?"
    r"|supports?|capsules?|videos?)"
)
_MADE = (
    r"(?:menee?|conduite?|concue?|realisee?|retenue?|produite?|ecrite?|elaboree?|developpee?|imaginee?|testee?"
    r"|mise? (?:au point|en oeuvre)"
    r"|pensee?|prepareee?|experimentee?|construite?|redigee?|creee?|engagee?|proposee?|issue?|inscrite?|portee?"
    r"|labellisee?|publiee?)s?"
)
_MAKES = (
    r"(?:propose|presente|partage|publie|raconte|offre|met"
    r"|(?:a|ont|avons) (?:\w{2,12}ement |ainsi |donc )?\w{2,12}(?:e|i|u|is|it|ert)"
    r"|s'est (?:interesse|penche|demande)|travaille (?!dans la|dans le|ici)|experimente|explore)"
)
_OF_ANOTHER = r"[^.;!?]{0,50}?(?:voisine?s?|autres? academies?|de l'epoque|d'alors|d'une autre)(?![a-z])"
_GAP = r"(?:[^\s.;!?]{1,30}\s){0,8}?"
_LONG_GAP = r"(?:[^\s.;!?]{1,30}\s){0,12}?"
_FRAMES = re.compile(
    rf"(?:dans|au|du|en) (?:le )?cadre {_GAP}(?:d'|l')?{NAME}|au titre {_GAP}(?:d'|l')?{NAME}"
    rf"|(?<![a-z])nee?s? (?:dans|au sein) {_GAP}(?:d'|l')?{NAME}"
    rf"|(?:axes?|theme|thematique|problematique|cahier des charges|objectifs?|appel) {_GAP}(?:d'|l')?{NAME}"
    rf"|(?<![a-z])(?:cet?|cette|ces|notre|nos|mes|mon|ma|le present"
    rf"|la presente) (?:[\w'-]{{2,20}} ){{0,2}}?{_WORK}(?![a-z])[^.;!?]{{0,100}}?{NAME}"
    rf"|(?<![a-z])(?:notre|nos) (?:groupes?|equipes?|collectif) {_GAP}{NAME}"
    rf"|(?:groupes?|equipes?|collectif) {_GAP}{NAME}(?!{_OF_ANOTHER})[^.;!?]{{0,60}}? (?:vous )?{_MAKES}(?![a-z])"
    rf"|(?<![a-z])(?:projet|production|scenario|action|experimentation|retour d'experience|sequence|seance"
    rf"|activite) {NAME}"
    rf"|(?<![a-z]){_MADE} {_LONG_GAP}(?:l'|d')?{NAME}"
    rf"|(?<![a-z])les {NAME}[^.;!?]{{0,60}}? (?:a|ont) (?:permis|donne|conduit|amene)[^.;!?]{{0,80}}? "
    rf"(?:cet?|cette|ces) {_WORK}(?![a-z])"
    rf"|(?<![a-z])contributions? [^.;!?]{{0,60}}?{NAME}[^.;!?]{{0,20}}?(?:19|20)\d\d"
    rf"|[,-] {NAME}[^.;,!?]{{0,40}}?(?:19|20)\d\d"
    rf"|\A\W*(?:pour|lors|a l'occasion) (?:des |les |de l'|du )?{NAME}"
    rf"|(?:annee|suite) {_GAP}(?:d'|l')?{NAME}"
    rf"|{NAME}[^.!?]{{0,120}}?[;,] (?:en [\w' -]{{2,40}}, )?(?:le|l'|notre) ?(?:groupe|equipe)(?: \w+)? (?:19|20)\d\d"
    rf"|(?:dans|pour) quel (?:cadre|dispositif|projet)\W{{1,5}}(?:(?:les?|celui des|celui du|l'annee) )?{NAME}"
)
_WORK_FIRST = re.compile(
    rf"\W*(?:une? |deux |trois |voici (?:une? )?|c'est (?:une? )?"
    rf"|il s'agit d'une? )?(?:[\w-]{{3,20}} )?{_WORK}(?![a-z])[^\s.;!?]{{0,2}}\s"
    rf"(?:(?!\w*(?:ra|ront|ait|aient)(?![a-z])|ont |est |a |sont )[^\s.;!?]{{1,30}}\s){{0,9}}?\(?(?:l'|d')?{NAME}"
)
_OF_THEM_ALL = re.compile(
    rf"\W*les [^.;!?]{{0,80}}?{NAME}[^.;!?]{{0,40}}? (?:y |en |vous )?(?:ser(?:ont|aient)|sont|ont|viennent|etaient"
    r"|paraitront|trouver(?:ont|aient)|peuvent|doivent)(?![a-z])"
)
"""« Les pages des TraAM y seront reprises »: all of them, and not this one."""
_OF_THEM_ALL_NEWS = re.compile(
    rf"\W*(?:les|des|nos|toutes les|tous les) [^.;!?]{{0,80}}?{NAME}[^.;!?]{{0,40}}? (?:ont rejoint|ont ete (?:mise?s"
    r"|publiee?s|deposee?s|indexee?s)|sont (?:(?:maintenant|desormais|enfin|toutes?|tous) )?(?:en ligne|publiee?s"
    r"|disponibles|accessibles|consultables)|viennent d'etre|paraissent|rejoignent)(?![a-z])"
)
"""« Les scénarios issus des TraAM ont rejoint l'Édubase »: news of them all."""
_NAME_FIRST = re.compile(
    rf"\W*(?:[^.:]{{2,40}}(?: ?:| [-|]) ?)??(?:(?:le |l')(?=groupe|equipe|collectif))?"
    rf"(?:une? |groupe |equipe |collectif |projet |dispositif |cadre |label )?{NAME}(?P<after>[^.;!?]{{0,80}})"
)
_SUBJECT = re.compile(
    rf"\W*(?:ou en (?:est|sont) |que (?:fait|devient) )?(?:le |l'|notre |les |nos )(?:groupes?|equipes?|collectif)"
    rf" [^.;!?]{{0,40}}?{NAME}"
    rf"|\W*(?:la )?prochaine (?:reunion|rencontre|visio\w*|seance|journee) [^.;!?]{{0,40}}?{NAME}"
    rf"|\W*(?:bilan|synthese|compte[- ]rendu) (?:\w+ )?(?:du |de l'|des |de la )[^.;!?]{{0,40}}?{NAME}"
)
_ROLL = re.compile(
    rf"\W*(?:etaient |sont )?(?:presents?|reunis|excuses?|participants?)(?![a-z])[^.;!?]{{0,90}}?"
    rf"(?:groupes?|equipes?|collectif) [^.;!?]{{0,20}}?{NAME}"
)
"""« Étaient présents six membres du groupe TraAM »: its own meeting."""
_LABEL_OF_YEAR = re.compile(
    rf"\W*les {NAME}(?: (?:de |d'|en )?[\w'-]{{2,30}}){{0,3}},? (?:annee scolaire )?(?:19|20)\d\d"
    r"(?:\s?[-/]\s?\d{2,4})?\W*\Z"
)
"""« Dans quel cadre ? Les TraAM de lettres, 2025-2026. »: a name and its year, and no sentence."""
_YEAR = re.compile(r"(?:19|20)\d\d|\d\d\s?[-/]\s?\d\d")
_IN_BRACKETS = re.compile(
    rf"[(\[](?:un |le |groupe |equipe |production |projet )?{NAME}[^()\[\].;!?]{{0,80}}?\d\d ?[-/] ?\d\d"
)
_FINITE = re.compile(
    r"(?<![a-z])(?:est|sont|etai(?:t|ent)|ser(?:a|ont)|fut|furent|a|ont|avai(?:t|ent)|aura|auront|peu(?:t|vent)"
    r"|doi(?:t|vent)"
    r"|vont|va|n'est|n'a|ne|vous|nous|vien(?:t|nent)|continue(?:nt)?|commence(?:nt)?|recherche(?:nt)?|recrute(?:nt)?"
    r"|lance(?:nt)?|invite(?:nt)?|organise(?:nt)?|(?:re)?trouve[zr]|decouvre[zr]|voir|lire|consulter)(?![a-z])"
)
_OF_ALL = re.compile(
    r"(?<![a-z])(?:toute?s|tous|autres?|anciens?|anciennes?|calendrier|appels?|agenda|lettre d|inscriptions?"
    r"|candidatures?|themes?|webinaires?|formations?|reunions?|actualites?|productions? d|bilans?)(?![a-z])"
)
_BORROWED = re.compile(
    rf"(?:d'|dans |lors d'|de )une? {_WORK} {NAME}|"
    rf"(?:inspir\w{{1,5}}|d'apres|emprunt\w{{1,5}}|adapt\w{{1,5}}|repri[st]e?s? (?:de|d'|a|une?|des|la|les)"
    rf"|s'appu\w{{2,6}} sur|prolong\w{{1,5}}|(?:fait|font|faisant) suite a"
    rf"|appuy\w{{1,5}} sur"
    rf"|se ser(?:t|vent|vir)|s'est servi|sont servie?s|utilis\w{{1,5}} (?:une?|des|les)|remerci\w{{1,5}}"
    rf"|merci a|provien\w{{1,4}}|prete\w{{0,4}}"
    rf"|engagee?s? (?:dans|aupres)|participe\w{{0,4}} aux?|participation|membres?|collegues?|rencontre avec"
    rf"|lors d'une|invit\w{{1,5}}|accueill\w{{1,5}}"
    rf"|represente\w{{0,3}}|presente\w{{0,3}} par)"
    rf"[^.;!?]{{0,120}}?(?:{NAME}|travail (?:\w+ ){{0,4}}autres? academies?|autres academies)"
    rf"|(?:une|l'|cette) (?:idee|piste|autre)[^.;!?]{{0,100}}?(?:autre academie|voisine?s?)[^.;!?]{{0,80}}?{NAME}"
    r"|(?<![a-z])(?:lue?s?|vue?s?|trouvee?s?|proposee?s?|publiee?s?) (?:sur|par|chez|dans) "
    rf"[^.;!?]{{0,60}}?autres? academies?[^.;!?]{{0,80}}?{NAME}"
    rf"|(?<![a-z])(?:d'autres?|plusieurs|certaine?s?|quelques|une? de ses|l'une? des|une? des|deux des"
    rf"|de nombreu\w{{1,4}}) (?!axe|theme|objectif|attendu)[^.;!?]{{0,80}}?{NAME}"
    rf"|(?:sur|a|de|d'|avec|par|reprend|propose) (?:une?|des) (?:\w+ )?{_WORK} (?:\w+ )?(?:issue?s?|venue?s?"
    rf"|tiree?s?|mises? au point|proposee?s?)[^.;!?]{{0,60}}?{NAME}"
    rf"|{NAME}[^.;!?]{{0,60}}?(?:etait represente|y etai|nous (?:a|ont) (?:prete|rejoint))"
    rf"|(?<![a-z])leurs? (?:propres? )?(?:groupes?|equipes?|collectif|{_WORK})(?![a-z])[^.;!?]{{0,40}}?{NAME}"
    rf"|(?<![a-z])(?:nos|les|des) (?:voisine?s|collegues|homologues|partenaires) (?:de |d')[^.;!?]{{0,80}}?{NAME}"
    rf"|(?<![a-z])(?:presentera|presenteront|montrera|montreront|exposera|evoquera"
    rf"|(?:sera|seront) (?:presentee?s?|montree?s?|exposee?s?))(?![a-z])[^.;!?]{{0,60}}?{NAME}"
    r"|(?:pour aller plus loin|on lira|a lire|voir aussi|a consulter|voir egalement)\b.{0,200}?(?:tra+a+ms?"
    r"|mutualises?)\b"
)
"""Words by which a page speaks of others' work."""


_BORROWED_TITLE = re.compile(
    rf"(?<![a-z])(?:inspir\w{{1,5}}|d'apres|emprunt\w{{1,5}}|adapte\w{{0,2}}|repri[st]e?s?|tiree?s?|prolong\w{{1,5}})"
    rf" (?:de |d'|des |du |aux? |a |par |dans )?[^.;!?]{{0,60}}?{NAME}"
)
_MEMBERS = r"(?:membres?|collegues?|professeure?s?|enseignante?s?|documentalistes?|equipes?)"
_GIVE = r"(?:publi|propos|partag|present|livr|racont|offr|sign|donn)(?:e|ent|ons)"
_OWN_WORK = re.compile(
    rf"\W*(?:cet?|cette|notre) {_WORK}[\s,]{{1,3}}{_MADE}(?![a-z])"
    rf"|\W*(?:voici )?(?:une? |cet?(?:te)? |deux |trois |l[ae] )?(?:{_WORK}|idees?)(?![a-z])"
    rf"(?![^.;!?]{{0,120}}?(?:autres?|voisin|decouvr|retrouv|emprunt|inspir|adapt|repri|d'apres))"
    rf"(?:[\s,]{{1,3}}[^\s.,;!?]{{1,25}}){{0,12}}?[\s,]{{1,3}}(?:par |des |d'|de |du )"
    rf"(?:(?:une?|deux|trois|quatre|cinq|six|les|nos|des) )?{_MEMBERS}(?![a-z])[^.;!?]{{0,60}}?{NAME}"
    rf"|\W*voici (?:une?|l'une?|deux|trois|quelques-une?s) de (?:ses|nos|leurs|mes) (?:\w+ )?{_WORK}(?![a-z])"
    rf"|\W*(?:un grand )?(?:merci|remerci\w+)[^.;!?]{{0,60}}?{NAME}[^.;!?]{{0,60}}? pour (?:leurs?|ses|les|tou\w+) "
    r"(?:\w+ )?(?:retours?|relectures?|conseils?|remarques?|essais?|tests?)(?![a-z])"
    rf"|\W*(?:une? )?{_WORK}[\s,]{{1,3}}{_MADE}(?![a-z])[^.;!?]{{0,80}}?dans le cadre {_GAP}(?:d'|l')?{NAME}"
    rf"|\W*(?:les?|la|des|nos|notre|deux|trois|quatre|cinq|six|sept|huit|une?|l') ?{_MEMBERS}(?![a-z])[^.;:!?]{{0,80}}?"
    rf"{NAME}[^.;:!?]{{0,40}}? (?:vous )?{_GIVE}(?![a-z])[^.;!?]{{0,40}}?"
    rf"(?<![a-z])(?:leurs?|sa|son|ses|cet?|cette|ces|ici|une|deux|trois) [^.;!?]{{0,20}}?{_WORK}(?![a-z])"
)
"""« Article écrit à plusieurs mains, dans le cadre des TraAM… », « ressource partagée par les collègues niçois du
TraAM », « merci au groupe TraAM pour ses relectures »: its own, whoever else is spoken of.
"""

_PARTS = re.compile(r"\s+(?:[–—|•·/>:-]|//)\s+|\s*[|•,;()\[\]]\s*|\.(?:\s|\Z)|(?:\A|\s)#")
LONGEST_LINE = 160
"""Characters of a line whose parts each say one thing."""


def parts_of_line(text: str) -> list[str]:
    """What a line says, part by part, « TraAM SES 2017-2018 (Lyon) », « TraAM, cycle 4 »; none of a long one."""
    return _PARTS.split(text) if len(text) <= LONGEST_LINE else []


def names_traam(text: str) -> bool:
    """Say whether a text names the TraAM, in any of their spellings; « tram » alone is a means of transport."""
    return names_in(text, fold(text))


def _holds_a_sign(lowered: str) -> bool:
    for sign in _SIGNS_OF_NAMES:  # noqa: SIM110 - a loop is twice as quick as a generator, and every text goes through it
        if sign in lowered:
            return True
    return False


def _may_hold_a_phrase(folded: str) -> bool:
    """Say whether the words of a phrase may be there; a mark of plural may stand within them."""
    if "mutu" not in folded and "mutal" not in folded:
        return False
    return "cademi" in folded or "mutualise" in folded or "(" in folded or "·" in folded or "/" in folded


def names_in(text: str, folded: str) -> bool:
    """Say so of a text that was folded already."""
    if not _holds_a_sign(folded):
        return False
    if _NAME.search(folded) or (_may_hold_a_phrase(folded) and _PHRASE.search(plain(folded))):
        return True
    if _TRAM.search(folded) is None or _TRAM_RAW.search(text) is None:
        return False
    return "TrAM" in text or _TRAM_CONTEXT.search(folded) is not None


def is_borrowed(text: str) -> bool:
    """Say so of a title that names the TraAM as others' work: « inspirée d'un TraAM de l'académie de Nice »."""
    folded = with_plain_names(text, fold(text))
    return _BORROWED_TITLE.search(folded) is not None


def find_name(text: str) -> tuple[int, int] | None:
    """Where a text first names the TraAM; None when a fold of it has not its length, or when it does not."""
    folded = fold(text)
    found = _ANY_NAME.search(folded) if len(folded) == len(text) else None
    return found.span() if found is not None else None


def plain(folded: str) -> str:
    """A folded text without its marks of a possible plural: « action(s) », « mutualisé·e·s »."""
    if "(" in folded or "·" in folded or "/" in folded or "." in folded:
        return _DOTTED.sub(lambda one: one[0].replace(".", ""), _PLURAL_MARKS.sub("", folded))
    return folded


def with_plain_names(text: str, folded: str) -> str:
    """A folded text in which NAME finds each name: no marks of plural, « TRAM » written out where it is one."""
    written = plain(folded)
    if "tram" in written and _ANY_NAME.search(written) is None and names_in(text, folded):
        return _TRAM.sub("traam", written)
    return written


@dataclass(frozen=True, slots=True)
class Naming:
    """One sentence that names the TraAM, and how."""

    sentence: Sentence
    manner: Manner
    shown: str

    @property
    def is_roll(self) -> bool:
        """Say whether the sentence tells who of a group was there: « Étaient présents six membres du groupe TraAM »."""
        return _ROLL.match(self.sentence.folded) is not None

    @property
    def is_subject(self) -> bool:
        """Say whether the sentence is about a group of the TraAM: « Le groupe TraAM s'est réuni »."""
        folded = self.sentence.folded
        return self.is_roll or (self.manner != "emprunt" and _SUBJECT.match(folded) is not None)


def namings(sentences: Iterable[Sentence]) -> Iterator[Naming]:
    """Each sentence that names the TraAM, in reading order, with what it says by it."""
    count = 0
    for sentence in sentences:
        lowered = sentence.text.lower()
        if _holds_a_sign(lowered) and names_in(sentence.text, sentence.folded):
            yield _naming(sentence)
            count += 1
            if count == _MAX_NAMINGS:
                return


def _naming(sentence: Sentence) -> Naming:
    folded = with_plain_names(sentence.text, sentence.folded)
    if _BORROWED.search(folded):
        own = _OWN_WORK.match(folded)
        return Naming(sentence, "cadre" if own else "emprunt", _around(sentence, folded))
    work_first = None if _OF_THEM_ALL.match(folded) else _WORK_FIRST.match(folded)
    framed = _FRAMES.search(folded) or work_first or _named_first(sentence, folded) or _signed(sentence, folded)
    if framed is None or _OF_THEM_ALL_NEWS.match(folded):
        return Naming(sentence, "mention", _around(sentence, folded))
    return Naming(sentence, "cadre", framed[0].strip())


def _named_first(sentence: Sentence, folded: str) -> re.Match[str] | None:
    """Find a sentence that is the name itself, with its year or its group: « TraAM SVT 2024-2025 »."""
    found = _NAME_FIRST.match(folded)
    if found is None:
        return _LABEL_OF_YEAR.match(folded)
    after = found["after"]
    is_label = sentence.alone and len(sentence.text) <= 60
    return found if is_label or _YEAR.search(after) or after.lstrip()[:1] in {":", "-"} else None


def _signed(sentence: Sentence, folded: str) -> re.Match[str] | None:
    """Find a line that signs a work, without a verb: « Académie de Corse > Arts > TraAM > 2024-2025 »."""
    in_brackets = _IN_BRACKETS.search(folded)
    if in_brackets is not None or len(sentence.text) > LONGEST_LINE:
        return in_brackets
    is_line = _YEAR.search(folded) is not None and not (_FINITE.search(folded) or _OF_ALL.search(folded))
    return _ANY_NAME.search(folded) if is_line else None


def _around(sentence: Sentence, folded: str) -> str:
    """The words around the name, so that a person sees at once what it says."""
    found = _ANY_NAME.search(folded)
    start = max(0, found.start() - 30) if found else 0
    return sentence.text[start : start + 80].strip()


@lru_cache(maxsize=4)
def own_namings(reading: Reading) -> tuple[Naming, ...]:
    """How a reading's own text names the TraAM; the verdict, the year and the académies all look at them."""
    said = own_sentences(reading)
    lowered = "\n".join([sentence.text for sentence in said]).lower()  # most texts hold no sign at all
    return tuple(namings(said)) if _holds_a_sign(lowered) else ()

"""Other words by which a page of the TraAM says what it is: in one part of its title, or in its first sentence.

A kind stands where it is said of the page itself: « Voir, mesurer : synthèse des TraAM », « Notes de séance », « Les
TraAM, comment ça marche ? »; never inside a sentence (« rédiger un compte rendu de TP »).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from schemas.normalize.frames import NAME, with_plain_names
from schemas.normalize.own_text import Sentence
from schemas.types.record import TraamClass

_SEPARATOR = re.compile(r"\s?[:|–—/•!?()]\s?|\s-\s|\. |, ")
_GROUP = r"(?:groupes?|equipes?|collectif|reseau|dispositif)"
_MEETING = (
    r"(?:reunions?|rencontres?|visio(?:-?conference)?s?|webinaires?|journees?|seminaires?|regroupements?|seances?"
    r"|ateliers?|commission|comite|copil|conseil|assemblee|pleniere|stage|lancement|echanges|discussions?|debats?"
    r"|table ronde|colloque)"
)
_MEETING_OF_GROUP = (
    r"(?:reunion|visio(?:-?conference)?|seminaire|regroupement|seance (?:de travail|pleniere)|copil|comite de pilotage"
    r"|pleniere|journee (?:de travail|de regroupement|de lancement|de rentree|de bilan|d'etude|academique|inter\S+))"
)
_DAY = (
    r"\b\d{1,2}(?:er)? (?:et \d{1,2} )?(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre)"
)
_ADJECTIVES = (
    r"(?: (?:et )?(?:nationale?|academique|finale?|generale?|annuel(?:le)?|complete?|courte?|rapide|provisoire"
    r"|intermediaire"
    r"|quantitati(?:f|ve)|qualitati(?:f|ve)|pedagogique|chiffree?|detaillee?|ecrite?|collective|commune"
    r"|et perspectives|a mi[- ](?:parcours|annee|chemin|projet)|en cours d'annee"
    r"|(?:de|en) fin (?:d'annee|de projet|de parcours)|de rentree|de (?:mi|premier)[- ](?:parcours|annee|semestre)))*"
)
_SHORT_OF = (
    r"(?: (?:des|du|de la|de l'|de|d'|sur|pour|en|nos|les|la|le|l'|notre|un|une|deux|trois|quatre|\w+eme)){1,3}?"
)
_OF_WORKS = (
    rf"{_SHORT_OF} ?(?:\w+ )?(?:travaux|productions|actions|scenarios|experimentations|annees?|ans?|{_GROUP}|projets"
    rf"|contributions|saison|session|{NAME})"
)
_OF_WORKS_SAID = (
    rf"(?:{_OF_WORKS}|{_SHORT_OF} ?(?:\w+ )?(?:propositions|sequences|seances|demarches|essais|ressources|recherches"
    r"|pistes|ateliers|parcours|defis|jeux|reflexions|experiences))"
)
"""The same, where the sentence is of the page itself: « Cet article fait la synthèse des sept propositions… »."""
_BARE = r"(?: ?(?:19|20)\d\d(?: ?[-/ ] ?\d{2,4})?)?\W*\Z"
_ONE = r"(?:la |le |une? |notre |nos |les |voici (?:la |le |les |une? |notre |nos )|petite? |quelques |premiere? )*"
_REPORT = (
    r"(?:comptes?[ -]{1,2}rendus?|releves? (?:de |d'|des )\w+|proces[ -]verba(?:l|ux)|pv|minutes|c\.?r\.?|memo|verbatim"
    r"|notes? (?:de|d'|du|des|prises)|decisions prises|(?:resume|synthese) (?:des |de nos |de la |du |d'un)"
    r"|echos?|retours? sur|ce qu\S+ (?:\w+ ){0,5}?(?:dit|decide|conclu|retenu|passe))"
)
_REPORT_PART = re.compile(rf"\W*{_ONE}{_REPORT}(?![a-z])")
_REPORT_ALONE = re.compile(
    rf"\W*{_ONE}(?:comptes?[ -]{{1,2}}rendus?|proces[ -]verbal|(?:releve|notes?) (?:de|des"
    rf"|d') ?(?:decisions|conclusions"
    rf"|echanges|seance|reunion|travail)){_ADJECTIVES}{_BARE}"
)
_REPORT_OF = re.compile(
    rf"\W*{_ONE}(?:comptes?[ -]{{1,2}}rendus?|releve|proces[ -]verbal|minutes|memo|resume|synthese|(?P<notes>notes?))"
    rf"(?: prises)?{_ADJECTIVES} (?:de |d'|du |des |lors |pendant |a l'issue )"
    rf"(?(notes)(?:du |de |la |notre |l'|une? )*|[^.,:;!?]{{0,20}}?\b){_MEETING}(?![a-z])"
)
_REPORTS = re.compile(
    r"[^.;!?]{0,60}?(?:rend(?:ent|ons)? compte|gard(?:e|ent) (?:la )?trace|(?:retrac|resum|reprenn|consign)(?:e|ent)"
    r"|(?:nos|les|des) notes|le (?:releve|compte[ -]rendu))[^.;!?]{0,40}?"
    r"(?:reunion|seminaire|regroupement|journee (?:de|du|d')|visio|seance (?:de travail|pleniere)"
    r"|rencontre (?:du|de|des)"
    r"|(?:echanges|discussions|debats) (?:du|de la|de l'|entre))"
    r"|[^.;!?]{0,20}?nous nous (?:etions|sommes) (?:reunis|retrouves|rencontres)"
    r"|[^.;!?]{0,20}?nous etions (?:\w+ ){1,3}?a (?:representer|assister|participer)"
)
_JOINED_REPORT = re.compile(r"\b(?:plus bas|ci-dessous|ci-apres|ci-joint\w*|en fin de page|en bas de page)\b")
_SYNTHESIS_PART = re.compile(
    rf"\W*{_ONE}(?:(?:document|rapport|texte|dossier|page|article) de )?synthese{_ADJECTIVES}(?:{_OF_WORKS}|{_BARE})"
)
_OUR_GROUP = (
    rf"(?:notre {_GROUP}|(?:le |l'){_GROUP} (?:academique|disciplinaire|de travail|de professeurs|d'enseignants)"
    rf"|(?:le |l'){_GROUP} (?:[\w']+ ){{0,4}}?{NAME})"
)
_GIVES = r"(?:vous )?(?:presente|propose|publie|livre|dresse|partage|tire|fait|a (?:redige|ecrit|etabli))"
_MADE_BY = (
    r"(?: (?:redig|etabl|propos|realis|elabor|prepar|sign|publi|men)(?:ee?|ie?)s?| ecrite?| faite?| produite?)?"
    r"(?: (?:par|pour|avec|au (?:terme|bout|nom)|a (?:l'issue|la fin|l'occasion)|en (?:fin|cloture)|lors|dans le cadre)"
    rf" [^.;:!?]{{0,80}}?\b{NAME})"
)
"""What ties a synthesis or a bilan to the TraAM: « rédigée par l'équipe au terme des TraAM », « pour les TraAM »."""
_SYNTHESIS_TITLE = re.compile(
    rf"(?:que|quoi) (?:peut-on )?retenir .{{0,40}}?{NAME}"
    rf"|{NAME}.{{0,40}}?(?:que retenir|ce qu(?:'il faut|e l'on|'on) (?:en )?(?:retenir|retient)|les enseignements\W*\Z)"
)
_SYNTHESIZES = re.compile(
    rf"\W*(?:cette (?:page|synthese)|cet article|ce (?:document|texte|billet)|la presente (?:page|synthese)|on|nous"
    r"|(?:ces|les) (?:\w+ )?(?:pages|lignes|paragraphes)(?: qui suivent)?|vous (?:trouverez|lirez)"
    r"|voici|on (?:trouvera|lira))"
    rf" (?:\w+ )??(?:(?:(?:propos|present|offr|donn|dress)(?:e|ent|ons)|fait|est|sont|font|faisons)(?: ici)? )?"
    rf"(?:la |une )?synthese"
    rf"{_ADJECTIVES}{_OF_WORKS_SAID}"
    rf"|[^.;!?]{{0,60}}?\b{_OUR_GROUP} (?:[\w']+ ){{0,3}}?{_GIVES}(?: ici)? (?:la |une |sa )synthese"
    rf"{_ADJECTIVES}{_OF_WORKS_SAID}"
    rf"|\W*cette synthese (?:rassemble|reprend|croise|presente|rend compte|s'appuie|porte|degage|passe|reunit|resume)"
    rf"|\W*cette synthese\b[^.;!?]{{0,60}}?{NAME}"
    rf"|\W*{_ONE}synthese{_ADJECTIVES}{_MADE_BY}"
    rf"|\W*{_ONE}(?:(?:document|rapport|texte|dossier|page) de )?synthese{_ADJECTIVES}\s?[,(:–—-]"
    rf"\s?(?:pour )?(?:les )?{NAME}"
    rf"|\W*{_ONE}synthese (?:de l'|des |d'une )academies?(?![a-z])[^.;!?]{{0,40}} {NAME}"
    rf"|\W*(?:ce (?:document|texte|billet)|cet article|cette page|le present \w+)"
    r" (?:rassemble|reunit|reprend|resume|expose|presente)"
    rf" (?:les |nos )(?:principaux |principales )?(?:enseignements|conclusions|acquis|constats|lecons)"
    rf"(?:(?: (?:tires|issus|retenus))?{_OF_WORKS}"
    r"| (?:tires|retenus) par [^.;!?]{0,30}?(?:groupes|academies|equipes))"
    rf"|\W*(?:il|elle|ce (?:document|texte|billet)|cette page) (?:tient lieu|fait office|sert|vaut) (?:de )?synthese"
    rf"{_ADJECTIVES}(?:{_OF_WORKS}|\W*\Z)"
    rf"|\W*ce (?:document|texte) synthetise (?:les |nos |deux |trois )?(?:\w+ )?"
    rf"(?:travaux|productions|actions|scenarios|annees?|experimentations)"
)
_NO_SUMMARY = r"(?! (?:carbone|energetique|radiatif|hydrique|thermique|de matiere|sanguin|de competences|personnel))"
_SUMMARY_PART = re.compile(
    rf"\W*{_ONE}(?:bilan{_NO_SUMMARY}|point d'etape|retrospective"
    r"|rapport (?:d'activites?|final|annuel|d'etape|de cloture|de fin (?:d'annee|de (?:parcours|projet|session))))"
    rf"{_ADJECTIVES}(?: d'etape)?(?: (?:19|20)\d\d(?: ?[-/] ?\d{{2,4}})?(?= d))?(?:{_OF_WORKS}|{_BARE})"
)
_SUMMARY_TITLE = re.compile(
    rf"(?:retours? sur|regards? sur|retrospective)\b.{{0,20}}?(?:annees?|ans?|saison) .{{0,30}}?{NAME}"
    rf"|{NAME}.{{0,60}}?(?:l'heure du bilan|ou en (?:sommes-nous|est-on)|point d'etape|rapport d'activite)"
)
_SUMMARY_OPENING = re.compile(
    rf"\W*{_ONE}(?:bilan{_NO_SUMMARY}|rapport d'activites?){_ADJECTIVES}(?: d'etape)?(?:{_OF_WORKS}|{_MADE_BY}"
    rf"|\s?[,(:–—-]\s?(?:pour )?(?:les )?{NAME})"
    rf"|\W*(?:le |notre )?{_GROUP} (?:\w+ )?{NAME}[^.;!?]{{0,60}}?\W"
    r" (?:rapport|bilan) (?:annuel|d'activites?|de fin d'annee)"
    rf"|[^.;!?]{{0,60}}?\b{_OUR_GROUP} (?:[\w']+ ){{0,3}}?{_GIVES}(?: ici)? (?:le |un |son )bilan{_NO_SUMMARY}"
    rf"{_ADJECTIVES}{_OF_WORKS}"
)
_LEADING_KIND = re.compile(r"\W*(?:la |le )?(?P<kind>synthese|bilan)\s?[:|–—]\s")
"""« Synthèse : traduire avec la machine », where the text says that a group worked."""
_SUMMARY_OF_DEED = re.compile(
    rf"\W*{_ONE}bilan{_ADJECTIVES} (?:de l'|de notre |de cette )(?:action|operation|edition|dispositif)"
    r"(?: (?:menee?|conduite?|engagee?|realisee?|academique|collective|mutualisee?)){0,2}"
    r"(?:\W*\Z|,? ?\(?(?:en |pour |de |sur |depuis |au cours de )?(?:l'annee (?:scolaire )?)?(?:19|20)\d\d)"
)
_CALL = re.compile(
    r"s'engager dans (?:les|un groupe|le groupe|l'equipe|une equipe)|\bpostule[rz]\b|se porter volontaire|portez-vous"
    r"|appels? (?:a|aux?) (?:idees?|candidate?s|referents?|experimentat\w+|testeu\w+|enseignants?|professeurs?"
    r"|collegues|equipes|propositions|contribuer|rejoindre|nouveaux)|avis de (?:recherche|recrutement)"
    r"|(?:membres|collegues|professeurs|volontaires) (?:recherches|bienvenus|attendus)|on (?:re)?cherche des"
    r"|et si vous (?:rejoigniez|participiez)|rejoignez-nous|participez\b"
)
_PEOPLE = (
    r"(?:collegues?|professeurs?|enseignante?s?|volontaires?|membres?|candidate?s?|referente?s?|testeu\w+"
    r"|documentalistes?|formateurs?|equipes?)"
)
_CALL_OPENING = re.compile(
    rf"\W*(?:les )?candidatures? (?:(?:est|sont|restent) )?(?:ouvertes? )?(?:pour|au|aux|a)\b[^.;!?]{{0,60}}?{NAME}"
    r"|(?![^.;!?:]*\beleves?\b)[^.;!?:]{0,80}? (?:re)?cherch(?:e|ent|ons) (?:encore |toujours |activement )?"
    r"(?:des |(?:de )?nouveaux |une? |deux |trois |quatre |cinq |six |quelques )?(?:nouveaux |autres )?"
    rf"{_PEOPLE}(?![a-z])[^.;!?]{{0,80}}?{NAME}"
    rf"|[^.;!?:]{{0,20}}?{_GROUP} (?:[\w']+ ){{0,3}}?{NAME}[^.;!?:]{{0,40}}? (?:re)?cherche(?:nt)? [^.;!?]{{0,30}}?"
    rf"{_PEOPLE}(?![a-z])"
    rf"|[^.;!?:]{{0,20}}?{_GROUP} (?:[\w']+ ){{0,3}}?{NAME}[^.;!?:]{{0,60}}? recrute(?:nt)?(?![a-z])"
    r"|\W*(?:alors,? |venez |et si vous )?(?:rejoi(?:gnez|gniez|ndre)|integre[zr]|integriez|engage(?:z|r|iez)(?:-vous)?"
    r"|candidatez|postulez|devenez|participe(?:z|r|iez))(?![^.;!?]{0,60}?\b(?:webinaire|conference|formation|stage"
    rf"|concours|defi))[^.;!?]{{0,60}}?\b{NAME}"
    r"|\W*(?:un |l'|cet )?appel (?:a|aux?) (?:\w+ )?(?:candidat\w*|volontaires?|participa\w+|contribu\w+|collegues"
    r"|referents?)(?![a-z])"
)
_RECRUITS = re.compile(
    r"\W*(?:[\w'-]+ ){0,4}?(?:recrutement|renouvellement)(?: [\w'-]+){0,2}?"
    rf" (?:du |de l'|des |d'une? |pour (?:les? |l'))(?:{_GROUP} )?(?:[\w'-]+ ){{0,3}}?{NAME}"
    rf"|[^.;!?:]{{0,20}}?{_GROUP} (?:[\w']+ ){{0,3}}?{NAME}[^.;!?:]{{0,40}}?"
    r" (?:renouvelle|complete|elargit|agrandit)(?:nt|ra)? [^.;!?]{0,30}?\b(?:membres|equipe|effectifs?|rangs?)(?![a-z])"
)
"""« Campagne de recrutement du groupe TraAM pour 2025-2026 », « le groupe TraAM renouvelle deux de ses membres »."""
_THING = (
    rf"(?:principes?|{_GROUP}|themes?|thematiques?|calendrier|objectifs?|enjeux|fonctionnement|membres"
    r"|composition|organisation|missions?|acteurs|modalites|etapes|historique|regles du jeu|cahier des charges"
    r"|feuille de route|planning|echeancier|lettre de (?:mission|cadrage)"
    r"|attendus|definition|presentation|genese|finalites?|essentiel|reperes|dates[ -]cles?)"
)
_THING_SAID = (
    rf"(?:le |la |les |l'|un |une |notre |nos |son |sa |ses |leurs? )?{_THING}"
    r"(?: (?:academiques?|national(?:e|es)?|nationaux|general(?:e|es)?|de l'annee|retenue?s?|de travail))*"
)
_THINGS = rf"{_THING_SAID}(?:(?:,| et|,? puis) {_THING_SAID}){{0,4}}"
_WITH_YEAR = r"(?: (?:de l'annee |pour )?(?:19|20)\d\d ?[-/] ?\d{2,4})?"
_ASKED = (
    r"(?:mais )?(?:de quoi (?:s'agit-il|parle-t-on|est-il question)|qu'es aquo|kesako|kezako"
    r"|(?:comment|a quoi) (?:ca|cela)"
    r" (?:marche|fonctionne|se passe|s'organise|sert)|(?:c'est|kes?ako) (?:quoi|pour qui)|pour (?:qui|quoi faire)"
    r"|(?:en )?quoi (?:ca|cela) consiste|en quoi (?:ca|cela) consiste|qui fait quoi"
    r"|(?:tout )?ce qu'il faut (?:en )?savoir"
    r"|tout (?:savoir|comprendre)|que faut-il (?:en )?savoir|l'essentiel|en (?:bref|pratique|resume|deux mots"
    r"|quelques (?:mots|lignes|questions))|pas a pas|foire aux questions|f\.?a\.?q\.?|questions[ -](?:et[ -])?reponses"
    r"|vos questions|guide(?: du (?:debutant|nouveau venu))?|vade-?mecum|mode d'emploi|kit de demarrage"
    r"|quesaco|qu'est-ce|pourquoi (?:faire|participer)|(?:un )?dispositif (?:national|academique|mutualise)"
    r"|(?:un )?laboratoire (?:national|d'idees))"
)
_ABOUT = (
    r"(?:qu'(?:appelle-t-on|entend-on par|est-ce)|de quoi (?:parle-t-on|s'agit-il)|(?:en|a) quoi (?:consiste|ser)\w*"
    r"|comment (?:marche|fonctionne|s'organise|se deroule|participe|travaille|naiss)\w*"
    r"|(?:tout|bien)? ?(?:savoir|comprendre|connaitre)|ce qu'il faut savoir|a la decouverte|decouvr\w+|mieux connaitre"
    r"|zoom|focus|le point|vous avez dit|(?:quelques|deux|trois|un) mots?|(?:dans )?les coulisses|bienvenue"
    r"|foire aux questions|f\.?a\.?q\.?|questions[ -]reponses|dis(?:-moi)?|c'est quoi|bienvenue (?:dans|chez))"
)
_NO_DEED = r"(?!.{0,80}? (?:propos|present|racont|partag|publi|met(?:tent)? |test|experiment|imagin|invent|cre))"
"""« L'équipe TraAM propose un défi » tells of the challenge."""
_PRESENTATION_PARTS = (
    re.compile(rf"\W*(?:les? |l'|la )?.{{0,40}}?{NAME}.{{0,40}}?[\s:,(–—-]{{1,3}}{_ASKED}\W*\Z"),
    re.compile(rf".{{0,60}}?{NAME}.{{0,40}}?(?:[:(–—-]|, )\s?{_THINGS}{_BARE}"),
    re.compile(
        rf"\W*{_ABOUT}\W{{1,3}}(?:sur |de |par |quoi |dans |chez )?(?:les? |l'|la |des |du "
        rf"|aux? )?(?:\w+ )?(?:{_GROUP} )?{NAME}"
    ),
    re.compile(
        rf"\W*(?:les |nos )?{NAME}(?: (?:de |d'|en )[\w' -]{{2,40}}?)? (?:dans|au sein de) (?:l'|notre |votre )academie"
        r"(?: (?:de |d')[\w' -]{2,30})?\W*\Z"
    ),
    re.compile(rf"\W*(?:les? |l')?(?:{_GROUP} )?{NAME} en (?:\w+ )?questions?(?: et reponses)?\W*\Z"),
    re.compile(
        rf"\W*{_THINGS}{_WITH_YEAR} (?:des |du |de l'|de la |de |d'un |pour les? )?(?:{_GROUP} )?(?:\w+ )?{NAME}"
        rf"{_NO_DEED}"
    ),
)
_PRESENTATION_OPENING = re.compile(
    rf"\W*{_ONE}presentation{_ADJECTIVES} (?:du |de l'|de notre |d'un |d'une ){_GROUP}"
    rf"[^.;:!?]{{0,20}}? {NAME}{_NO_DEED}"
)
_EXPLAINS = re.compile(
    rf"\W*(?:les |le (?:dispositif|sigle|label|groupe) (?:des |de )?|l'acronyme |que sont les |qu'est-ce que les )?"
    rf"{NAME}"
    rf"(?:[,(][^.;!?]{{0,80}}[,)])? (?:sont |est |(?:designe|signifie|rassemble|reuni(?:t|ssent)"
    rf"|permette?|consiste|vise|associe"
    rf"|existe|dure|invite|incite|offre|fonctionne|s'adresse|concerne)(?:nt)? ?|ont (?:ete cree|pour))"
    rf"|\W*(?:coordonn|(?:co-?)?pilot|port|lanc|cree|creee|conduit|initi|organis)\w{{0,3}}s? [^.;!?]{{5,160}}?,"
    rf" (?:les )?{NAME} (?:reuni|permett|rassembl|vis|associ|invit|encourag|offr|soutienn|constitu|sont|ont pour)"
    rf"|\W*que (?:sont|signifient?|recouvrent?) (?:les )?{NAME}"
    rf"|\W*(?:derriere|sous) (?:ce|cet|le) (?:sigle|acronyme|nom)"
    rf"|\W*(?:le sigle|l'acronyme) {NAME}|[^.;!?]{{0,60}}?(?:est|sont) (?:un )?(?:dispositif"
    rf"|programme) (?:national|mutualise)"
)
_TITLES_OF_GROUPS: tuple[tuple[TraamClass, re.Pattern[str]], ...] = (
    (
        "appel",
        re.compile(
            r"\W*(?:recrutement|postulez|candidatez|candidatures?|avis de recrutement"
            r"|appels? a (?:candidatures?|volontaires))\b(?!.{0,40}\b(?:stage|emploi|job|lycee|master|eleves?)\b)"
        ),
    ),
    (
        "presentation",
        re.compile(rf"\W*(?:le |les |notre )?projets? (?:de (?:notre |l')|du |des )(?:{_GROUP}|academies?)\b"),
    ),
)
"""What a title says of a group, whether or not its text has a sentence about one."""
_PUPILS = re.compile(r"\b(?:eleves|classe de|seance)\b")
_FEWEST_PUPILS = 3
_TO_COME = re.compile(
    r"aura lieu|se tiendra|se deroulera|inscri(?:ption|vez)|invit(?:ation|e)|programme de|prochaine?"
    r"|a venir|save the date"
)


def kind_of_group_title(title: str) -> TraamClass | None:
    """Read what a folded title says of a group, of a page that names the TraAM in its first sentences."""
    return next((kind for kind, pattern in _TITLES_OF_GROUPS if pattern.match(title)), None)


def kind_of_named_title(title: str) -> TraamClass | None:
    """Read what a folded title that names the TraAM says the page is, by one of its parts."""
    if _CALL.search(title):
        return "appel"
    found = _kind_of_parts(title, is_named=True)
    if found is not None:
        return found
    return "presentation" if any(pattern.match(title) for pattern in _PRESENTATION_PARTS) else None


def kind_of_own_title(title: str, said: Sequence[Sentence] = ()) -> TraamClass | None:
    """Read the same of a page that is one of the TraAM: its title need not name them."""
    if re.match(rf"\W*(?:les? |l'|la |notre |une? )?{_MEETING_OF_GROUP}\b", title) and re.search(_DAY, title):
        beginning = title + " ".join(sentence.folded for sentence in said[:4])
        return None if _TO_COME.search(beginning) else "compte_rendu"
    if _SUMMARY_OF_DEED.match(title):
        return "bilan"
    leading = _LEADING_KIND.match(title)
    if leading is not None and any(map(_tells_of_group, said[:2])):
        return "synthese" if leading["kind"] == "synthese" else "bilan"
    return _kind_of_parts(title, is_named=False)


def _tells_of_group(sentence: Sentence) -> bool:
    return re.search(_OUR_GROUP, with_plain_names(sentence.text, sentence.folded)) is not None


def kind_of_opening(said: Sequence[Sentence]) -> TraamClass | None:
    """Read what the first two sentences of a page of the TraAM say that it is."""
    for sentence in said[:2]:
        text = with_plain_names(sentence.text, sentence.folded)
        is_report = _REPORT_OF.match(text) or _REPORT_ALONE.match(text) or _REPORTS.match(text)
        if is_report and not tells_where(text):
            return "compte_rendu"
        if _SYNTHESIS_PART.match(text) or _SYNTHESIZES.match(text):
            return "synthese"
        if _SUMMARY_OPENING.match(text):
            return "bilan"
        if _CALL_OPENING.match(text) or _RECRUITS.match(text):
            return "appel"
        if _PRESENTATION_OPENING.match(text):
            return "presentation"
    return None


def tells_where(text: str) -> bool:
    """Say whether a sentence only tells where a report is: « Le relevé de la réunion est à lire plus bas »."""
    return _JOINED_REPORT.search(text) is not None


def explains_traam(said: Sequence[Sentence]) -> bool:
    """Say whether the first sentences of a page tell what the TraAM are, and its beginning nothing of pupils."""
    if sum(len(_PUPILS.findall(sentence.folded)) for sentence in said[:12]) >= _FEWEST_PUPILS:
        return False
    return any(_EXPLAINS.match(with_plain_names(sentence.text, sentence.folded)) for sentence in said[:2])


def _kind_of_parts(title: str, *, is_named: bool) -> TraamClass | None:
    parts = [part for part in _SEPARATOR.split(title) if part.strip()]
    has_meeting = re.search(rf"\b{_MEETING}\b", title) is not None
    for part in parts:
        is_report = _REPORT_ALONE.match(part) or _REPORT_OF.match(part)
        if is_report or (has_meeting and is_named and _REPORT_PART.match(part)):
            return "compte_rendu"
    if has_meeting and any(_REPORT_PART.match(part) for part in parts[1:]):
        return "compte_rendu"
    kinds: tuple[tuple[TraamClass, re.Pattern[str], re.Pattern[str]], ...] = (
        ("synthese", _SYNTHESIS_PART, _SYNTHESIS_TITLE),
        ("bilan", _SUMMARY_PART, _SUMMARY_TITLE),
    )
    for kind, of_part, of_title in kinds:
        if of_title.search(title) or any(_is_of_works(of_part, part, title, is_named=is_named) for part in parts):
            return kind
    return None


def _is_of_works(pattern: re.Pattern[str], part: str, title: str, *, is_named: bool) -> bool:
    """Say whether a part names a kind: alone, the whole title must be it, or name the TraAM."""
    found = pattern.match(part)
    if found is None:
        return False
    is_alone = re.search(_BARE, found[0]) is not None and not re.search(r" (?:des|du|de) |\d", found[0])
    return is_named or not is_alone or part.strip() == title.strip()

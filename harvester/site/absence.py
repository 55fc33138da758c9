"""Telling a page that is gone from one that answers: many sites say « not found » with a status of success."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit

from harvester.body import decode_text
from harvester.fetch import Fetcher
from harvester.following import Following, is_followed
from schemas.formats.assembly import whole_text
from schemas.formats.page import Page, page_of, shown
from schemas.formats.region import own_text
from schemas.formats.structure import structure_of
from schemas.types.errors import FetchError
from schemas.words.likeness import Sketch, likeness, sketch_of
from schemas.words.text import fold

_ALIKE = 0.9
_UNRELATED = 0.05
_SAME_WORK = 0.5
"""From such a likeness on, two texts are one work at two addresses, edited in between perhaps."""
_LONGEST_TITLE = 120
_MOST_HEADINGS = 20
_SHORTEST_SHOWN = 300
"""Characters of prose from which a page shows more than that it is closed."""
_THING = r"(?:page|article|document|contenu|rubrique|ressource|content|sujet|topic)s?"
_SAYS_GONE = re.compile(
    rf"404(?: not found)?|(?:(?:erreur|error)s? )404|(?:(?:l'|(?:l[ae]|cette|cet?|the|this) ?)?{_THING})"
    r"(?: que vous (?:demandez|cherchez|recherchez))?(?: (?:demande|recherche)e?s?)? (?:est |sont |a ete )?"
    r"(?:introuvables?|inexistante?s?|non trouvee?s?|not found|supprimee?s?|retiree?s?"
    r"|n'existe (?:pas|plus)(?: encore)?|does not exist(?: yet)?"
    r"|n'(?:a|est) pas (?:ete )?trouvee?|n'est plus (?:disponible|en ligne|accessible))"
)
_EXCUSES_ITSELF = re.compile(
    r"(?:desole,? |oups[ ,!.]+|nous sommes desoles,? )*(?:mais )?(?:l'|(?:l[ae]|cette|cet?|the|this) )?"
    rf"{_THING}(?: \S{{1,200}})?(?: que vous (?:demandez|cherchez|recherchez)| demandee?| recherchee?"
    r"| you (?:requested|are looking for))(?: \S{1,200})?,? (?:n'existe (?:pas|plus)|n'est plus"
    r"|(?:est|semble) introuvable|a ete (?:supprime|deplace)|n'a (?:pas|plus) (?:pu etre|ete) trouve|does not exist"
    r"|could not be found|is no longer)"
)
_LONGEST_EXCUSE = 700
"""Characters: a page that says what else to do is longer than its title, never as long as a work."""
_ROBOT = (
    r"(?:.{0,40} )?(?:que vous (?:n'etes|etes)(?: pas)?|je ne suis pas|etes-vous|are you|you are)(?: pas)?(?: bien)?"
    r" (?:un |a )?(?:robot|humain|human)|just a moment|un (?:instant|moment)(?: svp| s'il vous plait)?"
    r"|checking your browser.{0,40}|verification (?:de|du) (?:votre |la )?(?:navigateur|connexion)(?: en cours)?"
)
"""What a check of browsers is titled."""
_SAYS_CLOSED = re.compile(
    r"(?:acces|page|espace|contenu|article) (?:est )?(?:interdit|refuse|restreint|reserve|protege|prive)e?"
    r"(?: aux? .{1,40})?"
    r"|(?:connexion|authentification|identification)(?: (?:est )?(?:requise|obligatoire|necessaire))?|identifiez-vous"
    r"|(?:se connecter|connectez-vous|log ?in|sign in|access denied|forbidden|service unavailable)"
    r"|(?:(?:erreur|error) )?(?:403|429|50[0234])(?: forbidden)?"
    r"|trop de (?:requetes|demandes|connexions)|too many (?:requests|connections)|reessayez (?:plus tard|dans .{1,40})"
    rf"|{_ROBOT}|verification (?:de|du) (?:votre |la )?securite(?: en cours)?|controle de securite|attention required"
    r"|(?:site )?maintenance(?: en cours| programmee| du site)?"
    r"|(?:(?:l[ae]|ce|notre|nos) )?(?:site|service|serveur|page)s? (?:est |sont )?(?:actuellement |temporairement )?"
    r"(?:en (?:cours de )?(?:travaux|maintenance|construction)|indisponibles?|fermee?s?|hors service)"
)
_BROKEN = re.compile(
    r"\W*(?:(?:php )?(?:fatal|parse|compile) error ?: .{1,2000} (?:on line \d|stack trace)"
    r"|erreur d'execution [\w./-]{1,200}\.html?\b"
    r"|(?:\w+ )?error ?: .{1,400} in /\S+ on line \d|uncaught \w*(?:error|exception)\b"
    r"|error establishing a database connection"
    r"|erreur (?:lors de |de )(?:l'etablissement de )?(?:la )?connexion a la base de donnees"
    r"|(?:attention ?: )?un probleme technique \(serveur sql\)"
    r"|il y a eu une erreur critique sur (?:votre|ce) site"
    r"|there has been a critical error on (?:your|this) website)",
    re.DOTALL,
)
"""What the program of a site says in place of the page, some with a status of success."""
_LONGEST_BROKEN = 3_000
_SAYS_CONSENT = re.compile(
    r"(?:nous respectons )?(?:votre |la )?vie privee(?: (?:nous importe|compte|est importante))?(?: pour nous)?"
    r"|we (?:value|respect) your privacy|before you continue(?: to .{1,40})?"
    r"|avant (?:de continuer|d'acceder)(?: .{1,40})?"
    r"|(?:gestion|parametres|preferences|politique|utilisation|gerer|accepter)(?: (?:de|des|du|d'|la|les|vos|votre))*"
    r" ?(?:cookies?|traceurs|confidentialite|consentements?|vie privee)|cookies?|(?:votre )?consentement"
)
"""What a page shown before all others asks of its visitors."""
_ACCEPTS = re.compile(
    r"(?:tout |j'|continuer (?:sans|et) |sans )?(?:accepter?|refuser?|accept|reject|agree|continuer)(?: .{0,40})?"
)
_SAYS_ROBOT = re.compile(_ROBOT)
"""A check of browsers explains itself at length, and speaks of scripts."""
_OF_BROWSERS = ("javascript", "navigateur", "browser")
_LONGEST_CONSENT = 2_500
_SAYS_NOTHING = re.compile(r"(?:desolee?|oups|oops|erreur|error|attention|warning)?")
_PARTS = re.compile(r"\s[-\u2013\u2014|\u00bb\u00b7]\s|\s\|\s?")
_CLAUSES = re.compile(r"\s*[:,.!?;\u2026]+\s*")
_LOGIN = re.compile(
    r"(?:^|[/_.-])(?:connexion|login|identification|authentification|auth|cas|sso|signin)(?:[/_.-]|\Z)", re.IGNORECASE
)


def says_absent(page: Page) -> bool:
    """Say whether the page's own titles, or the first sentence of a short text, say that nothing is there."""
    if _says(page, _SAYS_GONE):
        return True
    if structure_of(page).own >= _LONGEST_EXCUSE:
        return False
    prose = [run.text for run in structure_of(page).runs if run.is_prose and not run.part.apart]
    return bool(prose) and _EXCUSES_ITSELF.match(fold(prose[0][:300])) is not None


def says_closed(page: Page) -> bool:
    """Say whether a page shows, in place of what was asked for, that we may not see it.

    For members, under repair, or behind a check of browsers: what stood there may well stand there still. The page is
    judged, not one heading: a box « Se connecter » beside an article, or a lesson on maintenance, closes nothing.
    """
    if _asks_first(page) or says_broken(page):
        return True
    if not _says(page, _SAYS_CLOSED):
        return False
    structure = structure_of(page)
    if structure.own + structure.told >= _SHORTEST_SHOWN:
        return False
    return _says_in(_titles(page), _SAYS_CLOSED) or structure.linked < _SHORTEST_SHOWN


def says_broken(page: Page) -> bool:
    """Say whether a page shows an error of the site's program and nothing else."""
    text = whole_text(next(iter(page.tagged("body")), page.root))
    return len(text) <= _LONGEST_BROKEN and _BROKEN.match(fold(" ".join(text.split()))) is not None


def _asks_first(page: Page) -> bool:
    """Say whether a page only asks whether its visitor accepts what the site keeps of visits, or is no program."""
    titles = _titles(page) + [fold(text) for text in shown(page.tagged("h1")[:1])]
    is_robot = _says_in(titles, _SAYS_ROBOT)
    if not (is_robot or _says_in(titles, _SAYS_CONSENT)) or structure_of(page).own > _LONGEST_CONSENT:
        return False
    if is_robot:
        return any(word in fold(whole_text(page.root)[:20_000]) for word in _OF_BROWSERS)
    asking = [fold(whole_text(one)[:80]).strip() for one in page.tagged("button", "a")[:200]]
    asking += [fold(str(one.get("value") or "")) for one in page.tagged("input")[:50]]
    return any(map(_ACCEPTS.fullmatch, asking))


def _says(page: Page, saying: re.Pattern[str]) -> bool:
    """Compare whole titles: « Erreur 404 : comprendre le Web » is the title of a work."""
    if _says_in(_titles(page), saying):
        return True
    if not _says_in([fold(text) for text in shown(page.tagged("h1")[:_MOST_HEADINGS])], saying):
        return False  # most pages: how they are built need not be looked at
    headings = [run.text for run in structure_of(page).runs if run.level == 1 and not run.part.apart][:2]
    return _says_in([fold(text) for text in headings], saying)


def _titles(page: Page) -> list[str]:
    return [_PARTS.split(fold(text))[0] for text in shown(page.tagged("title")[:1])]


def _says_in(titles: list[str], saying: re.Pattern[str]) -> bool:
    return any(_says_only(text, saying) for text in titles if len(text) < _LONGEST_TITLE)


def _says_only(text: str, saying: re.Pattern[str]) -> bool:
    clauses = [clause.strip() for part in _PARTS.split(text) for clause in _CLAUSES.split(part)]
    said = [clause for clause in clauses if not _SAYS_NOTHING.fullmatch(clause)]
    return bool(said) and all(saying.fullmatch(clause) for clause in said)


def text_of(page: Page) -> str:
    """The page's own text."""
    return "\n".join(line.text for line in own_text(page).text.lines)


@dataclass(frozen=True, slots=True)
class NotFound:
    """What a site shows in the place of a page it does not have; nothing, where it says so, as it should."""

    sketch: Sketch = ()
    title: str = ""

    @property
    def is_blank(self) -> bool:
        """Say whether it has too little text to be told from a work of which nothing is shown either."""
        return not self.sketch

    def is_like(self, page: Page) -> bool:
        """Say whether a page is that.

        A page without enough text to be compared is judged by its whole <title>: never by a heading, which may be the
        site's own on every page.
        """
        if not self.sketch and not self.title:
            return False
        mine = sketch_of(text_of(page))
        if self.sketch and mine:
            return likeness(self.sketch, mine) >= _ALIKE
        return not (self.sketch or mine) and bool(self.title) and self.title == title_of(page)


class NotFoundPage:
    """What a site answers to an address that cannot exist; asked once, when it is first needed."""

    def __init__(self, home: str, fetcher: Fetcher, following: Following) -> None:
        self._home = home
        self._fetcher = fetcher
        self._following = following
        self._shown: NotFound | None = None

    def shown(self) -> NotFound:
        """What it shows there."""
        if self._shown is None:
            self._shown = self._ask()
        return self._shown

    def _ask(self) -> NotFound:
        folder = urljoin(self._home, ".")
        url = urljoin(folder, f"traam-adresse-inexistante-{secrets.token_hex(6)}")
        if not is_followed(url, self._following):
            return NotFound()
        try:
            answer = self._fetcher.get(url, following=self._following)
        except FetchError:
            return NotFound()  # it says so, as it should
        if "html" not in answer.content_type or urlsplit(answer.url).path in {"", "/"}:
            return NotFound()
        try:
            page = page_of(decode_text(answer.body, answer.content_type), answer.url)
        except ValueError:
            return NotFound()
        return NotFound(sketch_of(text_of(page)), title_of(page))


def title_of(page: Page, of_site: frozenset[str] = frozenset()) -> str:
    """The title of a page, folded, without the parts `of_site`; else that of its first heading."""
    parts = [part for part in _title_parts(page) if part not in of_site]
    headings = (fold(text) for text in shown(page.tagged("h1")[:1]))
    return " - ".join(parts) or next(filter(None, headings), "")


def title_parts(page: Page) -> frozenset[str]:
    """The parts of a page's title: those of the home page are the names of the site."""
    return frozenset(_title_parts(page))


def _title_parts(page: Page) -> list[str]:
    titles = shown(page.tagged("title")[:1])
    return [part for title in titles for part in _PARTS.split(fold(title)) if part.strip(" []")]


def is_other_content(before: Page, now: Page, of_site: frozenset[str] = frozenset()) -> bool:
    """Say whether an address shows another work than the one it had: no title nor text in common.

    A text too short to be compared has nothing in common with another: it is what a check of browsers shows.
    """
    title_before, title_now = title_of(before, of_site), title_of(now, of_site)
    if title_before == title_now or _own_words(before, now, of_site) & _own_words(now, before, of_site):
        return False
    old, new = text_of(before), text_of(now)
    one, other = sketch_of(old), sketch_of(new)
    return fold(old) != fold(new) and not (one and other and likeness(one, other) >= _UNRELATED)


def is_same_work(before: Page, now: Page, of_site: frozenset[str] = frozenset()) -> bool:
    """Say whether another address shows the work a page held had: under its title, or in its very words."""
    title = title_of(before, of_site)
    if title and title == title_of(now, of_site):
        return True
    one, other = sketch_of(text_of(before)), sketch_of(text_of(now))
    return bool(one and other) and likeness(one, other) >= _SAME_WORK


def _own_words(page: Page, other: Page, of_site: frozenset[str]) -> set[str]:
    """The words of a page's title, without the part another page of the site has as well: the site's name."""
    parts = [part for part in _title_parts(page) if part not in of_site]
    own = [part for part in parts if part not in title_parts(other)]
    return set(_words(" ".join(own or parts) or title_of(page, of_site)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]{4,}", text)


def leads_to_login(asked: str, answered: str) -> bool:
    """Say whether a redirect led to where people log in: an address that names it, and that quotes where to go back."""
    if asked == answered or not _LOGIN.search(urlsplit(answered).path):
        return False
    path = urlsplit(asked).path.strip("/")
    return not _LOGIN.search(urlsplit(asked).path) and (not path or path in unquote(urlsplit(answered).query))

"""May a crawl be said complete? Only when what the site announces is held or explained, and not 0 of N.

Each sentence is French, for a person: a shortfall makes the harvest incomplete, a remark is good to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from schemas.runs.account import CONTRADICTIONS, Account, Unheld
from schemas.runs.frontier import FATE_LABELS, Fate
from schemas.types.origin import FoundBy

_FEW = 50
"""One address in so many may stay unread, or one article contradicted, without the harvest being incomplete."""
_CHECK = "gabarit inconnu ? « traam source check » montre ce qui est lu"

_ELSEWHERE = frozenset({Fate.GONE, Fate.REDIRECTED, Fate.CLOSED, Fate.OUT_OF_SCOPE})


def shortfalls(account: Account) -> Iterator[str]:
    """Say why a crawl that came to its end is not complete; nothing when it is."""
    if account.count(Fate.WAITING):
        return  # it did not come to its end: that is said already
    if not account.found:
        yield "aucune page trouvée au-delà de l'accueil : site en JavaScript seul ? « traam source check » le regarde"
    elif account.articles and not account.articles_held:
        yield f"aucun article lu sur {account.articles} adresse(s) annoncée(s) par le site : {_CHECK}"
    elif not account.count(Fate.HELD):
        said = "annoncée(s)" if account.announced else "vue(s)"
        yield f"aucun article lu sur {account.announced or account.found} adresse(s) {said} : {_CHECK}"
    elif account.outside > account.articles:
        yield _outside(account)
    elif _FEW * account.unexplained > account.announced:
        yield _unexplained(account)
    elif _FEW * account.contradicted > account.articles:
        yield _contradiction(account)


def remarks(account: Account) -> Iterator[str]:
    """Say what is good to know of a crawl that may be complete all the same."""
    if 0 < _FEW * account.unexplained <= account.announced:
        yield _unexplained(account)
    if 0 < _FEW * account.contradicted <= account.articles:
        yield _contradiction(account)
    if 2 * account.announced_held < account.announced and (
        such_as := _such_as(account, lambda one: Fate(one.fate) in _ELSEWHERE)
    ):
        count = account.announced - account.announced_held
        yield f"{count} adresses annoncées sur {account.announced} ne sont pas gardées{such_as}"
    if such_as := _such_as(account, lambda one: one.fate == Fate.LIST and FoundBy.BILAN in one.named_by):
        yield f"adresse déclarée au bilan qui n'est pas lue comme un article{such_as}"


def _outside(account: Account) -> str:
    such_as = _such_as(account, lambda one: one.fate == Fate.OUT_OF_SCOPE and _is_article(one))
    count = f"{account.outside} article(s) annoncé(s) par le site sur {account.outside + account.articles}"
    return f"{count} sont hors de la carte{such_as} : ajouter le début de leurs adresses à « scope »"


def _unexplained(account: Account) -> str:
    such_as = _such_as(account, lambda one: not Fate(one.fate).is_explained)
    which = "annoncée(s) par le site, ou de la forme de ses articles"
    return f"{account.unexplained} adresse(s) {which}, non lue(s){such_as}"


def _contradiction(account: Account) -> str:
    such_as = _such_as(account, lambda one: Fate(one.fate) in CONTRADICTIONS and _is_article(one))
    count = f"{account.contradicted} adresse(s) sur {account.articles}"
    return f"{count} annoncée(s) comme articles par le site et lue(s) autrement{such_as}"


def _is_article(one: Unheld) -> bool:
    return any(FoundBy(way).announces_articles for way in one.named_by)


def _such_as(account: Account, wanted: Callable[[Unheld], bool]) -> str:
    one = next((one for one in account.unheld if wanted(one)), None)
    if one is None:
        return ""
    return f", dont {one.url} ({FATE_LABELS[Fate(one.fate)]}{f' : {one.reason}' if one.reason else ''})"

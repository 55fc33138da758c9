"""What a person may do about an address that is not held: one French sentence a fate, or a rule that left it."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType

from schemas.runs.frontier import Fate


class Refusal(StrEnum):
    """The rules that leave an address: each is the reason kept with it, alone or before what it met."""

    ROBOTS = "interdite par robots.txt"
    NOINDEX = "le site demande aux robots de l'ignorer (noindex)"
    DELAYED = "modifiée depuis peu : ce wiki ne la montre pas encore aux robots"
    IGNORED = "laissée par la carte (« ignore »)"
    FILE = "un fichier, pas une page"
    ACTION = "une action ou un index du site (connexion, recherche, mot-clé, auteur…), pas un article"
    NO_PAGE = "pas une page web"
    TRAP = "adresse sans fin"


OUT_OF_SCOPE = "hors des débuts d'adresses de la carte (« scope »)"

_BY_REFUSAL: MappingProxyType[Refusal, str] = MappingProxyType(
    {
        Refusal.ROBOTS: "demander au webmestre du site de l'autoriser dans robots.txt",
        Refusal.NOINDEX: "demander au webmestre d'ôter « noindex », ou mettre « ignore_noindex = true » à la carte",
        Refusal.DELAYED: "attendre : DokuWiki la montre quelques jours après son dernier changement (« indexdelay »)",
        Refusal.IGNORED: "ôter de la carte la partie de « ignore » que cette adresse contient, ou la déclarer au bilan",
        Refusal.FILE: "déclarer au bilan la page de l'article qui mène à ce fichier",
        Refusal.ACTION: "si c'est bien une production, la déclarer au bilan",
        Refusal.NO_PAGE: "déclarer au bilan la page de l'article qui mène à ce fichier",
        Refusal.TRAP: "si c'est bien une production, la déclarer au bilan",
    }
)
_BY_FATE: MappingProxyType[Fate, str] = MappingProxyType(
    {
        Fate.WAITING: "relancer « traam harvest » : la moisson continue où elle s'est arrêtée",
        Fate.HELD: "",
        Fate.LIST: "si c'est une production, la déclarer au bilan et regarder ce qu'en lit « traam source check »",
        Fate.CLOSED: "l'ouvrir dans un navigateur sans être connecté ; si elle n'y est pas, la rendre publique",
        Fate.GONE: "vérifier l'adresse dans un navigateur, la corriger là où elle est annoncée",
        Fate.UNREADABLE: "regarder ce qu'en lit « traam source check », et donner des « selectors » à la carte",
        Fate.OUT_OF_SCOPE: "ajouter le début de cette adresse à « scope » dans la carte",
        Fate.REFUSED: "si c'est bien une production, la déclarer au bilan",
        Fate.REDIRECTED: "chercher la page à l'adresse où celle-ci mène, et corriger l'adresse là où elle est annoncée",
        Fate.DOUBLE: "chercher la page gardée, dont celle-ci est une autre adresse",
        Fate.FAILED: "attendre que le site réponde : la prochaine moisson la redemande",
    }
)


def advice_on(fate: Fate, reason: str) -> str:
    """Say what a person may do, in French; empty when there is nothing to do."""
    if fate is Fate.REFUSED:
        rule = next((one for one in Refusal if reason.startswith(one)), None)
        return _BY_REFUSAL[rule] if rule is not None else _BY_FATE[fate]
    return _BY_FATE[fate]

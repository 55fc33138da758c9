"""Addresses that do something with a page, or show it another way: the page behind them, and what is no page. Pure.

A wiki, a CMS, a list gives each page dozens of addresses (edit, history, print, sorted by…): none is asked, none is a
record. Where the page's own address stays visible in them, that is what they lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote, urlsplit, urlunsplit

_DOKUWIKI_ACTION = re.compile(
    r"do=(?:admin|backlink|check|conflict|diff|draft\w{0,6}|edit|export_\w{1,20}|index|locked|login|logout|media|preview"
    r"|profile\w{0,7}|recent|register|resendpwd|revert|revisions|save|search|show|sitemap|source|subscribe|)\Z"
)
_DOKUWIKI_PAGE = re.compile(r"(?:id=[^&]+|mode=list|ns=[^&]*)\Z")
_DOKUWIKI_SIGN = re.compile(r"(?:rev|rev2(?:\[\d?\])?)=\d{6,12}\Z|idx=|sectok=|s(?:\[\]|%5B%5D)=", re.IGNORECASE)
_MEDIAWIKI_SIGN = re.compile(
    r"(?:oldid|diff|curid|redlink|veaction|printable|mobileaction|useskin|uselang|section|returnto)=|title="
    r"|action=(?:edit|history|info|raw|purge|watch|unwatch|delete|protect|render|credits|submit|rollback)\Z"
)
_MEDIAWIKI_SPECIAL = re.compile(
    r"(?:sp[eé]ciale?|media|m[eé]dia|mediawiki|talk|discussion|user|utilisat(?:eur|rice)|file|fichier|image"
    r"|template|mod[eè]le|help|aide|(?:\w{1,30}[ _])?talk|discussion[ _]\w{1,30})(?:[ _]talk)?:\S",
    re.IGNORECASE,
)
_SPIP_PAGE = re.compile(
    r"page=(?:login|recherche|contact|backend\w*|ical|forum|rss|sitemap|robots|spip_pass|identifiants|inscription"
    r"|informer_auteur|recommander|envoyer\w*|distrib|agenda_ical|sdp|nouveau\w*|mdp\w*"
    r"|(?:(?:article|rubrique|breve|texte|page|version)[-_.]?)?(?:imprim\w*|impression|print\w*|pdf|rtf)"
    r"(?:[-_.](?:article|rubrique|breve|texte|page))?"
    r"|logout|profil|social\w*|favicon|jquery\w*|mentions_cookies)\Z",
    re.IGNORECASE,
)
_VERBS = (
    r"action=(?:\w{1,20}[_-])?(?:edit\w*|modif\w*|suppr\w*|delete\w*|remove\w*|print\w*|imprim\w*|log(?:in|out|off)\w*"
    r"|connexion|deconnexion|identification|inscri\w*|register\w*|recherche\w*|search\w*|share\w*|partag\w*|vot(?:e|er)"
    r"|comment\w*|reply|repondre|envo\w*|send\w*|mail\w*|contact\w*|pdf|rss|atom|export\w*|add\w*|ajout\w*|new|nouveau"
    r"|create|creer|save|submit|cart|panier|rat(?:e|ing)|report|signal\w*|history|historique|raw|purge|watch|unwatch"
    r"|lostpassword|rp|postpass|converser|cookie|calendrier\w*|redirect\w*)\Z"
)
"""What is done, by its verb; « action=voir » shows a page."""
_ACTION = re.compile(
    rf"{_VERBS}|(?:id_document|recherche|share|replytocom|like_comment|add-to-cart|openidserver|unapproved|moderation-hash"
    r"|exec|formulaire_action|doing_wp_cron|preview_id|preview_nonce)=|preview=true\Z"
    r"|(?:task|layout)=(?:\w{1,20}\.)?(?:edit|form|login|register|mailto|new|save|submit|vote|ics?|icals?|pdf)\b"
    r"|(?:view|page)=(?:login|registration|remind|reset|profile|form|mailto|search)\Z"
    r"|option=com_(?:mailto|users?|search|finder|login|contact|banners|wrapper|jcomments|xmap)\Z"
    r"|format=(?:pdf|feed|raw|json|xml|ical|ics|rss|atom)\Z|type=(?:rss|atom)\Z|feed=(?:rss2?|atom|rdf|comments-\w{1,6})\Z"
    r"|q=(?:user|comment|print|printmail|printpdf|admin|search|forward)(?:[/%]|\Z)"
    r"|(?:auteur|mot|forum|document)\d+\b"
    r"|lang=(?!fr(?:[-_]\w{2})?\Z)[a-z]{2}(?:[-_]\w{2})?\Z",
    re.IGNORECASE,
)
_VARIANT = re.compile(
    r"(?:print(?:able|er)?|pop|imprimer|impression|version_imprimable)=[^&]*\Z"
    r"|(?:sort|order|orderby|sortby|sort_by|sort_order|filter_order(?:_dir)?|tri|ordre)=[a-z_.-]{1,40}\Z"
    r"|(?:dir|direction|sens|order_dir)=(?:asc|desc)\w{0,6}\Z"
    r"|view=(?:print|list|liste|grid|grille|table|mosaic|mosaique|compact|month|week|day|mois|semaine|jour"
    r"|calendar|agenda)\Z"
    r"|(?:layout|skin|fontsize|contrast)=[a-z_-]{1,30}\Z"
    r"|tmpl=(?:component|raw)\Z|set_language=\w{1,8}\Z|highlight=|hl=\w|amp(?:=1?)?\Z|noamp=\w{1,10}\Z"
    r"|(?:output|format|mode|vue|view|affichage|display|version|v)=(?:amp|print|printable|impression|imprimable|imprimer)\Z",
    re.IGNORECASE,
)
_ACTION_PATH = re.compile(
    r"/(?:wp-admin|wp-login\.php|wp-json|xmlrpc\.php|feed|tag|author|login|trackback|cgi-bin)(?:/|\Z)"
    # Words French classes have rubriques for (écrire, imprimer en trois dimensions, la recherche): alone only.
    r"|/(?:ecrire|prive)/?\Z|/user(?:/(?:login|register|password|logout|reset|\d{1,9})\b.{0,200})?/?\Z"
    r"|/(?:login_form|mail_password_form|search_form|sitemap\.xml\.gz|external_edit|edit_form"
    r"|folder_contents|content_status_modify|content_status_history)\Z"
    r"|/(?:comment/reply|print|printmail|printpdf|forward)/|/node/\d{1,9}/(?:edit|delete|revisions)\b"
    r"|/lib/(?:exe|plugins|tpl)/|/(?:load|api|opensearch_desc|thumb|img_auth)\.php\Z"
    r"|/_Auteur_|_Auteur_"
    r"|/(?:version[-_])?(?:imprim(?:er|able)|impression|print(?:able)?)\.(?:php\d?|html?|aspx?)\Z"
    r"|/(?:recommander|envoyer(?:[-_]?(?:par[-_]?)?(?:mail|courriel|ami|a[-_]un[-_]ami))?|send[-_]?(?:to[-_]?friend|mail)?"
    r"|tell[-_]a[-_]friend)(?:\.(?:php\d?|html?|aspx?)|/\d{1,9})?/?\Z"
    r"|/(?:favoris|bookmarks?|panier|cart)(?:\.(?:php\d?|html?|aspx?))?/?\Z"
    r"|\A/(?:recherche|search)(?:\.(?:php\d?|html?|aspx?))?/?\Z|/(?:recherche|search)\.(?:php\d?|html?|aspx?)\Z",
    re.IGNORECASE,
)
_VARIANT_PATH = re.compile(
    r"/(?:amp|version[-_]imprimable)/?\Z|\.(?:print|amp)(?=\.html?\Z)"
    # After what names a page (a number, words tied by hyphens, a file): « /technologie/imprimer/ » is a rubrique.
    r"|(?P<named>\d|\.html|/[^/]{1,200}-[^/]{1,200}-[^/]{1,200})/(?:imprimer|impression|imprimable|print|printable)/?\Z",
    re.IGNORECASE,
)
"""Another showing of the page the address has before it, whose name it keeps."""
_PLONE_VIEWS = re.compile(r"/(?:@@[\w.-]{1,60}|sendto_form|folder_listing|folder_summary_view)\Z")
_WIKI_PATH = re.compile(r"/(?:wiki|index\.php)/([^/?#]{1,200})")


@lru_cache(maxsize=20_000)
def page_behind(url: str, *, is_announced: bool = False) -> str | None:
    """The address of the page an address leads to: itself, or without what it does; None when no page is behind.

    What a feed of changes lists (« ?do=diff&rev=… », « &diff=…&oldid=… ») is thus the page that changed. What a feed
    or a person gives (`is_announced`) is taken for an action only by the signs of a program we know: words alone
    (« ?action=… », « /recherche/ ») may be those of any site.
    """
    parts = urlsplit(url)
    arguments = [argument for argument in parts.query.split("&") if argument]
    for program in (_behind_dokuwiki, _behind_mediawiki, _behind_spip):
        kept = program(parts.path, arguments)
        if kept is not None:
            return _with_arguments(url, kept) if kept != ["?"] else None
    if is_announced:
        return url
    if is_action_path(parts.path) or any(_ACTION.match(one) for one in arguments):
        return None
    view = _PLONE_VIEWS.search(parts.path)
    if view is not None:
        return urlunsplit((*parts[:2], parts.path[: view.start()] or "/", "", ""))
    path = _VARIANT_PATH.sub(lambda shown: shown["named"] or "", parts.path, count=1)
    if path not in {"", parts.path}:
        return urlunsplit((*parts[:2], path, parts.query, ""))
    kept = [one for one in arguments if not _VARIANT.match(one)]
    return url if len(kept) == len(arguments) else _with_arguments(url, kept)


def is_action_path(path: str) -> bool:
    """Say whether a path leads to a form, a list of a person's pages, a program's own files: no page of content."""
    return _ACTION_PATH.search(path) is not None


_Behind = Callable[[str, list[str]], list[str] | None]
"""Gives the arguments that stay, « ? » alone when no page is behind; None for an address of another program."""


def _behind_dokuwiki(path: str, arguments: list[str]) -> list[str] | None:
    is_own = path.endswith("/doku.php")
    if not is_own and not any(_DOKUWIKI_SIGN.match(one) for one in arguments):
        actions = [one for one in arguments if one.startswith("do=") and _DOKUWIKI_ACTION.match(one)]
        if not actions:
            return None
    if any(one.startswith(("media=", "image=")) for one in arguments) and not any(
        one.startswith("id=") for one in arguments
    ):
        return ["?"]
    if is_own:
        return [one for one in arguments if one.startswith("id=")]
    return [
        one
        for one in arguments
        if not (_DOKUWIKI_ACTION.match(one) or _DOKUWIKI_SIGN.match(one) or one.startswith(("tab_", "ns=", "mediado=")))
    ]


def _behind_mediawiki(path: str, arguments: list[str]) -> list[str] | None:
    title = next((one for one in arguments if one.startswith("title=")), "")
    in_path = _WIKI_PATH.search(path)
    name = unquote(title[6:] if title else in_path[1] if in_path else "", errors="replace")
    if name and _MEDIAWIKI_SPECIAL.match(name):
        return ["?"]
    if not (title and path.endswith("/index.php")) and not (
        in_path and any(_MEDIAWIKI_SIGN.match(one) for one in arguments)
    ):
        return None
    return [title] if title else []


def _behind_spip(_path: str, arguments: list[str]) -> list[str] | None:
    """Nothing behind the services of SPIP, nor behind what it makes of a page: its print, its feed, its forms."""
    return ["?"] if any(_SPIP_PAGE.match(one) for one in arguments) else None


def _with_arguments(url: str, arguments: list[str]) -> str:
    head = url.partition("#")[0].partition("?")[0]
    return head + ("?" if arguments else "") + "&".join(arguments)

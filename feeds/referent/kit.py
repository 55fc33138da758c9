"""What makes new pages of a group right at the source: models for SPIP and WordPress, a sheet to print, JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment

from feeds.referent.blocks import as_html, as_spip, as_text, as_wordpress, examples_of, lines_of
from feeds.referent.mending import title_to_write
from feeds.wording.json_text import script_json
from feeds.wording.production import group_titre
from feeds.wording.safe_text import safe_text
from feeds.wording.templating import page_environment
from schemas.files.group import Group

SPIP, WORDPRESS, PATTERN, HTML, TEXT, SHEET, JSON_LD = (
    "modele-spip.txt", "modele-wordpress.html", "composition-wordpress.php", "modele.html", "modele.txt", "fiche.html",
    "donnees.html",
)  # fmt: skip
_PATTERN = """<?php
/**
 * Title: {titre}
 * Slug: traam/{slug}
 * Categories: text
 * Description: Production des TraAM : les libellés convenus par le groupe, à compléter.
 */
?>
{blocks}"""


def kit_of(group: Group) -> Mapping[str, bytes]:
    """The files of the kit, by name."""
    lines = lines_of(group, {})
    blocks = as_wordpress(lines)
    in_comment = safe_text(group_titre(group)).replace("*/", "").replace("?>", "")
    texts = {
        SPIP: as_spip(lines),
        WORDPRESS: blocks,
        PATTERN: _PATTERN.format(titre=f"TraAM {in_comment}", slug=group.id, blocks=blocks.replace("<?", "&lt;?")),
        HTML: as_html(lines),
        TEXT: as_text(lines),
        JSON_LD: f'<script type="application/ld+json">{script_json(_node(group))}</script>\n',
        SHEET: _environment().get_template("referent/fiche.html.j2").render(
            group=group, titre=group_titre(group), title=title_to_write(group, ""),
            elements=[(element, examples_of(element, group)) for element in group.elements],
        ),
    }  # fmt: skip
    return {name: text.encode() for name, text in texts.items()}


def _node(group: Group) -> dict[str, object]:
    """What every page of the group may say of itself to programs: nothing its author has to fill in."""
    part = {"@type": "Collection", "name": f"TraAM {group_titre(group)}", "url": group.vitrine}
    return {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "inLanguage": "fr",
        "about": [{"@type": "Thing", "name": group.discipline}],
        "keywords": [f"TraAM {annee}" for annee in group.annees],
        "isPartOf": {name: value for name, value in part.items() if value},
    }


@cache
def _environment() -> Environment:
    return page_environment()

"""The home page, made of what the index and the group files say."""

from __future__ import annotations

from feeds.vitrine.home import HomePage, groups_at_work
from feeds.vitrine.levels import branches_of
from feeds.vitrine.links import Links
from feeds.vitrine.pages import render, sections_of
from feeds.vitrine.search_page import counted
from pipeline.vitrine.by_address import by_name, line_of
from pipeline.vitrine.library import Library

NEWEST = 5
"""Productions shown as what is new."""


def home_page(library: Library, links: Links) -> str:
    """What is new, the groups at work, and the ways in; of what is counted, what no group made is said."""
    counts, newest = library.counts(), library.found({}, NEWEST)
    annees_shown, groups = groups_at_work(library.groups.values(), counts["groupe"])
    page = HomePage(
        annees_shown=annees_shown,
        sections=sections_of([(group.discipline, line_of(group, counts)) for group in groups]),
        total=newest.total,
        of_groups=sum(counts["groupe"].values()),
        newest=tuple(map(library.card, newest.records)),
        branches=branches_of(counts["niveau"]),
        natures=counted(counts["nature"]),
        annees=counted(dict(sorted(counts["annee"].items(), reverse=True))),
        disciplines=counted(by_name(counts["discipline"])),
        academies=counted(by_name(counts["academie"])),
    )
    return render("accueil", library.site, links, page=page)

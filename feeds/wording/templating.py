"""The one way pages are made of templates: escaped by default, and loud about what a template names wrongly."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from feeds.wording.french import counted, french_spaces, written_date
from feeds.wording.safe_text import safe_link, safe_text
from schemas.words.languages import language_name

Html = Markup
"""Text that is HTML already: a template made it, and escaped what it holds."""


def _public(value: object) -> object:
    """What a template prints: any text that is not HTML it made itself is made safe, whether it asked for it or not."""
    return safe_text(value) if type(value) is str else value


def page_environment() -> Environment:
    """A new environment of the templates, with what makes harvested text safe."""
    environment = Environment(
        loader=PackageLoader("feeds", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_public,
        auto_reload=False,  # else the disk is asked at every page whether a template changed
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "safe_text": safe_text, "safe_link": safe_link, "written_date": written_date, "typo": french_spaces,
        "language_name": language_name,
    }  # fmt: skip
    environment.globals |= {"counted": counted}
    return environment

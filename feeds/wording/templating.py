"""The one way pages are made of templates: escaped by default, and loud about what a template names wrongly."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from feeds.wording.french import NO_BREAK_SPACE, counted, french_spaces, written_date, written_number
from feeds.wording.safe_text import safe_link, safe_text
from schemas.words.languages import language_name

Html = Markup
"""Text that is HTML already: a template made it, and escaped what it holds."""


def _public(value: object) -> object:
    """What a template prints: any text that is not HTML it made itself is made safe, whether it asked for it or not."""
    return safe_text(value) if type(value) is str else value


_TAG_OR_SPACE = re.compile(r"<(?P<code>style|script)\b(?s:.*?)</(?P=code)>|<[^<>]*>| (?=[:;?»]|!(?!=))|(?<=[«°]) ")


class FrenchSource(Extension):
    """What a template itself says has its no-break spaces, whoever wrote it; tags and code are left alone."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Hold punctuation marks to their words."""
        if ".css" in (name or ""):
            return source
        return _TAG_OR_SPACE.sub(lambda found: NO_BREAK_SPACE if found[0] == " " else found[0], source)


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
        extensions=[FrenchSource],
    )
    environment.filters |= {
        "safe_text": safe_text, "safe_link": safe_link, "written_date": written_date, "typo": french_spaces,
        "language_name": language_name, "number": written_number,
    }  # fmt: skip
    environment.globals |= {"counted": counted}
    return environment

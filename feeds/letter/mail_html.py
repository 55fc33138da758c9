"""The issue as the HTML of an e-mail and as a fragment to paste: tables, every style on its own element."""

from __future__ import annotations

from functools import cache

import css_inline
from jinja2 import Environment

from feeds.letter.content import Content
from feeds.wording.templating import page_environment


def mail_html(content: Content) -> str:
    """The whole document: what programs that ignore style sheets need is on the elements, dark mode is not."""
    return _inliner().inline(_environment().get_template("letter_mail.html.j2").render(letter=content))


def fragment_html(content: Content) -> str:
    """What goes between two tags of another page (a CMS's article): semantic, without any style of ours."""
    return _environment().get_template("letter_fragment.html.j2").render(letter=content)


def page_html(content: Content, archive: str = "") -> str:
    """The issue's page on the web; `archive` leads from it to the folder of the archive (« ../ »)."""
    return _environment().get_template("letter_page.html.j2").render(letter=content, archive=archive)


@cache
def _inliner() -> css_inline.CSSInliner:
    # What is kept of the style sheet is its media queries. Nothing is fetched, whatever an address says.
    return css_inline.CSSInliner(
        keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False, minify_css=False
    )


@cache
def _environment() -> Environment:
    return page_environment()

"""Forms where a reader only chooses (a rubrique, a year, « page suivante »), and why some are not followed. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from math import prod
from typing import Literal

from lxml import etree

from schemas.formats.assembly import whole_text
from schemas.words.text import fold

MAX_OF_ONE_FORM = 200
"""Addresses one form is expanded to; beyond, each choice is taken alone."""
MAX_FORMS = 300
"""Forms of one page that are looked at."""
_MAX_FIELDS = 2_000
_MAX_OPTIONS = 1_000
_MAX_NUMBERS = 200
"""Pages a field of numbers (« aller à la page ») may count."""
_MAX_HIDDEN = 300
"""Letters of a hidden value: more is a token, or a state that no address should carry."""

_DISPLAY = re.compile(
    r"(?:sort|order|tri\b|ordre|sens\b|direction|dir\b|limit|per_?page|par_?page|nb|items?_?per|results_?per|affichage"
    r"|display|vue\b|view|layout|mode\b|skin|style|contrast|taille|font|format\b|var_)",
    re.IGNORECASE,
)
"""Fields that show the same pages another way: they are left as they are."""
_LANGUAGE = re.compile(r"lang|locale|hl\b", re.IGNORECASE)
_CODE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?|", re.IGNORECASE)
"""« fr », « en-GB »: the languages of a site, where « allemand » is one of its subjects."""
_ALL = re.compile(r"\W{0,9}(?:tou(?:t|s|te|tes)|all|any|n'importe|indifferente?s?|sans filtre)\b")
_PROMPT = re.compile(r"\W{0,9}(?:choi[sx]\w*|selectionn\w*|veuillez|select|aller a|filtrer|\Z)")
_NO_VALUE = frozenset({"", "-1", "all", "any", "tous", "tout", "toutes", "_none", "*"})
_DOES = re.compile(
    r"\b(?:supprim|effac|annul|reinitialis|reset|se connect|connexion|login|log in|deconnex|deconnect|inscri|abonn"
    r"|vot(?:er|ez|e)\b|j'aime|like\b|envoy|send\b|partag|share|signal|repond|comment(?:er|ez)\b|ajout|add\b|modifi|edit"
    r"|enregistr|save\b|imprim|print|telecharg|download|export|accept|refus|cookie|consent|fermer|close|panier|cart\b"
    r"|achet|command|publier|creer|nouveau sujet|rss\b|pdf\b|csv\b)"
)
"""What buttons do that do not only show pages, were it asked with GET."""
_SHOWS_MORE = re.compile(r"\b(?:suivant(?:e|s|es)?|suite|plus anciens?|archives?|next|older)\b")
_TYPED = frozenset(
    {"text", "search", "tel", "url", "date", "month", "week", "time", "datetime-local", "number", "range"}
)
_PERSONAL = frozenset({"password", "email", "file", "color", "textarea"})

_LEADS_TO_PAGES = re.compile(r"https?:|(?![a-z][\w+.-]{0,30}:)", re.IGNORECASE)

Why = Literal["post", "texte", "script", "choix"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field, and the element that says it to readers."""

    element: etree._Element
    value: str


@dataclass(frozen=True, slots=True)
class Field:
    """One name a form sends, and the values that may be chosen for it."""

    name: str
    choices: tuple[Choice, ...]
    without: str | None = None
    """What is sent when nothing is chosen; None when the name is not sent then."""
    is_optional: bool = False
    """True when nothing may be chosen."""
    shows_all: bool = False
    """True when choosing nothing is said to show all, and not only to be a prompt."""
    is_menu: bool = False

    @property
    def is_fixed(self) -> bool:
        """Say whether there is nothing to choose."""
        return len(self.choices) == 1 and not self.is_optional


@dataclass(frozen=True, slots=True)
class Form:
    """A form, as what it lets a reader choose."""

    element: etree._Element
    action: str
    is_get: bool
    is_typed: bool
    """True when words may be typed in it."""
    has_button: bool
    shows_more: bool
    """True when a button of it leads to the rest of a list."""
    fields: tuple[Field, ...]

    @property
    def varied(self) -> tuple[Field, ...]:
        """The fields where there is a choice."""
        return tuple(field for field in self.fields if not field.is_fixed)

    @property
    def count(self) -> int:
        """Count the addresses it may ask for, those of several optional choices at once left aside."""
        required = prod(len(field.choices) for field in self.varied if not field.is_optional)
        return required * (1 + sum(len(field.choices) for field in self.varied if field.is_optional))

    @property
    def is_followed(self) -> bool:
        """Say whether its choices are asked for as links are."""
        if not self.is_get or self.is_typed or not self._has_address:
            return False
        return self.has_button or any(field.is_menu for field in self.varied)

    @property
    def _has_address(self) -> bool:
        return _LEADS_TO_PAGES.match(self.action) is not None

    @property
    def left_for(self) -> Why | None:
        """Say why it is not followed, or not whole; None of one that is, or that hides no page."""
        offers = any(field.is_menu for field in self.varied)
        if self.is_typed:
            return "texte" if self.is_get and offers else None
        if not self.is_get:
            return "post" if offers or self.shows_more else None
        if not self._has_address:
            return "script" if offers else None
        return "choix" if self.count > MAX_OF_ONE_FORM else None


def forms_of(root: etree._Element) -> Iterator[Form]:
    """The forms of a page where a reader may choose; those where persons sign or write are none."""
    for element in islice(root.iter("form"), MAX_FORMS):
        method = str(element.get("method") or "get").strip().lower()
        form = _form(element, is_get=method != "post") if method != "dialog" else None
        if form is not None:
            yield form


def _form(element: etree._Element, *, is_get: bool) -> Form | None:
    controls = list(islice(_controls(element), _MAX_FIELDS + 1))
    kinds = {_kind(one) for one in controls}
    if kinds & _PERSONAL or len(controls) > _MAX_FIELDS:
        return None
    buttons = [one for one in controls if _kind(one) in {"submit", "image"} and not one.get("formaction")]
    kept = [one for one in buttons if not _DOES.search(_label(one))]
    is_typed = any(_kind(one) in _TYPED and not _numbers(one) for one in controls)
    is_long = any(_kind(one) == "hidden" and len(one.get("value") or "") > _MAX_HIDDEN for one in controls)
    if is_long or (buttons and not kept):
        return None
    return Form(
        element,
        str(element.get("action") or "").strip(),
        is_get,
        is_typed,
        bool(kept),
        any(_SHOWS_MORE.search(_label(one)) for one in kept),
        (*_fields(controls), *_of_buttons(kept)),
    )


def _controls(form: etree._Element) -> Iterator[etree._Element]:
    """What a form sends, in the order of the page; what belongs to it and stands elsewhere comes last."""
    yield from (one for one in form.iter("input", "select", "button", "textarea") if not _is_off(one))
    name = form.get("id")
    if name:
        for one in form.getroottree().iter("input", "select", "button", "textarea"):
            if one.get("form") == name and form not in one.iterancestors("form") and not _is_off(one):
                yield one


def _is_off(control: etree._Element) -> bool:
    off = control.get("disabled") is not None
    return off or any(above.get("disabled") is not None for above in control.iterancestors("fieldset"))


def _kind(control: etree._Element) -> str:
    """The kind of a control: its type for an input and a button, else its tag."""
    if control.tag == "input":
        return str(control.get("type") or "text").strip().lower()
    return str(control.get("type") or "submit").strip().lower() if control.tag == "button" else str(control.tag)


def _label(button: etree._Element) -> str:
    words = whole_text(button) if button.tag == "button" else str(button.get("value") or button.get("alt") or "")
    return fold(" ".join(f"{words} {button.get('name') or ''}".split())[:200])


def _fields(controls: Iterable[etree._Element]) -> Iterator[Field]:
    """The fields of a form but for its buttons; those of one name and kind that follow each other are one."""
    for (name, kind), group in groupby(controls, lambda one: (str(one.get("name") or ""), _kind(one))):
        if not name:
            continue
        of_one_name = list(group)
        if kind == "hidden":
            yield from (Field(name, (Choice(one, str(one.get("value") or "")),)) for one in of_one_name)
        elif kind == "select":
            yield from filter(None, (_menu(name, one) for one in of_one_name))
        elif kind in {"radio", "checkbox"}:
            yield from _boxes(name, of_one_name, kind)
        elif kind in _TYPED:
            yield from (Field(name, numbers) for one in of_one_name if (numbers := _numbers(one)))


def _menu(name: str, select: etree._Element) -> Field | None:
    options = [one for one in islice(select.iter("option"), _MAX_OPTIONS) if one.get("disabled") is None]
    if not options:
        return None
    if _DISPLAY.match(name) or (_LANGUAGE.match(name) and all(_CODE.fullmatch(_value(one)) for one in options)):
        shown = next((one for one in options if one.get("selected") is not None), options[0])
        return Field(name, (Choice(shown, _value(shown)),))
    empty = [one for one in options if _chooses_nothing(one)]
    choices = tuple({_value(one): Choice(one, _value(one)) for one in options if one not in empty}.values())
    if select.get("multiple") is not None or not choices:
        return Field(name, choices, is_optional=True, shows_all=True, is_menu=bool(choices))
    return Field(
        name,
        choices,
        without=_value(empty[0]) if empty else None,
        is_optional=bool(empty),
        shows_all=any(_ALL.match(fold(whole_text(one))) for one in empty),
        is_menu=bool(empty) or len(choices) > 1,
    )


def _value(option: etree._Element) -> str:
    value = option.get("value")
    return str(value) if value is not None else " ".join(whole_text(option).split())


def _chooses_nothing(option: etree._Element) -> bool:
    text = fold(whole_text(option)[:100])
    return _value(option).strip().lower() in _NO_VALUE or (
        _value(option).strip() in {"0", " ".join(whole_text(option).split())}
        and bool(_ALL.match(text) or _PROMPT.match(text))
    )


def _boxes(name: str, boxes: list[etree._Element], kind: str) -> Iterator[Field]:
    """Radio buttons and boxes: what is chosen at first stays for those that change nothing but the showing."""
    choices = tuple(Choice(one, str(one.get("value") or "on")) for one in boxes)
    chosen = [one for one in choices if one.element.get("checked") is not None]
    if _DISPLAY.match(name):
        yield from (Field(name, (choice,)) for choice in chosen)
        return
    empty = next((one for one in choices if one.value.strip().lower() in _NO_VALUE), None)
    if kind == "radio" and (empty is not None or chosen):
        kept = tuple(one for one in choices if one is not empty)
        yield Field(name, kept, empty.value if empty else None, is_optional=empty is not None, shows_all=True)
    else:
        yield Field(name, choices, is_optional=True, shows_all=True)


def _numbers(control: etree._Element) -> tuple[Choice, ...]:
    """The numbers a field lets choose from, as « aller à la page [ ] sur 12 » does; none when they have no end."""
    low, high = str(control.get("min") or "1"), str(control.get("max") or "")
    if _kind(control) not in {"number", "range"} or not (low.isdecimal() and high.isdecimal()) or len(low + high) > 18:
        return ()
    count = int(high) - int(low) + 1
    return tuple(Choice(control, str(int(low) + step)) for step in range(count)) if 0 < count <= _MAX_NUMBERS else ()


def _of_buttons(buttons: Iterable[etree._Element]) -> Iterator[Field]:
    """What the button pressed adds: one of those that have a name."""
    named = tuple(Choice(one, str(one.get("value") or "")) for one in buttons if one.get("name"))
    for name, choices in groupby(named, lambda one: str(one.element.get("name"))):
        yield Field(name, tuple(choices))

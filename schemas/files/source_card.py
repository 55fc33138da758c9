"""Writing a source card: the TOML that load_sources reads back to the same Source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.files.source import USUAL_TIMEOUT, Source
from schemas.files.toml_file import written_value
from schemas.parsing.xml import legal_text

_DELETE = "\x7f"
_PROPOSED = (
    "Où chaque partie se trouve sur les pages regardées. À décommenter pour l'imposer : la carte passe avant tout.",
    "Sans elle, chaque moisson l'apprend d'elle-même, et l'apprend de nouveau quand le site change de gabarit.",
)
_TO_COMPLETE = {
    "academie": 'à compléter si la source est celle d\'une seule académie, par exemple "Dijon"',
    "discipline": 'à compléter si la source est celle d\'une seule discipline, par exemple "SVT"',
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A selector a card may have."""

    part: str
    """A key of schemas.parsing.selectors.SELECTED."""
    selector: str
    score: str
    """French: how often it was right."""


def written_card(source: Source, remarks: Sequence[str] = (), proposed: Sequence[Proposed] = ()) -> str:
    """A card's text; remarks stand above it as comments. Durations and the scope are left to their defaults.

    Selectors proposed stand at its end as comments, to be uncommented.
    """
    lines = [f"# {_one_line(remark)}" for remark in remarks]
    lines += [f"{key} = {_text(value)}" for key, value in _texts(source)]
    lines += [f'# {key} = ""  # {hint}' for key, hint in _TO_COMPLETE.items() if not getattr(source, key)]
    if source.kind == "oai":
        lines.append(f"metadata_prefix = {_texts_list(source.metadata_prefix)}")
        if source.timeout != USUAL_TIMEOUT:
            lines.append(f'timeout = "{max(1, round(source.timeout.total_seconds()))}s"')
    for key, values in (("sets", source.sets), ("quirks", source.quirks), ("ignore", source.ignore)):
        if values:
            lines.append(f"{key} = {_texts_list(values)}")
    bounds = {"min": source.expect.min, "max": source.expect.max}
    given = ", ".join(f"{key} = {value}" for key, value in bounds.items() if value is not None)
    if given:
        lines.append(f"expect = {{ {given} }}")
    if proposed:
        lines += ["", *(f"# {line}" for line in _PROPOSED), "# [selectors]"]
        lines += [f"# {one.part} = {_text(one.selector)}  # {_one_line(one.score)}" for one in proposed]
    return "\n".join(lines) + "\n"


def _texts(source: Source) -> list[tuple[str, str]]:
    pairs = [
        ("id", source.id), ("titre", source.titre), ("kind", source.kind), ("url", source.url),
        ("academie", source.academie), ("discipline", source.discipline),
    ]  # fmt: skip
    return [(key, value) for key, value in pairs if value]


def _texts_list(values: Sequence[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _text(value: str) -> str:
    return written_value(legal_text(value).replace(_DELETE, ""))


def _one_line(text: str) -> str:
    """What may stand in a comment (TOML 1.0, « Comment »): no line end nor control character."""
    return "".join(character for character in " ".join(legal_text(text).split()) if character.isprintable())

"""Writing a configuration that harvests the example servers: traam.toml, sources/, groups/ and bilans/."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template

from schemas.files.toml_file import written_value
from schemas.words.text import fold, hyphenated

HERE = Path(__file__).parent


def write_first_configuration(folder: Path, contact: str, academies: Sequence[str]) -> tuple[Path, ...]:
    """Write a commented configuration in a folder, with the cards of some académies; give the paths of the files."""
    for name in ("sources", "groups", "bilans"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    text = (HERE / "traam.toml").read_text(encoding="utf-8")
    files = {folder / "traam.toml": text.replace('"moisson@example.org"', written_value(contact))}
    for name in academies:
        files[folder / "sources" / f"{name}.toml"] = (HERE / "academies" / f"{name}.toml").read_text(encoding="utf-8")
    for path, content in files.items():
        path.write_text(content, encoding="utf-8")
    return tuple(files)


def cards_of(academie: str) -> str:
    """The name of the file of cards that there is for an académie; empty where there is none."""
    name = hyphenated(fold(academie))
    return name if (HERE / "academies" / f"{name}.toml").is_file() else ""


def write_configuration(folder: Path, oai_url: str, site_url: str) -> Path:
    """Write the example configuration in a folder, made if need be; give the path of its traam.toml."""
    for name in ("sources", "groups", "bilans"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    addresses = {"oai_url": written_value(oai_url), "site_url": written_value(site_url)}
    for card in sorted((HERE / "sources").glob("*.toml.in")):
        text = Template(card.read_text(encoding="utf-8")).substitute(addresses)
        (folder / "sources" / card.name.removesuffix(".in")).write_text(text, encoding="utf-8")
    for group in sorted((HERE / "groups").glob("*.toml")):
        (folder / "groups" / group.name).write_text(group.read_text(encoding="utf-8"), encoding="utf-8")
    for bilan in sorted((HERE / "bilans").glob("*.csv.in")):
        text = Template(bilan.read_text(encoding="utf-8")).substitute(site=site_url)
        (folder / "bilans" / bilan.name.removesuffix(".in")).write_text(text, encoding="utf-8")
    main = folder / "traam.toml"
    main.write_text((HERE / "traam.toml").read_text(encoding="utf-8"), encoding="utf-8")
    return main

"""Which pages are generated, and what they should say now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mingcha.engine.rules.library import load_library
from mingcha.engine.understanding.spec import load_specs
from mingcha.reference.bad_input import bad_input_page
from mingcha.reference.commands import commands_page
from mingcha.reference.datasets import datasets_page
from mingcha.reference.lifecycles import lifecycles_page
from mingcha.reference.rules import rules_page

#: The reference folder of the checkout this package is installed from.
FOLDER = Path(__file__).resolve().parents[3] / "docs" / "reference"
PAGES = ("datasets.md", "rules.md", "command-line.md", "bad-input.md", "lifecycles.md")


def pages() -> dict[str, str]:
    """File name → text, the same on every machine for the same checkout. A broken rule is an error here."""
    specs = load_specs()
    library = load_library(specs)
    for _, error in library.broken:
        raise error
    texts = (datasets_page(specs), rules_page(library, specs), commands_page(), bad_input_page(), lifecycles_page())
    return dict(zip(PAGES, texts, strict=True))


def stale(folder: Path = FOLDER) -> list[str]:
    """Names of the pages in `folder` that do not say what they should."""
    return _differing(folder, pages())


def write(folder: Path = FOLDER) -> list[str]:
    """Brings the pages in `folder` up to date; names of those that changed."""
    texts = pages()
    changed = _differing(folder, texts)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        (folder / name).write_text(texts[name], encoding="utf-8")
    return changed


def _differing(folder: Path, texts: Mapping[str, str]) -> list[str]:
    return [n for n, text in texts.items() if not (folder / n).exists() or (folder / n).read_text("utf-8") != text]

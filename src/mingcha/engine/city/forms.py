"""The forms in which departments hand data in, read from data/forms.yml."""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingcha.engine.city.book import Row

FORMS_FILE = Path(__file__).parent / "data" / "forms.yml"
STYLES = 3


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the path of its value in a row, and how it is written (`id`, `wan`, `m2`, `month`…)."""

    heading: str
    path: str
    manner: str

    @property
    def is_id(self) -> bool:
        """Whether the cells are resident ids."""
        return self.path.endswith(".id") or self.manner == "id" or self.path == "holder"

    @property
    def is_name(self) -> bool:
        """Whether the cells are names of people."""
        return self.path.endswith(".name") and not self.path.startswith("village")


@dataclass(frozen=True, slots=True)
class Form:
    """One entry of forms.yml; `columns` by style."""

    dataset: str
    office: str
    name: str
    scope: str
    kinds: tuple[str, ...]
    columns: tuple[tuple[Column, ...], ...]
    where: dict[str, list[str]] = field(default_factory=dict)
    files: str = ""
    sheets: str = ""
    total: tuple[str, ...] = ()
    groups: dict[str, list[str]] = field(default_factory=dict)

    def takes(self, row: Row) -> bool:
        """Whether a row of the dataset goes on this form."""
        return all(row[column] in values for column, values in self.where.items())


@cache
def all_forms() -> tuple[Form, ...]:
    """Every form, in the order of the file."""
    entries = yaml.safe_load(FORMS_FILE.read_text(encoding="utf-8"))
    return tuple(_form(entry) for entry in entries)


def _form(entry: dict[str, Any]) -> Form:
    return Form(
        dataset=entry["dataset"],
        office=entry["office"],
        name=entry["name"],
        scope=entry["scope"],
        kinds=tuple(entry["kinds"].split()),
        columns=tuple(_columns(entry["columns"], style) for style in range(STYLES)),
        where=entry.get("where", {}),
        files=entry.get("files", ""),
        sheets=entry.get("sheets", ""),
        total=tuple(entry.get("total", ())),
        groups=entry.get("groups", {}),
    )


def _columns(lines: list[str], style: int) -> tuple[Column, ...]:
    """Columns of one style; an empty heading means that this style does not have the column."""
    found = []
    for line in lines:
        headings, expression = line.split("=", 1)
        names = headings.split("/")
        path, *manners = expression.split("/")
        manner = manners[style] if manners else ""
        path, _, own = path.partition("!")
        heading = names[style] if len(names) == STYLES else names[0]
        if heading:
            found.append(Column(heading, path, own or manner.lstrip("!")))
    return tuple(found)


def value_of(row: Row, path: str) -> Any:
    """Follow a path into a row: `person.name`, `village.township`, `amount`."""
    first, *rest = path.split(".")
    if first == "village" and "village" not in row:
        return ""
    value = row.get(first)
    for step in rest:
        value = getattr(value, step, "") if value is not None else ""
    return value


def county_of(row: Row) -> str:
    """The county a row belongs to: of its village, else of the first person in it, else of its unit."""
    village = row.get("village")
    if village is not None:
        return str(village.county)
    for value in row.values():
        if hasattr(value, "home"):
            return str(value.home.village.county)
    return ""


def label_of(row: Row, split: str) -> str:
    """The name of the file or sheet a row goes to: `month`, `out_at month`, `period year`, `kind`."""
    if not split:
        return ""
    path, _, part = split.partition(" ")
    value = value_of(row, path)
    if isinstance(value, date):
        month = value.year * 100 + value.month
        return _spoken(month, part)
    text = str(value)
    if text[:6].isdigit() and len(text) == 6:
        return _spoken(int(text), part)
    if text[:4].isdigit() and part == "year":
        return f"{text[:4]}年"
    return f"{text}年" if len(text) == 4 and text.isdigit() else text


def _spoken(month: int, part: str) -> str:
    return f"{month // 100}年" if part == "year" else f"{month // 100}年{month % 100}月"

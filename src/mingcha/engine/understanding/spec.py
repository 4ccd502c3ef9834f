"""Dataset specs: what a dataset is called, which columns it has, how counties write their headers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

#: Every type a column may have; `docs/architecture.md` says how each is stored.
# fmt: off
TYPES = frozenset({
    "person_id", "uscc", "party_id", "plate", "account", "phone", "ref", "name", "text", "enum", "relation", "area",
    "date", "datetime", "month", "year", "period", "money", "mu", "decimal", "coord", "int", "bool",
})
PURPOSES = frozenset({
    "identity", "benefit", "staff", "income", "property", "company", "land", "housing", "village", "vehicle", "expense",
    "procurement", "justice", "medical", "education", "disclosure", "calendar",
})
# fmt: on
FEEDS = frozenset(["daily", "weekly", "monthly", "quarterly", "yearly", "once"])

#: The specs of the checkout this package is installed from.
SCHEMAS = Path(__file__).resolve().parents[4] / "schemas"


@dataclass(frozen=True)
class ColumnSpec:
    """
    One column of a dataset.

    `elsewhere`: a required value that file name, sheet name or title may say instead of a column. `values` maps codes
    of an `enum` to the words departments write. `unit` is the unit stored for `decimal` (升, 公里, %, 平方米), or "".
    """

    name: str
    type: str
    required: bool = False
    elsewhere: bool = False
    aliases: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    title_zh: str = ""
    title_en: str = ""
    unit: str = ""


@dataclass(frozen=True)
class DatasetSpec:
    """
    One dataset. `key` names the columns that identify a row; `words` in a file, sheet or title name speak for the
    dataset, `not_words` against it. `feed` is how often a department is expected to deliver.
    """

    dataset: str
    code: str
    title_zh: str
    title_en: str
    purpose_class: str
    feed: str
    words: tuple[str, ...]
    not_words: tuple[str, ...]
    columns: dict[str, ColumnSpec]
    key: tuple[str, ...]

    def digest(self) -> str:
        """Hex SHA-256 of everything the spec says; equal specs have equal digests on every machine."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        text = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def required(self) -> tuple[str, ...]:
        """Columns that must stand in the table itself."""
        return tuple(c.name for c in self.columns.values() if c.required and not c.elsewhere)


def load_specs(folder: Path | None = None) -> dict[str, DatasetSpec]:
    """
    All specs by dataset name: those of the checkout, then those of `folder` (`--schemas DIR`), which replace
    specs of the same name. Raises Refused naming file and field when a spec is broken.
    """
    from mingcha.engine.understanding.spec_file import read_folder

    specs = read_folder(SCHEMAS)
    if folder is not None:
        specs |= read_folder(folder)
    return dict(sorted(specs.items()))

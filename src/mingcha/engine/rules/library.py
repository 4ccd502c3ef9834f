"""All rules and derived tables of a checkout. A broken file never sinks the rest: it is set aside and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.frontmatter import read_rule, read_table
from mingcha.engine.rules.gate import check
from mingcha.engine.rules.model import Rule, Table
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.errors import Refused

#: The rules of the checkout this package is installed from.
RULEPACKS = Path(__file__).resolve().parents[4] / "rulepacks"
DERIVED = "derived"


@dataclass(frozen=True)
class Library:
    """Rules that passed the gate, in order of catalogue number, and what was set aside."""

    rules: Mapping[str, Rule]
    catalog: Catalog
    broken: tuple[tuple[str, Refused], ...]  # file name, why

    def rule(self, name: str) -> Rule | None:
        """A rule by its id or catalogue number as text."""
        found = self.rules.get(name)
        return found or next((r for r in self.rules.values() if str(r.catalogue) == name), None)


def load_library(specs: Mapping[str, DatasetSpec], extra: Path | None = None) -> Library:
    """Rules of the checkout and of the folder `extra` (`--rulepacks DIR`), which replace those of the same id."""
    known = _shipped(specs)
    if extra is None:
        return known
    if _files([extra], derived=True):
        return _load([RULEPACKS, extra], specs)
    # The tables are the same, and so is what passed the gate over them.
    old = known.catalog
    catalog = Catalog(specs, old.tables, dict(old.checked), dict(old.qualified), dict(old.traced))
    rules, broken = _rules([extra], catalog)
    return _library({**known.rules, **rules}, catalog, [*known.broken, *broken])


@dataclass(frozen=True)
class _Read:
    """The library of the checkout, and the specs and files (path, moment, bytes) that it was read from."""

    specs: Mapping[str, DatasetSpec]
    files: tuple[tuple[Path, int, int], ...]
    library: Library


_read: _Read | None = None


def _shipped(specs: Mapping[str, DatasetSpec]) -> Library:
    """The rules of the checkout: parsed once a process, as long as no file of them changes (about a second)."""
    global _read
    stats = [(path, path.stat()) for path in sorted(RULEPACKS.rglob("*.sql"))]
    files = tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats)
    found = _read
    if found is None or found.files != files or found.specs != specs:
        _read = found = _Read(dict(specs), files, _load([RULEPACKS], specs))
    return found.library


def _load(folders: list[Path], specs: Mapping[str, DatasetSpec]) -> Library:
    broken: list[tuple[str, Refused]] = []
    catalog = Catalog(specs, _tables(folders, specs, broken))
    rules, refused = _rules(folders, catalog)
    return _library(rules, catalog, [*broken, *refused])


def _library(rules: Mapping[str, Rule], catalog: Catalog, broken: list[tuple[str, Refused]]) -> Library:
    ordered = sorted(rules.values(), key=lambda r: (r.catalogue, r.id))
    return Library({r.id: r for r in ordered}, catalog, tuple(broken))


def _rules(folders: list[Path], catalog: Catalog) -> tuple[dict[str, Rule], list[tuple[str, Refused]]]:
    """Those that pass the gate, a later one in the place of an earlier of its id, and what was set aside."""
    rules: dict[str, Rule] = {}
    broken: list[tuple[str, Refused]] = []
    for path in _files(folders, derived=False):
        try:
            rule = read_rule(path)
            check(rule, catalog)
        except Refused as error:
            broken.append((path.name, error))
        else:
            rules[rule.id] = rule
    return rules, broken


def _files(folders: list[Path], *, derived: bool) -> list[Path]:
    found = (path for folder in folders for path in sorted(folder.rglob("*.sql")))
    return [path for path in found if (path.parent.name == DERIVED) == derived]


def _tables(
    folders: list[Path], specs: Mapping[str, DatasetSpec], broken: list[tuple[str, Refused]]
) -> dict[str, Table]:
    """Derived tables in an order in which each needs only those before it."""
    waiting: dict[str, Table] = {}
    for path in _files(folders, derived=True):
        try:
            table = read_table(path)
        except Refused as error:
            broken.append((path.name, error))
        else:
            waiting[table.name] = table
    ordered: dict[str, Table] = {}
    while ready := [t for t in waiting.values() if not ({*t.inputs, *t.optional} & waiting.keys()) - {t.name}]:
        for table in ready:
            del waiting[table.name]
            try:
                check(table, Catalog(specs, ordered))
            except Refused as error:
                broken.append((table.source, error))
            else:
                ordered[table.name] = table
    return ordered

"""
How much a department's file differs from the one before it: a poisoned register looks like the old one with some rows
exchanged.

Rows are counted per subject and name; `moved` is the share of rows that would have to change hands to turn one file
into the other (total variation distance), so that it makes no difference how an attacker spreads his rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from mingcha.engine.quality.conflicts import name_pairs
from mingcha.engine.rules.duck import quoted
from mingcha.engine.running.tables import Dataset, Tables
from mingcha.engine.understanding.spec import DatasetSpec

#: Types of the columns that say whom a row is about, the most telling first.
_SUBJECTS = ("person_id", "party_id", "uscc", "plate", "account")


@dataclass(frozen=True)
class Drift:
    """
    One dataset now and before: usable rows; distinct subjects, new ones and gone ones; `moved` in thousandths of the
    rows. Without a subject column only rows are compared.
    """

    dataset: str
    rows: int
    rows_before: int
    subjects: int = 0
    subjects_before: int = 0
    new: int = 0
    gone: int = 0
    moved: int = 0


def compare(tables: Tables, now: Dataset, before: Dataset) -> Drift:
    """The difference between two deliveries of one dataset; both lie in the store of `tables`."""
    rows, rows_before = (_count(tables, dataset) for dataset in (now, before))
    subject = _subject(now.spec)
    if subject is None or not rows or not rows_before:
        return Drift(now.spec.dataset, rows, rows_before)
    query = f"""
        WITH new AS ({_grouped(tables, now, subject)}), old AS ({_grouped(tables, before, subject)}),
        pairs AS (
          SELECT coalesce(new.k, old.k) AS k, coalesce(new.c, 0) AS a, coalesce(old.c, 0) AS b
          FROM new FULL JOIN old ON new.k = old.k AND new.n = old.n
        ),
        subjects AS (SELECT k, sum(a) AS a, sum(b) AS b FROM pairs GROUP BY k),
        whole AS (SELECT sum(a)::HUGEINT AS a, sum(b)::HUGEINT AS b FROM pairs)
        SELECT
          (SELECT count(*) FROM subjects WHERE a > 0), (SELECT count(*) FROM subjects WHERE b > 0),
          (SELECT count(*) FROM subjects WHERE b = 0), (SELECT count(*) FROM subjects WHERE a = 0),
          (SELECT sum(abs(pairs.a * whole.b - pairs.b * whole.a)) FROM pairs, whole), (SELECT a * b FROM whole)
    """
    found = tables.connection.execute(query).fetchone() or (0, 0, 0, 0, 0, 0)
    subjects, subjects_before, new, gone, distance, whole = (int(value or 0) for value in found)
    moved = -(-1000 * distance // (2 * whole)) if whole else 0
    return Drift(now.spec.dataset, rows, rows_before, subjects, subjects_before, new, gone, moved)


def _subject(spec: DatasetSpec) -> tuple[str, str | None] | None:
    """The column that says whom a row is about, and the name beside it."""
    of_key = [spec.columns[name] for name in spec.key if name in spec.columns]
    for columns in (of_key, list(spec.columns.values())):
        for kind in _SUBJECTS:
            chosen = next((c.name for c in columns if c.type == kind), None)
            if chosen:
                names = dict(name_pairs(spec))
                return chosen, names.get(chosen)
    return None


def _grouped(tables: Tables, dataset: Dataset, subject: tuple[str, str | None]) -> str:
    key, name = subject
    named = f"coalesce({quoted(name)}, '')" if name else "''"
    return (
        f"SELECT {quoted(key)} AS k, {named} AS n, count(*) AS c FROM {tables.scan(dataset.versions)}"
        f" WHERE _verdict = 0 AND {quoted(key)} IS NOT NULL GROUP BY ALL"
    )


def _count(tables: Tables, dataset: Dataset) -> int:
    found = tables.connection.execute(f"SELECT count(*) FROM {tables.scan(dataset.versions)} WHERE _verdict = 0")
    return int((found.fetchone() or (0,))[0])

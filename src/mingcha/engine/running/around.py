"""
Who is close to given people, by the registers of a run: kin, and bodies in which they or their kin hold something.

What keeps an office holder away from a matter (监察法 第五十八条; 监督执纪工作规则 第六十七条) is asked of the rows
that the rules read. Only the people asked for are looked at, and only pseudonyms come back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.compile import compile_sql
from mingcha.engine.rules.duck import connect
from mingcha.engine.running.run import MEMORY_BYTES
from mingcha.engine.running.tables import Tables, datasets_of
from mingcha.engine.sealing.files import damage_in
from mingcha.engine.store.ingest import Context
from mingcha.engine.store.layout import Layout, spilling
from mingcha.engine.store.model import FileRecord

_KIN = ("kin_person", "spouse_link", "parent_link", "kin")
#: Spouses of these are near affinity too (近姻亲), and so are the kin of a spouse.
_MARRIED = "'child', 'sibling', 'parent'"


@dataclass(frozen=True, order=True)
class Tie:
    """`person` is tied to what `key` stands for: `kind` is kin or interest; `by` the dataset that shows it."""

    person: int
    key: int
    kind: str
    by: str


def ties_of(
    context: Context, records: Sequence[FileRecord], catalog: Catalog, people: Collection[int], as_of: date
) -> list[Tie]:
    """
    The ties of `people` (pseudonyms) in the files of a run, in order, each once. Registers that were not delivered give
    none. Refused when a sealed file is damaged.
    """
    if not people:
        return []
    layout = Layout(context.root)
    with spilling(layout) as spill:
        connection = connect(context.secret, threads=1, memory_bytes=MEMORY_BYTES, scratch=spill)
        try:
            tables = Tables(connection, layout, datasets_of(records, context.specs))
            return sorted(_ties(tables, catalog, people, as_of))
        except duckdb.Error as error:
            raise damage_in(str(error)) or error from None
        finally:
            connection.close()


def _ties(tables: Tables, catalog: Catalog, people: Collection[int], as_of: date) -> set[Tie]:
    run = tables.connection.execute
    run("CREATE TABLE asked (person BIGINT)")
    tables.connection.executemany("INSERT INTO asked VALUES (?)", [[person] for person in people])
    run("CREATE TABLE close (person BIGINT, other BIGINT)")
    if "person" in tables.datasets:
        _write_kin(tables, catalog, as_of)
    kin = {Tie(person, other, "kin", "person") for person, other in run("SELECT person, other FROM close").fetchall()}
    return kin | _interests(tables, catalog)


def _write_kin(tables: Tables, catalog: Catalog, as_of: date) -> None:
    """Table `close`: kin in two degrees; the same kin of the spouse; the spouses of parents, children and siblings."""
    run = tables.connection.execute
    required, optional = catalog.base_inputs(dict.fromkeys(_KIN), {})
    for name in sorted((required | optional) - catalog.base_inputs({"kin_seed": None}, {})[1]):
        tables.load(name, catalog.datasets[name])
    _derive(tables, catalog, as_of, "SELECT person FROM asked")
    run("CREATE TABLE first AS SELECT a, b, relation FROM kin")
    seeds = f"SELECT person FROM asked UNION SELECT b FROM first WHERE relation IN ('spouse', {_MARRIED})"
    _derive(tables, catalog, as_of, seeds)
    run(f"""
        INSERT INTO close
        SELECT DISTINCT f.a, CASE WHEN hop THEN k.b ELSE f.b END AS other
        FROM first AS f CROSS JOIN (VALUES (FALSE), (TRUE)) AS way (hop)
        LEFT JOIN kin AS k ON k.a = f.b
        WHERE f.a IN (SELECT person FROM asked)
          AND (NOT hop OR f.relation = 'spouse' OR (f.relation IN ({_MARRIED}) AND k.relation = 'spouse'))
    """)
    run("DELETE FROM close WHERE other IS NULL OR other = person")


def _derive(tables: Tables, catalog: Catalog, as_of: date, seeds: str) -> None:
    """The derived tables of kin, for seeds of our own instead of everybody whom rules ask about."""
    run = tables.connection.execute
    for name in reversed(_KIN):
        run(f"DROP TABLE IF EXISTS {name}")
    run(f"CREATE OR REPLACE TABLE kin_seed AS {seeds}")
    for name in _KIN:
        run(f"CREATE TABLE {name} AS {compile_sql(catalog.tables[name], catalog, as_of)}")


def _interests(tables: Tables, catalog: Catalog) -> set[Tie]:
    """Bodies in which somebody asked for, or their kin, has a share, an office or a post on the side."""
    run = tables.connection.execute
    found: set[Tie] = set()
    for name in ("company_role", "side_job"):
        if name not in tables.datasets:
            continue
        tables.load(name, catalog.datasets[name])
        rows = run(f"""
            WITH who AS (SELECT person, person AS holder FROM asked UNION SELECT person, other AS holder FROM close)
            SELECT DISTINCT w.person, r.company FROM who AS w JOIN {name} AS r ON r.person = w.holder
            WHERE r.company IS NOT NULL
        """).fetchall()
        found |= {Tie(person, company, "interest", name) for person, company in rows}
    return found

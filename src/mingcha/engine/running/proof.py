"""
The exact re-check of hits: from pseudonyms back to the real identifiers in the sealed sources.

Rules join on 64-bit pseudonyms. Before a hit becomes a finding, the plain identifiers of its evidence rows are read
from the sealed files, their pseudonyms computed anew, and each pseudonym of the hit must stand for one identifier
only. A collision can therefore never accuse anyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from mingcha.engine.normalise import IDENTIFIERS
from mingcha.engine.rules.duck import quoted
from mingcha.engine.rules.model import KEY_KINDS, Rule
from mingcha.engine.running.tables import IN_MEMORY_ROWS, Dataset, Tables
from mingcha.engine.sealing.keys import Keys
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def note_evidence(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """Adds the evidence rows of `hit_<number>` to table `evidence` (rule, _hit, _row)."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS evidence (rule INTEGER, _hit BIGINT, _row BIGINT)")
    connection.execute(
        f"INSERT INTO evidence SELECT {number}, * FROM (SELECT DISTINCT _hit, unnest(evidence) FROM hit_{number})"
    )


def fetch_evidence(tables: Tables) -> None:
    """
    Tables `fetched_<dataset>`: every evidence row of every rule, once, with its plain identifiers as `p_<column>`.

    One pass over a large dataset serves all rules; fetching rule by rule would read it dozens of times.
    """
    run = tables.connection.execute
    run("CREATE OR REPLACE TEMP TABLE wanted AS SELECT DISTINCT _row FROM evidence")
    sources = {source for (source,) in run("SELECT DISTINCT _row >> 32 FROM wanted").fetchall()}
    for name, dataset in tables.datasets.items():
        versions = [v for v in dataset.versions if v.source in sources]
        if not versions:
            continue
        keys = quoted(name) if dataset.rows <= IN_MEMORY_ROWS else tables.scan(versions)
        plain = [f"s.{quoted(c)} AS p_{c}" for c in identifier_names(dataset)]
        run(
            f"CREATE OR REPLACE TEMP TABLE fetched_{name} AS SELECT {', '.join(['k.*', *plain])} FROM wanted"
            f" JOIN {keys} AS k USING (_row) JOIN {tables.scan(versions, 'sealed')} AS s USING (_row)"
        )


def take_evidence(tables: Tables, number: int) -> list[str]:
    """Tables `evidence_<dataset>` (_hit and the fetched columns) of one rule; returns the datasets involved."""
    run = tables.connection.execute
    found = run(
        "SELECT DISTINCT o.dataset FROM evidence AS e JOIN origin AS o ON o.source = e._row >> 32"
        f" WHERE e.rule = {number}"
    ).fetchall()
    involved = sorted(name for (name,) in found)
    for name in involved:
        run(
            f"CREATE OR REPLACE TEMP TABLE evidence_{name} AS SELECT e._hit, f.* FROM evidence AS e"
            f" JOIN fetched_{name} AS f USING (_row) WHERE e.rule = {number}"
        )
    return involved


def identifier_names(dataset: Dataset) -> list[str]:
    """Identifier columns of a dataset."""
    return [c.name for c in dataset.spec.columns.values() if c.type in IDENTIFIERS]


def prove(tables: Tables, keys: Keys, rule: Rule, involved: list[str]) -> int:
    """
    Table `identity` (_hit, pseudonym, plain), one row per pseudonym of a hit, after the re-check.

    Hits with a collision are deleted from `hit`; their number is returned. Refused (`rule.evidence`) when a hit's
    evidence does not hold its subject, or a sealed file contradicts its keys.
    """
    run = tables.connection.execute
    parts = [
        f"SELECT _hit, '{column.type}' AS type, {quoted(column.name)} AS pseudonym, p_{column.name} AS plain"
        f" FROM evidence_{name} WHERE {quoted(column.name)} IS NOT NULL"
        for name in involved
        for column in tables.datasets[name].spec.columns.values()
        if column.type in IDENTIFIERS
    ]
    run(
        "CREATE OR REPLACE TEMP TABLE named AS "
        + (" UNION ".join(parts) or "SELECT 0 AS _hit, '' AS type, 0 AS pseudonym, '' AS plain WHERE false")
    )
    _recompute(tables.connection, keys)
    run(
        "CREATE OR REPLACE TEMP TABLE identity AS SELECT _hit, pseudonym, min(plain) AS plain, max(plain) AS other"
        " FROM named GROUP BY _hit, pseudonym"
    )
    (count,) = run("SELECT count(DISTINCT _hit) FROM identity WHERE plain <> other").fetchone() or (0,)
    if count:
        run("DELETE FROM hit WHERE _hit IN (SELECT _hit FROM identity WHERE plain <> other)")
    _check_subjects(tables.connection, rule)
    return int(count)


def _recompute(connection: duckdb.DuckDBPyConnection, keys: Keys) -> None:
    """Every plain identifier of the evidence gives the pseudonym that the rule joined on."""
    found = connection.execute("SELECT DISTINCT type, pseudonym, plain FROM named").to_arrow_table()
    wrong = 0
    for kind in set(found.column("type").to_pylist()):
        chosen = found.filter(pa.compute.equal(found.column("type"), kind))
        plain = chosen.column("plain").combine_chunks()
        stored = np.asarray(chosen.column("pseudonym"))
        wrong += int((~_matches(keys, kind, plain, stored)).sum())
    if wrong:
        raise Refused(
            "store.contradiction",
            Message(
                f"有{wrong}个标识与封存的原值不符，数据已损坏。请删除封存目录后重新运行。",
                f"{wrong} keys contradict the sealed identifiers: the store is damaged. Delete it and run again.",
            ),
        )


def _matches(keys: Keys, kind: str, plain: Any, stored: Any) -> Any:
    kinds = ("person", "uscc") if kind == "party_id" else (KEY_KINDS[kind],)
    return np.any([np.asarray(keys.pseudonyms(k, plain)) == stored for k in kinds], axis=0)


def _check_subjects(connection: duckdb.DuckDBPyConnection, rule: Rule) -> None:
    for part in rule.subject:
        if part.type not in KEY_KINDS:
            continue
        (missing,) = connection.execute(
            f"SELECT count(*) FROM hit AS h WHERE NOT EXISTS (SELECT 1 FROM identity AS i"
            f" WHERE i._hit = h._hit AND i.pseudonym = h.{quoted(part.column)})"
        ).fetchone() or (0,)
        if missing:
            raise Refused(
                "rule.evidence",
                Message(
                    f"规则“{rule.id}”有{missing}条结果的证据行中没有其对象 {part.column}，不予采用。",
                    f"{missing} hits of “{rule.id}” have no evidence row that holds their subject {part.column}.",
                ),
            )


def source_table(tables: Tables) -> Mapping[int, tuple[str, str, str]]:
    """Source number → (dataset, file, sheet)."""
    return {
        v.source: (name, v.origin.file, v.origin.sheet)
        for name, dataset in tables.datasets.items()
        for v in dataset.versions
    }

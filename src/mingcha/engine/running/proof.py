"""
The exact re-check of hits: from pseudonyms back to the real identifiers in the sealed sources.

Rules join on 64-bit pseudonyms. Before a hit becomes a finding, the plain identifiers of its evidence rows are read
from the sealed files, their pseudonyms computed anew, and each pseudonym of the hit must stand for one identifier
only. A collision can therefore never accuse anyone.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mingcha.engine.rules.duck import quoted
from mingcha.engine.rules.model import KEY_KINDS, Rule
from mingcha.engine.running.template import identifier_columns
from mingcha.engine.sealing.keys import Keys
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


def check_identifiers(connection: duckdb.DuckDBPyConnection, keys: Keys) -> None:
    """
    Computes the pseudonym of every plain identifier in table `identifier` anew, each once for all rules.

    Table `contradiction` (type, pseudonym, plain) holds those that differ, table `collided` the pseudonyms that stand
    for several identifiers. In a sound store the first is empty; the second nearly always is.
    """
    run = connection.execute
    run("CREATE OR REPLACE TEMP TABLE known AS SELECT DISTINCT type, pseudonym, plain FROM identifier")
    found = run("SELECT * FROM known").to_arrow_table()
    parts = [found.schema.empty_table()]
    for kind in pc.unique(found.column("type")).to_pylist():
        chosen = found.filter(pc.equal(found.column("type"), kind))
        parts.append(chosen.filter(pa.array(~_matches(keys, kind, chosen))))
    wrong = pa.concat_tables(parts)
    connection.register("wrong", wrong)
    run("CREATE OR REPLACE TEMP TABLE contradiction AS SELECT * FROM wrong")
    connection.unregister("wrong")
    run(
        "CREATE OR REPLACE TEMP TABLE collided AS SELECT pseudonym FROM known GROUP BY pseudonym"
        " HAVING min(plain) <> max(plain)"
    )
    run("DROP TABLE known")


def _matches(keys: Keys, kind: str, identifiers: Any) -> Any:
    """Whether each plain identifier gives the pseudonym stored beside it."""
    kinds = ("person", "uscc") if kind == "party_id" else (KEY_KINDS[kind],)
    plain, stored = identifiers.column("plain").combine_chunks(), np.asarray(identifiers.column("pseudonym"))
    computed = (keys.pseudonyms(k, plain).fill_null(0) for k in kinds)
    return np.any([np.asarray(c) == stored for c in computed], axis=0) & np.asarray(plain.is_valid())


def prove(connection: duckdb.DuckDBPyConnection, rule: Rule, number: int) -> int:
    """
    Table `identity` (_hit, pseudonym, plain): the identifiers that rule `number` names, after the re-check.

    Hits with a collision are deleted from `hit`; their number is returned. Refused (`rule.evidence`) when a hit's
    evidence does not hold its subject, or a sealed file contradicts its keys.
    """
    _refuse_contradictions(connection, number)
    count = _delete_collisions(connection, number)
    _identify(connection, number, named_columns(rule))
    _check_subjects(connection, rule)
    return count


def named_columns(rule: Rule) -> list[str]:
    """Columns of the rule's result whose identifiers are shown or name the subject."""
    subject = {p.column for p in rule.subject if p.type in KEY_KINDS}
    return sorted(identifier_columns(rule.explanation.zh, rule.explanation.en) | subject)


def _refuse_contradictions(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """Every plain identifier of the evidence gives the pseudonym that the rule joined on."""
    (wrong,) = connection.execute(
        "SELECT count(*) FROM contradiction AS c WHERE EXISTS (SELECT 1 FROM identifier AS i"
        f" JOIN evidence AS e ON e._row = i._row AND e.rule = {number}"
        " WHERE i.type = c.type AND i.pseudonym = c.pseudonym AND i.plain IS NOT DISTINCT FROM c.plain)"
    ).fetchone() or (0,)
    if wrong:
        raise Refused(
            "store.contradiction",
            Message(
                f"有{wrong}个标识与封存的原值不符，数据已损坏。请删除封存目录后重新运行。",
                f"{wrong} keys contradict the sealed identifiers: the store is damaged. Delete it and run again.",
            ),
        )


def _delete_collisions(connection: duckdb.DuckDBPyConnection, number: int) -> int:
    """Hits in whose evidence one pseudonym stands for two identifiers are no hits."""
    deleted = connection.execute(
        "DELETE FROM hit WHERE _hit IN (SELECT e._hit FROM evidence AS e"
        " JOIN (SELECT * FROM identifier WHERE pseudonym IN (SELECT pseudonym FROM collided)) AS i USING (_row)"
        f" WHERE e.rule = {number} GROUP BY e._hit, i.pseudonym HAVING min(i.plain) <> max(i.plain)) RETURNING _hit"
    ).fetchall()
    return len(deleted)


def _identify(connection: duckdb.DuckDBPyConnection, number: int, columns: Collection[str]) -> None:
    """An identifier counts as known only from the evidence of the very hit that names it."""
    parts = [f"SELECT _hit, {quoted(name)} AS pseudonym FROM hit" for name in columns]
    named = " UNION ".join(parts) or "SELECT 0 AS _hit, 0 AS pseudonym WHERE false"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE identity AS SELECT n._hit, n.pseudonym, min(i.plain) AS plain"
        f" FROM ({named}) AS n"
        f" JOIN evidence AS e ON e._hit = n._hit AND e.rule = {number}"
        " JOIN identifier AS i ON i._row = e._row AND i.pseudonym = n.pseudonym GROUP BY n._hit, n.pseudonym"
    )


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

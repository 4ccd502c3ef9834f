"""Runs one rule after the other in one engine; a broken rule never sinks the rest."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.compile import compile_sql
from mingcha.engine.rules.model import Rule
from mingcha.engine.running.finish import findings
from mingcha.engine.running.model import FINDINGS_SCHEMA, RuleReport
from mingcha.engine.running.proof import collect_evidence, prove, source_table
from mingcha.engine.running.tables import Tables
from mingcha.engine.sealing.files import SealedReader, SealedWriter
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.store.layout import replacing
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message

#: Raised whenever finishing changes what findings say: older results are then computed again.
RESULT_VERSION = "2"
Overrides = Mapping[str, Mapping[str, int | str]]  # rule id → parameter → stored value


@dataclass
class Executor:
    """Everything rules of one run share."""

    tables: Tables
    catalog: Catalog
    keys: Keys
    as_of: date
    masked: bool
    overrides: Overrides = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._derived: dict[str, MingchaError | None] = {}
        rows = [(source, *names) for source, names in source_table(self.tables).items()]
        self.tables.connection.execute(
            "CREATE TABLE origin (source BIGINT, dataset VARCHAR, file VARCHAR, sheet VARCHAR)"
        )
        if rows:
            self.tables.connection.executemany("INSERT INTO origin VALUES (?, ?, ?, ?)", rows)

    def run(self, rule: Rule, untested: tuple[str, ...]) -> tuple[RuleReport, Any]:
        """The rule's report and its findings (FINDINGS_SCHEMA; empty when it failed)."""
        started = time.monotonic()
        sql = ""
        try:
            sql = compile_sql(rule, self.catalog, self.as_of, self.overrides.get(rule.id))
            digest = self._digest(rule, sql)
            table = self._reuse(digest)
            reused = table is not None
            if table is None:
                table = self._compute(rule, sql, untested)
                self._keep(digest, table)
        except (MingchaError, duckdb.Error) as error:
            if isinstance(error, duckdb.InterruptException):
                raise
            report = RuleReport(rule, "failed", _reason(rule, error), seconds=time.monotonic() - started, sql=sql)
            return report, FINDINGS_SCHEMA.empty_table()
        report = RuleReport(rule, "ran", seconds=time.monotonic() - started, sql=sql, untested=untested, reused=reused)
        return _counted(report, table), table

    def _compute(self, rule: Rule, sql: str, untested: tuple[str, ...]) -> Any:
        self._prepare(rule)
        run = self.tables.connection.execute
        run(f"CREATE OR REPLACE TEMP TABLE hit AS SELECT row_number() OVER () AS _hit, * FROM ({sql})")
        self._check_subjects_unique(rule)
        involved = collect_evidence(self.tables, rule)
        prove(self.tables, self.keys, rule, involved)
        (count,) = run("SELECT count(*) FROM hit").fetchone() or (0,)
        if not count:
            return FINDINGS_SCHEMA.empty_table()
        return findings(self.tables, rule, involved, untested, masked=self.masked)

    def _prepare(self, rule: Rule) -> None:
        """Loads the datasets and derives the tables that the rule reads."""
        inputs = {**rule.inputs, **rule.optional}
        required, optional = self.catalog.base_inputs(rule.inputs, rule.optional)
        for name in sorted(required | optional):
            self.tables.load(name, self.catalog.datasets[name])
        needed = self.catalog.derived_inputs(inputs)
        for name in (n for n in self.catalog.tables if n in needed):
            if name not in self._derived:
                self._derived[name] = self._derive(name)
            if error := self._derived[name]:
                raise error

    def _derive(self, name: str) -> MingchaError | None:
        table = self.catalog.tables[name]
        kind = "TABLE" if table.materialise else "VIEW"
        try:
            sql = compile_sql(table, self.catalog, self.as_of)
            self.tables.connection.execute(f"CREATE {kind} {name} AS {sql}")
        except duckdb.InterruptException:
            raise
        except duckdb.Error as error:
            text = str(error).split("\n")[0]
            return Refused(
                "rule.derived",
                Message(f"派生表 {name} 无法计算：{text}", f"The derived table {name} cannot be computed: {text}"),
            )
        except MingchaError as error:
            return error
        return None

    def _check_subjects_unique(self, rule: Rule) -> None:
        key = ", ".join(p.column for p in rule.subject)
        (twice,) = self.tables.connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM hit GROUP BY {key} HAVING count(*) > 1)"
        ).fetchone() or (0,)
        if twice:
            raise Refused(
                "rule.subject",
                Message(
                    f"规则“{rule.id}”对{twice}个对象给出了多行结果，应为一对象一行。",
                    f"“{rule.id}” returns several rows for {twice} subjects; one row per subject is expected.",
                ),
            )

    def _digest(self, rule: Rule, sql: str) -> str:
        """Names the result: the rule, its SQL, that of the tables below it, and the versions of its datasets."""
        inputs = {**rule.inputs, **rule.optional}
        required, optional = self.catalog.base_inputs(rule.inputs, rule.optional)
        parts = [RESULT_VERSION, str(self.masked), repr(rule), sql, str(self.as_of)]
        parts += [repr(self.catalog.tables[n]) for n in sorted(self.catalog.derived_inputs(inputs))]
        parts += [f"{n} {d.digest}" for n, d in self.tables.datasets.items() if n in required | optional]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]

    def _reuse(self, digest: str) -> Any:
        path = self.tables.layout.cached("findings", digest)
        if not path.exists():
            return None
        with SealedReader(path, self.keys.secret) as reader:
            return pq.read_table(pa.PythonFile(reader, mode="r"))

    def _keep(self, digest: str, table: Any) -> None:
        path = self.tables.layout.cached("findings", digest)
        with replacing(path) as temporary, SealedWriter(temporary, self.keys.secret) as writer:
            pq.write_table(table, pa.PythonFile(writer, mode="w"), compression="zstd")


def _counted(report: RuleReport, table: Any) -> RuleReport:
    standing = table.filter(pc.invert(table.column("excluded")))
    total = pc.sum(standing.column("amount")).as_py() or 0
    return replace(
        report,
        findings=standing.num_rows,
        excluded=table.num_rows - standing.num_rows,
        amount_fen=int(total * 100),
    )


def _reason(rule: Rule, error: Exception) -> Message:
    if isinstance(error, MingchaError):
        return error.message
    text = str(error).split("\n")[0]
    return Message(f"规则“{rule.id}”运行出错：{text}", f"“{rule.id}” failed: {text}")

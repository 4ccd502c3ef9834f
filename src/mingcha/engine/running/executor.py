"""
Runs the rules of a run in one engine: all their SQL first, then the evidence of all hits in one pass over the data,
then the proof and the findings of each. A broken rule never sinks the rest.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

import duckdb
import pyarrow.compute as pc

from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.compile import compile_sql
from mingcha.engine.rules.duck import quoted
from mingcha.engine.rules.model import Rule
from mingcha.engine.running.evidence import fetch_evidence, make_tables, note_evidence
from mingcha.engine.running.finish import findings
from mingcha.engine.running.found import Findings, Kept
from mingcha.engine.running.model import RuleReport
from mingcha.engine.running.proof import check_identifiers, prove
from mingcha.engine.running.saving import Saver
from mingcha.engine.running.tables import Tables
from mingcha.engine.sealing.keys import Keys
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message

#: Raised whenever finishing changes what findings say: older results are then computed again.
RESULT_VERSION = "5"
Overrides = Mapping[str, Mapping[str, int | str]]  # rule id → parameter → stored value
Planned = tuple[Rule, tuple[str, ...]]  # a rule and the exclusions of it that cannot be tested
Outcome = tuple[RuleReport, Findings]  # its report and its findings (empty unless it ran)
Told = Callable[[Rule, int], None]  # which rule is at work, how many steps are done


@dataclass
class _Work:
    """One rule on its way: `number` names its tables, `seconds` grows with each stage."""

    rule: Rule
    untested: tuple[str, ...]
    number: int
    sql: str = ""
    digest: str = ""
    seconds: float = 0.0
    saved: Future[None] | None = None
    outcome: Outcome | None = None


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
        self._run = self.tables.connection.execute
        make_tables(self.tables)

    def run_all(self, planned: Sequence[Planned], told: Told = lambda _rule, _done: None) -> list[Outcome]:
        """The outcome of every rule, in order. `told` hears 2 × len(planned) steps."""
        works = [_Work(rule, untested, number) for number, (rule, untested) in enumerate(planned)]
        for work in works:
            told(work.rule, work.number)
            self._stage(work, self._find)
        if any(work.outcome is None for work in works):
            fetch_evidence(self.tables, masked=self.masked)
            check_identifiers(self.tables.connection, self.keys)
        with Saver() as saver:
            for work in works:
                told(work.rule, len(works) + work.number)
                self._stage(work, partial(self._finish, saver))
        for work in works:
            self._stage(work, self._conclude)
        return [work.outcome for work in works if work.outcome is not None]

    def _stage(self, work: _Work, do: Callable[[_Work], None]) -> None:
        """One stage of one rule; what goes wrong becomes its report."""
        if work.outcome is not None:
            return
        started = time.monotonic()
        try:
            do(work)
        except duckdb.InterruptException:
            raise
        except (MingchaError, duckdb.Error) as error:
            report = RuleReport(work.rule, "failed", _reason(work.rule, error), sql=work.sql)
            work.outcome = (report, Findings())
        work.seconds += time.monotonic() - started
        if work.outcome is not None:
            work.outcome = (replace(work.outcome[0], seconds=work.seconds), work.outcome[1])

    def _find(self, work: _Work) -> None:
        """Table `hit_<number>`, or the findings of an earlier run over the same data."""
        rule = work.rule
        work.sql = compile_sql(rule, self.catalog, self.as_of, self.overrides.get(rule.id))
        work.digest = self._digest(rule, work)
        if self._kept(work).path.exists():
            self._conclude(work)
            return
        self._prepare(rule)
        hits = f"hit_{work.number}"
        self._run(f"CREATE OR REPLACE TEMP TABLE {hits} AS SELECT row_number() OVER () AS _hit, * FROM ({work.sql})")
        self._check_subjects_unique(rule, hits)
        note_evidence(self.tables.connection, work.number)

    def _finish(self, saver: Saver, work: _Work) -> None:
        """Proof and findings from `hit_<number>` and the fetched evidence; `saver` writes them meanwhile and after."""
        self._run("DROP TABLE IF EXISTS hit")
        self._run(f"ALTER TABLE hit_{work.number} RENAME TO hit")
        connection = self.tables.connection
        prove(connection, work.rule, work.number)
        (count,) = self._run("SELECT count(*) FROM hit").fetchone() or (0,)
        found = findings(connection, work.rule, work.number, work.untested, masked=self.masked) if count else ()
        work.saved = saver.save(self._kept(work), found)

    def _kept(self, work: _Work) -> Kept:
        return Kept(work.rule.id, self.tables.layout.cached("findings", work.digest), self.keys.secret)

    def _conclude(self, work: _Work) -> None:
        """The outcome of a rule whose findings are saved, now or by an earlier run."""
        if work.saved is not None:
            work.saved.result()
        report = RuleReport(work.rule, "ran", sql=work.sql, untested=work.untested, reused=work.saved is None)
        found = Findings((self._kept(work),))
        work.outcome = (_counted(report, found), found)

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
            self._run(f"CREATE {kind} {name} AS {sql}")
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

    def _check_subjects_unique(self, rule: Rule, hits: str) -> None:
        key = ", ".join(quoted(p.column) for p in rule.subject)
        (twice,) = self._run(
            f"SELECT count(*) FROM (SELECT 1 FROM {hits} GROUP BY {key} HAVING count(*) > 1)"
        ).fetchone() or (0,)
        if twice:
            raise Refused(
                "rule.subject",
                Message(
                    f"规则“{rule.id}”对{twice}个对象给出了多行结果，应为一对象一行。",
                    f"“{rule.id}” returns several rows for {twice} subjects; one row per subject is expected.",
                ),
            )

    def _digest(self, rule: Rule, work: _Work) -> str:
        """Names the result: the rule, its SQL, that of the tables below it, and the versions of its datasets."""
        inputs = {**rule.inputs, **rule.optional}
        required, optional = self.catalog.base_inputs(rule.inputs, rule.optional)
        parts = [RESULT_VERSION, str(self.masked), repr(rule), work.sql, str(self.as_of), repr(work.untested)]
        parts += [repr(self.catalog.tables[n]) for n in sorted(self.catalog.derived_inputs(inputs))]
        parts += [f"{n} {d.digest}" for n, d in self.tables.datasets.items() if n in required | optional]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _counted(report: RuleReport, found: Findings) -> RuleReport:
    table = found.select(["excluded", "amount"])
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

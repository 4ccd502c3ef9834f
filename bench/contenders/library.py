"""All rules of the checkout that can run on the benchmark city, each with evidence and exact re-check."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.store import SECRET, as_of, engine, open_store
from mingcha.engine.results.machine import write_parquet
from mingcha.engine.rules.library import load_library
from mingcha.engine.running.executor import Executor
from mingcha.engine.running.found import Findings
from mingcha.engine.running.plan import make_plan
from mingcha.engine.running.tables import Tables
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.understanding.spec import load_specs


def run(arguments: Arguments) -> None:
    """Seconds by rule id."""
    clock = Clock(arguments)
    with clock.step("open"):
        specs = load_specs()
        layout, datasets = open_store(arguments, specs)
        for kept in (layout.root / "findings").glob("*.sealed"):
            kept.unlink()
        tables = Tables(engine(arguments), layout, datasets)
        library = load_library(specs)
    with clock.step("load"):
        for name, dataset in datasets.items():
            tables.load(name, dataset.spec)
    executor = Executor(tables, library.catalog, Keys(SECRET), as_of(arguments), masked=True)
    with clock.step("plan"):
        plan = make_plan(library.rules.values(), library.catalog, {n: d.columns for n, d in datasets.items()}, [])
    with clock.step("rules"):
        outcomes = executor.run_all(plan.runnable)
    with clock.step("write"):
        write_parquet(Path(arguments["out"]) / "findings.parquet", Findings.together(found for _, found in outcomes))
    clock.steps |= {report.rule.id: report.seconds for report, _ in outcomes}
    clock.facts = {
        "findings": {report.rule.id: found.num_rows for report, found in outcomes},
        "failed": [report.rule.id for report, _ in outcomes if report.status != "ran"],
        "without data": len(plan.reports),
    }
    clock.save()


if __name__ == "__main__":
    main(run)

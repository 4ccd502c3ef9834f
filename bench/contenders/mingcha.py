"""The five rules as rule files through the product's executor: evidence, re-check, sentences, findings.parquet."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.clock import RULES, Arguments, Clock, main
from bench.contenders.store import SECRET, as_of, engine, open_store
from mingcha.engine.results.machine import write_parquet
from mingcha.engine.rules.catalog import Catalog
from mingcha.engine.rules.frontmatter import read_rule
from mingcha.engine.running.executor import Executor
from mingcha.engine.running.found import Findings
from mingcha.engine.running.tables import Tables
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.understanding.spec import load_specs

FIVE = Path(__file__).resolve().parents[1] / "rules" / "five"


def run(arguments: Arguments) -> None:
    """Identifiers masked, as they are by default. The gate checks each rule when it is compiled."""
    clock = Clock(arguments)
    with clock.step("open"):
        specs = load_specs()
        layout, datasets = open_store(arguments, specs)
        for kept in (layout.root / "findings").glob("*.sealed"):
            kept.unlink()  # nothing may be left of an earlier run
        tables = Tables(engine(arguments), layout, datasets)
        executor = Executor(tables, Catalog(specs, {}), Keys(SECRET), as_of(arguments), masked=True)
        rules = [read_rule(path) for path in sorted(FIVE.glob("*.sql"))]
    with clock.step("rules"):
        outcomes = executor.run_all([(rule, ()) for rule in rules])
    for name, (report, _) in zip(RULES, outcomes, strict=True):
        if report.status != "ran":
            raise RuntimeError(str(report.message))
        clock.steps[name] = report.seconds
    # One pass over the data fetches the evidence of all rules.
    clock.steps["evidence"] = clock.steps.pop("rules") - sum(clock.steps[name] for name in RULES)
    with clock.step("write"):
        write_parquet(Path(arguments["out"]) / "findings.parquet", Findings.together(found for _, found in outcomes))
    clock.save()


if __name__ == "__main__":
    main(run)

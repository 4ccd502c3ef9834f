"""Eight files from csv to sealed, normalised versions with a quality report, through the product's own door."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.store import SECRET, as_of, engine
from mingcha.engine.quality.conflicts import conflicts
from mingcha.engine.quality.judge import judge
from mingcha.engine.running.run import Request, read_files
from mingcha.engine.running.tables import Tables, datasets_of
from mingcha.engine.store.ingest import Context
from mingcha.engine.store.layout import Layout
from mingcha.engine.understanding.spec import load_specs


def run(arguments: Arguments) -> None:
    """Reads, drops repeats, judges; the digests of the records tell later contenders what is in the store."""
    clock = Clock(arguments)
    context = Context(Path(arguments["store"]), SECRET, load_specs())
    layout = Layout(context.root)
    layout.make()
    request = Request(
        Path(arguments["city"]), context, as_of(arguments), threads=arguments["threads"], workers=arguments["workers"]
    )
    with clock.step("read"):
        records = read_files(request, lambda _step: None)
    datasets = datasets_of(records, context.specs)
    connection = engine(arguments)
    tables = Tables(connection, layout, datasets)
    with clock.step("repeats"):
        for name, dataset in datasets.items():
            tables.load(name, dataset.spec)
    with clock.step("quality"):
        sheets = [version.quality for dataset in datasets.values() for version in dataset.versions]
        specs = {name: dataset.spec for name, dataset in datasets.items()}
        issues = judge(sheets, specs, {})
        issues += conflicts(lambda sql: connection.execute(sql).fetchall(), specs, as_of(arguments))
    clock.facts = {
        "digests": [record.digest for record in records],
        "rows": {name: dataset.rows for name, dataset in datasets.items()},
        "set aside": sum(s.counts.quarantined for s in sheets) + sum(tables.repeats.values()),
        "lost": sum(len(r.failures) + len(r.not_understood) for r in records),
        "issues": len(issues),
    }
    clock.save()


if __name__ == "__main__":
    main(run)

"""The best SQL we know for the five rules on our own sealed store, by hand: keys, no evidence, no re-check."""

from __future__ import annotations

from bench.contenders.better import VIEWS
from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.sql import answer, connect
from bench.contenders.store import SECRET, open_store
from mingcha.engine.sealing.files import SealedFileSystem
from mingcha.engine.understanding.spec import load_specs


def run(arguments: Arguments) -> None:
    """Answers in keys."""
    clock = Clock(arguments)
    layout, datasets = open_store(arguments, load_specs())
    connection = connect(arguments)
    connection.register_filesystem(SealedFileSystem(SECRET))
    for name in VIEWS:
        files = ", ".join(f"'{SealedFileSystem.url(layout.keys(v.id))}'" for v in datasets[name].versions)
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet([{files}]) WHERE _verdict = 0")
    answer(connection, clock, arguments, "best")
    clock.save()


if __name__ == "__main__":
    main(run)

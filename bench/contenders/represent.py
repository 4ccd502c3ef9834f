"""The columns of the five rules as plain Parquet twice: identifiers as clean text, and as keys from the store."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.better import VIEWS, selection
from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.sql import connect
from bench.contenders.store import SECRET, open_store
from mingcha.engine.sealing.files import SealedFileSystem
from mingcha.engine.understanding.spec import load_specs


def run(arguments: Arguments) -> None:
    """Writes the folders `text` and `keys`, each with one file per table, row for row in the same order."""
    clock = Clock(arguments)
    layout, datasets = open_store(arguments, load_specs())
    connection = connect(arguments)
    connection.execute("SET preserve_insertion_order = true")
    connection.execute("CREATE MACRO clean(text) AS upper(replace(text, ' ', ''))")
    connection.register_filesystem(SealedFileSystem(SECRET))
    for name in VIEWS:
        text = selection(Path(arguments["copies"]), name)
        columns = ", ".join(d[0] for d in connection.execute(f"FROM ({text}) LIMIT 0").description)
        files = ", ".join(f"'{SealedFileSystem.url(layout.keys(v.id))}'" for v in datasets[name].versions)
        keys = f"SELECT {columns} FROM read_parquet([{files}]) WHERE _verdict = 0"
        for kind, sql in (("text", text), ("keys", keys)):
            folder = Path(arguments["forms"]) / kind
            folder.mkdir(parents=True, exist_ok=True)
            with clock.step(kind):
                connection.execute(f"COPY ({sql}) TO '{folder / name}.parquet' (FORMAT parquet)")
    clock.save()


if __name__ == "__main__":
    main(run)

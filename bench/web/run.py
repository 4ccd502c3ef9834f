"""Fills, serves, measures, and prints what people wait for, with the bar they should not have to wait beyond."""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.table import table
from bench.web import visits
from bench.web.asked import BAR, Asked, parse
from bench.web.site import Site
from bench.web.visits import Visit

#: Who is at work. With four clients the administrator takes turns with the analyst.
_READERS = ("analyst", "city", "county", "reviewer", "administrator")


def main(arguments: Sequence[str]) -> bool:
    """Runs what is asked for; whether every page kept to the bar."""
    asked = parse(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # no server or folder stays behind
    return all([run(name, asked) for name in asked.findings])


def run(name: str, asked: Asked) -> bool:
    """One database; whether every page kept to the bar."""
    count, started = asked.findings[name], time.perf_counter()
    print(f"\nPages with {count:,} findings and {asked.people:,} accounts on {name}", flush=True)
    with database(name) as address, _site(address) as site:
        known = site.run("bench.web.prepared", {"findings": count, "people": asked.people})
        print(f"Made in {time.perf_counter() - started:.0f} s.", flush=True)
        desks = [list(_READERS[n :: asked.clients]) for n in range(asked.clients)]  # each asks for a page at a time
        with site.served(worker=not asked.small, processes=asked.processes) as port:
            if not asked.small:
                # Rule files are read with the first visit of each process.
                visits.visit(port, known["readers"], desks, asked.processes)
            clock = time.perf_counter()
            found = visits.visit(port, known["readers"], desks, asked.rounds)
            lasted = time.perf_counter() - clock
        kept = report(found, len(desks), lasted)
        _rival(known["lists"])
    return kept


def report(found: Sequence[Visit], clients: int, lasted: float) -> bool:
    """The table by page; whether all of it keeps to the bar."""
    by_page: dict[str, list[Visit]] = {}
    for one in found:
        by_page.setdefault(one.page, []).append(one)
    rows, over = [], []
    for page, seen in sorted(by_page.items()):
        took = [one.took for one in seen]
        readers = {one.reader: 0.0 for one in seen}
        slowest = max(readers, key=lambda r: quantile([one.took for one in seen if one.reader == r], 0.95))
        worst = quantile(took, 0.95)
        over += [page] if worst > BAR else []
        figures = (quantile(took, 0.5), worst, max(took))
        rows.append([page, f"{len(took)}", *(f"{x:.0f}" for x in figures), slowest, "over" if worst > BAR else "kept"])
    said = f"{clients} clients" if clients > 1 else "1 client"
    print(f"{said} without a pause, {len(found) / lasted:.0f} pages a second; milliseconds.\n")
    print(table(("page", "visits", "p50", "p95", "max", "slowest for", f"p95 ≤ {BAR:.0f}"), rows))
    print(f"\nOver the bar: {', '.join(over)}." if over else "\nEvery page keeps to the bar.", flush=True)
    return not over


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not under `share` of them."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _rival(lists: dict[str, dict[str, list[float]]]) -> None:
    rows = [
        [f"{page}, for {reader}", f"{ours * 1_000:.1f}", f"{usual * 1_000:.1f}", f"{usual / ours:.1f} ×"]
        for reader, pages in lists.items()
        for page, (ours, usual) in pages.items()
    ]
    print("\nThe queries of the list alone, milliseconds; the usual form is COUNT(*) and OFFSET.\n")
    print(table(("", "ours", "usual", "usual / ours"), rows), flush=True)


@contextmanager
def _site(database: str) -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="mingcha-bench-"))
    try:
        yield Site(folder / "home", database)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(name: str) -> Iterator[str]:
    """DATABASE_URL of an empty one for the block; "" for SQLite."""
    if name == "sqlite":
        yield ""
        return
    from tests.factories.postgres import MISSING, server

    with server(durable=True) as address:
        if address is None:
            sys.exit(MISSING)
        yield address

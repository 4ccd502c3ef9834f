"""Fills, serves, measures, and prints what platforms and staff wait for, with the bars."""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.factories.channels import APP, KEY, TOKEN

from bench.table import table
from bench.voice import storm
from bench.voice.asked import CALLBACK_BAR, CLOCK_BAR, PAGE_BAR, Asked, parse
from bench.web.run import database, quantile
from bench.web.site import Site
from bench.web.visits import Visit


def main(arguments: Sequence[str]) -> bool:
    """Runs what is asked for; whether all of it kept to the bars."""
    asked = parse(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # no server or folder stays behind
    return all([run(name, asked) for name in asked.databases])


def run(name: str, asked: Asked) -> bool:
    """One database; whether everything kept to its bar."""
    print(f"\n{asked.appeals:,} appeals, {asked.running:,} of them open, on {name}", flush=True)
    folder = Path(tempfile.mkdtemp(prefix="mingcha-bench-"))
    started = time.perf_counter()
    try:
        with database(name) as address:
            site = Site(folder / "home", address)
            known = site.run("bench.voice.prepared", {"appeals": asked.appeals, "running": asked.running})
            account = {"channel": "mp", "name": "bench", "token": TOKEN, "key": KEY, "receive": APP}
            channels = folder / "channels.json"
            channels.write_text(json.dumps([{**account, "area": known.pop("village")}]))
            channels.chmod(0o600)
            site = Site(folder / "home", address, {"MINGCHA_CHANNELS_FILE": str(channels)})
            print(f"Made in {time.perf_counter() - started:.0f} s.", flush=True)
            kept = [_served(site, known, asked), _clock(site, asked)]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return all(kept)


def _served(site: Site, known: dict[str, dict[str, object]], asked: Asked) -> bool:
    """Callbacks at a steady pace with staff at work, then deliveries that repeat."""
    with site.served(worker=True, processes=asked.processes) as port:
        caller = storm.Caller(port)
        storm.at_pace(caller, "warm", 5, 2)
        over = threading.Event()
        with ThreadPoolExecutor(1) as desk:
            visits = desk.submit(storm.visiting, port, known, lambda: not over.is_set())
            took = storm.at_pace(caller, "pace", asked.rate, asked.seconds)
            over.set()
            seen = visits.result()
        lasted = storm.redelivered(caller, "again", asked.messages)
    counted = site.run("bench.voice.counted", {"prefix": "again"})
    late, usual = quantile(took, 0.99), quantile(took, 0.5)
    print(f"\n{len(took):,} callbacks at {asked.rate} a second, the worker beside: p50 {usual:.0f} ms,"
          f" p99 {late:.0f} ms (bar {CALLBACK_BAR:.0f}: {_said(late <= CALLBACK_BAR)}).")  # fmt: skip
    pages = _pages(seen)
    right = counted == {"messages": asked.messages, "appeals": asked.messages}
    print(f"{asked.messages:,} messages delivered 4 times at once in {lasted:.1f} s: {counted['messages']:,} kept,"
          f" {counted['appeals']:,} appeals ({_said(right)}).", flush=True)  # fmt: skip
    return pages and right and late <= CALLBACK_BAR


def _pages(seen: Sequence[Visit]) -> bool:
    by_page: dict[str, list[float]] = {}
    for one in seen:
        by_page.setdefault(one.page, []).append(one.took)
    rows = [
        [page, f"{len(took)}", *(f"{quantile(took, share):.0f}" for share in (0.5, 0.95)), f"{max(took):.0f}"]
        for page, took in sorted(by_page.items())
    ]
    print("Pages of staff meanwhile, milliseconds.\n")
    print(table(("page", "visits", "p50", "p95", "max"), rows))
    worst = quantile([one.took for one in seen], 0.95)
    print(f"\nAll of them: p95 {worst:.0f} ms (bar {PAGE_BAR:.0f}: {_said(worst <= PAGE_BAR)}).", flush=True)
    return worst <= PAGE_BAR


def _clock(site: Site, asked: Asked) -> bool:
    found = site.run("bench.voice.rounds", {"late": asked.running // 100})
    rows = [
        ["nothing is due", f"{found['quiet']:.2f}", f"{found['usual'] / found['quiet']:.1f} ×"],
        [f"{asked.running // 100:,} are late, {found['climbed']:,} climb", f"{found['busy']:.2f}",
         f"{found['usual'] / found['busy']:.1f} ×"],
        ["usual: compute every open clock again", f"{found['usual']:.2f}", "1.0 ×"],
    ]  # fmt: skip
    print(f"\nA round of the clock over {found['open']:,} open clocks, seconds.\n")
    print(table(("", "seconds", "usual / ours"), rows))
    kept = bool(found["busy"] <= CLOCK_BAR)
    print(f"\nThe bar of {CLOCK_BAR:.0f} s: {_said(kept)}.", flush=True)
    return kept


def _said(kept: bool) -> str:
    return "kept" if kept else "MISSED"

"""What a run of `./run bench voice` is asked for."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass

from bench.web.asked import DATABASES

#: Milliseconds: p99 of callbacks, p95 of pages of staff meanwhile; seconds of the clock (issue: hear).
CALLBACK_BAR, PAGE_BAR, CLOCK_BAR = 500.0, 300.0, 10.0


@dataclass(frozen=True)
class Asked:
    """Databases; appeals in history, of which `running` are open; seconds and messages a second of the callbacks."""

    databases: Sequence[str]
    appeals: int = 1_000_000
    running: int = 100_000
    seconds: int = 60
    rate: int = 50
    messages: int = 1_000
    processes: int = 0


def parse(arguments: Sequence[str]) -> Asked:
    """From the command line; ends the program with a sentence when something is wrong."""
    parser = ArgumentParser(prog="./run bench voice", description="Appeals at the scale of a city.")
    parser.add_argument("--small", action="store_true", help="a thousand appeals: whether it works, not how fast")
    parser.add_argument("--only", choices=DATABASES, help="only one database")
    parser.add_argument("--appeals", type=int, help="appeals in history; one in ten is open")
    parser.add_argument("--processes", type=int, default=0, help="web processes (as `mingcha serve` decides)")
    given = parser.parse_args(arguments)
    databases = [name for name in DATABASES if given.only in (None, name)]
    if given.small:
        return Asked(databases, given.appeals or 1_000, 100, 3, 10, 20, given.processes)
    appeals = given.appeals or 1_000_000
    return Asked(databases, appeals, appeals // 10, processes=given.processes)

"""What a run of `./run bench web` is asked for."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass

DATABASES = ("postgresql", "sqlite")
#: p95 in milliseconds that people should not have to wait longer than (issue: the platform).
BAR = 300.0


@dataclass(frozen=True)
class Asked:
    """Findings by database, accounts, clients at once (1 to 4), rounds of each through its pages; web processes."""

    findings: dict[str, int]
    people: int = 5_000
    clients: int = 4
    rounds: int = 15
    small: bool = False
    processes: int = 1


FULL = {"postgresql": 1_000_000, "sqlite": 100_000}
SMALL = {"postgresql": 2_000, "sqlite": 1_000}


def parse(arguments: Sequence[str]) -> Asked:
    """From the command line; ends the program with a sentence when something is wrong."""
    parser = ArgumentParser(prog="./run bench web", description="How long people wait for pages.")
    parser.add_argument("--small", action="store_true", help="a thousand findings: whether it works, not how fast")
    parser.add_argument("--only", choices=DATABASES, help="only one database")
    parser.add_argument("--findings", type=int, help="findings in each database")
    parser.add_argument("--clients", type=int, choices=(1, 2, 3, 4), help="people at work at once (4)")
    parser.add_argument("--rounds", type=int, help="rounds of each through their pages (15)")
    parser.add_argument("--processes", type=int, default=1, help="web processes (1)")
    given = parser.parse_args(arguments)
    sizes = SMALL if given.small else FULL
    findings = {name: given.findings or sizes[name] for name in DATABASES if given.only in (None, name)}
    rounds = given.rounds or (1 if given.small else 15)
    return Asked(
        findings,
        60 if given.small else 5_000,
        given.clients or (2 if given.small else 4),
        rounds,
        given.small,
        given.processes,
    )

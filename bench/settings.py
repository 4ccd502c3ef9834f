"""What a benchmark run is asked to do."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

NAMES = ("identifiers", "intake", "rules", "keys", "library", "history")
FULL = (7_000_000, 10_000_000)
SMALL = (60_000, 100_000)
HUNDRED_MILLION = 100_000_000
HOME = Path(__file__).resolve().parents[1] / "build" / "bench"
SEED = 1
AS_OF = date(2020, 12, 31)
THREADS = 2


@dataclass(frozen=True)
class Settings:
    """`times`: runs of each contender, of which the median counts; `home`: where cities and stores are kept."""

    people: int = FULL[0]
    payments: int = FULL[1]
    only: tuple[str, ...] = NAMES[:-1]
    home: Path = HOME
    times: int = 3
    small: bool = False

    @property
    def full(self) -> bool:
        """Whether this is the city that the aims are stated for."""
        return (self.people, self.payments) == FULL


def parse(arguments: Sequence[str]) -> Settings:
    """From the command line; ends the program with a sentence when something is wrong."""
    parser = ArgumentParser(prog="./run bench", description="Benchmarks with ratios against named rivals.")
    parser.add_argument("--small", action="store_true", help="60,000 people, 100,000 payments: a minute in all")
    parser.add_argument("--people", type=int, help="people of the city (7,000,000)")
    parser.add_argument("--payments", type=int, help="payments of the city (10,000,000)")
    parser.add_argument("--only", default="", metavar="NAME,…", help=f"only these: {', '.join(NAMES)}")
    parser.add_argument("--keep", type=Path, default=HOME, metavar="DIR", help="where cities are kept (build/bench)")
    parser.add_argument("--hundred-million", action="store_true", help="also ten times the history; half an hour")
    given = parser.parse_args(arguments)
    only = tuple(given.only.split(",")) if given.only else NAMES[:-1]
    if unknown := [name for name in only if name not in NAMES]:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(NAMES)}")
    if given.hundred_million and "history" not in only:
        only += ("history",)
    if "history" in only and not given.hundred_million:
        parser.error("history makes a hundred million payments (30 GB); ask for it with --hundred-million")
    people, payments = SMALL if given.small else FULL
    return Settings(
        people=given.people or people,
        payments=given.payments or payments,
        only=only,
        home=given.keep,
        times=1 if given.small else 3,
        small=given.small,
    )

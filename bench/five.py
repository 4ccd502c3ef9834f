"""The five rules of the measurement on one city: Mingcha and its rivals, each in a fresh process, answers compared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import median

from bench.answers import read, verdict
from bench.contenders.clock import RULES
from bench.places import Place
from bench.processes import Run
from bench.table import seconds, table, times
from mingcha.engine.sealing.keys import Keys


@dataclass(frozen=True)
class Contender:
    """A contender's module, what it is called in tables, and how many times slower than us it is wished to be."""

    module: str
    title: str
    aim: float | None = None


OURS = Contender("mingcha", "Mingcha, evidence and re-check")
KEYED = Contender("keyed", "hand-written SQL, same keyed store", 1 / 1.15)
RIVALS = (
    KEYED,
    Contender("better", "DuckDB, best SQL on Parquet"),
    Contender("plain", "DuckDB, usual SQL on Parquet"),
    Contender("polars_together", "Polars, one collect_all", 2.0),
    Contender("polars_rules", "Polars, rule by rule", 2.0),
    Contender("polars_evidence", "Polars, with evidence rows"),
    Contender("pandas_frames", "pandas", 15.0),
)


def run(place: Place) -> dict[str, list[Run]]:
    """Measures and prints; returns the runs by module."""
    place.store()
    place.copies()
    runs = measure(place, (OURS, *RIVALS))
    ours = _median(runs[OURS.module])
    rows = [_row(c, runs[c.module], ours) for c in (OURS, *RIVALS)]
    print(
        "\nFive rules after normalising: process start to results written; × says how many times as long as Mingcha\n"
    )
    headings = ("", "wall s", "×", "cpu s", "peak MiB", "start", *RULES, "rest")
    print(table(headings, rows))
    print("\nMingcha's `rest` is one pass for the evidence of all rules, opening, and writing findings.parquet.")
    if place.settings.full:
        _say(runs, ours)
    compare(place, (OURS, *RIVALS))
    return runs


def measure(place: Place, contenders: tuple[Contender, ...]) -> dict[str, list[Run]]:
    """Runs the contenders in turn, so that whatever disturbs the machine disturbs them alike."""
    runs: dict[str, list[Run]] = defaultdict(list)
    for _ in range(place.settings.times):
        for contender in contenders:
            runs[contender.module].append(place.run(contender.module))
    return runs


def compare(place: Place, contenders: tuple[Contender, ...]) -> bool:
    """Prints whether all answers are equal; true when they are."""
    from bench.contenders.store import SECRET

    keys = Keys(SECRET)
    lines = verdict({c.title: read(place.folder("answers") / c.module, keys) for c in contenders})
    print("\nAnswers of all contenders as multisets of (subject, amount):")
    print("\n".join(f"  {line}" for line in lines))
    return all(line.endswith(", equal") for line in lines)


def _median(runs: list[Run]) -> float:
    return median(run.seconds for run in runs)


def _row(contender: Contender, runs: list[Run], ours: float) -> list[str]:
    steps = {name: median(run.steps.get(name, 0.0) for run in runs) for name in runs[0].steps}
    known = any(rule in steps for rule in RULES)
    rest = sum(steps.values()) - sum(steps.get(name, 0.0) for name in ("start", *RULES))
    return [
        contender.title,
        seconds([run.seconds for run in runs]),
        times(ours, _median(runs)),
        f"{median(run.processor for run in runs):.1f}",
        f"{max(run.peak for run in runs):,.0f}",
        f"{steps['start']:.2f}",
        *(f"{steps[rule]:.2f}" if known else "–" for rule in RULES),
        f"{rest:.2f}",
    ]


def _say(runs: dict[str, list[Run]], ours: float) -> None:
    """Where we win and where we lose, in words, against what was aimed at."""
    print()
    for contender in RIVALS:
        if contender.aim is None:
            continue
        ratio = _median(runs[contender.module]) / ours
        word = "faster" if ratio >= 1 else "SLOWER"
        by = ratio if ratio >= 1 else 1 / ratio
        reached = "reached" if ratio >= contender.aim else "MISSED"
        wish = f"{contender.aim:.0f} × faster" if contender.aim > 1 else f"at most {1 / contender.aim:.2f} × slower"
        print(f"Mingcha is {by:.2f} × {word} than {contender.title}; aim: {wish}: {reached}.")

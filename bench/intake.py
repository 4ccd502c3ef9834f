"""Eight datasets from csv to sealed, normalised versions with a quality report, beside what mere reading costs."""

from __future__ import annotations

from statistics import median

from bench.places import Place, size
from bench.processes import Run
from bench.table import seconds, table, times

RIVALS = {"polars": "Polars, only reading", "pandas": "pandas, only reading"}
AIM = 45.0  # seconds, for the whole city on two cores


def run(place: Place) -> list[Run]:
    """Measures and prints; returns our runs."""
    city = place.city()
    ours: list[Run] = []
    theirs: dict[str, list[Run]] = {engine: [] for engine in RIVALS}
    for _ in range(place.settings.times):
        ours.append(place.intake())
        for engine in RIVALS:
            theirs[engine].append(place.run("reading", label=f"reading-{engine}", engine=engine))
    rows = sum(ours[0].facts["rows"].values())
    wall = median(run.seconds for run in ours)
    print(f"\nIntake of eight datasets, {rows:,} rows, {size(city):,.0f} MiB of csv, two reading processes\n")
    found = {"Mingcha: read, normalise, key, seal, judge": ours}
    found |= {RIVALS[engine]: runs for engine, runs in theirs.items()}
    lines = [_row(title, runs, wall, rows) for title, runs in found.items()]
    print(table(("", "wall s", "×", "rows/s", "cpu s", "peak MiB", "all together MiB"), lines))
    steps = {name: median(run.steps[name] for run in ours) for name in ours[0].steps}
    print("\nMingcha's steps: " + ", ".join(f"{name} {value:.1f} s" for name, value in steps.items()) + ".")
    print(f"The store takes {size(place.folder('store')):,.0f} MiB. The rivals only read: they check no identifier,")
    print("find no repeat, make no key, encrypt and write nothing, so × shows what all of that costs beyond reading.")
    if place.settings.full:
        print(f"Aim: at most {AIM:.0f} s on two idle cores: {'reached' if wall <= AIM else 'MISSED'}.")
    return ours


def _row(title: str, runs: list[Run], wall: float, rows: int) -> list[str]:
    middle = median(run.seconds for run in runs)
    return [
        title,
        seconds([run.seconds for run in runs]),
        times(wall, middle),
        f"{rows / middle:,.0f}",
        f"{median(run.processor for run in runs):.1f}",
        f"{max(run.peak for run in runs):,.0f}",
        f"{max(run.together for run in runs):,.0f}",
    ]

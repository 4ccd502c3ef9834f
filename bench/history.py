"""Ten times the history under the same memory: a hundred million payments against the ten million."""

from __future__ import annotations

import shutil

from bench.contenders.clock import RULES
from bench.five import OURS
from bench.places import Place
from bench.processes import Run
from bench.settings import HUNDRED_MILLION
from bench.table import table, times

ROOM = 30_000_000_000  # bytes: 11 GB csv, 9 GB store, and what the engine spills
AIM = 11.0
LIMIT = 2048  # MiB


def run(place: Place, payments: int = HUNDRED_MILLION, room: int = ROOM) -> dict[str, list[Run]]:
    """Measures once and prints; returns intake and rules for the shorter and the longer history."""
    place.settings.home.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(place.settings.home).free
    longer = place.grown(payments)
    if free < room and not longer.folder("store").exists():
        print(
            f"\nhistory needs {room / 1e9:.0f} GB of free disk, {free / 1e9:.0f} GB are free: make room, or use --keep."
        )
        return {}
    found = {"intake": [place.intake(), longer.intake()]}
    found["rules"] = [place.run(OURS.module), longer.run(OURS.module)]
    print(f"\nHistory: {place.settings.payments:,} against {payments:,} payments, the same people, the same memory\n")
    rows = [_row(title, *runs) for title, runs in found.items()]
    shorter, long = found["rules"]
    rows += [[f"  {rule}", *_pair(shorter.steps[rule], long.steps[rule]), "", ""] for rule in (*RULES, "evidence")]
    print(table(("", "10 × less s", "more s", "×", "peak MiB", "peak MiB, more"), rows))
    for title, (less, more) in found.items():
        ratio = more.seconds / less.seconds
        print(f"{title}: {ratio:.1f} ×; aim: at most {AIM:.0f} ×: {'reached' if ratio <= AIM else 'MISSED'}.")
    peak = max(run.together for runs in found.values() for run in runs)
    print(f"Peak of all processes together {peak:,.0f} MiB; aim: 2 GiB: {'reached' if peak <= LIMIT else 'MISSED'}.")
    return found


def _row(title: str, less: Run, more: Run) -> list[str]:
    return [title, *_pair(less.seconds, more.seconds), f"{less.together:,.0f}", f"{more.together:,.0f}"]


def _pair(less: float, more: float) -> list[str]:
    return [f"{less:.1f}", f"{more:.1f}", times(less, more)]

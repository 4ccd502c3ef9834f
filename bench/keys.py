"""What the keys gain: the same statements on text identifiers and on 64-bit keys."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from bench.contenders.clock import RULES
from bench.places import Place, size
from bench.processes import Run
from bench.table import seconds, table, times

FORMS = {
    "better": "text as handed in, put right in each query",
    "text": "text put right beforehand",
    "keys": "64-bit keys",
    "keyed": "64-bit keys, sealed (what Mingcha stores)",
}


def run(place: Place) -> dict[str, list[Run]]:
    """Measures and prints; returns the runs by form."""
    place.store()
    place.copies()
    place.run("represent")
    runs: dict[str, list[Run]] = defaultdict(list)
    for _ in range(place.settings.times):
        for form in FORMS:
            if form in ("text", "keys"):
                runs[form].append(place.run("forms", label=f"form-{form}", form=form))
            else:
                runs[form].append(place.run(form))
    print("\nWhat the keys gain: the five rules by the same hand-written SQL in DuckDB, only the identifiers differ;")
    print("seconds of the five statements, without starting the process; × of the keys\n")
    work = {form: [_work(run) for run in found] for form, found in runs.items()}
    rows = [_row(form, runs[form], work) for form in FORMS]
    print(table(("", "five rules s", "×", "peak MiB", *RULES), rows))
    forms = place.folder("forms")
    print(f"\nPayments on disk: {size(forms / 'text'):,.0f} MiB as text, {size(forms / 'keys'):,.0f} MiB as keys.")
    return runs


def _work(run: Run) -> float:
    return sum(run.steps[rule] for rule in RULES)


def _row(form: str, runs: list[Run], work: dict[str, list[float]]) -> list[str]:
    return [
        FORMS[form],
        seconds(work[form]),
        times(median(work["keys"]), median(work[form])),
        f"{max(run.peak for run in runs):,.0f}",
        *(f"{median(run.steps[rule] for run in runs):.2f}" for rule in RULES),
    ]

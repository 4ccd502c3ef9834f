"""All rules of the checkout that can run on the city, each with evidence and exact re-check."""

from __future__ import annotations

from bench.places import Place
from bench.processes import Run
from bench.table import table

LIMIT = 2048  # MiB
SHOWN = 12


def run(place: Place) -> Run:
    """Measures once and prints; returns the run."""
    place.store()
    done = place.run("library")
    findings: dict[str, int] = done.facts["findings"]
    print(f"\nAll rules that this city has data for: {len(findings)}; {done.facts['without data']} others lack data\n")
    print(
        f"{done.seconds:.1f} s from process start to findings.parquet, {done.processor:.1f} s of processor time, "
        f"peak {done.peak:,.0f} MiB, {sum(findings.values()):,} findings."
    )
    slowest = sorted(findings, key=lambda rule: -done.steps[rule])[:SHOWN]
    rest = [rule for rule in findings if rule not in slowest]
    rows = [[rule, f"{done.steps[rule]:.2f}", f"{findings[rule]:,}"] for rule in slowest]
    if rest:
        total = sum(done.steps[rule] for rule in rest)
        rows.append([f"{len(rest)} others", f"{total:.2f}", f"{sum(findings[rule] for rule in rest):,}"])
    print("\n" + table(("slowest rules", "s", "findings"), rows))
    shared = done.steps["rules"] - sum(done.steps[rule] for rule in findings)
    opening = done.steps["start"] + done.steps["open"]
    print(f"\nEvidence of all rules in one pass: {shared:.1f} s; loading tables: {done.steps['load']:.1f} s;")
    print(f"opening store and rules: {opening:.1f} s; planning: {done.steps['plan']:.1f} s.")
    if failed := done.facts["failed"]:
        print(f"FAILED: {', '.join(failed)}.")
    if done.peak > LIMIT:
        print(f"MISSED: the peak is above 2 GiB by {done.peak - LIMIT:,.0f} MiB.")
    return done

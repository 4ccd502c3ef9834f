"""
Polars' best plan, then the rows of evidence beside each answer: the ones our rule files name, every column.

Still without what Mingcha does to them: no identifier is re-checked or masked, no sentence and no JSON is written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.polars_frames import DESTITUTE, POOR, clean, five


def run(arguments: Arguments) -> None:
    """Answers in text identifiers; their evidence as long tables, one per rule and file."""
    clock = Clock(arguments)
    folder, out = Path(arguments["copies"]), Path(arguments["out"])
    plans = five(folder)
    with clock.step("together"):
        answers = dict(zip(plans, pl.collect_all(plans.values()), strict=True))
    # Answers first, evidence after: one plan for both holds every column of all payments and takes 4.5 GiB.
    more = evidence(folder, {name: frame.lazy() for name, frame in answers.items()})
    with clock.step("evidence"):
        shown = dict(zip(more, pl.collect_all(more.values(), engine=arguments.get("polars", "streaming")), strict=True))
    with clock.step("write"):
        for name, frame in (answers | shown).items():
            frame.write_parquet(out / f"{name}.parquet")
    clock.facts = {"evidence": sum(len(frame) for frame in shown.values())}
    clock.save()


def evidence(folder: Path, answers: dict[str, Any]) -> dict[str, Any]:
    """Plans for the rows that show each answer, with their numbers in the file."""

    def read(name: str, person: str) -> Any:
        frame = pl.scan_parquet(folder / f"{name}.parquet", row_index_name="row")
        return frame.with_columns(clean(person).alias("person"))

    payments, deaths = read("payments", "id_no"), read("deaths", "id_no")
    aid = payments.filter(pl.col("programme").is_in([*POOR, DESTITUTE]))
    dead = deaths.select("person", "death_date")
    rich = read("vehicles", "owner_id").filter(pl.col("value") > 10_000_000)
    homes = read("properties", "owner_id").filter(pl.col("usage") == "住宅")
    owned = answers["R2"].filter(pl.col("n_home").is_not_null())
    people, firms = answers["R3"].select("person").unique(), answers["R3"].select("company")
    return {
        "R1_payments": payments.join(dead, on="person").filter(pl.col("pay_date") > pl.col("death_date")),
        "R1_deaths": deaths.join(answers["R1"], on="person", how="semi"),
        "R2_payments": aid.join(answers["R2"], on="person", how="semi").group_by("person").last(),
        "R2_vehicles": rich.join(answers["R2"], on="person", how="semi"),
        "R2_properties": homes.join(owned, on="person", how="semi"),
        "R3_officials": read("officials", "id_no").join(people, on="person", how="semi"),
        "R3_companies": read("companies", "legal_rep_id").join(firms, left_on="uscc", right_on="company", how="semi"),
        "R4_payments": payments.join(answers["R4"], on="account", how="semi").group_by("account", "person").first(),
        "R5_payments": aid.join(answers["R5"], on=["person", "month"], how="semi"),
    }


if __name__ == "__main__":
    main(run)

"""The five rules in Polars over plain Parquet: lazy frames, identifiers put right rule by rule."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

POOR = ("农村低保", "城市低保")
DESTITUTE = "特困供养"


def clean(column: str) -> Any:
    """Blanks taken out, also inner ones; the check digit in capitals."""
    return pl.col(column).str.replace_all(" ", "", literal=True).str.to_uppercase()


def five(folder: Path) -> dict[str, Any]:
    """The plans, by rule."""

    def read(name: str) -> Any:
        return pl.scan_parquet(folder / f"{name}.parquet")

    payments = read("payments")
    return {
        "R1": _dead(payments, read("deaths")),
        "R2": _assets(payments, read("vehicles"), read("properties")),
        "R3": _officials(read("officials"), read("companies")),
        "R4": _shared(payments),
        "R5": _double(payments),
    }


def _dead(payments: Any, deaths: Any) -> Any:
    paid = payments.select(clean("id_no").alias("person"), "pay_date", "amount")
    dead = deaths.select(clean("id_no").alias("person"), "death_date")
    return (
        paid.join(dead, on="person")
        .filter(pl.col("pay_date") > pl.col("death_date"))
        .group_by("person")
        .agg(
            pl.col("death_date").min(),
            pl.len().alias("n_pay"),
            pl.col("amount").sum(),
            pl.col("pay_date").min().alias("first_paid"),
            pl.col("pay_date").max().alias("last_paid"),
        )
    )


def _assets(payments: Any, vehicles: Any, properties: Any) -> Any:
    car = (
        vehicles.filter(pl.col("value") > 10_000_000)
        .select(clean("owner_id").alias("person"), "value")
        .group_by("person")
        .agg(pl.col("value").max().alias("car_value"))
    )
    home = (
        properties.filter(pl.col("usage") == "住宅")
        .select(clean("owner_id").alias("person"))
        .group_by("person")
        .agg(pl.len().alias("n_home"))
        .filter(pl.col("n_home") >= 2)
    )
    rich = car.join(home, on="person", how="full", coalesce=True)
    aid = payments.filter(pl.col("programme").is_in([*POOR, DESTITUTE])).select(
        clean("id_no").alias("person"), "amount"
    )
    ben = aid.group_by("person").agg(pl.len().alias("n_pay"), pl.col("amount").sum())
    return ben.join(rich, on="person")


def _officials(officials: Any, companies: Any) -> Any:
    people = officials.select(clean("id_no").alias("person"), pl.col("org").alias("unit"))
    live = companies.filter(pl.col("status") == "存续").select(
        pl.col("uscc").alias("company"), clean("legal_rep_id").alias("person")
    )
    return people.join(live, on="person").select("person", "company", "unit")


def _shared(payments: Any) -> Any:
    return (
        payments.select("account", clean("id_no").alias("person"), "amount")
        .group_by("account", "person")
        .agg(pl.len().alias("n_pay"), pl.col("amount").sum())
        .group_by("account")
        .agg(pl.len().alias("n_ids"), pl.col("n_pay").sum(), pl.col("amount").sum())
        .filter(pl.col("n_ids") >= 5)
    )


def _double(payments: Any) -> Any:
    aid = payments.filter(pl.col("programme").is_in([*POOR, DESTITUTE])).select(
        clean("id_no").alias("person"), "month", "amount", (pl.col("programme") == DESTITUTE).alias("destitute")
    )
    both = (
        aid.group_by("person")
        .agg(pl.col("destitute").any().alias("some"), pl.col("destitute").all().alias("all"))
        .filter(pl.col("some") & ~pl.col("all"))
        .select("person")
    )
    return (
        aid.join(both, on="person", how="semi")
        .group_by("person", "month")
        .agg(pl.col("amount").sum(), pl.col("destitute").any().alias("some"), pl.col("destitute").all().alias("all"))
        .filter(pl.col("some") & ~pl.col("all"))
        .select("person", "month", "amount")
    )

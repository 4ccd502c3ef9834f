"""The five rules in pandas over plain Parquet: each file read and its identifiers put right once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from bench.contenders.clock import RULES, Arguments, Clock, main

AID = ["农村低保", "城市低保", "特困供养"]
COLUMNS = {
    "payments": ["id_no", "programme", "month", "pay_date", "amount", "account"],
    "deaths": ["id_no", "death_date"],
    "vehicles": ["owner_id", "value"],
    "properties": ["owner_id", "usage"],
    "officials": ["id_no", "org"],
    "companies": ["uscc", "legal_rep_id", "status"],
}


def run(arguments: Arguments) -> None:
    """Answers in text identifiers."""
    clock = Clock(arguments)
    with clock.step("read"):
        tables = {name: _read(Path(arguments["copies"]), name) for name in COLUMNS}
    for name, rule in zip(RULES, (_dead, _assets, _officials, _shared, _double), strict=True):
        with clock.step(name):
            rule(tables).to_parquet(Path(arguments["out"]) / f"{name}.parquet", index=False)
    clock.save()


def _read(folder: Path, name: str) -> Any:
    frame = pd.read_parquet(folder / f"{name}.parquet", columns=COLUMNS[name])
    for column in {"id_no", "owner_id", "legal_rep_id"} & set(frame.columns):
        frame["person"] = frame.pop(column).str.replace(" ", "", regex=False).str.upper()
    return frame


def _dead(tables: dict[str, Any]) -> Any:
    paid = tables["payments"][["person", "pay_date", "amount"]].merge(tables["deaths"], on="person")
    late = paid[paid["pay_date"] > paid["death_date"]]
    return late.groupby("person", as_index=False).agg(
        died_on=("death_date", "min"),
        n_pay=("amount", "size"),
        amount=("amount", "sum"),
        first_paid=("pay_date", "min"),
        last_paid=("pay_date", "max"),
    )


def _assets(tables: dict[str, Any]) -> Any:
    cars, homes = tables["vehicles"], tables["properties"]
    car = cars[cars["value"] > 10_000_000].groupby("person")["value"].max().rename("car_value")
    home = homes[homes["usage"] == "住宅"].groupby("person").size().rename("n_home")
    rich = pd.concat([car, home[home >= 2]], axis=1)
    payments = tables["payments"]
    aid = (
        payments[payments["programme"].isin(AID)]
        .groupby("person")
        .agg(n_pay=("amount", "size"), amount=("amount", "sum"))
    )
    return aid.join(rich, how="inner").reset_index()


def _officials(tables: dict[str, Any]) -> Any:
    companies = tables["companies"]
    live = companies[companies["status"] == "存续"][["person", "uscc"]]
    found = tables["officials"].merge(live, on="person")
    return found.rename(columns={"uscc": "company", "org": "unit"})


def _shared(tables: dict[str, Any]) -> Any:
    drawn = (
        tables["payments"]
        .groupby(["account", "person"], as_index=False)
        .agg(n_pay=("amount", "size"), amount=("amount", "sum"))
    )
    shared = drawn.groupby("account", as_index=False).agg(
        n_ids=("person", "size"), n_pay=("n_pay", "sum"), amount=("amount", "sum")
    )
    return shared[shared["n_ids"] >= 5]


def _double(tables: dict[str, Any]) -> Any:
    payments = tables["payments"]
    aid = payments[payments["programme"].isin(AID)]
    destitute = aid["programme"] == "特困供养"
    both = set(aid.loc[destitute, "person"].unique()) & set(aid.loc[~destitute, "person"].unique())
    chosen = aid[aid["person"].isin(both)]
    months = chosen.assign(destitute=chosen["programme"] == "特困供养").groupby(["person", "month"], as_index=False)
    found = months.agg(amount=("amount", "sum"), some=("destitute", "any"), every=("destitute", "all"))
    return found.loc[found["some"] & ~found["every"], ["person", "month", "amount"]]


if __name__ == "__main__":
    main(run)

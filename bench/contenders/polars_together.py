"""Polars' best plan: all five rules in one `collect_all`, which reads every file once."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.polars_frames import five


def run(arguments: Arguments) -> None:
    """Answers in text identifiers; seconds by rule cannot be told apart."""
    clock = Clock(arguments)
    plans = five(Path(arguments["copies"]))
    with clock.step("together"):
        answers = pl.collect_all(plans.values(), engine=arguments.get("polars", "auto"))
    with clock.step("write"):
        for name, frame in zip(plans, answers, strict=True):
            frame.write_parquet(Path(arguments["out"]) / f"{name}.parquet")
    clock.save()


if __name__ == "__main__":
    main(run)

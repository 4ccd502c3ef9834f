"""Polars rule by rule."""

from __future__ import annotations

from pathlib import Path

from bench.contenders.clock import Arguments, Clock, main
from bench.contenders.polars_frames import five


def run(arguments: Arguments) -> None:
    """Answers in text identifiers."""
    clock = Clock(arguments)
    for name, plan in five(Path(arguments["copies"])).items():
        with clock.step(name):
            plan.collect(engine=arguments.get("polars", "auto")).write_parquet(
                Path(arguments["out"]) / f"{name}.parquet"
            )
    clock.save()


if __name__ == "__main__":
    main(run)

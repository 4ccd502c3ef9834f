"""`python -m bench`: prints what was measured. Ratios, not times, are what a reader should keep."""

from __future__ import annotations

import io
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from bench import five, history, identifiers, intake, keys, library
from bench.places import Place
from bench.processes import fresh
from bench.settings import Settings, parse
from bench.voice import run as voice
from bench.web import run as web

_ALONE: dict[str, Callable[[list[str]], object]] = {"web": web.main, "voice": voice.main}
LIBRARIES = ("duckdb", "polars", "pandas", "pyarrow", "numpy")


def main(arguments: list[str]) -> None:
    """Runs the benchmarks asked for, in their order; `web` and `voice` are of their own, with their own options."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)  # a pipe shows what a terminal shows
    if alone := _ALONE.get(arguments[0] if arguments else ""):
        print(_machine())
        alone(arguments[1:])
        print(f"\n{_load()}")
        return
    settings = parse(arguments)
    settings.home.mkdir(parents=True, exist_ok=True)
    place = Place(settings, fresh)
    print(_machine())
    if settings.small:
        print("A small city: starting the processes outweighs the work. Only the full run compares the engines.")
    for name, run in _benchmarks(place, settings).items():
        if name in settings.only:
            run()
    print(f"\n{_load()}")


def _benchmarks(place: Place, settings: Settings) -> dict[str, Callable[[], Any]]:
    count = 100_000 if settings.small else 1_000_000
    return {
        "identifiers": lambda: identifiers.run(count, count // 50),
        "intake": lambda: intake.run(place),
        "rules": lambda: five.run(place),
        "keys": lambda: keys.run(place),
        "library": lambda: library.run(place),
        "history": lambda: history.run(place),
    }


def _machine() -> str:
    with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123 - not a file on a disk
        model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown")
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{os.cpu_count()} cores ({model}), Python {platform.python_version()}, {versions}\n{_load()}"


def _load() -> str:
    return f"Load of the machine now (1, 5, 15 min): {', '.join(f'{x:.1f}' for x in os.getloadavg())}."


if __name__ == "__main__":
    main(sys.argv[1:])

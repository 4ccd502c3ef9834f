"""Where a run keeps its cities, copies, stores and answers, and how they are made when they are not there yet."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.contenders.clock import SPILL
from bench.processes import Launch, Run
from bench.settings import AS_OF, SEED, THREADS, Settings
from mingcha.engine.running.run import MEMORY_BYTES

CHECKOUT = Path(__file__).resolve().parents[1]
#: What the content of a store depends on.
CODE = ("kernel", "engine/reading", "engine/understanding", "engine/normalise", "engine/sealing", "engine/store")


@dataclass(frozen=True)
class Place:
    """One city of a benchmark run with all that is made of it; `workers` 0 reads in the process itself."""

    settings: Settings
    launch: Launch
    workers: int = 2

    @property
    def name(self) -> str:
        """Names the city by its size."""
        return f"{self.settings.people}-{self.settings.payments}"

    def folder(self, kind: str) -> Path:
        """`city`, `copies`, `forms`, `store` or `answers`."""
        return self.settings.home / f"{kind}-{self.name}"

    def grown(self, payments: int) -> Place:
        """The same people with another number of payments."""
        return replace(self, settings=replace(self.settings, payments=payments))

    def run(self, contender: str, label: str = "", **more: Any) -> Run:
        """One run of a contender; its answers go to a folder of its own."""
        out = self.folder("answers") / (label or contender)
        shutil.rmtree(out, ignore_errors=True)
        run = self.launch(contender, out, self._arguments() | more)
        shutil.rmtree(out / SPILL, ignore_errors=True)
        return run

    def city(self) -> Path:
        """The csv files, made once."""
        folder, done = self.folder("city"), self.settings.home / f"city-{self.name}.done"
        if not done.exists():
            from mingcha.engine.city.bench import make_bench_city

            print(f"making a city of {self.settings.people:,} people with {self.settings.payments:,} payments …")
            made = make_bench_city(folder, self.settings.people, self.settings.payments, SEED)
            done.write_text(json.dumps({"rows": made.rows, "planted": made.planted}), encoding="utf-8")
        return folder

    def copies(self) -> Path:
        """Plain Parquet of the csv files for the rivals, made once."""
        folder, done = self.folder("copies"), self.settings.home / f"copies-{self.name}.done"
        if not done.exists():
            self.city()
            self.run("copies")
            done.touch()
        return folder

    def store(self) -> dict[str, Any]:
        """Facts of the sealed store, made anew when the code that makes it has changed."""
        done = self.settings.home / f"store-{self.name}.json"
        facts: dict[str, Any] = json.loads(done.read_text(encoding="utf-8")) if done.exists() else {}
        if facts.get("code") != _code():
            self.intake()
            facts = json.loads(done.read_text(encoding="utf-8"))
        return facts

    def intake(self) -> Run:
        """The csv files into a new store."""
        self.city()
        shutil.rmtree(self.folder("store"), ignore_errors=True)
        run = self.run("intake", workers=self.workers)
        if run.facts["lost"] or run.facts["set aside"]:
            raise RuntimeError(f"a clean city must be read without loss: {run.facts}")
        facts = json.dumps(run.facts | {"code": _code()})
        (self.settings.home / f"store-{self.name}.json").write_text(facts, encoding="utf-8")
        return run

    def _arguments(self) -> dict[str, Any]:
        done = self.settings.home / f"store-{self.name}.json"
        digests = json.loads(done.read_text(encoding="utf-8"))["digests"] if done.exists() else []
        folders = {kind: str(self.folder(kind)) for kind in ("city", "copies", "forms", "store")}
        return folders | {
            "digests": digests,
            "as_of": AS_OF.isoformat(),
            "threads": THREADS,
            "memory": MEMORY_BYTES,
        }


def size(folder: Path) -> float:
    """Bytes of all files below a folder, in MiB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / (1 << 20)


def _code() -> str:
    """Changes with the code that reads, normalises and seals."""
    digest = hashlib.sha256()
    files = [file for part in CODE for file in (CHECKOUT / "src" / "mingcha" / part).rglob("*.py")]
    for file in sorted([*files, *(CHECKOUT / "schemas").glob("*.yml")]):
        digest.update(file.read_bytes())
    return digest.hexdigest()

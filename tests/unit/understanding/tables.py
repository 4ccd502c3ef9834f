"""Small sheets in memory, and invented values of every type."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from mingcha.engine.reading.model import ROW, Origin, RawSheet
from mingcha.engine.understanding import DatasetSpec

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def sheet(rows: Sequence[Sequence[str]], file: str = "表1.xlsx", name: str = "Sheet1", first: int = 1) -> RawSheet:
    """A sheet whose blank rows keep their numbers and are left out, as readers do."""
    width = max((len(row) for row in rows), default=0)
    kept = [(n, list(row) + [""] * (width - len(row))) for n, row in enumerate(rows, start=first) if any(row)]

    def batches() -> Any:
        if kept:
            yield batch([n for n, _ in kept], [row for _, row in kept])

    return RawSheet(Origin(file, name), batches)


def batch(numbers: Sequence[int], rows: Sequence[Sequence[str]]) -> pa.RecordBatch:
    """A batch as readers make it."""
    columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(rows[0]))]
    names = [ROW, *(f"c{i}" for i in range(len(columns)))]
    return pa.RecordBatch.from_arrays([pa.array(numbers, pa.int64()), *columns], names=names)


def person_id(rng: random.Random) -> str:
    """A valid 18-character number of nobody."""
    body = f"4304{rng.randint(1, 99):02d}{rng.randint(1930, 2015)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}"
    body += f"{rng.randint(0, 999):03d}"
    return body + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, body, strict=True)) % 11]


def value(kind: str, words: Sequence[str], rng: random.Random) -> str:
    """An invented value of a spec type."""
    day = f"20{rng.randint(10, 23)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    made = {
        "person_id": lambda: person_id(rng),
        "party_id": lambda: person_id(rng),
        "uscc": lambda: f"91430400MA{rng.randint(10**7, 10**8 - 1)}",
        "plate": lambda: f"湘D{rng.randint(10000, 99999)}",
        "account": lambda: f"62{rng.randint(10**16, 10**17 - 1)}",
        "phone": lambda: f"13{rng.randint(10**8, 10**9 - 1)}",
        "ref": lambda: f"X{rng.randint(10**9, 10**10 - 1)}",
        "name": lambda: (
            rng.choice("王李张刘陈杨赵") + rng.choice("伟芳娜敏静丽强") + rng.choice(["", "军", "计", "合"])
        ),
        "text": lambda: rng.choice(["城关镇中心小学", "东风村", "古城社区", "正常", "一般"]),
        "area": lambda: f"4304{rng.randint(21, 29)}{rng.randint(100, 200)}{rng.randint(200, 300)}",
        "date": lambda: day,
        "datetime": lambda: day + " 08:30:00",
        "month": lambda: day[:7].replace("-", ""),
        "period": lambda: day[:7].replace("-", ""),
        "year": lambda: day[:4],
        "relation": lambda: rng.choice(["户主", "妻", "子"]),
    }
    if words:
        return rng.choice(list(words))
    return made[kind]() if kind in made else f"{rng.uniform(1, 900):.2f}"


def body(spec: DatasetSpec, columns: Sequence[str], rows: int, seed: int = 1) -> list[list[str]]:
    """Rows of invented values for `columns` of `spec`."""
    rng = random.Random(seed)
    specs = [spec.columns[column] for column in columns]
    words = [[word for spelled in c.values.values() for word in spelled if len(word) > 1] for c in specs]
    return [[value(c.type, w, rng) for c, w in zip(specs, words, strict=True)] for _ in range(rows)]

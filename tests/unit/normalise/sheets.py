"""Small batches and mappings for the tests of this folder."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from mingcha.engine.normalise import Normalised, normalise
from mingcha.engine.reading.model import Origin
from mingcha.engine.sealing.keys import Keys
from mingcha.engine.sealing.secret import Secret
from mingcha.engine.understanding.model import ColumnMatch, Constant, Mapping
from mingcha.engine.understanding.spec import DatasetSpec, load_specs

SPECS = load_specs()
KEYS = Keys(Secret(bytes(range(32))))
ID = "11010519491231002X"
CODE = "91350100M000100Y43"


def batch(columns: list[list[str]], first_row: int = 3) -> Any:
    """A record batch of the reader's shape."""
    rows = pa.array(range(first_row, first_row + len(columns[0])), pa.int64())
    names = ["row", *(f"c{i}" for i in range(len(columns)))]
    return pa.record_batch([rows, *(pa.array(cells, pa.string()) for cells in columns)], names=names)


def mapping(dataset: str, columns: list[str], units: dict[str, str] | None = None, **more: Any) -> Mapping:
    """A mapping of sheet columns in order; `constants` as a dict."""
    matches = tuple(
        ColumnMatch(name, index, f"表头{name}", "alias", 1.0, (units or {}).get(name, ""))
        for index, name in enumerate(columns)
    )
    constants = tuple(Constant(c, v, "title") for c, v in more.pop("constants", {}).items())
    return Mapping(Origin("a.csv"), dataset, (1,), 2, matches, constants, **more)


def normalised(
    dataset: str, sheet: dict[str, list[str]], units: dict[str, str] | None = None, **more: Any
) -> Normalised:
    """A sheet given as canonical column → cells, normalised under the fixed test secret."""
    spec: DatasetSpec = SPECS[dataset]
    found = mapping(dataset, list(sheet), units, **more)
    return normalise(batch(list(sheet.values())), mapping=found, spec=spec, keys=KEYS, source=7)

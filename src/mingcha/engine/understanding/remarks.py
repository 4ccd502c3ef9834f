"""What is said about a mapping that a person should check: columns taken on weak grounds, numbers left unused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding import sentences
from mingcha.engine.understanding.looks import Looks
from mingcha.engine.understanding.matching import Header
from mingcha.engine.understanding.model import ColumnMatch
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.messages import Message

#: Likeness below this is worth a look.
_WEAK = 0.7
_POINT_MONTH = re.compile(r"^((?:19|20)\d{2})\.(\d{1,2})$")


def remarks(
    origin: Origin,
    spec: DatasetSpec,
    columns: Sequence[ColumnMatch],
    headers: Sequence[Header],
    looks: Mapping[int, Looks],
    cells: Mapping[int, Sequence[str]],
) -> tuple[Message, ...]:
    """Notes for the mapping; `cells` holds the body's texts of the month columns by position."""
    taken = {match.index for match in columns}
    weak = [match for match in columns if match.how in ("similar", "values") and match.confidence < _WEAK]
    unused = [header.text for header in headers if header.index not in taken and _identifies(looks.get(header.index))]
    lost = [match.header for match in columns if match.index in cells and lost_october(cells[match.index])]
    notes = []
    if weak:
        pairs = [(match.header, spec.columns[match.column]) for match in weak]
        notes.append(sentences.weak(origin, pairs))
    if unused:
        notes.append(sentences.unused_numbers(origin, unused))
    return (*notes, *(sentences.lost_october(origin, header) for header in lost))


def _identifies(seen: Looks | None) -> bool:
    return seen is not None and seen.filled >= 3 and max(seen.shares["person_id"], seen.shares["uscc"]) >= 0.8


def lost_october(cells: Iterable[str]) -> bool:
    """
    Whether months written as numbers lost a nought: `2020.10` became `2020.1`, so that January stands twice as often
    as the others and October not at all, though later months do.
    """
    found = [match for match in map(_POINT_MONTH.match, (cell.strip() for cell in cells)) if match]
    months = Counter(match[2] for match in found)
    others = [count for month, count in months.items() if month != "1"]
    if not found or "10" in months or not {"11", "12"} & set(months) or "1" not in months:
        return False
    return months["1"] >= 1.6 * median(others)

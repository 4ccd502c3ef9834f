"""Tables without a header: read by file name and values, when these leave no doubt."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence

from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding import sentences
from mingcha.engine.understanding.areas import Areas
from mingcha.engine.understanding.body import find_anchors
from mingcha.engine.understanding.constants import Places, find_constants, find_county, find_units
from mingcha.engine.understanding.deciding import spoken
from mingcha.engine.understanding.headers import Row
from mingcha.engine.understanding.looks import Looks, look
from mingcha.engine.understanding.model import ColumnMatch, Mapping
from mingcha.engine.understanding.spec import ColumnSpec, DatasetSpec
from mingcha.engine.understanding.vocabulary import Vocabulary

#: Rows without a header must be at least this many, and mostly as wide as the widest.
FEWEST = 3
#: Types told by values alone; a number may be anything.
_TYPES = ("person_id", "uscc", "plate", "party_id", "datetime", "date", "month", "enum")
_SURE = 0.9
_CONFIDENCE = 0.6


def by_values(rows: Sequence[Row], words: Vocabulary, origin: Origin, areas: Areas) -> Mapping | None:
    """
    A mapping when file and sheet name speak for exactly one dataset, and each of its required columns is the only one
    of its type on both sides. None when anything is open.
    """
    body, titles = _split(rows)
    texts = [text for row in titles for text in row.texts()]
    places = Places.of(origin, texts)
    named = [entry.spec for entry in words.entries.values() if spoken(entry.spec, places) >= 0.5]
    if len(body) < FEWEST or len(named) != 1:
        return None
    columns = _columns(named[0], _looks(body))
    held = {match.column for match in columns}
    constants = find_constants((c for n, c in named[0].columns.items() if n not in held and c.elsewhere), places)
    held |= {constant.column for constant in constants}
    if any(column.required and column.name not in held for column in named[0].columns.values()):
        return None
    money, area = find_units(places.titles)
    return Mapping(
        origin, named[0].dataset, (), body[0].number, columns, tuple(constants),
        title_rows=tuple(row.number for row in titles), county=find_county(places, areas),
        unit_money=money, unit_area=area, confidence=_CONFIDENCE, title_texts=places.titles,
        anchors=find_anchors(columns, named[0]),
        notes=(sentences.by_values(origin, named[0]),),
    )  # fmt: skip


def _split(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Body and title rows: titles fill at most two cells above the first fuller row."""
    start = next((n for n, row in enumerate(rows) if len(row.texts()) > 2), len(rows))
    return list(rows[start:]), list(rows[:start])


def _looks(body: Sequence[Row]) -> dict[int, Looks]:
    width = max(len(row.cells) for row in body)
    return {i: look([row.cells[i] for row in body[:200] if i < len(row.cells)]) for i in range(width)}


def _columns(spec: DatasetSpec, looks: Table[int, Looks]) -> tuple[ColumnMatch, ...]:
    free = dict(looks)
    found = []
    for kind in _TYPES:
        wanted = [column for column in spec.columns.values() if column.type == kind]
        wanted = [column for column in wanted if column.required] or wanted
        fitting = [index for index, seen in free.items() if wanted and _fits(seen, wanted[0])]
        if len(wanted) == len(fitting) == 1:
            found.append(ColumnMatch(wanted[0].name, fitting[0], "", "values", _CONFIDENCE))
            del free[fitting[0]]
    return tuple(sorted(found, key=lambda match: match.index))


def _fits(seen: Looks, column: ColumnSpec) -> bool:
    words = [word for spelled in column.values.values() for word in spelled if len(word) > 1]
    return (seen.fit(column.type, words) or 0.0) >= _SURE

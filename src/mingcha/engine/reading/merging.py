"""Merged areas: each row that has content of its own gets the area's top left value in the area's empty cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mingcha.engine.reading.batches import Row, is_blank
from mingcha.engine.reading.sheetscan import Area


def fill_merged(rows: Iterable[Row], areas: list[Area], width: int) -> Iterator[Row]:
    """
    Fill cells inside `areas`, at most to column `width`.

    A row without any content of its own stays blank: a village name merged down over empty rows makes no record.
    """
    coming = sorted(areas, key=lambda a: (a.top, a.left), reverse=True)
    active: list[tuple[Area, str]] = []
    for number, cells in rows:
        own = not is_blank(cells)
        while coming and coming[-1].top <= number - 1:
            area = coming.pop()
            active.append((area, cells[area.left] if area.top == number - 1 and area.left < len(cells) else ""))
        if active:
            active = [(a, v) for a, v in active if a.bottom >= number - 1]
            if own:
                _fill(cells, active, width)
        yield number, cells


def _fill(cells: list[str], active: list[tuple[Area, str]], width: int) -> None:
    for area, value in active:
        right = min(area.right, width - 1)
        if value and right >= area.left:
            cells += [""] * (right + 1 - len(cells))
            for column in range(area.left, right + 1):
                cells[column] = cells[column] or value

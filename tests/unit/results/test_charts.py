"""Charts: sizes add up, text cannot break out."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from mingcha.engine.results.charts import NARROW, WIDE, Part, Point, bar, ceiling, columns


def test_a_bar_is_filled_in_proportion() -> None:
    drawn = bar((Part("sA", 3), Part("sB", 1)), 8)
    widths = [float(w) for w in re.findall(r'width="([\d.]+)%"', drawn)]
    assert widths == [37.5, 12.5]
    assert 'x="37.50%"' in drawn


def test_a_bar_of_nothing_is_empty() -> None:
    assert "<rect" not in bar((Part("sA", 0),), 0)


def test_what_a_screen_reader_says_is_escaped() -> None:
    assert "<b>" not in bar((), 1, '"><b>')


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("count", [0, 1, 12, 60])
def test_columns_stay_inside_the_drawing(width: int, count: int) -> None:
    points = [Point(f"2020-{i:02d}<", (Part("sA", i), Part("sC", 7))) for i in range(count)]
    root = ElementTree.fromstring(columns(points, width, "said"))
    for rect in root.iter("rect"):
        assert float(rect.attrib["y"]) >= 0
        assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= width


@pytest.mark.parametrize(
    ("value", "top"), [(0, 4), (3, 4), (5, 8), (13, 16), (59, 60), (61, 80), (101, 120), (9_001, 10_000)]
)
def test_the_scale_ends_at_a_round_number(value: float, top: float) -> None:
    assert ceiling(value) == top


def test_the_scale_covers_every_value() -> None:
    assert all(
        value <= ceiling(value) <= max(4, 2 * value) and ceiling(value) % 4 == 0 for value in range(1, 20_000, 7)
    )

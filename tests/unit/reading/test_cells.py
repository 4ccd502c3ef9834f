"""How numbers, dates and formats become text."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.engine.reading.cells import render
from mingcha.engine.reading.numberformats import Form, form_of, render_serial


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("  甲 ", "  甲 "),
        (True, "TRUE"),
        (0.0, "0"),
        (-0.0, "0"),
        (202001.0, "202001"),
        (999_999_999_999_999.0, "999999999999999"),
        (430421199001011234.0, "430421199001011000"),
        (-430421199001011234.0, "-430421199001011000"),
        (6.2179955262355585e18, "6217995526235560000"),
        (0.01365, "0.01365"),
        (614.587954, "614.587954"),
        (0.1 + 0.2, "0.3"),
        (1e-9, "0.000000001"),
        (1e22, "10000000000000000000000"),
        (dt.date(2020, 1, 31), "2020-01-31"),
        (dt.datetime(2020, 1, 31), "2020-01-31"),
        (dt.datetime(2020, 1, 31, 7, 59, 59, 999_999), "2020-01-31 08:00:00"),
        (dt.time(8, 0), "08:00:00"),
        (dt.timedelta(hours=36), "36:00:00"),
    ],
)
def test_render(value: object, text: str) -> None:
    assert render(value) == text


@given(st.floats(-1e15, 1e15, exclude_min=True, exclude_max=True))
def test_numbers_keep_fifteen_digits_and_show_no_exponent(value: float) -> None:
    text = render(value)
    assert "e" not in text.lower()
    assert abs(Decimal(text) - Decimal(value)) <= abs(Decimal(value)) * Decimal("1e-14")


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_below_ten_to_the_fifteenth_are_exact(value: int) -> None:
    assert render(float(value)) == str(value)


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("General", ""),
        ("@", ""),
        ("0.00_);[Red](0.00)", ""),
        ('0"年"', ""),
        ("#,##0\\天", ""),
        ("yyyy/m/d", "date"),
        ("[$-804]aaaa;@", ""),
        ("h:mm", "date"),
        ("[hh]:mm", "duration"),
        ("[mm]:ss", "duration"),
    ],
)
def test_form_of(code: str, form: Form) -> None:
    assert form_of(code) == form


@given(st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)), st.integers(0, 86_399))
def test_serials_are_days_and_seconds(day: dt.date, second: int) -> None:
    serial = (day - dt.date(1899, 12, 30)).days + second / 86_400
    expected = dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=second)
    assert render_serial(serial, "date", date_1904=False) == render(expected)
    assert render_serial(serial - 1_462, "date", date_1904=True) == render(expected) or serial < 1_462

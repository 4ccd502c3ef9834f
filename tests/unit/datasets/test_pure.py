"""What needs no database: lifecycles, names of sources, limits of drift, reasons, names told to the engine."""

from __future__ import annotations

from datetime import date
from fnmatch import fnmatchcase

import pytest

from mingcha.datasets.columns import pattern
from mingcha.datasets.drift import excesses, limits, measures
from mingcha.datasets.forms import given_from
from mingcha.datasets.naming import read_as
from mingcha.datasets.policies import check_reason
from mingcha.datasets.states import OPEN, PROGRESS, PURPOSE, UPLOAD
from mingcha.engine.running.drift import Drift
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import Lifecycle
from mingcha.org.models import Area

PAIRS = [
    (cycle, event, state) for cycle in (PURPOSE, UPLOAD, PROGRESS) for event in cycle.moves for state in cycle.states
]


@pytest.mark.parametrize(("cycle", "event", "state"), PAIRS)
def test_every_pair_of_states(cycle: Lifecycle, event: str, state: str) -> None:
    if state in cycle.moves[event].sources:
        assert cycle.target(event, state) == cycle.moves[event].target
    else:
        with pytest.raises(Refused):
            cycle.target(event, state)


def test_only_what_was_read_is_released_and_nothing_comes_back_from_the_dead() -> None:
    assert UPLOAD.moves["released"].sources == ("read",)
    assert UPLOAD.events("dropped") == () and UPLOAD.events("withdrawn") == ("dropped",)
    assert set(OPEN) < UPLOAD.states.keys()


@pytest.mark.parametrize(
    ("name", "covered", "not_covered"),
    [
        ("2020年1月低保.xlsx", "2021年12月低保.xlsx", "2020年1月医保.xlsx"),
        ("报表[定稿].csv", "报表[定稿].csv", "报表定.csv"),
        ("a*b?.csv", "a*b?.csv", "axxb1.csv"),
        ("", "anything", None),
    ],
)
def test_a_source_is_its_name_with_the_digits_open(name: str, covered: str, not_covered: str | None) -> None:
    assert fnmatchcase(covered, pattern(name))
    assert not_covered is None or not fnmatchcase(not_covered, pattern(name))


def test_the_limits_of_a_day() -> None:
    assert limits(date(2026, 6, 1))["moved"] == 8
    assert limits(date(1999, 1, 1)) == limits(date(2026, 1, 1))


def test_measures_and_their_sentences() -> None:
    drift = Drift("payment", rows=300, rows_before=100, subjects=300, subjects_before=100, new=200, gone=0, moved=5)
    assert measures(drift) == {"rows_factor_percent": 300, "new": 666, "gone": 0, "moved": 5}
    found = excesses(drift, {"payment": Message("补贴", "payments")}, date(2026, 6, 1))
    assert [e.measure for e in found] == ["rows_factor_percent", "new"]
    assert "66.6%" in found[1].message.zh and "66.6%" in found[1].message.en
    assert (
        excesses(Drift("payment", 100, 100, 90, 90, 1, 1, 8), {"payment": Message("补", "p")}, date(2026, 6, 1)) == []
    )


@pytest.mark.parametrize("reason", ["", "  无  ", "x" * 201])
def test_a_reason_says_something(reason: str) -> None:
    with pytest.raises(Refused):
        check_reason(reason)


@pytest.mark.parametrize(
    ("name", "level", "code", "told"),
    [
        ("低保.csv", "county", "430421000000", "衡阳县/低保.csv"),
        ("低保.csv", "township", "430421101000", "衡阳县/低保.csv"),
        ("衡南县低保.csv", "county", "430421000000", "衡南县低保.csv"),
        ("低保.csv", "city", "430400000000", "低保.csv"),
        ("低保.csv", "county", "110101000000", "低保.csv"),
    ],
)
def test_the_county_stands_in_front_when_the_name_does_not_say_it(name: str, level: str, code: str, told: str) -> None:
    assert read_as(name, Area(code=code, name="", level=level)) == told


def test_what_the_page_showed_is_no_answer() -> None:
    shown = {
        "sheet-0": "",
        "was-0": "payment",
        "dataset-0": "payment",
        "lines-0": "1",
        "header-0-0": "姓名",
        "column-0-0": "payee_name",
        "header_row-0": "3",
        "row_was-0": "3",
        "constant-0-period": "202001",
        "said-0-period": "202001",
        "constant-0-fund": "农村低保",
        "said-0-fund": "",
    }
    (given,) = given_from(shown, 1)
    assert (given.header_row, given.constants, given.columns) == (None, {"fund": "农村低保"}, {"姓名": "payee_name"})
    (other,) = given_from(shown | {"dataset-0": "death", "header_row-0": "5"}, 1)
    assert (other.header_row, other.columns) == (5, {})  # the columns shown belonged to another dataset

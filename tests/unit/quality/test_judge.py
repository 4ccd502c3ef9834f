"""What the counts of a run add up to."""

from __future__ import annotations

from mingcha.engine.quality.judge import Thresholds, judge
from mingcha.engine.quality.model import ColumnQuality, RowCounts, SheetQuality
from mingcha.engine.reading.model import Origin
from mingcha.engine.understanding.spec import load_specs

SPECS = load_specs()


def sheet(good: int, bad: int, name: str = "1月", filled: int | None = None) -> SheetQuality:
    rows = good + bad
    column = ColumnQuality("person", "身份证号", rows, rows if filled is None else filled, good)
    counts = RowCounts(read=rows, normalised=good, quarantined=bad)
    return SheetQuality(Origin("a.xlsx", name), "payment", counts, (column,), {"BAD_CHECK": bad}, {430421: good})


def test_a_dataset_that_lost_too_many_rows_blocks_its_rules() -> None:
    issues = judge([sheet(60, 40)], SPECS, {})
    assert [(i.catalogue, i.blocks) for i in issues] == [(120, False), (120, True)]
    assert "不予运行" in issues[1].message.zh


def test_exactly_the_threshold_does_not_block() -> None:
    assert not any(i.blocks for i in judge([sheet(70, 30)], SPECS, {}))
    assert any(i.blocks for i in judge([sheet(69, 31)], SPECS, {}))


def test_a_few_bad_rows_are_not_worth_a_word() -> None:
    assert judge([sheet(99, 1)], SPECS, {}) == []


def test_an_empty_required_column_is_named() -> None:
    issues = judge([sheet(100, 0, filled=60)], SPECS, {})
    assert [i.catalogue for i in issues] == [122]
    assert "“身份证号”100行中有40行为空" in issues[0].message.zh


def test_a_count_far_from_the_last_run_is_asked_about() -> None:
    assert [i.catalogue for i in judge([sheet(1000, 0)], SPECS, {"payment": 400})] == [124]
    assert judge([sheet(1000, 0)], SPECS, {"payment": 900}) == []


def test_a_month_far_off_the_others_is_asked_about() -> None:
    months = [sheet(200, 0, f"{m}月") for m in range(1, 6)] + [sheet(40, 0, "6月")]
    issues = judge(months, SPECS, {}, Thresholds())
    assert [(i.catalogue, i.origin.sheet if i.origin else "") for i in issues] == [(124, "6月")]

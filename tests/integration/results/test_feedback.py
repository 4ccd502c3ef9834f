"""A workbook goes out, is edited as people edit, and comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from mingcha.engine.results.feedback import read_feedback
from mingcha.engine.results.ledger import load, record
from mingcha.engine.results.wording import OUTCOMES
from mingcha.engine.results.workbook import write_findings
from mingcha.engine.results.workbook_columns import COLUMNS
from mingcha.engine.results.workbook_rule import HEADER_ROW
from mingcha.kernel.errors import Refused
from tests.factories.results import finding, summary, table

_FIRST = HEADER_ROW + 2  # the first row of data, as people count
_AT = {column.heading: i + 1 for i, column in enumerate(COLUMNS)}
_COUNT = 6


@pytest.fixture
def path(tmp_path: Path) -> Path:
    rows = table([finding(fingerprint=f"f{i}", subject=f"7714{i}|农村低保", amount=None) for i in range(_COUNT)])
    write_findings(tmp_path / "findings.xlsx", summary(rows), rows)
    return tmp_path / "findings.xlsx"


def _edit(path: Path, change: Callable[[Any], None]) -> None:
    book = load_workbook(path)
    change(book.worksheets[2])
    book.save(path)


def _answer(sheet: Any, row: int, outcome: str = "工作差错", **more: object) -> None:
    for name, value in {"核查结论": outcome, **more}.items():
        sheet.cell(_FIRST + row, _AT[name]).value = value


def _problems(path: Path) -> list[tuple[int, str]]:
    return [(p.row - _FIRST, p.message.en) for p in read_feedback(path).problems]


def test_an_unanswered_workbook_says_nothing(path: Path) -> None:
    assert read_feedback(path) == ([], [])


def test_the_round_trip_loses_nothing(path: Path) -> None:
    words = [word.zh for word in OUTCOMES.values()]
    days: list[object] = [datetime(2021, 3, 1), "2021-03-01", "2021/3/1", "2021年3月1日", "20210301", 20210301]

    def change(sheet: Any) -> None:
        for row, word in enumerate(words):
            _answer(sheet, row, word, 核查说明=f"=说明{row}", 核查人="李四", 核查日期=days[row])

    _edit(path, change)
    found = read_feedback(path)
    assert found.problems == []
    assert {v.fingerprint: v.outcome for v in found.verdicts} == {f"f{i}": code for i, code in enumerate(OUTCOMES)}
    assert {(v.verifier, v.verified_on) for v in found.verdicts} == {("李四", date(2021, 3, 1))}
    assert {(v.rule_id, v.rule_version, v.evidence_digest, v.excluded) for v in found.verdicts} == {
        ("dead_low_income", 1, "e" * 16, False)
    }
    assert record(path.with_name("ledger.jsonl"), found.verdicts).added == _COUNT
    before = path.with_name("ledger.jsonl").read_bytes()
    assert record(path.with_name("ledger.jsonl"), read_feedback(path).verdicts).added == 0
    assert path.with_name("ledger.jsonl").read_bytes() == before
    assert load(path.with_name("ledger.jsonl")) == found.verdicts


@pytest.mark.parametrize(
    "word", ["data_error", "Data Error", " 数据有误 ", "数据有误 data_error", "数据有误（data error）"]
)
def test_verdicts_may_be_written_in_several_ways(path: Path, word: str) -> None:
    _edit(path, lambda sheet: _answer(sheet, 0, word))
    assert [v.outcome for v in read_feedback(path).verdicts] == ["data_error"]


def test_rows_may_be_sorted_hidden_and_columns_inserted(path: Path) -> None:
    def change(sheet: Any) -> None:
        _answer(sheet, 4, 核查说明="四")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=_FIRST)]
        for at, row in enumerate(reversed(rows), _FIRST):
            for column, value in enumerate(row, 1):
                sheet.cell(at, column).value = value
        sheet.row_dimensions[_FIRST + 1].hidden = True
        sheet.insert_cols(3)
        sheet.cell(_FIRST - 1, 3).value = "我的备注"
        sheet.insert_rows(1, 2)
        sheet.title = "改了名字"

    _edit(path, change)
    (verdict,) = read_feedback(path).verdicts
    assert (verdict.fingerprint, verdict.note, verdict.where) == ("f4", "四", f"改了名字!{_FIRST + 3}")


def test_sorting_only_some_columns_is_noticed(path: Path) -> None:
    def change(sheet: Any) -> None:
        subjects = [sheet.cell(_FIRST + i, _AT["对象"]).value for i in range(_COUNT)]
        for i, subject in enumerate(reversed(subjects)):
            sheet.cell(_FIRST + i, _AT["对象"]).value = subject
        _answer(sheet, 0)

    _edit(path, change)
    ((row, sentence),) = _problems(path)
    assert row == 0 and "unsure which finding" in sentence


@pytest.mark.parametrize("column", ["fingerprint", "evidence_digest", "rule_version", "rule_id", "excluded", "seal"])
def test_an_edited_key_is_reported_and_the_others_go_on(path: Path, column: str) -> None:
    def change(sheet: Any) -> None:
        _answer(sheet, 0)
        _answer(sheet, 1)
        sheet.cell(_FIRST, _AT[column]).value = "9"

    _edit(path, change)
    assert [row for row, _ in _problems(path)] == [0]
    assert [v.fingerprint for v in read_feedback(path).verdicts] == ["f1"]


@pytest.mark.parametrize(
    ("row", "answer", "sentence"),
    [
        (2, {"核查结论": "属实"}, "none of the six"),
        (2, {"核查结论": None, "核查说明": "看过了"}, "no verdict"),
        (2, {"核查结论": "工作差错", "核查日期": "上周"}, "cannot be read"),
        (_COUNT, {"核查结论": "工作差错"}, "was added"),
    ],
)
def test_a_row_that_cannot_be_taken_is_reported_with_its_sentence(
    path: Path, row: int, answer: dict[str, Any], sentence: str
) -> None:
    def change(sheet: Any) -> None:
        _answer(sheet, 0)
        for name, value in answer.items():
            sheet.cell(_FIRST + row, _AT[name]).value = value

    _edit(path, change)
    ((at, said),) = _problems(path)
    assert at == row and sentence in said
    assert [v.fingerprint for v in read_feedback(path).verdicts] == ["f0"]


@pytest.mark.parametrize(("second", "kept", "bad"), [("工作差错", ["f0"], []), ("数据有误", [], [0, _COUNT])])
def test_a_copied_row_counts_once_and_contradictions_not_at_all(
    path: Path, second: str, kept: list[str], bad: list[int]
) -> None:
    def change(sheet: Any) -> None:
        _answer(sheet, 0)
        for column in range(1, len(COLUMNS) + 1):
            sheet.cell(_FIRST + _COUNT, column).value = sheet.cell(_FIRST, column).value
        _answer(sheet, _COUNT, second)

    _edit(path, change)
    assert [v.fingerprint for v in read_feedback(path).verdicts] == kept
    assert [row for row, _ in _problems(path)] == bad


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"no zip")
    for name in ("a.xlsx", "none.xlsx"):
        with pytest.raises(Refused) as caught:
            read_feedback(tmp_path / name)
        assert caught.value.code == "feedback.unreadable"


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    Workbook().save(tmp_path / "b.xlsx")
    with pytest.raises(Refused) as caught:
        read_feedback(tmp_path / "b.xlsx")
    assert caught.value.code == "feedback.not_findings"


def test_a_truncated_workbook_is_refused(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Refused) as caught:
        read_feedback(path)
    assert caught.value.code == "feedback.unreadable"


def test_verdicts_on_excluded_hits_are_kept_apart(tmp_path: Path) -> None:
    rows = table([finding(excluded=True, exclusion="death_cancelled")])
    write_findings(tmp_path / "f.xlsx", summary(rows), rows)
    _edit(tmp_path / "f.xlsx", lambda sheet: _answer(sheet, 0))
    assert [v.excluded for v in read_feedback(tmp_path / "f.xlsx").verdicts] == [True]

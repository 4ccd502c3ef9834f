"""
What the sheet reports of a run add up to: quality rules 120 (impossible identifiers), 122 (field missing) and
124 (row-count jump), and which datasets are too poor to accuse anybody with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from mingcha.engine.quality.model import QualityIssue, SheetQuality
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.messages import Message

IMPOSSIBLE = frozenset(
    ("BAD_CHECK", "BAD_LENGTH", "BAD_DATE", "BAD_CHARS", "EXCEL_SCI", "EXCEL_TRUNC", "NUMBER_FOR_ID")
)
KEYS = frozenset(("person_id", "party_id", "uscc", "plate", "account"))


@dataclass(frozen=True)
class Thresholds:
    """
    Practice, not law: shares of rows. `block`: a dataset that lost more of its rows blocks the rules that read it;
    `say`: a sheet that lost more is mentioned; `empty`: a recognised key column with more empty cells is mentioned;
    `jump`: a change of the row count beyond this factor is mentioned, when at least `jump_rows` rows are concerned.
    """

    block: float = 0.3
    say: float = 0.05
    empty: float = 0.2
    jump: float = 2.0
    jump_rows: int = 50


def judge(
    sheets: Iterable[SheetQuality],
    specs: Mapping[str, DatasetSpec],
    before: Mapping[str, int],
    thresholds: Thresholds | None = None,
) -> list[QualityIssue]:
    """Issues over the sheets of a run; `before` holds the rows per dataset of the run before this one, if any."""
    limits = thresholds or Thresholds()
    by_dataset: dict[str, list[SheetQuality]] = defaultdict(list)
    for sheet in sheets:
        if sheet.dataset:
            by_dataset[sheet.dataset].append(sheet)
    issues: list[QualityIssue] = []
    for name, found in sorted(by_dataset.items()):
        spec = specs[name]
        issues += [i for sheet in found for i in (*_impossible(sheet, limits), *_missing(sheet, spec, limits))]
        issues += _blocked(found, spec, limits)
        issues += _jump(found, spec, before.get(name), limits)
        issues += _sheet_jumps(found, spec, limits)
    return issues


def _lost(sheet: SheetQuality) -> tuple[int, int]:
    """Rows quarantined, and rows in all."""
    return sheet.counts.quarantined, sheet.counts.quarantined + sheet.counts.normalised + sheet.counts.repeats


def _impossible(sheet: SheetQuality, limits: Thresholds) -> list[QualityIssue]:
    count = sum(n for reason, n in sheet.reasons.items() if reason in IMPOSSIBLE)
    _, rows = _lost(sheet)
    if not rows or count / rows <= limits.say:
        return []
    message = Message(
        f"{rows}行中有{count}处证件号码不可能存在或已被表格软件损坏，相应行已退回，比对覆盖不全。",
        f"{count} identifiers in {rows} rows are impossible or damaged; those rows were set aside and are not covered.",
    )
    return [QualityIssue(120, sheet.dataset, sheet.origin, message, count)]


def _missing(sheet: SheetQuality, spec: DatasetSpec, limits: Thresholds) -> list[QualityIssue]:
    issues = []
    for column in sheet.columns:
        stated = spec.columns.get(column.column)
        empty = column.rows - column.filled
        if stated is None or not (stated.required or stated.type in KEYS) or not column.rows:
            continue
        if not stated.required and column.filled == 0:
            continue  # an optional column that is empty throughout was never meant to be filled
        if stated.required and empty / column.rows > limits.empty:
            message = Message(
                f"列“{column.header}”{column.rows}行中有{empty}行为空。",
                f"The column “{column.header}” is empty in {empty} of {column.rows} rows.",
            )
            issues.append(QualityIssue(122, sheet.dataset, sheet.origin, message, empty))
    return issues


def _blocked(sheets: list[SheetQuality], spec: DatasetSpec, limits: Thresholds) -> list[QualityIssue]:
    lost, rows = (sum(x) for x in zip(*(_lost(s) for s in sheets), strict=True))
    if not rows or lost / rows <= limits.block:
        return []
    message = Message(
        f"“{spec.title_zh}”{rows}行中有{lost}行无法使用（{lost / rows:.0%}），超过{limits.block:.0%}，"
        "依赖它的规则不予运行。请退回部门重报。",
        f"{lost} of {rows} rows of “{spec.title_en}” cannot be used ({lost / rows:.0%}, over {limits.block:.0%}): "
        "rules that read it do not run. Return it to the department.",
    )
    return [QualityIssue(120, spec.dataset, None, message, lost, blocks=True)]


def _jump(sheets: list[SheetQuality], spec: DatasetSpec, before: int | None, limits: Thresholds) -> list[QualityIssue]:
    now = sum(_lost(s)[1] for s in sheets)
    if not before or max(now, before) < limits.jump_rows or max(now, before) / max(min(now, before), 1) < limits.jump:
        return []
    message = Message(
        f"“{spec.title_zh}”本次{now}行，上次{before}行，变化异常，请确认数据是否完整。",
        f"“{spec.title_en}” has {now} rows, {before} the time before: is it complete?",
    )
    return [QualityIssue(124, spec.dataset, None, message, abs(now - before))]


def _sheet_jumps(sheets: list[SheetQuality], spec: DatasetSpec, limits: Thresholds) -> list[QualityIssue]:
    """Sheets of one file are months or counties of one feed: one far off the others is suspect."""
    by_file: dict[str, list[SheetQuality]] = defaultdict(list)
    for sheet in sheets:
        by_file[sheet.origin.file].append(sheet)
    issues = []
    for found in by_file.values():
        if len(found) < 4:
            continue
        usual = median(_lost(s)[1] for s in found)
        for sheet in found:
            rows = _lost(sheet)[1]
            if max(rows, usual) < limits.jump_rows or max(rows, usual) / max(min(rows, usual), 1) < limits.jump:
                continue
            message = Message(
                f"工作表“{sheet.origin.sheet}”有{rows}行，同文件其他表通常约{usual:.0f}行，请确认是否完整。",
                f"The sheet “{sheet.origin.sheet}” has {rows} rows; the others of the file usually {usual:.0f}. "
                "Is it complete?",
            )
            issues.append(QualityIssue(124, spec.dataset, sheet.origin, message, rows))
    return issues

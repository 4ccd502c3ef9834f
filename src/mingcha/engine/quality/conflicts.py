"""
What only the rows can tell: quality rules 121 (one identifier, several names), 123 (stale feed) and 125 (one account
or phone across many people). SQL over canonical tables; identifiers stay pseudonyms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from mingcha.engine.quality.model import QualityIssue
from mingcha.engine.understanding.spec import DatasetSpec
from mingcha.kernel.messages import Message

#: Runs one SELECT and returns its rows.
Ask = Callable[[str], list[tuple[Any, ...]]]

FEED_DAYS: Mapping[str, int] = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}
#: A feed is stale when its newest row is older than two feed periods and at least this many days.
STALE_DAYS = 62
SHARED_BY = 5  # people

#: The column that says when a row happened, by type; the first that a dataset has.
_WHEN = ("period", "month", "datetime", "year")
_DATES = ("paid_on", "booked_on", "died_on", "registered_on", "day", "on_date", "approved_on", "opened_on", "signed_on")


def conflicts(ask: Ask, specs: Mapping[str, DatasetSpec], as_of: date) -> list[QualityIssue]:
    """Issues over the canonical tables named in `specs` (the datasets of the run)."""
    issues = [*_names(ask, specs), *_shared(ask, specs)]
    for spec in specs.values():
        issues += _stale(ask, spec, as_of)
    return issues


def name_pairs(spec: DatasetSpec) -> list[tuple[str, str]]:
    """(identifier column, name column) pairs of a dataset: `owner` and `owner_name`, `person` and `name`."""
    pairs = []
    for column in spec.columns.values():
        if column.type != "person_id":
            continue
        candidates = [f"{column.name}_name"] + (["name", "payee_name"] if column.name == "person" else [])
        name = next((n for n in candidates if n in spec.columns and spec.columns[n].type == "name"), None)
        if name:
            pairs.append((column.name, name))
    return pairs


def _names(ask: Ask, specs: Mapping[str, DatasetSpec]) -> list[QualityIssue]:
    """Compared with the household register: a name that is neither equal, nor a cut-off form of the registered one."""
    if "person" not in specs:
        return []
    issues = []
    for spec in specs.values():
        if spec.dataset == "person":
            continue
        for key, name in name_pairs(spec):
            ((count,),) = ask(
                f'SELECT count(DISTINCT t."{key}") FROM "{spec.dataset}" AS t JOIN person AS p ON p.person = t."{key}"'
                f' WHERE t."{name}" <> p.name AND NOT starts_with(p.name, t."{name}")'
                f' AND NOT starts_with(t."{name}", p.name)'
            )
            if count:
                message = Message(
                    f"“{spec.title_zh}”中有{count}人的姓名与户籍登记不一致（同一证件号码），请核对是否冒用或错号。",
                    f"{count} people in “{spec.title_en}” carry another name than the household register has for "
                    "their identifier: misuse, or a wrong number?",
                )
                issues.append(QualityIssue(121, spec.dataset, None, message, count))
    return issues


def _shared(ask: Ask, specs: Mapping[str, DatasetSpec]) -> list[QualityIssue]:
    issues = []
    for dataset, key in (("payment", "account"), ("person", "phone")):
        spec = specs.get(dataset)
        if spec is None:
            continue
        ((count,),) = ask(
            f"SELECT count(*) FROM (SELECT {key} FROM (SELECT DISTINCT {key}, person FROM {dataset}"
            f" WHERE {key} IS NOT NULL) GROUP BY {key} HAVING count(*) >= {SHARED_BY})"
        )
        if count:
            thing = ("账户", "accounts") if key == "account" else ("电话号码", "phone numbers")
            message = Message(
                f"“{spec.title_zh}”中有{count}个{thing[0]}各由{SHARED_BY}人以上共用。",
                f"{count} {thing[1]} in “{spec.title_en}” are shared by {SHARED_BY} or more people each.",
            )
            issues.append(QualityIssue(125, dataset, None, message, count))
    return issues


def _stale(ask: Ask, spec: DatasetSpec, as_of: date) -> list[QualityIssue]:
    days = FEED_DAYS.get(spec.feed)
    newest = _newest(ask, spec)
    if days is None or newest is None:
        return []
    limit = as_of - timedelta(days=max(2 * days, STALE_DAYS))
    if newest >= limit:
        return []
    message = Message(
        f"“{spec.title_zh}”最新一条为{newest:%Y-%m-%d}，早于截止日期{(as_of - newest).days}天，数据可能未更新。",
        f"The newest row of “{spec.title_en}” is of {newest:%Y-%m-%d}, {(as_of - newest).days} days before the run: "
        "is the feed still alive?",
    )
    return [QualityIssue(123, spec.dataset, None, message, (as_of - newest).days)]


def reach(ask: Ask, specs: Mapping[str, DatasetSpec], today: date) -> date | None:
    """
    The end of the month up to which the data reach, `today` at most: the default date of a run. Each dataset counts
    up to its 98th percentile, so that a mistyped year moves nothing; calendars look ahead and do not count.
    """
    days = [_newest(ask, spec, share=0.98) for spec in specs.values() if spec.purpose_class != "calendar"]
    newest = max((day for day in days if day is not None and day <= today), default=None)
    return None if newest is None else min(today, _month_end(newest.year, newest.month))


def _newest(ask: Ask, spec: DatasetSpec, share: float = 1.0) -> date | None:
    """The day up to which the dataset reaches; the end of the month or year where only that is known."""
    column = next((c for kind in _WHEN for c in spec.columns.values() if c.type == kind), None)
    name = next((n for n in _DATES if n in spec.columns), None)
    if column is None and name is None:
        return None
    chosen = name if column is None else column.name + ("_to" if column.type == "period" else "")
    ((value,),) = ask(f'SELECT quantile_disc("{chosen}", {share}) FROM "{spec.dataset}"')
    if value is None or isinstance(value, date):
        return date(value.year, value.month, value.day) if value else None
    year, month = (value, 12) if column is not None and column.type == "year" else divmod(value, 100)
    return _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)

"""
The county's monthly sheet, line by line, as a 12345 centre writes it: received, dealt with at once or passed on, ended,
late, and the rates; by category, by office, by the areas inside. Small numbers are hidden: it is printed and passed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingcha.accounts import access as accounts
from mingcha.accounts.access import Scope
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import months, rate_tables, suppression
from mingcha.appeals.access import BULLETIN_OPENING
from mingcha.appeals.models import Bulletin, MonthClosing
from mingcha.appeals.months import Month, Whose
from mingcha.appeals.rate_tables import CUTS, Row
from mingcha.appeals.rates import COUNTS, figures_of
from mingcha.kernel.messages import Message
from mingcha.org.models import Area

#: The tables of the sheet.
TABLES = ("category", "office", "area")
#: Lines of the first table: pairs that add up to a whole stand or fall together.
LINES = (
    *("received", "direct", "passed_on", "ended", "overdue_ended", "overdue_open"),
    *("solved", "explained", "declined", "extended", "merged", "handed_over", "climbed", "repeated", "unrated"),
)


def figures(closing: MonthClosing, area: Area) -> dict[str, Any]:
    """Every figure of the sheet, as it is kept with it."""
    lines = list(months.frozen(closing, Whose(Scope((area.prefix,)))))
    found = figures_of(lines)
    total = rate_tables.row_of("", "", found)
    tables = {}
    for by in TABLES:
        rows, _ = rate_tables.hide(rate_tables.cut(lines, by, area), total)
        tables[by] = [{"key": row.key, "name": row.name, "counts": dict(row.counts)} for row in rows]
    _, alone = rate_tables.hide([], total)
    return {
        "lines": _lines(found.counts, alone.counts),
        "total": dict(alone.counts),
        "tables": tables,
        "answer": {
            "n": alone.days.n,
            "days": [str(alone.days.median), str(alone.days.p90)] if alone.days.n else None,
            "workdays": [str(alone.workdays.median), str(alone.workdays.p90)] if alone.workdays.n else None,
        },
    }


#: Counts that add up to what stands in the sheet as well: when one of them is hidden, all are.
_TOGETHER = (("direct", "passed_on"), ("overdue_ended", "overdue_open"), ("explained", "declined", "merged"))


def _lines(counts: Mapping[str, int], shown: Mapping[str, int | None]) -> dict[str, int | None]:
    """The first table: a count is hidden when it, or what it lacks of all, is small."""
    received = counts["received"]
    if shown["received"] is None:
        return dict.fromkeys(LINES)
    hidden = {code for code in LINES if suppression.small(counts[code], received)}
    hidden |= {code for code in LINES if code in shown and shown[code] is None}
    for together in _TOGETHER:
        if hidden.intersection(together):
            hidden.update(together)
    return {code: None if code in hidden else counts[code] for code in LINES}


@dataclass(frozen=True)
class Sheet:
    """A bulletin with its figures as tables."""

    bulletin: Bulletin
    month: Month
    lines: Sequence[tuple[Message, int | None]]
    tables: Sequence[tuple[Message, Sequence[Row]]]
    total: Row
    answer: Mapping[str, Any]


def sheet_of(bulletin: Bulletin) -> Sheet:
    """As it is shown and printed."""
    kept = bulletin.figures
    tables = [(CUTS[by], [Row(r["key"], r["name"], r["counts"]) for r in kept["tables"][by]]) for by in TABLES]
    lines = [(COUNTS[code], kept["lines"].get(code)) for code in LINES]
    total = Row("", "", kept["total"])
    return Sheet(bulletin, Month(bulletin.closing.month), lines, tables, total, kept["answer"])


def visible(user: User, *, at: datetime) -> list[Bulletin]:
    """Those of one's areas; drafts only for those who draft or approve."""
    found = Bulletin.objects.select_related("closing", "area", "drafted_by", "approved_by")
    scope = Scope(tuple(p for need in BULLETIN_OPENING for p in accounts.scope_of(user, need, at=at).prefixes))
    found = found.filter(scope.condition("area_code"))
    works = any(accounts.can(user, need, at=at) for need in (Permission.APPEAL_SUPERVISE, Permission.APPEAL_PUBLISH))
    return list(found if works else found.filter(state="published"))


def to_draft(user: User, *, at: datetime) -> list[tuple[Month, Area]]:
    """The newest closed month, for each area of one's own that has no bulletin of it yet."""
    closing = MonthClosing.objects.order_by("-month", "-number").first()
    if closing is None:
        return []
    prefixes = accounts.scope_of(user, Permission.APPEAL_SUPERVISE, at=at).prefixes
    areas = Area.objects.filter(code__in=[prefix.ljust(12, "0") for prefix in prefixes])
    drafted = Bulletin.objects.filter(closing=closing).values_list("area_id", flat=True)
    return [(Month(closing.month), area) for area in areas.exclude(pk__in=drafted)]

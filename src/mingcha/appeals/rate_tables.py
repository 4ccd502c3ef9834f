"""The tables of the rates as somebody may see them: their area, the cut they ask for, small numbers hidden or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mingcha.accounts import access as accounts
from mingcha.accounts.access import Scope
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.appeals import months, suppression
from mingcha.appeals.lives import Line
from mingcha.appeals.models import Category, MonthClosing
from mingcha.appeals.months import Month, Whose
from mingcha.appeals.rates import PART_OF, PUBLISHED, Figures, Spread, figures_of, grouped
from mingcha.appeals.states import WAYS
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.org.language import say
from mingcha.org.models import Area, Office

#: What a table can be cut by. Offices are named, persons never.
CUTS: dict[str, Message] = {
    "area": Message("按地区", "by area"),
    "category": Message("按类别", "by category"),
    "office": Message("按承办单位", "by office"),
    "way": Message("按渠道", "by way in"),
}
OPENING = (Permission.APPEAL_READ, Permission.DASHBOARD_READ)
#: Digits of the units inside one of so many digits.
_INSIDE = {2: 4, 4: 6, 6: 9, 9: 12, 12: 12}
_NOTHING = Spread(0, None, None)


@dataclass(frozen=True)
class Asking:
    """What is asked for: a month, an area inside one's own, a cut, and one category, way or office (empty: every)."""

    month: Month
    area: str = ""
    by: str = "area"
    category: str = ""
    way: str = ""
    office: str = ""

    def words(self) -> dict[str, Any]:
        """As the log keeps it."""
        return {"month": self.month.code, **{n: v for n, v in vars(self).items() if v and n not in ("month", "by")}}


def asking(given: Mapping[str, str], *, at: datetime) -> Asking:
    """What an address asks for; what cannot be meant is passed over."""
    by, area, office = given.get("by", ""), given.get("area", ""), given.get("office", "")
    return Asking(
        months.read_month(given.get("month", ""), at=at),
        area if area.isascii() and area.isdigit() and len(area) == 12 else "",
        by if by in CUTS else "area",
        given.get("category", "").strip()[:40],
        way if (way := given.get("way", "")) in WAYS else "",
        office if office.isascii() and office.isdigit() and len(office) < 10 else "",
    )


@dataclass(frozen=True)
class Row:
    """A line of a table: its key, its name, counts (None: hidden), and how long the first answer took."""

    key: str
    name: str
    counts: Mapping[str, int | None]
    days: Spread = _NOTHING
    workdays: Spread = _NOTHING


@dataclass(frozen=True)
class Reading:
    """What somebody reads: the area, the closing (None: still running), rows and their sum. `whole`: nothing hidden."""

    asked: Asking
    area: Area
    closing: MonthClosing | None
    rows: Sequence[Row]
    total: Row
    whole: bool


def read(user: User, asked: Asking, *, at: datetime) -> Reading:
    """
    The rates for a reader. Who may read the appeals themselves sees every number and may go into it; whoever may read
    figures only sees the whole of their area by one cut, small numbers hidden: filters would bring them back.
    """
    whose, whole = reader(user, at=at)
    area = _area(whose.scope, asked.area if whole else "")
    lines, closing = months.lines_of(asked.month, whose, at=at)
    lines = [line for line in lines if line.area_code.startswith(area.prefix) and (not whole or _fits(line, asked))]
    rows = cut(lines, asked.by, area)
    total = row_of("", str(area), figures_of(lines))
    if not whole:
        rows, total = hide(rows, total)
    return Reading(asked, area, closing, rows, total, whole)


def reader(user: User, *, at: datetime) -> tuple[Whose, bool]:
    """Which lines somebody may count, and whether they may read the appeals themselves. Denied without permission."""
    accounts.check_any(user, *OPENING, at=at)
    whole = accounts.can(user, Permission.APPEAL_READ, at=at)
    scope = accounts.scope_of(user, OPENING[0] if whole else OPENING[1], at=at)
    return Whose(scope, accounts.recusal_keys(user, at=at)), whole


def _area(scope: Scope, code: str) -> Area:
    """The area asked for, when it lies inside; else the widest of one's own. NotFound (`area.unknown`)."""
    if code and not scope.holds(code):
        raise NotFound("area.unknown", Message("没有这个地区，或不在您的范围。", "No such area, or it is not yours."))
    widest = min(scope.prefixes, key=lambda prefix: (len(prefix), prefix))
    found = Area.objects.filter(code=code or widest.ljust(12, "0")).first()
    if found is None:
        raise NotFound("area.unknown", Message("没有这个地区，或不在您的范围。", "No such area, or it is not yours."))
    return found


def _fits(line: Line, asked: Asking) -> bool:
    wanted = {"category": asked.category, "way": asked.way, "office_id": asked.office}
    return all(not value or str(getattr(line, name)) == value for name, value in wanted.items())


def cut(lines: Iterable[Line], by: str, area: Area) -> list[Row]:
    """The lines in groups, the largest first."""
    digits = _INSIDE[len(area.prefix)]
    keys: dict[str, Callable[[Line], str]] = {
        "area": lambda line: line.area_code[:digits].ljust(12, "0"),
        "category": lambda line: line.category,
        "office": lambda line: str(line.office_id or ""),
        "way": lambda line: line.way,
    }
    found = grouped(lines, keys[by])
    names = _names(by, list(found))
    rows = [row_of(key, names.get(key, key or say(_NONE)), figures) for key, figures in found.items()]
    return sorted(rows, key=lambda row: (-(row.counts["received"] or 0), row.key))


_NONE = Message("未分类", "none yet")


def _names(by: str, keys: list[str]) -> dict[str, str]:
    if by == "area":
        return dict(Area.objects.filter(code__in=keys).values_list("code", "name"))
    if by == "category":
        return {one.code: one.title for one in Category.objects.filter(code__in=keys)}
    if by == "way":
        return {key: say(WAYS[key]) for key in keys if key in WAYS}
    return {str(one.pk): one.name for one in Office.objects.filter(pk__in=[key for key in keys if key])}


def row_of(key: str, name: str, figures: Figures) -> Row:
    """Figures as a row."""
    return Row(key, name, figures.counts, figures.days, figures.workdays)


def hide(rows: Sequence[Row], total: Row) -> tuple[list[Row], Row]:
    """Only what is published, small numbers hidden; how long answers took where there were enough of them."""
    counts = {row.key: _published(row) for row in rows}
    shown = suppression.table(counts, PART_OF)
    hidden = [Row(row.key, row.name, shown[row.key]) for row in rows]
    alone = suppression.row(_published(total), PART_OF)
    days, workdays = (one if one.n >= suppression.SMALL else _NOTHING for one in (total.days, total.workdays))
    return hidden, Row(total.key, total.name, alone, days, workdays)


def _published(row: Row) -> dict[str, int]:
    return {code: count for code in PUBLISHED if (count := row.counts[code]) is not None}

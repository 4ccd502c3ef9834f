"""The three rates: with filters for whoever reads appeals, small numbers hidden for whoever reads figures only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from mingcha.accounts.access import Scope
from mingcha.accounts.asking import Asked, looked
from mingcha.accounts.models import User
from mingcha.appeals import months, queries, rate_sheets, rate_tables
from mingcha.appeals.rate_tables import Asking, Reading, Row
from mingcha.appeals.rates import RATES, share
from mingcha.appeals.states import WAYS
from mingcha.appeals.views.asking import guarded
from mingcha.kernel.clock import wall_clock

#: Disclosed beside the rates.
BESIDE = ("declined", "extended", "merged", "handed_over", "climbed", "repeated", "unrated")


@guarded
@require_GET
def rates_page(request: Asked) -> HttpResponse:
    """The figures of one month by one cut, and the closed months before it."""
    at, user = wall_clock(), request.user
    reading = rate_tables.read(user, rate_tables.asking(request.GET, at=at), at=at)
    asked = reading.asked
    known = {
        **_known(reading),
        "at": at,
        "cuts": rate_tables.CUTS.items(),
        "categories": [(one.code, one.title) for one in queries.list_categories()],
        "ways": WAYS.items(),
        "query": urlencode(request.GET),
        "corrections": months.closings(asked.month)[:-1],
        "points": _points(user, asked, reading, at),
        "above": _above(reading),
    }
    looked(request, "rates.viewed", detail=asked.words())
    return render(request, "appeals/rates.html", known)


@guarded
@require_GET
def rates_export(request: Asked) -> HttpResponse:
    """The same table as a workbook."""
    at = wall_clock()
    reading = rate_tables.read(request.user, rate_tables.asking(request.GET, at=at), at=at)
    looked(request, "rates.exported", detail={**reading.asked.words(), "rows": len(reading.rows)})
    return rate_sheets.sent(f"诉求三率_{reading.asked.month.code}.xlsx", [rate_sheets.of_reading(reading)])


def _known(reading: Reading) -> dict[str, Any]:
    return {
        "reading": reading,
        "asked": reading.asked,
        "total": reading.total,
        "tiles": rates_of(reading.total),
        "rows": [(row, _into(row, reading), rates_of(row)) for row in reading.rows],
        "beside": BESIDE if reading.whole else (),
    }


def rates_of(row: Row) -> list[dict[str, Any]]:
    """Every rate of a row with its numerator and denominator."""
    return [
        {
            "title": title,
            "share": share(row.counts, code),
            "above": row.counts.get(above),
            "below": row.counts.get(below),
        }
        for code, (title, above, below) in RATES.items()
    ]


def _into(row: Row, reading: Reading) -> str:
    """The address of a row's own figures; "" when there is nothing inside."""
    asked = reading.asked
    if not reading.whole or not row.key or (asked.by == "area" and row.key == reading.area.code):
        return ""
    deeper = {"area": "area", "category": "office"}.get(asked.by, "category")
    given = {"area": asked.area, "category": asked.category, "way": asked.way, "office": asked.office}
    column: str = asked.by
    chosen: dict[str, str] = {**given, column: row.key, "month": str(asked.month.code), "by": deeper}
    return "?" + urlencode({name: value for name, value in chosen.items() if value})


def _above(reading: Reading) -> str:
    parent = reading.area.parent
    if not reading.whole or not reading.asked.area or parent is None:
        return ""
    return "?" + urlencode({"month": str(reading.asked.month.code), "area": parent.code})


def _points(user: User, asked: Asking, reading: Reading, at: datetime) -> list[dict[str, Any]]:
    """The closed months of the area, for the chart and its table; not for whoever reads figures with numbers hidden."""
    if not reading.whole:
        return []
    whose, _ = rate_tables.reader(user, at=at)
    inside = months.Whose(Scope((reading.area.prefix,)), whose.recused)
    points = months.trend(inside, last=asked.month)
    return [
        {"month": point.month, "received": point.counts["received"],
         "rates": [share(point.counts, code) for code in ("response", "solving", "satisfaction")]}
        for point in points
    ]  # fmt: skip

"""The list as it is usually made, COUNT(*) and OFFSET over what one may see, beside ours. Imported inside."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

from mingcha.accounts.models import User
from mingcha.kernel.clock import wall_clock
from mingcha.matching import access, queries
from mingcha.matching.models import FindingSet

READERS = ("reviewer", "city")
_TIMES = 5
#: How far into the list the deep page lies.
DEEP = 0.9


def compare() -> dict[str, dict[str, list[float]]]:
    """Seconds by reader and page: [ours, usual], medians of five, of the first page and one nine tenths down."""
    return {name: _of(User.objects.get(username=name)) for name in READERS}


def _of(user: User) -> dict[str, list[float]]:
    at, asked = wall_clock(), queries.asking({})

    def visible() -> FindingSet:
        return queries.filtered(access.visible_findings(user, at=at), asked, user.pk, at=at)

    def ours(after: str) -> None:
        assert queries.page_of(visible(), asked, after=after).rows
        queries.length_of(visible(), asked, user, at=at)

    def usual(offset: int) -> None:
        rows = visible().order_by(*queries.ORDERS["weight"].fields).select_related("rule", "text", "assignee", "office")
        assert list(rows[offset : offset + queries.PAGE])
        visible().count()

    mark, deep = deep_mark(visible()), int(DEEP * visible().count())
    return {
        "first page": [_took(lambda: ours("")), _took(lambda: usual(0))],
        "page nine tenths down": [_took(lambda: ours(mark)), _took(lambda: usual(deep))],
    }


def deep_mark(visible: FindingSet) -> str:
    """The mark of the line that stands nine tenths down the list."""
    shown = visible.filter(excluded=False)
    fields = queries.ORDERS["weight"].fields
    row = shown.order_by(*fields)[int(DEEP * shown.count())]
    return "~".join(str(getattr(row, field.lstrip("-"))) for field in fields)


def _took(work: Callable[[], None]) -> float:
    taken = []
    for _ in range(_TIMES):
        clock = time.perf_counter()
        work()
        taken.append(time.perf_counter() - clock)
    return median(taken)

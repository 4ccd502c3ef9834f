"""Reading findings: filters, order, pages, figures. Everything starts from what somebody may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from mingcha.accounts.models import User
from mingcha.matching import tallies
from mingcha.matching.models import FindingSet

#: Lines of one page.
PAGE = 50


@dataclass(frozen=True)
class Order:
    """Fields; a leading minus means downwards. The number at the end makes it total and tells of no other."""

    fields: tuple[str, ...]


ORDERS: Mapping[str, Order] = {
    "weight": Order(("excluded", "strength", "-amount_fen", "number")),
    "amount": Order(("-amount_fen", "number")),
    "area": Order(("area", "number")),
}
#: Filters of the list, by the name in the address: the field they ask for.
EQUAL: Mapping[str, str] = {
    "rule": "rule_key",
    "county": "county",
    "township": "township",
    "strength": "strength",
    "fund": "fund",
    "month": "month",
    "state": "state",
    "presence": "presence",
    "verdict": "verdict",
    "purpose": "purpose_id",
    "run": "first_run_id",
    "office": "office_id",
}
_NUMBERS = frozenset(("county", "township", "month", "purpose", "run", "office"))


@dataclass(frozen=True)
class Asking:
    """What a list is asked for: equal values by filter, amounts in yuan from and to, hits excluded or not, whose."""

    equal: Mapping[str, str]
    least_yuan: int | None = None
    most_yuan: int | None = None
    excluded: str = "no"  # no, yes, all
    mine: bool = False
    order: str = "weight"

    def words(self) -> dict[str, Any]:
        """As the log keeps it."""
        own = {"least": self.least_yuan, "most": self.most_yuan, "excluded": self.excluded, "mine": self.mine}
        return {**self.equal, **{name: value for name, value in own.items() if value}, "order": self.order}


def asking(given: Mapping[str, str]) -> Asking:
    """What an address asks for; what cannot be meant is passed over."""
    equal = {name: value for name in EQUAL if (value := given.get(name, "").strip()[:60])}
    equal = {name: value for name, value in equal.items() if name not in _NUMBERS or _number(value) is not None}
    excluded, order = given.get("excluded", "no"), given.get("order", "weight")
    return Asking(
        equal,
        _number(given.get("least", "")),
        _number(given.get("most", "")),
        excluded if excluded in ("no", "yes", "all") else "no",
        given.get("mine") == "1",
        order if order in ORDERS else "weight",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


def filtered(findings: FindingSet, asked: Asking, user_id: int) -> FindingSet:
    """The findings that are asked for."""
    # A hyphen asks for findings that have no value.
    found = findings.filter(**{EQUAL[name]: "" if value == "-" else value for name, value in asked.equal.items()})
    if asked.excluded != "all":
        found = found.filter(excluded=asked.excluded == "yes")
    if asked.least_yuan is not None:
        found = found.filter(amount_fen__gte=asked.least_yuan * 100)
    if asked.most_yuan is not None:
        found = found.filter(amount_fen__lte=asked.most_yuan * 100 + 99)
    return found.filter(assignee_id=user_id) if asked.mine else found


@dataclass(frozen=True)
class Page:
    """Some findings in order, and where the next and the ones before begin ("" where there are none)."""

    rows: Sequence[Any]
    after: str
    before: str


def page_of(found: FindingSet, order: str, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """
    The page behind or ahead of a mark, by the values of its last or first line: as fast at the end as at the start.
    A mark that cannot be read gives the first page.
    """
    fields = ORDERS[order].fields
    back = bool(before)
    mark = _values(before or after, fields)
    chosen = found.filter(_beyond(fields, mark, back)) if mark else found
    way = tuple(_turned(field) for field in fields) if back else fields
    rows = list(chosen.order_by(*way).select_related("rule", "text", "assignee", "office")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    ends = (_mark(rows[0], fields), _mark(rows[-1], fields)) if rows else ("", "")
    has_after, has_before = (True, more) if back and mark else (more, bool(mark))
    return Page(rows, ends[1] if has_after else "", ends[0] if has_before else "")


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _mark(row: Any, fields: Sequence[str]) -> str:
    return "~".join(str(getattr(row, field.lstrip("-"))) for field in fields)


def _values(mark: str, fields: Sequence[str]) -> list[Any]:
    parts = mark.split("~")
    if len(parts) != len(fields):
        return []
    values: list[Any] = []
    for field, part in zip(fields, parts, strict=True):
        if field == "strength":
            values.append(part[:1])
        elif field == "number":
            values.append(part[:16])
        elif field == "excluded":
            values.append(part == "True")
        elif part.lstrip("-").isdecimal() and len(part) < 19:
            values.append(int(part))
        else:
            return []
    return values


def _beyond(fields: Sequence[str], values: Sequence[Any], back: bool) -> Q:
    """Everything behind (ahead of, when `back`) a line with these values, in the order of the fields."""
    first, downwards = fields[0].lstrip("-"), fields[0].startswith("-") != back
    # The first field alone bounds what the index has to give; the rest decides among its equals.
    bound = Q(**{f"{first}__{'lte' if downwards else 'gte'}": values[0]})
    condition = Q(pk__in=[])
    same: dict[str, Any] = {}
    for field, value in zip(fields, values, strict=True):
        name, down = field.lstrip("-"), field.startswith("-")
        condition |= Q(**same, **{f"{name}__{'lt' if down != back else 'gt'}": value})
        same[name] = value
    return bound & condition


#: Filters that the tallies answer, and their dimension.
_TALLIED = {"rule": "rule_key", "county": tallies.COUNTY, "strength": "strength", "fund": "fund", "month": "month"}
_TALLIED |= {"state": "state", "presence": "presence"}


def count_of(found: FindingSet, asked: Asking, user: User, *, at: datetime) -> int:
    """How many findings a list has: from the tallies where they know it, else counted."""
    names = asked.equal.keys() - {"purpose"}
    plain = asked.least_yuan is None and asked.most_yuan is None and not asked.mine and len(names) <= 1
    if not plain or not names <= _TALLIED.keys() or (names and asked.excluded != "no"):
        return found.count()
    purpose = int(asked.equal["purpose"]) if "purpose" in asked.equal else None
    for name in names:
        dimension, value = _TALLIED[name], asked.equal[name]
        wanted = tallies.TOTAL if dimension == tallies.COUNTY else dimension
        counts = tallies.count(user, at=at, only=(wanted,), purpose_id=purpose)[dimension]
        return counts.get("" if value == "-" else value.lstrip("0") or "0" if name in _NUMBERS else value, (0, 0))[0]
    wanted_ones = {"no": (tallies.TOTAL,), "yes": (tallies.EXCLUDED,), "all": (tallies.TOTAL, tallies.EXCLUDED)}
    only = wanted_ones[asked.excluded]
    counted = tallies.count(user, at=at, only=only, purpose_id=purpose)
    return sum(counted[dimension].get("", (0, 0))[0] for dimension in only)

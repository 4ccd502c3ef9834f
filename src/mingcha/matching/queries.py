"""Reading findings: filters, order, pages, figures. Everything starts from what somebody may see."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any

from django.db.models import Q

from mingcha.accounts.access import Scope
from mingcha.accounts.models import User
from mingcha.deadlines import queries as deadlines
from mingcha.deadlines.lamps import OK, OVER, SOON
from mingcha.matching import tallies, verifying
from mingcha.matching.models import FindingSet, Review, within
from mingcha.matching.timing import matters as matters
from mingcha.matching.timing import timed as timed
from mingcha.matching.timing import timing_offices as timing_offices

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
#: What the clocks of findings run for.
KIND = verifying.KIND
#: Lamps of the clocks of findings that are being verified.
LAMPS = {lamp.code: lamp.word for lamp in (OVER, SOON, OK)}
_TOWNS = 1_000  # townships of a county
_NUMBERS = frozenset(("county", "township", "month", "purpose", "run", "office"))


@dataclass(frozen=True)
class Asking:
    """What a list is asked for: equal values by filter, amounts in yuan from and to, hits excluded or not, whose."""

    equal: Mapping[str, str]
    least_yuan: int | None = None
    most_yuan: int | None = None
    excluded: str = "no"  # no, yes, all
    mine: bool = False
    lamp: str = ""  # late, soon, ok
    order: str = "weight"

    def words(self) -> dict[str, Any]:
        """As the log keeps it."""
        own = {"least": self.least_yuan, "most": self.most_yuan, "excluded": self.excluded, "mine": self.mine}
        own["lamp"] = self.lamp
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
        lamp if (lamp := given.get("lamp", "")) in LAMPS else "",
        order if order in ORDERS else "weight",
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 15 else None


def filtered(findings: FindingSet, asked: Asking, user_id: int, *, at: datetime) -> FindingSet:
    """The findings that are asked for."""
    # A hyphen asks for findings that have no value.
    narrow = _narrowed(asked)
    equal = {EQUAL[name]: "" if value == "-" else value for name, value in narrow.items() if name != "township"}
    found = findings.filter(**equal)
    if "township" in narrow:
        found = found.filter(_in_township(_town(asked)))
    if asked.excluded != "all":
        found = found.filter(excluded=asked.excluded == "yes")
    if asked.least_yuan is not None:
        found = found.filter(amount_fen__gte=asked.least_yuan * 100)
    if asked.most_yuan is not None:
        found = found.filter(amount_fen__lte=asked.most_yuan * 100 + 99)
    if asked.lamp:
        found = with_lamp(found, asked.lamp, at=at)
    return found.filter(assignee_id=user_id) if asked.mine else found


def _narrowed(asked: Asking) -> Mapping[str, str]:
    """The equal values without a county that its township says already: two conditions on one thing are misjudged."""
    said = {"county", "township"} <= asked.equal.keys() and _town(asked) // _TOWNS == int(asked.equal["county"])
    return {name: value for name, value in asked.equal.items() if not (said and name == "county")}


def _town(asked: Asking) -> int:
    """The township that is asked for, nine digits."""
    return int(asked.equal["township"].zfill(9)[:9])


def _in_township(town: int) -> Q:
    """By the township, whose index is in the order of the list; what belongs to a whole county has none."""
    return Q(township=town) if town % _TOWNS else within(Scope((f"{town:09d}",)), wide=False)


def with_lamp(findings: FindingSet, lamp: str, *, at: datetime) -> FindingSet:
    """Those whose time for verifying shows one lamp (`late`, `soon`, `ok`)."""
    return findings.filter(number__in=deadlines.subjects_with(verifying.KIND, lamp, at=at))


@dataclass(frozen=True)
class Page:
    """Some findings in order, and where the next and the ones before begin ("" where there are none)."""

    rows: Sequence[Any]
    after: str
    before: str


def page_of(found: FindingSet, asked: Asking, *, after: str = "", before: str = "", size: int = PAGE) -> Page:
    """
    The page of `found` behind or ahead of a mark, by the values of its last or first line: as fast at the end as at the
    start. A mark that cannot be read gives the first page.
    """
    fields = ORDERS[asked.order].fields
    back = bool(before)
    mark = _values(before or after, fields)
    way = tuple(_turned(field) for field in fields) if back else fields
    rows: list[Any] = []
    for stretch in _stretches(way, mark, asked):
        # The keys alone first: where a database sorts thousands it would read the text of each before.
        chosen = list(found.filter(stretch).order_by(*way).values_list("pk", flat=True)[: size + 1 - len(rows)])
        if chosen:
            lines = found.filter(pk__in=chosen).order_by(*way)
            whole = lines.select_related("rule", "text", "assignee").defer(
                "rule__text", "rule__cases", "text__evidence"
            )
            rows += whole
        if len(rows) > size:
            break
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    ends = (_mark(rows[0], fields), _mark(rows[-1], fields)) if rows else ("", "")
    has_after, has_before = (True, more) if back and mark else (more, bool(mark))
    return Page(rows, ends[1] if has_after else "", ends[0] if has_before else "")


#: Fields with few values, which an order may begin with.
_FEW: Mapping[str, tuple[Any, ...]] = {"excluded": (False, True), "strength": ("A", "B", "C")}


def _stretches(way: Sequence[str], mark: Sequence[Any], asked: Asking) -> Iterator[Q]:
    """
    What lies behind a mark, cut into stretches that follow each other in the order of `way`. In each all fields but one
    are equal to something, so that an index leads to its first line and not past the lines before: a condition with OR
    for all of it would walk from the start. A page needs one or two of them.
    """
    few = [field.lstrip("-") for field in way if field.lstrip("-") in _FEW]
    heads = list(product(*(_values_of(field, asked, down=field.startswith("-")) for field in way[: len(few)])))
    rest, tail = way[len(few) :], mark[len(few) :]
    at = tuple(mark[: len(few)])
    if mark and at in heads:  # a mark of another list has no place in this one: it begins at the start
        for level in reversed(range(len(rest))):
            same = zip((*few, *(field.lstrip("-") for field in rest[:level])), (*at, *tail[:level]), strict=True)
            name, down = rest[level].lstrip("-"), rest[level].startswith("-")
            yield Q(**dict(same)) & Q(**{f"{name}__{'lt' if down else 'gt'}": tail[level]})
        heads = heads[heads.index(at) + 1 :]
    for head in heads:
        yield Q(**dict(zip(few, head, strict=True)))


def _values_of(field: str, asked: Asking, *, down: bool) -> list[Any]:
    """The values of a field of few that a list can have, in order."""
    name = field.lstrip("-")
    values = list(_FEW[name])
    if name == "excluded" and asked.excluded != "all":
        values = [asked.excluded == "yes"]
    if name == "strength" and (wanted := asked.equal.get("strength")):
        values = [value for value in values if value == wanted]
    return values[::-1] if down else values


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


def reviews_present(ids: Collection[str]) -> set[str]:
    """Of some reviews, those that are there: for the retention of the files beside them."""
    return {str(pk) for pk in Review.objects.filter(pk__in=[int(one) for one in ids]).values_list("pk", flat=True)}


#: Filters that the tallies answer, and their dimension.
_TALLIED = {"rule": "rule_key", "county": tallies.COUNTY, "strength": "strength", "fund": "fund", "month": "month"}
_TALLIED |= {"state": "state", "presence": "presence", "township": tallies.TOTAL}
#: Beyond so many, other lists are not counted to the end.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Length:
    """How many lines a list has, or `more` than that."""

    number: int
    more: bool = False


def length_of(found: FindingSet, asked: Asking, user: User, *, at: datetime) -> Length:
    """How many findings a list has: exactly where the tallies know it, else counted up to ten thousand."""
    names = _narrowed(asked).keys() - {"purpose"}
    plain = asked.least_yuan is None and asked.most_yuan is None and not (asked.mine or asked.lamp) and len(names) <= 1
    if plain and names <= _TALLIED.keys() and (not names or asked.excluded == "no"):
        return Length(_tallied(asked, next(iter(names), ""), user, at))
    number = found.order_by()[: MOST_COUNTED + 1].count()
    return Length(min(number, MOST_COUNTED), number > MOST_COUNTED)


def _tallied(asked: Asking, name: str, user: User, at: datetime) -> int:
    """The length of a list with at most one filter."""
    purpose = int(asked.equal["purpose"]) if "purpose" in asked.equal else None
    if name == "township":
        counted = tallies.count(user, at=at, only=(tallies.TOTAL,), purpose_id=purpose, town=_town(asked))
        return counted[tallies.TOTAL].get("", (0, 0))[0]
    if name:
        dimension, value = _TALLIED[name], asked.equal[name]
        wanted = tallies.TOTAL if dimension == tallies.COUNTY else dimension
        key = str(int(value)) if name in _NUMBERS else "" if value == "-" else value
        counted = tallies.count(user, at=at, only=(wanted,), purpose_id=purpose, value=key)
        return counted[dimension].get(key, (0, 0))[0]
    every = {"no": (tallies.TOTAL,), "yes": (tallies.EXCLUDED,), "all": (tallies.TOTAL, tallies.EXCLUDED)}
    counted = tallies.count(user, at=at, only=every[asked.excluded], purpose_id=purpose)
    return sum(counted[dimension].get("", (0, 0))[0] for dimension in every[asked.excluded])

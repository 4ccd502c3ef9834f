"""Writing the working calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from mingcha.audit import operations as audit
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.org.calendar import WORDS, Special, unknown_year
from mingcha.org.models import CalendarChange, CalendarYear, DayKind, SpecialDay
from mingcha.org.published import published_year, published_years

_SATURDAY = 5


@transaction.atomic
def seed_published_years(*, by: audit.Actor | str, at: datetime) -> list[int]:
    """Adds the published years that are not known yet; returns them. Known years stay as people left them."""
    if set(published_years()) <= set(CalendarYear.objects.values_list("year", flat=True)):
        return []
    known = _locked_years()
    fresh = [year for year in published_years() if year not in known]
    for year in fresh:
        found = published_year(year)
        _add_year(found.year, found.days, found.citation, found.source, by=by, at=at)
    return fresh


@transaction.atomic
def publish_year(
    *, year: int, days: Mapping[date, Special], citation: str, by: audit.Actor | str, at: datetime
) -> None:
    """
    Makes a year known by the days of its notice, all of them at once.

    Refused: `calendar.known_year`; `calendar.no_days` when there are none; `calendar.other_year` when one lies outside
    the year and the December before; `calendar.no_citation`.
    """
    if year in _locked_years():
        raise Refused(
            "calendar.known_year",
            Message(f"{year}年的日历已经录入。请逐日修改。", f"The calendar of {year} is known. Change single days."),
        )
    if not any(special.kind == DayKind.HOLIDAY for special in days.values()):
        raise Refused(
            "calendar.no_days",
            Message(
                "没有一个法定节假日。请按放假通知把全部日期一次录入。",
                "There is no holiday among the days. Enter all days of the notice at once.",
            ),
        )
    for day in days:
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise Refused(
                "calendar.other_year",
                Message(f"{day:%Y-%m-%d} 不属于{year}年。", f"{day:%Y-%m-%d} does not lie in {year}."),
            )
    if not citation.strip():
        raise Refused(
            "calendar.no_citation",
            Message("请写明依据的放假通知名称和文号。", "Name the notice that the days stand in."),
        )
    _add_year(year, days, citation.strip(), audit.actor_name(by), by=by, at=at)


@transaction.atomic
def change_day(
    *, day: date, kind: str, name_zh: str = "", name_en: str = "", reason: str, by: audit.Actor | str, at: datetime
) -> None:
    """
    Makes a day of a known year a `holiday`, `rest` or `workday`, or with an empty `kind` what its weekday says.

    Refused: `calendar.unknown_year`; `calendar.no_reason`; `calendar.same_day` when nothing would change or the weekday
    says it already.
    """
    if day.year not in _locked_years():
        raise unknown_year(day.year)
    if not reason.strip():
        raise Refused("calendar.no_reason", Message("请写明修改原因和依据。", "Say why, and on what basis."))
    old = SpecialDay.objects.filter(day=day).first()
    old_kind = old.kind if old else ""
    if kind == old_kind or (kind == DayKind.WORKDAY and day.weekday() < _SATURDAY):
        raise Refused(
            "calendar.same_day",
            Message(f"{day:%Y-%m-%d} 本来就是这样，无需修改。", f"{day:%Y-%m-%d} is that already."),
        )
    if kind:
        name = Message(
            name_zh.strip() or WORDS[kind].zh, name_en.strip() or ("" if name_zh.strip() else WORDS[kind].en)
        )
        given = {"kind": DayKind(kind), "name_zh": name.zh, "name_en": name.en}
        SpecialDay.objects.update_or_create(day=day, defaults=given)
    else:
        SpecialDay.objects.filter(day=day).delete()
    _trace(day.year, day, old_kind, kind, reason.strip(), by=by, at=at)
    detail = {"day": day.isoformat(), "from": old_kind, "to": kind, "reason": reason.strip()}
    audit.record("calendar.day_changed", subject=f"calendar:{day.year}", by=by, at=at, detail=detail)


def _locked_years() -> set[int]:
    """The known years, locked together: changes get their numbers in the order in which they become visible."""
    return {known.year for known in CalendarYear.objects.select_for_update().order_by("year")}


def _add_year(
    year: int, days: Mapping[date, Special], citation: str, source: str, *, by: audit.Actor | str, at: datetime
) -> None:
    CalendarYear.objects.create(year=year, citation=citation, source=source, added_at=at)
    SpecialDay.objects.bulk_create(
        [
            SpecialDay(day=day, kind=special.kind, name_zh=special.name.zh, name_en=special.name.en)
            for day, special in days.items()
        ],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["kind", "name_zh", "name_en"],
    )
    _trace(year, None, "", "", citation, by=by, at=at)
    detail = {"citation": citation, "source": source, "days": len(days)}
    audit.record("calendar.year_published", subject=f"calendar:{year}", by=by, at=at, detail=detail)


def _trace(
    year: int, day: date | None, old: str, new: str, reason: str, *, by: audit.Actor | str, at: datetime
) -> None:
    CalendarChange.objects.create(
        year=year, day=day, old_kind=old, new_kind=new, reason=reason, changed_by=audit.actor_name(by), changed_at=at
    )

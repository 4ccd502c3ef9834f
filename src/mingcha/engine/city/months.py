"""Months as numbers YYYYMM."""

from datetime import date, timedelta

AS_OF_DAY = date(2020, 12, 31)
ROLL = tuple(y * 100 + m for y in (2019, 2020) for m in range(1, 13))  # months of the low-income and destitute rolls
YEAR = ROLL[12:]  # months of the other monthly funds, payroll and pensions


def month_of(day: date) -> int:
    """The month a day is in."""
    return day.year * 100 + day.month


def shift(month: int, by: int) -> int:
    """A month some months later (or earlier)."""
    index = month // 100 * 12 + month % 100 - 1 + by
    return index // 12 * 100 + index % 12 + 1


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 100, month % 100, 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    return first_day(shift(month, 1)) - timedelta(days=1)


def day_in(month: int, day: int) -> date:
    """A day of a month, capped at its end."""
    return min(first_day(month) + timedelta(days=day - 1), last_day(month))


def span(first: int, last: int) -> list[int]:
    """All months from `first` to `last`, both included."""
    found = []
    while first <= last:
        found.append(first)
        first = shift(first, 1)
    return found


def years_before(day: date, years: int) -> date:
    """The same calendar day some years earlier; 29 February becomes the 28th."""
    return date(day.year - years, day.month, min(day.day, 28) if day.month == 2 else day.day)

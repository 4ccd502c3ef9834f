"""Reading areas and offices."""

from __future__ import annotations

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat, Substr

from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.org.models import PREFIX_DIGITS, Area, Office, OfficeKind

_DIGITS = PREFIX_DIGITS["village"]


def get_area(code: str) -> Area:
    """The area with a twelve-digit code, or a shorter one without its zeros. NotFound."""
    area = Area.objects.filter(code=code.ljust(_DIGITS, "0")).first()
    if area is None:
        raise NotFound(
            "area.unknown", Message(f"没有代码为 {code} 的区划。", f"There is no area with the code {code}.")
        )
    return area


def list_areas(level: str, *, within: str = "", on: date | None = None) -> QuerySet[Area]:
    """Areas of a level whose code begins with `within`; those that existed on a day, when one is given."""
    found = Area.objects.filter(level=level, code__startswith=within)
    if on:
        found = found.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on))
    return found


def list_offices(*, within: str = "", kind: str = "") -> QuerySet[Office]:
    """Offices in the areas whose code begins with `within`."""
    found = Office.objects.filter(area__code__startswith=within).select_related("area")
    return found.filter(kind=kind) if kind else found


def offices_above(office: Office) -> list[int]:
    """The keys of the offices over an office, the nearest first."""
    found: list[int] = []
    above = office.parent
    while above is not None and above.pk not in found:
        found.append(above.pk)
        above = above.parent
    return found


def codes_above(code: str) -> list[str]:
    """The codes of an area and of the areas that it lies in, the widest first."""
    return list(dict.fromkeys(code[:digits].ljust(_DIGITS, "0") for digits in PREFIX_DIGITS.values()))


def codes_above_column(column: str) -> list[Combinable]:
    """The same for a column with codes, reached from within a query of its own by OuterRef."""
    known = sorted(set(PREFIX_DIGITS.values()))
    return [Concat(Substr(OuterRef(column), 1, digits), Value("0" * (_DIGITS - digits))) for digits in known]


def commissions_over(code: str, *, on: date) -> list[Office]:
    """The supervision commissions that are competent for the area with a code on a day, the nearest first."""
    found = Office.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_to=None) | Q(valid_to__gte=on),
        kind__in=(OfficeKind.COUNTY_COMMISSION, OfficeKind.CITY_COMMISSION),
        area__code__in=codes_above(code),
    )
    return sorted(found.select_related("area"), key=lambda office: (-len(office.area.prefix), office.pk))

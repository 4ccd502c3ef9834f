"""Names of the areas that findings speak of, and the choices of a filter."""

from __future__ import annotations

from collections.abc import Iterable

from mingcha.accounts.access import Scope
from mingcha.org.models import Area


def names_of(codes: Iterable[int]) -> dict[int, str]:
    """Names by twelve-digit number; an unknown village is called by its township, an unknown township by its county."""
    wanted = {code for code in codes if code}
    asked = {f"{part:012d}" for code in wanted for part in _above(code)}
    known = dict(Area.objects.filter(code__in=asked).values_list("code", "name"))
    found = {}
    for code in wanted:
        parts = [known[text] for part in _above(code) if (text := f"{part:012d}") in known]
        found[code] = parts[0] if parts else f"{code}"
    return found


def _above(code: int) -> list[int]:
    """A village, its township, its county, its city."""
    return list(dict.fromkeys(code // unit * unit for unit in (1, 1_000, 1_000_000, 100_000_000)))


def county_names(codes: Iterable[int]) -> dict[int, str]:
    """Names by six-digit number."""
    return {code // 1_000_000: name for code, name in names_of(c * 1_000_000 for c in codes if c).items()}


def township_names(codes: Iterable[int]) -> dict[int, str]:
    """Names by nine-digit number."""
    return {code // 1_000: name for code, name in names_of(c * 1_000 for c in codes if c).items()}


def counties_in(scope: Scope) -> list[tuple[int, str]]:
    """The counties that a scope reaches into, as choices."""
    found = Area.objects.filter(level="county").order_by("code").values_list("code", "name")
    return [(int(c[:6]), n) for c, n in found if any(c.startswith(p[:6]) for p in scope.prefixes)]


def townships_in(scope: Scope, county: int) -> list[tuple[int, str]]:
    """The townships of a county that a scope reaches into, as choices."""
    found = Area.objects.filter(level="township", code__startswith=str(county)).order_by("code")
    return [(int(c[:9]), n) for c, n in found.values_list("code", "name") if c.startswith(tuple(scope.prefixes))]

"""People with roles in the areas of a small city, and browsers in which they have logged in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.test import Client

from mingcha.accounts import operations
from mingcha.accounts.models import User
from mingcha.org.models import Area

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
CITY, COUNTY, OTHER, TOWN = "430400000000", "430421000000", "430422000000", "430421103000"
_NAMED = {CITY: ("衡阳市", "city", ""), COUNTY: ("衡阳县", "county", CITY), OTHER: ("衡南县", "county", CITY)}
_NAMED |= {TOWN: ("金兰镇", "township", COUNTY)}


def areas() -> dict[str, Area]:
    """A city, two counties, a township of the first."""
    made: dict[str, Area] = {}
    for code, (name, level, above) in _NAMED.items():
        made[code] = Area.objects.create(code=code, name=name, level=level, parent=made.get(above))
    return made


def staff(username: str, role: str = "", code: str = CITY, **known: Any) -> User:
    """An account, with a role in an area when one is given."""
    user = operations.open_account(
        username=username, name=f"{username}某", password="correct horse battery", by="system", at=AT, **known
    )
    if role:
        operations.give_role(user=user, role=role, area=Area.objects.get(code=code), by="user:0", at=AT)
    return user


def browser(user: User, language: str = "zh-hans") -> Client:
    """A browser in which `user` has logged in; switch off the second factor in the settings first."""
    client = Client()
    client.force_login(user)
    client.cookies["mingcha-language"] = language
    return client

"""Offices and one account per role."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import ROLES
from mingcha.org import operations as org
from mingcha.org.models import Area, Office

BY = "system:demo"
CITY, COUNTY, TOWNSHIP = "430400000000", "430424000000", "430424100000"


@dataclass(frozen=True)
class Cast:
    """Who plays: the accounts by role code, the data offices by the county they hand in for."""

    users: dict[str, User]
    data_offices: dict[str, Office]
    clerks: dict[str, User]
    password: str


#: role → (name, area, kind of office)
_PEOPLE = {
    "duty_holder": ("贺值守", TOWNSHIP, "township"),
    "responder": ("陈承办", CITY, "data"),
    "township_supervisor": ("谭镇纪", TOWNSHIP, "township"),
    "county_supervisor": ("彭县监", COUNTY, "county"),
    "city_supervisor": ("周市监", CITY, "city"),
    "analyst": ("唐分析", CITY, "city"),
    "data_releaser": ("易复核", CITY, "city"),
    "reviewer": ("罗核查", COUNTY, "county"),
    "case_handler": ("邓办案", CITY, "city"),
    "adjudicator": ("蒋审理", CITY, "city"),
    "custodian": ("欧阳保管", CITY, "city"),
    "publisher": ("凌发布", CITY, "city"),
    "leader": ("段领导", CITY, "city"),
    "system_administrator": ("肖系统", CITY, "city"),
    "security_administrator": ("尹安全", CITY, "city"),
    "auditor": ("颜审计", CITY, "city"),
}


def cast(*, password: str, at: datetime) -> Cast:
    """Opens the offices and the accounts; the areas are there."""
    areas = {code: Area.objects.get(code=code) for code in (CITY, COUNTY, TOWNSHIP)}
    offices = _offices(areas, at)
    data_offices = {
        area.name: org.open_office(name_zh=f"{area.name}政务数据局", kind="department", area=area, by=BY, at=at)
        for area in Area.objects.filter(code__startswith=CITY[:4], level__in=("city", "county"))
    }
    offices["data"] = data_offices[areas[CITY].name]
    users = {
        role: _open(role, name, password, offices[kind], areas[area], at)
        for role, (name, area, kind) in _PEOPLE.items()
    }
    clerks = {name: _clerk(name, office, at) for name, office in data_offices.items() if office != offices["data"]}
    return Cast(users, data_offices, clerks | {areas[CITY].name: users["responder"]}, password)


def _offices(areas: dict[str, Area], at: datetime) -> dict[str, Office]:
    city, county, township = areas[CITY], areas[COUNTY], areas[TOWNSHIP]
    first = org.open_office(name_zh="市纪委监委", kind="city_commission", area=city, by=BY, at=at)
    second = org.open_office(
        name_zh=f"{county.name}纪委监委", kind="county_commission", area=county, parent=first, by=BY, at=at
    )
    third = org.open_office(
        name_zh=f"{township.name}监察办公室", kind="township_office", area=township, parent=second, by=BY, at=at
    )
    return {"city": first, "county": second, "township": third}


def _open(role: str, name: str, password: str, office: Office, area: Area, at: datetime) -> User:
    user = accounts.open_account(username=role, name=name, password=password, office=office, by=BY, at=at)
    accounts.give_role(user=user, role=role, area=area, by=BY, at=at)
    return user


def _clerk(county: str, office: Office, at: datetime) -> User:
    """Who hands in for a county; nobody is told the password."""
    username, password = f"data-{office.area.code[:6]}", token_urlsafe(24)
    user = accounts.open_account(
        username=username, name=f"{county}报送", password=password, office=office, by=BY, at=at
    )
    accounts.give_role(user=user, role="responder", area=office.area, by=BY, at=at)
    return user


def titles() -> dict[str, str]:
    """Role codes with their Chinese titles, in the order in which they are shown."""
    return {role: ROLES[role].title.zh for role in _PEOPLE}

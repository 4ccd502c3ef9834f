"""A county whose desks and departments answer appeals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from mingcha.accounts.models import User
from mingcha.appeals import operations
from mingcha.appeals.models import Appeal, AppealSet, Category
from mingcha.deadlines.operations import install_promises
from mingcha.org import operations as org
from mingcha.org.models import Area, DutyPost, Office
from tests.factories.staff import CITY, COUNTY, TOWN, areas, staff

#: A Monday, nine in the morning in China.
AT = datetime.fromisoformat("2026-03-09T09:00:00+08:00")
VILLAGE = "430421103201"


@dataclass(frozen=True)
class House:
    """Offices, posts and people by what they do."""

    offices: Mapping[str, Office]
    posts: Mapping[str, DutyPost]
    people: Mapping[str, User]
    village: Area

    def __getitem__(self, name: str) -> User:
        return self.people[name]


def build_house() -> House:
    """A village, its township, county and city, each with a desk; a county bureau that answers for roads."""
    places = areas()
    village = Area.objects.create(code=VILLAGE, name="金兰村", level="village", parent=places[TOWN])
    org.seed_published_years(by="system", at=AT)
    install_promises(by="system", at=AT)
    operations.install_categories(by="system", at=AT)
    kinds = {
        "city": ("city_commission", CITY),
        "county": ("county_commission", COUNTY),
        "town": ("township_office", TOWN),
    }
    offices: dict[str, Office] = {}
    for name, (kind, code) in kinds.items():
        above = {"county": "city", "town": "county"}.get(name)
        offices[name] = org.open_office(
            name_zh=f"{name}监督", kind=kind, area=places[code], parent=offices[above] if above else None,
            by="system", at=AT,
        )  # fmt: skip
    offices["roads"] = org.open_office(
        name_zh="县交通局", kind="department", area=places[COUNTY], unit_key=77, by="system", at=AT
    )
    people = {
        "clerk": staff("clerk", "township_supervisor", TOWN, office=offices["town"]),
        "second": staff("second", "township_supervisor", TOWN, office=offices["town"]),
        "county": staff("county", "county_supervisor", COUNTY, office=offices["county"]),
        "city": staff("city", "city_supervisor", CITY, office=offices["city"]),
        "engineer": staff("engineer", "responder", COUNTY, office=offices["roads"]),
        "deputy": staff("deputy", "responder", COUNTY, office=offices["roads"]),
        "stranger": staff("stranger", "responder", COUNTY),
        "holder": staff("holder", "duty_holder", TOWN),
        "publisher": staff("publisher", "publisher", COUNTY),
        "auditor": staff("auditor", "auditor", CITY),
    }
    posts = {name: _post(office, at=AT) for name, office in offices.items()}
    for post, holder, rank in (
        ("town", "clerk", 1),
        ("town", "second", 2),
        ("county", "county", 1),
        ("city", "city", 1),
        ("roads", "engineer", 1),
        ("roads", "deputy", 2),
    ):
        org.assign_duty(post=posts[post], person=people[holder], rank=rank, since=AT - timedelta(1), by="system", at=AT)
    for name, code in (("town", TOWN), ("county", COUNTY), ("city", CITY)):
        operations.set_route(area=places[code], category=None, post=posts[name], reason="首次设置", by="system", at=AT)
    operations.set_route(
        area=places[COUNTY], category=category("road"), post=posts["roads"], reason="首次设置", by="system", at=AT
    )
    return House(offices, posts, people, village)


def _post(office: Office, at: datetime) -> DutyPost:
    return org.open_post(office=office, title_zh="诉求值班", by="system", at=at)


def category(code: str) -> Category:
    """One of the shipped ones."""
    return Category.objects.get(code=code)


def file(house: House, **changed: Any) -> operations.Filed:
    """Somebody in the village asks for a road to be mended."""
    known = {
        "way": "web",
        "area": house.village,
        "text": "村口到三组的水泥路塌了一块，下雨天车过不去。",
        "spot": "三组路口",
        "name": "王大娘",
        "contact": "13800000000",
        "by": "public",
        "at": AT,
    }
    return operations.file_appeal(**{**known, **changed})


def accept(house: House, appeal: Appeal, by: str = "clerk", **changed: Any) -> Appeal:
    """The desk gives it to the bureau for roads."""
    known = {
        "category": category("road"),
        "kind": "request",
        "summary": "村道塌陷影响通行",
        "at": AT + timedelta(hours=1),
        **changed,
    }
    return operations.accept_appeal(public_id=appeal.public_id, by=house[by], **known)


def answer(house: House, appeal: Appeal, by: str = "engineer", **changed: Any) -> Any:
    """The bureau says what it did."""
    known = {"outcome": "solved", "text": "已重新浇筑路面20米，恢复通行。", "at": AT + timedelta(days=2), **changed}
    return operations.answer_appeal(public_id=appeal.public_id, by=house[by], **known)


def check(house: House, appeal: Appeal, by: str = "clerk", **changed: Any) -> Appeal:
    """Somebody else looked."""
    known = {"passed": True, "how": "field", "note": "到现场看过，路已修好", "at": AT + timedelta(days=3), **changed}
    return operations.check_reply(public_id=appeal.public_id, by=house[by], **known)


def appeals() -> AppealSet:
    """All appeals, for looking at them in a test."""
    return Appeal.objects.all().for_system("test")


def now(appeal: Appeal) -> Appeal:
    """As it is stored now."""
    return appeals().get(pk=appeal.pk)

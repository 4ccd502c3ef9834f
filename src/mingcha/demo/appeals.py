"""Appeals of the demonstration: desks, a bureau that answers, and matters in every state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.appeals import operations
from mingcha.appeals.models import Appeal, Category
from mingcha.demo.people import BY, CITY, COUNTY, TOWNSHIP, Cast
from mingcha.org import operations as org
from mingcha.org.models import Area, DutyPost, Office

#: What people of the township ask for; how far each got: 0 filed, 1 accepted, 2 answered, 3 checked.
_MATTERS = (
    ("村口到三组的水泥路塌了一块，下雨天车过不去，学生上学要绕两里路。", "三组路口", "road", "村道塌陷影响通行", 3),
    ("抽水机坏了半个月，二十多亩秧田干裂，请派人来修。", "五组泵站", "water", "泵站损坏影响灌溉", 2),
    ("我婆婆八十三岁，高龄津贴从三月起没有到账，去问说系统没通过。", "二组", "relief", "高龄津贴未到账", 1),
    ("垃圾池满了没人拉，天热味道大，蚊子多。", "一组垃圾池", "environment", "垃圾清运不及时", 1),
    ("三组路灯坏了四盏，晚上走路看不见。", "三组", "power", "路灯损坏", 0),
    ("合作医疗缴费以后查不到记录，住院报销不了，怎么办？", "", "medical", "医保缴费查不到记录", 0),
)
_ANSWERS = {
    "road": "县交通运输局已于本周完成塌陷处20米路面重新浇筑，设置警示标志三天后恢复通行。",
    "water": "已更换抽水机电机，今日试水正常。",
}


def load(people: Cast, *, at: datetime) -> list[str]:
    """Sets up the desks and files the matters; the receipt codes, of which one is shown."""
    operations.install_categories(by=BY, at=at)
    roads = _desks(people, at)
    villages = list(Area.objects.filter(level="village", code__startswith=TOWNSHIP[:9]).order_by("code")[:3])
    codes = []
    for number, (text, spot, category, summary, steps) in enumerate(_MATTERS):
        filed = operations.file_appeal(
            way="web", area=villages[number % len(villages)], text=text, spot=spot, name="（演示）", by="public", at=at
        )
        codes.append(filed.code or "")
        _go_on(filed.appeal, Category.objects.get(code=category), summary, steps, people, roads, at)
    return codes


def _go_on(
    appeal: Appeal, category: Category, summary: str, steps: int, people: Cast, roads: User, at: datetime
) -> None:
    town = people.users["township_supervisor"]
    known: dict[str, Any] = {"public_id": appeal.public_id, "at": at}
    if steps >= 1:
        operations.accept_appeal(**known, category=category, kind="request", summary=summary, by=town)
    if steps >= 2:
        text = _ANSWERS[category.code]
        operations.answer_appeal(**known, outcome="solved", text=text, by=roads)
    if steps >= 3:
        operations.check_reply(**known, passed=True, how="field", note="（演示）到现场看过，情况属实。", by=town)

        publisher, answer = people.users["publisher"], "县交通运输局已重新浇筑路面，恢复通行。"
        operations.publish_appeal(**known, text=summary, answer=answer, by=publisher)


def _desks(people: Cast, at: datetime) -> User:
    """A desk at each level and a bureau of the county; who answers there."""
    since = at - timedelta(days=1)
    for role, code in (("township_supervisor", TOWNSHIP), ("county_supervisor", COUNTY), ("city_supervisor", CITY)):
        holder = people.users[role]
        assert holder.office is not None  # everybody of the cast has one
        post = _post(holder.office, holder, since, at)
        operations.set_route(
            area=Area.objects.get(code=code), category=None, post=post, reason="演示环境首次设置", by=BY, at=at
        )
    county = Area.objects.get(code=COUNTY)
    bureau = org.open_office(
        name_zh=f"{county.name}交通运输和水利局（演示）", kind="department", area=county, by=BY, at=at
    )
    user = accounts.open_account(
        username="bureau", name="曾修路", password=people.password, office=bureau, by=BY, at=at
    )
    accounts.give_role(user=user, role="responder", area=county, by=BY, at=at)
    post = _post(bureau, user, since, at)
    for category in Category.objects.filter(code__in=("road", "water", "power")):
        operations.set_route(area=county, category=category, post=post, reason="演示环境首次设置", by=BY, at=at)
    return user


def _post(office: Office, holder: User, since: datetime, at: datetime) -> DutyPost:
    post = org.open_post(office=office, title_zh="诉求值班", title_en="desk of appeals", by=BY, at=at)
    org.assign_duty(post=post, person=holder, since=since, by=BY, at=at)
    return post

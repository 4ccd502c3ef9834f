"""Groups and their posts: each operation as it should go, each refusal, and what a failing record undoes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from mingcha.accounts import operations as accounts
from mingcha.accounts.permissions import Permission as P
from mingcha.appeals import group_public, groups, operations
from mingcha.appeals.models import GroupDuty, GroupPost, PatrolPlan, PostKind, PostSet, SupervisionGroup
from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import Denied, NotFound, Refused
from mingcha.org.calendar import day_of
from mingcha.org.models import Area
from tests.factories.appeals import AT, VILLAGE, House
from tests.factories.groups import facts, five, holder, name_holder, opened, post
from tests.factories.groups import groups as every
from tests.factories.staff import CITY, COUNTY, OTHER, TOWN, staff
from tests.integration.appeals.test_operations import stopped

DAY = timedelta(days=1)


def vacant(house: House, at: Any = AT) -> set[str]:
    """The titles of the posts that are shown as vacant."""
    return {one.kind.title_zh for one in groups.vacancies(house["clerk"], at=at) if one.vacant}  # type: ignore[attr-defined]


def test_a_group_begins_with_every_post_of_its_set_vacant(house: House) -> None:
    group = opened(house, covenant="实名入群，不传谣言。", village=200)
    assert vacant(house) == {"联村领导", "纪检干部", "党建指导员", "辅警", "网格员"}
    assert groups.vacancy_count(house["clerk"], at=AT) == 5
    assert groups.counts(house["clerk"], at=AT) == {"": 1, "vacant": 1, "unlooked": 1, "unplanned": 1, "closed": 0}
    assert group_public.area_of(group.code) == VILLAGE
    assert groups.coverage(house["clerk"], at=AT) == groups.Coverage(1, 200, 180)
    assert groups.coverage(house["clerk"], at=AT).percent == 90
    record = AuditRecord.objects.get(action="group.opened")
    assert record.subject == f"group:{group.code}" and "320" in str(record.detail)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "群"}, "group.name"),
        ({"name": "金兰村监督服务群"}, "group.exists"),
        ({"platform": "telegram"}, "group.platform"),
        ({"households": 201, "village": 200}, "group.households"),
        ({"members": -1}, "group.households"),
        ({"covenant": "群" * 3_001}, "group.covenant"),
        ({"covenant": "有事打13800000000"}, "group.identifier"),
    ],
)
def test_what_is_no_group_is_refused(house: House, changed: Any, code: str) -> None:
    opened(house)
    with stopped(Refused, code):
        opened(house, **{"name": "金兰村二组群", **changed})
    assert every().count() == 1


def test_a_group_belongs_to_a_village_and_a_set_of_its_area(house: House) -> None:
    with stopped(Refused, "group.area"):
        operations.open_group(area=Area.objects.get(code=TOWN), facts=facts(), by=house["clerk"], at=AT)
    other = Area.objects.create(code="430422100201", name="外村", level="village")
    with stopped(Denied, "permission.missing"):
        operations.open_group(area=other, facts=facts(), by=house["clerk"], at=AT)
    elsewhere = PostSet.objects.create(code="x", title_zh="外县", basis="县文件", area=Area.objects.get(code=OTHER))
    with stopped(Refused, "group.set"):
        opened(house, post_set=elsewhere)
    assert [one.code for one in groups.list_sets(VILLAGE)] == ["five", "ten"]


def test_a_group_is_changed_and_whoever_held_a_post_of_the_same_title_holds_it_on(house: House) -> None:
    group = opened(house)
    name_holder(house, group)
    name_holder(house, group, "纪检干部", holder=holder("李纪检"))
    ten = PostSet.objects.get(code="ten")
    later = AT + DAY
    operations.edit_group(code=group.code, facts=facts(post_set=ten, members=330), by=house["clerk"], at=later)
    known = {one.post.kind.title_zh: one for one in groups.posts_of(every().get(), at=later)}
    assert known["网格员"].holder is not None and known["网格员"].holder.name == "王网格"
    assert "纪检干部" not in known and GroupDuty.objects.get(name="李纪检").until == later
    assert vacant(house, later) == {kind.title_zh for kind in ten.kinds.all()} - {"网格员"}
    with stopped(NotFound, "group.unknown"):
        operations.edit_group(code=group.code, facts=facts(), by=house["holder"], at=later)


def test_a_group_is_closed_and_what_it_was_stays(house: House) -> None:
    group = opened(house)
    name_holder(house, group)
    operations.plan_patrol(codes=[group.code], person=house["holder"], by=house["clerk"], at=AT)
    operations.close_group(code=group.code, reason="与一组群合并", by=house["clerk"], at=AT + DAY)
    assert vacant(house) == set()
    assert groups.counts(house["clerk"], at=AT + DAY)["closed"] == 1
    assert GroupDuty.objects.get().ended_why == "与一组群合并"
    assert PatrolPlan.objects.get().until == AT + DAY
    with stopped(NotFound, "group.unknown"):
        group_public.page_of(group.code, at=AT + DAY)
    for again in (
        lambda: operations.close_group(code=group.code, reason="再次停用", by=house["clerk"], at=AT + DAY),
        lambda: operations.edit_group(code=group.code, facts=facts(), by=house["clerk"], at=AT + DAY),
    ):
        with stopped(Refused, "group.closed"):
            again()


def test_a_post_is_handed_over_and_its_history_stays(house: House) -> None:
    group = opened(house)
    name_holder(house, group)
    name_holder(house, group, holder=holder("赵替"), rank=groups.STAND_IN)
    name_holder(house, group, holder=holder("钱接任"), reason="王网格调离", at=AT + DAY)
    (one,) = groups.held_of([post(group)], at=AT + DAY)
    assert one.holder is not None and one.stand_in is not None
    assert (one.holder.name, one.stand_in.name) == ("钱接任", "赵替")
    assert [(duty.name, duty.rank) for duty in one.history] == [("钱接任", 1), ("王网格", 1), ("赵替", 2)]
    assert GroupDuty.objects.get(name="王网格").ended_why == "王网格调离"
    record = AuditRecord.objects.filter(action="group.post_handed_over").latest("seq")
    assert "钱接任" not in str(record.detail) and "网格员" in str(record.detail)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"holder": holder("王")}, "post.name"),
        ({"holder": holder(office="电话13800000000")}, "post.name"),
        ({"holder": holder(telephone="13800000000")}, "post.telephone"),
        ({"holder": holder(telephone="办公室")}, "post.telephone"),
        ({"holder": holder(last=day_of(AT) - DAY)}, "post.last"),
        ({}, "post.same"),
        ({"reason": "好"}, "appeal.reason"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(house: House, changed: Any, code: str) -> None:
    group = opened(house)
    name_holder(house, group)
    with stopped(Refused, code):
        name_holder(house, group, at=AT + DAY, **changed)
    assert GroupDuty.objects.get().until is None


def test_posts_of_others_are_unknown(house: House) -> None:
    group = opened(house)
    closed = accounts.close_account
    someone = staff("someone")
    closed(user=someone, by="user:0", at=AT)
    someone.refresh_from_db()
    with stopped(Refused, "post.account"):
        name_holder(house, group, holder=holder(account=someone))
    for by in (house["holder"], staff("elsewhere", "township_supervisor", OTHER)):
        with stopped(NotFound, "group.post"):
            name_holder(house, group, by=by)


def test_whoever_leaves_is_seen_to_be_missing(house: House) -> None:
    group = opened(house)
    name_holder(house, group)
    assert "网格员" not in vacant(house)
    operations.leave_post(post_id=post(group).pk, reason="调离本村", by=house["clerk"], at=AT + DAY)
    assert "网格员" in vacant(house, AT + DAY)
    with stopped(Refused, "post.vacant"):
        operations.leave_post(post_id=post(group).pk, reason="调离本村", by=house["clerk"], at=AT + DAY)


def test_a_term_that_ends_is_announced_and_then_a_vacancy(house: House) -> None:
    group = opened(house)
    last = day_of(AT) + 10 * DAY
    name_holder(house, group, holder=holder(last=last))
    ending = [one for one in groups.vacancies(house["clerk"], at=AT) if not one.vacant]  # type: ignore[attr-defined]
    assert [one.kind.title_zh for one in ending] == ["网格员"]
    assert "网格员" not in vacant(house, AT + 10 * DAY)
    assert "网格员" in vacant(house, AT + 11 * DAY)


def test_a_closed_account_leaves_its_post_vacant_at_once(house: House) -> None:
    group, helper = opened(house), staff("helper", "duty_holder", TOWN)
    name_holder(house, group, holder=holder(account=helper))
    accounts.close_account(user=helper, by="user:0", at=AT + DAY)
    assert "网格员" in vacant(house, AT + DAY)


def test_the_sets_are_installed_once_and_every_post_names_its_text(house: House) -> None:
    assert operations.install_post_sets(by="system", at=AT) == ["five", "ten"]
    assert operations.install_post_sets(by="system", at=AT) == []
    assert five().kinds.count() == 5
    assert all(kind.basis and kind.title_en for kind in PostKind.objects.all())


def test_a_post_more_in_a_set_is_vacant_in_every_group(house: House) -> None:
    opened(house)
    given: dict[str, Any] = {"of": five(), "title_zh": "医保专干", "basis": "市办〔2026〕3号", "at": AT}
    with stopped(Denied, "permission.missing"):
        operations.open_post_kind(**given, by=house["county"])
    kind = operations.open_post_kind(**given, by=house["city"])
    assert "医保专干" in vacant(house)
    with stopped(Refused, "set.exists"):
        operations.open_post_kind(**given, by=house["city"])
    for changed, code in (({"title_zh": "医"}, "set.title"), ({"title_zh": "民政", "basis": "无"}, "set.basis")):
        with stopped(Refused, code):
            operations.open_post_kind(**{**given, **changed}, by=house["city"])
    operations.close_post_kind(kind_id=kind.pk, reason="文件废止", by=house["city"], at=AT + DAY)
    assert "医保专干" not in vacant(house, AT + DAY)
    with stopped(NotFound, "set.post"):
        operations.close_post_kind(kind_id=kind.pk, reason="文件废止", by=house["city"], at=AT + DAY)


def test_a_county_has_sets_of_its_own(house: House) -> None:
    county = Area.objects.get(code=COUNTY)
    known: dict[str, Any] = {"area": county, "title_zh": "七保障", "basis": "县纪发〔2026〕1号", "at": AT}
    made = operations.open_post_set(**known, by=house["county"])
    operations.open_post_kind(of=made, title_zh="水管员", basis="县纪发〔2026〕1号", by=house["county"], at=AT)
    opened(house, post_set=made)
    assert vacant(house) == {"水管员"}
    with stopped(Denied, "permission.missing"):
        operations.open_post_set(**known, by=house["clerk"])
    with stopped(Refused, "set.title"):
        operations.open_post_set(**{**known, "title_zh": "七"}, by=house["county"])


@pytest.mark.parametrize(
    "act", ["open", "edit", "close", "hand_over", "leave", "plan", "look", "set", "kind", "close_kind", "install"]
)
def test_a_failing_record_undoes_everything(house: House, monkeypatch: Any, act: str) -> None:
    from mingcha.audit import operations as audit

    group = opened(house)
    name_holder(house, group)
    clerk, city, later = house["clerk"], house["city"], AT + DAY
    acts: dict[str, Callable[[], Any]] = {
        "open": lambda: opened(house, name="二组群"),
        "edit": lambda: operations.edit_group(code=group.code, facts=facts(members=1), by=clerk, at=later),
        "close": lambda: operations.close_group(code=group.code, reason="合并停用", by=clerk, at=later),
        "hand_over": lambda: name_holder(house, group, holder=holder("钱接任"), at=later),
        "leave": lambda: operations.leave_post(post_id=post(group).pk, reason="调离本村", by=clerk, at=later),
        "plan": lambda: operations.plan_patrol(codes=[group.code], person=house["holder"], by=clerk, at=later),
        "look": lambda: operations.look_at_groups(looks={group.code: operations.Look(1)}, by=clerk, at=later),
        "set": lambda: operations.open_post_set(area=house.village, title_zh="村设", basis="村规民约", by=city, at=AT),
        "kind": lambda: operations.open_post_kind(of=five(), title_zh="民政", basis="市办发文", by=city, at=AT),
        "close_kind": lambda: operations.close_post_kind(
            kind_id=post(group).kind_id, reason="文件废止", by=city, at=later
        ),
        "install": lambda: operations.install_post_sets(by="system", at=AT),
    }
    if act == "install":
        PostKind.objects.filter(of__code="ten").delete()
        PostSet.objects.filter(code="ten").delete()
    before = _everything()

    def broken(_action: str, **_known: Any) -> Any:
        raise OSError("the disk is full")

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError):
        acts[act]()
    assert _everything() == before


def _everything() -> list[Any]:
    from mingcha.appeals.models import GroupLink, Patrol, VillageHouseholds

    tables = (PostSet, PostKind, GroupPost, GroupDuty, GroupLink, PatrolPlan, Patrol, VillageHouseholds)
    return [list(every().values()), *(list(table.objects.order_by("pk").values()) for table in tables)]


#: Role, area of the grant → whether the group in the village is seen, and whether it is managed.
SEES = {
    ("duty_holder", TOWN): (True, False),
    ("duty_holder", OTHER): (False, False),
    ("township_supervisor", TOWN): (True, True),
    ("township_supervisor", VILLAGE): (True, True),
    ("township_supervisor", OTHER): (False, False),
    ("county_supervisor", COUNTY): (True, True),
    ("county_supervisor", OTHER): (False, False),
    ("city_supervisor", CITY): (True, True),
    ("responder", CITY): (False, False),
    ("publisher", CITY): (False, False),
    ("leader", CITY): (False, False),
    ("auditor", CITY): (False, False),
    ("system_administrator", CITY): (False, False),
}


@pytest.mark.parametrize(("role", "area"), SEES)
def test_who_sees_a_group(house: House, role: str, area: str) -> None:
    group, user = opened(house), staff("asks", role, area)
    sees, manages = SEES[role, area]
    for permission, may in ((P.GROUP_PATROL, sees), (P.GROUP_MANAGE, manages)):
        assert groups.visible_groups(user, permission, at=AT).exists() == may
        if may:
            assert groups.group_for(user, group.code, permission, at=AT) == group
        else:
            with stopped(NotFound, "group.unknown"):
                groups.group_for(user, group.code, permission, at=AT)


@pytest.mark.parametrize("seed", range(12))
def test_a_compulsory_post_always_has_a_holder_or_a_vacancy_that_is_seen(house: House, seed: int) -> None:
    """Whatever people do, in whatever order: each post of the set is held, or in the list of vacancies."""
    dice, at = Random(seed), AT
    group, sets = opened(house), [five(), PostSet.objects.get(code="ten")]
    people = [staff(f"p{n}") for n in range(3)]
    clerk, city = house["clerk"], house["city"]
    for step in range(25):
        at += timedelta(hours=dice.randint(0, 60))
        of = every().get().post_set
        some = dice.choice(list(GroupPost.objects.filter(closed_at=None)))
        account = dice.choice([None, *(one for one in people if one.is_active)])
        last = day_of(at) + dice.randint(0, 5) * DAY if dice.random() < 0.3 else None
        act = dice.choice(["hand_over"] * 6 + ["leave", "close_account", "set", "kind", "end_kind"])
        try:
            if act == "hand_over":
                next_one = holder(f"第{step}人", account=account, last=last)
                rank = dice.choice((1, 1, 1, 2))
                operations.hand_over_post(
                    post_id=some.pk, holder=next_one, rank=rank, reason="正常轮换", by=clerk, at=at
                )
            elif act == "leave":
                operations.leave_post(post_id=some.pk, reason="调离本村", by=clerk, at=at)
            elif act == "close_account" and account is not None:
                accounts.close_account(user=account, by="user:0", at=at)
                account.refresh_from_db()
            elif act == "set":
                new = dice.choice(sets)
                operations.edit_group(code=group.code, facts=facts(post_set=new), by=clerk, at=at)
            elif act == "kind":
                operations.open_post_kind(of=of, title_zh=f"岗位{step}", basis="市办发文", by=city, at=at)
            elif act == "end_kind" and of.kinds.filter(closed_at=None).count() > 2:
                operations.close_post_kind(kind_id=some.kind_id, reason="文件废止", by=city, at=at)
        except Refused:
            pass
        _check(house, every().get(), at)


def _check(house: House, group: SupervisionGroup, at: Any) -> None:
    kinds = sorted(group.post_set.kinds.filter(closed_at=None).values_list("pk", flat=True))
    held = groups.posts_of(group, at=at)
    assert sorted(one.post.kind_id for one in held) == kinds
    shown = {one.pk for one in groups.vacancies(house["clerk"], at=at) if one.vacant}  # type: ignore[attr-defined]
    assert shown == {one.post.pk for one in held if one.holder is None}
    assert groups.vacancy_count(house["clerk"], at=at) == len(shown)

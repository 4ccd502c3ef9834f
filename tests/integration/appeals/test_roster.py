"""
Criterion 13: whoever is away, leaves, loses a role or a post, or must stay away: no appeal has zero owners.

After every round of the clock each open appeal has exactly one lead with an owner who may see it, and a supervisor who
may see it too; each has its running clock.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import Grant, User
from mingcha.appeals import access, jobs, operations
from mingcha.appeals.models import Appeal, Petitioner, Task
from mingcha.appeals.states import OPEN
from mingcha.deadlines import jobs as deadlines
from mingcha.deadlines import states as clocks
from mingcha.deadlines.models import Clock
from mingcha.kernel.errors import MingchaError
from mingcha.org import operations as org
from mingcha.org.models import Area, Duty, DutyPost
from tests.factories import appeals as factory
from tests.factories.appeals import AT, House, category
from tests.factories.staff import CITY, COUNTY, TOWN, staff

#: A city supervisor by role who is never away: without anybody at all, nobody can own anything.
LAST = "last"
ROLES = {"township_supervisor": TOWN, "county_supervisor": COUNTY, "city_supervisor": CITY, "responder": COUNTY}


class Walk:
    """A city in which people come and go while appeals are dealt with; one step is one thing that somebody does."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.at, self.pick = house, AT, random.Random(seed)
        self.done = self.refused = 0
        accounts.give_role(
            user=staff(LAST), role="city_supervisor", area=Area.objects.get(code=CITY), by="user:0", at=AT
        )
        self.steps: list[tuple[Callable[[], object], int]] = [
            (self.file, 6), (self.accept, 6), (self.hand_over, 3), (self.answer, 5), (self.check, 5), (self.rate, 4),
            (self.extend, 1), (self.away, 3), (self.leave, 1), (self.join, 2), (self.lose_role, 1), (self.get_role, 2),
            (self.recuse, 1), (self.on_duty, 5), (self.off_duty, 3), (self.close_post, 1), (self.open_post, 2),
            (self.reroute, 2), (self.sleep, 6),
        ]  # fmt: skip

    def step(self) -> None:
        """Something happens, or is refused; either leaves everything whole."""
        self.at += timedelta(minutes=self.pick.randint(1, 40))
        (act,) = self.pick.choices([act for act, _ in self.steps], [weight for _, weight in self.steps])
        try:
            act()
            self.done += 1
        except (MingchaError, IndexError):  # refused, or there is nobody to do it with
            self.refused += 1

    def person(self) -> User:
        return self.pick.choice(list(User.objects.filter(is_active=True).exclude(username=LAST).order_by("pk")))

    def post(self) -> DutyPost:
        return self.pick.choice(list(DutyPost.objects.filter(closed_at=None).order_by("pk")))

    def appeal(self, *states: str) -> Appeal:
        known = factory.appeals().filter(state__in=states).order_by("pk")
        return self.pick.choice(list(known))

    def owner(self, appeal: Appeal) -> User:
        return Task.objects.get(appeal=appeal, lead=True, until=None).owner

    def supervisor(self, appeal: Appeal) -> User:
        assert appeal.supervisor is not None
        return appeal.supervisor

    def category(self) -> str:
        return self.pick.choice(("road", "water", "other"))

    def file(self) -> None:
        operations.file_appeal(
            way="web", area=self.house.village, text="村口的路坏了，车子过不去。", by="public", at=self.at
        )

    def accept(self) -> None:
        appeal = self.appeal("received")
        about = [self.pick.randint(1, 6)] if self.pick.random() < 0.3 else []
        operations.accept_appeal(
            public_id=appeal.public_id, category=category(self.category()), kind="request", summary="村道塌陷影响通行",
            urgent=self.pick.random() < 0.2, about=about, by=self.owner(appeal), at=self.at,
        )  # fmt: skip

    def hand_over(self) -> None:
        appeal = self.appeal("handling")
        who = self.pick.choice((self.owner, self.supervisor))(appeal)
        operations.hand_over(
            public_id=appeal.public_id, category=category(self.category()), reason="不属本单位职责", by=who, at=self.at
        )

    def answer(self) -> None:
        appeal = self.appeal("handling")
        outcome = self.pick.choice(("solved", "infeasible"))
        operations.answer_appeal(
            public_id=appeal.public_id, outcome=outcome, text="已经修好了，请查看。", by=self.owner(appeal), at=self.at
        )

    def check(self) -> None:
        appeal = self.appeal("answered")
        operations.check_reply(
            public_id=appeal.public_id, passed=self.pick.random() < 0.6, how="field", note="到现场看过",
            by=self.supervisor(appeal), at=self.at,
        )  # fmt: skip

    def rate(self) -> None:
        appeal = self.appeal("solved", "explained")
        petitioner = Petitioner.objects.filter(appeal=appeal).order_by("pk")[0]
        grade = self.pick.choice(("satisfied", "unsatisfied"))
        operations.rate_reply(petitioner=petitioner, grade=grade, reason="还是坏的，没有修。", at=self.at)

    def extend(self) -> None:
        appeal = self.appeal("handling")
        operations.extend_time(
            public_id=appeal.public_id, amount=5, reason="需要排期施工", by=self.supervisor(appeal), at=self.at
        )

    def away(self) -> None:
        until = self.at + timedelta(hours=self.pick.randint(1, 200))
        org.record_absence(person=self.person(), since=self.at, until=until, reason="学习", by="system", at=self.at)

    def leave(self) -> None:
        accounts.close_account(user=self.person(), by="user:0", at=self.at)

    def join(self) -> None:
        office = self.pick.choice(list(self.house.offices.values()))
        role, code = self.pick.choice(list(ROLES.items()))
        key = self.pick.randint(1, 40)
        one = staff(f"u{User.objects.count()}", office=office, person_key=key)
        accounts.give_role(user=one, role=role, area=Area.objects.get(code=code), by="user:0", at=self.at)

    def lose_role(self) -> None:
        known = Grant.objects.filter(until=None).exclude(user__username=LAST).order_by("pk")
        accounts.end_role(grant=self.pick.choice(list(known)), by="user:0", at=self.at)

    def get_role(self) -> None:
        role, code = self.pick.choice(list(ROLES.items()))
        accounts.give_role(user=self.person(), role=role, area=Area.objects.get(code=code), by="user:0", at=self.at)

    def recuse(self) -> None:
        accounts.record_recusal(
            user=self.person(), kind="kin", key=self.pick.randint(1, 6), source="测试", by="user:0", at=self.at
        )

    def on_duty(self) -> None:
        rank = self.pick.randint(1, 3)
        org.assign_duty(post=self.post(), person=self.person(), rank=rank, since=self.at, by="system", at=self.at)

    def off_duty(self) -> None:
        duty = self.pick.choice(list(Duty.objects.filter(until=None).order_by("pk")))
        org.end_duty(duty=duty, by="system", at=self.at)

    def close_post(self) -> None:
        org.close_post(post=self.post(), by="system", at=self.at)

    def open_post(self) -> None:
        name = self.pick.choice(list(self.house.offices))
        post = org.open_post(office=self.house.offices[name], title_zh="新岗位", by="system", at=self.at)
        code, one = {"city": (CITY, None), "county": (COUNTY, None), "town": (TOWN, None)}.get(name, (COUNTY, "road"))
        operations.set_route(
            area=Area.objects.get(code=code), category=category(one) if one else None, post=post, reason="新设岗位",
            by="system", at=self.at,
        )  # fmt: skip

    def reroute(self) -> None:
        code = self.pick.choice((CITY, COUNTY, TOWN))
        operations.set_route(
            area=Area.objects.get(code=code), category=category(self.category()), post=self.post(), reason="调整归口",
            by="system", at=self.at,
        )  # fmt: skip

    def sleep(self) -> None:
        self.at += timedelta(hours=self.pick.randint(1, 60))


def tick(at: datetime) -> None:
    deadlines.tick(at)
    jobs.tick(at)


def check_owned(at: datetime) -> int:
    """How many are open; each has one lead with an owner, a supervisor and a clock, and both may see it."""
    known = list(factory.appeals().filter(state__in=OPEN).select_related("supervisor"))
    open_ones = Task.objects.filter(lead=True, until=None, appeal__in=known).select_related("owner")
    leads = {task.appeal_id: task for task in open_ones}
    assert len(open_ones) == len(leads)
    running = set(Clock.objects.filter(kind=access.KIND, state__in=clocks.OPEN).values_list("subject", flat=True))
    assert leads.keys() == {appeal.pk for appeal in known}
    seen: dict[int, set[int]] = {}
    for appeal in known:
        assert appeal.supervisor is not None and appeal.public_id in running
        for who in (leads[appeal.pk].owner, appeal.supervisor):
            if who.pk not in seen:
                seen[who.pk] = set(access.visible_appeals(who, at=at).values_list("pk", flat=True))
            assert who.is_active and appeal.pk in seen[who.pk], (appeal.public_id, appeal.state, who.username)
    return len(known)


def walk(house: House, seed: int, steps: int) -> Walk:
    one = Walk(house, seed)
    for number in range(steps):
        one.step()
        if number % 5 == 4:
            tick(one.at)
            check_owned(one.at)
    return one


@pytest.mark.parametrize("seed", [1, 2])
def test_c13_nobody_coming_or_going_leaves_an_appeal_without_owner(house: House, seed: int) -> None:
    one = walk(house, seed, 150)
    assert one.done > 50


@pytest.mark.slow
def test_c13_a_hundred_thousand_steps(house: House) -> None:
    started = time.monotonic()
    one = walk(house, 13, 100_000)
    print(f"{one.done} done, {one.refused} refused, {100_000 / (time.monotonic() - started):.0f} steps a second")

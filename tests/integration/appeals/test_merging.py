"""Merging and splitting: nobody loses a receipt or an answer, nobody gains a minute, and both can be undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mingcha.appeals import access, jobs, operations, queries, solving_queries
from mingcha.appeals.models import Appeal, Merge, Task
from mingcha.deadlines import jobs as deadlines
from mingcha.deadlines.models import Clock
from mingcha.kernel.errors import NotFound, Refused
from mingcha.org.models import Area
from tests.factories.appeals import AT, House, accept, answer, category, check, file, now
from tests.factories.staff import COUNTY, OTHER
from tests.integration.appeals.stopping import full_disk, lead, running, stopped

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def merge(house: House, one: Appeal, into: Appeal, by: str = "clerk", **known: Any) -> Appeal:
    given = {"reason": "同一处路面", "at": AT + 3 * HOUR, **known}
    return operations.merge_appeal(public_id=one.public_id, into=into.public_id, by=house[by], **given)


def unmerge(house: House, one: Appeal, by: str = "clerk", **known: Any) -> Appeal:
    given = {"reason": "是另一处路面", "at": AT + DAY, **known}
    return operations.unmerge_appeal(public_id=one.public_id, by=house[by], **given)


def split(house: House, one: Appeal, by: str = "clerk", **known: Any) -> Appeal:
    given = {"summary": "路灯损坏", "kind": "request", "reason": "另有路灯一事", "at": AT + 3 * HOUR, **known}
    return operations.split_appeal(
        public_id=one.public_id, category=given.pop("category", category("power")), by=house[by], **given
    )


def pair(house: House) -> tuple[Any, Any]:
    """One that is dealt with, and an older one that is as well."""
    older = file(house)
    accept(house, older.appeal)
    newer = file(house, at=AT + HOUR)
    accept(house, newer.appeal, at=AT + 2 * HOUR)
    return newer, older


def test_merged_keeps_receipt_and_earliest_moment_and_everybody_rates(house: House) -> None:
    newer, older = pair(house)
    due = running(older.appeal)["appeal_joint"]
    assert due < running(newer.appeal)["appeal_joint"] or due == running(newer.appeal)["appeal_joint"]
    merge(house, older.appeal, newer.appeal)
    assert now(older.appeal).state == "merged" and not Task.objects.filter(appeal=older.appeal, until=None).exists()
    assert running(older.appeal)["appeal_joint"] == due
    assert queries.open_clocks([newer.appeal])[newer.appeal.public_id].due_at == due
    answer(house, newer.appeal)
    assert not running(older.appeal)
    check(house, newer.appeal)
    who = [access.petitioner_for(filed.code) for filed in (newer, older)]
    for petitioner in who:
        (own,) = solving_queries.own_matters(petitioner, at=AT + 3 * DAY)
        assert own.rates and own.replies[0].text.startswith("已重新浇筑")
    operations.rate_reply(petitioner=who[0], grade="satisfied", at=AT + 4 * DAY)
    assert now(newer.appeal).state == "solved"  # the other has not been asked yet
    operations.rate_reply(petitioner=who[1], grade="unsatisfied", reason="只修了一半", at=AT + 4 * DAY)
    assert (now(newer.appeal).state, now(newer.appeal).level) == ("handling", 1)
    answer(house, newer.appeal, at=AT + 5 * DAY)
    check(house, newer.appeal, by="county", at=AT + 6 * DAY)
    for petitioner in who:
        operations.rate_reply(petitioner=petitioner, grade="satisfied", at=AT + 7 * DAY)
    assert now(newer.appeal).state == "closed"


def test_unmerged_is_as_if_it_had_never_been_merged(house: House) -> None:
    newer, older = pair(house)
    before = Clock.objects.get(subject=older.appeal.public_id, code="appeal_joint")
    merge(house, older.appeal, newer.appeal)
    answer(house, newer.appeal, at=AT + 2 * HOUR + DAY)
    unmerge(house, older.appeal, at=AT + 2 * DAY)
    after = Clock.objects.get(pk=before.pk)
    same = ("due_at", "warn_at", "next_at", "level", "state", "started_at")
    assert [getattr(before, name) for name in same] == [getattr(after, name) for name in same]
    assert (now(older.appeal).state, lead(older.appeal).owner) == ("handling", house["engineer"])
    assert now(newer.appeal).state == "answered"
    merge_row = Merge.objects.get()
    assert merge_row.undone_at is not None and merge_row.undone_by == house["clerk"].audit_name


def test_one_that_was_not_accepted_goes_back_to_the_desk_with_its_hours(house: House) -> None:
    first, second = file(house), file(house, at=AT + HOUR)
    accept(house, first.appeal)
    due = running(second.appeal)["appeal_accept"]
    merge(house, second.appeal, first.appeal)
    assert set(running(second.appeal)) == {"appeal_joint"}
    unmerge(house, second.appeal, at=AT + 5 * HOUR)
    assert running(second.appeal) == {"appeal_accept": due}
    assert (now(second.appeal).state, lead(second.appeal).owner) == ("received", house["clerk"])
    accept(house, second.appeal, at=AT + 6 * HOUR)


def test_late_stays_late_and_climbs_with_what_it_is_part_of(house: House) -> None:
    newer, older = pair(house)
    late = running(older.appeal)["appeal_joint"] + HOUR
    other = accept(house, file(house, at=late - DAY).appeal, at=late - DAY)
    deadlines.tick(late)
    jobs.tick(late + 10 * HOUR)
    level = now(older.appeal).level
    assert level >= 1 and now(older.appeal).supervisor == house["county"]
    merge(house, older.appeal, other, by="county", at=late + 11 * HOUR)
    assert (now(other).level, now(other).supervisor) == (level, house["county"])
    deadlines.tick(late + 5 * DAY)
    jobs.tick(late + 5 * DAY + 10 * HOUR)
    assert now(other).supervisor == house["city"]
    unmerge(house, older.appeal, by="county", at=late + 6 * DAY)
    clock = Clock.objects.get(subject=older.appeal.public_id, code="appeal_joint")
    assert (clock.state, clock.level) == ("late", 2)
    assert newer.appeal.pk != other.pk


@pytest.mark.parametrize("how", ["merge", "split"])
def test_who_is_late_rearranges_nothing(house: House, how: str) -> None:
    own = accept(house, file(house).appeal, about=(77,))  # the desk answers itself
    other = accept(house, file(house).appeal)
    late = running(own)["appeal_joint"] + HOUR
    with stopped(Refused, "appeal.late"):
        merge(house, own, other, at=late) if how == "merge" else split(house, own, at=late)
    assert now(own).state == "handling"


def test_what_is_merged_is_refused(house: House) -> None:
    first, second, third = (accept(house, file(house).appeal) for _ in range(3))
    with stopped(Refused, "merge.self"):
        merge(house, first, first)
    with stopped(Refused, "appeal.reason"):
        merge(house, first, second, reason="同")
    merge(house, first, second)
    with stopped(Refused, "merge.leads"):
        merge(house, second, third)
    with stopped(Refused, "merge.lead"):
        merge(house, third, first)
    with stopped(Refused, "state.forbidden"):
        merge(house, first, third)
    with stopped(Refused, "state.forbidden"):
        unmerge(house, third)
    with stopped(Refused, "merge.lead"):
        merge(house, third, file(house).appeal)
    for who in ("engineer", "stranger", "holder", "publisher"):
        with pytest.raises(NotFound):
            merge(house, third, second, by=who)
        with pytest.raises(NotFound):
            unmerge(house, first, by=who)
    far = accept(house, file(house, area=Area.objects.get(code=OTHER)).appeal, by="city")
    with pytest.raises(NotFound):
        merge(house, third, far)
    county = accept(house, file(house, area=Area.objects.get(code=COUNTY)).appeal, by="county")
    with stopped(Refused, "merge.far"):
        merge(house, third, county, by="county")


def test_what_it_was_merged_into_is_closed(house: House) -> None:
    newer, older = pair(house)
    merge(house, older.appeal, newer.appeal)
    answer(house, newer.appeal)
    check(house, newer.appeal)
    jobs.tick(AT + 11 * DAY)
    assert now(newer.appeal).state == "closed"
    with stopped(Refused, "merge.closed"):
        unmerge(house, older.appeal, at=AT + 12 * DAY)


def test_whom_a_part_names_gets_and_sees_none_of_it(house: House) -> None:
    plain = accept(house, file(house).appeal)
    named = accept(house, file(house).appeal, about=(77,))
    assert lead(plain).owner == house["engineer"]
    merge(house, named, plain, by="county")
    assert lead(plain).owner == house["clerk"]
    for who in ("engineer", "deputy"):
        for one in (plain, named):
            with pytest.raises(NotFound):
                access.appeal_for(house[who], one.public_id, at=AT + DAY)


def test_split_is_due_when_the_whole_is_and_has_the_same_receipt(house: House) -> None:
    filed = file(house)
    appeal = accept(house, filed.appeal)
    part = split(house, appeal)
    assert running(part) == running(appeal)
    assert lead(part).owner == house["clerk"]  # nobody answers for power: the desk
    answer(house, appeal)
    check(house, appeal)
    who = access.petitioner_for(filed.code or "")
    whole, second = solving_queries.own_matters(who, at=AT + 3 * DAY)
    assert (whole.appeal, second.appeal, whole.rates, second.rates) == (appeal, part, True, False)
    operations.rate_reply(petitioner=who, grade="satisfied", at=AT + 4 * DAY)
    assert (now(appeal).state, now(part).state) == ("closed", "handling")
    answer(house, part, by="clerk", text="路灯已经修好，恢复照明。", at=AT + 4 * DAY)
    check(house, part, by="county", at=AT + 5 * DAY)
    operations.rate_reply(petitioner=who, grade="satisfied", part=part.public_id, at=AT + 6 * DAY)
    assert now(part).state == "closed"


def test_split_is_undone_by_merging_it_back(house: House) -> None:
    filed = file(house)
    appeal = accept(house, filed.appeal)
    part = split(house, appeal)
    merge(house, part, appeal, by="county", at=AT + 4 * HOUR)
    assert len(solving_queries.own_matters(access.petitioner_for(filed.code or ""), at=AT + DAY)) == 1


def test_a_late_one_does_not_begin_again_by_being_split(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    late = running(appeal)["appeal_joint"] + 10 * HOUR
    deadlines.tick(late)
    jobs.tick(late)
    part = split(house, appeal, by="county", at=late)
    clock = Clock.objects.get(subject=part.public_id)
    assert (clock.state, clock.level, clock.due_at) == ("late", 1, running(appeal)["appeal_joint"])
    assert (now(part).level, now(part).supervisor) == (now(appeal).level, now(appeal).supervisor)


def test_what_is_split_is_refused(house: House) -> None:
    appeal = file(house).appeal
    with stopped(Refused, "state.forbidden"):
        split(house, appeal)
    accept(house, appeal)
    for code, changed in (
        ("appeal.summary", {"summary": "灯"}),
        ("appeal.identifier", {"summary": "请回电13812345678说灯"}),
        ("appeal.kind", {"kind": "allegation"}),
        ("appeal.reason", {"reason": "灯"}),
    ):
        with stopped(Refused, code):
            split(house, appeal, **changed)
    for who in ("engineer", "publisher"):
        with pytest.raises(NotFound):
            split(house, appeal, by=who)
    for _ in range(5):
        split(house, appeal)
    with stopped(Refused, "split.most"):
        split(house, appeal)


@pytest.mark.parametrize("action", ["appeal.merged", "appeal.unmerged", "appeal.split"])
def test_a_failing_record_undoes_everything(house: House, monkeypatch: Any, action: str) -> None:
    newer, older = pair(house)
    if action == "appeal.unmerged":
        merge(house, older.appeal, newer.appeal)
    before = (now(older.appeal).state, running(older.appeal), Task.objects.filter(until=None).count())
    with full_disk(monkeypatch, action):
        {"appeal.merged": lambda: merge(house, older.appeal, newer.appeal), "appeal.split": lambda: split(
            house, older.appeal
        ), "appeal.unmerged": lambda: unmerge(house, older.appeal)}[action]()  # fmt: skip
    after = (now(older.appeal).state, running(older.appeal), Task.objects.filter(until=None).count())
    assert before == after and Appeal.objects.all().for_system("test").count() == 2

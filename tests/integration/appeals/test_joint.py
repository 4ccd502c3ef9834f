"""Joint handling: each share has an owner, a last moment and an answer; the lead stays responsible for the whole."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from mingcha.appeals import access, jobs, operations, queries
from mingcha.appeals.models import Card, Share, Task
from mingcha.kernel.errors import Denied, NotFound, Refused
from mingcha.org import operations as org
from tests.factories.appeals import AT, House, accept, answer, category, check, file, now
from tests.factories.staff import COUNTY, browser, staff
from tests.integration.appeals.stopping import full_disk, lead, running, stopped

DAY = timedelta(days=1)


@pytest.fixture
def water(house: House) -> House:
    """With a second bureau, whose one post somebody holds."""
    office = org.open_office(
        name_zh="县水利局", kind="department", area=house.offices["county"].area, unit_key=88, by="system", at=AT
    )
    post = org.open_post(office=office, title_zh="诉求值班", by="system", at=AT)
    person = staff("hydro", "responder", COUNTY, office=office)
    org.assign_duty(post=post, person=person, since=AT - DAY, by="system", at=AT)
    return House(
        {**house.offices, "water": office}, {**house.posts, "water": post}, {**house.people, "hydro": person},
        house.village,
    )  # fmt: skip


def ask(house: House, appeal: Any, by: str = "engineer", post: str = "water", **known: Any) -> Share:
    given = {"what": "请查明涵管是否堵塞", "at": AT + DAY, **known}
    return operations.ask_share(public_id=appeal.public_id, post=house.posts[post], by=house[by], **given)


def test_a_co_handler_has_a_task_and_answers_it_and_no_more(water: House) -> None:
    appeal = accept(water, file(water).appeal)
    with pytest.raises(NotFound):
        access.appeal_for(water["hydro"], appeal.public_id, at=AT)
    share = ask(water, appeal)
    assert share.due_at < running(appeal)["appeal_joint"]
    assert Task.objects.get(share=share).owner == water["hydro"]
    assert list(queries.list_appeals(water["hydro"], queries.Asking("todo"), at=AT + DAY)) == [appeal]
    known: dict[str, Any] = {"public_id": appeal.public_id, "by": water["hydro"], "at": AT + 2 * DAY}
    with stopped(Denied, "appeal.task"):
        answer(water, appeal, by="hydro")
    with stopped(Denied, "appeal.party"):
        operations.hand_over(**known, category=category("power"), reason="不归我们管")
    with stopped(Denied, "appeal.task"):
        ask(water, appeal, by="hydro", post="county")
    with pytest.raises(NotFound):
        check(water, appeal, by="hydro")
    with stopped(Refused, "appeal.text"):
        operations.answer_share(**known, text="好")
    done = operations.answer_share(**known, text="涵管已疏通，路基不再积水。")
    assert done.answered_by == water["hydro"] and "涵管" not in done.sealed_answer
    assert (now(appeal).state, lead(appeal).owner) == ("handling", water["engineer"])
    with stopped(Denied, "share.task"):
        operations.answer_share(**known, text="涵管已疏通，路基不再积水。")
    assert queries.list_appeals(water["hydro"], queries.Asking("todo"), at=AT + 2 * DAY).count() == 0


def test_what_is_asked_is_refused(water: House) -> None:
    appeal = accept(water, file(water).appeal)
    with pytest.raises(NotFound):
        ask(water, appeal, by="stranger")
    with stopped(Denied, "appeal.task"):
        ask(water, appeal, by="county")
    with stopped(Refused, "share.own"):
        ask(water, appeal, post="roads")
    with stopped(Refused, "appeal.what"):
        ask(water, appeal, what="查")
    with stopped(Refused, "appeal.identifier"):
        ask(water, appeal, what="请联系13812345678核实")
    ask(water, appeal)
    with stopped(Refused, "share.exists"):
        ask(water, appeal)
    answer(water, appeal)
    with stopped(Refused, "state.forbidden"):
        ask(water, appeal, post="county", at=AT + 3 * DAY)
    assert not Task.objects.filter(appeal=appeal, lead=False, until=None).exists()  # the answer ended it


def test_nobody_who_is_named_is_asked_and_why_is_not_told(water: House) -> None:
    appeal = accept(water, file(water).appeal, about=(88,))
    with stopped(Refused, "share.nobody"):
        ask(water, appeal)
    org.record_absence(person=water["county"], since=AT, until=AT + 9 * DAY, reason="学习", by="system", at=AT)
    with stopped(Refused, "share.nobody"):
        ask(water, appeal, post="county")


def test_a_late_share_reminds_and_does_not_climb(water: House) -> None:
    appeal = accept(water, file(water).appeal)
    share = ask(water, appeal)
    assert jobs.tick(share.due_at - timedelta(minutes=1)).shares == 0
    later = share.due_at + timedelta(hours=10)
    assert [jobs.tick(later).shares, jobs.tick(later).shares] == [1, 0]
    assert Card.objects.get(appeal=appeal).colour == "blue" and now(appeal).level == 0
    html = browser(water["clerk"]).get("/appeals/?list=watch").content.decode()
    assert "协办超期" in html


def test_a_share_follows_whoever_acts_in_its_post_and_is_taken_back(water: House) -> None:
    appeal = accept(water, file(water).appeal)
    share = ask(water, appeal)
    person = staff("hydro2", "responder", COUNTY, office=water.offices["water"])
    org.assign_duty(post=water.posts["water"], person=person, rank=2, since=AT - DAY, by="system", at=AT)
    org.record_absence(person=water["hydro"], since=AT, until=AT + 9 * DAY, reason="学习", by="system", at=AT)
    jobs.tick(AT + DAY)
    task = Task.objects.get(share=share, until=None)
    assert (task.owner, task.lead) == (person, False)
    known: dict[str, Any] = {"public_id": appeal.public_id, "at": AT + 2 * DAY}
    with pytest.raises(NotFound):
        operations.withdraw_share(**known, share=share.number, by=person)
    with stopped(NotFound, "share.unknown"):
        operations.withdraw_share(**known, share="0" * 16, by=water["engineer"])
    operations.withdraw_share(**known, share=share.number, by=water["engineer"])
    with stopped(Refused, "share.over"):
        operations.withdraw_share(**known, share=share.number, by=water["clerk"])
    assert not Task.objects.filter(share=share, until=None).exists()


def test_a_failing_record_undoes_a_share(water: House, monkeypatch: Any) -> None:
    appeal = accept(water, file(water).appeal)
    with full_disk(monkeypatch, "appeal.share_asked"):
        ask(water, appeal)
    assert not Share.objects.exists() and Task.objects.filter(lead=False).count() == 0
    ask(water, appeal)
    with full_disk(monkeypatch, "appeal.share_answered"):
        operations.answer_share(public_id=appeal.public_id, text="涵管已疏通。", by=water["hydro"], at=AT + 2 * DAY)
    assert Share.objects.get().ended_at is None

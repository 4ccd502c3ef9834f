"""The way of an appeal, each operation once as it should go and once for each refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from mingcha.accounts import operations as accounts
from mingcha.accounts.sealed_text import text_of
from mingcha.appeals import access, jobs, operations, receipts
from mingcha.appeals.models import Appeal, Card, Climb, Petitioner, Rating, RoutingDecision, Task
from mingcha.audit.models import AuditRecord
from mingcha.deadlines import jobs as deadlines
from mingcha.deadlines.models import Clock
from mingcha.kernel.errors import Denied, MingchaError, NotFound, Refused
from mingcha.org.models import Area
from tests.factories.appeals import AT, House, accept, answer, appeals, category, check, file, now
from tests.factories.staff import COUNTY, OTHER, staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@contextmanager
def stopped(kind: type[MingchaError], code: str) -> Iterator[None]:
    """What happens inside is refused for this reason."""
    with pytest.raises(kind) as error:
        yield
    assert error.value.code == code


def lead(appeal: Appeal) -> Task:
    return Task.objects.get(appeal=appeal, lead=True, until=None)


def clocks(appeal: Appeal) -> dict[str, str]:
    return dict(Clock.objects.filter(subject=appeal.public_id).values_list("code", "state"))


def tick(at: Any) -> jobs.Ticked:
    deadlines.tick(at)
    return jobs.tick(at)


def test_an_appeal_has_an_owner_a_supervisor_and_a_clock_at_once(house: House) -> None:
    filed = file(house)
    appeal = filed.appeal
    assert lead(appeal).owner == house["clerk"]
    assert appeal.supervisor == house["county"]
    assert clocks(appeal) == {"appeal_accept": "running"}
    assert text_of(appeal, "sealed_text").startswith("村口到三组")
    assert "村口" not in appeal.sealed_text


def test_a_receipt_finds_its_appeal_and_only_a_slow_hash_is_kept(house: House) -> None:
    filed = file(house)
    assert filed.code is not None
    digits = filed.code.replace(" ", "")
    assert len(digits) == receipts.DIGITS
    found = access.petitioner_for(filed.code)
    assert access.appeal_of(found) == filed.appeal
    assert digits not in str(Petitioner.objects.values().get())
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in digits)
    assert access.petitioner_for(wide) == found
    for wrong in ("", "1234", "0" * 20):
        with pytest.raises(NotFound):
            access.petitioner_for(wrong)


def test_an_allegation_is_not_taken_and_nothing_of_it_is_kept(house: House) -> None:
    before = AuditRecord.objects.count()
    with stopped(Refused, "appeal.allegation"):
        file(house, text="村支书冒领五保户的补贴款三年了。")
    assert appeals().count() == 0
    assert AuditRecord.objects.count() == before
    taken = file(house, text="村干部说违规建房要拆，请问手续怎么办？", said_no_allegation=True)
    assert taken.appeal.state == "received"


def test_a_receipt_is_refused_in_a_text(house: House) -> None:
    code = receipts.issue().code
    with stopped(Refused, "appeal.receipt"):
        file(house, text=f"我的查询码是{code}，请看看。")


def test_the_same_delivery_is_the_same_appeal(house: House) -> None:
    first, second = (file(house, delivery="mp:1") for _ in range(2))
    assert first.appeal == second.appeal
    assert second.code is None
    assert appeals().count() == 1


def test_the_desk_gives_it_to_whoever_answers_for_it(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    assert (appeal.state, lead(appeal).owner) == ("handling", house["engineer"])
    assert now(appeal).supervisor == house["clerk"]
    assert clocks(appeal) == {"appeal_accept": "met", "appeal_joint": "running"}
    assert list(RoutingDecision.objects.values_list("why", flat=True)) == ["filed", "accepted"]


def test_only_the_desk_accepts(house: House) -> None:
    appeal = file(house).appeal
    for who in ("engineer", "stranger", "holder"):
        with pytest.raises(NotFound):
            accept(house, appeal, by=who)
    accept(house, appeal, by="county")
    with stopped(Refused, "state.forbidden"):
        accept(house, appeal)


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("appeal.summary", {"summary": "路"}),
        ("appeal.identifier", {"summary": "请回电13812345678说路"}),
        ("appeal.kind", {"kind": "allegation"}),
    ],
)
def test_what_the_desk_writes_is_neutral(house: House, code: str, changed: dict[str, str]) -> None:
    with stopped(Refused, code):
        accept(house, file(house).appeal, **changed)


def test_nobody_who_is_named_gets_it_or_sees_it(house: House) -> None:
    appeal = accept(house, file(house).appeal, about=(77,))
    task = lead(appeal)
    assert task.owner == house["clerk"]  # past the bureau, to the desk
    assert now(appeal).supervisor == house["county"]
    for who in ("engineer", "deputy"):
        with pytest.raises(NotFound):
            access.appeal_for(house[who], appeal.public_id, at=AT)
        assert not access.visible_appeals(house[who], at=AT).exists()


def test_answered_is_not_solved_and_nobody_checks_themselves(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    answer(house, appeal)
    assert (now(appeal).state, clocks(appeal)["appeal_joint"]) == ("answered", "met")
    for who in ("engineer", "stranger"):
        with pytest.raises(NotFound):
            check(house, appeal, by=who)
    assert check(house, appeal).state == "solved"


def test_a_supervisor_who_answers_does_not_check(house: House) -> None:
    appeal = accept(house, file(house).appeal, about=(77,))
    answer(house, appeal, by="clerk")
    for who in ("clerk", "second"):
        with stopped(Denied, "appeal.party"):
            check(house, appeal, by=who)
    assert check(house, appeal, by="county").state == "solved"


def test_only_whoever_has_it_answers(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    with pytest.raises(NotFound):
        answer(house, appeal, by="stranger")
    with stopped(Denied, "appeal.task"):
        answer(house, appeal, by="county")
    assert answer(house, appeal, by="deputy").outcome == "solved"  # of the same office


def test_what_did_not_pass_goes_back_one_level_up(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    answer(house, appeal)
    check(house, appeal, passed=False, note="现场看没有修")
    stored = now(appeal)
    assert (stored.state, stored.level, stored.unsatisfied, stored.supervisor) == ("handling", 1, 1, house["county"])
    assert clocks(appeal)["appeal_redo"] == "running"
    answer(house, appeal, at=AT + 4 * DAY)
    check(house, appeal, by="county", passed=False, note="还是没有修", at=AT + 5 * DAY)
    assert now(appeal).supervisor == house["city"]
    assert Card.objects.get(appeal=appeal).colour == "red"


def test_not_satisfied_opens_it_again_and_satisfied_closes_it(house: House) -> None:
    filed = file(house)
    appeal, who = accept(house, filed.appeal), access.petitioner_for(filed.code or "")
    with stopped(Refused, "state.forbidden"):
        operations.rate_reply(petitioner=who, grade="satisfied", at=AT)
    answer(house, appeal)
    check(house, appeal)
    with stopped(Refused, "appeal.reason"):
        operations.rate_reply(petitioner=who, grade="unsatisfied", at=AT + 4 * DAY)
    operations.rate_reply(petitioner=who, grade="unsatisfied", reason="只修了一半", at=AT + 4 * DAY)
    assert (now(appeal).state, now(appeal).level) == ("handling", 1)
    answer(house, appeal, at=AT + 5 * DAY)
    check(house, appeal, at=AT + 6 * DAY)
    operations.rate_reply(petitioner=who, grade="satisfied", at=AT + 7 * DAY)
    assert now(appeal).state == "closed"
    with stopped(Refused, "rating.twice"):
        operations.rate_reply(petitioner=who, grade="satisfied", at=AT + 7 * DAY)


def test_whoever_answers_cannot_gain_time(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    known: dict[str, Any] = {"public_id": appeal.public_id, "reason": "材料未到，再要几天"}
    with pytest.raises(NotFound):
        operations.extend_time(**known, amount=5, by=house["engineer"], at=AT + DAY)
    before = Clock.objects.get(subject=appeal.public_id, code="appeal_joint").due_at
    for _ in range(2):
        operations.extend_time(**known, amount=5, by=house["clerk"], at=AT + DAY)
    assert Clock.objects.get(subject=appeal.public_id, code="appeal_joint").due_at >= before + 9 * DAY
    with stopped(Refused, "appeal.extended"):
        operations.extend_time(**known, amount=5, by=house["clerk"], at=AT + DAY)
    late = AT + timedelta(days=60)
    tick(late)
    with stopped(Refused, "appeal.late"):
        operations.hand_over(
            public_id=appeal.public_id, category=category("other"), reason="不归我们管", by=house["engineer"], at=late
        )


def test_the_wrong_door_keeps_the_clock_running_and_ends_after_two(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    due = Clock.objects.get(subject=appeal.public_id, code="appeal_joint").due_at
    known: dict[str, Any] = {"public_id": appeal.public_id, "reason": "不属于本单位职责", "at": AT + DAY}
    operations.hand_over(**known, category=category("power"), by=house["engineer"])
    assert lead(appeal).owner == house["clerk"]  # nobody answers for power: the desk
    operations.hand_over(**known, category=category("road"), by=house["clerk"])
    with stopped(Refused, "appeal.passed_round"):
        operations.hand_over(**known, category=category("power"), by=house["engineer"])
    operations.hand_over(**known, category=category("water"), by=house["county"])
    assert Clock.objects.get(subject=appeal.public_id, code="appeal_joint").due_at == due


def test_what_nobody_answers_climbs_by_itself(house: House) -> None:
    appeal = file(house).appeal
    morning = AT + 24 * HOUR
    assert tick(morning).climbed == 2  # twelve hours, and twelve more
    stored = now(appeal)
    assert (stored.level, stored.supervisor) == (2, house["city"])
    assert tick(morning) == jobs.Ticked(0, 0, 0, 0)
    assert set(Card.objects.values_list("colour", flat=True)) == {"blue", "red"}
    assert lead(appeal).owner == house["clerk"]  # who has to answer still has to


def test_nobody_is_called_at_night_unless_it_is_urgent(house: House) -> None:
    calm = file(house).appeal
    accept(house, file(house).appeal, urgent=True, at=AT + HOUR)
    night = AT + timedelta(days=1, hours=15)
    tick(night)
    assert {step.appeal.urgent for step in Climb.objects.all()} == {True}
    assert now(calm).level == 0
    tick(night + 8 * HOUR)
    assert now(calm).level > 0


def test_whoever_leaves_is_followed_by_whoever_acts_now(house: House) -> None:
    from mingcha.org import operations as org

    appeal = accept(house, file(house).appeal)
    known: dict[str, Any] = {"reason": "学习", "by": "system", "at": AT}
    org.record_absence(person=house["engineer"], since=AT + DAY, until=AT + 9 * DAY, **known)
    org.record_absence(person=house["clerk"], since=AT + DAY, until=AT + 9 * DAY, **known)
    assert jobs.tick(AT + 2 * DAY).moved == 2
    assert (lead(appeal).owner, now(appeal).supervisor) == (house["deputy"], house["second"])
    org.record_absence(person=house["deputy"], since=AT + DAY, until=AT + 9 * DAY, **known)
    assert jobs.tick(AT + 2 * DAY).moved == 1
    assert lead(appeal).owner == house["second"]  # nobody is left in the bureau: the desk
    assert jobs.tick(AT + 2 * DAY).moved == 0


def test_an_allegation_that_came_in_is_wiped_here(house: House) -> None:
    filed = file(house, said_no_allegation=True, text="会计冒领我家补贴，请查。")
    appeal = accept(house, filed.appeal)
    operations.lead_away(public_id=appeal.public_id, by=house["clerk"], at=AT + 2 * HOUR)
    stored = now(appeal)
    assert (stored.state, stored.sealed_text, stored.summary) == ("led_away", "", "")
    who = Petitioner.objects.get()
    assert (who.sealed_name, who.sealed_contact) == ("", "")
    assert set(clocks(appeal).values()) == {"met", "voided"}
    assert not any("冒领" in str(record.detail) for record in AuditRecord.objects.all())


def test_what_nobody_rates_is_closed_after_a_week(house: House) -> None:
    appeal = accept(house, file(house).appeal)
    answer(house, appeal)
    check(house, appeal)
    assert jobs.tick(AT + 9 * DAY).closed == 0
    assert jobs.tick(AT + 11 * DAY).closed == 1
    assert now(appeal).state == "closed"


@pytest.mark.parametrize("step", ["file", "accept", "answer", "check"])
def test_a_failing_record_undoes_everything(house: House, monkeypatch: Any, step: str) -> None:
    from mingcha.audit import operations as audit

    steps: dict[str, Callable[[Any], Any]] = {
        "file": lambda _: file(house),
        "accept": lambda appeal: accept(house, appeal),
        "answer": lambda appeal: answer(house, appeal),
        "check": lambda appeal: check(house, appeal),
    }
    appeal: Any = None
    for before in list(steps)[: list(steps).index(step)]:
        done = steps[before](appeal)
        appeal = appeal or done.appeal
    state = now(appeal).state if appeal else None
    counts = (appeals().count(), Task.objects.count(), Clock.objects.count())
    real = audit.record

    def broken(action: str, **known: Any) -> Any:
        if action.startswith("appeal."):
            raise OSError("the disk is full")
        return real(action, **known)

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError):
        steps[step](appeal)
    assert counts == (appeals().count(), Task.objects.count(), Clock.objects.count())
    assert appeal is None or now(appeal).state == state


def test_nobody_leads_away_or_files_outside_their_area(house: House) -> None:
    appeal = accept(house, file(house).appeal, about=())
    elsewhere = staff("elsewhere", "township_supervisor", OTHER, office=house.offices["roads"])
    accounts.give_role(user=elsewhere, role="responder", area=Area.objects.get(code=COUNTY), by="user:0", at=AT - DAY)
    assert access.appeal_for(elsewhere, appeal.public_id, at=AT + DAY) == appeal  # their office answers for it
    with stopped(Denied, "permission.missing"):
        operations.lead_away(public_id=appeal.public_id, by=elsewhere, at=AT + DAY)
    with stopped(Denied, "permission.missing"):
        file(house, by=house["clerk"], area=Area.objects.get(code=OTHER))


def test_leading_away_wipes_what_was_said_of_the_answer(house: House) -> None:
    filed = file(house)
    appeal, who = accept(house, filed.appeal), access.petitioner_for(filed.code or "")
    answer(house, appeal)
    check(house, appeal)
    operations.rate_reply(petitioner=who, grade="unsatisfied", reason="会计拿了好处没有修", at=AT + 4 * DAY)
    operations.lead_away(public_id=appeal.public_id, by=house["clerk"], at=AT + 5 * DAY)
    assert Rating.objects.get().sealed_reason == ""

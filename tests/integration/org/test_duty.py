"""Who is on duty: ranks, absences, closed accounts, and whoever must stay away from a matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.accounts.queries import who_acts
from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import Refused
from mingcha.org import operations, queries
from mingcha.org.models import Absence, Duty, DutyPost, Office
from tests.factories.staff import AT, COUNTY, areas, staff

DAY = timedelta(days=1)
BY = "user:0"
pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return operations.open_office(
        name_zh="衡阳县监委", kind="county_commission", area=areas()[COUNTY], unit_key=99, by=BY, at=AT
    )


@pytest.fixture
def post(office: Office) -> DutyPost:
    return operations.open_post(office=office, title_zh="线索受理岗", title_en="clue intake", by=BY, at=AT)


@pytest.fixture
def people(post: DutyPost) -> list[User]:
    """A holder, two stand-ins."""
    found = [staff(name, person_key=key) for name, key in (("jia", 1), ("yi", 2), ("bing", 3))]
    for rank, person in enumerate(found, start=1):
        operations.assign_duty(post=post, person=person, rank=rank, since=AT, by=BY, at=AT)
    return found


def acting(office: Office, *, days: int = 1, keys: tuple[int, ...] = ()) -> str | None:
    (found,) = who_acts(office, keys, at=AT + days * DAY)
    return found.duty.person.username if found.duty else None


def test_the_holder_acts_unless_away_and_then_the_next(office: Office, people: list[User]) -> None:
    assert acting(office) == "jia"
    assert acting(office, days=-1) is None
    operations.record_absence(person=people[0], since=AT + DAY, until=AT + 3 * DAY, reason="出差", by=BY, at=AT)
    assert [acting(office, days=days) for days in (0, 1, 2, 3)] == ["jia", "yi", "yi", "jia"]
    (found,) = queries.on_duty(office, at=AT + DAY)
    assert found.is_stand_in and [(d.person_id, why) for d, why in found.passed_over] == [(people[0].pk, "absent")]


def test_r28_whoever_is_recused_is_passed_over_and_so_on_up_the_ranks(office: Office, people: list[User]) -> None:
    assert acting(office, keys=(1,)) == "yi"  # the holder is the person in the matter
    accounts.record_recusal(user=people[1], kind="kin", key=1, source="个人有关事项报告", by=BY, at=AT)
    assert acting(office, keys=(1,)) == "bing"
    accounts.record_recusal(user=people[2], kind="interest", key=1, source="本人申报", by=BY, at=AT)
    assert acting(office, keys=(1,)) is None
    assert acting(office, keys=(7,)) == "jia"
    accounts.end_recusal(fact=people[2].recusals.get(), reason="已转让股份", by=BY, at=AT + DAY)
    assert acting(office, days=2, keys=(1,)) == "bing"


def test_nobody_acts_in_a_matter_of_their_own_unit(office: Office, people: list[User]) -> None:
    User.objects.filter(pk=people[0].pk).update(office=office)
    assert acting(office, keys=(99,)) == "yi"


def test_a_closed_account_does_not_act(office: Office, people: list[User]) -> None:
    accounts.close_account(user=people[0], by=BY, at=AT)
    assert acting(office) == "yi"


def test_duties_and_posts_end(office: Office, post: DutyPost, people: list[User]) -> None:
    operations.end_duty(duty=Duty.objects.get(rank=1), by=BY, at=AT + DAY)
    assert acting(office, days=2) == "yi"
    coming = operations.assign_duty(post=post, person=people[0], since=AT + 9 * DAY, by=BY, at=AT)
    operations.end_duty(duty=coming, by=BY, at=AT + DAY)
    assert not Duty.objects.filter(pk=coming.pk).exists()
    assert queries.list_duties(post, at=AT + 2 * DAY).count() == 2
    operations.close_post(post=post, by=BY, at=AT + 2 * DAY)
    assert who_acts(office, (), at=AT + 3 * DAY) == []
    assert not Duty.objects.filter(until=None).exists()


def test_a_rank_may_be_handed_over(office: Office, post: DutyPost) -> None:
    one, two = staff("one"), staff("two")
    operations.assign_duty(post=post, person=one, since=AT, until=AT + DAY, by=BY, at=AT)
    operations.assign_duty(post=post, person=two, since=AT + DAY, by=BY, at=AT)
    assert (acting(office, days=0), acting(office, days=1)) == ("one", "two")


REFUSALS: list[tuple[str, Callable[[DutyPost, list[User]], object]]] = [
    ("post.exists", lambda post, _: operations.open_post(office=post.office, title_zh="线索受理岗", by=BY, at=AT)),
    ("duty.taken", lambda post, _: operations.assign_duty(post=post, person=staff("d"), since=AT, by=BY, at=AT)),
    ("duty.taken", lambda post, p: operations.assign_duty(post=post, person=p[0], rank=9, since=AT, by=BY, at=AT)),
    (
        "duty.order",
        lambda post, _: operations.assign_duty(post=post, person=staff("d"), rank=9, since=AT, until=AT, by=BY, at=AT),
    ),
    (
        "absence.order",
        lambda _, p: operations.record_absence(person=p[0], since=AT, until=AT, reason="x", by=BY, at=AT),
    ),
    (
        "absence.no_reason",
        lambda _, p: operations.record_absence(person=p[0], since=AT, until=AT + DAY, reason=" ", by=BY, at=AT),
    ),
]


@pytest.mark.parametrize(("code", "act"), REFUSALS)
def test_what_is_refused(
    post: DutyPost, people: list[User], code: str, act: Callable[[DutyPost, list[User]], object]
) -> None:
    before = (Duty.objects.count(), DutyPost.objects.count(), Absence.objects.count())
    with pytest.raises(Refused) as refused:
        act(post, people)
    assert refused.value.code == code
    assert (Duty.objects.count(), DutyPost.objects.count(), Absence.objects.count()) == before


def test_what_is_refused_of_what_has_ended(office: Office, post: DutyPost, people: list[User]) -> None:
    accounts.close_account(user=people[2], by=BY, at=AT)
    people[2].refresh_from_db()
    duty = Duty.objects.get(rank=1)
    operations.end_duty(duty=duty, by=BY, at=AT + DAY)
    operations.close_post(post=post, by=BY, at=AT + DAY)
    operations.close_office(office=office, last=AT.date(), by=BY, at=AT)
    office.refresh_from_db()
    other = DutyPost.objects.create(office=office, title_zh="另一岗")
    acts: list[tuple[str, Callable[[], object]]] = [
        ("duty.ended", lambda: operations.end_duty(duty=duty, by=BY, at=AT + 2 * DAY)),
        ("post.closed", lambda: operations.close_post(post=post, by=BY, at=AT + 2 * DAY)),
        ("post.closed", lambda: operations.assign_duty(post=post, person=people[0], since=AT, by=BY, at=AT)),
        ("duty.person", lambda: operations.assign_duty(post=other, person=people[2], since=AT, by=BY, at=AT)),
        ("office.closed", lambda: operations.open_post(office=office, title_zh="新岗", by=BY, at=AT)),
    ]
    for code, act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == code


def test_when_the_log_cannot_be_written_nothing_happens(
    post: DutyPost, people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no room")

    def everything() -> list[object]:
        return [list(table.objects.values()) for table in (Duty, DutyPost, Absence, Office)]

    before, extra = everything(), staff("extra")
    records = AuditRecord.objects.count()
    monkeypatch.setattr("mingcha.audit.operations.record", fail)
    acts: list[Callable[[], object]] = [
        lambda: operations.open_post(office=post.office, title_zh="新岗", by=BY, at=AT),
        lambda: operations.close_post(post=post, by=BY, at=AT + DAY),
        lambda: operations.assign_duty(post=post, person=extra, rank=9, since=AT, by=BY, at=AT),
        lambda: operations.end_duty(duty=Duty.objects.get(rank=1), by=BY, at=AT + DAY),
        lambda: operations.record_absence(person=extra, since=AT, until=AT + DAY, reason="x", by=BY, at=AT),
        lambda: operations.close_office(office=post.office, last=AT.date(), by=BY, at=AT),
    ]
    for act in acts:
        with pytest.raises(OSError, match="no room"):
            act()
        assert everything() == before
    assert AuditRecord.objects.count() == records

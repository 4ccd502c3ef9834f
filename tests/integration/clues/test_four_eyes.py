"""R33: a clue has two signatures, of two people, the second not below the first; not twice, not by two at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from mingcha.accounts import operations as accounts
from mingcha.audit.models import AuditRecord
from mingcha.clues import operations, queries
from mingcha.clues.models import Clue
from mingcha.kernel.errors import Denied, NotFound, Refused
from mingcha.org import operations as org
from tests.factories.clues import House, build_house, clues, confirm, propose, verified
from tests.factories.matching import AT, findings
from tests.factories.racing import at_once
from tests.factories.staff import CITY, COUNTY


def decline(house: House, clue: Clue, by: str) -> Clue:
    return operations.decline_clue(public_id=clue.public_id, reason="证据不足", by=house[by], at=AT)


DECISIONS: list[Callable[[House, Clue, str], Any]] = [confirm, decline]


@pytest.mark.parametrize("decide", DECISIONS)
def test_r33_nobody_decides_on_their_own_proposal(house: House, decide: Callable[[House, Clue, str], Any]) -> None:
    accounts.give_role(
        user=house["reviewer"], role="county_supervisor", area=house.offices["county"].area, by="user:0", at=AT
    )
    clue = propose(house, verified(house, 1)[0])
    with pytest.raises(Refused) as refused:
        decide(house, clue, "reviewer")
    assert refused.value.code == "clue.self" and clues().get().state == "proposed"
    assert not queries.to_decide(house["reviewer"], at=AT).exists()


@pytest.mark.parametrize("decide", DECISIONS)
def test_r33_nobody_decides_on_a_proposal_from_above(house: House, decide: Callable[[House, Clue, str], Any]) -> None:
    clue = propose(house, verified(house, 1)[0], by="chief")  # of the city, about a county
    assert clue.signed_over == CITY
    with pytest.raises(Refused) as refused:
        decide(house, clue, "county")
    assert refused.value.code == "clue.subordinate"
    assert not queries.to_decide(house["county"], at=AT).exists()
    assert queries.to_decide(house["supervisor"], at=AT).get() == clue
    decide(house, clue, "supervisor")


def test_r33_an_office_below_that_of_the_proposer_does_not_decide(house: House) -> None:
    county = house.offices["county"]
    team = org.open_office(name_zh="派驻组", kind="resident_team", area=county.area, parent=county, by="system", at=AT)
    type(house["deputy"]).objects.filter(pk=house["deputy"].pk).update(office=team)
    house["deputy"].refresh_from_db()
    clue = propose(house, verified(house, 1)[0])
    assert clue.signed_over == COUNTY
    with pytest.raises(Refused) as refused:
        confirm(house, clue, by="deputy")
    assert refused.value.code == "clue.subordinate"
    assert not queries.to_decide(house["deputy"], at=AT).exists()
    assert queries.to_decide(house["county"], at=AT).exists()


def test_r33_a_decision_cannot_be_replayed(house: House) -> None:
    clue = propose(house, verified(house, 1)[0])
    confirm(house, clue)
    for by in ("county", "deputy", "leader"):
        for decide in DECISIONS:
            with pytest.raises(Refused) as refused:
                decide(house, clue, by)
            assert refused.value.code == "state.forbidden"
    assert clues().get().register_no == "衡阳纪线〔2026〕0001号" and findings().get().state == "promoted"
    declined = propose(house, verified(house, 2)[0])
    decline(house, declined, "county")
    with pytest.raises(Refused):
        confirm(house, declined, by="deputy")


def test_r33_without_the_permission_there_is_no_second_signature(house: House) -> None:
    clue = propose(house, verified(house, 1)[0])
    for by in ("outsider", "town", "handler", "analyst", "other", "auditor", "clerk"):
        for decide in DECISIONS:
            with pytest.raises((NotFound, Denied)):
                decide(house, clue, by)


@pytest.mark.django_db
@pytest.mark.usefixtures("committed")
def test_r33_of_twenty_at_once_one_signs(tmp_path: Any, settings: Any) -> None:
    house = build_house()
    clue = propose(house, verified(house, 1)[0])
    people = ("county", "deputy", "leader", "supervisor")
    ends = at_once(*(partial(DECISIONS[n % 5 == 0], house, clue, people[n % 4]) for n in range(20)))
    assert ends.count("done") == 1 and set(ends) <= {"done", "state.taken", "state.forbidden"}
    (signed,) = AuditRecord.objects.filter(action__in=("clue.confirmed", "clue.declined"))
    stored = clues().select_related("decided_by").get()
    assert stored.decided_by is not None and signed.actor == stored.decided_by.audit_name
    assert house["reviewer"].audit_name in signed.detail


@pytest.mark.django_db
@pytest.mark.usefixtures("committed")
def test_r33_of_twenty_proposals_at_once_one_stands() -> None:
    house = build_house()
    (number,) = verified(house, 1)
    ends = at_once(*(partial(propose, house, number, ("reviewer", "outsider")[n % 2]) for n in range(20)))
    assert ends.count("done") == 1 and set(ends) <= {"done", "state.taken", "state.forbidden"}
    assert clues().count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("committed")
def test_r14_numbers_given_at_once_have_no_gap_and_no_double() -> None:
    house = build_house()
    proposed = [propose(house, number) for number in verified(house, *range(12))]
    assert set(at_once(*(partial(confirm, house, clue) for clue in proposed))) == {"done"}
    assert list(clues().order_by("serial").values_list("serial", flat=True)) == list(range(1, 13))

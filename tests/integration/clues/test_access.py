"""Who sees a clue: role by scope, level of confidentiality, own hands, recusal; and who sees its number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mingcha.accounts import operations as accounts
from mingcha.accounts.access import Unscoped
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.clues import access, numbering
from mingcha.clues.models import Clue
from mingcha.kernel.errors import NotFound
from tests.factories.clues import House, clues, confirm, propose, verified
from tests.factories.matching import AT
from tests.factories.staff import staff

EVERYBODY = frozenset(
    "leader supervisor chief handler county deputy reviewer outsider town other analyst auditor clerk".split()
)
READERS = frozenset("leader supervisor chief handler county deputy reviewer outsider town".split())
DECIDERS = frozenset(("leader", "supervisor", "county", "deputy"))
HANDS = frozenset(("reviewer", "county", "handler"))


def seen_by(house: House, clue: Clue, to: Permission = Permission.CLUE_READ) -> frozenset[str]:
    at = AT + timedelta(hours=1)
    return frozenset(n for n in EVERYBODY if access.visible_clues(house[n], to, at=at).filter(pk=clue.pk).exists())


@pytest.mark.parametrize(
    ("level", "proposed", "registered"),
    [
        ("general", READERS, READERS),
        ("restricted", DECIDERS | {"reviewer"}, DECIDERS | HANDS),
        ("secret", DECIDERS | {"reviewer"}, HANDS),
    ],
)
def test_role_by_scope_by_level(house: House, level: str, proposed: frozenset[str], registered: frozenset[str]) -> None:
    clue = propose(house, verified(house, 1)[0], level=level)
    assert seen_by(house, clue) == proposed
    assert seen_by(house, clue, Permission.CLUE_CONFIRM) == DECIDERS
    confirm(house, clue, owner="handler")
    assert seen_by(house, clue) == registered
    for name in EVERYBODY - registered:
        with pytest.raises(NotFound):
            access.clue_for(house[name], clue.public_id, at=AT)
        assert not access.may_see(house[name], clue.public_id, AT)


def test_own_hands_end_with_the_grant(house: House) -> None:
    clue = propose(house, verified(house, 1)[0], level="secret")
    confirm(house, clue, owner="handler")
    accounts.end_role(grant=house["reviewer"].grants.get(), by="user:0", at=AT)
    assert "reviewer" not in seen_by(house, clue)


@pytest.mark.parametrize("name", sorted(READERS))
@pytest.mark.parametrize("kind", ["kin", "interest", "unit"])
def test_whoever_stays_away_from_somebody_named_does_not_see_it(house: House, name: str, kind: str) -> None:
    clue = propose(house, verified(house, 1, named=[5, 6])[0], by="outsider" if name == "reviewer" else "reviewer")
    assert name in seen_by(house, clue)
    accounts.record_recusal(user=house[name], kind=kind, key=6, source="申报", by="user:0", at=AT)
    assert name not in seen_by(house, clue)


def test_a_register_is_not_read_without_saying_for_whom(house: House) -> None:
    with pytest.raises(Unscoped):
        Clue.objects.all().count()


def called(user: User, clue: Clue) -> str:
    fresh = clues().select_related("office__area").get(pk=clue.pk)
    return numbering.reader(user, at=AT + timedelta(days=9)).calls(fresh)


def test_the_number_is_for_those_who_read_the_whole_register(house: House) -> None:
    clue = confirm(house, propose(house, verified(house, 1)[0]))
    numbers = {name for name in READERS if called(house[name], clue) == "衡阳纪线〔2026〕0001号"}
    assert numbers == {"leader", "supervisor", "county", "deputy"}
    assert {called(house[name], clue) for name in READERS - numbers} == {clue.public_id}


def test_what_somebody_must_not_know_of_is_listed_apart(house: House) -> None:
    accounts.record_recusal(user=house["deputy"], kind="kin", key=9, source="申报", by="user:0", at=AT)
    plain, named, secret, last = (propose(house, n) for n in verified(house, 1, 9, 2, 3))
    confirm(house, plain)
    assert confirm(house, named).register_no == f"衡阳纪线〔2026〕专{named.public_id[:8]}号"
    assert confirm(house, secret, level="secret").serial is None
    confirm(house, last)
    shown = [called(house["deputy"], c) for c in access.visible_clues(house["deputy"], at=AT).order_by("serial")]
    assert shown == ["衡阳纪线〔2026〕0001号", "衡阳纪线〔2026〕0002号"]


def test_whoever_learns_later_to_stay_away_sees_no_older_numbers(house: House) -> None:
    old = confirm(house, propose(house, verified(house, 1)[0]))
    later = AT + timedelta(days=1)
    accounts.record_recusal(user=house["deputy"], kind="kin", key=404, source="申报", by="user:0", at=later)
    new = confirm(house, propose(house, verified(house, 2)[0]), at=AT + timedelta(days=2))
    assert [called(house["deputy"], clue) for clue in (old, new)] == [old.public_id, "衡阳纪线〔2026〕0002号"]
    assert called(house["county"], old) == "衡阳纪线〔2026〕0001号"


def test_a_newer_account_sees_no_older_numbers(house: House) -> None:
    clue = confirm(house, propose(house, verified(house, 1)[0]))
    fresh = staff("fresh", "city_supervisor")
    User.objects.filter(pk=fresh.pk).update(created_at=AT + timedelta(days=1))
    fresh.refresh_from_db()
    assert called(fresh, clue) == clue.public_id

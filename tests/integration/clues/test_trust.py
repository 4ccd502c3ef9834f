"""Trust: no access across units, one record per view, and the accused cannot know."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import RecusalFact, User
from mingcha.audit.models import AuditRecord
from mingcha.clues import operations
from mingcha.clues.models import Clue, ClueKey, ClueSeries, ClueSource
from mingcha.deadlines.models import Clock
from mingcha.kernel.clock import wall_clock
from mingcha.matching.models import Comment, FindingKey, FindingText, Review, Tally
from mingcha.org.models import Office
from tests.factories.clues import House, confirm, propose, verified
from tests.factories.matching import findings
from tests.factories.staff import browser

DEEDS = {
    "clue_confirm": {"owner": "1", "level": "general", "reason": "同意登记"},
    "clue_decline": {"reason": "证据不足"},
}
PAGES = ("clue", "clue_clock")


def bare(response: Any) -> str:
    """A page without what is new with every request."""
    text = response.content.decode()
    return re.sub(r'[A-Za-z0-9]{64}|name="next" value="[^"]*"', "", text)


def test_r26_another_unit_gets_404_and_the_attempt_is_on_record(house: House) -> None:
    (number,) = verified(house, 1)
    clue = propose(house, number)
    client = browser(house["other"])
    for name in PAGES:
        assert client.get(reverse(name, args=[clue.public_id])).status_code == 404
    for name, given in DEEDS.items():
        assert client.post(reverse(name, args=[clue.public_id]), given).status_code == 404
    denied = AuditRecord.objects.filter(action="clue.denied", actor=house["other"].audit_name)
    assert denied.filter(subject=clue.audit_name).count() == len(PAGES) + len(DEEDS)
    unknown = client.get(reverse("clue", args=["0" * 16]))
    assert bare(unknown) == bare(client.get(reverse("clue", args=[clue.public_id])))
    for name in ("clue_propose", "clue_of_finding"):
        assert client.get(reverse(name, args=[number])).status_code == 404
    clock = Clock.objects.get(subject=clue.public_id)
    assert client.get(reverse("clock", args=[clock.pk])).status_code == 404
    assert browser(house["county"]).get(reverse("clock", args=[clock.pk])).status_code == 200
    assert Clue.objects.all().for_system("test").get().state == "proposed"


VIEWS: list[tuple[str, Callable[[str, str], str], str]] = [
    ("clue.listed", lambda _, __: reverse("clues"), "county"),
    ("clue.listed", lambda _, __: reverse("clues") + "?state=proposed&decide=1", "county"),
    ("clue.viewed", lambda clue, _: reverse("clue", args=[clue]), "county"),
    ("clue.viewed", lambda clue, _: reverse("clue", args=[clue]), "handler"),
    ("clue.clock_viewed", lambda clue, _: reverse("clue_clock", args=[clue]), "county"),
    ("clue.proposal_opened", lambda _, number: reverse("clue_propose", args=[number]), "reviewer"),
]


@pytest.mark.parametrize(("action", "address", "who"), VIEWS)
def test_r31_every_view_leaves_exactly_one_record(
    house: House, action: str, address: Callable[[str, str], str], who: str
) -> None:
    first, second = verified(house, 1, 2)
    clue = propose(house, first)
    client = browser(house[who])
    before = AuditRecord.objects.count()
    assert client.get(address(clue.public_id, second)).status_code == 200
    (record,) = AuditRecord.objects.order_by("seq")[before:]
    assert (record.action, record.actor) == (action, house[who].audit_name)


def test_r31_a_form_that_is_shown_again_is_a_view(house: House) -> None:
    clue = propose(house, verified(house, 1)[0])
    client = browser(house["county"])
    before = AuditRecord.objects.count()
    assert client.post(reverse("clue_decline", args=[clue.public_id]), {"reason": "x"}).status_code == 200
    (record,) = AuditRecord.objects.order_by("seq")[before:]
    assert record.action == "clue.viewed"


def test_r25_every_page_asks_for_a_permission(house: House) -> None:
    (number,) = verified(house, 1)
    clue = propose(house, number)
    gets = [reverse("clues"), *(reverse(name, args=[clue.public_id]) for name in PAGES)]
    gets += [reverse(name, args=[number]) for name in ("clue_propose", "clue_of_finding")]
    posts = [reverse(name, args=[clue.public_id]) for name in DEEDS] + [reverse("clue_propose", args=[number])]
    for who in ("auditor", "clerk", "analyst"):
        client = browser(house[who])
        assert {client.get(address).status_code for address in gets} <= {403, 404}
        assert {client.post(address).status_code for address in posts} <= {403, 404}
    assert {Client().get(address).status_code for address in gets} == {302}


KIN, UNIT = 777, 888
WATCHERS = ("supervisor", "county", "town", "reviewer", "handler")


def world(house: House, watchers: Sequence[str], *, with_clue: bool) -> dict[str, str]:
    """
    What those who have to stay away see in every page, in a world where somebody they stand near is in two clues, one
    registered and one proposed, or in one without; before them and after them others are registered.
    """
    for model in (ClueKey, ClueSource, Clock, Clue, ClueSeries, Review, Comment, FindingKey, FindingText, Tally):
        rows: Any = model.objects.all()
        (rows.for_system("test") if model is Clue else rows)._raw_delete("default")
    findings()._raw_delete("default")
    at = wall_clock()
    rows = (1, 2, 3, 4, *((500, 501) if with_clue else ()))
    numbers = verified(house, *rows, named_from_500=[KIN, UNIT])
    numbers, hidden = numbers[:4], numbers[4:]
    confirm(house, propose(house, numbers[0], at=at, by="outsider"), by="deputy", owner="deputy", at=at)
    if with_clue:
        secret = propose(house, hidden[0], at=at, by="outsider", title="与某人有关的线索")
        confirm(house, secret, by="deputy", owner="deputy", at=at)
        propose(house, hidden[1], at=at, by="outsider", title="与某人有关的线索")
    confirm(house, propose(house, numbers[1], at=at, by="outsider"), by="deputy", owner="deputy", at=at)
    declined = propose(house, numbers[2], at=at, by="outsider")
    operations.decline_clue(public_id=declined.public_id, reason="证据不足", by=house["deputy"], at=at)
    propose(house, numbers[3], at=at, by="outsider")
    clients = {who: browser(house[who]) for who in watchers}
    return {
        f"{who} {key}": _settled(bare(client.get(address)))
        for who, client in clients.items()
        for key, address in addresses(hidden, numbers).items()
    }


def addresses(hidden: list[str], numbers: list[str]) -> dict[str, str]:
    """Every page of the room and those that count clues, under names that both worlds know."""
    queries = ("", "?state=proposed", "?state=registered", "?state=declined", "?decide=1", "?mine=1", "?page=2")
    found = {f"list{q}": reverse("clues") + q for q in (*queries, "?level=general", "?level=secret")}
    found |= {"home": reverse("home"), "findings": reverse("findings") + "?state=promoted"}
    named = [*(f"shown {n}" for n in range(len(numbers))), "hidden 0", "hidden 1"]
    for name, number in zip(named, [*numbers, *(hidden or ["b" * 16, "c" * 16])], strict=True):
        clue = Clue.objects.all().for_system("test").filter(sources__reference=number).first()
        public_id = clue.public_id if clue else number
        found |= {f"{name} {page}": reverse(page, args=[public_id]) for page in PAGES}
        found |= {f"{name} finding": reverse("clue_of_finding", args=[number])}
    return found


def _settled(page: str) -> str:
    """Without ids and moments, which are new in each world."""
    return re.sub(r"[0-9a-f]{16}|\d{4}-\d{2}-\d{2} \d{2}:\d{2}", "", page)


def ordered(page: str) -> list[str]:
    """Lines of one moment stand in the order of random ids."""
    return sorted(page.splitlines())


def differences(house: House, watchers: Sequence[str]) -> list[str]:
    with_it, without = (world(house, watchers, with_clue=given) for given in (True, False))
    assert with_it.keys() == without.keys()
    return [address for address in with_it if ordered(with_it[address]) != ordered(without[address])]


def test_r28_twin_world_a_clue_on_somebody_near_changes_nothing_one_sees(house: House) -> None:
    for name in WATCHERS:
        kind, key = ("unit", UNIT) if name in ("town", "county") else ("kin", KIN)
        accounts.record_recusal(
            user=house[name], kind=kind, key=key, source="申报", by="user:0", at=wall_clock() - timedelta(days=1)
        )
    assert differences(house, WATCHERS) == []
    # Numbers were shown to those who read the register, without a gap.
    county = browser(house["county"]).get(reverse("clues")).content.decode()
    assert sorted(re.findall(r"衡阳纪线〔\d+〕(\d+)号", county)) == ["0001", "0002"]
    # The worlds do differ for somebody who need not stay away: the test sees something.
    RecusalFact.objects.all().delete()
    assert len(differences(house, ("county",))) > 8


def test_r28_who_is_named_themselves_or_by_their_unit_sees_no_difference(house: House) -> None:
    """Then the county is named, and the clue goes past all of it to the city."""
    User.objects.filter(pk=house["county"].pk).update(person_key=KIN)
    Office.objects.filter(pk=house.offices["county"].pk).update(unit_key=UNIT)
    watching = {name: User.objects.get(pk=house[name].pk) for name in ("county", "deputy", "reviewer", "town")}
    (number,) = verified(house, 500, named=[KIN, UNIT])
    before = {name: _seen(user) for name, user in watching.items()}
    clue = propose(house, number, by="outsider", at=wall_clock())
    confirm(house, clue, by="supervisor", owner="handler", at=wall_clock())
    assert {name: _seen(user) for name, user in watching.items()} == before
    for user in watching.values():
        assert browser(user).get(reverse("clue", args=[clue.public_id])).status_code == 404


def _seen(user: User) -> list[str]:
    return [_settled(bare(browser(user).get(address))) for address in (reverse("clues"), reverse("home"))]


def test_r28_the_conflict_check_says_yes_or_no_and_not_why(house: House) -> None:
    (number,) = verified(house, 1, named=[KIN])
    address = reverse("clue_propose", args=[number])
    assert "回避检查：通过" in browser(house["outsider"]).get(address).content.decode()
    for name in ("leader", "supervisor", "county", "deputy"):
        accounts.record_recusal(user=house[name], kind="kin", key=KIN, source="申报", by="user:0", at=wall_clock())
    alone = browser(house["outsider"]).get(address)
    RecusalFact.objects.all().delete()
    Office.objects.all().update(unit_key=KIN)
    named = browser(house["outsider"]).get(address)
    assert "回避检查未通过" in alone.content.decode() and bare(alone) == bare(named)
    given = {"title": "低保发放疑点", "summary": "亡故之后仍有低保发放。", "level": "general"}
    assert "回避检查未通过" in browser(house["outsider"]).post(address, given).content.decode()
    assert not Clue.objects.all().for_system("test").exists()

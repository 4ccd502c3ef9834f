"""时限灯: every open clock in the reader's scope, the late ones first, and nothing that is not theirs to see."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mingcha.accounts import operations as accounts
from mingcha.audit.models import AuditRecord
from mingcha.deadlines.models import Clock
from mingcha.kernel.clock import wall_clock
from mingcha.matching import operations as matching
from tests.factories.clues import House, build_house, confirm, propose, verified
from tests.factories.home import own_home
from tests.factories.matching import findings, row, run_with
from tests.factories.staff import browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db: None, settings: Any, tmp_path: Path) -> House:
    own_home(settings, tmp_path)
    settings.MFA_REQUIRED = False
    return build_house()


@pytest.fixture
def numbers(house: House) -> list[str]:
    """Three findings on the reviewer's desk: one late, one due soon, one in time; and a clue that waits."""
    (verdict,) = verified(house, 9)
    run_with(house.purpose, house["analyst"], [row(n) for n in (1, 2, 3, 9)])
    found = list(findings().exclude(number=verdict).order_by("pk").values_list("number", flat=True))
    now = wall_clock()
    for number, days in zip(found, (-1, 1, 30), strict=True):
        matching.assign_finding(number=number, to=house["reviewer"], by=house["county"], at=now)
        Clock.objects.filter(subject=number).update(
            started_at=now - timedelta(days=40),
            due_at=now + timedelta(days=days),
            warn_at=now + timedelta(days=days - 3),
        )
    propose(house, verdict, at=now)
    return found


def shown(house: House, who: str, asked: str = "") -> list[str]:
    """The subjects of the lines, in their order."""
    answer = browser(house[who]).get(f"/deadlines/{asked}")
    assert answer.status_code == 200
    return [line["clock"].subject for line in answer.context["lines"]]


def test_late_first_then_soon_then_the_rest_over_all_rooms(house: House, numbers: list[str]) -> None:
    answer = browser(house["county"]).get("/deadlines/")
    lines = answer.context["lines"]
    assert [line["clock"].subject for line in lines][:2] == numbers[:2]
    assert [line["lamp"].code for line in lines] == ["late", "soon", "ok", "ok"]
    assert {line["clock"].kind for line in lines} == {"finding", "clue"}
    assert [count for _lamp, count in answer.context["tiles"]] == [1, 1, 2, 0]
    page = answer.content.decode()
    assert "超期" in page and f"/findings/{numbers[0]}/" in page and "reviewer某" in page and "县纪委监委" in page
    assert AuditRecord.objects.filter(action="clock.listed").count() == 1


def test_it_narrows_by_lamp_room_and_office(house: House, numbers: list[str]) -> None:
    assert shown(house, "county", "?lamp=late") == numbers[:1]
    assert len(shown(house, "county", "?room=clue")) == 1 and shown(house, "county", "?room=finding") == numbers
    county, city = house.offices["county"].pk, house.offices["city"].pk
    assert len(shown(house, "county", f"?office={county}")) == 4
    assert shown(house, "county", f"?office={city}") == []
    assert len(shown(house, "county", "?lamp=nothing&room=%27&office=x")) == 4


def test_scope_and_recusal_hold(house: House, numbers: list[str]) -> None:
    assert shown(house, "other") == []
    assert len(shown(house, "supervisor")) == 4
    assert shown(house, "leader") == shown(house, "leader", "?room=clue") != []  # reads clues, not findings
    key = findings().get(number=numbers[0]).keys.get().key
    accounts.record_recusal(user=house["county"], kind="kin", key=key, source="register", by="user:0", at=wall_clock())
    answer = browser(house["county"]).get("/deadlines/")
    assert [count for _lamp, count in answer.context["tiles"]] == [0, 1, 2, 0]
    assert numbers[0] not in answer.content.decode()


def test_an_office_that_may_not_be_known_is_neither_shown_nor_a_filter(house: House) -> None:
    """A clue that its proposer sees by their own hands only, once a higher office keeps it."""
    (number,) = verified(house, 9)
    clue = confirm(house, propose(house, number, by="reviewer", at=wall_clock()), by="county", at=wall_clock())
    type(clue).objects.all().for_system("set up").filter(pk=clue.pk).update(
        reach=house.offices["city"].area.code, office=house.offices["city"]
    )
    answer = browser(house["reviewer"]).get("/deadlines/")
    (line,) = answer.context["lines"]
    assert (line["matter"].office, line["matter"].who, answer.context["offices"]) == ("", "", [])
    assert shown(house, "reviewer", f"?office={house.offices['city'].pk}") == []


def test_nothing_runs_says_when_something_will(house: House) -> None:
    page = browser(house["county"], "en").get("/deadlines/").content.decode()
    assert "No clock runs in your area." in page
    assert browser(house["auditor"]).get("/deadlines/").status_code == 403

"""Long lists: pages cut along an index, numbers from the tallies, and that neither differs from the plain way."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from mingcha.accounts import operations as accounts
from mingcha.accounts.models import User
from mingcha.matching import access, operations, precision, queries
from mingcha.matching.models import Review
from tests.factories.matching import AT, findings, row, run_with
from tests.factories.staff import browser
from tests.integration.matching.conftest import City

WHO = ("supervisor", "county", "reviewer", "village", "elsewhere", "analyst")
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"rule": "dead_low_income"},
    {"county": "430421"},
    {"county": "430421", "township": "430421103"},
    {"township": "430421000"},
    {"township": "0"},
    {"county": "430422", "state": "reviewed"},
    {"strength": "B"},
    {"state": "open"},
    {"presence": "persisting"},
    {"fund": "-"},
    {"fund": "高龄津贴"},
    {"month": "202001"},
    {"verdict": "data_error"},
    {"strength": "A", "fund": "高龄津贴"},
    {"excluded": "yes"},
    {"excluded": "all", "strength": "C"},
    {"least": "5", "most": "20"},
    {"mine": "1"},
)


@pytest.fixture
def worked(city: City) -> City:
    """Two runs over two counties and a whole county, some excluded, some on kin of everybody, some verified."""
    other: dict[str, Any] = {"area": 430422100200, "county": 430422, "fund": "高龄津贴"}
    whole: dict[str, Any] = {"area": 430421000000, "fund": "", "month": 202001}
    more = {0: other, 1: whole}
    rows = [
        row(n, strength="AABC"[n % 4], excluded=n % 7 == 0, named=[n % 5], **more.get(n % 3, {})) for n in range(60)
    ]
    run_with(city.purpose, city["analyst"], rows[:40])
    run_with(city.purpose, city["analyst"], rows)
    for n, verdict in enumerate(("data_error", "confirmed_misconduct", "data_error", "cannot_verify") * 3):
        finding = findings().filter(county=430421).order_by("number")[n]
        for said in ("policy_permitted", verdict):  # the second replaces the first
            operations.record_verdict(
                number=finding.number,
                verdict=said,
                note="已经核实",
                evidence_digest=finding.evidence_digest,
                by=city["colleague"],
                at=AT,
            )
    for who in WHO:
        accounts.record_recusal(user=city[who], kind="kin", key=3, source="测试", by="user:0", at=AT)
    return city


@pytest.mark.parametrize("who", WHO)
def test_u23_every_list_is_as_long_as_it_says(worked: City, who: str) -> None:
    user = User.objects.get(pk=worked[who].pk)
    for given in ASKED:
        asked = queries.asking(given)
        found = queries.filtered(access.visible_findings(user, at=AT), asked, user.pk, at=AT)
        assert queries.length_of(found, asked, user, at=AT) == queries.Length(found.count()), given


def test_a_long_list_is_counted_no_further_than_people_read(worked: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 5)
    asked, user = queries.asking({"strength": "A", "excluded": "all"}), worked["supervisor"]
    found = queries.filtered(access.visible_findings(user, at=AT), asked, user.pk, at=AT)
    assert queries.length_of(found, asked, user, at=AT) == queries.Length(5, more=True)
    page = browser(user).get("/findings/?strength=A&excluded=all").content.decode()
    assert 'id="count">5+<' in page


@pytest.mark.parametrize("order", queries.ORDERS)
@pytest.mark.parametrize("given", [{}, {"excluded": "all"}, {"strength": "B"}, {"excluded": "yes", "fund": "-"}])
def test_pages_follow_each_other_as_one_sorted_list(worked: City, order: str, given: dict[str, str]) -> None:
    asked, user = queries.asking({**given, "order": order}), worked["supervisor"]
    found = queries.filtered(access.visible_findings(user, at=AT), asked, user.pk, at=AT)
    whole = [f.number for f in found.order_by(*queries.ORDERS[order].fields)]
    assert whole
    for size in (1, 4, 50):
        page, seen = queries.page_of(found, asked, size=size), []
        seen.append([f.number for f in page.rows])
        while page.after:
            page = queries.page_of(found, asked, after=page.after, size=size)
            seen.append([f.number for f in page.rows])
        assert [number for numbers in seen for number in numbers] == whole
        for numbers in reversed(seen[:-1]):
            page = queries.page_of(found, asked, before=page.before, size=size)
            assert [f.number for f in page.rows] == numbers
        assert page.before == ""


@pytest.mark.parametrize("who", WHO)
def test_u23_verdicts_per_county_are_those_of_what_one_may_see(worked: City, who: str) -> None:
    user = User.objects.get(pk=worked[who].pk)
    seen = access.visible_findings(user, at=AT).values("pk")
    reviews = Review.objects.filter(standing=True, excluded=False, finding__in=seen)
    judged = precision.judged(Counter(reviews.values_list("verdict", flat=True)))
    assert list(precision.by_version(user, at=AT).values()) == ([judged] if reviews else [])
    (known,) = precision.by(
        access.visible_reviews(user, at=AT), "rule__version", rule_id="dead_low_income"
    ).values() or [precision.judged({})]
    assert known == judged


def test_a_finding_cannot_stand_in_a_county_that_is_not_its_area(worked: City) -> None:
    for wrong in ({"county": 430422}, {"township": 430422100}):
        with pytest.raises(IntegrityError), transaction.atomic():
            findings().filter(area=430421103201).update(**wrong)


def test_todays_list_counts_what_waits(worked: City) -> None:
    for who in ("supervisor", "county"):
        waiting = access.visible_findings(worked[who], at=AT).filter(state="open", excluded=False)
        assert access.open_findings(worked[who], at=AT) == waiting.count() > 0

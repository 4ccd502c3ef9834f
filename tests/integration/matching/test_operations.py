"""What people do with findings and rules: one success, every refusal, and nothing without its audit record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mingcha.accounts import operations as accounts
from mingcha.accounts.permissions import Permission
from mingcha.audit.models import AuditRecord
from mingcha.kernel.errors import Denied, NotFound, Refused
from mingcha.matching import access, operations, precision, rules, tallies
from mingcha.matching.models import Comment, Finding, Review, RuleVersion
from tests.factories.matching import AT, findings, row, run_with
from tests.factories.staff import CITY
from tests.integration.matching.conftest import City

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(city: City) -> Finding:
    run_with(city.purpose, city["analyst"], [row(1)])
    found: Finding = findings().get()
    return found


def now() -> Finding:
    found: Finding = findings().get()
    return found


def judge(city: City, finding: Finding, verdict: str = "confirmed_misconduct", **known: Any) -> Review:
    given = {"note": "入户核实属实", "evidence_digest": finding.evidence_digest, "by": city["reviewer"], **known}
    return operations.record_verdict(number=finding.number, verdict=verdict, at=AT, **given)


@pytest.mark.parametrize(
    ("who", "to", "sees"),
    [
        ("reviewer", Permission.FINDING_READ, True),
        ("reviewer", Permission.FINDING_REVIEW, True),
        ("reviewer", Permission.FINDING_ASSIGN, False),
        ("village", Permission.FINDING_REVIEW, True),
        ("elsewhere", Permission.FINDING_READ, False),
        ("county", Permission.FINDING_ASSIGN, True),
        ("county", Permission.FINDING_REVIEW, False),
        ("supervisor", Permission.FINDING_READ, True),
        ("analyst", Permission.FINDING_READ, True),
        ("releaser", Permission.FINDING_READ, False),
        ("clerk", Permission.FINDING_READ, False),
        ("auditor", Permission.FINDING_READ, False),
    ],
)
def test_who_sees_a_finding_by_role_and_area(
    city: City, finding: Finding, who: str, to: Permission, sees: bool
) -> None:
    assert access.visible_findings(city[who], to, at=AT).exists() is sees
    if sees:
        assert access.finding_for(city[who], finding.number, to=to, at=AT) == finding
    else:
        with pytest.raises(NotFound):
            access.finding_for(city[who], finding.number, to=to, at=AT)


def test_assigning_and_taking_back(city: City, finding: Finding) -> None:
    operations.assign_finding(number=finding.number, to=city["reviewer"], by=city["county"], at=AT)
    assert (now().state, now().assignee) == ("assigned", city["reviewer"])
    operations.assign_finding(number=finding.number, to=city["colleague"], by=city["county"], at=AT)
    operations.release_finding(number=finding.number, by=city["county"], at=AT)
    assert (now().state, now().assignee) == ("open", None)
    with pytest.raises(Refused) as refused:
        operations.release_finding(number=finding.number, by=city["county"], at=AT)
    assert refused.value.code == "state.forbidden"


@pytest.mark.parametrize("who", ["elsewhere", "analyst", "clerk"])
def test_nobody_is_asked_who_may_not_verify_there(city: City, finding: Finding, who: str) -> None:
    with pytest.raises(Refused) as refused:
        operations.assign_finding(number=finding.number, to=city[who], by=city["county"], at=AT)
    assert refused.value.code == "assignee.unfit"


def test_assigning_needs_the_permission_and_a_number_of_rows(city: City, finding: Finding) -> None:
    with pytest.raises(NotFound):
        operations.assign_finding(number=finding.number, to=city["colleague"], by=city["reviewer"], at=AT)
    for numbers in ([], ["0" * 16] * 201):
        with pytest.raises(Refused) as refused:
            operations.assign_findings(numbers=numbers, to=city["reviewer"], by=city["county"], at=AT)
        assert refused.value.code == "assign.too_many"


def test_a_verdict_replaces_the_one_before(city: City, finding: Finding) -> None:
    judge(city, finding, "data_error")
    judge(city, finding, "policy_permitted", by=city["colleague"])
    assert (now().state, now().verdict, now().assignee) == ("reviewed", "policy_permitted", city["colleague"])
    assert list(Review.objects.order_by("pk").values_list("verdict", "standing")) == [
        ("data_error", False),
        ("policy_permitted", True),
    ]


@pytest.mark.parametrize(
    ("known", "code"),
    [
        ({"verdict": "guilty"}, "verdict.unknown"),
        ({"note": "  是 "}, "reason.missing"),
        ({"evidence_digest": "0" * 32}, "verdict.evidence"),
    ],
)
def test_verdicts_that_are_refused(city: City, finding: Finding, known: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        judge(city, finding, **known)
    assert refused.value.code == code
    for who in ("county", "elsewhere"):
        with pytest.raises(NotFound):
            judge(city, finding, by=city[who])
    assert now().state == "open"


def test_only_what_is_confirmed_becomes_a_clue_and_may_come_back(city: City, finding: Finding) -> None:
    judge(city, finding, "data_error")
    with pytest.raises(Refused) as refused:
        operations.make_clue(number=finding.number, by=city["reviewer"], at=AT)
    assert refused.value.code == "finding.not_confirmed"
    judge(city, finding)
    operations.make_clue(number=finding.number, by=city["reviewer"], at=AT)
    with pytest.raises(Refused):
        judge(city, finding, "data_error")
    operations.take_back(number=finding.number, to=Permission.CLUE_PROPOSE, by=city["reviewer"], at=AT)
    assert (now().state, now().verdict) == ("reviewed", "confirmed_misconduct")


def test_comments_say_something(city: City, finding: Finding) -> None:
    operations.comment_on(number=finding.number, text="请补充户籍材料", by=city["analyst"], at=AT)
    with pytest.raises(Refused):
        operations.comment_on(number=finding.number, text="嗯", by=city["analyst"], at=AT)
    with pytest.raises(NotFound):
        operations.comment_on(number=finding.number, text="请补充户籍材料", by=city["elsewhere"], at=AT)
    assert Comment.objects.count() == 1


DEEDS: list[Callable[[City, Finding], Any]] = [
    lambda city, f: operations.assign_finding(number=f.number, to=city["reviewer"], by=city["county"], at=AT),
    lambda city, f: operations.comment_on(number=f.number, text="请补充材料", by=city["analyst"], at=AT),
    lambda city, f: judge(city, f),
    lambda city, f: rules.suspend_rule(
        rule_id="dead_low_income", version=1, reason="误报太多", by=city["supervisor"], at=AT
    ),
]


@pytest.mark.parametrize("deed", DEEDS)
def test_when_the_log_cannot_be_written_nothing_happens(
    city: City, finding: Finding, monkeypatch: pytest.MonkeyPatch, deed: Callable[[City, Finding], Any]
) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise OSError("no room")

    for room in ("operations", "rules"):
        monkeypatch.setattr(f"mingcha.matching.{room}.audit.record", fail)
    before = tallies.counted(findings())
    with pytest.raises(OSError, match="no room"):
        deed(city, finding)
    assert (now().state, Review.objects.count(), Comment.objects.count()) == ("open", 0, 0)
    assert RuleVersion.objects.get(rule_id="dead_low_income").state == "approved"
    assert tallies.counted(findings()) == before


def test_a_rule_below_its_floor_is_suspended_and_judged_anew_when_it_is_let_run(city: City) -> None:
    run_with(city.purpose, city["analyst"], [row(n) for n in range(40)])
    for number, found in enumerate(findings().order_by("pk")[:30]):
        verdict = "confirmed_misconduct" if number < 8 else "data_error"
        judge(city, found, verdict)
        assert RuleVersion.objects.get(rule_id="dead_low_income").state == (
            "approved" if number < 29 else "suspended"
        ), number
    assert AuditRecord.objects.filter(action="rule.suspended", actor="system").count() == 1
    version = RuleVersion.objects.get(rule_id="dead_low_income")
    seen = access.visible_reviews(city["supervisor"], at=AT)
    known = precision.by(seen, "rule__version", rule_id="dead_low_income")[1]
    assert (known.n, known.confirmed, known.below_floor) == (30, 8, True)
    assert known.low < 8 / 30 < known.high
    rules.let_run(rule_id="dead_low_income", version=1, reason="口径已修正", by=city["supervisor"], at=AT)
    version.refresh_from_db()
    assert version.state == "approved"


def test_r33_nobody_lets_their_own_rule_run(city: City) -> None:
    accounts.give_role(user=city["releaser"], role="analyst", area=city.areas[CITY], by="user:0", at=AT)
    RuleVersion.objects.filter(rule_id="dead_low_income").update(proposed_by=city["releaser"], state="suspended")
    known: dict[str, Any] = {"rule_id": "dead_low_income", "version": 1, "reason": "口径已修正", "at": AT}
    with pytest.raises(Refused) as refused:
        rules.let_run(by=city["releaser"], **known)
    assert refused.value.code == "rule.self"
    with pytest.raises(Denied):
        rules.let_run(by=city["analyst"], **known)
    rules.let_run(by=city["supervisor"], **known)
    with pytest.raises(Refused) as again:
        rules.let_run(by=city["supervisor"], **known)
    assert again.value.code == "rule.not_suspended"
    with pytest.raises(NotFound):
        rules.suspend_rule(rule_id="nothing", version=1, reason="误报太多", by=city["supervisor"], at=AT)

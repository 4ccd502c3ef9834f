"""Which findings, runs and rules somebody may see. What they may not see is NotFound, whether or not it exists."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from mingcha.accounts import access
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.kernel.errors import NotFound
from mingcha.kernel.messages import Message
from mingcha.matching import tallies
from mingcha.matching.models import Finding, FindingKey, FindingSet, Review, RuleVersion, Run, RunSet, within

UNKNOWN = Message(
    "没有这条疑点，或您无权查看。请从疑点清单进入。",
    "There is no such finding, or it is not yours to see. Go there from the list of findings.",
)


def visible_findings(user: User, to: Permission = Permission.FINDING_READ, *, at: datetime) -> FindingSet:
    """The findings in the scope of a permission that name nobody from whom `user` stays away."""
    return Finding.objects.all().visible_to(user, to, at=at)


def visible_reviews(user: User, *, at: datetime) -> QuerySet[Review]:
    """
    The verdicts on visible findings. Scope and keys are asked of the verdicts themselves, which are few: led by the
    findings, a database reads all of them to know the verdicts on one rule.
    """
    scope = access.scope_of(user, Permission.FINDING_READ, at=at)
    inside = Review.objects.filter(within(scope, "finding__area", wide=False), finding__published=True)
    named = FindingKey.objects.filter(key__in=access.recusal_keys(user, at=at))
    return inside.exclude(finding_id__in=named.values("finding_id"))


def open_findings(user: User, *, at: datetime) -> int:
    """How many of them wait to be assigned, excluded hits left out; from the tallies."""
    return tallies.count(user, at=at, only=("state",))["state"].get("open", (0, 0))[0]


def finding_for(
    user: User, number: str, *, to: Permission = Permission.FINDING_READ, at: datetime, lock: bool = False
) -> Finding:
    """The finding called `number`, when it is in the scope of `to`. NotFound (`finding.unknown`)."""
    found = visible_findings(user, to, at=at).filter(number=number).select_related("rule", "text", "purpose")
    finding = (found.select_for_update(of=("self",)) if lock else found).first()
    if finding is None:
        raise NotFound("finding.unknown", UNKNOWN)
    return finding


def visible_runs(user: User, *, at: datetime) -> RunSet:
    """The runs in whose area `user` may read runs."""
    return Run.objects.all().visible_to(user, Permission.RUN_READ, at=at)


def run_for(user: User, run_id: int, *, at: datetime, lock: bool = False) -> Run:
    """The run. NotFound (`run.unknown`)."""
    found = visible_runs(user, at=at).filter(pk=run_id).select_related("purpose__area", "started_by")
    run = (found.select_for_update(of=("self",)) if lock else found).first()
    if run is None:
        raise NotFound("run.unknown", Message("没有这次运行，或您无权查看。", "There is no such run."))
    return run


def rule_for(
    user: User, rule_id: str, version: int, *, to: Permission = Permission.RULE_READ, at: datetime, lock: bool = False
) -> RuleVersion:
    """A version of a rule. Denied without `to` anywhere; NotFound (`rule.unknown`)."""
    access.check(user, to, at=at)
    # Until it is proposed, a draft is its author's alone.
    found = RuleVersion.objects.filter(rule_id=rule_id, version=version).exclude(~Q(proposed_by=user), state="draft")
    rule = (found.select_for_update() if lock else found).first()
    if rule is None:
        raise NotFound("rule.unknown", Message("没有这条规则的这一版。", "There is no such version of this rule."))
    return rule


def proposals_for(user: User, *, at: datetime) -> QuerySet[RuleVersion]:
    """The texts of others that wait for a second signature, for whoever may give it."""
    waiting = RuleVersion.objects.filter(state="proposed").exclude(proposed_by=user)
    return waiting if access.can(user, Permission.RULE_APPROVE, at=at) else waiting.none()


def draft_for(user: User, rule_id: str, version: int, *, at: datetime, lock: bool = False) -> RuleVersion:
    """One's own draft. Denied without RULE_WRITE; NotFound (`rule.unknown`)."""
    rule = rule_for(user, rule_id, version, to=Permission.RULE_WRITE, at=at, lock=lock)
    if rule.state != "draft":
        raise NotFound(
            "rule.unknown", Message("没有这份草稿，或已经提交。", "There is no such draft, or it was proposed.")
        )
    return rule


def may_verify(user: User, finding: Finding, *, at: datetime) -> bool:
    """Whether `user` may verify a finding: holds the permission in its area and stays away from nobody it names."""
    if not access.can(user, Permission.FINDING_REVIEW, at=at, area=finding.area_code):
        return False
    recused = access.recusal_keys(user, at=at)
    return not FindingKey.objects.filter(finding=finding, key__in=recused).exists()

"""Writing findings: assigned, verified, commented on, handed to the room of clues and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.db import transaction

from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.attachments import operations as attachments
from mingcha.audit import operations as audit
from mingcha.kernel import transitions
from mingcha.kernel.errors import MingchaError, Refused
from mingcha.kernel.messages import Message
from mingcha.matching import access, policies, precision, tallies, verdict_tallies, verifying
from mingcha.matching.models import Comment, Finding, Review
from mingcha.matching.states import FINDING

#: Rows that are assigned together.
MOST_AT_ONCE = 200
_CANNOT_VERIFY = Message(
    "此人不能核查这条疑点：没有该地区的核查权限，或须回避。请改派他人。",
    "This person cannot verify this finding: no permission in its area, or a reason to stay away. Choose another.",
)


@dataclass(frozen=True)
class Assigned:
    """What became of several findings: the numbers of those assigned, and why the others were not."""

    done: tuple[str, ...]
    failed: tuple[tuple[str, Message], ...]


@transaction.atomic
def assign_finding(*, number: str, to: User, seen: str | None = None, by: User, at: datetime) -> Finding:
    """
    Gives a finding to somebody to verify, also away from somebody else. The time for it begins with the first.

    NotFound outside the scope of FINDING_ASSIGN; Refused: `assignee.unfit` when `to` may not verify it or has to stay
    away, or it was verified already; `state.taken` when it was moved since `by` saw it standing as `seen`.
    """
    finding = access.finding_for(by, number, to=Permission.FINDING_ASSIGN, at=at, lock=True)
    policies.check_seen(finding, seen)
    if not access.may_verify(to, finding, at=at):
        raise Refused("assignee.unfit", _CANNOT_VERIFY)
    before = finding.state
    transitions.move(finding, FINDING, "assigned", at=at, assignee=to)
    verifying.begin(finding, by=by, at=at)
    audit.record("finding.assigned", subject=finding.audit_name, by=by, at=at, detail={"to": to.audit_name})
    tallies.moved(finding, before)
    return finding


def assign_findings(
    *, numbers: Sequence[str], to: User, seen: Mapping[str, str] = MappingProxyType({}), by: User, at: datetime
) -> Assigned:
    """
    Assigns many, each for itself: those that cannot be are told one by one and do not sink the others.

    Refused (`assign.too_many`) beyond 200, or when none is chosen.
    """
    if not 0 < len(numbers) <= MOST_AT_ONCE:
        raise Refused(
            "assign.too_many",
            Message(f"请选择1到{MOST_AT_ONCE}条疑点。", f"Choose between 1 and {MOST_AT_ONCE} findings."),
        )
    done: list[str] = []
    failed: list[tuple[str, Message]] = []
    for number in dict.fromkeys(numbers):
        try:
            assign_finding(number=number, to=to, seen=seen.get(number), by=by, at=at)
            done.append(number)
        except MingchaError as error:
            failed.append((number, error.message))
    return Assigned(tuple(done), tuple(failed))


@transaction.atomic
def release_finding(*, number: str, seen: str | None = None, by: User, at: datetime) -> Finding:
    """
    Takes an assignment back. NotFound outside the scope of FINDING_ASSIGN; Refused when it is not assigned, and
    (`state.taken`) when it was moved since `by` saw it standing as `seen`.
    """
    finding = access.finding_for(by, number, to=Permission.FINDING_ASSIGN, at=at, lock=True)
    policies.check_seen(finding, seen)
    transitions.move(finding, FINDING, "released", at=at, assignee=None)
    audit.record("finding.released", subject=finding.audit_name, by=by, at=at)
    tallies.moved(finding, "assigned")
    return finding


@transaction.atomic
def record_verdict(
    *,
    number: str,
    verdict: str,
    note: str,
    evidence_digest: str,
    verifier: str = "",
    verified_on: date | None = None,
    files: Sequence[attachments.Checked] = (),
    seen: str | None = None,
    by: User,
    at: datetime,
) -> Review:
    """
    Records what verification found, about the evidence named by its digest; a later verdict replaces an earlier one.
    A rule that falls below its floor by it is suspended. `files` were examined by `attachments.check_files` before.

    NotFound outside the scope of FINDING_REVIEW; Refused: `verdict.unknown`, `reason.missing` without a note,
    `verdict.evidence` when the evidence is another by now, or the finding was made a clue; `state.taken` when it was
    moved since `by` saw it standing as `seen`.
    """
    finding = access.finding_for(by, number, to=Permission.FINDING_REVIEW, at=at, lock=True)
    policies.check_verdict(verdict)
    policies.check_evidence(finding, evidence_digest)
    policies.check_seen(finding, seen)
    given = policies.check_reason(note, 4_000)
    before = finding.state
    transitions.move(finding, FINDING, "reviewed", at=at, verdict=verdict, judged_digest=evidence_digest, assignee=by)
    earlier = Review.objects.filter(finding=finding, rule=finding.rule_id, standing=True)
    replaced = list(earlier.select_related("finding"))
    Review.objects.filter(pk__in=[review.pk for review in replaced]).update(standing=False)
    review = Review.objects.create(
        finding=finding,
        rule_id=finding.rule_id,
        verdict=verdict,
        note=given,
        evidence_digest=evidence_digest,
        excluded=finding.excluded,
        verifier=verifier[:80],
        verified_on=verified_on,
        by=by,
        at=at,
    )
    verifying.end(finding, by=by, at=at)
    audit.record("finding.reviewed", subject=finding.audit_name, by=by, at=at, detail={"verdict": verdict})
    attachments.attach(owner=review.audit_name, checked=files, by=by, at=at)
    tallies.moved(finding, before)
    for one, step in (*((old, -1) for old in replaced), (review, 1)):
        verdict_tallies.counted(one, step)
    precision.suspend_below_floor(version=finding.rule, at=at)
    return review


@transaction.atomic
def comment_on(*, number: str, text: str, by: User, at: datetime) -> Comment:
    """Writes a comment beside a finding one may read. NotFound; Refused (`reason.missing`) when it says nothing."""
    finding = access.finding_for(by, number, at=at)
    given = policies.check_reason(text, 2_000)
    comment = Comment.objects.create(finding=finding, text=given, by=by, at=at)
    audit.record("finding.commented", subject=finding.audit_name, by=by, at=at)
    return comment


@transaction.atomic
def make_clue(*, number: str, by: User, at: datetime) -> Finding:
    """
    The finding goes over to the room of clues, which calls this inside its own operation.

    NotFound outside the scope of CLUE_PROPOSE; Refused unless it was verified as true (`finding.not_confirmed`).
    """
    finding = access.finding_for(by, number, to=Permission.CLUE_PROPOSE, at=at, lock=True)
    policies.check_confirmed(finding)
    transitions.move(finding, FINDING, "promoted", at=at)
    audit.record("finding.promoted", subject=finding.audit_name, by=by, at=at)
    tallies.moved(finding, "reviewed")
    return finding


@transaction.atomic
def take_back(*, number: str, to: Permission, by: User, at: datetime) -> Finding:
    """The room of clues did not take the finding. NotFound outside the scope of `to`; Refused when it was no clue."""
    finding = access.finding_for(by, number, to=to, at=at, lock=True)
    transitions.move(finding, FINDING, "clue_declined", at=at)
    audit.record("finding.clue_declined", subject=finding.audit_name, by=by, at=at)
    tallies.moved(finding, "promoted")
    return finding

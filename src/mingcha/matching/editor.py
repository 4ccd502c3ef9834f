"""Writing the texts of rules: drafted, saved, proposed, returned, and approved by a second person."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from mingcha.accounts import access as accounts
from mingcha.accounts.models import User
from mingcha.accounts.permissions import Permission
from mingcha.audit import operations as audit
from mingcha.engine.rules.frontmatter import text_of
from mingcha.engine.rules.trying import uncovered
from mingcha.kernel import transitions
from mingcha.kernel.errors import Refused
from mingcha.matching import access, catalogue, drafts, policies
from mingcha.matching.models import RuleVersion
from mingcha.matching.states import RULE_VERSION

#: Versions written here are numbered from here, so that no update of the platform brings the same number.
FIRST_VERSION = 1001
#: Catalogue numbers of rules written here; those below are the numbers of the catalogue that comes with the platform.
FIRST_NUMBER = 901
MOST_CHARACTERS = 60_000


@transaction.atomic
def draft_version(*, rule_id: str, version: int, by: User, at: datetime) -> RuleVersion:
    """
    Begins a new version from the text of an existing one. Only its author sees and changes it until it is proposed.

    Denied without RULE_WRITE; NotFound when there is no such version, or it is somebody else's draft.
    """
    base = access.rule_for(by, rule_id, version, to=Permission.RULE_WRITE, at=at)
    number = _next_version(rule_id)
    draft = RuleVersion(
        rule_id=rule_id,
        version=number,
        catalogue=base.catalogue,
        title_zh=base.title_zh,
        title_en=base.title_en,
        strength=base.strength,
        text=drafts.numbered(base.text, number),
        cases=catalogue.cases_of(base),
        proposed_by=by,
        state_at=at,
    )
    return _keep_new(draft, {"from": base.audit_name}, by, at)


@transaction.atomic
def draft_rule(*, rule_id: str, title_zh: str, title_en: str, by: User, at: datetime) -> RuleVersion:
    """
    Begins a rule that does not exist yet, from a template that works and is to be changed.

    Denied without RULE_WRITE; Refused: `rule.id`, `rule.exists`, `rule.long`.
    """
    accounts.check(by, Permission.RULE_WRITE, at=at)
    policies.check_rule_id(rule_id, RuleVersion.objects.filter(rule_id=rule_id).exists())
    policies.check_size(title_zh, 120)
    policies.check_size(title_en, 120)
    last = RuleVersion.objects.aggregate(last=Max("catalogue"))["last"] or 0
    known = {"rule_id": rule_id, "catalogue": max(FIRST_NUMBER, last + 1), "version": FIRST_VERSION}
    known |= {"title_zh": _one_line(title_zh), "title_en": _one_line(title_en)}
    text, cases = drafts.starting(known)
    draft = RuleVersion(**known, strength="C", text=text, cases=cases, proposed_by=by, state_at=at)
    return _keep_new(draft, {}, by, at)


def _keep_new(draft: RuleVersion, detail: dict[str, str], by: User, at: datetime) -> RuleVersion:
    draft.digest = digest_of(draft.text)
    draft.save(force_insert=True)
    audit.record("rule.drafted", subject=draft.audit_name, by=by, at=at, detail=detail)
    return draft


@transaction.atomic
def save_draft(*, rule_id: str, version: int, head: str, sql: str, cases: str, by: User, at: datetime) -> RuleVersion:
    """
    Keeps what was written, right or wrong: what is wrong is told beside it, and it cannot be proposed.

    Denied without RULE_WRITE; NotFound unless it is one's own draft; Refused (`rule.long`).
    """
    draft = access.draft_for(by, rule_id, version, at=at, lock=True)
    text, tested = text_of(_lines(head), _lines(sql)), _lines(cases)
    policies.check_size(text, MOST_CHARACTERS)
    policies.check_size(tested, MOST_CHARACTERS)
    draft.text, draft.cases, draft.digest = text, tested, digest_of(text)
    rule = catalogue.rule_of(draft)
    if rule is not None:
        draft.title_zh, draft.title_en = rule.title.zh[:120], rule.title.en[:200]
        draft.strength = rule.strength
    draft.save(update_fields=["text", "cases", "digest", "title_zh", "title_en", "strength"])
    audit.record("rule.saved", subject=draft.audit_name, by=by, at=at, detail={"digest": draft.digest})
    return draft


@transaction.atomic
def propose_rule(*, rule_id: str, version: int, by: User, at: datetime) -> RuleVersion:
    """
    Lays a draft before somebody else. It must pass the gate, and its cases must pass and leave nothing open.

    Denied without RULE_WRITE; NotFound unless it is one's own draft; Refused as by `drafts.try_cases`, and
    `rule.names`, `rule.cases_fail`, `rule.cases_missing`.
    """
    draft = access.draft_for(by, rule_id, version, at=at, lock=True)
    _check_text(draft)
    transitions.move(draft, RULE_VERSION, "proposed", at=at, state_reason="")
    audit.record("rule.proposed", subject=draft.audit_name, by=by, at=at, detail={"digest": draft.digest})
    return draft


def _check_text(version: RuleVersion) -> None:
    tried = drafts.try_cases(version.rule_id, version.text, catalogue.cases_of(version))
    policies.check_names_itself(version, tried.rule.id, tried.rule.version)
    policies.check_cases([r.name for r in tried.results if not r.passed], uncovered(tried))


@transaction.atomic
def return_rule(*, rule_id: str, version: int, reason: str, by: User, at: datetime) -> RuleVersion:
    """
    Gives a proposal back to its author as a draft, with the reason. The author may take it back as well.

    Denied without RULE_APPROVE, unless it is one's own; NotFound; Refused: `reason.missing`, `rule.shipped`, or it is
    not proposed.
    """
    found = access.rule_for(by, rule_id, version, at=at, lock=True)
    if found.proposed_by_id != by.pk:
        accounts.check(by, Permission.RULE_APPROVE, at=at)
    policies.check_written_here(found)
    given = policies.check_reason(reason, 200)
    transitions.move(found, RULE_VERSION, "returned", at=at, state_reason=given)
    audit.record("rule.returned", subject=found.audit_name, by=by, at=at, detail={"reason": given})
    return found


@transaction.atomic
def approve_rule(*, rule_id: str, version: int, digest: str, by: User, at: datetime) -> RuleVersion:
    """
    Takes a proposed text into use with a second signature; the version before is superseded, its findings stay.

    Denied without RULE_APPROVE; NotFound; Refused: `rule.self`, `rule.subordinate`, `rule.changed` when the text is not
    the one with `digest`, `rule.older`, it is not proposed, or it no longer passes.
    """
    others = list(RuleVersion.objects.filter(rule_id=rule_id).select_for_update())
    chosen = access.rule_for(by, rule_id, version, to=Permission.RULE_APPROVE, at=at, lock=True)
    RULE_VERSION.target("approved", chosen.state)
    if chosen.state != "proposed":  # a suspended one is let run, with a reason
        raise Refused("state.forbidden", policies.NOT_PROPOSED)
    policies.check_other_person(chosen, by)
    if chosen.proposed_by is not None:
        scopes = [accounts.scope_of(u, p, at=at) for u, p in ((by, _APPROVE), (chosen.proposed_by, _WRITE))]
        policies.check_covers(*scopes)
    policies.check_same_text(chosen, digest)
    used = next((v for v in others if v.state in ("approved", "suspended")), None)
    policies.check_not_older(chosen, used)
    _check_text(chosen)
    if used is not None:
        transitions.move(used, RULE_VERSION, "superseded", at=at)
    transitions.move(chosen, RULE_VERSION, "approved", at=at, approved_by=by, state_reason="")
    detail = {
        "digest": digest,
        "proposed_by": chosen.proposed_by.audit_name if chosen.proposed_by else audit.SYSTEM,
        "supersedes": used.audit_name if used else "",
    }
    audit.record("rule.approved", subject=chosen.audit_name, by=by, at=at, detail=detail)
    return chosen


_APPROVE, _WRITE = Permission.RULE_APPROVE, Permission.RULE_WRITE


def digest_of(text: str) -> str:
    """What a signature is about."""
    return hashlib.sha256(text.encode()).hexdigest()


def _next_version(rule_id: str) -> int:
    last = RuleVersion.objects.filter(rule_id=rule_id).aggregate(last=Max("version"))["last"] or 0
    return max(FIRST_VERSION, int(last) + 1)


def _lines(text: str) -> str:
    """As a browser sends it, with the line ends of a file."""
    return text.replace("\r\n", "\n")


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""Whether something may happen now, whoever asks."""

from __future__ import annotations

from collections.abc import Collection

from mingcha.accounts.models import User
from mingcha.engine.results.wording import CONFIRMED
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.matching.models import Finding, RuleVersion, RunSet
from mingcha.matching.states import VERDICTS

LEAST_REASON = 4  # characters


def check_has_files(released: bool) -> None:
    """There is something to match."""
    if not released:
        raise Refused(
            "run.nothing",
            Message(
                "这项使用目的还没有放行的文件，无法比对。请先在“报送文件”中放行。",
                "No file is released for this purpose, so there is nothing to match. Release files first.",
            ),
        )


def check_in_use(missing: Collection[str]) -> None:
    """Every rule asked for is in use."""
    if missing:
        names = "、".join(missing)
        raise Refused(
            "rule.not_in_use",
            Message(
                f"规则“{names}”不在使用中（未批准或已停用），不能运行。",
                f"Not in use, because not approved or suspended: {', '.join(missing)}. Choose other rules.",
            ),
        )


def check_no_other(runs: RunSet) -> None:
    """No other run for the same purpose goes on."""
    if runs.filter(state__in=("waiting", "running")).exists():
        raise Refused(
            "run.other",
            Message(
                "这项使用目的已有运行在进行。请等它结束，或先取消。",
                "Another run for this purpose is going on. Wait for its end, or cancel it first.",
            ),
        )


def check_reason(text: str, most: int = 500) -> str:
    """A reason, note or comment that says something; stripped."""
    given = text.strip()
    if not LEAST_REASON <= len(given) <= most:
        raise Refused(
            "reason.missing",
            Message(
                f"请写明理由（{LEAST_REASON}到{most}个字）。",
                f"Say why, in {LEAST_REASON} to {most} characters.",
            ),
        )
    return given


def check_verdict(verdict: str) -> None:
    """One of the six verdicts."""
    if verdict not in VERDICTS:
        raise Refused(
            "verdict.unknown",
            Message("请选择六种核查结论之一。", "Choose one of the six verdicts."),
        )


def check_evidence(finding: Finding, digest: str) -> None:
    """The verdict is about the evidence as it is now."""
    if digest != finding.evidence_digest:
        raise Refused(
            "verdict.evidence",
            Message(
                "证据在您查看之后有变化。请重新打开疑点，看过新的证据再下结论。",
                "The evidence changed after you looked. Open the finding again and judge the new evidence.",
            ),
        )


def check_other_person(version: RuleVersion, by: User) -> None:
    """Nobody approves a rule of their own."""
    if version.proposed_by_id == by.pk:
        raise Refused(
            "rule.self",
            Message(
                "不能批准自己提交的规则。请由另一位有批准权限的人办理。",
                "Nobody approves a rule of their own. Ask another person who may approve.",
            ),
        )


def check_confirmed(finding: Finding) -> None:
    """Only what verification found to be true may become a clue."""
    if finding.verdict not in CONFIRMED:
        raise Refused(
            "finding.not_confirmed",
            Message(
                "只有核查结论为“查实违纪”或“工作差错”的疑点才能转为问题线索。请先核查。",
                "Only a finding verified as misconduct or administrative error can become a clue. Verify it first.",
            ),
        )


def check_suspended(version: RuleVersion) -> None:
    """Only a suspended rule is let run again; a proposed one has an approval of its own."""
    if version.state != "suspended":
        raise Refused(
            "rule.not_suspended",
            Message("这一版规则没有停用。请刷新页面。", "This version is not suspended. Reload the page."),
        )

"""Whether something may happen now, whoever asks."""

from __future__ import annotations

import re
from collections.abc import Collection

from mingcha.accounts.access import Scope
from mingcha.accounts.models import User
from mingcha.datasets import policies as datasets
from mingcha.engine.results.wording import CONFIRMED
from mingcha.kernel import transitions
from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message
from mingcha.matching.models import Finding, RuleVersion, RunSet
from mingcha.matching.states import VERDICTS

NOT_PROPOSED = Message(
    "这一版没有提交批准，或已经批准。请刷新页面查看最新状态。",
    "This version was not proposed, or has been approved already. Reload the page to see where it stands.",
)


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
    return datasets.check_reason(text, most)


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


def check_seen(finding: Finding, standing: str | None) -> None:
    """Nobody moved the finding since somebody saw it standing like this; None: they act on whatever stands."""
    if standing is not None and standing != finding.standing:
        raise transitions.taken()


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


def check_rule_id(rule_id: str, taken: bool) -> None:
    """A name for a new rule that a file and an address can bear, and that is free."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{3,49}", rule_id):
        raise Refused(
            "rule.id",
            Message(
                "规则代码须以小写字母开头，只含小写字母、数字和下划线，4到50个字符，例如 dead_low_income。",
                "The code begins with a small letter and has 4 to 50 small letters, digits and _, as dead_low_income.",
            ),
        )
    if taken:
        raise Refused(
            "rule.exists",
            Message(
                f"已有代码为“{rule_id}”的规则。请换一个代码，或从那条规则另起新稿。",
                f"There is a rule “{rule_id}” already. Choose another code, or draft a new version of that rule.",
            ),
        )


def check_size(text: str, most: int) -> None:
    """A text that a person wrote."""
    if len(text) > most:
        raise Refused(
            "rule.long",
            Message(f"规则及用例不能超过{most}个字符。", f"Rule and cases may have {most} characters each."),
        )


def check_names_itself(version: RuleVersion, rule_id: str, number: int) -> None:
    """The text speaks of the version under which it is kept."""
    if (rule_id, number) != (version.rule_id, version.version):
        raise Refused(
            "rule.names",
            Message(
                f"说明区的 id 和 version 须为 {version.rule_id} 和 {version.version}，现为 {rule_id} 和 {number}。",
                f"id and version must be {version.rule_id} and {version.version}; they are {rule_id} and {number}.",
            ),
        )


def check_cases(failed: Collection[str], uncovered: Collection[Message]) -> None:
    """Every case says what it should, and the cases leave nothing open."""
    if failed:
        raise Refused(
            "rule.cases_fail",
            Message(
                f"有{len(failed)}个用例未通过：{'；'.join(failed)}。请修改规则或用例后再提交。",
                f"{len(failed)} cases fail: {'; '.join(failed)}. Mend the rule or the cases before proposing.",
            ),
        )
    if uncovered:
        raise Refused(
            "rule.cases_missing",
            Message(
                f"用例不全：{'；'.join(m.zh for m in uncovered)}。请补齐后再提交。",
                f"The cases are not complete: {'; '.join(m.en for m in uncovered)}. Add them before proposing.",
            ),
        )


def check_same_text(version: RuleVersion, digest: str) -> None:
    """Who approves has seen this text and no other."""
    if digest != version.digest:
        raise Refused(
            "rule.changed",
            Message(
                "规则文本在您查看之后有变化。请重新打开，看过新的文本再批准。",
                "The text changed after you looked. Open it again and read it before you approve.",
            ),
        )


def check_not_older(version: RuleVersion, used: RuleVersion | None) -> None:
    """A text that was written before the one in use was does not replace it."""
    if used is not None and not version.shipped and used.version > version.version:
        raise Refused(
            "rule.older",
            Message(
                f"更高的第{used.version}版已在用。请退回此稿，以在用版本为基础另起新稿。",
                f"Version {used.version}, a higher one, is in use. Return this one and draft anew from that.",
            ),
        )


def check_written_here(version: RuleVersion) -> None:
    """Somebody here can mend it."""
    if version.shipped:
        raise Refused(
            "rule.shipped",
            Message(
                "这一版随平台升级而来，不能退回修改；可以不批准，继续使用现有版本。",
                "This version came with an update and cannot be returned; leave it unapproved to keep the one in use.",
            ),
        )


def check_covers(approver: Scope, author: Scope) -> None:
    """Who approves stands over the whole area in which the author works: nobody approves for those above them."""
    if not all(approver.holds(prefix) for prefix in author.prefixes):
        raise Refused(
            "rule.subordinate",
            Message(
                "您的批准权限不覆盖起草人的工作范围，不能批准。请由上一级批准。",
                "Your approval does not reach as far as the author's area. Somebody above has to approve.",
            ),
        )

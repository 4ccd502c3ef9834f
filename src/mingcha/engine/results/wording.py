"""The words in which results are told: strengths, states of rules, verdicts."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from mingcha.engine.running.model import RuleStatus
from mingcha.kernel.messages import Message

STRENGTHS: Mapping[str, Message] = {
    "A": Message("数据表面即相互矛盾", "the data contradict each other on their face"),
    "B": Message("可疑，须核对一项事实", "suspicious; one fact has to be checked"),
    "C": Message("仅为提示，须与其他线索合用", "an indicator, to be used only together with others"),
}
STATUSES: Mapping[RuleStatus, Message] = {
    "ran": Message("已运行", "ran"),
    "skipped": Message("缺数据，未运行", "not run, data missing"),
    "refused": Message("数据质量不足，未运行", "not run, data quality too low"),
    "failed": Message("规则出错", "the rule failed"),
    "planned": Message("可以运行", "can run"),
}
#: What a verifier may conclude. The first two say that the rule was right; the last decides nothing.
OUTCOMES: Mapping[str, Message] = {
    "confirmed_misconduct": Message("查实违纪", "confirmed misconduct"),
    "confirmed_administrative_error": Message("工作差错", "confirmed administrative error"),
    "policy_permitted": Message("政策允许", "policy permitted"),
    "data_error": Message("数据有误", "data error"),
    "identity_error": Message("身份有误", "identity error"),
    "cannot_verify": Message("无法核实", "cannot verify"),
}
OUTCOME_HELP: Mapping[str, Message] = {
    "confirmed_misconduct": Message("事实属实，且有人违纪", "true, and somebody broke the rules"),
    "confirmed_administrative_error": Message("事实属实，系经办差错或迟报", "true, by mistake or late reporting"),
    "policy_permitted": Message("事实属实，但政策允许", "true, but policy allows it"),
    "data_error": Message("源数据登记错误，事实不存在", "the source data are wrong; it did not happen"),
    "identity_error": Message("人或单位对错了号", "the wrong person or company was matched"),
    "cannot_verify": Message("现有材料不能判断", "cannot be decided with what there is"),
}
CONFIRMED = frozenset(("confirmed_misconduct", "confirmed_administrative_error"))
DISMISSING = frozenset(("policy_permitted", "data_error", "identity_error"))
QUESTION = Message("疑点是问题，不是结论", "A finding is a question, not a verdict")
DEMO = Message("演示数据 · 人物、单位均为虚构", "Demonstration data · every person and company is fictional")


def outcome_code(text: str) -> str | None:
    """The code behind a verifier's word: Chinese, English or the code itself, alone or together; None if unknown."""
    return _SPELLINGS.get(_folded(text))


def _folded(text: str) -> str:
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in kept if c.isalnum())


_SPELLINGS = {
    _folded(spelling): code
    for code, word in OUTCOMES.items()
    for spelling in (code, word.zh, word.en, f"{word.zh}{code}", f"{word.zh}{word.en}", f"{code}{word.zh}")
}

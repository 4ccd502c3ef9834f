"""The promises that an installation begins with: law, and defaults of ours that local rules replace on the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mingcha.deadlines.reckoning import DAYS, HOURS, MONTHS, WORKDAYS, Terms
from mingcha.kernel.messages import Message

_OURS = "平台默认值，请按本地规定修改"


@dataclass(frozen=True)
class Default:
    """A promise, what it rests on, and since when."""

    code: str
    title: Message
    terms: Terms
    citation: str
    since: date


_PETITIONS = date(2022, 5, 1)
_ALLEGATIONS = date(2020, 1, 21)
_RULES_OF_WORK = date(2019, 1, 1)
_FIRST = date(2020, 1, 1)
DEFAULTS = (
    Default(
        "petition_notice",
        Message("信访告知", "tell the petitioner where the petition went"),
        Terms(15, DAYS),
        "信访工作条例 第二十三条",
        _PETITIONS,
    ),
    Default(
        "petition_objection",
        Message("信访转送异议", "object to a petition sent to the wrong body"),
        Terms(5, WORKDAYS, warn=1),
        "信访工作条例 第二十三条",
        _PETITIONS,
    ),
    Default(
        "petition_answer",
        Message("信访办结", "finish a petition"),
        Terms(60, DAYS, warn=10),
        "信访工作条例 第三十四条",
        _PETITIONS,
    ),
    Default(
        "allegation_handover",
        Message("检举控告移送", "hand an allegation to the body that is competent"),
        Terms(5, WORKDAYS, warn=1),
        "纪检监察机关处理检举控告工作规则 第十五条、第十六条",
        _ALLEGATIONS,
    ),
    Default(
        "allegation_acceptance",
        Message("实名检举控告受理告知", "tell a named reporter that it was accepted"),
        Terms(15, WORKDAYS),
        "纪检监察机关处理检举控告工作规则（实名检举控告）",
        _ALLEGATIONS,
    ),
    Default(
        "allegation_result",
        Message("实名检举控告结果反馈", "tell a named reporter the result"),
        Terms(15, WORKDAYS),
        "纪检监察机关处理检举控告工作规则（实名检举控告）",
        _ALLEGATIONS,
    ),
    Default(
        "finding_review",
        Message("疑点核查", "verify a finding"),
        Terms(15, WORKDAYS, ladder=(5, 10)),
        _OURS,
        _FIRST,
    ),
    Default(
        "clue_decision",
        Message("问题线索审定", "decide whether a proposal becomes a clue"),
        Terms(5, WORKDAYS, warn=1, ladder=(3,)),
        _OURS,
        _FIRST,
    ),
    Default(
        "clue_disposal",
        Message("提出线索处置意见", "propose what is to be done about a clue"),
        # An inner limit: it does not move past a free day, for whoever must keep it works on the days before.
        Terms(1, MONTHS, rolls=False, warn=5, ladder=(5, 10)),
        "监督执纪工作规则（2019）：收到之日起一个月内；使用前请核对条文",
        _RULES_OF_WORK,
    ),
    Default(
        "appeal_accept",
        Message("诉求受理", "accept an appeal"),
        Terms(12, HOURS, warn=2, ladder=(12, 36)),
        _OURS,
        _FIRST,
    ),
    Default(
        "appeal_urgent",
        Message("紧急诉求办理", "solve an urgent appeal"),
        Terms(24, HOURS, warn=4, ladder=(12, 24)),
        _OURS,
        _FIRST,
    ),
    Default(
        "appeal_simple",
        Message("一般诉求办理", "solve a simple appeal"),
        Terms(7, DAYS, warn=2, ladder=(3, 8)),
        "各地群众诉求办理通例：责任单位一周内办结；" + _OURS,
        _FIRST,
    ),
    Default(
        "appeal_joint",
        Message("跨部门诉求办理", "solve an appeal that needs several departments"),
        Terms(15, DAYS, warn=3, ladder=(3, 8)),
        _OURS,
        _FIRST,
    ),
    Default(
        "appeal_redo",
        Message("退回重办", "solve an appeal that was sent back"),
        Terms(3, WORKDAYS, warn=1, ladder=(2, 5)),
        _OURS,
        _FIRST,
    ),
    Default(
        "appeal_check",
        Message("答复核实", "check an answer"),
        Terms(3, WORKDAYS, warn=1, ladder=(2,)),
        _OURS,
        _FIRST,
    ),
    Default(
        "appeal_share",
        Message("协办事项", "a co-handler's share of an appeal"),
        Terms(3, WORKDAYS, warn=1),
        _OURS,
        _FIRST,
    ),
)

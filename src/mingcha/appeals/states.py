"""What an appeal can be, and the words that go with it."""

from __future__ import annotations

from collections.abc import Mapping

from mingcha.kernel.messages import Message
from mingcha.kernel.transitions import Lifecycle, Move

RECEIVED, HANDLING, ANSWERED, SOLVED = "received", "handling", "answered", "solved"
CLOSED, EXPLAINED, DECLINED, MERGED, LED_AWAY = "closed", "explained", "declined", "merged", "led_away"
#: States in which somebody still has to do something.
OPEN = (RECEIVED, HANDLING, ANSWERED)

#: Answered is not solved: between them stands a check by somebody else. Closing alone ends nothing that is late.
APPEAL = Lifecycle(
    "appeal",
    {
        RECEIVED: Message("待受理", "received"),
        HANDLING: Message("办理中", "being dealt with"),
        ANSWERED: Message("已答复，待核实", "answered, to be checked"),
        SOLVED: Message("已解决，待评价", "solved, to be rated"),
        EXPLAINED: Message("暂不可行，已说明", "not feasible, explained"),
        CLOSED: Message("已办结", "closed"),
        DECLINED: Message("不属受理范围，已告知去处", "declined, told where to go"),
        MERGED: Message("已并入同一事项", "merged into another"),
        LED_AWAY: Message("已引导至专门渠道", "led to the sealed channel"),
    },
    (
        Move("accepted", (RECEIVED,), HANDLING),
        Move("declined", (RECEIVED,), DECLINED),
        Move("answered", (HANDLING,), ANSWERED),
        Move("sent_back", (ANSWERED,), HANDLING),
        Move("passed", (ANSWERED,), SOLVED),
        Move("found_infeasible", (ANSWERED,), EXPLAINED),
        Move("closed", (SOLVED, EXPLAINED), CLOSED),
        Move("reopened", (SOLVED, EXPLAINED, CLOSED), HANDLING),
        Move("merged", (RECEIVED, HANDLING), MERGED),
        Move("unmerged", (MERGED,), HANDLING),
        Move("put_back", (MERGED,), RECEIVED),
        Move("led_away", (RECEIVED, HANDLING, ANSWERED, SOLVED, EXPLAINED, MERGED), LED_AWAY),
    ),
)

#: Working classes (practice: domain A3). Allegations are no class here: they leave the room.
KINDS: Mapping[str, Message] = {
    "consultation": Message("咨询", "question"),
    "request": Message("求助、办事", "request"),
    "complaint": Message("投诉", "complaint about a service"),
    "suggestion": Message("建议", "suggestion"),
}
#: How it reached us. Every way ends in the same record.
WAYS: Mapping[str, Message] = {
    "web": Message("手机网页", "mobile page"),
    "proxy": Message("工作人员代录", "entered by staff"),
    "transcript": Message("群聊转录", "taken from a group"),
    "mp": Message("公众号", "official account"),
    "kf": Message("微信客服", "WeChat service"),
    "wecom": Message("企业微信", "WeCom"),
    "robot": Message("企业微信机器人", "WeCom robot"),
    "email": Message("电子邮件", "e-mail"),
    "open311": Message("开放接口", "Open311"),
}
OUTCOMES: Mapping[str, Message] = {
    "solved": Message("已解决", "solved"),
    "infeasible": Message("暂不可行，说明理由", "not feasible, with the reason"),
}
CHECKERS: Mapping[str, Message] = {
    "reporter": Message("问反映人", "asked the person who appealed"),
    "neighbour": Message("问周边群众", "asked neighbours"),
    "field": Message("到现场看", "went to see"),
}
RATINGS: Mapping[str, Message] = {
    "satisfied": Message("满意", "satisfied"),
    "basically": Message("基本满意", "mostly satisfied"),
    "unsatisfied": Message("不满意", "not satisfied"),
}
#: Cards lie on matters, never on people (practice: domain A2; limits: domain F3).
CARDS: Mapping[str, Message] = {
    "blue": Message("蓝牌（提醒）", "blue card (reminder)"),
    "yellow": Message("黄牌（督促）", "yellow card (urged)"),
    "red": Message("红牌（书面说明）", "red card (written explanation)"),
}
#: What is noted on the way to an answer. `extension` is written by the operation that grants it.
NOTES: Mapping[str, Message] = {
    "visit": Message("到现场", "went there"),
    "plan": Message("办理方案", "plan"),
    "cost": Message("费用", "cost"),
    "before": Message("办理前", "before"),
    "after": Message("办理后", "after"),
    "other": Message("其他记录", "other"),
    "extension": Message("延期", "more time"),
}

#: A monthly bulletin is drafted by one person and approved by another.
BULLETIN = Lifecycle(
    "bulletin",
    {
        "draft": Message("草稿", "draft"),
        "proposed": Message("待审定", "to be approved"),
        "published": Message("已发布", "published"),
    },
    (
        Move("proposed", ("draft",), "proposed"),
        Move("returned", ("proposed",), "draft"),
        Move("published", ("proposed",), "published"),
    ),
)

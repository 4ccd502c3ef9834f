"""
The fixed texts that go out as notices. They say that something is there and never what: a telephone lies on a table.

Rooms above enter their own from `AppConfig.ready`. Only whole numbers may be put in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mingcha.kernel.errors import Refused
from mingcha.kernel.messages import Message


@dataclass(frozen=True)
class Notice:
    """What stands in the subject of a letter, and the text; `{name}` is a whole number."""

    subject: Message
    text: Message


NOTICES: dict[str, Notice] = {
    "answer_ready": Notice(
        Message("您有一条新答复", "There is an answer for you"),
        Message(
            "您反映的事项有新的答复，请在原渠道或用查询码查看。",
            "There is an answer to what you brought up. Read it where you wrote, or with your code.",
        ),
    ),
    "mail_taken": Notice(
        Message("已收到您的来信", "Your letter was taken"),
        Message(
            "已收到您反映的事项，已有人负责办理。查询码 {code:020d}，请保存好，不要转发；凭它查看办理结果、作出评价。"
            "信里的附件没有保存，请在村的网页或窗口补交。请不要回复本邮件。",
            "What you brought up was taken, and somebody answers for it. Receipt code {code:020d}: keep it, pass it on "
            "to nobody; with it you read the answer and rate it. Files were not kept: hand them in on the page of the "
            "village or at the counter. Do not answer this letter.",
        ),
    ),
    "mail_safe": Notice(
        Message("关于您的来信", "About your letter"),
        Message(
            "您的来信可能涉及公职人员违纪违法，为保护您，这里不受理也不保存。请拨打12388，或写信、当面向县市纪委监委"
            "反映。请同时删除您发件箱里的这封信。",
            "Your letter may speak of misconduct in office. To protect you it is not taken here and nothing of it is "
            "kept. Call 12388, write to the supervision commission of the county or the city, or go there. Delete the "
            "letter among those you sent, too.",
        ),
    ),
    "mail_unread": Notice(
        Message("这个邮箱不读取回信", "Answers to this address are not read"),
        Message(
            "您回复了一封通知，回信没有人看，也没有保存。工作人员请登录明察平台办理；群众请凭查询码查看、评价，或"
            "另写一封新邮件反映新的事项。",
            "You answered a notice. Nobody reads such answers, and nothing was kept. Staff: log in to Mingcha. "
            "Everybody else: use your receipt code, or write a new letter about a new matter.",
        ),
    ),
    "work_waiting": Notice(
        Message("有待办事项", "Something is to be done"),
        Message("您有{count}项待办，请登录明察平台查看。", "{count} things wait for you. Log in to Mingcha."),
    ),
}


def enter(code: str, notice: Notice) -> None:
    """One more fixed text. Called once, when a room is set up."""
    NOTICES[code] = notice


def worded(code: str, numbers: Mapping[str, int]) -> Message:
    """The text in both languages. Refused (`notice.unknown`, `notice.numbers`)."""
    known = NOTICES.get(code)
    if known is None:
        raise Refused("notice.unknown", Message("没有这种通知。", "There is no such notice."))
    if any(isinstance(value, bool) or not isinstance(value, int) for value in numbers.values()):
        raise _numbers()
    try:
        return Message(known.text.zh.format(**numbers), known.text.en.format(**numbers))
    except KeyError:
        raise _numbers() from None


def _numbers() -> Refused:
    return Refused(
        "notice.numbers", Message("通知中只能填入整数。", "Only the whole numbers of its text go into a notice.")
    )

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
